"""The parts of an account's schema that a job writes to: found by their exact names, or all that is missing named."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from amazon_plytix.accounts import SchemaNames
from amazon_plytix.planning import ATTRIBUTES
from amazon_plytix.plytix import Family, Plytix, Relationship


class SchemaLacks(Exception):
    """The account has not all that a job needs; the text names everything it lacks, and what to do."""

    def __init__(self, lacking: Sequence[str]) -> None:
        super().__init__(
            f"the account lacks {'; '.join(lacking)}. Make what is missing in Plytix, or name what it has instead "
            "(AMAZON_PLYTIX_FAMILY, AMAZON_PLYTIX_RELATIONSHIP, AMAZON_PLYTIX_HIERARCHY), then run the same again"
        )


@dataclass(frozen=True, slots=True)
class SyncSchema:
    """What a sync writes to."""

    family: Family
    listings: Relationship


@dataclass(frozen=True, slots=True)
class LinkSchema:
    """What a link job writes to: canonical product to listings, parent listing to children."""

    listings: Relationship
    hierarchy: Relationship


# What the products of listings are known by.
LISTING_ATTRIBUTES = ("amazon_asin", "amazon_parent_asin", "amazon_marketplace", "amazon_canonical_sku")


async def find_schema(plytix: Plytix, names: SchemaNames) -> SyncSchema:
    """Look the family, the relationship and the attributes up.

    Raises SchemaLacks with everything that is missing, ApiError where Plytix could not be asked.
    """
    family = _family(await plytix.schema.families(), names)
    listings = (await _relationships(plytix)).get(names.relationship)
    absent = await _absent(plytix, ATTRIBUTES)
    if family and listings and not absent:
        return SyncSchema(family, listings)
    lacks = []
    if not family:
        lacks.append(f"the product family {names.family!r}" + (f" (id {names.family_id})" if names.family_id else ""))
    if not listings:
        lacks.append(f"the relationship {names.relationship!r}")
    raise SchemaLacks([*lacks, *absent])


async def find_link_schema(plytix: Plytix, names: SchemaNames) -> LinkSchema:
    """Look both relationships and the attributes that listings are known by up.

    Raises SchemaLacks with everything that is missing, ApiError where Plytix could not be asked.
    """
    relationships = await _relationships(plytix)
    listings, hierarchy = relationships.get(names.relationship), relationships.get(names.hierarchy)
    absent = await _absent(plytix, LISTING_ATTRIBUTES)
    if listings and hierarchy and not absent:
        return LinkSchema(listings, hierarchy)
    lacking = [name for name in (names.relationship, names.hierarchy) if name not in relationships]
    raise SchemaLacks([*(f"the relationship {name!r}" for name in lacking), *absent])


async def _relationships(plytix: Plytix) -> dict[str, Relationship]:
    return {relationship.name: relationship for relationship in await plytix.schema.relationships()}


async def _absent(plytix: Plytix, wanted: Collection[str]) -> list[str]:
    """A sentence about the attributes that the account does not have, or none."""
    labels = await plytix.schema.attribute_labels()
    absent = [label for label in wanted if label not in labels]
    return [f"the product attributes {', '.join(absent)}"] if absent else []


def _family(families: Iterable[Family], names: SchemaNames) -> Family | None:
    by_id = {family.id: family for family in families}
    by_name = {family.name: family for family in by_id.values()}
    return by_id.get(names.family_id or "") or by_name.get(names.family)
