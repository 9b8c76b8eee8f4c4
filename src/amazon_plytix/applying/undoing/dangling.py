"""Links to products that were deleted: whether Plytix removes them with the product is inferred (plytix-api.md 7.3)."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from amazon_plytix.http import ApiError
from amazon_plytix.planning.steps import Step
from amazon_plytix.plytix import Columns, Products, Relationship


async def remove_dangling(
    products: Products, links: Collection[Step], relationships: Iterable[Relationship]
) -> str | None:
    """Remove those links to deleted products that their sources still show.

    Return the sentence that says what could not be looked at or removed, None if all is well.
    """
    kinds = {relationship.id: relationship for relationship in relationships}
    columns = Columns(tuple(kinds.values()))
    try:
        sources = await products.find_by_sku(sorted({link.subject_sku for link in links}), columns)
        dangling: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for link in links:
            source, ids = sources.get(link.subject_sku), link.link_ids
            if source and ids.target in source.related.get(ids.relationship, {}):
                dangling[source.id, ids.relationship].append(ids.target)
        for (source_id, kind), targets in dangling.items():
            await products.unlink(source_id, kinds[kind], targets)
    except ApiError as error:
        return f"links to products that were deleted may still be shown: {error}"
    return None
