"""The JSON of v1: whole objects, moments with a zone (plytix-api.md 3.1, 3.3 and 10)."""

from typing import Any

from plytix_sandbox.api.dialect import Dialect
from plytix_sandbox.catalog import Catalog
from plytix_sandbox.catalog.records import Attribute, Category, Product
from plytix_sandbox.refusals import Refusal

FILES = "https://files.plytix.com/api/v1.1"


class V1(Dialect):
    """v1."""

    version = "v1"
    whole = (
        "id", "sku", "label", "gtin", "status", "attributes", "assets", "categories", "thumbnail",
        "num_variations", "_parent_id", "product_type", "product_level", "product_family_id",
        "product_family_model_id", "overwritten_attributes", "relationships", "created", "modified",
    )  # fmt: skip
    default_columns = ("id", "sku", "num_variations", "_parent_id")

    def most_columns(self, catalog: Catalog) -> int:
        """Return 20, or the switch `v1_columns`: Plytix documents both 20 and 50 (plytix-api.md 4.2)."""
        return int(catalog.switches.v1_columns)

    def moment(self, moment: str) -> str:
        """Return a moment with the zone `+00:00` (documented)."""
        return moment + "+00:00"

    def missing_product(self, product_id: str) -> Refusal:
        """Return the 404, whose msg begins with a blank (documented)."""
        return Refusal(404, f" No results found for {product_id}", [("id", "product does not exist")])

    def written(self, catalog: Catalog, product: Product) -> dict[str, Any]:
        """Return the whole product (documented, live)."""
        return self.product(catalog, product)

    def asset(self, catalog: Catalog, asset_id: str) -> dict[str, Any]:
        """Return id, filename, thumbnail and url (documented)."""
        asset = catalog.assets[asset_id]
        return {"id": asset.id, "filename": asset.filename, **addresses(asset.filename)}

    def category(self, catalog: Catalog, category: Category) -> dict[str, Any]:
        """Return id, name and path (documented)."""
        return {"id": category.id, "name": category.name, "path": path_of(catalog, category)}

    def value(self, catalog: Catalog, attribute: Attribute, value: Any) -> Any:
        """Return media as objects, everything else as it was written (documented)."""
        if attribute.type_class == "MediaAttribute":
            return self.asset(catalog, value) if value in catalog.assets else None
        if attribute.type_class == "MediaGalleryAttribute":
            return [self.asset(catalog, a) for a in value if a in catalog.assets] or None
        return value


def addresses(filename: str) -> dict[str, str]:
    """Return `thumbnail` and `url` of a file (documented)."""
    return {"thumbnail": f"{FILES}/thumb/{filename}", "url": f"{FILES}/file/public_files/assets/{filename}"}


def path_of(catalog: Catalog, category: Category) -> list[str]:
    """Return the names from the root down to a product category."""
    path = [category.name]
    while (parent := catalog.product_categories.get(category.parent_id)) is not None:
        category = parent
        path.insert(0, category.name)
    return path
