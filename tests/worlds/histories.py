"""What every product and link has been through: who made it, what its maker left, and what others did to it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from plytix_sandbox.catalog.records import Link, Product
from tests.worlds.witness import Actor, Event

LinkKey = tuple[str, str, str]
"""Source, relationship and target, by id."""

# Fields that say who wrote a product and when, and links, which are compared one by one.
_NOT_CONTENT = {"id", "created", "created_by", "modified", "modified_by", "links"}
_CONTENT = [each.name for each in fields(Product) if each.name not in _NOT_CONTENT]
_COLLECTIONS = {"assets", "categories", "variants"}


@dataclass(slots=True)
class History:
    """The history of one product.

    ``maker`` is None if it was there at first. ``ours`` is the product as the machine that made it has left it, without
    what others did to it; ``now`` is how it is, None if it is gone. ``others`` is what others did.
    """

    id: str
    sku: str
    maker: Actor | None
    ours: Product
    now: Product | None
    others: list[Event] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LinkMade:
    """The last time a link was made or changed."""

    actor: Actor
    time: float


class Histories:
    """All products and links of an account, from the log of a witness.

    Arguments: ``at_first`` are the products that there were before the log begins.
    """

    def __init__(self, at_first: Iterable[Product]) -> None:
        self.products = {each.id: History(each.id, each.sku, None, each, each) for each in at_first}
        self.links: dict[LinkKey, LinkMade] = {}
        # The machines that ever made, changed or removed a link; a person is an empty name.
        self.linkers: defaultdict[LinkKey, set[str]] = defaultdict(set)
        for product in at_first:
            self.links.update(dict.fromkeys(links_of(product), LinkMade(Actor(""), 0.0)))

    def is_there(self, product_id: str) -> bool:
        """Return whether a product exists."""
        history = self.products.get(product_id)
        return history is not None and history.now is not None

    def links_to(self, target: str) -> dict[LinkKey, LinkMade]:
        """Return the links that lead to a product now."""
        return {key: made for key, made in self.links.items() if key[2] == target and self.is_there(key[0])}

    def apply(self, event: Event) -> None:
        """Take in that a product changed."""
        before, after = event.before, event.after
        if before is None:
            assert after
            self.products[after.id] = History(after.id, after.sku, event.actor, after, after)
        else:
            history = self.products[before.id]
            history.now = after
            if history.maker is None or history.maker.machine != event.actor.machine:
                # What our machines do to products that were there before is no touch of others.
                if history.maker or not event.actor.machine:
                    history.others.append(event)
            elif event.actor.machine and after:
                history.ours = replayed(history.ours, before, after)
        self._apply_links(event)

    def _apply_links(self, event: Event) -> None:
        before, after = links_of(event.before), links_of(event.after)
        for key in before.keys() - after.keys():
            self.links.pop(key, None)
        for key in {key for key in after if before.get(key) != after[key]}:
            self.links[key] = LinkMade(event.actor, event.time)
        for key in {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}:
            self.linkers[key].add(event.actor.machine)


def links_of(product: Product | None) -> dict[LinkKey, Link]:
    """Return all links from a product."""
    links = product.links if product else {}
    return {
        (product.id, kind, target): link
        for kind, of_kind in links.items()
        for target, link in of_kind.items()
        if product
    }


def replayed(ours: Product, before: Product, after: Product) -> Product:
    """Return our version of a product after a write of ours that made ``after`` of ``before``."""
    changes = {name: _merged(name, ours, before, after) for name in _CONTENT}
    links = {key: link for key, link in links_of(ours).items() if key not in links_of(before).keys() - links_of(after)}
    links |= {key: link for key, link in links_of(after).items() if links_of(before).get(key) != link}
    return replace(ours, **changes, links=_nested(links), modified=after.modified, modified_by=after.modified_by)


def is_as_left(ours: Product, now: Product, exempt: set[LinkKey]) -> bool:
    """Return whether a product is what its maker left, links but for ``exempt`` included."""
    content = all(getattr(ours, name) == getattr(now, name) for name in _CONTENT)
    one, other = links_of(ours), links_of(now)
    different = {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}
    return content and different <= exempt


def _merged(name: str, ours: Product, before: Product, after: Product) -> Any:
    held, old, new = getattr(ours, name), getattr(before, name), getattr(after, name)
    if old == new:
        return held
    if name in _COLLECTIONS:
        return (*(each for each in held if each in new or each not in old), *(each for each in new if each not in old))
    if name == "attributes":
        kept = {label: value for label, value in held.items() if label in new or label not in old}
        return kept | {label: value for label, value in new.items() if old.get(label) != value}
    return new


def _nested(links: Mapping[LinkKey, Link]) -> dict[str, dict[str, Link]]:
    nested: dict[str, dict[str, Link]] = {}
    for (_, kind, target), link in links.items():
        nested.setdefault(kind, {})[target] = link
    return nested


def descriptions(events: Iterable[Event]) -> Iterator[str]:
    """Return what others did to a product, for people."""
    for event in events:
        who = f"machine {event.actor.machine}" if event.actor.machine else "a person"
        yield f"{who} at {event.time:.3f}: {_difference(event)}"


def _difference(event: Event) -> str:
    before, after = event.before, event.after
    if before is None or after is None:
        return "made it" if before is None else "deleted it"
    changed = [name for name in (*_CONTENT, "links") if getattr(before, name) != getattr(after, name)]
    return ", ".join(f"{name} {getattr(before, name)!r} to {getattr(after, name)!r}" for name in changed)
