"""The JSON of v2: linked records by id, moments without a zone, small answers to writes (plytix-api.md 3.3, 10)."""

from typing import Any

from plytix_sandbox.api.dialect import Dialect
from plytix_sandbox.catalog import Catalog
from plytix_sandbox.catalog.records import Attribute, Category, Product
from plytix_sandbox.refusals import Refusal


class V2(Dialect):
    """v2."""

    version = "v2"
    whole = (
        "id", "account_id", "sku", "label", "gtin", "status", "product_type", "product_level",
        "num_variations", "overwritten_attributes", "static_list_ids", "mark_as_deleted", "assets",
        "categories", "thumbnail", "attributes", "relationships", "product_family_id", "_parent_id",
        "created", "modified", "created_user_audit", "modified_user_audit",
    )  # fmt: skip
    default_columns = ("id", "sku", "num_variations", "modified_user_audit")

    def most_columns(self, catalog: Catalog) -> int:  # noqa: ARG002 - v1's answer depends on a switch
        """Return 50 (documented)."""
        return 50

    def moment(self, moment: str) -> str:
        """Return a moment without a zone (fixture of a client)."""
        return moment

    def missing_product(self, product_id: str) -> Refusal:  # noqa: ARG002 - v1 needs it
        """Return the 404, which names None (fixture of a client)."""
        return Refusal(404, "No results found for None", [("id", "does not exist")])

    def written(self, catalog: Catalog, product: Product) -> dict[str, Any]:
        """Return id, dates and audit (documented)."""
        names = ("id", "created", "modified", "created_user_audit", "modified_user_audit")
        return {name: self.property(catalog, product, name) for name in names}

    def asset(self, catalog: Catalog, asset_id: str) -> Any:
        """Return an id, in the form of the switch `linked_shape` (fixture and documentation differ)."""
        return _linked(catalog, asset_id)

    def category(self, catalog: Catalog, category: Category) -> Any:
        """Return an id, in the form of the switch `linked_shape`."""
        return _linked(catalog, category.id)

    def value(self, catalog: Catalog, attribute: Attribute, value: Any) -> Any:
        """Return media as lists of ids and dates with midnight (fixture of a client)."""
        match attribute.type_class:
            case "MediaAttribute":
                return [value] if value in catalog.assets else None
            case "MediaGalleryAttribute":
                return [a for a in value if a in catalog.assets] or None
            case "DateAttribute" if "T" not in value:
                return f"{value}T00:00:00"
        return value


def _linked(catalog: Catalog, linked_id: str) -> Any:
    return {"id": linked_id} if catalog.switches.linked_shape == "objects" else linked_id
