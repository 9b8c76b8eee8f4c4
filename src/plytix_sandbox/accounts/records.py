"""Add the records of an account file to a catalog. Every function raises Mistake or Refusal if a record is wrong."""

from dataclasses import replace
from typing import Any

from plytix_sandbox.accounts import fields
from plytix_sandbox.catalog import Catalog, products
from plytix_sandbox.catalog.attributes import LEVELS, label_of
from plytix_sandbox.catalog.drafts import Draft
from plytix_sandbox.catalog.records import (
    Asset,
    Attribute,
    AttributeGroup,
    Category,
    Family,
    Link,
    Product,
    Relationship,
)
from plytix_sandbox.catalog.tables import Table
from plytix_sandbox.catalog.values import TYPE_CLASSES

CATEGORY_KEYS = frozenset({"id", "name", "children"})


def add_attribute(catalog: Catalog, record: fields.Record) -> None:
    """Add an attribute."""
    name = fields.text(record, "name")
    label = record.get("label") or label_of(catalog, name)
    type_class = record.get("type_class", "TextAttribute")
    if type_class not in TYPE_CLASSES:
        raise fields.Mistake(f"type_class {type_class!r} is none of {', '.join(TYPE_CLASSES)}")
    if not isinstance(label, str) or catalog.attributes.labelled(label):
        raise fields.Mistake(f"label {label!r} is no text or given twice")
    attribute = Attribute(
        id=fields.id_of(catalog, record, catalog.attributes),
        name=name,
        label=label,
        type_class=type_class,
        options=tuple(str(option) for option in fields.items(record, "options")),
        measures=tuple(str(measure) for measure in fields.items(record, "measures")),
        include_time=record.get("include_time") is True,
        character_limit=fields.typed(record, "character_limit", int, None),
    )
    catalog.attributes.put(attribute)


def add_group(catalog: Catalog, record: fields.Record) -> None:
    """Add an attribute group."""
    labels = fields.labels(catalog, record, "attribute_labels")
    group_id = fields.id_of(catalog, record, catalog.groups)
    catalog.groups.put(AttributeGroup(id=group_id, name=fields.text(record, "name"), attribute_labels=labels))


def add_family(catalog: Catalog, record: fields.Record) -> None:
    """Add a family; its attributes are a list of labels, or such lists by level."""
    by_level = record.get("attributes") or {}
    if isinstance(by_level, list):
        by_level = {"no_level": by_level}
    if not isinstance(by_level, dict) or any(level not in LEVELS for level in by_level):
        raise fields.Mistake(f"attributes is no list, and no object with {', '.join(LEVELS)}")
    levels = {}
    for level in by_level:
        for label in fields.labels(catalog, by_level, level):
            attribute = catalog.attributes.labelled(label)
            if attribute is not None:
                levels[attribute.id] = level
    now = catalog.now()
    family_id = fields.id_of(catalog, record, catalog.families)
    catalog.families.put(
        Family(id=family_id, name=fields.text(record, "name"), levels=levels, created=now, modified=now)
    )


def add_relationship(catalog: Catalog, record: fields.Record) -> None:
    """Add the definition of a relationship."""
    name = fields.text(record, "name")
    now = catalog.now()
    catalog.relationships.put(
        Relationship(
            id=fields.id_of(catalog, record, catalog.relationships),
            name=name,
            label=label_of(catalog, name),
            symmetrical=record.get("symmetrical") is True,
            created=now,
            modified=now,
        )
    )


def add_product_category(catalog: Catalog, record: fields.Record) -> None:
    """Add a category of products and its children."""
    _category(catalog, record, catalog.product_categories, None)


def add_file_category(catalog: Catalog, record: fields.Record) -> None:
    """Add a category of files and its children."""
    _category(catalog, record, catalog.file_categories, None)


def _category(catalog: Catalog, record: fields.Record, table: Table[Category], parent_id: str | None) -> None:
    category = Category(
        id=fields.id_of(catalog, record, table),
        name=fields.text(record, "name"),
        parent_id=parent_id,
        position=1 + sum(other.parent_id == parent_id for other in table),
        modified=catalog.now(),
    )
    table.put(category)
    for child in fields.items(record, "children"):
        fields.refuse_unknown(child, CATEGORY_KEYS)
        _category(catalog, child, table, category.id)


def add_asset(catalog: Catalog, record: fields.Record) -> None:
    """Add a file, without content."""
    now = catalog.now()
    catalog.assets.put(
        Asset(
            id=fields.id_of(catalog, record, catalog.assets),
            filename=fields.text(record, "filename"),
            source=fields.typed(record, "source", str, None),
            size=fields.typed(record, "size", int, 0),
            checksum=fields.typed(record, "checksum", str, ""),
            created=now,
            modified=now,
            file_modified=now,
        )
    )


def add_product(catalog: Catalog, record: fields.Record) -> None:
    """Add a product, without links and parent."""
    changes = Draft(catalog, record).changes(409)
    family = fields.named(catalog.families, record.get("family"), "family")
    created = fields.moment(record, "created", catalog.now())
    product = Product(
        id=fields.id_of(catalog, record, catalog.products),
        family_id=family,
        created=created,
        modified=fields.moment(record, "modified", created),
        created_by="SYSTEM",
        modified_by="SYSTEM",
        **changes,
    )
    catalog.products.put(product)


def relate_product(catalog: Catalog, record: fields.Record) -> None:
    """Add the links and the parent of a product, when all products are there."""
    product = catalog.products.with_sku(str(record.get("sku")))
    if product is None:
        return
    links: dict[str, dict[str, Link]] = {}
    wanted = record.get("relationships") or {}
    if not isinstance(wanted, dict):
        raise fields.Mistake("relationships is no object")
    for name in wanted:
        relationship = fields.named(catalog.relationships, name, "relationship")
        others = [_other(catalog, reference) for reference in fields.items(wanted, name)]
        links[str(relationship)] = {other.id: Link(1, product.modified) for other in others}
    if links:
        product = catalog.products.put(replace(product, links=links))
    if record.get("parent") is not None:
        parent = _other(catalog, record["parent"])
        catalog.products.put(replace(product, parent_id=parent.id))
        products.changed(catalog, parent, variants=(*parent.variants, product.id))


def _other(catalog: Catalog, reference: Any) -> Product:
    """Return the product that a SKU, else an id, names."""
    other = catalog.products.with_sku(reference) if isinstance(reference, str) else None
    other = other or catalog.products.get(reference)
    if other is None:
        raise fields.Mistake(f"names a product {reference!r} that the file does not hold")
    return other
