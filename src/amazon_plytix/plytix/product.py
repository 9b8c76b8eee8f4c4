"""A product as Plytix shows it: in a search's row, or in the answer to a write."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from amazon_plytix.http.errors import AnswerLost
from amazon_plytix.plytix.schema import Relationship
from amazon_plytix.plytix.search import rows_of

Related = Mapping[str, frozenset[str]]
# Most products have no links: they share one empty mapping.
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Columns:
    """What to ask of products beyond id and SKU: their links in some relationships, attributes by their labels."""

    relationships: tuple[Relationship, ...] = ()
    attributes: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """As a search wants them."""
        links = [f"relationships.{relationship.label}" for relationship in self.relationships]
        return ["sku", "modified", *links, *(f"attributes.{label}" for label in self.attributes)]


PLAIN = Columns()


@dataclass(frozen=True, slots=True)
class Product:
    """A product as far as it was asked for: ``related`` holds target ids by relationship id, ``values`` by label.

    ``modified`` is when Plytix says it was last changed (v2: no zone, UTC); a write that changes nothing leaves it.
    """

    id: str
    sku: str
    related: Related = field(default_factory=dict)
    modified: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a product holds: its label, its attributes but for the empty ones, and whether there is more.

    ``has_more`` says that it has assets, categories, variants, or links to other products.
    """

    label: str | None
    values: Mapping[str, Any]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A product that was just written: its id, and when Plytix says it was modified (v2: no zone, UTC)."""

    id: str
    modified: str | None


def only(answer: Any, call: str) -> Mapping[str, Any]:
    """The product in an answer; raises AnswerLost where there is none."""
    rows = rows_of(answer, call)
    if not rows:
        raise AnswerLost(f"Plytix answered {call} without a product")
    return rows[0]


def written(answer: Any, call: str) -> Written:
    """What a write says of its product; raises AnswerLost where it says nothing."""
    row = only(answer, call)
    modified = row.get("modified")
    return Written(str(row["id"]), modified if isinstance(modified, str) else None)


def product(row: Mapping[str, Any]) -> Product:
    """The product in a search's row. Attributes without a value are absent from it (plytix-api.md 4.3)."""
    values = row.get("attributes")
    return Product(
        str(row["id"]),
        str(row.get("sku", "")),
        related(row),
        row.get("modified"),
        values if isinstance(values, dict) else _NOTHING,
    )


def contents(row: Mapping[str, Any]) -> Contents:
    """What the product itself shows, as a search does not."""
    values = row.get("attributes")
    filled = {label: value for label, value in values.items() if value} if isinstance(values, dict) else _NOTHING
    has_more = any(row.get(part) for part in ("assets", "categories", "num_variations", "relationships"))
    return Contents(row.get("label"), filled, has_more)


def related(row: Mapping[str, Any]) -> Related:
    """The links of a product or of a search row; those it does not have are absent (plytix-api.md 4.3).

    Raises AnswerLost where they cannot be read: to call a link absent would be a guess.
    """
    links = row.get("relationships")
    if not links:
        return _NOTHING
    try:
        return {
            link["relationship_id"]: frozenset(target["product_id"] for target in link.get("related_products") or ())
            for link in links
        }
    except (AttributeError, KeyError, TypeError):
        raise AnswerLost(f"Plytix shows the links of product {row['id']} in a form that cannot be read") from None
