"""The field map: which attribute of a product takes which value of a listing, and when it may be written over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import Any

from amazon_plytix.mapping.listing import Listing

Value = str | bool


class WriteRule(StrEnum):
    """Whether an update may write an attribute. A new product gets all of its attributes.

    ALWAYS writes a value that differs, IF_EMPTY one that Plytix does not have yet; NEVER leaves it to people.
    """

    ALWAYS = "always"
    IF_EMPTY = "if empty"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute: the name of the listing's value that it takes, its label in Plytix, and its rule."""

    source: str
    label: str
    rule: WriteRule = WriteRule.IF_EMPTY


def _canonical_sku(listing: Listing, _: date) -> Value | None:
    return (listing.canonical.sku or None) if listing.canonical else None


def _of_listing(name: str) -> Callable[[Listing, date], Value | None]:
    value_of = attrgetter(name)
    return lambda listing, _: value_of(listing)


LAST_SYNCED = "last_synced"
_OF_LISTING = (
    *("asin", "parent_asin", "amazon_sku", "upc", "ean", "title", "size", "color"),
    *("variation_theme", "listing_status", "marketplace"),
)
# Every value that a listing has for its product, by name, from the listing and the day of the sync (UTC). None if
# Amazon says nothing about it.
SOURCES: Mapping[str, Callable[[Listing, date], Value | None]] = {
    **{name: _of_listing(name) for name in _OF_LISTING},
    "canonical_sku": _canonical_sku,
    "is_primary": lambda _listing, _today: False,
    LAST_SYNCED: lambda _listing, today: today.isoformat(),
}
# Those that say which listing a product is of: an account has an attribute for each.
IDENTIFYING = ("asin", "parent_asin", "marketplace", "canonical_sku")
# The types of those that are no text, by the names that people know them by.
_TYPES = {"is_primary": "yes/no", LAST_SYNCED: "date"}


@dataclass(frozen=True)
class FieldMap:
    """All attributes that a sync writes in one account."""

    fields: tuple[Field, ...]

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Return the labels of all attributes."""
        return tuple(field.label for field in self.fields)

    @cached_property
    def by_label(self) -> Mapping[str, Field]:
        """Return the fields by their labels."""
        return {field.label: field for field in self.fields}

    def label_of(self, source: str) -> str:
        """Return the label of the attribute that takes a value. Raises KeyError if none does."""
        return self._labels[source]

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        return {field.source: field.label for field in self.fields}

    def type_of(self, label: str) -> str:
        """Return the type that an attribute has to have, by the name that people know it by."""
        return _TYPES.get(self.by_label[label].source, "text")

    def values(self, listing: Listing, today: date) -> dict[str, Value]:
        """Return the value of every attribute by label, without those that Amazon says nothing about.

        Plytix may refuse a null at creation (plytix-api.md 3.2).

        Arguments:
            listing: the listing.
            today: the day of the sync (UTC).
        """
        found = ((field.label, SOURCES[field.source](listing, today)) for field in self.fields)
        return {label: value for label, value in found if value is not None}

    def text_in(self, values: Mapping[str, Any], source: str) -> str | None:
        """Return the text that a product's attributes hold for a value; None if it is blank, no text, or not held."""
        value = values.get(self._labels.get(source, ""))
        return value if isinstance(value, str) and value.strip() else None


def _seed(source: str, rule: WriteRule = WriteRule.IF_EMPTY) -> Field:
    return Field(source, source if source.startswith("amazon_") else f"amazon_{source}", rule)


# Source: sync-workflow.md, Attribute Population. Updates follow Amazon in what changes there, and else fill gaps only.
SEED_FIELDS = FieldMap(
    (
        *map(_seed, ("asin", "parent_asin", "amazon_sku", "upc", "ean")),
        _seed("title", WriteRule.ALWAYS),
        *map(_seed, ("size", "color", "variation_theme")),
        _seed("listing_status", WriteRule.ALWAYS),
        *map(_seed, ("marketplace", "canonical_sku")),
        _seed("is_primary", WriteRule.NEVER),
        _seed(LAST_SYNCED, WriteRule.ALWAYS),
    )
)
