"""Categories of products and of files (v1 only): the same calls on two trees."""

from collections.abc import Callable
from typing import Any

from plytix_sandbox.api.call import NO_CONTENT, Answer, Call, missing, rows
from plytix_sandbox.api.resources import Resource, search
from plytix_sandbox.api.routing import Route
from plytix_sandbox.catalog import Catalog, categories
from plytix_sandbox.catalog.categories import Tree
from plytix_sandbox.catalog.records import Category

KINDS = {
    "id": "key",
    "name": "text",
    "modified": "date",
    "parent_id": "key",
    "parents_ids": "multiselect",
    "n_children": "number",
    "order": "text",
    "slug": "text",
    "path": "multiselect",
}

_READERS = {"parent_id": lambda row: row["parents_ids"][-1] if row["parents_ids"] else None}
"""A field to filter by (documented) that no answer holds."""


def routes(sort: str, tree_of: Callable[[Catalog], Tree]) -> tuple[Route, ...]:
    """Return the routes of a tree; `sort` is `product` or `file`."""

    def create(call: Call) -> Answer:
        parent = _category(call, tree_of) if call.args else None
        made = categories.create(call.catalog, tree_of(call.catalog), call.object(), parent)
        return rows([tell(call)(made)], 201)

    def update(call: Call) -> Answer:
        category = _category(call, tree_of)
        fresh = categories.update(call.catalog, tree_of(call.catalog), category, call.object())
        return rows([tell(call)(fresh)])

    def update_root(call: Call) -> Answer:
        body = call.object()
        if body.get("sort_children") is not None:
            categories.sort(tree_of(call.catalog), None, body["sort_children"])
        return rows([])

    def delete(call: Call) -> Answer:
        categories.delete(tree_of(call.catalog), _category(call, tree_of))
        return Answer(NO_CONTENT)

    def tell(call: Call) -> Callable[[Category], dict[str, Any]]:
        return _teller(call, tree_of(call.catalog))

    base = f"/categories/{sort}"
    return (
        ("POST", base, create),
        ("POST", f"{base}/search", search(Resource(KINDS, lambda call: tree_of(call.catalog), tell, readers=_READERS))),
        ("POST", f"{base}/{{}}", create),
        ("PATCH", f"{base}/root", update_root),
        ("PATCH", f"{base}/{{}}", update),
        ("DELETE", f"{base}/{{}}", delete),
    )


def _teller(call: Call, tree: Tree) -> Callable[[Category], dict[str, Any]]:
    """Tell categories; `order` is a text (fixture of a client)."""

    def tell(category: Category) -> dict[str, Any]:
        line = categories.ancestors(tree, category)
        return {
            "id": category.id,
            "name": category.name,
            "n_children": len(categories.children(tree, category.id)),
            "order": str(category.position),
            "parents_ids": [above.id for above in line[:-1]],
            "path": [one.name for one in line],
            "slug": categories.slug(category.name),
            "modified": call.dialect.moment(category.modified),
        }

    return tell


def _category(call: Call, tree_of: Callable[[Catalog], Tree]) -> Category:
    category = tree_of(call.catalog).get(call.args[0])
    if category is None:
        raise missing(call.args[0], "category does not exist")
    return category
