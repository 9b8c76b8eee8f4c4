"""The products of a run that is to be taken back, as far as they are still there."""

from collections.abc import Mapping, Sequence

from amazon_plytix.lookup.schema import columns_of
from amazon_plytix.planning.header import Schema
from amazon_plytix.planning.plan_undo import FoundProduct, LastWrite, UndoHoldings, steps_to_undo
from amazon_plytix.planning.steps import LINK_STEPS, Step
from amazon_plytix.plytix import Columns, Plytix, Product


async def find_undo_holdings(
    plytix: Plytix, steps: Sequence[Step], schema: Schema, last_writes: Mapping[str, LastWrite]
) -> UndoHoldings:
    """Find all products that a run made, linked or unlinked, 100 a call.

    Arguments:
        plytix: the client.
        steps: the Steps of the run.
        schema: the relationships that its links are in.
        last_writes: what the ledger knows of later writes, by product id.

    Raises ApiError if any of them could not be asked for.
    """
    to_undo = steps_to_undo(steps)
    cut_off = await plytix.products.find_by_sku([step.subject_sku for step in to_undo if step.is_cut_off])
    products = await _find_again(plytix, _skus_by_id(to_undo), columns_of(schema))
    found = {id_: FoundProduct(each.sku, each.modified, each.related) for id_, each in products.items()}
    return UndoHoldings(found, cut_off.keys(), last_writes)


def _skus_by_id(steps: Sequence[Step]) -> dict[str, str]:
    """Return the SKUs that the ends of all Steps had, by product id."""
    named = {step.target_id: step.target_sku for step in steps}
    made = {step.subject_id for step in steps if step.made_product}
    for step in steps:
        # The source of a link to a product that goes anyway need not be there.
        if step.kind not in LINK_STEPS or step.target_id not in made:
            named[step.subject_id] = step.subject_sku
    return {id_: sku for id_, sku in named.items() if id_ and sku}


async def _find_again(plytix: Plytix, skus: Mapping[str, str], columns: Columns) -> dict[str, Product]:
    """Return the products of these ids that are still there, by id.

    They are asked for by the SKUs they had, which is proven to work, and only those that have another one by now by id
    (plytix-api.md 4.3).

    Arguments:
        plytix: the client.
        skus: the SKUs that the products had, by id.
        columns: what to ask of them.
    """
    by_sku = await plytix.products.find_by_sku(list(skus.values()), columns)
    found = {product.id: product for product in by_sku.values() if product.id in skus}
    by_id = await plytix.products.find_by_id([id_ for id_ in skus if id_ not in found], columns)
    return found | by_id
