"""What an account's products are made of: families, relationships and attributes (v1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amazon_plytix.http import AnswerLost
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
        """Return all product families. Raises AnswerLost if they cannot be read, as all methods do."""
        rows = search_rows(self._connection, "/api/v1/product_families/search", ["name"])
        return [Family(row["id"], _text(row, "name")) async for row in rows]

    async def relationships(self) -> list[Relationship]:
        """Return all relationship definitions: ten at most, unless the account asked for more (plytix-api.md 7.1)."""
        rows = search_rows(self._connection, "/api/v1/relationships/search", ["name", "label"])
        return [Relationship(row["id"], _text(row, "name"), _text(row, "label")) async for row in rows]

    async def attributes(self) -> list[Attribute]:
        """Return all product attributes."""
        rows = search_rows(self._connection, "/api/v1/attributes/product/search", ["name", "label", "type_class"])
        return [Attribute(_text(row, "label"), _text(row, "type_class")) async for row in rows]


def _text(row: Mapping[str, Any], field: str) -> str:
    """Return a field of a row, empty if it is absent or null. Raises AnswerLost if it is no text."""
    value = row.get(field)
    if value is not None and not isinstance(value, str):
        raise AnswerLost(f"Plytix shows a {field} of its schema in a form that cannot be read")
    return value or ""
