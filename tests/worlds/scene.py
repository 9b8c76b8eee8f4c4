"""A small account in which jobs of ours and people do things one after the other, written down for a judge."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from plytix_sandbox import Sandbox
from plytix_sandbox.accounts import Account
from plytix_sandbox.catalog import Catalog, products, relationships
from plytix_sandbox.catalog.records import Product
from plytix_sandbox.clock import ManualClock
from tests.worlds import acts
from tests.worlds.ownership_judge import OwnershipJudge, Verdict
from tests.worlds.witness import Actor, Call, Witness, by

SYNC, LATER_SYNC, UNDO = Actor("A", 1), Actor("A", 2), Actor("A", 3, undoes=1)
OTHER_SYNC = Actor("B", 1)
LAG = 10.0


@dataclass
class Scene:
    """A small account that is witnessed: two families, two relationships, a canonical product and one of a person."""

    clock: ManualClock = field(default_factory=ManualClock)

    def __post_init__(self) -> None:
        labels = ("amazon_asin", "amazon_title", "amazon_color", "amazon_size", "own_note")
        sections: dict[str, list[dict[str, Any]]] = {
            "attributes": [{"name": label} for label in labels],
            "families": [{"name": "8 - Amazon", "attributes": ["amazon_asin"]}, {"name": "Shoes"}],
            "relationships": [{"name": "Amazon Listings"}, {"name": "Spare parts"}],
            "product_categories": [{"name": "Boots"}],
            "assets": [{"filename": "photo.jpg"}],
            "products": [{"sku": "BOOT-1"}, {"sku": "THEIRS-1", "family": "8 - Amazon"}],
        }
        sandbox = Sandbox(Account(sections), plan="unlimited", clock=self.clock)
        self.catalog = sandbox.catalog
        self.witness = Witness(self.catalog, self.clock.time)
        self.family = next(iter(self.catalog.families)).id
        self.listings, self.spares = (each.id for each in self.catalog.relationships)
        self.boot, self.theirs = (each.id for each in self.catalog.products)

    def call(self, actor: Actor, method: str, path: str, body: Any = None, status: int | None = 200) -> Any:
        """Let a job of ours make a call, a tenth of a second after the one before."""
        self.clock.advance(0.1)
        call = Call(actor, method, f"/api/v2/products{path}", body)
        self.witness.sent(call)
        with by(call):
            done = self._carry_out(call)
        self.witness.answered(call, status)
        return done

    def sync(self, actor: Actor = SYNC, status: int | None = 201) -> str:
        """Make a listing's product as a sync does; return its id."""
        made = self.call(actor, "POST", "", {"sku": "L1", "label": "Boot", "attributes": {"amazon_asin": "B0"}}, status)
        self.call(actor, "POST", f"/{made}/family", {"product_family_id": self.family})
        self.link(actor, made)
        self.call(actor, "GET", f"/{self.boot}")
        return str(made)

    def link(self, actor: Actor, target: str, status: int | None = 200) -> None:
        body = {"product_relationships": [{"product_id": target, "quantity": 1}]}
        self.call(actor, "POST", f"/{self.boot}/relationships/{self.listings}", body, status)

    def unlink(self, target: str, actor: Actor = UNDO) -> None:
        body = {"product_relationships": [target]}
        self.call(actor, "DELETE", f"/{self.boot}/relationships/{self.listings}", body)

    def look(self, product: str) -> None:
        self.call(UNDO, "GET", f"/{product}")

    def look_for_links_to(self, product: str) -> None:
        for kind in (self.listings, self.spares):
            wanted = {"relationship_id": kind, "operator": "exists", "product_ids": [{"id": product}]}
            self.call(UNDO, "POST", "/search", {"relationship_filters": [[wanted]]})

    def delete(self, product: str, actor: Actor = UNDO) -> None:
        self.call(actor, "DELETE", f"/{product}")

    def person(self, act: acts.Act, product: str, seed: int = 0) -> None:
        """Let a person act, and an hour pass before and after."""
        self.clock.advance(3600)
        self.at_once(act, product, seed)
        self.clock.advance(3600)

    def at_once(self, act: acts.Act, product: str, seed: int = 0) -> None:
        self.clock.advance(0.01)
        with by(None):
            acts.perform(self.catalog, act, self.catalog.products[product], Random(seed))

    def link_by_person(self, source: str, target: str) -> None:
        """Let a person link two products at once."""

        def link(catalog: Catalog, product: Product, _: Random) -> None:
            relationships.link(catalog, product, catalog.relationships[self.listings], {target: 1})

        self.at_once(link, source)

    @property
    def judge(self) -> OwnershipJudge:
        """A judge who has seen everything."""
        judge = OwnershipJudge(self.witness.at_first.values(), LAG)
        judge.judge(self.witness.log)
        return judge

    def verdict(self) -> Verdict:
        return self.judge.verdict

    @property
    def wrong(self) -> list[str]:
        """The kinds of wrong that the judge sees."""
        return [each[1 : each.index("]")] for each in self.verdict().wrong]

    def _carry_out(self, call: Call) -> Any:
        product, parts = self.catalog.products.get(call.product_id), call.path.split("/")
        match call.method, parts[5:], product:
            case "POST", [], None if call.body and "sku" in call.body:
                return products.create(self.catalog, call.body).id
            case "POST", ["family"], Product():
                return products.assign_family(self.catalog, product, self.family)
            case "POST", ["relationships", kind], Product():
                wanted = {each["product_id"]: 1 for each in call.body["product_relationships"]}
                return relationships.link(self.catalog, product, self.catalog.relationships[kind], wanted)
            case "DELETE", ["relationships", kind], Product():
                removed = set(call.body["product_relationships"])
                return relationships.unlink(self.catalog, product, self.catalog.relationships[kind], removed)
            case "DELETE", [], Product():
                return products.delete(self.catalog, product)
        return None
