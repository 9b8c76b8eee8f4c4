"""Relationship definitions, and the links between products."""

from dataclasses import replace
from typing import Any

from plytix_sandbox.catalog.attributes import label_of
from plytix_sandbox.catalog.catalog import Catalog
from plytix_sandbox.catalog.checks import integer, name_of
from plytix_sandbox.catalog.products import changed
from plytix_sandbox.catalog.records import Link, Product, Relationship
from plytix_sandbox.refusals import WRONG_TYPE, Refusal

# Source: plytix-api.md 7.1 and 7.3.
MOST_DEFINITIONS = 10
MOST_RELATED = 300


def define(catalog: Catalog, body: dict[str, Any]) -> Relationship:
    """Create a definition from its name; everything else is ignored, and links are one-way (documented, live).

    Raises Refusal 422 if the name is bad or exists, or it is the eleventh (limit documented, answer inferred).
    """
    name = _free_name(catalog, body)
    if len(catalog.relationships) >= MOST_DEFINITIONS:
        raise refused("relationships", f"relationships limit exceeded, current limit is {MOST_DEFINITIONS}")
    now = catalog.now()
    made = Relationship(id=catalog.ids.draw(), name=name, label=label_of(catalog, name), created=now, modified=now)
    return catalog.relationships.put(made)


def rename(catalog: Catalog, relationship: Relationship, body: dict[str, Any]) -> Relationship:
    """Change the name; the label stays.

    Raises Refusal 422 if the name is bad or exists.
    """
    name = _free_name(catalog, body, besides=relationship)
    return catalog.relationships.put(replace(relationship, name=name, modified=catalog.now()))


def delete(catalog: Catalog, relationship: Relationship) -> None:
    """Delete a definition.

    Raises Refusal 409 if products are linked by it (documented).
    """
    if any(relationship.id in p.links and catalog.related(p, relationship.id) for p in catalog.products):
        raise Refusal(409, "relationship is in use", [("usages", {"products": "relationship is in use"})])
    catalog.relationships.remove(relationship.id)


def quantities(body: dict[str, Any]) -> dict[str, int]:
    """Return related product id -> quantity from `{"product_relationships": [{"product_id", "quantity"}]}`.

    Raises Refusal 422 if the form is bad.
    """
    items = body.get("product_relationships")
    if not isinstance(items, list):
        raise refused("product_relationships", "Not a valid list.")
    wanted: dict[str, int] = {}
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get("product_id"), str):
            raise refused("product_relationships", WRONG_TYPE)
        wanted[item["product_id"]] = integer(item.get("quantity", 1), "quantity", least=1)
    return wanted


def link(catalog: Catalog, product: Product, relationship: Relationship, wanted: dict[str, int]) -> Product:
    """Link products that exist to a product, and change quantities that differ.

    Raises Refusal 422 if there would be more than 300 related products (limit documented, answer inferred).
    """
    links = catalog.related(product, relationship.id)
    now = catalog.now()
    for related, quantity in wanted.items():
        # The same quantity again keeps `last_modified`.
        if related not in links or links[related].quantity != quantity:
            links[related] = Link(quantity, now)
    if len(links) > MOST_RELATED:
        raise refused("product_relationships", f"products limit exceeded, current limit is {MOST_RELATED}")
    linked = _put(catalog, product, relationship, links)
    for related, quantity in wanted.items() if _both_ways(catalog, relationship) else ():
        other = catalog.products[related]
        back = {**catalog.related(other, relationship.id), product.id: Link(quantity, now)}
        _put(catalog, other, relationship, back)
    return catalog.products[linked.id]


def unlink(catalog: Catalog, product: Product, relationship: Relationship, related: set[str]) -> Product:
    """Remove related products; those that are not linked are ignored (documented on v2)."""
    links = catalog.related(product, relationship.id)
    kept = {other: link for other, link in links.items() if other not in related}
    unlinked = _put(catalog, product, relationship, kept)
    for other_id in related & links.keys() if _both_ways(catalog, relationship) else ():
        other = catalog.products[other_id]
        back = {k: v for k, v in catalog.related(other, relationship.id).items() if k != product.id}
        _put(catalog, other, relationship, back)
    return catalog.products[unlinked.id]


def refused(field: str, msg: Any) -> Refusal:
    """Return the 422 for relationship data."""
    return Refusal(422, "relationship data validation failed", [(field, msg)])


def _both_ways(catalog: Catalog, relationship: Relationship) -> bool:
    # Definitions made through the API are one-way (plytix-api.md 7.2); an account file can hold symmetrical ones.
    return relationship.symmetrical and catalog.switches.symmetrical_links == "both_ways"


def _put(catalog: Catalog, product: Product, relationship: Relationship, links: dict[str, Link]) -> Product:
    rest = {r: kept for r, kept in product.links.items() if r != relationship.id}
    return changed(catalog, product, links={**rest, relationship.id: links} if links else rest)


def _free_name(catalog: Catalog, body: dict[str, Any], besides: Relationship | None = None) -> str:
    name = name_of(body, "relationship")
    others = [r for r in catalog.relationships if r is not besides]
    label = label_of(catalog, name)
    if any(r.name == name or (besides is None and r.label == label) for r in others):
        raise refused("name", "already exists")
    return name
