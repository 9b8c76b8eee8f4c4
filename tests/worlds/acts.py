"""What people do to an account: edits, renames, links, variants, files, categories, new products, deletions.

Every act is given the catalog, a product and the chance of the world. It changes the catalog as Plytix would, or not
at all.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from plytix_sandbox.catalog import Catalog, assets, products, relationships, variants
from plytix_sandbox.catalog.records import Product
from plytix_sandbox.refusals import Refusal

Act = Callable[[Catalog, Product, Random], object]


def perform(catalog: Catalog, act: Act, product: Product, chance: Random) -> None:
    """Let a person act now; what is not possible is not done."""
    catalog.products.now = catalog.clock.time()
    catalog.actor = "USER"
    try:
        act(catalog, product, chance)
    except Refusal:
        pass
    finally:
        catalog.end_call()
        catalog.actor = "API"


def edit_label(catalog: Catalog, product: Product, chance: Random) -> None:
    products.update(catalog, product, {"label": f"Edited {chance.randint(1, 999)}"})


def edit_attribute(catalog: Catalog, product: Product, chance: Random) -> None:
    label = chance.choice(("amazon_title", "amazon_color", "amazon_size", "amazon_asin", "own_note"))
    products.update(catalog, product, {"attributes": {label: f"edited {chance.randint(1, 999)}"}})


def clear_attribute(catalog: Catalog, product: Product, chance: Random) -> None:
    if product.attributes:
        products.update(catalog, product, {"attributes": {chance.choice(sorted(product.attributes)): None}})


def edit_status(catalog: Catalog, product: Product, chance: Random) -> None:
    products.update(catalog, product, {"status": chance.choice(("Completed", "Archived"))})


def edit_and_revert(catalog: Catalog, product: Product, chance: Random) -> None:
    edited = products.update(catalog, product, {"label": f"Slip {chance.randint(1, 999)}"})
    products.changed(catalog, edited, label=product.label)


def rename(catalog: Catalog, product: Product, chance: Random) -> None:
    sku = f"{product.sku}-R{chance.randint(1, 999)}"
    if catalog.products.with_sku(sku) is None:
        products.changed(catalog, product, sku=sku)


def swap_skus(catalog: Catalog, product: Product, chance: Random) -> None:
    other = _other(catalog, product, chance)
    products.changed(catalog, product, sku=f"{product.sku}-SWAP")
    products.changed(catalog, other, sku=product.sku)
    products.changed(catalog, catalog.products[product.id], sku=other.sku)


def change_family(catalog: Catalog, product: Product, chance: Random) -> None:
    products.assign_family(catalog, product, chance.choice((None, *(family.id for family in catalog.families))))


def move_family_and_back(catalog: Catalog, product: Product, chance: Random) -> None:
    families = [family.id for family in catalog.families if family.id != product.family_id]
    products.assign_family(catalog, product, chance.choice(families))
    products.assign_family(catalog, catalog.products[product.id], product.family_id)


def add_category(catalog: Catalog, product: Product, chance: Random) -> None:
    category = chance.choice([each.id for each in catalog.product_categories])
    products.changed(catalog, product, categories=tuple(dict.fromkeys((*product.categories, category))))


def add_file(catalog: Catalog, product: Product, chance: Random) -> None:
    file = chance.choice(list(catalog.assets))
    assets.link(catalog, product, file, chance.choice((None, "thumbnail")))


def add_new_variant(catalog: Catalog, product: Product, chance: Random) -> None:
    variants.create(catalog, product, {"sku": f"VARIANT-{chance.randint(1, 99_999)}"})


def add_own_product_as_variant(catalog: Catalog, product: Product, chance: Random) -> None:
    own = _other(catalog, product, chance)
    if own.family_id != product.family_id:
        own = products.assign_family(catalog, own, product.family_id)
    variants.link(catalog, product, own)


def make_variant_of_own_product(catalog: Catalog, product: Product, chance: Random) -> None:
    own = _other(catalog, product, chance)
    if own.family_id != product.family_id:
        own = products.assign_family(catalog, own, product.family_id)
    variants.link(catalog, own, product)


def link_from(catalog: Catalog, product: Product, chance: Random) -> None:
    _link(catalog, product, _any_other(catalog, product, chance), chance)


def link_to(catalog: Catalog, product: Product, chance: Random) -> None:
    _link(catalog, _any_other(catalog, product, chance), product, chance)


def unlink(catalog: Catalog, product: Product, chance: Random) -> None:
    if found := _a_link(catalog, product, chance):
        source, kind, target = found
        relationships.unlink(catalog, source, kind, {target})


def link_again(catalog: Catalog, product: Product, chance: Random) -> None:
    if found := _a_link(catalog, product, chance):
        source, kind, target = found
        cut = relationships.unlink(catalog, source, kind, {target})
        relationships.link(catalog, cut, kind, {target: 1})


def change_quantity(catalog: Catalog, product: Product, chance: Random) -> None:
    if found := _a_link(catalog, product, chance):
        source, kind, target = found
        relationships.link(catalog, source, kind, {target: chance.randint(2, 9)})


def delete(catalog: Catalog, product: Product, _: Random) -> None:
    products.delete(catalog, product)


def make_again(catalog: Catalog, product: Product, chance: Random) -> None:
    """Delete a product and make another with its SKU, with the same contents or without."""
    products.delete(catalog, product)
    same: dict[str, Any] = {"label": product.label, "attributes": product.attributes}
    made = products.create(catalog, {"sku": product.sku, **(same if chance.random() < 0.7 else {})})
    if chance.random() < 0.7:
        products.assign_family(catalog, made, product.family_id)


def rename_relationship(catalog: Catalog, product: Product, chance: Random) -> None:
    """Rename a relationship, give its name to a new one, and link what was linked in it there as well."""
    kind = chance.choice([each for each in catalog.relationships if each.name.startswith("Amazon")])
    if len(catalog.relationships) >= relationships.MOST_DEFINITIONS:
        return
    catalog.relationships.put(replace(kind, name=f"{kind.name} {chance.randint(1, 999)} old", modified=catalog.now()))
    now = catalog.now()
    label = f"{kind.label}_{chance.randint(1, 9999)}"
    twin = replace(kind, id=catalog.ids.draw(), label=label, created=now, modified=now)
    catalog.relationships.put(twin)
    for source in list(catalog.products):
        if targets := catalog.related(source, kind.id):
            relationships.link(catalog, source, twin, dict.fromkeys(targets, 1))


def rename_family(catalog: Catalog, product: Product, chance: Random) -> None:
    """Rename a product family, and give its name to a new one."""
    family = next(each for each in catalog.families if each.name.startswith("8 - Amazon"))
    catalog.families.put(replace(family, name=f"{family.name} {chance.randint(1, 999)} old"))
    catalog.families.put(replace(family, id=catalog.ids.draw(), levels={}))


COMMON: tuple[Act, ...] = (
    edit_label, edit_attribute, clear_attribute, edit_status, edit_and_revert, rename, swap_skus, change_family,
    move_family_and_back, add_category, add_file, add_new_variant, add_own_product_as_variant,
    make_variant_of_own_product, link_from, link_to, link_to, unlink, link_again, link_again, change_quantity,
    delete, make_again,
)  # fmt: skip
"""What people do all the time."""

RARE: tuple[Act, ...] = (rename_relationship, rename_family)
"""What changes the schema."""


def _other(catalog: Catalog, product: Product, chance: Random) -> Product:
    """Return a product that people made, or a new one."""
    own = [each for each in catalog.products if each.sku.startswith("THEIRS") and each.id != product.id]
    if own and chance.random() < 0.7:
        return chance.choice(own)
    return products.create(catalog, {"sku": f"THEIRS-{chance.randint(1, 99_999)}"}, family_id=product.family_id)


def _any_other(catalog: Catalog, product: Product, chance: Random) -> Product:
    others = [each for each in catalog.products if each.id != product.id]
    return chance.choice(others) if others else _other(catalog, product, chance)


def _link(catalog: Catalog, source: Product, target: Product, chance: Random) -> None:
    relationships.link(catalog, source, chance.choice(list(catalog.relationships)), {target.id: 1})


def _a_link(catalog: Catalog, product: Product, chance: Random) -> tuple[Product, Any, str] | None:
    """Return a link from or to a product."""
    found = [
        (source, kind, target)
        for source in catalog.products
        for kind in catalog.relationships
        for target in catalog.related(source, kind.id)
        if product.id in (source.id, target)
    ]
    return chance.choice(found) if found else None
