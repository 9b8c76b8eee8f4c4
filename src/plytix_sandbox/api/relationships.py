"""Definitions of relationships (v1 only)."""

from plytix_sandbox.api.call import NO_CONTENT, Answer, Call, missing, rows
from plytix_sandbox.api.resources import COMMON_KINDS, Resource, Row, search
from plytix_sandbox.catalog import relationships
from plytix_sandbox.catalog.records import Relationship


def create_relationship(call: Call) -> Answer:
    """POST /relationships."""
    return rows([_row(call, relationships.define(call.catalog, call.object()))], 201)


def get_relationship(call: Call) -> Answer:
    """GET /relationships/{id}."""
    return rows([_row(call, _relationship(call))])


def update_relationship(call: Call) -> Answer:
    """PATCH /relationships/{id}."""
    relationship = _relationship(call)
    return rows([_row(call, relationships.rename(call.catalog, relationship, call.object()))])


def delete_relationship(call: Call) -> Answer:
    """DELETE /relationships/{id}."""
    relationships.delete(call.catalog, _relationship(call))
    return Answer(NO_CONTENT)


def _row(call: Call, relationship: Relationship) -> Row:
    """Return a definition as JSON (plytix-api.md 7.1)."""
    moment = call.dialect.moment
    return {
        "id": relationship.id,
        "name": relationship.name,
        "label": relationship.label,
        "symmetrical": relationship.symmetrical,
        "created": moment(relationship.created),
        "created_at": moment(relationship.created),
        "modified": moment(relationship.modified),
    }


def _all_rows(call: Call) -> list[Row]:
    return [_row(call, relationship) for relationship in call.catalog.relationships]


search_relationships = search(Resource({**COMMON_KINDS, "symmetrical": "boolean"}, _all_rows))


def _relationship(call: Call) -> Relationship:
    relationship = call.catalog.relationships.get(call.args[0])
    if relationship is None:
        raise missing(call.args[0], "relationship does not exist")
    return relationship
