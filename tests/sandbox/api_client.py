"""A client of a sandbox in process, without waiting and without a socket."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2

from plytix_sandbox import ManualClock, Sandbox

CREDENTIALS = {"api_key": "sandbox", "api_password": "sandbox"}
NOWHERE = "5c483ee8eb9139000154dd5e"
"""An id that is well formed and names nothing."""

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
    """A client of one sandbox, with short names for the calls that tests make most."""

    def __init__(self, sandbox: Sandbox, clock: ManualClock) -> None:
        self.sandbox = sandbox
        self.clock = clock
        self.loop = asyncio.new_event_loop()
        transport = httpx2.ASGITransport(sandbox.app)
        self.client = httpx2.AsyncClient(transport=transport, base_url="http://sandbox")

    def raw(self, method: str, path: str, **more: Any) -> httpx2.Response:
        return self.loop.run_until_complete(self.client.request(method, path, **more))

    def token(self, **credentials: Any) -> httpx2.Response:
        body = credentials or CREDENTIALS
        return self.raw("POST", "/auth/api/get-token", json=body)

    def log_in(self) -> str:
        token = str(row_of(self.token())["access_token"])
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
        return str(answer.json()["data"][0]["id"])

    def create_attribute(
        self, name: str = "Some Name", type_class: str = "TextAttribute", **more: Any
    ) -> httpx2.Response:
        return self.post("v1/attributes/product", {"name": name, "type_class": type_class, **more})

    def read(self, product_id: str, version: str = "v1") -> dict[str, Any]:
        return row_of(self.get(f"{version}/products/{product_id}"))

    def search(self, *filters: Any, version: str = "v2", **body: Any) -> httpx2.Response:
        return self.post(f"{version}/products/search", {"filters": [list(filters)], **body})

    def found(self, field: str | list[str], operator: str, value: Any = None, version: str = "v2") -> list[str]:
        one = {"field": field, "operator": operator, "value": value}
        answer = self.search(one, version=version, pagination={"page_size": 100})
        assert answer.status_code == 200, answer.text
        return [row["sku"] for row in answer.json()["data"]]

    def id_of(self, sku: str) -> str:
        product = self.sandbox.catalog.products.with_sku(sku)
        assert product is not None, sku
        return product.id

    def attribute_id(self, label: str) -> str:
        attribute = self.sandbox.catalog.attributes.labelled(label)
        assert attribute is not None, label
        return attribute.id

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


OpenApi = Callable[..., Api]
"""Open a sandbox: `open_api(switch="value", plan=..., ...)`."""


def rows_of(answer: httpx2.Response) -> list[dict[str, Any]]:
    """Return the rows of an answer that must be a success."""
    assert answer.status_code in (200, 201), answer.text
    rows: list[dict[str, Any]] = answer.json()["data"]
    return rows


def row_of(answer: httpx2.Response) -> dict[str, Any]:
    """Return the first row of an answer that must be a success."""
    return rows_of(answer)[0]


def errors_of(answer: httpx2.Response) -> dict[str, Any]:
    """Return the messages of a refusal by field."""
    return {error["field"]: error["msg"] for error in answer.json()["error"]["errors"]}


def condition(field: object, operator: object, value: object = None) -> dict[str, Any]:
    """Return a filter; its field and operator may be wrong on purpose."""
    return {"field": field, "operator": operator, "value": value}
