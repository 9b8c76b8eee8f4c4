"""No request, however odd, is a server error."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plytix_sandbox.api.routes import ROUTERS
from plytix_sandbox.exchange import LARGEST_BODY
from tests.sandbox.api_client import Api, OpenApi

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


FIELDS = (
    "sku", "label", "gtin", "status", "attributes", "assets", "categories", "thumbnail", "filters", "pagination",
    "relationship_filters", "name", "type_class", "options", "description", "product_families", "attribute_labels",
    "order", "product_family_id", "attributes_level", "no_level", "product_relationships", "quantity", "id",
    "attribute_label", "url", "content", "filename", "parent_id", "sort_children", "variant", "variant_ids", "public",
    "parent_attributes",
)  # fmt: skip


BODIES = st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4) | JSON


def routes(branch: Any, path: str = "") -> Iterator[tuple[str, str]]:
    for method in branch.handlers:
        yield method, path
    for name, below in branch.named.items():
        yield from routes(below, f"{path}/{name}")
    if branch.any:
        yield from routes(branch.any, f"{path}/{{}}")


ROUTES = [(m, f"/api/{v}{p}") for v, router in ROUTERS.items() for m, p in routes(router._root)]


def with_ids(api: Api, path: str) -> str:
    ids = {
        "assets": api.asset(),
        "relationships": api.relationship(),
        "product_families": api.family(),
        "products": next(iter(api.sandbox.catalog.products)).id,
    }
    parts = path.split("/")
    for place, part in enumerate(parts):
        if part == "{}":
            parts[place] = ids.get(parts[place - 1], next(iter(api.sandbox.catalog.attributes)).id)
    return "/".join(parts)


@given(data=st.data())
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_wrong_types_in_any_field_are_never_a_server_error(open_api: OpenApi, data: st.DataObject) -> None:
    api = open_api()
    try:
        method, path = data.draw(st.sampled_from(ROUTES))
        answer = api.raw(method, with_ids(api, path), json=data.draw(BODIES))
        assert answer.status_code < 500
        if answer.status_code >= 400:
            assert isinstance(answer.json()["error"]["msg"], str)
    finally:
        api.client.headers.pop("Authorization", None)


@given(raw=st.binary(max_size=200), path=st.text(max_size=30), route=st.sampled_from(ROUTES))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_bytes_are_never_a_server_error(api: Api, raw: bytes, path: str, route: tuple[str, str]) -> None:
    for target in (route[1], "/" + quote(path, errors="replace")):
        for headers in ({"Content-Type": "multipart/form-data; boundary=x"}, {}):
            answer = api.raw(route[0], target, content=raw, headers=headers)
            unknown = answer.status_code == 501 and target != route[1]
            assert answer.status_code < 500 or unknown or target.endswith("/family")


def test_huge_bodies_are_refused(api: Api) -> None:
    headers = {"Content-Length": str(LARGEST_BODY + 1)}
    assert api.raw("POST", "/api/v1/products", content=b"{}", headers=headers).status_code == 413

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 1_000_000

    assert api.raw("POST", "/api/v1/products", content=endless()).status_code == 413
    assert api.raw("POST", "/api/v1/products", content=b'{"a":' * 1_000_000).status_code == 400
    assert api.raw("POST", "/api/v1/products", content=b'{"sku": ' + b"9" * 10_000 + b"}").status_code == 400


def test_odd_texts_stay_what_they_are(api: Api) -> None:
    for sku in ("\ud800", "\x00", "日本", "a/b", "%41"):
        answer = api.raw("POST", "/api/v1/products", content=json.dumps({"sku": sku}))
        assert answer.status_code == 201, sku
        assert answer.json()["data"][0]["sku"] == sku


def test_broken_json_is_a_bad_request_with_a_number_as_message(api: Api) -> None:
    for content in (b"{", b"", b"nul", b'{"sku": NaN}', b'{"weight": 1e999}', b"\xff", b"[" * 100_000):
        answer = api.post("v1/products", content=content)
        assert answer.status_code == 400, content[:20]
        assert answer.json()["error"]["errors"] == [{"field": "http_status_code", "msg": 400}]
        assert answer.json()["error"]["msg"].startswith("Failed to decode JSON object: ")
