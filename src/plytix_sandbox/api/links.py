"""Links between products, which v1 and v2 make by different calls (plytix-api.md 7.3)."""

from typing import Any

from plytix_sandbox.api.call import NO_CONTENT, Answer, Call, missing, rows
from plytix_sandbox.api.products import product_of
from plytix_sandbox.catalog import relationships
from plytix_sandbox.catalog.records import Product, Relationship
from plytix_sandbox.refusals import WRONG_TYPE, Refusal


def link_v1(call: Call) -> Answer:
    """POST /products/{id}/relationships/{rid}: 201, or 200 when nothing changed (documented)."""
    product, relationship = _ends(call)
    wanted = relationships.quantities(call.object())
    _refuse_unknown(call, wanted)
    linked = relationships.link(call.catalog, product, relationship, wanted)
    return _related(call, linked, relationship, 200 if linked is product else 201)


def link_v2(call: Call) -> Answer:
    """POST /products/{id}/relationships/{rid}: unknown and already linked products are ignored (documented)."""
    product, relationship = _ends(call)
    wanted = relationships.quantities(call.object())
    already = call.catalog.related(product, relationship.id)
    # Neither is an error, and the answer does not name them (plytix-api.md 7.3).
    new = {p: q for p, q in wanted.items() if p in call.catalog.products and p not in already}
    relationships.link(call.catalog, product, relationship, new)
    return Answer(200)


def quantity_v1(call: Call) -> Answer:
    """PATCH /products/{id}/relationships/{rid}/product/{related} (live): answers with this one product (documented)."""
    product, relationship = _ends(call)
    if call.args[2] not in call.catalog.related(product, relationship.id):
        raise missing(call.args[2], "product does not exist", "product_id")
    body = call.object()
    wanted = relationships.quantities({"product_relationships": [{**body, "product_id": call.args[2]}]})
    linked = relationships.link(call.catalog, product, relationship, wanted)
    related = call.dialect.related(call.catalog, linked, relationship.id)
    return rows([one for one in related if one["product_id"] == call.args[2]])


def quantity_v2(call: Call) -> Answer:
    """PATCH /products/{id}/relationships/{rid}: as linking, for products already linked (documented)."""
    product, relationship = _ends(call)
    already = call.catalog.related(product, relationship.id)
    wanted = relationships.quantities(call.object())
    known = {p: q for p, q in wanted.items() if p in already}
    relationships.link(call.catalog, product, relationship, known)
    return Answer(200)


def unlink_v1(call: Call) -> Answer:
    """POST /products/{id}/relationships/{rid}/unlink: objects (documented), or bare ids (as one client sends)."""
    product, relationship = _ends(call)
    items = _items(call)
    bare = [item for item in items if isinstance(item, str)]
    objects = [item.get("product_id") for item in items if isinstance(item, dict)]
    if bare and call.catalog.switches.v1_unlink_body == "objects":
        raise relationships.refused("product_relationships", WRONG_TYPE)
    related = {other for other in (*bare, *objects) if isinstance(other, str)}
    relationships.unlink(call.catalog, product, relationship, related)
    return Answer(NO_CONTENT)


def unlink_v2(call: Call) -> Answer:
    """DELETE /products/{id}/relationships/{rid}: a list of ids, unknown ones ignored (documented)."""
    product, relationship = _ends(call)
    items = _items(call)
    if not all(isinstance(item, str) for item in items):
        raise relationships.refused("product_relationships", "Not a valid list of strings.")
    relationships.unlink(call.catalog, product, relationship, set(items))
    return Answer(NO_CONTENT)


def _ends(call: Call) -> tuple[Product, Relationship]:
    product = product_of(call)
    relationship = call.catalog.relationships.get(call.args[1])
    if relationship is None:
        raise missing(call.args[1], "relationship does not exist", "relationship_id")
    return product, relationship


def _items(call: Call) -> list[Any]:
    items = call.object().get("product_relationships")
    if not isinstance(items, list) or not all(isinstance(item, str | dict) for item in items):
        raise relationships.refused("product_relationships", "Not a valid list.")
    return items


def _refuse_unknown(call: Call, wanted: dict[str, int]) -> None:
    unknown = [other for other in wanted if other not in call.catalog.products]
    if unknown:
        errors = [{"field": "product_id", "msg": "product does not exists", "value": other} for other in unknown]
        raise Refusal(409, "relationship data validation failed", errors)


def _related(call: Call, product: Product, relationship: Relationship, status: int) -> Answer:
    row = {
        "relationship_id": relationship.id,
        "relationship_label": relationship.label,
        "related_products": call.dialect.related(call.catalog, product, relationship.id),
    }
    return rows([row], status)
