"""The table of products, with the indexes that searches need, and past versions."""

from collections import deque
from collections.abc import Iterable

from plytix_sandbox.catalog.records import Product
from plytix_sandbox.catalog.tables import Table


class Products(Table[Product]):
    """Products, which can be found by SKU and GTIN. Past versions are kept for searches that lag behind writes."""

    def __init__(self) -> None:
        super().__init__()
        self._ids_by_sku: dict[str, str] = {}
        self._ids_by_folded_sku: dict[str, dict[str, None]] = {}
        self._ids_by_gtin: dict[str, str] = {}
        self._past: deque[tuple[float, str, Product | None]] = deque()
        self._unsettled = 0
        self.retention = 0.0
        self.now = 0.0

    def put(self, record: Product) -> Product:
        """Add or replace a product."""
        before = self.get(record.id)
        if before is not None:
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

    def settle(self) -> None:
        """Let the changes so far be final."""
        super().settle()
        self._unsettled = 0

    def roll_back(self) -> None:
        """Undo every change since the last call of `settle`, also for searches that lag behind."""
        kept = len(self._past) - self._unsettled
        super().roll_back()
        while len(self._past) > max(kept, 0):
            self._past.pop()

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
        self._unsettled += 1

    def _forget(self, product: Product) -> None:
        self._ids_by_sku.pop(product.sku, None)
        folded = product.sku.casefold()
        self._ids_by_folded_sku[folded].pop(product.id)
        if not self._ids_by_folded_sku[folded]:
            del self._ids_by_folded_sku[folded]
        if product.gtin:
            self._ids_by_gtin.pop(product.gtin, None)
