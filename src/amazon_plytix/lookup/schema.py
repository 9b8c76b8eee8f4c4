"""The parts of an account's schema that a job writes to, found by their exact names."""

from collections.abc import Iterable
from dataclasses import dataclass

from amazon_plytix.accounts import SchemaNames
from amazon_plytix.lookup.schema_lacks import Lacking
from amazon_plytix.planning.attribute_checks import AttributeRule, AttributeRules
from amazon_plytix.planning.fields import IDENTIFYING, FieldMap
from amazon_plytix.planning.header import Schema, SchemaPart
from amazon_plytix.plytix import AnswerLost, Attribute, Columns, Family, Plytix, Refused, Relationship


@dataclass(frozen=True, slots=True)
class SyncSchema:
    """What a sync has to know of an account's schema.

    ``parts`` are those that it writes to, ``fields`` the attributes, ``rules`` say which values these take. ``outside``
    holds the attributes that the family lacks, as far as that can be known.
    """

    parts: Schema
    fields: FieldMap
    rules: AttributeRules
    outside: tuple[str, ...] = ()

    @property
    def warning(self) -> str | None:
        """Return the sentence about attributes that the family lacks, None if it has them all."""
        if not self.outside or self.parts.family is None:
            return None
        # What Plytix does with such a value is unknown (plytix-api.md 3.4, 14.7).
        return (
            f"the product family {self.parts.family.name!r} lacks {', '.join(self.outside)}: Plytix may refuse or drop "
            "what a sync writes there; add them to the family in Plytix"
        )


async def find_schema(plytix: Plytix, names: SchemaNames, alias: str | None = None) -> SyncSchema:
    """Find the family, the relationship and the attributes that a sync writes to. Cost: four calls in most accounts.

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
    lacking.attributes(attributes, names.fields.labels)
    lacking.refuse()
    assert family, "a family that is missing was refused"
    assert listings, "a relationship that is missing was refused"
    parts = Schema(_part(listings), family=SchemaPart(family.id, family.name), computed=_computed(attributes))
    return SyncSchema(
        parts, names.fields, _rules(attributes, names.fields), await _outside(plytix, family.id, names.fields)
    )


async def find_link_schema(plytix: Plytix, names: SchemaNames, alias: str | None = None) -> Schema:
    """Find both relationships and the attributes that identify a listing; arguments and errors as ``find_schema``."""
    lacking = Lacking(names, alias)
    relationships = await plytix.schema.relationships()
    listings, hierarchy = _named(relationships, names.relationship), _named(relationships, names.hierarchy)
    for name, found in ((names.relationship, listings), (names.hierarchy, hierarchy)):
        if not found:
            lacking.relationship(name, relationships)
    lacking.attributes(await plytix.schema.attributes(), identifying_labels(names.fields))
    lacking.refuse()
    assert listings, "a relationship that is missing was refused"
    assert hierarchy, "a relationship that is missing was refused"
    return Schema(_part(listings), _part(hierarchy))


async def _outside(plytix: Plytix, family_id: str, fields: FieldMap) -> tuple[str, ...]:
    """Return the attributes that a family lacks; none if that cannot be asked, since it is a warning's worth only."""
    try:
        labels = await plytix.schema.family_attributes(family_id)
    except (Refused, AnswerLost):
        return ()
    return tuple(label for label in fields.labels if label not in labels)


def identifying_labels(fields: FieldMap) -> tuple[str, ...]:
    """Return the labels of the attributes that identify a listing's product."""
    return tuple(fields.label_of(source) for source in IDENTIFYING)


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


def _rules(attributes: Iterable[Attribute], fields: FieldMap) -> AttributeRules:
    return {
        each.label: AttributeRule(each.type_class, each.options, each.character_limit, each.include_time)
        for each in attributes
        if each.label in fields.by_label
    }


def _computed(attributes: Iterable[Attribute]) -> tuple[str, ...]:
    return tuple(sorted(attribute.label for attribute in attributes if attribute.is_computed))


def _family(families: Iterable[Family], names: SchemaNames) -> Family | None:
    by_id = {family.id: family for family in families}
    by_name = {family.name: family for family in by_id.values()}
    return (by_id.get(names.family_id) if names.family_id else None) or by_name.get(names.family)
