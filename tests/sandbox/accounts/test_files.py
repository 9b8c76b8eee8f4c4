"""Account files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plytix_sandbox import ManualClock, Sandbox, accounts
from plytix_sandbox.accounts import Account, AccountError
from plytix_sandbox.catalog import Catalog


def catalog_of(account: Account) -> Catalog:
    return Sandbox(account, clock=ManualClock()).catalog


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for load in (accounts.load, accounts.for_mapping):
        with pytest.raises(AccountError, match="No such file"):
            load(tmp_path / "none.json")
        with pytest.raises(AccountError, match="directory"):
            load(tmp_path)


def test_an_account_file_fills_every_table(write: Callable[..., Path]) -> None:
    document = {
        "plan": "20+5000",
        "switches": {"duplicate_sku": "422", "search_lag": 2},
        "attributes": [{"name": "Size", "type_class": "DropdownAttribute", "options": ["S", "M"]}],
        "attribute_groups": [{"name": "G", "attribute_labels": ["size"]}],
        "families": [{"id": "f" * 24, "name": "F", "attributes": ["size"]}],
        "relationships": [{"name": "R", "symmetrical": True}],
        "product_categories": [{"name": "C", "children": [{"id": "c" * 24, "name": "D"}]}],
        "file_categories": [{"name": "E"}],
        "assets": [{"id": "a" * 24, "filename": "x.jpg", "source": "http://x.example/x.jpg"}],
        "products": [
            {
                "sku": "P", "family": "F", "attributes": {"size": "S"}, "thumbnail": {"id": "a" * 24},
                "categories": [{"id": "c" * 24}], "relationships": {"R": ["V"]}, "created": "2024-02-03",
            },
            {"sku": "V", "parent": "P", "family": "f" * 24},
        ],
    }  # fmt: skip
    account = accounts.load(write(document))
    sandbox = Sandbox(account, clock=ManualClock())
    parent, variant = sandbox.catalog.products
    assert (sandbox.plan.name, sandbox.switches.duplicate_sku, sandbox.switches.search_lag) == ("20+5000", "422", "2")
    assert (parent.variants, variant.parent_id) == ((variant.id,), parent.id)
    assert (parent.family_id, variant.family_id) == ("f" * 24, "f" * 24)
    assert (parent.created, parent.thumbnail) == ("2024-02-03T00:00:00.000000", "a" * 24)


def test_all_mistakes_are_named_at_once(write: Callable[..., Path]) -> None:
    document = {
        "plan": "nonsense",
        "switches": {"nope": 1, "duplicate_sku": "500"},
        "nope": [],
        "families": {},
        "attributes": [{"name": "A", "type_class": "X"}, {"name": ""}, 5, {"name": "B"}, {"name": "b"}],
        "relationships": [{"name": "R", "bidirectional": True}],
        "products": [
            {"sku": "P", "attributes": {"nope": 1}, "status": "x"},
            {"sku": "Q"},
            {"sku": "Q"},
            {"sku": "T", "family": "nope"},
            {"sku": "U", "id": "nope"},
            {"sku": "V", "relationships": {"R": ["gone"], "S": []}},
            {"label": "no sku"},
            {"sku": "W", "created": "yesterday"},
        ],
    }
    with pytest.raises(AccountError) as problem:
        accounts.load(write(document))
    said = "\n".join(problem.value.problems)
    for place in (
        "plan:",
        "switches: there is no nope",
        "duplicate_sku can be",
        "nope: unknown",
        "families: not a list",
        "attributes[0]: type_class",
        "attributes[1]: name",
        "attributes[2]: not an object",
        "attributes[4]: label",
        "relationships[0]: unknown keys bidirectional",
        "products[0]: nope",
        "products[0]: status",
        "products[2]: sku",
        "products[3]: names a family",
        "products[4]: id",
        "products[5]: names a relationship",
        "products[6]: sku",
        "products[7]: created",
    ):
        assert place in said, place


def test_an_empty_account_holds_nothing() -> None:
    assert all(len(table) == 0 for table in catalog_of(accounts.empty()).tables().values())


@pytest.mark.parametrize(
    ("section", "record"),
    [
        ("attributes", {"name": "A", "type_class": []}),
        ("attributes", {"name": "A", "label": ["a"]}),
        ("attributes", {"name": "A", "character_limit": "x"}),
        ("attributes", {"name": "A", "options": "x"}),
        ("attribute_groups", {"name": "A", "attribute_labels": [[]]}),
        ("families", {"name": "A", "attributes": "x"}),
        ("families", {"name": "A", "attributes": {"top_level": []}}),
        ("product_categories", {"name": "A", "children": [5]}),
        ("assets", {"filename": "a", "source": []}),
        ("assets", {"filename": "a", "size": "x"}),
        ("products", {"sku": "A", "relationships": ["R"]}),
        ("products", {"sku": "A", "parent": {}}),
        ("products", {"sku": "A", "family": {}}),
        ("products", {"sku": "A", "created": 5}),
    ],
)
def test_a_value_of_the_wrong_type_names_its_place(section: str, record: dict[str, Any]) -> None:
    with pytest.raises(AccountError, match=rf"{section}\[0\]: "):
        accounts.parse({section: [record]}, "test")


def test_moments_with_a_zone_become_utc() -> None:
    account = accounts.parse({"products": [{"sku": "A", "created": "2025-01-27T19:21:18+02:00"}]}, "test")
    assert [product.created for product in catalog_of(account).products] == ["2025-01-27T17:21:18.000000"]
