"""Every route of the API, by version (plytix-api.md 1.2)."""

from plytix_sandbox.api import (
    assets,
    attributes,
    categories,
    children,
    discovery,
    families,
    links,
    products,
    relationships,
)
from plytix_sandbox.api.call import Answer, Call
from plytix_sandbox.api.routing import Route, Router
from plytix_sandbox.api.v1 import V1
from plytix_sandbox.api.v2 import V2
from plytix_sandbox.refusals import Refusal


def forbidden(_: Call) -> Answer:
    """Answer as the job routes do for ordinary keys: 403, also for invented ids (plytix-api.md 1.2)."""
    raise Refusal(403, "Forbidden", errors=None)


_PRODUCTS: tuple[Route, ...] = (
    ("POST", "/products", products.create),
    ("POST", "/products/search", products.search),
    ("GET", "/products/{}", products.get),
    ("PATCH", "/products/{}", products.update),
    ("DELETE", "/products/{}", products.delete),
    ("POST", "/products/{}/family", products.assign_family),
    ("GET", "/products/{}/assets", children.list_assets),
    ("POST", "/products/{}/assets", children.link_asset),
    ("GET", "/products/{}/assets/{}", children.get_asset),
    ("DELETE", "/products/{}/assets/{}", children.unlink_asset),
    ("GET", "/products/{}/categories", children.list_categories),
    ("POST", "/products/{}/categories", children.link_category),
    ("GET", "/products/{}/categories/{}", children.get_category),
    ("DELETE", "/products/{}/categories/{}", children.unlink_category),
    ("POST", "/products/{}/variant/{}", children.link_variant),
    ("DELETE", "/products/{}/variant/{}", children.unlink_variant),
    ("POST", "/products/{}/variants/resync", children.resync_variants),
)

_V1_ONLY: tuple[Route, ...] = (
    ("POST", "/products/{}/relationships/{}", links.link_v1),
    ("POST", "/products/{}/relationships/{}/unlink", links.unlink_v1),
    ("PATCH", "/products/{}/relationships/{}/product/{}", links.quantity_v1),
    ("POST", "/attributes/product", attributes.create_attribute),
    ("POST", "/attributes/product/search", attributes.search_attributes),
    ("GET", "/attributes/product/{}", attributes.get_attribute),
    ("PATCH", "/attributes/product/{}", attributes.update_attribute),
    ("DELETE", "/attributes/product/{}", attributes.delete_attribute),
    ("POST", "/attribute-groups/product", attributes.create_group),
    ("POST", "/attribute-groups/product/search", attributes.search_groups),
    ("PATCH", "/attribute-groups/product/{}", attributes.update_group),
    ("DELETE", "/attribute-groups/product/{}", attributes.delete_group),
    ("POST", "/product_families", families.create_family),
    ("POST", "/product_families/search", families.search_families),
    ("GET", "/product_families/{}", families.get_family),
    ("PATCH", "/product_families/{}", families.update_family),
    ("DELETE", "/product_families/{}", families.delete_family),
    ("GET", "/product_families/{}/attributes", families.family_attributes),
    ("GET", "/product_families/{}/all_attributes", families.all_family_attributes),
    ("POST", "/product_families/{}/attributes/link", families.link_attributes),
    ("POST", "/product_families/{}/attributes/unlink", families.unlink_attributes),
    ("POST", "/product_families/{}/attributes/edit", families.edit_attributes),
    ("POST", "/product_families/{}/all_attributes/edit", families.edit_attributes),
    ("POST", "/relationships", relationships.create_relationship),
    ("POST", "/relationships/search", relationships.search_relationships),
    ("GET", "/relationships/{}", relationships.get_relationship),
    ("PATCH", "/relationships/{}", relationships.update_relationship),
    ("DELETE", "/relationships/{}", relationships.delete_relationship),
    ("GET", "/products/{}/variants", children.list_variants),
    ("POST", "/products/{}/variants", children.create_variant_v1),
    ("POST", "/assets", assets.upload),
    ("POST", "/assets/search", assets.search_assets),
    ("GET", "/assets/{}", assets.get),
    ("PATCH", "/assets/{}", assets.update),
    ("DELETE", "/assets/{}", assets.delete),
    ("PUT", "/assets/{}/content", assets.replace_content),
    *categories.routes("product", lambda catalog: catalog.product_categories),
    *categories.routes("file", lambda catalog: catalog.file_categories),
    ("GET", "/filters/product", discovery.product_filters),
    ("GET", "/filters/asset", discovery.asset_filters),
    ("GET", "/filters/relationships", discovery.relationship_filters),
    ("POST", "/accounts/memberships/search", discovery.search_memberships),
    ("POST", "/accounts/api-credentials/search", discovery.search_credentials),
    ("GET", "/jobs/{}", forbidden),
    ("POST", "/jobs/search", forbidden),
)

_V2_ONLY: tuple[Route, ...] = (
    ("POST", "/products/{}/variants", children.create_variant_v2),
    ("POST", "/products/{}/relationships/{}", links.link_v2),
    ("PATCH", "/products/{}/relationships/{}", links.quantity_v2),
    ("DELETE", "/products/{}/relationships/{}", links.unlink_v2),
)

DIALECTS = {"v1": V1(), "v2": V2()}
ROUTERS = {"v1": Router(_PRODUCTS + _V1_ONLY), "v2": Router(_PRODUCTS + _V2_ONLY)}
