"""The products of a run that is to be taken back, as far as they are still there, and the links to them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from amazon_plytix.lookup.schema import columns_of
from amazon_plytix.planning.header import Schema, SchemaPart
from amazon_plytix.planning.plan_undo import FoundLink, FoundProduct, UndoHoldings, steps_to_undo
from amazon_plytix.planning.steps import LINK_STEPS, Step
from amazon_plytix.plytix import Columns, Plytix, Product, Relationship


async def find_undo_schema(plytix: Plytix, planned_for: Schema | None) -> Schema:
    """Return the parts of the schema that an undo works with: by their ids, since a name may be another's by now.

    Arguments:
        plytix: the client.
        planned_for: the schema of the Plan that is taken back; None if it had none, and so nothing is to be taken back.

    Raises ApiError if Plytix could not be asked.
    """
    attributes = await plytix.schema.attributes()
    computed = tuple(sorted(attribute.label for attribute in attributes if attribute.is_computed))
    parts = {each.id: SchemaPart(each.id, each.name, each.label) for each in await plytix.schema.relationships()}
    schema = planned_for or Schema(SchemaPart("", ""))
    own = {part.id for part in schema.relationships}
    return replace(
        schema,
        listings=parts.get(schema.listings.id, SchemaPart("", "")),
        hierarchy=parts.get(schema.hierarchy.id) if schema.hierarchy else None,
        others=tuple(part for id_, part in parts.items() if id_ not in own),
        computed=computed,
    )


async def find_undo_holdings(plytix: Plytix, steps: Sequence[Step], schema: Schema) -> UndoHoldings:
    """Find all products that a run made, linked or unlinked, 100 a call.

    Arguments:
        plytix: the client.
        steps: the Steps of the run.
        schema: the relationships of the account.

    Raises ApiError if any of them could not be asked for.
    """
    to_undo = steps_to_undo(steps)
    cut_off = await plytix.products.find_by_sku([step.subject_sku for step in to_undo if step.is_cut_off])
    products = await _find_again(plytix, _skus_by_id(to_undo), columns_of(schema))
    found = {id_: FoundProduct(each.sku, each.modified, each.related) for id_, each in products.items()}
    return UndoHoldings(found, cut_off_skus=cut_off.keys())


async def find_links_to(
    plytix: Plytix, ids: Collection[str], relationships: Iterable[Relationship]
) -> dict[str, list[FoundLink]]:
    """Find all links to these products in some relationships, by the id of their target.

    Cost: a call for 100 products and relationship: a search may be about one relationship only.

    Raises Refused if the account's products cannot be searched by their links, ApiError if Plytix could not be asked.
    """
    links: defaultdict[str, list[FoundLink]] = defaultdict(list)
    for kind in relationships:
        for source in await plytix.products.find_linked_to(ids, kind):
            for target, made_at in source.related.get(kind.id, {}).items():
                links[target].append(FoundLink(kind.id, source.id, source.sku, made_at))
    return links


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
