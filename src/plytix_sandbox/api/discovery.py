"""The fields that can be filtered by, and the users and keys of the account (v1 only)."""

from collections.abc import Sequence

from plytix_sandbox.api.call import Answer, Call, rows
from plytix_sandbox.api.resources import Resource, Row, search
from plytix_sandbox.catalog.drafts import STATUSES
from plytix_sandbox.catalog.file_types import FILE_TYPES
from plytix_sandbox.search.operators import LISTED
from plytix_sandbox.search.products import KIND_OF_TYPE, PROPERTIES, filter_type
from plytix_sandbox.tokens import API_KEY

_TYPE_OF_KIND = {
    "text": "TextAttribute",
    "key": "TextAttribute",
    "number": "DecimalAttribute",
    "dropdown": "DropdownAttribute",
    "status": "DropdownAttribute",
    "multiselect": "MultiSelectAttribute",
    "lists": "MultiSelectAttribute",
    "media": "MediaAttribute",
    "date": "DateAttribute",
    "boolean": "BooleanAttribute",
    "flag": "BooleanAttribute",
}
"""The `filter_type` of what is no custom attribute (documented)."""

_TEXT = ("like", "eq", "!eq")
_DATE = ("eq", "gt", "gte", "lt", "lte")

_OF_ASSETS: dict[str, tuple[str, Sequence[str]]] = {
    "status": ("TextAttribute", _TEXT),
    "file_type": ("MultiSelectAttribute", ("in", "!in")),
    "assigned": ("BooleanAttribute", ("eq",)),
    "file_size": ("DecimalAttribute", ("eq", "!eq", "gt", "gte", "lt", "lte")),
    "id": ("TextAttribute", ("eq", "!eq", "in", "!in")),
    "categories": ("HierarchyAttribute", LISTED["multiselect"]),
    "extension": ("TextAttribute", _TEXT),
    "created": ("DateAttribute", _DATE),
    "modified": ("DateAttribute", _DATE),
    "filename": ("TextAttribute", _TEXT),
}

_OF_RELATIONSHIPS: dict[str, tuple[str, Sequence[str]]] = {
    "label": ("TextAttribute", LISTED["text"]),
    "name": ("TextAttribute", LISTED["text"]),
    "created": ("DateAttribute", LISTED["date"]),
    "symmetrical": ("BooleanAttribute", LISTED["boolean"]),
    "id": ("TextAttribute", _TEXT),
    "modified": ("DateAttribute", LISTED["date"]),
}


def product_filters(call: Call) -> Answer:
    """GET /filters/product: custom and system attributes, and computed properties (documented, live)."""
    found = []
    for attribute in call.catalog.attributes:
        operators = LISTED[KIND_OF_TYPE[attribute.type_class]]
        row = _filter(f"attributes.{attribute.label}", filter_type(attribute.type_class), operators)
        if attribute.options:
            row["options"] = list(attribute.options)
        found.append(row)
    system = [_filter(name, _TYPE_OF_KIND[kind], LISTED[kind]) for name, kind in PROPERTIES.items()]
    for row in system:
        if row["key"] == "status":
            row["options"] = list(STATUSES)
    computed = [row for row in system if PROPERTIES[row["key"]] == "flag"]
    return rows([{"attributes": found + [row for row in system if row not in computed], "properties": computed}])


def asset_filters(_: Call) -> Answer:
    """GET /filters/asset (documented)."""
    found = [_filter(key, *how) for key, how in _OF_ASSETS.items()]
    for row in found:
        if row["key"] == "file_type":
            row["options"] = list(FILE_TYPES)
    return rows([{"attributes": found}])


def relationship_filters(_: Call) -> Answer:
    """GET /filters/relationships: the fields of definitions (documented)."""
    return rows([{"attributes": [_filter(key, *how) for key, how in _OF_RELATIONSHIPS.items()]}])


def _filter(key: str, filter_type: str, operators: Sequence[str]) -> Row:
    return {"filter_type": filter_type, "key": key, "operators": list(operators)}


def _members(call: Call) -> list[Row]:
    member: Row = {"id": call.catalog.user_id, "email": "sandbox@localhost", "name": "Sandbox", "role": "owner"}
    return [member]


def _credentials(call: Call) -> list[Row]:
    return [{"id": call.catalog.user_id, "name": "Sandbox", "api_key": API_KEY, "role": "admin"}]


_KINDS = {"id": "key", "email": "text", "name": "text", "role": "dropdown"}

search_memberships = search(Resource(_KINDS, _members))
search_credentials = search(Resource({**_KINDS, "api_key": "key"}, _credentials))
