"""What must hold of a world whose runs have all been taken back: as if they had never been."""

from typing import Any

Links = set[tuple[str, str]]


def judge_undone(life: Any, before: set[str], links_at_first: Links) -> None:
    """What our runs made is gone, or was said to be kept and why it may be; nothing else is gone.

    Arguments: ``before`` are the SKUs that there were before the undo, ``links_at_first`` those before all runs.
    """
    made = {call.body["sku"] for call in life.world.sandbox.journal if _is_create(call)}
    there = {product.sku for product in life.world.catalog.products}
    theirs = life.meddled | life.foreign
    left = made & there - theirs
    assert left <= life.kept, f"{left - life.kept} are still there, and nobody says why"
    assert left <= life.parents, f"{left - life.parents} were kept, and nobody else has touched them"
    assert before - there <= made, f"{before - there - made} were not ours to delete"
    links = links_in(life)
    assert {pair for pair in links - links_at_first if not theirs & set(pair)} == set(), "links of ours are still there"
    assert {pair for pair in links_at_first - links if not theirs & set(pair)} == set(), "links of others are gone"


def links_in(life: Any) -> Links:
    """Every link from a canonical product, by the SKUs of both ends."""
    shop = life.world.links("Amazon Listings")
    return {(source, target) for source, targets in shop.items() for target in targets}


def _is_create(call: Any) -> bool:
    return bool(call.method == "POST" and call.path == "/api/v2/products" and call.status == 201)
