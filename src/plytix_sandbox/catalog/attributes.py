"""Product attributes."""

import re
from dataclasses import replace
from typing import Any

from plytix_sandbox.catalog.catalog import Catalog
from plytix_sandbox.catalog.checks import name_of, strings
from plytix_sandbox.catalog.products import changed
from plytix_sandbox.catalog.records import Attribute
from plytix_sandbox.catalog.values import TYPE_CLASSES
from plytix_sandbox.refusals import Refusal

LEVELS = ("no_level", "parent_level", "variant_level")
# Source: plytix-api.md 5.1.
MOST_OPTIONS = 1_000
SYSTEM_LABELS = ("sku", "label", "gtin", "status", "thumbnail", "assets", "categories", "created", "modified")
"""The attributes that every product has; families and groups may contain them too (documented)."""

_CHOOSING = ("DropdownAttribute", "MultiSelectAttribute")


def label_of(catalog: Catalog, name: str) -> str:
    """Return the label made from a name: lower case; blank, `-`, `.` and `:` become `_` (live, plytix-api.md 5.1)."""
    # Why a label had no parentheses is not known for certain (plytix-api.md 15.7).
    if catalog.switches.label_parentheses == "dropped":
        # A label is never empty.
        name = re.sub(r"[()]", "", name) or name
    return re.sub(r"[ \-.:]", "_", name.lower())


def create(catalog: Catalog, body: dict[str, Any]) -> Attribute:
    """Create an attribute from a request body; a `label` in it is ignored, but see `label_parentheses` (documented).

    Raises Refusal 422 if the form is bad, or the name exists (documented: without an `errors` list).
    """
    name = name_of(body, "attribute")
    if body.get("type_class") not in TYPE_CLASSES:
        raise refused("type_class", f"Value is not valid, valid values are [{', '.join(TYPE_CLASSES)}]")
    families = _families(catalog, body.get("product_families"))
    attribute = Attribute(
        id=catalog.ids.draw(),
        name=name,
        label=_free_label(catalog, name, body.get("label")),
        type_class=body["type_class"],
        description=_description(body.get("description")),
        options=_options(body.get("options"), body["type_class"]),
        manual_sorting=body.get("manual_sorting") is not False,
        sort_ascending=body.get("sort_ascending") is not False,
        measures=_measures(catalog, body.get("attributes")),
        include_time=body.get("include_time") is True,
    )
    attribute = catalog.attributes.put(_sorted(attribute))
    for family_id, level in families.items():
        family = catalog.families[family_id]
        catalog.families.put(replace(family, levels={**family.levels, attribute.id: level}))
    return attribute


def update(catalog: Catalog, attribute: Attribute, body: dict[str, Any]) -> Attribute:
    """Change name, description, options (the full set is replaced) or measured attributes (documented).

    Raises Refusal 422 if the data is bad.
    """
    fields: dict[str, Any] = {}
    if body.get("name") is not None:
        fields["name"] = name_of(body, "attribute")
        _refuse_name(catalog, fields["name"], besides=attribute)
    if "description" in body:
        fields["description"] = _description(body["description"])
    if body.get("options") is not None:
        fields["options"] = _options(body["options"], attribute.type_class)
    if body.get("attributes") is not None:
        fields["measures"] = _measures(catalog, body["attributes"])
    return catalog.attributes.put(_sorted(replace(attribute, **fields)))


def delete(catalog: Catalog, attribute: Attribute) -> None:
    """Delete an attribute, with its values and its membership in families and groups."""
    for family in catalog.families:
        if attribute.id in family.levels:
            levels = {a: level for a, level in family.levels.items() if a != attribute.id}
            catalog.families.put(replace(family, levels=levels))
    for group in catalog.groups:
        if attribute.label in group.attribute_labels:
            rest = tuple(label for label in group.attribute_labels if label != attribute.label)
            catalog.groups.put(replace(group, attribute_labels=rest))
    for product in list(catalog.products):
        if attribute.label in product.attributes:
            rest_of = {k: v for k, v in product.attributes.items() if k != attribute.label}
            changed(catalog, product, attributes=rest_of)
    catalog.attributes.remove(attribute.id)


def _free_label(catalog: Catalog, name: str, given: Any) -> str:
    _refuse_name(catalog, name)
    honoured = catalog.switches.label_parentheses == "kept" and isinstance(given, str) and given
    label = label_of(catalog, given if honoured else name)
    if catalog.attributes.labelled(label) is None:
        return label
    # Another name with the same label, such as "A-B" and "A B": what Plytix does is unknown (plytix-api.md 5.1).
    if catalog.switches.label_collision == "422":
        raise _name_exists()
    number = 1
    while catalog.attributes.labelled(f"{label}_{number}"):
        number += 1
    return f"{label}_{number}"


def _refuse_name(catalog: Catalog, name: str, besides: Attribute | None = None) -> None:
    if any(a.name == name for a in catalog.attributes if a is not besides):
        raise _name_exists()


def _name_exists() -> Refusal:
    return Refusal(422, "a product attribute with same name already exists", errors=None)


def _options(value: Any, type_class: str) -> tuple[str, ...]:
    if value is None or type_class not in _CHOOSING:
        return ()
    options = strings(value, "options")
    if len(options) > MOST_OPTIONS:
        raise refused("options", f"options limit exceeded, current limit is {MOST_OPTIONS}")
    return tuple(dict.fromkeys(options))


def _sorted(attribute: Attribute) -> Attribute:
    """Return an attribute whose options are in the order of the alphabet, unless it sorts by hand (documented)."""
    if attribute.manual_sorting:
        return attribute
    options = sorted(attribute.options, key=str.casefold, reverse=not attribute.sort_ascending)
    return replace(attribute, options=tuple(options))


def _description(value: Any) -> str | None:
    if value is not None and not (isinstance(value, str) and len(value) <= 200):
        raise refused("description", "Not a string of at most 200 characters.")
    return value


def _families(catalog: Catalog, value: Any) -> dict[str, str]:
    levels: dict[str, str] = {}
    if value is not None and not isinstance(value, list):
        raise refused("product_families", "Not a valid list.")
    for item in value or ():
        family = catalog.families.get(item.get("id")) if isinstance(item, dict) else None
        level = item.get("attribute_level", "no_level") if isinstance(item, dict) else None
        if family is None or level not in LEVELS:
            raise refused("product_families", "product family or attribute level does not exist")
        levels[family.id] = level
    return levels


def _measures(catalog: Catalog, value: Any) -> tuple[str, ...]:
    if value is not None and not isinstance(value, list):
        raise refused("attributes", "Not a valid list.")
    labels = []
    for item in value or ():
        by_id = catalog.attributes.get(item.get("id")) if isinstance(item, dict) else None
        label = item.get("label") if isinstance(item, dict) else None
        named = by_id or catalog.attributes.labelled(label)
        if named is None and label not in SYSTEM_LABELS:
            raise refused("attributes", "attribute does not exist")
        labels.append(named.label if named else str(label))
    return tuple(labels)


def refused(field: str, msg: str) -> Refusal:
    """Return the 422 for attribute data."""
    return Refusal(422, "attribute data validation failed", [(field, msg)])
