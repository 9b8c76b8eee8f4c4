"""Attributes, attribute groups, families and relationship definitions (v1 only)."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from plytix_sandbox.api.call import NO_CONTENT, Answer, Call, missing, rows
from plytix_sandbox.api.resources import Resource, search
from plytix_sandbox.catalog import Catalog, attributes, families, relationships
from plytix_sandbox.catalog.records import Attribute, AttributeGroup, Family, Relationship
from plytix_sandbox.search.products import KIND_OF_TYPE, filter_type

ACCEPTED = 202


Tell = Callable[[Any], dict[str, Any]]


def _attribute_teller(call: Call) -> Tell:
    """Tell attributes; groups by id, options and sorting only where they apply (documented)."""

    def tell(attribute: Attribute) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": attribute.id,
            "label": attribute.label,
            "name": attribute.name,
            "description": attribute.description,
            "groups": [g.id for g in call.catalog.groups if attribute.label in g.attribute_labels],
            "type_class": attribute.type_class,
            "filter_type": filter_type(attribute.type_class),
        }
        if KIND_OF_TYPE[attribute.type_class] in ("dropdown", "multiselect"):
            told["options"] = list(attribute.options)
            told["manual_sorting"] = attribute.manual_sorting
            told["sort_ascending"] = attribute.sort_ascending
        if attribute.type_class == "CompletenessAttribute":
            told["attributes"] = list(_measured(call.catalog, attribute))
        return told

    return tell


def _measured(catalog: Catalog, attribute: Attribute) -> Iterator[dict[str, Any]]:
    """Yield what a completeness attribute measures; system attributes have no id (documented)."""
    for label in attribute.measures:
        known = catalog.attributes.labelled(label)
        if known is not None:
            yield {"id": known.id, "label": label}
        elif label in attributes.SYSTEM_LABELS:
            yield {"id": None, "label": label}


def _group_teller(_: Call) -> Tell:
    return lambda group: {
        "id": group.id,
        "name": group.name,
        "attribute_labels": list(group.attribute_labels),
        "order": group.order,
    }


def _family_teller(call: Call) -> Tell:
    """Tell families with their totals (documented)."""
    moment = call.dialect.moment
    sizes = Counter(product.family_id for product in call.catalog.products)
    return lambda family: {
        "id": family.id,
        "name": family.name,
        "created": moment(family.created),
        "created_at": moment(family.created),
        "modified": moment(family.modified),
        "total_attributes": len(family.levels),
        "total_models": 0,
        "total_products": sizes[family.id],
    }


def _relationship_teller(call: Call) -> Tell:
    """Tell relationship definitions (fixture of a client)."""
    moment = call.dialect.moment
    return lambda relationship: {
        "id": relationship.id,
        "name": relationship.name,
        "label": relationship.label,
        "symmetrical": relationship.symmetrical,
        "created": moment(relationship.created),
        "created_at": moment(relationship.created),
        "modified": moment(relationship.modified),
    }


_NAMED = {"id": "key", "name": "key", "label": "key", "created": "date", "modified": "date"}

search_attributes = search(
    Resource(
        {**_NAMED, "type_class": "dropdown", "filter_type": "dropdown", "groups": "multiselect"},
        lambda call: call.catalog.attributes,
        _attribute_teller,
    )
)
search_groups = search(Resource({**_NAMED, "order": "number"}, lambda call: call.catalog.groups, _group_teller))
search_families = search(
    Resource(
        {**_NAMED, "total_attributes": "number", "total_models": "number", "total_products": "number"},
        lambda call: call.catalog.families,
        _family_teller,
    )
)
search_relationships = search(
    Resource({**_NAMED, "symmetrical": "boolean"}, lambda call: call.catalog.relationships, _relationship_teller)
)


def create_attribute(call: Call) -> Answer:
    """POST /attributes/product."""
    return rows([_attribute_teller(call)(attributes.create(call.catalog, call.object()))], 201)


def get_attribute(call: Call) -> Answer:
    """GET /attributes/product/{id}."""
    return rows([_attribute_teller(call)(_attribute(call))])


def update_attribute(call: Call) -> Answer:
    """PATCH /attributes/product/{id}."""
    attribute = _attribute(call)
    return rows([_attribute_teller(call)(attributes.update(call.catalog, attribute, call.object()))])


def delete_attribute(call: Call) -> Answer:
    """DELETE /attributes/product/{id}; done at once, though 202 promises less."""
    attributes.delete(call.catalog, _attribute(call))
    return Answer(ACCEPTED)


def create_group(call: Call) -> Answer:
    """POST /attribute-groups/product."""
    return rows([_group_teller(call)(attributes.create_group(call.catalog, call.object()))], 201)


def update_group(call: Call) -> Answer:
    """PATCH /attribute-groups/product/{id}."""
    group = _group(call)
    return rows([_group_teller(call)(attributes.update_group(call.catalog, group, call.object()))])


def delete_group(call: Call) -> Answer:
    """DELETE /attribute-groups/product/{id}."""
    call.catalog.groups.remove(_group(call).id)
    return Answer(NO_CONTENT)


def create_family(call: Call) -> Answer:
    """POST /product_families."""
    return rows([_family_teller(call)(families.create(call.catalog, call.object()))], 201)


def get_family(call: Call) -> Answer:
    """GET /product_families/{id}."""
    return rows([_family_teller(call)(_family(call))])


def update_family(call: Call) -> Answer:
    """PATCH /product_families/{id}."""
    family = _family(call)
    return rows([_family_teller(call)(families.rename(call.catalog, family, call.object()))])


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
    return rows([_relationship_teller(call)(relationships.define(call.catalog, call.object()))], 201)


def get_relationship(call: Call) -> Answer:
    """GET /relationships/{id}."""
    return rows([_relationship_teller(call)(_relationship(call))])


def update_relationship(call: Call) -> Answer:
    """PATCH /relationships/{id}."""
    relationship = _relationship(call)
    return rows([_relationship_teller(call)(relationships.rename(call.catalog, relationship, call.object()))])


def delete_relationship(call: Call) -> Answer:
    """DELETE /relationships/{id}."""
    relationships.delete(call.catalog, _relationship(call))
    return Answer(NO_CONTENT)


def _custom_attributes(call: Call) -> list[dict[str, Any]]:
    found = [(call.catalog.attributes[a], level) for a, level in _family(call).levels.items()]
    return [{"id": a.id, "label": a.label, "name": a.name, "attribute_level": level} for a, level in found]


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


def _family(call: Call) -> Family:
    family = call.catalog.families.get(call.args[0])
    if family is None:
        raise missing(call.args[0], "product family does not exist")
    return family


def _relationship(call: Call) -> Relationship:
    relationship = call.catalog.relationships.get(call.args[0])
    if relationship is None:
        raise missing(call.args[0], "relationship does not exist")
    return relationship
