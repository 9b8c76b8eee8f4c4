"""Searching products: their fields, the candidates an index gives, and relationship filters."""

from collections.abc import Callable, Iterable
from typing import Any

from plytix_sandbox.catalog.assets import file_type
from plytix_sandbox.catalog.attributes import SYSTEM_LABELS
from plytix_sandbox.catalog.catalog import Catalog
from plytix_sandbox.catalog.records import Attribute, Product
from plytix_sandbox.refusals import bad_schema
from plytix_sandbox.search.engine import Field, Searched, matcher, unknown_product_field
from plytix_sandbox.search.operators import BadFilter, condition
from plytix_sandbox.search.query import Filter, Query

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
    """Return the type that an attribute is filtered as (documented for html and completeness, assumed for the rest)."""
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

    Raises:
        Refusal: 422 for filters that cannot be decoded.
    """
    test = matcher(query, _filtered(catalog), catalog.switches, catalog.clock.time())
    related = _relationship_test(catalog, relationship_filters)
    past = catalog.products.past(lag) if lag else {}
    found: Iterable[Product] = _candidates(catalog, query)
    if past:
        found = [p for p in found if p.id not in past] + [p for p in past.values() if p is not None]
    if test is not None:
        found = filter(test, found)
    if related is not None:
        found = filter(related, found)
    return list(found) if not query.groups and not past else catalog.products.in_order(found)


def _filtered(catalog: Catalog) -> Searched:
    """Return how products are filtered: as they are searched, unless `attribute_filters` bars custom attributes."""
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
    """Return products that hold every match: few, if each group pins sku or id; else all."""
    found: list[Product] = []
    for group in query.groups:
        pinned = next((products for one in group if (products := _pinned(catalog, one)) is not None), None)
        if pinned is None:
            return catalog.products
        found += pinned
    return found if query.groups else catalog.products


def _pinned(catalog: Catalog, one: Filter) -> list[Product] | None:
    values = one.value if one.operator == "in" else [one.value] if one.operator == "eq" else None
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return None
    if one.fields == ("sku",):
        return [product for value in values for product in catalog.products.with_folded_sku(value)]
    if one.fields == ("id",):
        # `eq` ignores case, and ids are lower case.
        return [p for value in values if (p := catalog.products.get(value.lower())) is not None]
    return None


def _relationship_test(catalog: Catalog, value: Any) -> Callable[[Product], bool] | None:
    """Decode `relationship_filters`, a list of lists (live) about one relationship only (documented)."""
    if not value:
        return None
    if not isinstance(value, list) or not all(isinstance(group, list) for group in value):
        raise bad_schema(("relationship_filters", "relationship_filters must be a list of lists"))
    items = [item for group in value for item in group]
    if not all(isinstance(item, dict) for item in items):
        raise bad_schema(("relationship_filters", "Invalid input type."))
    if len({str(item.get("relationship_id")) for item in items}) > 1:
        raise bad_schema(("relationship_filters", "relationships limit exceeded, current limit is 1"))
    groups = [[_one_relationship(catalog, item) for item in group] for group in value if group]
    if not groups:
        return None
    return lambda product: any(all(test(product) for test in group) for group in groups)


def _one_relationship(catalog: Catalog, item: dict[str, Any]) -> Callable[[Product], bool]:
    relationship = catalog.relationships.get(item.get("relationship_id"))
    if relationship is None:
        raise bad_schema(("relationship_id", "relationship does not exist"))
    operator = item.get("operator")
    if operator not in ("exists", "!exists"):
        raise bad_schema(("operator", "valid operators are ['exists', '!exists']"))
    wanted = _wanted_quantities(item.get("product_ids") or [])
    relationship_id = relationship.id

    def exists(product: Product) -> bool:
        links = catalog.related(product, relationship_id)
        if not wanted:
            return bool(links)
        return all(other in links and test(links[other].quantity) for other, test in wanted)

    return exists if operator == "exists" else lambda product: not exists(product)


def _wanted_quantities(value: Any) -> list[tuple[str, Callable[[Any], bool]]]:
    if not isinstance(value, list):
        raise bad_schema(("product_ids", "Not a valid list."))
    wanted: list[tuple[str, Callable[[Any], bool]]] = []
    for item in value:
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            raise bad_schema(("product_ids", "Invalid input type."))
        wanted.append((item["id"], _quantity_test(item.get("qty_operator"), item.get("value"))))
    return wanted


def _quantity_test(operator: Any, value: Any) -> Callable[[Any], bool]:
    if operator in (None, "exists"):
        return lambda _: True
    values = value if isinstance(value, list) else [value]
    operand = values if operator == "bte" else values[0] if values else None
    try:
        if operator == "in":
            tests = [condition("number", "eq", one, now=0) for one in values]
            return lambda held: any(test(held) for test in tests)
        return condition("number", str(operator), operand, now=0)
    except BadFilter as problem:
        raise bad_schema(("qty_operator", str(problem))) from None
