"""What becomes of everything that a run did, when the run is taken back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from amazon_plytix.ledger import PERHAPS_MADE, Action, LinkRecord, Record, Stage
from amazon_plytix.planning import Relation
from amazon_plytix.plytix import Product, Relationship


class Fate(StrEnum):
    """What becomes of something that a run created, or of a link that it removed."""

    REMOVABLE = "would remove"
    REMOVED = "removed"
    RESTORABLE = "would put back"
    RESTORED = "put back"
    GONE = "gone already"
    KEPT = "kept"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Undone:
    """One listing's product or link on its way back: its fate, and why where that is not plain."""

    record: Record
    fate: Fate
    message: str | None = None

    @property
    def is_product(self) -> bool:
        """Whether the run created the product, or began to, and not merely linked one that was there."""
        return self.record.create is Stage.DONE or self.record.is_cut_off

    @property
    def is_link(self) -> bool:
        """Whether a link from a canonical product may have to be taken away."""
        return self.record.link in PERHAPS_MADE and self.record.canonical_id is not None

    @property
    def named(self) -> str:
        """What it is, for people."""
        return f"{self.record.sku} ({'product' if self.is_product else 'link alone'})"


@dataclass(frozen=True, slots=True)
class UndoneLink:
    """One link of a link job on its way back: its fate, and why where that is not plain."""

    record: LinkRecord
    fate: Fate
    message: str | None = None

    @property
    def named(self) -> str:
        """What it is, for people."""
        return f"{self.record.source_sku} to {self.record.target_sku} ({self.record.relation} link)"


def judged_listings(
    records: Iterable[Record], by_id: Mapping[str, Product], by_sku: Mapping[str, Product], linked_by: Mapping[str, str]
) -> Iterator[Undone]:
    """What may be done about each listing that a sync did something for.

    Arguments: ``by_id`` are the products it made or linked that are still there, ``by_sku`` those under the SKUs whose
    create was cut off; ``linked_by`` are the link runs that changed a product since, by its id.
    """
    for record in records:
        if record.is_cut_off:
            if record.sku in by_sku:
                unknown = "its creation was cut off: sync again, which finishes it, then take that run back"
                yield Undone(record, Fate.KEPT, unknown)
        elif record.is_made:
            yield _judged(record, by_id.get(record.product_id or ""), linked_by)


def _judged(record: Record, product: Product | None, linked_by: Mapping[str, str]) -> Undone:
    if product is None:
        return Undone(record, Fate.GONE)
    if product.sku != record.sku:
        return Undone(record, Fate.KEPT, f"renamed to {product.sku} by others since")
    if record.create is not Stage.DONE or (record.modified and product.modified == record.modified):
        return Undone(record, Fate.REMOVABLE)
    if record.modified is None:
        return Undone(
            record, Fate.KEPT, "the run did not see all of its making, so nobody can tell whether others changed it"
        )
    if run := linked_by.get(product.id):
        links = f"its links were changed by run {run}, so nobody can tell whether others changed it"
        return Undone(record, Fate.KEPT, links)
    return Undone(record, Fate.KEPT, f"changed by others since ({product.modified})")


def judged_link(
    record: LinkRecord, products: Mapping[str, Product], relationships: Mapping[Relation, Relationship]
) -> UndoneLink:
    """A link is gone where it stands as before the run, or where one of its ends is no more."""
    source = products.get(record.source_id)
    if source is None or record.target_id not in products:
        return UndoneLink(record, Fate.GONE)
    linked = record.target_id in source.related.get(relationships[Relation(record.relation)].id, frozenset())
    if record.action is Action.ADD:
        return UndoneLink(record, Fate.REMOVABLE if linked else Fate.GONE)
    return UndoneLink(record, Fate.GONE if linked else Fate.RESTORABLE)
