"""Product families (v1 only)."""

from collections import Counter
from typing import Any

from plytix_sandbox.api.call import ACCEPTED, Answer, Call, missing, rows
from plytix_sandbox.api.resources import COMMON_KINDS, Resource, Row, search
from plytix_sandbox.catalog import families
from plytix_sandbox.catalog.attributes import SYSTEM_LABELS
from plytix_sandbox.catalog.records import Family


def create_family(call: Call) -> Answer:
    """POST /product_families."""
    return rows(_family_rows(call, families.create(call.catalog, call.object())), 201)


def get_family(call: Call) -> Answer:
    """GET /product_families/{id}."""
    return rows(_family_rows(call, _family(call)))


def update_family(call: Call) -> Answer:
    """PATCH /product_families/{id}."""
    family = _family(call)
    return rows(_family_rows(call, families.rename(call.catalog, family, call.object())))


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
        for label in SYSTEM_LABELS
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


def _family_rows(call: Call, *listed: Family) -> list[Row]:
    """Return families as JSON with their totals (documented); products are counted once for all of them."""
    moment = call.dialect.moment
    sizes = Counter(product.family_id for product in call.catalog.products)
    return [
        {
            "id": family.id,
            "name": family.name,
            "created": moment(family.created),
            "created_at": moment(family.created),
            "modified": moment(family.modified),
            "total_attributes": len(family.levels),
            "total_models": 0,
            "total_products": sizes[family.id],
        }
        for family in listed
    ]


_KINDS = {**COMMON_KINDS, "total_attributes": "number", "total_models": "number", "total_products": "number"}

search_families = search(Resource(_KINDS, lambda call: _family_rows(call, *call.catalog.families)))


def _custom_attributes(call: Call) -> list[dict[str, Any]]:
    found = [(call.catalog.attributes[a], level) for a, level in _family(call).levels.items()]
    return [{"id": a.id, "label": a.label, "name": a.name, "attribute_level": level} for a, level in found]


def _family(call: Call) -> Family:
    family = call.catalog.families.get(call.args[0])
    if family is None:
        raise missing(call.args[0], "product family does not exist")
    return family
