"""Products: create, change, assign to a family, delete."""

from dataclasses import replace
from typing import Any

from plytix_sandbox.catalog.catalog import Catalog
from plytix_sandbox.catalog.drafts import Draft
from plytix_sandbox.catalog.records import Product
from plytix_sandbox.refusals import Refusal, bad_product


def create(catalog: Catalog, body: dict[str, Any], **more: Any) -> Product:
    """Create a product from a request body; `product_family*` in it is ignored on v1 (live).

    Raises Refusal 422 if the data is bad (documented), 409 or 422 if the SKU exists (see `duplicate_sku`).
    """
    # For variants 409 is documented, for others only inferred (plytix-api.md 3.2).
    duplicate_sku = 409 if more.get("parent_id") else int(catalog.switches.duplicate_sku)
    changes = Draft(catalog, body).changes(duplicate_sku)
    now = catalog.now()
    fields = {**changes, **more, "created": now, "modified": now}
    return catalog.products.put(
        Product(id=catalog.ids.draw(), created_by=catalog.actor, modified_by=catalog.actor, **fields)
    )


def update(catalog: Catalog, product: Product, body: dict[str, Any]) -> Product:
    """Merge a request body into a product (live); writing what it already holds changes nothing (live).

    Raises Refusal 422 if the data is bad (documented).
    """
    duplicate_sku = int(catalog.switches.duplicate_sku)
    return changed(catalog, product, **Draft(catalog, body, product).changes(duplicate_sku))


def changed(catalog: Catalog, product: Product, **fields: Any) -> Product:
    """Change fields of a product; `modified` moves only if something really differs (live)."""
    wanted = replace(product, **fields)
    # Writing what is there already does not move `modified` (plytix-api.md 3.4).
    if wanted == product:
        return product
    return catalog.products.put(replace(wanted, modified=catalog.now(), modified_by=catalog.actor))


def assign_family(catalog: Catalog, product: Product, family_id: str | None) -> Product:
    """Assign a product and its variants to a family, or with None to none (documented).

    Raises Refusal 422 if the product is a variant, which follows its parent (documented; text inferred).
    """
    if product.parent_id is not None:
        raise bad_product([("product_family_id", "Family can not be assigned to a variant")])
    return _move(catalog, product, family_id)


def _move(catalog: Catalog, product: Product, family_id: str | None) -> Product:
    for variant in catalog.variants_of(product):
        _move(catalog, variant, family_id)
    return changed(catalog, product, family_id=family_id)


def delete(catalog: Catalog, product: Product) -> None:
    """Delete a product and its variants; links to them vanish with them (documented)."""
    for variant in catalog.variants_of(product):
        delete(catalog, variant)
    parent = catalog.products.get(product.parent_id)
    if parent is not None:
        changed(catalog, parent, variants=tuple(v for v in parent.variants if v != product.id))
    catalog.products.remove(product.id)


def family_named(catalog: Catalog, family_id: Any) -> str | None:
    """Return the family id that a body gives, None for the empty text that unassigns (documented).

    Raises Refusal 422 if there is no such family (inferred).
    """
    if family_id == "":
        return None
    family = catalog.families.get(family_id)
    if family is None:
        raise Refusal(422, "product data validation failed", [("product_family_id", "product family does not exist")])
    return family.id
