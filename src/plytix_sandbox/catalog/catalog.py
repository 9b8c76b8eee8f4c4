"""All records of an account."""

from dataclasses import dataclass, field
from typing import Any

from plytix_sandbox.catalog.ids import Ids
from plytix_sandbox.catalog.product_table import Products
from plytix_sandbox.catalog.records import (
    AttributeGroup,
    Category,
    Family,
    Job,
    Link,
    Product,
    Relationship,
)
from plytix_sandbox.catalog.tables import Assets, Attributes, Table
from plytix_sandbox.clock import Clock, timestamp
from plytix_sandbox.switches import Switches


@dataclass(slots=True)
class Catalog:
    """The tables of one account.

    `actor` is who makes the next changes: API, USER or SYSTEM. `last_moment` is when the last one was made, in epoch
    milliseconds.
    """

    clock: Clock
    ids: Ids
    switches: Switches
    account_id: str = ""
    user_id: str = ""
    actor: str = "API"
    last_moment: int = 0
    products: Products = field(default_factory=Products)
    attributes: Attributes = field(default_factory=Attributes)
    groups: Table[AttributeGroup] = field(default_factory=Table)
    families: Table[Family] = field(default_factory=Table)
    relationships: Table[Relationship] = field(default_factory=Table)
    assets: Assets = field(default_factory=Assets)
    product_categories: Table[Category] = field(default_factory=Table)
    file_categories: Table[Category] = field(default_factory=Table)
    jobs: Table[Job] = field(default_factory=Table)
    _moment: str | None = None
    _in_call: bool = False

    def now(self) -> str:
        """Return the moment of the call under way, as records keep it: later than that of every call before it.

        Outside a call, writes have one moment for as long as the clock stands still.
        """
        time = int(self.clock.time() * 1000)
        if self._moment is None or (time > self.last_moment and not self._in_call):
            # No two products have one `modified`, unless one call wrote both (plytix-api.md 15.9).
            self.last_moment = max(time, self.last_moment + 1)
            self._moment = timestamp(self.last_moment)
        return self._moment

    def begin_call(self) -> None:
        """Let all writes until the end of the call have one moment, and no write before it have that moment."""
        self._moment, self._in_call = None, True

    def end_call(self) -> None:
        """Let the next write have another moment."""
        self._moment, self._in_call = None, False

    def tables(self) -> dict[str, Table[Any]]:
        """Return every table by name."""
        names = (
            "products", "attributes", "groups", "families", "relationships",
            "assets", "product_categories", "file_categories", "jobs",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}

    def settle(self) -> None:
        """Let the changes so far be final."""
        self.end_call()
        for table in self.tables().values():
            table.settle()

    def roll_back(self) -> None:
        """Undo every change since the last call of `settle`."""
        self.end_call()
        for table in self.tables().values():
            table.roll_back()

    def variants_of(self, product: Product) -> list[Product]:
        """Return the variants one level below a product."""
        return [self.products[v] for v in product.variants if v in self.products]

    def level_of(self, product: Product) -> int:
        """Return 0 for a single product, 1 for a parent, 2 for a variant, 3 for its variant (documented)."""
        if product.parent_id is None:
            return 1 if product.variants else 0
        parent = self.products.get(product.parent_id)
        return 3 if parent and parent.parent_id else 2

    def related(self, product: Product, relationship_id: str) -> dict[str, Link]:
        """Return the products that a product is related to, without deleted ones."""
        links = product.links.get(relationship_id, {})
        return {related: link for related, link in links.items() if related in self.products}

    def values_of(self, product: Product) -> dict[str, Any]:
        """Return a product's values by label, with those that it inherits from its parent."""
        values = product.attributes
        parent = self.products.get(product.parent_id)
        if parent is not None:
            values = {**self.inherited(parent), **values}
        return values

    def inherited(self, parent: Product) -> dict[str, Any]:
        """Return the parent's values of the attributes that are at parent level in its family."""
        family = self.families.get(parent.family_id)
        if family is None:
            return {}
        inherited = {self.attributes[a].label for a, level in family.levels.items() if level == "parent_level"}
        return {label: value for label, value in self.values_of(parent).items() if label in inherited}

    def assets_of(self, product: Product) -> list[str]:
        """Return the ids of all files of a product: its list, its thumbnail, its media attributes."""
        linked: list[str | None] = [*product.assets, product.thumbnail]
        for label in self.attributes.media:
            value = product.attributes.get(label, ())
            linked.extend((value,) if isinstance(value, str) else value)
        return [asset for asset in dict.fromkeys(linked) if asset is not None and asset in self.assets]
