"""The ways in which a Plan may change Plytix."""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from amazon_plytix.planning.desired import DesiredProduct

# Source: plytix-api.md 7.3, the most targets in one relationship of one product, and so in one call.
TARGETS_PER_CALL = 300


@dataclass(frozen=True, slots=True)
class CreateProduct:
    """Create the product of a listing and put it into the family, which takes a call of its own (plytix-api.md 3.5)."""

    product: DesiredProduct

    @property
    def calls(self) -> int:
        """What it costs."""
        return 2


@dataclass(frozen=True, slots=True)
class AssignFamily:
    """Put a product into the family that an earlier run began to create and did not get to finish.

    ``product`` is what it was to be: what stands under its SKU may be another's.
    """

    product_id: str
    product: DesiredProduct

    @property
    def calls(self) -> int:
        """What it costs, with the look at the product."""
        return 2


class Relation(StrEnum):
    """The two kinds of link: canonical product to its listings, parent listing to its children."""

    LISTINGS = "listings"
    HIERARCHY = "hierarchy"


@dataclass(frozen=True, slots=True)
class LinkProducts:
    """Link a product to others, which are named by SKU: some have no id yet."""

    source_id: str
    source_sku: str
    targets: tuple[str, ...]
    relation: Relation = Relation.LISTINGS

    @property
    def calls(self) -> int:
        """What it costs."""
        return ceil(len(self.targets) / TARGETS_PER_CALL)


@dataclass(frozen=True, slots=True)
class UnlinkProducts(LinkProducts):
    """Take links of a product away; the products stay."""


Change = CreateProduct | AssignFamily | LinkProducts | UnlinkProducts
