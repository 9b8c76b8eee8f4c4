"""What happens in a catalog and on the way to it, and who does it: written down without asking the program's ledger."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from plytix_sandbox.catalog import Catalog
from plytix_sandbox.catalog.records import Product


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a job of one of our machines, or a person, whose ``machine`` is empty.

    ``job`` is the number of the job, counted over all machines; ``undoes`` that of the job which it takes back.
    """

    machine: str
    job: int = 0
    undoes: int | None = None


PERSON = Actor("")


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """A request of one of our jobs."""

    actor: Actor
    method: str
    path: str
    body: Any = None

    @property
    def product_id(self) -> str | None:
        """Return the id of the product that the path names."""
        parts = self.path.split("/")
        return parts[4] if parts[3:4] == ["products"] and len(parts) > 4 and parts[4] != "search" else None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: a call was sent or answered, or a product became another, or was made or removed.

    ``call`` is None if a person did it. ``status`` is that of an answer, None if it got lost. A product that was made
    has no ``before``, one that was removed no ``after``.
    """

    time: float
    kind: str
    call: Call | None
    status: int | None = None
    before: Product | None = None
    after: Product | None = None

    @property
    def actor(self) -> Actor:
        """Return who did it."""
        return self.call.actor if self.call else PERSON


SENT, ANSWERED, CHANGED = "sent", "answered", "changed"
_UNDER_WAY: ContextVar[Call | None] = ContextVar("under way", default=None)


class Witness:
    """Writes down every change of a catalog's products, and every call of our jobs.

    Arguments: ``time`` returns the seconds of the sandbox's clock.
    """

    def __init__(self, catalog: Catalog, time: Callable[[], float]) -> None:
        self._catalog = catalog
        self.time = time
        self.at_first = {product.id: product for product in catalog.products}
        self.log: list[Event] = []
        self._put, self._remove = catalog.products.put, catalog.products.remove
        catalog.products.put = self._putting  # type: ignore[method-assign]
        catalog.products.remove = self._removing  # type: ignore[method-assign]

    def sent(self, call: Call) -> None:
        """Write down that a job sent a call."""
        self.log.append(Event(self.time(), SENT, call))

    def answered(self, call: Call, status: int | None) -> None:
        """Write down that a call was answered, or, with None, that its answer got lost."""
        self.log.append(Event(self.time(), ANSWERED, call, status))

    def _putting(self, record: Product) -> Product:
        before = self._catalog.products.get(record.id)
        self.log.append(Event(self.time(), CHANGED, _UNDER_WAY.get(), None, before, record))
        return self._put(record)

    def _removing(self, record_id: str) -> None:
        before = self._catalog.products[record_id]
        self.log.append(Event(self.time(), CHANGED, _UNDER_WAY.get(), None, before))
        self._remove(record_id)


@contextmanager
def by(call: Call | None) -> Iterator[None]:
    """Let everything inside be done by this call, or, with None, by a person."""
    token = _UNDER_WAY.set(call)
    try:
        yield
    finally:
        _UNDER_WAY.reset(token)


def call_of(actor: Actor, method: str, path: str, content: bytes) -> Call:
    """Return a request as a Call; the body of the token endpoint is left out."""
    return Call(actor, method, path, json.loads(content) if content and path.startswith("/api/") else None)
