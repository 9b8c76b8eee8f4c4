"""Filters of a product search by what products are related to (plytix-api.md 4.1)."""

from collections.abc import Callable
from typing import Any

from plytix_sandbox.catalog.catalog import Catalog
from plytix_sandbox.catalog.records import Product
from plytix_sandbox.refusals import bad_schema
from plytix_sandbox.search.operators import BadFilter, condition


def relationship_test(catalog: Catalog, value: Any) -> Callable[[Product], bool] | None:
    """Return the test of `relationship_filters`, a list of lists (live) about one relationship only (documented).

    Raises Refusal 422 if the filters cannot be decoded.
    """
    if not value:
        return None
    if not isinstance(value, list) or not all(isinstance(group, list) for group in value):
        raise bad_schema(("relationship_filters", "relationship_filters must be a list of lists"))
    items = [item for group in value for item in group]
    if not all(isinstance(item, dict) for item in items):
        raise bad_schema(("relationship_filters", "Invalid input type."))
    if len({str(item.get("relationship_id")) for item in items}) > 1:
        raise bad_schema(("relationship_filters", "relationships limit exceeded, current limit is 1"))
    groups = [[_one_relationship(catalog, item) for item in group] for group in value if group]
    if not groups:
        return None
    return lambda product: any(all(test(product) for test in group) for group in groups)


def _one_relationship(catalog: Catalog, item: dict[str, Any]) -> Callable[[Product], bool]:
    relationship = catalog.relationships.get(item.get("relationship_id"))
    if relationship is None:
        raise bad_schema(("relationship_id", "relationship does not exist"))
    operator = item.get("operator")
    if operator not in ("exists", "!exists"):
        raise bad_schema(("operator", "valid operators are ['exists', '!exists']"))
    wanted = _wanted_quantities(item.get("product_ids") or [])
    relationship_id = relationship.id

    def exists(product: Product) -> bool:
        links = catalog.related(product, relationship_id)
        if not wanted:
            return bool(links)
        return all(other in links and test(links[other].quantity) for other, test in wanted)

    return exists if operator == "exists" else lambda product: not exists(product)


def _wanted_quantities(value: Any) -> list[tuple[str, Callable[[Any], bool]]]:
    if not isinstance(value, list):
        raise bad_schema(("product_ids", "Not a valid list."))
    wanted: list[tuple[str, Callable[[Any], bool]]] = []
    for item in value:
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            raise bad_schema(("product_ids", "Invalid input type."))
        wanted.append((item["id"], _quantity_test(item.get("qty_operator"), item.get("value"))))
    return wanted


def _quantity_test(operator: Any, value: Any) -> Callable[[Any], bool]:
    if operator in (None, "exists"):
        return lambda _: True
    values = value if isinstance(value, list) else [value]
    operand = values if operator == "bte" else values[0] if values else None
    try:
        if operator == "in":
            tests = [condition("number", "eq", one, now=0) for one in values]
            return lambda held: any(test(held) for test in tests)
        return condition("number", str(operator), operand, now=0)
    except BadFilter as problem:
        raise bad_schema(("qty_operator", str(problem))) from None
