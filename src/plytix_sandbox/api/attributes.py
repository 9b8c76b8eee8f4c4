"""Product attributes and their groups (v1 only)."""

from collections.abc import Iterator
from typing import Any

from plytix_sandbox.api.call import ACCEPTED, NO_CONTENT, Answer, Call, missing, rows
from plytix_sandbox.api.resources import COMMON_KINDS, Resource, Row, search
from plytix_sandbox.catalog import Catalog, attributes, groups
from plytix_sandbox.catalog.records import Attribute, AttributeGroup
from plytix_sandbox.search.products import KIND_OF_TYPE, filter_type


def create_attribute(call: Call) -> Answer:
    """POST /attributes/product."""
    return rows([_attribute_row(call, attributes.create(call.catalog, call.object()))], 201)


def get_attribute(call: Call) -> Answer:
    """GET /attributes/product/{id}."""
    return rows([_attribute_row(call, _attribute(call))])


def update_attribute(call: Call) -> Answer:
    """PATCH /attributes/product/{id}."""
    attribute = _attribute(call)
    return rows([_attribute_row(call, attributes.update(call.catalog, attribute, call.object()))])


def delete_attribute(call: Call) -> Answer:
    """DELETE /attributes/product/{id}; done at once, though 202 promises less."""
    attributes.delete(call.catalog, _attribute(call))
    return Answer(ACCEPTED)


def create_group(call: Call) -> Answer:
    """POST /attribute-groups/product."""
    return rows([_group_row(groups.create(call.catalog, call.object()))], 201)


def update_group(call: Call) -> Answer:
    """PATCH /attribute-groups/product/{id}."""
    group = _group(call)
    return rows([_group_row(groups.update(call.catalog, group, call.object()))])


def delete_group(call: Call) -> Answer:
    """DELETE /attribute-groups/product/{id}."""
    call.catalog.groups.remove(_group(call).id)
    return Answer(NO_CONTENT)


def _attribute_row(call: Call, attribute: Attribute) -> Row:
    """Return an attribute as JSON: groups by id; options and sorting only if they apply (documented)."""
    row: dict[str, Any] = {
        "id": attribute.id,
        "label": attribute.label,
        "name": attribute.name,
        "description": attribute.description,
        "groups": [g.id for g in call.catalog.groups if attribute.label in g.attribute_labels],
        "type_class": attribute.type_class,
        "filter_type": filter_type(attribute.type_class),
    }
    if KIND_OF_TYPE[attribute.type_class] in ("dropdown", "multiselect"):
        row["options"] = list(attribute.options)
        row["manual_sorting"] = attribute.manual_sorting
        row["sort_ascending"] = attribute.sort_ascending
    if attribute.type_class == "CompletenessAttribute":
        row["attributes"] = list(_measured(call.catalog, attribute))
    # v3 knows them (plytix-api.md 5.1); no recorded answer of v1 has them.
    if call.catalog.switches.attribute_limits == "shown":
        row["character_limit"] = attribute.character_limit
        row["include_time"] = attribute.include_time
    return row


def _measured(catalog: Catalog, attribute: Attribute) -> Iterator[Row]:
    """Yield what a completeness attribute measures; system attributes have no id (documented)."""
    for label in attribute.measures:
        known = catalog.attributes.labelled(label)
        if known is not None:
            yield {"id": known.id, "label": label}
        elif label in attributes.SYSTEM_LABELS:
            yield {"id": None, "label": label}


def _group_row(group: AttributeGroup) -> Row:
    return {
        "id": group.id,
        "name": group.name,
        "attribute_labels": list(group.attribute_labels),
        "order": group.order,
    }


def _all_attributes(call: Call) -> list[Row]:
    return [_attribute_row(call, attribute) for attribute in call.catalog.attributes]


def _all_groups(call: Call) -> list[Row]:
    return [_group_row(group) for group in call.catalog.groups]


_ATTRIBUTE_KINDS = {**COMMON_KINDS, "type_class": "dropdown", "filter_type": "dropdown", "groups": "multiselect"}

search_attributes = search(Resource(_ATTRIBUTE_KINDS, _all_attributes))
search_groups = search(Resource({**COMMON_KINDS, "order": "number"}, _all_groups))


def _attribute(call: Call) -> Attribute:
    attribute = call.catalog.attributes.get(call.args[0])
    if attribute is None:
        raise missing(call.args[0], "id does not exist")
    return attribute


def _group(call: Call) -> AttributeGroup:
    group = call.catalog.groups.get(call.args[0])
    if group is None:
        raise missing(call.args[0], "id does not exist")
    return group
