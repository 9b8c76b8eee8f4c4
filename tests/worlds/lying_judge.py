"""Whether what a job says of a lying server's account is true."""

from collections.abc import Mapping
from typing import Any

from amazon_plytix.planning.plan import UndoState
from tests.support import World

Undone = Mapping[str, tuple[str, str | None]]

_LISTINGS, _HIERARCHY = "Amazon Listings", "Amazon Hierarchy"


def false_claims(world: World, results: Mapping[str, Any]) -> list[str]:
    """Return the successes that a sync or a link job claims, and that are none."""
    held = {product.sku: product for product in world.catalog.products}
    failed = {error["sku"] for error in results["errors"]}
    false = []
    for row in results["products"]:
        product = held.get(row["sku"])
        if row.get("status") in {"created", "exists"} and product is None:
            false.append(f"{row['sku']} is not there")
        # The id of a product that was found is what the search says.
        if row.get("status") != "created" or product is None:
            continue
        if product.id != row["product_id"]:
            false.append(f"{row['sku']} is not product {str(row['product_id'])[:40]!r}")
        # What a run that was stopped did not get to is no error, and its row says so.
        elif not product.family_id and row["sku"] not in failed and row.get("stage") != "family":
            false.append(f"{row['sku']} has no family")
    return false + _false_links(world, results)


def false_removals(world: World, undone: Undone) -> list[str]:
    """Return the products that an undo of a sync says it removed, and that are there."""
    held = {product.sku for product in world.catalog.products}
    return [sku for sku, (state, _) in undone.items() if state is UndoState.REMOVED and sku in held]


def _false_links(world: World, results: Mapping[str, Any]) -> list[str]:
    listings, hierarchy = world.links(_LISTINGS), world.links(_HIERARCHY)
    rows, there = [*results["products"], *results.get("relatives", [])], {"made", "present"}
    claims = [(listings, row.get("canonical_sku"), row["sku"]) for row in rows if row["link"] in there]
    claims += [(hierarchy, row["parent_sku"], row["sku"]) for row in rows if row.get("hierarchy") in there]
    false = [(source, target) for links, source, target in claims if target not in links.get(source, ())]
    return [f"{source} is not linked to {target}" for source, target in false]
