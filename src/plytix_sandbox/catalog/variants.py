"""Variants of products."""

from typing import Any

from plytix_sandbox.catalog import products
from plytix_sandbox.catalog.catalog import Catalog
from plytix_sandbox.catalog.checks import strings
from plytix_sandbox.catalog.products import changed
from plytix_sandbox.catalog.records import Product
from plytix_sandbox.refusals import Refusal

DEEPEST = 3


def create(catalog: Catalog, parent: Product, body: dict[str, Any]) -> Product:
    """Create a variant in its parent's family (documented).

    Raises Refusal 422 if the data is bad or it is on a fourth level, 409 if the SKU exists (documented).
    """
    if catalog.level_of(parent) >= DEEPEST:
        raise _refused("variants", f"levels limit exceeded, current limit is {DEEPEST}")
    variant = products.create(catalog, body, family_id=parent.family_id, parent_id=parent.id)
    changed(catalog, parent, variants=(*parent.variants, variant.id))
    return variant


def link(catalog: Catalog, parent: Product, variant: Product) -> Product:
    """Make a single product a variant; return the parent.

    Raises Refusal 422, with the documented texts, if the families differ or the product is not single.
    """
    if parent.family_id != variant.family_id:
        raise Refusal(422, "Parent and variants must be assigned to the same family", errors=None)
    if catalog.level_of(variant) or variant is parent:
        raise Refusal(422, "Products to link must be single", errors=None)
    if catalog.level_of(parent) >= DEEPEST:
        raise _refused("variants", f"levels limit exceeded, current limit is {DEEPEST}")
    changed(catalog, variant, parent_id=parent.id)
    return changed(catalog, parent, variants=(*parent.variants, variant.id))


def unlink(catalog: Catalog, parent: Product, variant: Product) -> None:
    """Make a variant a single product again; it keeps what it inherited (inferred)."""
    inherited = catalog.values_of(variant)
    changed(catalog, parent, variants=tuple(v for v in parent.variants if v != variant.id))
    changed(catalog, variant, parent_id=None, attributes=inherited)


def resync(catalog: Catalog, parent: Product, body: dict[str, Any]) -> list[Product]:
    """Make variants inherit attributes again that they had overwritten; return the variants.

    Raises Refusal 422 if the form is bad, or a label or variant does not exist.
    """
    labels = strings(body.get("attribute_labels"), "attribute_labels")
    wanted = strings(body.get("variant_ids"), "variant_ids")
    variants = {variant.id: variant for variant in catalog.variants_of(parent)}
    if not set(wanted) <= variants.keys():
        raise _refused("variant_ids", "variant does not exist")
    named = [catalog.attributes.labelled(label) for label in labels]
    if None in named:
        raise _refused("attribute_labels", "label does not exist")
    inherited = catalog.inherited(parent)
    dropped = {a.label for a in named if a is not None and a.label in inherited}
    return [
        changed(catalog, variants[v], attributes={k: x for k, x in variants[v].attributes.items() if k not in dropped})
        for v in wanted
    ]


def _refused(field: str, msg: str) -> Refusal:
    return Refusal(422, "product data validation failed", [(field, msg)])
