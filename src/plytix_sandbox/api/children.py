"""The children of a product: files, categories and variants."""

from typing import Any

from plytix_sandbox.api.call import NO_CONTENT, Answer, Call, missing, rows
from plytix_sandbox.api.products import product_of
from plytix_sandbox.catalog import assets, variants
from plytix_sandbox.catalog.products import changed
from plytix_sandbox.catalog.records import Product
from plytix_sandbox.refusals import Refusal, bad_product, bad_schema


def list_assets(call: Call) -> Answer:
    """GET /products/{id}/assets: in the shape of linked files (documented on v1)."""
    return rows([call.dialect.asset(call.catalog, asset) for asset in call.catalog.assets_of(product_of(call))])


def get_asset(call: Call) -> Answer:
    """GET /products/{id}/assets/{asset} (documented on v1)."""
    return rows([call.dialect.asset(call.catalog, _linked_asset(call))])


def link_asset(call: Call) -> Answer:
    """POST /products/{id}/assets."""
    product = product_of(call)
    body = call.object()
    if not isinstance(body.get("id"), str):
        raise bad_schema(("id", "Missing data for required field."))
    asset = call.catalog.assets.get(body["id"])
    if asset is None:
        raise Refusal(404, f"Asset id {body['id']} does not exist", [("asset.id", "asset does not exist")])
    assets.link(call.catalog, product, asset, body.get("attribute_label"))
    return rows([{"id": asset.id}], 201)


def unlink_asset(call: Call) -> Answer:
    """DELETE /products/{id}/assets/{asset}."""
    assets.unlink(call.catalog, product_of(call), _linked_asset(call))
    return Answer(NO_CONTENT)


def list_categories(call: Call) -> Answer:
    """GET /products/{id}/categories."""
    return rows(call.dialect.property(call.catalog, product_of(call), "categories"))


def get_category(call: Call) -> Answer:
    """GET /products/{id}/categories/{category} (documented on v1)."""
    category_id = _linked_category(call, product_of(call))
    return rows([call.dialect.category(call.catalog, call.catalog.product_categories[category_id])])


def link_category(call: Call) -> Answer:
    """POST /products/{id}/categories: 409 if it is there already, 422 if unknown (documented)."""
    product = product_of(call)
    category = call.catalog.product_categories.get(call.object().get("id"))
    if category is None:
        raise bad_product([("category.id", "category does not exist")])
    if category.id in product.categories:
        msg = f"Category id {category.id} is already linked to product"
        raise Refusal(409, msg, [("category.id", "already linked")])
    changed(call.catalog, product, categories=(*product.categories, category.id))
    linked = call.dialect.category(call.catalog, category) if call.dialect.version == "v1" else {"id": category.id}
    return rows([linked], 201)


def unlink_category(call: Call) -> Answer:
    """DELETE /products/{id}/categories/{category}."""
    product = product_of(call)
    category_id = _linked_category(call, product)
    changed(call.catalog, product, categories=tuple(c for c in product.categories if c != category_id))
    return Answer(NO_CONTENT)


def list_variants(call: Call) -> Answer:
    """GET /products/{id}/variants (v1)."""
    found = call.catalog.variants_of(product_of(call))
    return rows([call.dialect.product(call.catalog, variant) for variant in found])


def create_variant_v1(call: Call) -> Answer:
    """POST /products/{id}/variants `{"variant": {...}}` (documented)."""
    parent = product_of(call)
    variant = call.object().get("variant")
    if not isinstance(variant, dict):
        raise bad_schema(("variant", "Missing data for required field."))
    return _created(call, parent, variant)


def create_variant_v2(call: Call) -> Answer:
    """POST /products/{id}/variants, flat (documented)."""
    return _created(call, product_of(call), call.object())


def link_variant(call: Call) -> Answer:
    """POST /products/{id}/variant/{variant}: answers with the parent (documented)."""
    parent = product_of(call)
    variant = call.catalog.products.get(call.args[1])
    if variant is None:
        raise call.dialect.missing_product(call.args[1])
    return rows([call.dialect.written(call.catalog, variants.link(call.catalog, parent, variant))])


def unlink_variant(call: Call) -> Answer:
    """DELETE /products/{id}/variant/{variant}."""
    parent = product_of(call)
    variant = call.catalog.products.get(call.args[1])
    if variant is None or variant.parent_id != parent.id:
        raise call.dialect.missing_product(call.args[1])
    variants.unlink(call.catalog, parent, variant)
    return Answer(NO_CONTENT)


def resync_variants(call: Call) -> Answer:
    """POST /products/{id}/variants/resync."""
    parent = product_of(call)
    found = variants.resync(call.catalog, parent, call.object())
    return rows([call.dialect.written(call.catalog, variant) for variant in found])


def _created(call: Call, parent: Product, body: dict[str, Any]) -> Answer:
    return rows([call.dialect.written(call.catalog, variants.create(call.catalog, parent, body))], 201)


def _linked_asset(call: Call) -> str:
    if call.args[1] not in call.catalog.assets_of(product_of(call)):
        msg = f"asset id {call.args[1]} is not related to product id {call.args[0]}"
        raise Refusal(404, msg, [("asset_id", msg)])
    return call.args[1]


def _linked_category(call: Call, product: Product) -> str:
    if call.args[1] not in product.categories or call.args[1] not in call.catalog.product_categories:
        raise missing(call.args[1], "category does not exist")
    return call.args[1]
