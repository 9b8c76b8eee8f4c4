"""A sandbox in process, on a clock that moves only when told to."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from plytix_sandbox import ManualClock, Sandbox, accounts

SCHEMA = {
    "attributes": [
        {"name": "Title"},
        {"name": "Weight", "type_class": "DecimalAttribute"},
        {"name": "Pieces", "type_class": "IntAttribute"},
        {"name": "Boxed", "type_class": "BooleanAttribute"},
        {"name": "Day", "type_class": "DateAttribute"},
        {"name": "Moment", "type_class": "DateAttribute", "include_time": True},
        {"name": "Colour", "type_class": "DropdownAttribute", "options": ["Red", "Blue"]},
        {"name": "Tags", "type_class": "MultiSelectAttribute", "options": ["a", "b", "c"]},
        {"name": "Picture", "type_class": "MediaAttribute"},
        {"name": "Gallery", "type_class": "MediaGalleryAttribute"},
        {"name": "Site", "type_class": "UrlAttribute"},
        {"name": "Full", "type_class": "CompletenessAttribute", "measures": ["title", "weight"]},
    ],
    "families": [{"name": "Shoes", "attributes": {"no_level": ["title"], "parent_level": ["colour"]}}],
    "relationships": [{"name": "Spare Parts"}],
    "product_categories": [{"name": "Mugs", "children": [{"name": "Blue mugs"}]}],
    "assets": [{"filename": "one.jpg"}, {"filename": "two.jpg"}],
    "products": [{"sku": "BASE", "label": "Base"}],
}


class Api:
    """A client of a sandbox, without waiting and without a socket."""

    def __init__(self, sandbox: Sandbox, clock: ManualClock) -> None:
        self.sandbox = sandbox
        self.clock = clock
        self.loop = asyncio.new_event_loop()
        transport = httpx2.ASGITransport(sandbox.app)
        self.client = httpx2.AsyncClient(transport=transport, base_url="http://sandbox")

    def raw(self, method: str, path: str, **more: Any) -> httpx2.Response:
        return self.loop.run_until_complete(self.client.request(method, path, **more))

    def token(self, **credentials: Any) -> httpx2.Response:
        body = credentials or {"api_key": "sandbox", "api_password": "sandbox"}
        return self.raw("POST", "/auth/api/get-token", json=body)

    def log_in(self) -> str:
        token = self.token().json()["data"][0]["access_token"]
        self.client.headers["Authorization"] = f"Bearer {token}"
        return token

    def get(self, path: str, **more: Any) -> httpx2.Response:
        return self.raw("GET", f"/api/{path}", **more)

    def post(self, path: str, body: Any = None, **more: Any) -> httpx2.Response:
        return self.raw("POST", f"/api/{path}", **({"json": body} if body is not None else {}), **more)

    def patch(self, path: str, body: Any) -> httpx2.Response:
        return self.raw("PATCH", f"/api/{path}", json=body)

    def delete(self, path: str, body: Any = None) -> httpx2.Response:
        return self.raw("DELETE", f"/api/{path}", **({"json": body} if body is not None else {}))

    def make(self, sku: str, version: str = "v1", **fields: Any) -> str:
        answer = self.post(f"{version}/products", {"sku": sku, **fields})
        assert answer.status_code == 201, answer.text
        return answer.json()["data"][0]["id"]

    def read(self, product_id: str, version: str = "v1") -> dict[str, Any]:
        return self.get(f"{version}/products/{product_id}").json()["data"][0]

    def search(self, *filters: Any, version: str = "v2", **body: Any) -> httpx2.Response:
        return self.post(f"{version}/products/search", {"filters": [list(filters)], **body})

    def found(self, field: str, operator: str, value: Any = None, version: str = "v2") -> list[str]:
        one = {"field": field, "operator": operator, "value": value}
        answer = self.search(one, version=version, pagination={"page_size": 100})
        assert answer.status_code == 200, answer.text
        return [row["sku"] for row in answer.json()["data"]]

    def relationship(self) -> str:
        return next(r.id for r in self.sandbox.catalog.relationships)

    def family(self) -> str:
        return next(f.id for f in self.sandbox.catalog.families)

    def asset(self, number: int = 0) -> str:
        return [a.id for a in self.sandbox.catalog.assets][number]

    def close(self) -> None:
        self.loop.run_until_complete(self.client.aclose())
        self.loop.close()
        self.sandbox.close()


@pytest.fixture
def open_api() -> Iterator[Callable[..., Api]]:
    """Open sandboxes: `open_api(switch="value", plan=..., ...)`; logged in, unlimited, with SCHEMA."""
    opened: list[Api] = []

    def open_one(document: Any = None, *, logged_in: bool = True, **settings: Any) -> Api:
        clock = settings.pop("clock", None) or ManualClock()
        kept = {"plan", "faults", "journal", "state", "latency", "seed"}
        own = {key: settings.pop(key) for key in kept & settings.keys()}
        account = accounts.parse(SCHEMA if document is None else document, "test")
        sandbox = Sandbox(account, **{"plan": "unlimited", "clock": clock, "switches": settings, **own})
        api = Api(sandbox, clock)
        opened.append(api)
        if logged_in:
            api.log_in()
        return api

    yield open_one
    for api in opened:
        api.close()


@pytest.fixture
def api(open_api: Callable[..., Api]) -> Api:
    """A sandbox with SCHEMA, unlimited and logged in."""
    return open_api()
