"""A product as Plytix shows it: in the row of a search, on its own, or in the answer to a write."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from amazon_plytix.http import AnswerLost
from amazon_plytix.plytix.schema import Relationship
from amazon_plytix.plytix.search import rows_of

Related = Mapping[str, frozenset[str]]
# Most products have no links, and many were read without attributes: they all share one empty mapping.
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Columns:
    """What a search shows of products beyond id and SKU: links of some relationships, and attributes by label."""

    relationships: tuple[Relationship, ...] = ()
    attributes: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The columns by the names that a search takes."""
        links = [f"relationships.{relationship.label}" for relationship in self.relationships]
        return ["sku", "modified", *links, *(f"attributes.{label}" for label in self.attributes)]


# Id, SKU and ``modified`` alone.
PLAIN = Columns()


@dataclass(frozen=True, slots=True)
class Product:
    """A product as far as it was read: ``related`` holds target ids by relationship id, ``values`` values by label.

    ``modified`` is when Plytix says that it was last changed. In v2 it has no zone and is UTC (plytix-api.md 11.2). A
    write that changes nothing leaves it (plytix-api.md 3.4).
    """

    id: str
    sku: str
    related: Related = field(default_factory=dict)
    modified: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a product holds: its label, its attributes except for empty ones, and whether there is more.

    ``has_more`` says that it has assets, categories, variants, or links to other products.
    """

    label: str | None
    values: Mapping[str, Any]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A product that was just written: its id, and ``modified`` as in Product."""

    id: str
    modified: str | None


def only_row(answer: object, call: str) -> Mapping[str, Any]:
    """Return the one row of an answer. Raises AnswerLost if there is none."""
    rows = rows_of(answer, call)
    if not rows:
        raise AnswerLost(f"Plytix answered {call} without a product")
    return rows[0]


def parse_written(answer: object, call: str) -> Written:
    """Return what the answer to a write says of its product. Raises AnswerLost if it names none."""
    row = only_row(answer, call)
    modified = row.get("modified")
    return Written(str(row["id"]), modified if isinstance(modified, str) else None)


def parse_product(row: Mapping[str, Any]) -> Product:
    """Return the product of a row. In a search, attributes without a value are absent (plytix-api.md 4.3)."""
    values = row.get("attributes")
    return Product(
        str(row["id"]),
        str(row.get("sku", "")),
        parse_links(row),
        row.get("modified"),
        values if isinstance(values, dict) else _NOTHING,
    )


def parse_contents(row: Mapping[str, Any]) -> Contents:
    """Return what a product holds, from the row of its own GET: a search does not show all of it."""
    values = row.get("attributes")
    filled = {label: value for label, value in values.items() if value} if isinstance(values, dict) else _NOTHING
    has_more = any(row.get(part) for part in ("assets", "categories", "num_variations", "relationships"))
    return Contents(row.get("label"), filled, has_more)


def parse_links(row: Mapping[str, Any]) -> Related:
    """Return the links of a row. Relationships in which a product has no links are absent (plytix-api.md 4.3).

    Raises AnswerLost if the links cannot be read: to call a link absent would be a guess.
    """
    links = row.get("relationships")
    if not links:
        return _NOTHING
    try:
        return {link["relationship_id"]: _target_ids(link.get("related_products")) for link in links}
    except (AttributeError, KeyError, TypeError):
        raise AnswerLost(f"Plytix shows the links of product {row['id']} in a form that cannot be read") from None


def _target_ids(related_products: list[Mapping[str, str]] | None) -> frozenset[str]:
    # A relationship without targets may be shown with null instead of a list.
    if not related_products:
        return frozenset()
    return frozenset(target["product_id"] for target in related_products)
