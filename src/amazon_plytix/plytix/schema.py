"""What an account's products are made of: families, relationships and attributes (v1)."""

from dataclasses import dataclass

from amazon_plytix.plytix.connection import Connection
from amazon_plytix.plytix.search import search_rows


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


@dataclass(frozen=True, slots=True)
class Attribute:
    """A product attribute. ``type_class`` is Plytix' name of its type."""

    label: str
    type_class: str

    @property
    def is_computed(self) -> bool:
        """Return whether Plytix itself fills it in (plytix-api.md 10)."""
        return self.type_class == "CompletenessAttribute"


class Schema:
    """Reads an account's whole schema: callers compare names exactly, which a search does not (plytix-api.md 4.3)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def families(self) -> list[Family]:
        """Return all product families."""
        rows = search_rows(self._connection, "/api/v1/product_families/search", ["name"])
        return [Family(row["id"], row.get("name", "")) async for row in rows]

    async def relationships(self) -> list[Relationship]:
        """Return all relationship definitions: ten at most, unless the account asked for more (plytix-api.md 7.1)."""
        rows = search_rows(self._connection, "/api/v1/relationships/search", ["name", "label"])
        return [Relationship(row["id"], row.get("name", ""), row.get("label", "")) async for row in rows]

    async def attributes(self) -> list[Attribute]:
        """Return all product attributes."""
        rows = search_rows(self._connection, "/api/v1/attributes/product/search", ["name", "label", "type_class"])
        return [Attribute(row.get("label", ""), row.get("type_class", "")) async for row in rows]
