"""What Plytix holds already of the things a mapping speaks of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from amazon_plytix.mapping.listing import Canonical


@dataclass(frozen=True, slots=True)
class ExistingProduct:
    """A product in Plytix; ``listings`` are the ids it is linked to by the listings' relationship."""

    id: str
    sku: str
    listings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Missing:
    """A canonical product that a mapping names and Plytix does not have, with the sentence that says so."""

    message: str


@dataclass(frozen=True, slots=True)
class Holdings:
    """The listings' products by SKU, and every canonical product of the mapping, found or missing.

    ``begun`` are the SKUs that an earlier run began to create and did not finish: if such a product exists, that
    run made it.
    """

    products: Mapping[str, ExistingProduct] = field(default_factory=dict)
    canonicals: Mapping[Canonical, ExistingProduct | Missing] = field(default_factory=dict)
    begun: Collection[str] = frozenset()
