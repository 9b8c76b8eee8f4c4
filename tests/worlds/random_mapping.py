"""What is drawn before a world begins: its mapping, and how its Plytix behaves in what is unknown."""

from random import Random
from typing import Any

from plytix_sandbox.switches import Switches
from tests.support.mappings import asin, entry, matched

UNKNOWNS = {
    "duplicate_sku": ("409", "422"),
    "family_in_v2_body": ("ignored", "honoured"),
    "linked_shape": ("objects", "ids"),
    "rate_limit_body": ("json", "empty", "html"),
    "retry_after": ("header", "absent"),
    "search_lag": ("0", "2", "10"),
    "sku_in_case": ("exact", "ignored"),
    "window_anchor": ("first_call", "clock"),
    "bad_token_body": ("error", "msg", "empty"),
}
# Drawn by a chance of their own, so that a seed means the same world as before there were these.
LATER_UNKNOWNS = {
    "short_retry_after": ("integer", "fraction"),
    "empty_attributes": ("list", "object"),
    "label_parentheses": ("dropped", "kept"),
}
# The numbers of listings that may be parents; not every mapping has them all.
PARENTS = (901, 902, 903)


def random_switches(chance: Random, seed: int) -> Switches:
    """Return values for what is unknown of Plytix and matters to our jobs."""
    later = Random(f"switches {seed}")
    drawn = {name: chance.choice(values) for name, values in UNKNOWNS.items()}
    return Switches(**drawn, **{name: later.choice(values) for name, values in LATER_UNKNOWNS.items()})


def random_entries(chance: Random, numbers: range) -> tuple[list[Any], list[Any]]:
    """Return the matched and the unmatched entries of a mapping of these listings, and of some parents."""
    shapes: tuple[dict[str, None], ...] = ({}, {}, {"canonical_plytix_id": None}, {"canonical_plytix_sku": None})
    with_canonical = [n for n in numbers if chance.random() < 0.7]
    return (
        [_child(chance, matched(n, chance.randint(1, 5), **chance.choice(shapes))) for n in with_canonical],
        [_child(chance, entry(n, amazon_upc="0")) for n in numbers if n not in with_canonical]
        + [_parent(chance, n) for n in PARENTS if chance.random() < 0.7],
    )


def _child(chance: Random, listing: dict[str, Any]) -> dict[str, Any]:
    parent = chance.choice((None, *PARENTS))
    return listing | ({"amazon_parent_asin": asin(parent)} if parent else {})


def _parent(chance: Random, number: int) -> dict[str, Any]:
    parent = entry(number, model_number=chance.choice((None, "BOOT-1", "BOOT-2", "BOOT-99")))
    if chance.random() < 0.6:
        return parent
    # Parents have parents, and may be among their own.
    above = chance.choice([other for other in PARENTS if other != number])
    return parent | {"amazon_parent_asin": asin(above), "item_classification": "VARIATION_PARENT"}
