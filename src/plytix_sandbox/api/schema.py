"""Attributes, attribute groups, families and relationship definitions (v1 only)."""

from typing import Any

from plytix_sandbox.api.call import EMPTY, Answer, Call, missing, rows
from plytix_sandbox.api.resources import Resource, search
from plytix_sandbox.catalog import attributes, families, relationships
from plytix_sandbox.catalog.records import Attribute, AttributeGroup, Family, Relationship
from plytix_sandbox.refusals import Refusal
from plytix_sandbox.search.products import KIND_OF_TYPE

ACCEPTED = 202


def tell_attribute(call: Call, attribute: Attribute) -> dict[str, Any]:
    """Return an attribute; options and sorting only where they apply (fixture of a client)."""
    told: dict[str, Any] = {
        "id": attribute.id,
        "label": attribute.label,
        "name": attribute.name,
        "description": attribute.description,
        "groups": [g.name for g in call.catalog.groups if attribute.label in g.attribute_labels],
        "type_class": attribute.type_class,
        "filter_type": attribute.type_class,
    }
    if KIND_OF_TYPE[attribute.type_class] in ("dropdown", "multiselect"):
        told["options"] = list(attribute.options)
        told["manual_sorting"] = attribute.manual_sorting
        told["sort_ascending"] = attribute.sort_ascending
    if attribute.type_class == "CompletenessAttribute":
        known = map(call.catalog.attributes.labelled, attribute.measures)
        told["attributes"] = [{"id": a.id, "label": a.label} for a in known if a is not None]
    return told


def tell_group(_: Call, group: AttributeGroup) -> dict[str, Any]:
    """Return an attribute group."""
    return {
        "id": group.id,
        "name": group.name,
        "attribute_labels": list(group.attribute_labels),
        "order": group.order,
    }


def tell_family(call: Call, family: Family) -> dict[str, Any]:
    """Return a family with its totals (documented)."""
    return {
        "id": family.id,
        "name": family.name,
        "created": call.dialect.moment(family.created),
        "created_at": call.dialect.moment(family.created),
        "modified": call.dialect.moment(family.modified),
        "total_attributes": len(family.levels),
        "total_models": 0,
        "total_products": sum(p.family_id == family.id for p in call.catalog.products),
    }


def tell_relationship(call: Call, relationship: Relationship) -> dict[str, Any]:
    """Return a relationship definition (fixture of a client)."""
    return {
        "id": relationship.id,
        "name": relationship.name,
        "label": relationship.label,
        "symmetrical": relationship.symmetrical,
        "created": call.dialect.moment(relationship.created),
        "created_at": call.dialect.moment(relationship.created),
        "modified": call.dialect.moment(relationship.modified),
    }


_NAMED = {"id": "key", "name": "key", "label": "key", "created": "date", "modified": "date"}

search_attributes = search(
    Resource(
        {**_NAMED, "type_class": "dropdown", "filter_type": "dropdown", "groups": "multiselect"},
        lambda call: call.catalog.attributes,
        tell_attribute,
    )
)
search_groups = search(Resource({**_NAMED, "order": "number"}, lambda call: call.catalog.groups, tell_group))
search_families = search(
    Resource(
        {**_NAMED, "total_attributes": "number", "total_models": "number", "total_products": "number"},
        lambda call: call.catalog.families,
        tell_family,
    )
)
search_relationships = search(
    Resource({**_NAMED, "symmetrical": "boolean"}, lambda call: call.catalog.relationships, tell_relationship)
)


def create_attribute(call: Call) -> Answer:
    """POST /attributes/product."""
    return rows([tell_attribute(call, attributes.create(call.catalog, call.object()))], 201)


def get_attribute(call: Call) -> Answer:
    """GET /attributes/product/{id}."""
    return rows([tell_attribute(call, _attribute(call))])


def update_attribute(call: Call) -> Answer:
    """PATCH /attributes/product/{id}."""
    attribute = _attribute(call)
    return rows([tell_attribute(call, attributes.update(call.catalog, attribute, call.object()))])


def delete_attribute(call: Call) -> Answer:
    """DELETE /attributes/product/{id}; done at once, though 202 promises less."""
    attributes.delete(call.catalog, _attribute(call))
    return Answer(ACCEPTED)


def create_group(call: Call) -> Answer:
    """POST /attribute-groups/product."""
    return rows([tell_group(call, attributes.create_group(call.catalog, call.object()))], 201)


def update_group(call: Call) -> Answer:
    """PATCH /attribute-groups/product/{id}."""
    group = _group(call)
    return rows([tell_group(call, attributes.update_group(call.catalog, group, call.object()))])


def delete_group(call: Call) -> Answer:
    """DELETE /attribute-groups/product/{id}."""
    call.catalog.groups.remove(_group(call).id)
    return Answer(EMPTY)


def create_family(call: Call) -> Answer:
    """POST /product_families."""
    return rows([tell_family(call, families.create(call.catalog, call.object()))], 201)


def get_family(call: Call) -> Answer:
    """GET /product_families/{id}."""
    return rows([tell_family(call, _family(call))])


def update_family(call: Call) -> Answer:
    """PATCH /product_families/{id}."""
    family = _family(call)
    return rows([tell_family(call, families.rename(call.catalog, family, call.object()))])


def delete_family(call: Call) -> Answer:
    """DELETE /product_families/{id}."""
    families.delete(call.catalog, _family(call))
    return Answer(ACCEPTED)


def family_attributes(call: Call) -> Answer:
    """GET /product_families/{id}/attributes."""
    return rows(_custom_attributes(call))


def all_family_attributes(call: Call) -> Answer:
    """GET /product_families/{id}/all_attributes: the system attributes too (documented)."""
    system = [
        {"id": label, "label": label, "name": label.capitalize(), "attribute_level": "no_level"}
        for label in attributes.SYSTEM_LABELS
    ]
    custom = [{**row, "label": f"attributes.{row['label']}"} for row in _custom_attributes(call)]
    return rows(system + custom)


def link_attributes(call: Call) -> Answer:
    """POST /product_families/{id}/attributes/link; takes effect later (live)."""
    families.link(call.catalog, _family(call), call.object())
    return Answer(ACCEPTED)


def unlink_attributes(call: Call) -> Answer:
    """POST /product_families/{id}/attributes/unlink; takes effect later (live)."""
    families.unlink(call.catalog, _family(call), call.object())
    return Answer(ACCEPTED)


def edit_attributes(call: Call) -> Answer:
    """POST /product_families/{id}/attributes/edit and .../all_attributes/edit; takes effect later (live)."""
    families.edit(call.catalog, _family(call), call.object())
    return Answer(ACCEPTED)


def create_relationship(call: Call) -> Answer:
    """POST /relationships."""
    return rows([tell_relationship(call, relationships.define(call.catalog, call.object()))], 201)


def get_relationship(call: Call) -> Answer:
    """GET /relationships/{id}."""
    return rows([tell_relationship(call, _relationship(call))])


def update_relationship(call: Call) -> Answer:
    """PATCH /relationships/{id}."""
    relationship = _relationship(call)
    return rows([tell_relationship(call, relationships.rename(call.catalog, relationship, call.object()))])


def delete_relationship(call: Call) -> Answer:
    """DELETE /relationships/{id}."""
    relationships.delete(call.catalog, _relationship(call))
    return Answer(EMPTY)


def _custom_attributes(call: Call) -> list[dict[str, Any]]:
    found = [(call.catalog.attributes[a], level) for a, level in _family(call).levels.items()]
    return [{"id": a.id, "label": a.label, "name": a.name, "attribute_level": level} for a, level in found]


def _attribute(call: Call) -> Attribute:
    attribute = call.catalog.attributes.get(call.args[0])
    if attribute is None:
        raise missing("id does not exist")
    return attribute


def _group(call: Call) -> AttributeGroup:
    group = call.catalog.groups.get(call.args[0])
    if group is None:
        raise missing("id does not exist")
    return group


def _family(call: Call) -> Family:
    family = call.catalog.families.get(call.args[0])
    if family is None:
        raise Refusal(404, "No results found", [("id", "product family does not exist")])
    return family


def _relationship(call: Call) -> Relationship:
    relationship = call.catalog.relationships.get(call.args[0])
    if relationship is None:
        raise missing("relationship does not exist")
    return relationship
