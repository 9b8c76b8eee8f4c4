"""The ways in which a Plan may change Plytix."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from amazon_plytix.planning.desired import DesiredProduct

# Source: plytix-api.md 7.3, the most targets in one relationship of one product, and so in one call.
TARGETS_PER_CALL = 300
# Source: plytix-api.md 4.2, the most products that one search shows, with all their links.
SOURCES_PER_READ_BACK = 100


class Relation(StrEnum):
    """The two kinds of link: canonical product to its listings, parent listing to its children."""

    LISTINGS = "listings"
    HIERARCHY = "hierarchy"


# Relation, SKU of the source and SKU of the target, which identify a link in a Plan.
LinkKey = tuple[Relation, str, str]


@dataclass(frozen=True, slots=True)
class ProductRef:
    """A product named by SKU. ``id`` is None as long as it does not exist.

    ``modified`` is when Plytix says it was last changed, as far as it was asked for.
    """

    sku: str
    id: str | None = None
    modified: str | None = None

    @property
    def known_id(self) -> str:
        """Return the id of a product that exists. Raises LookupError if it does not."""
        if self.id is None:
            raise LookupError(f"{self.sku} has no id yet")
        return self.id


@dataclass(frozen=True, slots=True)
class CreateProduct:
    """Create the product of a listing and put it into the family, which takes a call of its own (plytix-api.md 3.5)."""

    product: DesiredProduct

    @property
    def calls(self) -> int:
        """Return what it costs in calls."""
        return 2


@dataclass(frozen=True, slots=True)
class AssignFamily:
    """Put a product into the family that an earlier run began to create and did not finish.

    ``product`` is what it was to be. ``is_ours`` says that Plytix answered our create with this very id; otherwise the
    product under its SKU may be somebody else's.
    """

    product_id: str
    product: DesiredProduct
    is_ours: bool = False

    @property
    def calls(self) -> int:
        """Return what it costs in calls, with the look at the product if it may be somebody else's."""
        return 1 if self.is_ours else 2


@dataclass(frozen=True, slots=True)
class LinkProducts:
    """Link a product to others."""

    relation: Relation
    source: ProductRef
    targets: tuple[ProductRef, ...]

    @property
    def calls(self) -> int:
        """Return what it costs in calls."""
        return ceil(len(self.targets) / TARGETS_PER_CALL)


@dataclass(frozen=True, slots=True)
class UnlinkProducts(LinkProducts):
    """Remove links of a product; the products stay."""


@dataclass(frozen=True, slots=True)
class TakeLinksBack(UnlinkProducts):
    """Remove links that a run made, as far as they still are its own."""

    @property
    def calls(self) -> int:
        """Return what it costs in calls, with the look at the product before each of them."""
        return 2 * ceil(len(self.targets) / TARGETS_PER_CALL)


@dataclass(frozen=True, slots=True)
class DeleteProduct:
    """Delete a product, which takes the links to it along."""

    product: ProductRef

    @property
    def calls(self) -> int:
        """Return what it costs in calls, with the look at the product."""
        return 2


Change = CreateProduct | AssignFamily | LinkProducts | UnlinkProducts | TakeLinksBack | DeleteProduct


class LinkCapacity:
    """Free link slots of every source product: 300 in each relationship.

    Arguments:
        leaving: relation and source id of every link that is removed first, and so frees a slot.
    """

    def __init__(self, leaving: Iterable[tuple[Relation, str]] = ()) -> None:
        self._leaving = Counter(leaving)
        self._taken: Counter[tuple[Relation, str]] = Counter()

    def take(self, relation: Relation, source: ProductRef, linked: int) -> str | None:
        """Take a slot for one more target; return None, or the sentence that says why there is none.

        Arguments:
            relation: the relationship of the link.
            source: the product that is linked to others.
            linked: how many links it has now.
        """
        key = relation, source.known_id
        free = TARGETS_PER_CALL - linked + self._leaving[key]
        if self._taken[key] < free:
            self._taken[key] += 1
            return None
        if free <= 0:
            return (
                f"{source.sku} is linked to {TARGETS_PER_CALL} products already, as many as Plytix takes: "
                "unlink some of them, then run again"
            )
        besides = f", which is linked to {TARGETS_PER_CALL - free} others" if free < TARGETS_PER_CALL else ""
        return (
            f"this mapping has more than {free} products to link to {source.sku}{besides}: "
            f"Plytix takes {TARGETS_PER_CALL} in all; correct the mapping, then run again"
        )
