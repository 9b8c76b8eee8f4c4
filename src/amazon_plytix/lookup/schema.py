"""The parts of an account's schema that a job writes to, found by their exact names."""

from collections.abc import Iterable

from amazon_plytix.accounts import SchemaNames
from amazon_plytix.lookup.schema_lacks import Lacking
from amazon_plytix.planning.desired import ATTRIBUTES
from amazon_plytix.planning.header import Schema, SchemaPart
from amazon_plytix.plytix import Attribute, Columns, Family, Plytix, Relationship

# The attributes that identify a listing's product.
LISTING_ATTRIBUTES = ("amazon_asin", "amazon_parent_asin", "amazon_marketplace", "amazon_canonical_sku")


async def find_schema(plytix: Plytix, names: SchemaNames, alias: str | None = None) -> Schema:
    """Find the family, the relationship and the attributes that a sync writes to.

    Arguments:
        plytix: the client.
        names: their names in the account.
        alias: the alias under which the config file has the account; None if the environment names it.

    Raises SchemaLacks with everything that is missing, ApiError if Plytix could not be asked.
    """
    lacking = Lacking(names, alias)
    families = await plytix.schema.families()
    family = _family(families, names)
    relationships = await plytix.schema.relationships()
    listings = _named(relationships, names.relationship)
    attributes = await plytix.schema.attributes()
    if not family:
        lacking.family(families)
    if not listings:
        lacking.relationship(names.relationship, relationships)
    lacking.attributes(attributes, ATTRIBUTES)
    lacking.refuse()
    assert family, "a family that is missing was refused"
    assert listings, "a relationship that is missing was refused"
    return Schema(_part(listings), family=SchemaPart(family.id, family.name), computed=_computed(attributes))


async def find_link_schema(plytix: Plytix, names: SchemaNames, alias: str | None = None) -> Schema:
    """Find both relationships and the attributes that identify a listing; arguments and errors as ``find_schema``."""
    lacking = Lacking(names, alias)
    relationships = await plytix.schema.relationships()
    listings, hierarchy = _named(relationships, names.relationship), _named(relationships, names.hierarchy)
    for name, found in ((names.relationship, listings), (names.hierarchy, hierarchy)):
        if not found:
            lacking.relationship(name, relationships)
    lacking.attributes(await plytix.schema.attributes(), LISTING_ATTRIBUTES)
    lacking.refuse()
    assert listings, "a relationship that is missing was refused"
    assert hierarchy, "a relationship that is missing was refused"
    return Schema(_part(listings), _part(hierarchy))


def columns_of(schema: Schema, attributes: tuple[str, ...] = ()) -> Columns:
    """Return what to ask of products to see their links in all relationships of the schema."""
    return Columns(tuple(relationship_of(part) for part in schema.relationships), attributes)


def relationship_of(part: SchemaPart) -> Relationship:
    """Return a part of the schema as the Plytix client names it."""
    return Relationship(part.id, part.name, part.label)


def _part(relationship: Relationship) -> SchemaPart:
    return SchemaPart(relationship.id, relationship.name, relationship.label)


def _named(relationships: Iterable[Relationship], name: str) -> Relationship | None:
    return {relationship.name: relationship for relationship in relationships}.get(name)


def _computed(attributes: Iterable[Attribute]) -> tuple[str, ...]:
    return tuple(sorted(attribute.label for attribute in attributes if attribute.is_computed))


def _family(families: Iterable[Family], names: SchemaNames) -> Family | None:
    by_id = {family.id: family for family in families}
    by_name = {family.name: family for family in by_id.values()}
    return (by_id.get(names.family_id) if names.family_id else None) or by_name.get(names.family)
