"""What can be filtered by, and who has access (v1 only)."""

from collections.abc import Callable
from typing import Any

from plytix_sandbox.api import assets as asset_api
from plytix_sandbox.api.call import Answer, Call, rows
from plytix_sandbox.api.resources import Resource, search
from plytix_sandbox.catalog.assets import FILE_TYPES
from plytix_sandbox.catalog.drafts import STATUSES
from plytix_sandbox.search.operators import LISTED
from plytix_sandbox.search.products import KIND_OF_TYPE, PROPERTIES
from plytix_sandbox.tokens import API_KEY


def product_filters(call: Call) -> Answer:
    """GET /filters/product (documented, live)."""
    attributes = []
    for attribute in call.catalog.attributes:
        kind = KIND_OF_TYPE[attribute.type_class]
        row = _filter(f"attributes.{attribute.label}", kind, attribute.type_class)
        if attribute.options:
            row["options"] = list(attribute.options)
        attributes.append(row)
    properties = [_filter(name, kind) for name, kind in PROPERTIES.items()]
    for row in properties:
        if row["key"] == "status":
            row["options"] = list(STATUSES)
    return rows([{"attributes": attributes, "properties": properties}])


def asset_filters(_: Call) -> Answer:
    """GET /filters/asset."""
    properties = [_filter(name, kind) for name, kind in asset_api.KINDS.items()]
    for row in properties:
        if row["key"] == "file_type":
            row["options"] = list(FILE_TYPES)
    return rows([{"attributes": [], "properties": properties}])


def relationship_filters(call: Call) -> Answer:
    """GET /filters/relationships."""
    found = [
        {**_filter(f"relationships.{r.label}", "media", "Relationship"), "relationship_id": r.id}
        for r in call.catalog.relationships
    ]
    return rows([{"attributes": [], "properties": found}])


def _filter(key: str, kind: str, filter_type: str | None = None) -> dict[str, Any]:
    return {"filter_type": filter_type or kind, "key": key, "operators": list(LISTED[kind])}


def _members(call: Call) -> list[dict[str, Any]]:
    member = {"id": call.catalog.user_id, "email": "sandbox@localhost", "name": "Sandbox", "role": "owner"}
    return [member]


def _credentials(call: Call) -> list[dict[str, Any]]:
    return [{"id": call.catalog.user_id, "name": "Sandbox", "api_key": API_KEY, "role": "admin"}]


def _as_it_is(_: Call) -> Callable[[Any], dict[str, Any]]:
    return dict


_KINDS = {"id": "key", "email": "text", "name": "text", "role": "dropdown"}

search_memberships = search(Resource(_KINDS, _members, _as_it_is))
search_credentials = search(Resource({**_KINDS, "api_key": "key"}, _credentials, _as_it_is))
