"""Whether a product is what our runs made, judged by all that it holds."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from amazon_plytix.planning.desired import DesiredProduct
from amazon_plytix.plytix import Contents

# A link of a product: relationship id and target id.
OwnLink = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a product holds if only our runs have ever written to it.

    ``families`` are the ids of those it may be in, None for none; ``links`` those that our runs made, with the moment
    at which Plytix says that each was made. ``computed`` are the labels of attributes that Plytix itself fills in.
    ``modified`` is when our last write was; None if that is not to be compared. ``may_be_unproven`` says that a link
    counts as ours also if it was never seen whether a run of ours made it.
    """

    product: DesiredProduct
    families: Collection[str | None]
    computed: Collection[str] = ()
    links: Mapping[OwnLink, str | None] = field(default_factory=dict)
    modified: str | None = None
    may_be_unproven: bool = False


def differences(held: Contents, expected: Expected) -> list[str]:
    """Return the names of everything in which a product differs from what our runs left; none if it is purely ours."""
    values, status = _values(held.values, expected), _status(held, expected)
    return [*_identity(held, expected), *values, *held.more, *status, *_links(held, expected)]


def may_be_ours(held: Contents, sent: DesiredProduct) -> bool:
    """Return whether a create of ours that was never answered may have made a product.

    It did not if neither ASIN nor label is what we sent. Plytix may not show attributes of a product without its
    family, so that their absence proves nothing.
    """
    asin = held.values.get(sent.asin_label)
    return bool(asin == sent.attributes[sent.asin_label] or (not asin and held.label == sent.label))


def latest(*moments: str | None) -> str | None:
    """Return the latest of moments of Plytix, None if none is known. They are ISO 8601, in UTC."""
    return max((moment for moment in moments if moment), default=None)


def _identity(held: Contents, expected: Expected) -> Iterator[str]:
    if held.sku != expected.product.sku:
        yield f"the SKU {held.sku}"
    if held.label != expected.product.label:
        yield "the label"
    if held.family_id not in expected.families:
        yield "the family"
    if expected.modified and held.modified != expected.modified:
        yield f"the moment of the last change ({held.modified})"


def _values(held: Mapping[str, Any], expected: Expected) -> Iterator[str]:
    sent = expected.product.attributes
    shown = {label: value for label, value in held.items() if label not in expected.computed}
    for label in sorted(sent.keys() | shown.keys()):
        if sent.get(label) != shown.get(label):
            yield f"the attribute {label}"


def _status(held: Contents, expected: Expected) -> Iterator[str]:
    # A product that is created without a status is a draft, an answer may leave it out (plytix-api.md 3.1), and letter
    # case does not count (plytix-api.md 15.6).
    sent = expected.product.status or "Draft"
    if (held.status or sent).lower() != sent.lower():
        yield f"the status {held.status}"


def _links(held: Contents, expected: Expected) -> Iterator[str]:
    for relationship, targets in held.related.items():
        for target, made_at in targets.items():
            if (relationship, target) not in expected.links:
                yield f"a link to the product {target}"
                continue
            ours = expected.links[relationship, target]
            is_unproven = ours is None and expected.may_be_unproven
            if not is_unproven and (made_at is None or made_at != ours):
                yield f"a link to the product {target} that was made again"
