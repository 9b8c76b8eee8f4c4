"""What an account's products are made of: families, relationships and attributes (v1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amazon_plytix.http import AnswerLost
from amazon_plytix.plytix.connection import Connection
from amazon_plytix.plytix.errors import Refused
from amazon_plytix.plytix.ids import in_path
from amazon_plytix.plytix.search import rows_of, search_rows

# Source: plytix-api.md 5.2, the columns of attributes that a search is known to show.
_COLUMNS = ["name", "label", "type_class", "options"]
# Source: plytix-api.md 5.1, what v3 knows of them besides. Whether v1 shows it is unknown.
_LIMITS = ["character_limit", "include_time"]


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
    """A product attribute. ``type_class`` is Plytix' name of its type.

    ``options`` are those of a drop-down or multiselect, ``character_limit`` the most characters of a text; None if
    Plytix does not state them. ``include_time`` says that a date may have a time.
    """

    label: str
    type_class: str
    options: tuple[str, ...] | None = None
    character_limit: int | None = None
    include_time: bool = False

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
        """Return all product attributes, with their limits if Plytix states them."""
        try:
            return await self._attributes([*_COLUMNS, *_LIMITS])
        except Refused as refusal:
            # What an unknown column does is unknown (plytix-api.md 4.3): the limits must not cost the rest.
            if refusal.status != 422:
                raise
            return await self._attributes(_COLUMNS)

    async def family_attributes(self, family_id: str) -> frozenset[str]:
        """Return the labels of a family's attributes. Raises Refused too. Cost: one call."""
        path = f"/api/v1/product_families/{in_path(family_id)}/attributes"
        rows = rows_of(await self._connection.call("GET", path), path)
        # Source: plytix-api.md 6, labels are known with and without the prefix of searches.
        return frozenset(_text(row, "label").removeprefix("attributes.") for row in rows)

    async def _attributes(self, columns: list[str]) -> list[Attribute]:
        rows = search_rows(self._connection, "/api/v1/attributes/product/search", columns)
        return [_attribute(row) async for row in rows]


def _attribute(row: Mapping[str, Any]) -> Attribute:
    """Return an attribute. A limit in a form that cannot be read is one that is not stated: it judges values only."""
    options, limit = row.get("options"), row.get("character_limit")
    are_options = isinstance(options, list) and all(isinstance(option, str) for option in options)
    return Attribute(
        _text(row, "label"),
        _text(row, "type_class"),
        tuple(options) if isinstance(options, list) and are_options else None,
        limit if type(limit) is int and limit > 0 else None,
        row.get("include_time") is True,
    )


def _text(row: Mapping[str, Any], field: str) -> str:
    """Return a field of a row, empty if it is absent or null. Raises AnswerLost if it is no text."""
    value = row.get(field)
    if value is not None and not isinstance(value, str):
        raise AnswerLost(f"Plytix shows a {field} of its schema in a form that cannot be read")
    return value or ""
