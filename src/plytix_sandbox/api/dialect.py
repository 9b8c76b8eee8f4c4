"""What the JSON of v1 and v2 has in common, and where they differ."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any

from plytix_sandbox.catalog import Catalog
from plytix_sandbox.catalog.records import Attribute, Category, Product
from plytix_sandbox.refusals import Refusal
from plytix_sandbox.search.products import completeness

ATTRIBUTE = "attributes."
RELATIONSHIP = "relationships."


class Dialect(ABC):
    """How a version of the API writes records as JSON.

    Class attributes:
        version: `v1` or `v2`.
        whole: the properties of a product that is returned in full.
        default_columns: the properties that every search row has.
    """

    version: str
    whole: tuple[str, ...]
    default_columns: tuple[str, ...]

    @abstractmethod
    def most_columns(self, catalog: Catalog) -> int:
        """Return the most columns a product search may ask for."""

    @abstractmethod
    def moment(self, moment: str) -> str:
        """Return a moment as this version writes it."""

    @abstractmethod
    def missing_product(self, product_id: str) -> Refusal:
        """Return the 404 for a product."""

    @abstractmethod
    def written(self, catalog: Catalog, product: Product) -> dict[str, Any]:
        """Return what a create or a PATCH answers."""

    @abstractmethod
    def asset(self, catalog: Catalog, asset_id: str) -> Any:
        """Return an asset as a product shows it."""

    @abstractmethod
    def category(self, catalog: Catalog, category: Category) -> Any:
        """Return a category as a product shows it."""

    @abstractmethod
    def value(self, catalog: Catalog, attribute: Attribute, value: Any) -> Any:
        """Return an attribute's value; None if nothing of it is left."""

    def product(self, catalog: Catalog, product: Product, *, all_attributes: bool = False) -> dict[str, Any]:
        """Return a product in full; empty attributes are absent unless asked for (documented)."""
        row = {name: self.property(catalog, product, name) for name in self.whole}
        if all_attributes:
            row["attributes"] = {a.label: None for a in catalog.attributes} | row["attributes"]
        return row

    def property(self, catalog: Catalog, product: Product, name: str) -> Any:
        """Return a property of a product."""
        made = _PROPERTIES.get(name)
        return made(self, catalog, product) if made else getattr(product, name)

    def attributes(self, catalog: Catalog, product: Product, only: Iterable[str] | None = None) -> dict[str, Any]:
        """Return a product's values by label, empties absent; if given, `only` these labels."""
        # Only variants inherit, and most products are none: the look-up of the family is saved.
        values = product.attributes if product.parent_id is None else catalog.values_of(product)
        labels = values if only is None else only
        found: dict[str, Any] = {}
        for label in labels:
            attribute = catalog.attributes.labelled(label)
            if attribute is not None and label in values:
                value = self.value(catalog, attribute, values[label])
                if value is not None:
                    found[label] = value
        # Completeness is computed, and in the map of every product (plytix-api.md 10).
        for attribute in catalog.attributes.completeness:
            if only is None or attribute.label in labels:
                found[attribute.label] = completeness(catalog, attribute, product)
        return found

    def relationships(
        self, catalog: Catalog, product: Product, label_key: str = "relationship_label", only: Iterable[str] = ()
    ) -> list[dict[str, Any]]:
        """Return the relationships by which a product has related products."""
        wanted = set(only)
        found = []
        for relationship_id in product.links:
            relationship = catalog.relationships.get(relationship_id)
            if relationship is None or (wanted and relationship.label not in wanted):
                continue
            related = self.related(catalog, product, relationship_id)
            if related:
                head = {"relationship_id": relationship_id, label_key: relationship.label}
                found.append({**head, "related_products": related})
        return found

    def related(self, catalog: Catalog, product: Product, relationship_id: str) -> list[dict[str, Any]]:
        """Return the products that one is related to, with quantities."""
        return [
            {
                "product_id": other,
                "quantity": link.quantity,
                "last_modified": self.moment(link.last_modified),
            }
            for other, link in catalog.related(product, relationship_id).items()
        ]


def audit(catalog: Catalog, actor: str) -> dict[str, Any]:
    """Return who wrote something (documented: API with a user's id, SYSTEM without)."""
    if actor == "SYSTEM":
        return {"type": "SYSTEM", "user_email": "System", "user_name": "System"}
    name = "Sandbox" if actor == "API" else "Somebody"
    return {"type": actor, "user_email": name, "user_id": catalog.user_id, "user_name": name}


def _assets(dialect: Dialect, catalog: Catalog, product: Product) -> list[Any]:
    return [dialect.asset(catalog, asset) for asset in catalog.assets_of(product)]


def _categories(dialect: Dialect, catalog: Catalog, product: Product) -> list[Any]:
    known = map(catalog.product_categories.get, product.categories)
    return [dialect.category(catalog, category) for category in known if category is not None]


def _thumbnail(dialect: Dialect, catalog: Catalog, product: Product) -> Any:
    asset = catalog.assets.get(product.thumbnail)
    return dialect.asset(catalog, asset.id) if asset else None


def _overwritten(_: Dialect, catalog: Catalog, product: Product) -> list[str]:
    parent = catalog.products.get(product.parent_id)
    if parent is None:
        return []
    return [label for label in catalog.inherited(parent) if label in product.attributes]


_TYPES = ("SINGLE", "PARENT", "VARIANT", "VARIANT")

_PROPERTIES: dict[str, Callable[[Dialect, Catalog, Product], Any]] = {
    "created": lambda dialect, _, product: dialect.moment(product.created),
    "modified": lambda dialect, _, product: dialect.moment(product.modified),
    "created_user_audit": lambda _, catalog, product: audit(catalog, product.created_by),
    "modified_user_audit": lambda _, catalog, product: audit(catalog, product.modified_by),
    "attributes": lambda dialect, catalog, product: dialect.attributes(catalog, product),
    "relationships": lambda dialect, catalog, product: dialect.relationships(catalog, product),
    "assets": _assets,
    "categories": _categories,
    "thumbnail": _thumbnail,
    "overwritten_attributes": _overwritten,
    "_parent_id": lambda _, __, product: product.parent_id,
    "product_family_id": lambda _, __, product: product.family_id,
    "product_family_model_id": lambda _, __, ___: None,
    "num_variations": lambda _, catalog, product: len(catalog.variants_of(product)),
    "product_level": lambda _, catalog, product: catalog.level_of(product),
    "product_type": lambda _, catalog, product: _TYPES[catalog.level_of(product)],
    "account_id": lambda _, catalog, __: catalog.account_id,
    "static_list_ids": lambda _, __, ___: [],
    "mark_as_deleted": lambda _, __, ___: False,
}
"""How a property is written; one that is not here is written as the record has it."""
