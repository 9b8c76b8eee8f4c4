"""Groups of attributes."""

from dataclasses import replace
from typing import Any

from plytix_sandbox.catalog.attributes import SYSTEM_LABELS, refused
from plytix_sandbox.catalog.catalog import Catalog
from plytix_sandbox.catalog.checks import integer, name_of, strings
from plytix_sandbox.catalog.records import AttributeGroup


def create(catalog: Catalog, body: dict[str, Any]) -> AttributeGroup:
    """Create an attribute group; labels come without prefix (live).

    Raises Refusal 422 if the data is bad.
    """
    group = AttributeGroup(id=catalog.ids.draw(), name=name_of(body, "attribute group"))
    return catalog.groups.put(replace(group, **_fields(catalog, body)))


def update(catalog: Catalog, group: AttributeGroup, body: dict[str, Any]) -> AttributeGroup:
    """Change name, labels or order of a group.

    Raises Refusal 422 if the data is bad.
    """
    fields = _fields(catalog, body)
    if body.get("name") is not None:
        fields["name"] = name_of(body, "attribute group")
    return catalog.groups.put(replace(group, **fields))


def _fields(catalog: Catalog, body: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if "attribute_labels" in body:
        # Null empties a group (documented).
        labels = strings(body["attribute_labels"] or [], "attribute_labels")
        for label in labels:
            if label not in SYSTEM_LABELS and catalog.attributes.labelled(label) is None:
                raise refused("attribute_labels", f"{label} does not exist")
        fields["attribute_labels"] = labels
    if body.get("order") is not None:
        fields["order"] = integer(body["order"], "order")
    return fields
