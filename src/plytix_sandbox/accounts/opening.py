"""Fills a catalog with what an account file describes, and names every mistake in it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from plytix_sandbox.accounts.account import Account
from plytix_sandbox.catalog import Catalog, products
from plytix_sandbox.catalog.attributes import LEVELS, label_of
from plytix_sandbox.catalog.drafts import Draft
from plytix_sandbox.catalog.ids import is_id
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

Record = dict[str, Any]


class Mistake(Exception):
    """What is wrong with a record."""


def fill(catalog: Catalog, account: Account) -> list[str]:
    """Put an account's records into an empty catalog; return what is wrong with them, place by place.

    Arguments:
        catalog: an empty catalog; its actor is SYSTEM meanwhile.
        account: the records; those with mistakes are left out.
    """
    problems: list[str] = []
    catalog.actor = "SYSTEM"
    for section, (known, add) in SECTIONS.items():
        for number, record in enumerate(account.sections.get(section, ())):
            _try(problems, f"{section}[{number}]", catalog, record, known, add)
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
    add: Callable[[Catalog, Record], None],
) -> None:
    try:
        _refuse_unknown(record, known)
        add(catalog, record)
    except Mistake as mistake:
        said = f"{place}: {mistake}"
        if said not in problems:
            problems.append(said)
    except Refusal as refusal:
        told = refusal.body()["error"].get("errors") or [{"field": "", "msg": refusal.msg}]
        problems.extend(said for e in told if (said := f"{place}: {e['field']}: {e['msg']}") not in problems)


def _refuse_unknown(record: Any, known: frozenset[str]) -> None:
    if not isinstance(record, dict):
        raise Mistake("not an object")
    unknown = sorted(record.keys() - known)
    if unknown:
        raise Mistake(f"unknown keys {', '.join(unknown)}")


def _id(catalog: Catalog, record: Record, table: Table[Any]) -> str:
    if record.get("id") is None:
        return catalog.ids.draw()
    if not is_id(record["id"]):
        raise Mistake(f"id {record['id']!r} is not 24 lower-case hex digits")
    if record["id"] in table:
        raise Mistake(f"id {record['id']} is given twice")
    return str(record["id"])


def _text(record: Record, key: str) -> str:
    value = record.get(key)
    if not isinstance(value, str) or not value:
        raise Mistake(f"{key} is missing or no text")
    return value


def _moment(record: Record, key: str, default: str) -> str:
    if record.get(key) is None:
        return default
    try:
        moment = datetime.fromisoformat(record[key])
    except (TypeError, ValueError):
        raise Mistake(f"{key} is no moment such as 2025-01-27T19:21:18") from None
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds")


def _list(record: Record, key: str) -> list[Any]:
    value = record.get(key) or []
    if not isinstance(value, list):
        raise Mistake(f"{key} is no list")
    return value


def _labels(catalog: Catalog, record: Record, key: str) -> tuple[str, ...]:
    labels = _list(record, key)
    unknown = [str(label) for label in labels if catalog.attributes.labelled(label) is None]
    if unknown:
        raise Mistake(f"{key} names unknown attributes {', '.join(unknown)}")
    return tuple(labels)


def _attribute(catalog: Catalog, record: Record) -> None:
    name = _text(record, "name")
    label = record.get("label") or label_of(name)
    type_class = record.get("type_class", "TextAttribute")
    if type_class not in TYPE_CLASSES:
        raise Mistake(f"type_class {type_class!r} is none of {', '.join(TYPE_CLASSES)}")
    if not isinstance(label, str) or catalog.attributes.labelled(label):
        raise Mistake(f"label {label!r} is no text or given twice")
    attribute = Attribute(
        id=_id(catalog, record, catalog.attributes),
        name=name,
        label=label,
        type_class=type_class,
        options=tuple(str(option) for option in _list(record, "options")),
        measures=tuple(str(measure) for measure in _list(record, "measures")),
        include_time=record.get("include_time") is True,
        character_limit=record.get("character_limit"),
    )
    catalog.attributes.put(attribute)


def _group(catalog: Catalog, record: Record) -> None:
    labels = _labels(catalog, record, "attribute_labels")
    group_id = _id(catalog, record, catalog.groups)
    catalog.groups.put(AttributeGroup(id=group_id, name=_text(record, "name"), attribute_labels=labels))


def _family(catalog: Catalog, record: Record) -> None:
    by_level = record.get("attributes") or {}
    if isinstance(by_level, list):
        by_level = {"no_level": by_level}
    if not isinstance(by_level, dict) or any(level not in LEVELS for level in by_level):
        raise Mistake(f"attributes is no list, and no object with {', '.join(LEVELS)}")
    levels = {}
    for level in by_level:
        for label in _labels(catalog, by_level, level):
            attribute = catalog.attributes.labelled(label)
            if attribute is not None:
                levels[attribute.id] = level
    now = catalog.now()
    family_id = _id(catalog, record, catalog.families)
    catalog.families.put(Family(id=family_id, name=_text(record, "name"), levels=levels, created=now, modified=now))


def _relationship(catalog: Catalog, record: Record) -> None:
    name = _text(record, "name")
    now = catalog.now()
    catalog.relationships.put(
        Relationship(
            id=_id(catalog, record, catalog.relationships),
            name=name,
            label=label_of(name),
            symmetrical=record.get("symmetrical") is True,
            created=now,
            modified=now,
        )
    )


def _product_category(catalog: Catalog, record: Record) -> None:
    _category(catalog, record, catalog.product_categories, None)


def _file_category(catalog: Catalog, record: Record) -> None:
    _category(catalog, record, catalog.file_categories, None)


def _category(catalog: Catalog, record: Record, table: Table[Category], parent_id: str | None) -> None:
    category = Category(
        id=_id(catalog, record, table),
        name=_text(record, "name"),
        parent_id=parent_id,
        position=1 + sum(other.parent_id == parent_id for other in table),
        modified=catalog.now(),
    )
    table.put(category)
    for child in _list(record, "children"):
        _refuse_unknown(child, SECTIONS["product_categories"][0])
        _category(catalog, child, table, category.id)


def _asset(catalog: Catalog, record: Record) -> None:
    now = catalog.now()
    catalog.assets.put(
        Asset(
            id=_id(catalog, record, catalog.assets),
            filename=_text(record, "filename"),
            source=record.get("source"),
            size=record.get("size", 0),
            checksum=record.get("checksum", ""),
            created=now,
            modified=now,
            file_modified=now,
        )
    )


def _product(catalog: Catalog, record: Record) -> None:
    changes = Draft(catalog, record).changes()
    family = _named(catalog.families, record.get("family"), "family")
    created = _moment(record, "created", catalog.now())
    product = Product(
        id=_id(catalog, record, catalog.products),
        family_id=family,
        created=created,
        modified=_moment(record, "modified", created),
        created_by="SYSTEM",
        modified_by="SYSTEM",
        **changes,
    )
    catalog.products.put(product)


def _relate(catalog: Catalog, record: Record) -> None:
    product = catalog.products.with_sku(str(record.get("sku")))
    if product is None:
        return
    links: dict[str, dict[str, Link]] = {}
    wanted = record.get("relationships") or {}
    if not isinstance(wanted, dict):
        raise Mistake("relationships is no object")
    for name in wanted:
        relationship = _named(catalog.relationships, name, "relationship")
        others = [_other(catalog, reference) for reference in _list(wanted, name)]
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
        raise Mistake(f"names a product {reference!r} that the file does not hold")
    return other


def _named(table: Table[Any], reference: Any, what: str) -> str | None:
    if reference is None:
        return None
    for record in table:
        if reference in (record.id, record.name):
            return str(record.id)
    raise Mistake(f"names a {what} {reference!r} that the file does not hold")


_PRODUCT_KEYS = frozenset(
    {
        "id", "sku", "label", "gtin", "status", "family", "attributes", "assets", "categories",
        "thumbnail", "relationships", "parent", "created", "modified",
    }
)  # fmt: skip

SECTIONS: dict[str, tuple[frozenset[str], Callable[[Catalog, Record], None]]] = {
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
