"""No sequence of calls gives two products one SKU, an undocumented 500, or an undocumented shape."""

import asyncio
from typing import Any

import httpx2
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from plytix_sandbox import ManualClock, Sandbox, accounts

SCHEMA = {
    "attributes": [
        {"name": "Title"},
        {"name": "Weight", "type_class": "DecimalAttribute"},
        {"name": "Colour", "type_class": "DropdownAttribute", "options": ["Red"]},
    ],
    "families": [{"name": "F", "attributes": {"parent_level": ["colour"], "no_level": ["title"]}}],
    "relationships": [{"name": "R"}],
}
SKUS = st.sampled_from(["A", "a", "B", "C", "D"])
VERSIONS = st.sampled_from(["v1", "v2"])
ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["x", "", None, 5]),
        "weight": st.sampled_from([1, 2.5, None, "1,5"]),
        "colour": st.sampled_from(["Red", "Blue", None]),
        "nope": st.just(1),
    },
)
WHOLE = {"id", "sku", "label", "status", "attributes", "assets", "categories", "relationships", "created", "modified"}


class AnySequence(RuleBasedStateMachine):
    """Calls on products, in any order."""

    products = Bundle("products")

    @initialize()
    def start(self) -> None:
        self.clock = ManualClock()
        self.sandbox = Sandbox(accounts.parse(SCHEMA, "test"), plan="unlimited", clock=self.clock)
        self.loop = asyncio.new_event_loop()
        transport = httpx2.ASGITransport(self.sandbox.app)
        self.client = httpx2.AsyncClient(transport=transport, base_url="http://sandbox")
        answer = self.call("POST", "/auth/api/get-token", {"api_key": "sandbox", "api_password": "sandbox"}, {200})
        self.client.headers["Authorization"] = f"Bearer {answer.json()['data'][0]['access_token']}"
        self.relationship = next(iter(self.sandbox.catalog.relationships)).id
        self.family = next(iter(self.sandbox.catalog.families)).id

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            self.loop.run_until_complete(self.client.aclose())
            self.loop.close()

    def call(self, method: str, path: str, body: Any, statuses: set[int]) -> httpx2.Response:
        answer = self.loop.run_until_complete(self.client.request(method, path, json=body))
        assert answer.status_code in statuses, (method, path, body, answer.text)
        if answer.status_code >= 400:
            assert set(answer.json()["error"]) <= {"msg", "errors"}
        elif answer.content:
            assert isinstance(answer.json()["data"], list)
        return answer

    def there(self, product: str) -> bool:
        return product in self.sandbox.catalog.products

    @rule(target=products, version=VERSIONS, sku=SKUS, attributes=ATTRIBUTES)
    def create(self, version: str, sku: str, attributes: Any) -> str:
        taken = self.sandbox.catalog.products.with_sku(sku) is not None
        body = {"sku": sku, "attributes": attributes}
        answer = self.call("POST", f"/api/{version}/products", body, {409, 422} if taken else {201, 422})
        return answer.json()["data"][0]["id"] if answer.status_code == 201 else "none"

    @rule(target=products, version=VERSIONS, parent=products, sku=SKUS)
    def create_variant(self, version: str, parent: str, sku: str) -> str:
        body = {"variant": {"sku": sku}} if version == "v1" else {"sku": sku}
        statuses = {201, 409, 422} if self.there(parent) else {404}
        answer = self.call("POST", f"/api/{version}/products/{parent}/variants", body, statuses)
        return answer.json()["data"][0]["id"] if answer.status_code == 201 else "none"

    @rule(version=VERSIONS, parent=products, variant=products, method=st.sampled_from(["POST", "DELETE"]))
    def move_variant(self, version: str, parent: str, variant: str, method: str) -> None:
        self.call(method, f"/api/{version}/products/{parent}/variant/{variant}", None, {200, 204, 404, 422})

    @rule(version=VERSIONS, product=products, attributes=ATTRIBUTES, sku=SKUS)
    def patch(self, version: str, product: str, attributes: Any, sku: str) -> None:
        statuses = {200, 422} if self.there(product) else {404}
        self.clock.advance(1)
        self.call("PATCH", f"/api/{version}/products/{product}", {"sku": sku, "attributes": attributes}, statuses)

    @rule(version=VERSIONS, product=products, unassign=st.booleans())
    def assign_family(self, version: str, product: str, unassign: bool) -> None:
        body = {"product_family_id": "" if unassign else self.family}
        statuses = {200, 422} if self.there(product) else {500}
        self.call("POST", f"/api/{version}/products/{product}/family", body, statuses)

    @rule(version=VERSIONS, product=products, others=st.lists(products, max_size=3), quantity=st.integers(0, 3))
    def link(self, version: str, product: str, others: list[str], quantity: int) -> None:
        body = {"product_relationships": [{"product_id": o, "quantity": quantity} for o in others]}
        path = f"/api/{version}/products/{product}/relationships/{self.relationship}"
        self.call("POST", path, body, {200, 201, 409, 422} if self.there(product) else {404})

    @rule(product=products, others=st.lists(products, max_size=3))
    def unlink(self, product: str, others: list[str]) -> None:
        path = f"/api/v2/products/{product}/relationships/{self.relationship}"
        self.call("DELETE", path, {"product_relationships": others}, {204} if self.there(product) else {404})

    @rule(version=VERSIONS, product=consumes(products))
    def delete(self, version: str, product: str) -> None:
        self.call("DELETE", f"/api/{version}/products/{product}", None, {204} if self.there(product) else {404})

    @rule(version=VERSIONS, product=products)
    def get(self, version: str, product: str) -> None:
        answer = self.call("GET", f"/api/{version}/products/{product}", None, {200} if self.there(product) else {404})
        if answer.status_code == 200:
            result = answer.json()["data"][0]
            assert result.keys() >= WHOLE
            assert result["created"].endswith("+00:00") == (version == "v1")

    @rule(version=VERSIONS, skus=st.lists(SKUS, max_size=4))
    def search(self, version: str, skus: list[str]) -> None:
        body = {"filters": [[{"field": "sku", "operator": "in", "value": skus}]]}
        result = self.call("POST", f"/api/{version}/products/search", body, {200}).json()
        held = {p.sku for p in self.sandbox.catalog.products}
        assert {row["sku"] for row in result["data"]} == held & set(skus)
        assert result["pagination"]["count"] == len(result["data"])
        assert result["pagination"]["total_count"] == len(held)

    @invariant()
    def every_sku_is_held_once(self) -> None:
        products = list(self.sandbox.catalog.products)
        assert len({p.sku for p in products}) == len(products)
        assert all(self.sandbox.catalog.products.with_sku(p.sku) is p for p in products)

    @invariant()
    def parents_and_variants_agree(self) -> None:
        catalog = self.sandbox.catalog
        for product in catalog.products:
            assert catalog.level_of(product) <= 3
            assert all(v.parent_id == product.id for v in catalog.variants_of(product))
            if product.parent_id:
                assert product.id in catalog.products[product.parent_id].variants


AnySequence.TestCase.settings = settings(max_examples=60, stateful_step_count=40)
test_no_sequence_of_calls_breaks_a_promise = AnySequence.TestCase
