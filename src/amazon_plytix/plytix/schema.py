"""What an account's products are made of: families, relationships and attributes (v1)."""

from dataclasses import dataclass

from amazon_plytix.plytix.connection import Connection
from amazon_plytix.plytix.search import rows


@dataclass(frozen=True, slots=True)
class Family:
    """A product family."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Relationship:
    """A kind of link between products. ``label`` names it in searches, ``name`` is what people see."""

    id: str
    name: str
    label: str


class Schema:
    """Reads an account's schema whole: exact names are compared here, because searches ignore case."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def families(self) -> list[Family]:
        """All product families."""
        found = rows(self._connection, "/api/v1/product_families/search", ["name"])
        return [Family(row["id"], row.get("name", "")) async for row in found]

    async def relationships(self) -> list[Relationship]:
        """All relationship definitions; accounts have ten at most unless they asked for more."""
        found = rows(self._connection, "/api/v1/relationships/search", ["name", "label"])
        return [Relationship(row["id"], row.get("name", ""), row.get("label", "")) async for row in found]

    async def attribute_labels(self) -> set[str]:
        """The labels of all product attributes."""
        found = rows(self._connection, "/api/v1/attributes/product/search", ["name", "label"])
        return {row.get("label", "") async for row in found}
