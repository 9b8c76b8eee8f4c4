"""The parts of an account's schema that a job writes to, found by their exact names."""

from collections.abc import Collection, Iterable, Sequence

from amazon_plytix.accounts import SchemaNames
from amazon_plytix.planning.desired import ATTRIBUTES
from amazon_plytix.planning.header import Schema, SchemaPart
from amazon_plytix.plytix import Attribute, Columns, Family, Plytix, Relationship
from amazon_plytix.refusal import RefusedBeforeWriting


class SchemaLacks(RefusedBeforeWriting):
    """The account lacks something that a job needs. The text names everything it lacks, and what to do."""

    def __init__(self, lacking: Sequence[str]) -> None:
        super().__init__(
            f"the account lacks {'; '.join(lacking)}. Make what is missing in Plytix, or name what it has instead "
            "(AMAZON_PLYTIX_FAMILY, AMAZON_PLYTIX_RELATIONSHIP, AMAZON_PLYTIX_HIERARCHY), then run the same again"
        )


# The attributes that identify a listing's product.
LISTING_ATTRIBUTES = ("amazon_asin", "amazon_parent_asin", "amazon_marketplace", "amazon_canonical_sku")


async def find_schema(plytix: Plytix, names: SchemaNames) -> Schema:
    """Find the family, the relationship and the attributes that a sync writes to.

    Raises SchemaLacks with everything that is missing, ApiError if Plytix could not be asked.
    """
    family = _family(await plytix.schema.families(), names)
    listings = (await _relationships(plytix)).get(names.relationship)
    attributes = await plytix.schema.attributes()
    absent = _absent(attributes, ATTRIBUTES)
    if family and listings and not absent:
        return Schema(_part(listings), family=SchemaPart(family.id, family.name), computed=_computed(attributes))
    lacks = []
    if not family:
        lacks.append(f"the product family {names.family!r}" + (f" (id {names.family_id})" if names.family_id else ""))
    if not listings:
        lacks.append(f"the relationship {names.relationship!r}")
    raise SchemaLacks([*lacks, *absent])


async def find_link_schema(plytix: Plytix, names: SchemaNames) -> Schema:
    """Find both relationships and the attributes that identify a listing.

    Raises SchemaLacks with everything that is missing, ApiError if Plytix could not be asked.
    """
    relationships = await _relationships(plytix)
    listings, hierarchy = relationships.get(names.relationship), relationships.get(names.hierarchy)
    absent = _absent(await plytix.schema.attributes(), LISTING_ATTRIBUTES)
    if listings and hierarchy and not absent:
        return Schema(_part(listings), _part(hierarchy))
    lacking = [name for name in (names.relationship, names.hierarchy) if name not in relationships]
    raise SchemaLacks([*(f"the relationship {name!r}" for name in lacking), *absent])


def columns_of(schema: Schema, attributes: tuple[str, ...] = ()) -> Columns:
    """Return what to ask of products to see their links in all relationships of the schema."""
    return Columns(tuple(relationship_of(part) for part in schema.relationships), attributes)


def relationship_of(part: SchemaPart) -> Relationship:
    """Return a part of the schema as the Plytix client names it."""
    return Relationship(part.id, part.name, part.label)


def _part(relationship: Relationship) -> SchemaPart:
    return SchemaPart(relationship.id, relationship.name, relationship.label)


async def _relationships(plytix: Plytix) -> dict[str, Relationship]:
    return {relationship.name: relationship for relationship in await plytix.schema.relationships()}


def _computed(attributes: Iterable[Attribute]) -> tuple[str, ...]:
    return tuple(sorted(attribute.label for attribute in attributes if attribute.is_computed))


def _absent(attributes: Iterable[Attribute], wanted: Collection[str]) -> list[str]:
    """Return a sentence about the attributes that the account does not have, or none."""
    labels = {attribute.label for attribute in attributes}
    absent = [label for label in wanted if label not in labels]
    return [f"the product attributes {', '.join(absent)}"] if absent else []


def _family(families: Iterable[Family], names: SchemaNames) -> Family | None:
    by_id = {family.id: family for family in families}
    by_name = {family.name: family for family in by_id.values()}
    return by_id.get(names.family_id or "") or by_name.get(names.family)
