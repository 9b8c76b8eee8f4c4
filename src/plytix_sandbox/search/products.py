"""Searching products: their fields, and the candidates that an index gives."""

from collections.abc import Callable, Iterable
from typing import Any

from plytix_sandbox.catalog.attributes import SYSTEM_LABELS
from plytix_sandbox.catalog.catalog import Catalog
from plytix_sandbox.catalog.file_types import file_type
from plytix_sandbox.catalog.records import Attribute, Product
from plytix_sandbox.search.engine import Field, Searched, matcher, unknown_product_field
from plytix_sandbox.search.query import Filter, Query
from plytix_sandbox.search.related import relationship_test

KIND_OF_TYPE = {
    "TextAttribute": "text",
    "MultilineAttribute": "text",
    "HtmlAttribute": "text",
    "UrlAttribute": "text",
    "IntAttribute": "number",
    "DecimalAttribute": "number",
    "CompletenessAttribute": "number",
    "BooleanAttribute": "boolean",
    "DateAttribute": "date",
    "DropdownAttribute": "dropdown",
    "MultiSelectAttribute": "multiselect",
    "MediaAttribute": "media",
    "MediaGalleryAttribute": "media",
}

_FILTERED_AS = {
    "MultilineAttribute": "TextAttribute",
    "HtmlAttribute": "TextAttribute",
    "UrlAttribute": "TextAttribute",
    "CompletenessAttribute": "DecimalAttribute",
}

PROPERTIES: dict[str, str] = {
    "id": "key",
    "sku": "key",
    "label": "text",
    "gtin": "key",
    "status": "status",
    "created": "date",
    "modified": "date",
    "assets": "media",
    "images": "media",
    "thumbnail": "media",
    "categories": "multiselect",
    "static_lists": "lists",
    "product_family_id": "key",
    "_parent_id": "key",
    "_is_variation": "flag",
    "_has_variations": "flag",
}
"""The kind of each property (documented by filter discovery; gtin, family and parent inferred)."""


def filter_type(type_class: str) -> str:
    """Return the type that an attribute is filtered as (documented for html and completeness, assumed for others)."""
    return _FILTERED_AS.get(type_class, type_class)


def searched(catalog: Catalog) -> Searched:
    """Return how products are searched; custom attributes need the prefix `attributes.` (documented, live)."""

    def field(name: str) -> Field | None:
        if name in PROPERTIES:
            return Field(PROPERTIES[name], _reader(catalog, name))
        attribute = catalog.attributes.labelled(name) if name.startswith("attributes.") else None
        return _attribute_field(catalog, attribute) if attribute else None

    return Searched(field, unknown_product_field)


def matching(
    catalog: Catalog,
    query: Query,
    relationship_filters: Any,
    lag: float,
) -> list[Product]:
    """Return the products that match, in the order they were created, as they were `lag` seconds ago.

    Raises Refusal 422 if the filters cannot be decoded.
    """
    test = matcher(query, _filtered(catalog), catalog.switches, catalog.clock.time())
    related = relationship_test(catalog, relationship_filters)
    past = catalog.products.past(lag) if lag else {}
    found: Iterable[Product] = _candidates(catalog, query)
    # Products that changed lately are searched as they were before.
    if past:
        found = [p for p in found if p.id not in past] + [p for p in past.values() if p is not None]
    if test is not None:
        found = filter(test, found)
    if related is not None:
        found = filter(related, found)
    return list(found) if not query.groups and not past else catalog.products.in_order(found)


def _filtered(catalog: Catalog) -> Searched:
    """Return how products are filtered: by custom attributes only if `attribute_filters` allows it."""
    every = searched(catalog)
    if catalog.switches.attribute_filters == "works":
        return every
    return Searched(lambda name: every.field(name) if name in PROPERTIES else None, every.unknown)


def _attribute_field(catalog: Catalog, attribute: Attribute) -> Field:
    label = attribute.label
    if attribute.type_class == "CompletenessAttribute":
        return Field("number", lambda product: completeness(catalog, attribute, product))

    def read(product: Product) -> Any:
        values = product.attributes if product.parent_id is None else catalog.values_of(product)
        return values.get(label)

    return Field(KIND_OF_TYPE[attribute.type_class], read)


def completeness(catalog: Catalog, attribute: Attribute, product: Product) -> float:
    """Return the percentage of measured attributes that hold a value (documented: 0 to 100)."""
    if not attribute.measures:
        return 0.0
    values = catalog.values_of(product)
    filled = sum(label in values or _has_system_value(catalog, label, product) for label in attribute.measures)
    return round(100 * filled / len(attribute.measures), 2)


def _images(catalog: Catalog, product: Product) -> list[str]:
    return [asset for asset in catalog.assets_of(product) if file_type(catalog.assets[asset].filename) == "IMAGES"]


def _has_system_value(catalog: Catalog, label: str, product: Product) -> bool:
    return label in SYSTEM_LABELS and _reader(catalog, label)(product) not in (None, "", (), [])


def _reader(catalog: Catalog, name: str) -> Callable[[Product], Any]:
    readers: dict[str, Callable[[Product], Any]] = {
        "product_family_id": lambda product: product.family_id,
        "_parent_id": lambda product: product.parent_id,
        "_is_variation": lambda product: product.parent_id is not None,
        "_has_variations": lambda product: bool(catalog.variants_of(product)),
        "assets": catalog.assets_of,
        "images": lambda product: _images(catalog, product),
        "thumbnail": lambda product: product.thumbnail if product.thumbnail in catalog.assets else None,
        "static_lists": lambda _: [],
    }
    return readers.get(name) or (lambda product: getattr(product, name))


def _candidates(catalog: Catalog, query: Query) -> Iterable[Product]:
    """Return a superset of the matches: few products if each group asks for a sku or id, else all."""
    found: list[Product] = []
    for group in query.groups:
        keyed = next((products for one in group if (products := _by_key(catalog, one)) is not None), None)
        if keyed is None:
            return catalog.products
        found += keyed
    return found if query.groups else catalog.products


def _by_key(catalog: Catalog, one: Filter) -> list[Product] | None:
    values = one.value if one.operator == "in" else [one.value] if one.operator == "eq" else None
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return None
    if one.fields == ("sku",):
        return [product for value in values for product in catalog.products.with_folded_sku(value)]
    if one.fields == ("id",):
        # `eq` ignores case, and ids are lower case.
        return [p for value in values if (p := catalog.products.get(value.lower())) is not None]
    return None
