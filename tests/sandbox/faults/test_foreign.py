"""What another user does in between."""

from typing import Any

from plytix_sandbox import Fault
from plytix_sandbox.faults.foreign import ACTIONS
from tests.sandbox.api_client import Api, OpenApi

GET = "v1/products/x"


def foreign(open_api: OpenApi, *actions: Any, **more: Any) -> Api:
    return open_api(faults=[Fault(do="foreign", actions=actions, method="GET", count=1, **more)])


def test_another_user_acts_before_or_after_a_request(open_api: OpenApi) -> None:
    api = foreign(open_api, {"do": "delete", "sku": "A"})
    assert api.get(f"v1/products/{api.make('A')}").status_code == 404
    api = foreign(open_api, {"do": "delete", "sku": "A"}, when="after")
    product = api.make("A")
    assert [api.get(f"v1/products/{product}").status_code for _ in range(2)] == [200, 404]


def test_another_user_can_do_every_action(open_api: OpenApi) -> None:
    actions = (
        {"do": "create", "body": {"sku": "NEW", "label": "x"}},
        {"do": "create", "body": {"sku": "BASE"}},
        {"do": "patch", "sku": "NEW", "body": {"attributes": {"title": "theirs"}}},
        {"do": "rename", "sku": "NEW", "to": "RENAMED"},
        {"do": "rename", "sku": "RENAMED", "to": "BASE"},
        {"do": "family", "sku": "RENAMED", "family": "Shoes"},
        {"do": "link", "sku": "RENAMED", "relationship": "Spare Parts", "to": "BASE"},
        {"do": "link", "sku": "BASE", "relationship": "Spare Parts", "to": "RENAMED"},
        {"do": "unlink", "sku": "BASE", "relationship": "Spare Parts", "to": "RENAMED"},
        {"do": "rename_relationship", "relationship": "Spare Parts", "to": "Parts"},
        {"do": "delete", "sku": "gone"},
    )
    api = foreign(open_api, *actions)
    assert {action["do"] for action in actions} == set(ACTIONS)
    api.get(GET)
    product = api.read(api.id_of("RENAMED"), "v2")
    assert product["attributes"]["title"] == "theirs"
    assert product["product_family_id"] == api.family()
    assert len(product["relationships"]) == 1
    assert product["modified_user_audit"]["type"] == "USER"
    assert api.read(api.id_of("BASE"))["relationships"] == []
    assert next(iter(api.sandbox.catalog.relationships)).name == "Parts"
