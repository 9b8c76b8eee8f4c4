"""Products: create, get, change, delete, family, search."""

from typing import Any

from plytix_sandbox.api.call import NO_CONTENT, Answer, Call, rows
from plytix_sandbox.api.dialect import ATTRIBUTE, RELATIONSHIP
from plytix_sandbox.catalog import products
from plytix_sandbox.catalog.records import Product
from plytix_sandbox.refusals import Refusal, bad_schema
from plytix_sandbox.search import engine, query
from plytix_sandbox.search.products import matching, searched

LARGEST_PAGE = 100
_COLUMNS = frozenset(
    {
        "id", "sku", "label", "gtin", "status", "created", "modified", "num_variations", "_parent_id",
        "product_type", "product_level", "product_family_id", "assets", "categories", "thumbnail",
        "overwritten_attributes", "created_user_audit", "modified_user_audit",
    }
)  # fmt: skip


def product_of(call: Call) -> Product:
    """Return the product of the path's first id.

    Raises Refusal 404 if there is none, or it is no id at all (live).
    """
    product = call.catalog.products.get(call.args[0])
    if product is None:
        raise call.dialect.missing_product(call.args[0])
    return product


def create(call: Call) -> Answer:
    """POST /products."""
    body = call.object()
    family = _honoured_family(call, body)
    product = products.create(call.catalog, body, family_id=family)
    row = call.dialect.written(call.catalog, product)
    return rows([row], 201, Location=f"{call.base_url}/api/{call.dialect.version}/products/{product.id}")


def get(call: Call) -> Answer:
    """GET /products/{id}."""
    in_full = call.query.get("all_attributes", "").lower() == "true"
    return rows([call.dialect.product(call.catalog, product_of(call), all_attributes=in_full)])


def update(call: Call) -> Answer:
    """PATCH /products/{id}."""
    product = product_of(call)
    body = call.object()
    family = _honoured_family(call, body)
    product = products.update(call.catalog, product, body)
    if family is not None:
        product = products.assign_family(call.catalog, product, family)
    return rows([call.dialect.written(call.catalog, product)])


def delete(call: Call) -> Answer:
    """DELETE /products/{id}."""
    products.delete(call.catalog, product_of(call))
    return Answer(NO_CONTENT)


def assign_family(call: Call) -> Answer:
    """POST /products/{id}/family; 500 on a missing product (live)."""
    body = call.object()
    product = call.catalog.products.get(call.args[0])
    if product is None:
        # Not a 404 (plytix-api.md 3.5).
        raise Refusal(500, "Internal Server Error", errors=None)
    if "product_family_id" not in body:
        raise bad_schema(("product_family_id", "Missing data for required field."))
    family = products.family_named(call.catalog, body["product_family_id"])
    product = products.assign_family(call.catalog, product, family)
    return rows([call.dialect.written(call.catalog, product)])


def search(call: Call) -> Answer:
    """POST /products/search."""
    body = call.optional_object()
    wanted = query.decode(body, LARGEST_PAGE)
    columns = _columns(call, wanted)
    catalog = call.catalog
    matches = matching(catalog, wanted, body.get("relationship_filters"), call.lag)
    page = engine.page(wanted, matches, searched(catalog), catalog.switches, call.shuffle)
    return Answer(
        200,
        {
            "data": [_row(call, product, columns) for product in page.rows],
            "pagination": pagination(wanted, page.count, len(catalog.products)),
        },
    )


def pagination(wanted: query.Query, count: int, total: int) -> dict[str, Any]:
    """Return the `pagination` of an answer: `count` is the number of matches, `total_count` of all records (live)."""
    return {
        "count": count,
        "order": wanted.order,
        "page": wanted.page,
        "page_size": wanted.page_size,
        "total_count": total,
    }


def _honoured_family(call: Call, body: dict[str, Any]) -> str | None:
    if call.dialect.version == "v1" or call.catalog.switches.family_in_v2_body == "ignored":
        return None
    return products.family_named(call.catalog, body["product_family_id"]) if "product_family_id" in body else None


def _columns(call: Call, wanted: query.Query) -> tuple[str, ...]:
    # id and sku are in every row and do not count (plytix-api.md 4.2).
    most = call.dialect.most_columns(call.catalog)
    if sum(name not in ("id", "sku") for name in wanted.columns) > most:
        raise bad_schema(("schema", f"columns limit exceeded, current limit is {most}"))
    if call.catalog.switches.unknown_column == "422":
        for name in wanted.columns:
            if not _is_column(call, name):
                raise engine.unknown_product_field(name)
    return wanted.columns


def _is_column(call: Call, name: str) -> bool:
    if name.startswith(ATTRIBUTE):
        return call.catalog.attributes.labelled(name) is not None
    if name.startswith(RELATIONSHIP):
        label = name.removeprefix(RELATIONSHIP)
        return any(relationship.label == label for relationship in call.catalog.relationships)
    return name in _COLUMNS


def _row(call: Call, product: Product, columns: tuple[str, ...]) -> dict[str, Any]:
    catalog, dialect = call.catalog, call.dialect
    properties = [name for name in columns if name in _COLUMNS and name not in dialect.default_columns]
    row = {name: dialect.property(catalog, product, name) for name in (*dialect.default_columns, *properties)}
    if "product_family_id" in row and _hides_family(call):
        row["product_family_id"] = None
    labels = [name.removeprefix(ATTRIBUTE) for name in columns if name.startswith(ATTRIBUTE)]
    if labels:
        row["attributes"] = dialect.attributes(catalog, product, labels) or _no_attributes(call)
    related = [name.removeprefix(RELATIONSHIP) for name in columns if name.startswith(RELATIONSHIP)]
    if related:
        key = "label" if dialect.version == "v1" else "relationship_label"
        row["relationships"] = dialect.relationships(catalog, product, key, related)
    return row


def _no_attributes(call: Call) -> list[Any] | dict[str, Any]:
    # As PHP writes an empty map; only v1 was seen to do it (plytix-api.md 15.2).
    as_list = call.dialect.version == "v1" and call.catalog.switches.empty_attributes == "list"
    return [] if as_list else {}


def _hides_family(call: Call) -> bool:
    # A v1 search shows null even for assigned products (plytix-api.md 3.5).
    rule = call.catalog.switches.search_family
    return rule == "null" or (rule == "null_on_v1" and call.dialect.version == "v1")
