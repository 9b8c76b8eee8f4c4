"""What Plytix holds already of the things a mapping speaks of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from amazon_plytix.mapping.listing import Canonical
from amazon_plytix.planning.attribute_checks import AttributeRules
from amazon_plytix.planning.changes import ProductRef
from amazon_plytix.planning.fields import SEED_FIELDS, FieldMap


@dataclass(frozen=True, slots=True)
class ExistingProduct:
    """A product in Plytix. ``linked`` holds the ids it is linked to in the relationship that it is a source of.

    ``canonical_sku`` is the canonical product that a listing's product names, as far as it was asked for.
    """

    id: str
    sku: str
    linked: frozenset[str] = frozenset()
    modified: str | None = None
    canonical_sku: str | None = None

    @property
    def ref(self) -> ProductRef:
        """Return the product as Changes name it."""
        return ProductRef(self.sku, self.id, self.modified)


@dataclass(frozen=True, slots=True)
class ExistingListing(ExistingProduct):
    """A listing's product in Plytix, with the attributes that identify it. ``linked`` holds its children."""

    asin: str | None = None
    marketplace: str | None = None
    parent_asin: str | None = None


@dataclass(frozen=True, slots=True)
class BegunCreate:
    """A create that an earlier run began and did not finish, and the day on which it was sent (UTC).

    ``product_id`` is the product that Plytix said it made; None if the create was never answered.
    """

    on: date
    product_id: str | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A product that is named and not in Plytix, with the sentence that says so."""

    message: str


@dataclass(frozen=True, slots=True)
class Holdings:
    """The listings' products by SKU, and every canonical product of the mapping, found or missing.

    ``begun`` holds the creates that earlier runs did not finish, by SKU: if such a product exists, they may have made
    it. ``elsewhere`` holds, by the SKU of a listing without a product, the SKU under which Plytix has the same ASIN in
    the same marketplace. ``fields`` are the attributes of the account, ``rules`` say which values they take.
    """

    products: Mapping[str, ExistingProduct] = field(default_factory=dict)
    canonicals: Mapping[Canonical, ExistingProduct | Missing] = field(default_factory=dict)
    begun: Mapping[str, BegunCreate] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    fields: FieldMap = SEED_FIELDS
    rules: AttributeRules = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkHoldings:
    """What Plytix holds of a mapping's family trees.

    ``products`` are the mapping's listings and their parents, by SKU; ``relatives`` children of these parents that
    the mapping does not have; ``styles`` the products whose SKU is a parent's model number, by SKU.
    """

    products: Mapping[str, ExistingListing] = field(default_factory=dict)
    relatives: Sequence[ExistingListing] = ()
    canonicals: Mapping[Canonical, ExistingProduct | Missing] = field(default_factory=dict)
    styles: Mapping[str, ExistingProduct] = field(default_factory=dict)
