"""Garbage on the wire, large accounts, and many calls in any order."""

import asyncio
import json
import socket
from urllib.parse import quote

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plytix_sandbox import ManualClock, Sandbox, accounts, serving
from plytix_sandbox.api.routes import ROUTERS
from plytix_sandbox.exchange import LARGEST_BODY

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


def routes(branch, path=""):
    for method in branch.handlers:
        yield method, path
    for name, below in branch.named.items():
        yield from routes(below, f"{path}/{name}")
    if branch.any:
        yield from routes(branch.any, f"{path}/{{}}")


ROUTES = [(m, f"/api/{v}{p}") for v, router in ROUTERS.items() for m, p in routes(router._root)]


def with_ids(api, path):
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
@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
def test_wrong_types_in_every_field(open_api, data):
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
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
def test_random_bytes(api, raw, path, route):
    for where in (route[1], "/" + quote(path, errors="replace")):
        answer = api.raw(route[0], where, content=raw, headers={"Content-Type": "multipart/form-data; boundary=x"})
        assert answer.status_code < 500 or (answer.status_code == 500 and where.endswith("/family"))
        assert api.raw(route[0], where, content=raw).status_code < 500 or where.endswith("/family")


def test_huge_bodies(api):
    headers = {"Content-Length": str(LARGEST_BODY + 1)}
    assert api.raw("POST", "/api/v1/products", content=b"{}", headers=headers).status_code == 413

    async def endless():
        while True:
            yield b"x" * 1_000_000

    assert api.raw("POST", "/api/v1/products", content=endless()).status_code == 413
    assert api.raw("POST", "/api/v1/products", content=b'{"a":' * 1_000_000).status_code == 400
    assert api.raw("POST", "/api/v1/products", content=b'{"sku": ' + b"9" * 10_000 + b"}").status_code == 400


def test_odd_texts_stay_what_they_are(api):
    for sku in ("\ud800", "\x00", "日本", "a/b", "%41"):
        answer = api.raw("POST", "/api/v1/products", content=json.dumps({"sku": sku}))
        assert answer.status_code == 201, sku
        assert answer.json()["data"][0]["sku"] == sku


def test_what_is_no_http_is_refused_and_the_server_lives_on():
    with serving(Sandbox()) as running:
        port = int(running.url.rpartition(":")[2])
        for raw in (
            b"\x00" * 5000,
            b"GET / HTTP/9.9\r\n\r\n",
            b"\x16\x03\x01" * 100,
            b"POST / HTTP/1.1\r\nHost: x\r\n" + b"A" * 200_000,
        ):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
                wire.sendall(raw)
                wire.shutdown(socket.SHUT_WR)
                assert wire.recv(64)[:10] in (b"HTTP/1.1 4", b"")
        answer = httpx2.post(f"{running.url}/auth/api/get-token", json=TOKEN, trust_env=False)
        assert answer.status_code == 200


def test_many_connections_at_once():
    async def storm(url):
        limits = httpx2.Limits(max_connections=1000)
        async with httpx2.AsyncClient(base_url=url, limits=limits, timeout=60, trust_env=False) as client:
            token = (await client.post("/auth/api/get-token", json=TOKEN)).json()["data"][0]["access_token"]
            client.headers["Authorization"] = f"Bearer {token}"
            bodies = [{"sku": f"S{n % 400}"} for n in range(600)]
            return await asyncio.gather(*(client.post("/api/v2/products", json=b) for b in bodies))

    sandbox = Sandbox(accounts.empty(), plan="unlimited")
    with serving(sandbox) as running:
        answers = asyncio.run(storm(running.url))
    statuses = [a.status_code for a in answers]
    assert (statuses.count(201), statuses.count(409)) == (400, 200)
    assert len(sandbox.catalog.products) == 400


TOKEN = {"api_key": "sandbox", "api_password": "sandbox"}


@pytest.fixture(scope="module")
def large():
    """A hundred thousand products, twenty a parent."""
    products = [{"sku": f"SKU-{n:06}", "attributes": {"parent": f"B{n // 20:04}"}} for n in range(100_000)]
    document = {"attributes": [{"name": "Parent"}], "products": products}
    return Sandbox(accounts.Account(document), plan="unlimited", clock=ManualClock())


def search_and_compare(sandbox, searches):
    """Search for filters one after another, each with the SKUs it must find."""

    async def run():
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(sandbox.app), base_url="http://sandbox") as client:
            token = (await client.post("/auth/api/get-token", json=TOKEN)).json()["data"][0]["access_token"]
            client.headers["Authorization"] = f"Bearer {token}"
            for filters, skus in searches:
                body = {"filters": filters, "pagination": {"page_size": 100}}
                answer = await client.post("/api/v2/products/search", json=body)
                assert {row["sku"] for row in answer.json()["data"]} == skus

    asyncio.run(run())


def test_searching_100_skus_of_100000_products(large):
    wanted = [[f"SKU-{(n * 4999 + i * 37) % 100_000:06}" for i in range(100)] for n in range(3)]
    search_and_compare(large, [([[{"field": "sku", "operator": "in", "value": skus}]], set(skus)) for skus in wanted])


def test_searching_100_groups_of_100000_products(large):
    parents = ["b0007", "b4999", *(f"gone {n}" for n in range(98))]
    filters = [[{"field": "attributes.parent", "operator": "eq", "value": parent}] for parent in parents]
    found = {f"SKU-{first + n:06}" for first in (140, 99_980) for n in range(20)}
    search_and_compare(large, [(filters, found)])
