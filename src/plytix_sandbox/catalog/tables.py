"""Tables of records, with the indexes that searches need."""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from plytix_sandbox.catalog.records import Asset, Attribute, Product


class _Record(Protocol):
    @property
    def id(self) -> str: ...


MEDIA_TYPES = ("MediaAttribute", "MediaGalleryAttribute")

T = TypeVar("T", bound=_Record)


class Table(Generic[T]):
    """Records by id, in the order they were added; keeps which ones changed since the last call of `changes`."""

    def __init__(self) -> None:
        self._records: dict[str, T] = {}
        self._changed: dict[str, None] = {}

    def put(self, record: T) -> T:
        """Add a record or replace the one of its id; return it."""
        self._records[record.id] = record
        self._changed[record.id] = None
        return record

    def remove(self, record_id: str) -> None:
        """Remove a record that exists."""
        del self._records[record_id]
        self._changed[record_id] = None

    def get(self, record_id: object) -> T | None:
        """Return the record of this id, or None, also if it is no id at all."""
        return self._records.get(record_id) if isinstance(record_id, str) else None

    def __getitem__(self, record_id: str) -> T:
        return self._records[record_id]

    def __contains__(self, record_id: object) -> bool:
        return isinstance(record_id, str) and record_id in self._records

    def __iter__(self) -> Iterator[T]:
        return iter(self._records.values())

    def __len__(self) -> int:
        return len(self._records)

    def changes(self) -> list[str]:
        """Return the ids added, replaced or removed since the last call, in that order."""
        changed, self._changed = list(self._changed), {}
        return changed


class Attributes(Table[Attribute]):
    """Attributes, which can be found by label."""

    def __init__(self) -> None:
        super().__init__()
        self._by_label: dict[str, Attribute] = {}
        self.completeness: tuple[Attribute, ...] = ()
        self.media: tuple[str, ...] = ()

    def put(self, record: Attribute) -> Attribute:
        """Add or replace an attribute."""
        self._by_label[record.label] = record
        super().put(record)
        self._index_by_type()
        return record

    def remove(self, record_id: str) -> None:
        """Remove an attribute that exists."""
        self._by_label.pop(self[record_id].label)
        super().remove(record_id)
        self._index_by_type()

    def _index_by_type(self) -> None:
        self.completeness = tuple(a for a in self if a.type_class == "CompletenessAttribute")
        self.media = tuple(a.label for a in self if a.type_class in MEDIA_TYPES)

    def labelled(self, label: object) -> Attribute | None:
        """Return the attribute of this label, with or without the prefix `attributes.`."""
        return self._by_label.get(label.removeprefix("attributes.")) if isinstance(label, str) else None


class Assets(Table[Asset]):
    """Files, which can be found by name and by the address they were fetched from."""

    def __init__(self) -> None:
        super().__init__()
        self._ids_by_name: dict[str, str] = {}
        self._ids_by_source: dict[str, str] = {}

    def put(self, record: Asset) -> Asset:
        """Add or replace a file."""
        if record.id in self:
            self._forget(self[record.id])
        self._ids_by_name[record.filename] = record.id
        if record.source:
            self._ids_by_source[record.source] = record.id
        return super().put(record)

    def remove(self, record_id: str) -> None:
        """Remove a file that exists."""
        self._forget(self[record_id])
        super().remove(record_id)

    def called(self, filename: str) -> Asset | None:
        """Return the file of this name."""
        return self.get(self._ids_by_name.get(filename))

    def fetched_from(self, source: str) -> Asset | None:
        """Return the file that came from this address."""
        return self.get(self._ids_by_source.get(source))

    def _forget(self, asset: Asset) -> None:
        self._ids_by_name.pop(asset.filename, None)
        if asset.source:
            self._ids_by_source.pop(asset.source, None)


class Products(Table[Product]):
    """Products, which can be found by SKU and GTIN. Past versions are kept for searches that lag behind writes."""

    def __init__(self) -> None:
        super().__init__()
        self._ids_by_sku: dict[str, str] = {}
        self._ids_by_folded_sku: dict[str, dict[str, None]] = {}
        self._ids_by_gtin: dict[str, str] = {}
        self._ordinals: dict[str, int] = {}
        self._count = 0
        self._past: deque[tuple[float, str, Product | None]] = deque()
        self.retention = 0.0
        self.now = 0.0

    def put(self, record: Product) -> Product:
        """Add or replace a product."""
        before = self.get(record.id)
        if before is None:
            self._count += 1
            self._ordinals[record.id] = self._count
        else:
            self._forget(before)
        self._remember(record.id, before)
        self._ids_by_sku[record.sku] = record.id
        self._ids_by_folded_sku.setdefault(record.sku.casefold(), {})[record.id] = None
        if record.gtin:
            self._ids_by_gtin[record.gtin] = record.id
        return super().put(record)

    def remove(self, record_id: str) -> None:
        """Remove a product that exists."""
        before = self[record_id]
        self._forget(before)
        self._remember(record_id, before)
        super().remove(record_id)

    def with_sku(self, sku: str) -> Product | None:
        """Return the product with exactly this SKU."""
        return self.get(self._ids_by_sku.get(sku))

    def with_folded_sku(self, sku: str) -> list[Product]:
        """Return the products of this SKU, ignoring letter case."""
        return [self[found] for found in self._ids_by_folded_sku.get(sku.casefold(), ())]

    def with_gtin(self, gtin: str) -> Product | None:
        """Return the product with this GTIN."""
        return self.get(self._ids_by_gtin.get(gtin))

    def in_order(self, products: Iterable[Product]) -> list[Product]:
        """Return products without duplicates, in the order they were created."""
        once = {product.id: product for product in products}
        return sorted(once.values(), key=lambda product: self._ordinals[product.id])

    def past(self, lag: float) -> dict[str, Product | None]:
        """Return the products changed within the last `lag` seconds as they were before; None if they did not exist."""
        earliest: dict[str, Product | None] = {}
        for time, product_id, before in self._past:
            if time > self.now - lag:
                earliest.setdefault(product_id, before)
        return earliest

    def _remember(self, product_id: str, before: Product | None) -> None:
        if not self.retention:
            return
        while self._past and self._past[0][0] <= self.now - self.retention:
            self._past.popleft()
        self._past.append((self.now, product_id, before))

    def _forget(self, product: Product) -> None:
        self._ids_by_sku.pop(product.sku, None)
        folded = product.sku.casefold()
        self._ids_by_folded_sku[folded].pop(product.id)
        if not self._ids_by_folded_sku[folded]:
            del self._ids_by_folded_sku[folded]
        if product.gtin:
            self._ids_by_gtin.pop(product.gtin, None)
