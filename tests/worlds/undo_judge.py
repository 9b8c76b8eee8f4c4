"""What must hold of a world whose runs have all been undone: as if they had never been."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.worlds.random_world import RandomWorld

Links = set[tuple[str, str]]


def judge_undone(case: "RandomWorld", before: set[str], links_at_first: Links) -> None:
    """What our runs made is gone, or was reported as kept and may be; nothing else is gone.

    Arguments: ``before`` are the SKUs that there were before the undo, ``links_at_first`` those before all runs.
    """
    made = {call.body["sku"] for call in case.world.sandbox.journal if _is_create(call)}
    there = {product.sku for product in case.world.catalog.products}
    theirs = case.touched_by_others | case.foreign
    left = made & there - theirs
    assert left <= case.kept, f"{left - case.kept} are still there, and no undo reported them as kept"
    assert left <= case.parents, f"{left - case.parents} were kept, and others have not touched them"
    assert before - there <= made, f"{before - there - made} were not ours to delete"
    links = links_in(case)
    assert {pair for pair in links - links_at_first if not theirs & set(pair)} == set(), "links of ours are still there"
    assert {pair for pair in links_at_first - links if not theirs & set(pair)} == set(), "links of others are gone"


def links_in(case: "RandomWorld") -> Links:
    """Return every link from a canonical product, by the SKUs of both ends."""
    shop = case.world.links("Amazon Listings")
    return {(source, target) for source, targets in shop.items() for target in targets}


def _is_create(call: Any) -> bool:
    return bool(call.method == "POST" and call.path == "/api/v2/products" and call.status == 201)
