"""The sections of an account file: fill a catalog with them, and find every mistake."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from plytix_sandbox.accounts import fields
from plytix_sandbox.accounts.account import Account
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
from plytix_sandbox.refusals import Refusal


def fill(catalog: Catalog, account: Account) -> list[str]:
    """Put an account's records into an empty catalog; return the mistakes, each with the place where it is.

    Arguments:
        catalog: an empty catalog; its actor is SYSTEM meanwhile.
        account: the records; those with mistakes are left out.
    """
    problems: list[str] = []
    catalog.actor = "SYSTEM"
    for section, (known, add) in SECTIONS.items():
        for number, record in enumerate(account.sections.get(section, ())):
            _try(problems, f"{section}[{number}]", catalog, record, known, add)
    # Products refer to each other: links and parents are added when all products are there.
    for number, record in enumerate(account.sections.get("products", ())):
        _try(problems, f"products[{number}]", catalog, record, _PRODUCT_KEYS, _relate)
    catalog.actor = "API"
    return problems


def _try(
    problems: list[str],
    place: str,
    catalog: Catalog,
    record: Any,
    known: frozenset[str],
    add: Callable[[Catalog, fields.Record], None],
) -> None:
    try:
        fields.refuse_unknown(record, known)
        add(catalog, record)
    except fields.Mistake as mistake:
        problem = f"{place}: {mistake}"
        # A product is read twice, and so are its mistakes.
        if problem not in problems:
            problems.append(problem)
    except Refusal as refusal:
        errors = refusal.body()["error"].get("errors") or [{"field": "", "msg": refusal.msg}]
        found = [f"{place}: {error['field']}: {error['msg']}" for error in errors]
        problems.extend(problem for problem in found if problem not in problems)


def _attribute(catalog: Catalog, record: fields.Record) -> None:
    name = fields.text(record, "name")
    label = record.get("label") or label_of(name)
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


def _group(catalog: Catalog, record: fields.Record) -> None:
    labels = fields.labels(catalog, record, "attribute_labels")
    group_id = fields.id_of(catalog, record, catalog.groups)
    catalog.groups.put(AttributeGroup(id=group_id, name=fields.text(record, "name"), attribute_labels=labels))


def _family(catalog: Catalog, record: fields.Record) -> None:
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


def _relationship(catalog: Catalog, record: fields.Record) -> None:
    name = fields.text(record, "name")
    now = catalog.now()
    catalog.relationships.put(
        Relationship(
            id=fields.id_of(catalog, record, catalog.relationships),
            name=name,
            label=label_of(name),
            symmetrical=record.get("symmetrical") is True,
            created=now,
            modified=now,
        )
    )


def _product_category(catalog: Catalog, record: fields.Record) -> None:
    _category(catalog, record, catalog.product_categories, None)


def _file_category(catalog: Catalog, record: fields.Record) -> None:
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
        fields.refuse_unknown(child, SECTIONS["product_categories"][0])
        _category(catalog, child, table, category.id)


def _asset(catalog: Catalog, record: fields.Record) -> None:
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


def _product(catalog: Catalog, record: fields.Record) -> None:
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


def _relate(catalog: Catalog, record: fields.Record) -> None:
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


_PRODUCT_KEYS = frozenset(
    {
        "id", "sku", "label", "gtin", "status", "family", "attributes", "assets", "categories",
        "thumbnail", "relationships", "parent", "created", "modified",
    }
)  # fmt: skip

SECTIONS: dict[str, tuple[frozenset[str], Callable[[Catalog, fields.Record], None]]] = {
    "attributes": (
        frozenset({"id", "name", "label", "type_class", "options", "measures", "include_time", "character_limit"}),
        _attribute,
    ),
    "attribute_groups": (frozenset({"id", "name", "attribute_labels"}), _group),
    "families": (frozenset({"id", "name", "attributes"}), _family),
    "relationships": (frozenset({"id", "name", "symmetrical"}), _relationship),
    "product_categories": (frozenset({"id", "name", "children"}), _product_category),
    "file_categories": (frozenset({"id", "name", "children"}), _file_category),
    "assets": (frozenset({"id", "filename", "source", "size", "checksum"}), _asset),
    "products": (_PRODUCT_KEYS, _product),
}
"""The lists of an account file, in the order they are filled: the keys of a record, and how it is put in."""
