"""A product as Plytix shows it: in the row of a search, on its own, or in the answer to a write."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from amazon_plytix.http import AnswerLost
from amazon_plytix.plytix.schema import Relationship
from amazon_plytix.plytix.search import rows_of

# Target ids by relationship id, with the moment at which each link was made or changed last, None if it is not shown.
Related = Mapping[str, Mapping[str, str | None]]
# Most products have no links, and many were read without attributes: they all share one empty mapping.
_NOTHING: Mapping[str, Any] = MappingProxyType({})
# Source: plytix-api.md 13, ids are 24 hexadecimal digits.
_ID = re.compile(r"[0-9a-f]{24}", re.IGNORECASE)
# Values that are none. False and 0 are values (plytix-api.md 10).
_EMPTY: tuple[object, ...] = (None, "", [], {})
# What a new product does not have, by its key in a row.
_MORE = {
    "assets": "assets",
    "categories": "categories",
    "num_variations": "variants",
    "_parent_id": "a parent",
    "thumbnail": "a thumbnail",
    "gtin": "a GTIN",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """What a search shows of products beyond id and SKU: links of some relationships, attributes by label, the family,
    the product's own label.

    Whether Plytix really shows the family there is unknown (plytix-api.md 3.5).
    """

    relationships: tuple[Relationship, ...] = ()
    attributes: tuple[str, ...] = ()
    family: bool = False
    label: bool = False

    @property
    def names(self) -> list[str]:
        """The columns by the names that a search takes."""
        links = [f"relationships.{relationship.label}" for relationship in self.relationships]
        more = [name for name, is_wanted in (("product_family_id", self.family), ("label", self.label)) if is_wanted]
        return ["sku", "modified", *more, *links, *(f"attributes.{label}" for label in self.attributes)]


# Id, SKU and ``modified`` alone.
PLAIN = Columns()


@dataclass(frozen=True, slots=True)
class Product:
    """A product as far as it was read, with its links as in Related and its attributes by label.

    ``modified`` is when Plytix says that it was last changed, in UTC and without a zone. A write that changes nothing
    leaves it (plytix-api.md 3.4).
    """

    id: str
    sku: str
    related: Related = field(default_factory=dict)
    modified: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    family_id: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Contents(Product):
    """All that a product holds, with its attributes but for empty ones. Only v1 shows the family (plytix-api.md 3.3).

    ``more`` names what a product does not have when it is new: assets, variants, and so on. ``status`` is None if it is
    not shown.
    """

    more: tuple[str, ...] = ()
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A product that was just written: its id, ``modified`` as in Product, and all it holds if the answer shows it."""

    id: str
    modified: str | None
    contents: Contents | None = None


def only_row(answer: object, call: str) -> Mapping[str, Any]:
    """Return the one row of an answer. Raises AnswerLost if there is none."""
    rows = rows_of(answer, call)
    if not rows:
        raise AnswerLost(f"Plytix answered {call} without a product")
    return rows[0]


def parse_written(answer: object, call: str, product_id: str | None = None) -> Written:
    """Return what the answer to a write says of its product.

    Arguments:
        answer: the parsed answer.
        call: the call, for the error.
        product_id: the product that was written; None if the answer is to name a new one.

    Raises AnswerLost if it names none, or another one.
    """
    row = only_row(answer, call)
    if len(rows_of(answer, call)) > 1:
        raise AnswerLost(f"Plytix answered {call} with more than one product")
    if not is_id(row["id"]) or product_id not in {None, row["id"]}:
        raise AnswerLost(f"Plytix answered {call} with the id {str(row['id'])[:40]!r}, which cannot be its product's")
    return Written(row["id"], moment_of(row.get("modified")), parse_contents(row) if "attributes" in row else None)


def is_id(value: object) -> bool:
    """Return whether a value has the form of an id: 24 hexadecimal digits (plytix-api.md 13)."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def parse_product(row: Mapping[str, Any]) -> Product:
    """Return the product of a row. In a search, attributes without a value are absent (plytix-api.md 4.3)."""
    values = row.get("attributes")
    return Product(
        str(row["id"]),
        str(row.get("sku", "")),
        parse_links(row),
        moment_of(row.get("modified")),
        values if isinstance(values, dict) else _NOTHING,
        row.get("product_family_id") or None,
        row.get("label"),
    )


def parse_contents(row: Mapping[str, Any]) -> Contents:
    """Return all that a product holds, from the row of its own GET in v1: a search does not show all of it."""
    product = parse_product(row)
    return Contents(
        product.id,
        product.sku,
        product.related,
        product.modified,
        {label: value for label, value in product.values.items() if value not in _EMPTY},
        product.family_id,
        product.label,
        tuple(name for key, name in _MORE.items() if row.get(key)),
        str(row["status"]) if row.get("status") else None,
    )


def moment_of(value: object) -> str | None:
    """Return a moment in UTC without a zone, as v2 writes it; v1 adds ``+00:00`` (plytix-api.md 3.1)."""
    return value.removesuffix("Z").removesuffix("+00:00") if isinstance(value, str) else None


def parse_links(row: Mapping[str, Any]) -> Related:
    """Return the links of a row. Relationships in which a product has no links are absent (plytix-api.md 4.3).

    Raises AnswerLost if the links cannot be read: to call a link absent would be a guess.
    """
    links = row.get("relationships")
    if not links:
        return _NOTHING
    try:
        return {link["relationship_id"]: _targets(link.get("related_products")) for link in links}
    except (AttributeError, KeyError, TypeError):
        raise AnswerLost(f"Plytix shows the links of product {row['id']} in a form that cannot be read") from None


def _targets(related_products: list[Mapping[str, Any]] | None) -> Mapping[str, str | None]:
    # A relationship without targets may be shown with null instead of a list.
    if not related_products:
        return _NOTHING
    return {target["product_id"]: moment_of(target.get("last_modified")) for target in related_products}
