"""Categories of products and of files (v1 only): the same calls on two trees."""

from collections.abc import Callable
from dataclasses import dataclass

from plytix_sandbox.api.call import NO_CONTENT, Answer, Call, missing, rows
from plytix_sandbox.api.resources import Resource, Row, search
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


@dataclass(frozen=True, slots=True)
class _Handlers:
    """The calls on one tree of categories."""

    tree_of: Callable[[Catalog], Tree]

    def create(self, call: Call) -> Answer:
        """POST /categories/{sort} for a root, POST /categories/{sort}/{id} for a child."""
        parent = self._category(call) if call.args else None
        made = categories.create(call.catalog, self.tree_of(call.catalog), call.object(), parent)
        return rows([self._row(call, made)], 201)

    def update(self, call: Call) -> Answer:
        """PATCH /categories/{sort}/{id}."""
        category = self._category(call)
        changed = categories.update(call.catalog, self.tree_of(call.catalog), category, call.object())
        return rows([self._row(call, changed)])

    def update_root(self, call: Call) -> Answer:
        """PATCH /categories/{sort}/root, which only sorts the roots."""
        body = call.object()
        if body.get("sort_children") is not None:
            categories.sort(self.tree_of(call.catalog), None, body["sort_children"])
        return rows([])

    def delete(self, call: Call) -> Answer:
        """DELETE /categories/{sort}/{id}."""
        categories.delete(self.tree_of(call.catalog), self._category(call))
        return Answer(NO_CONTENT)

    def all_rows(self, call: Call) -> list[Row]:
        """Return every category as JSON, in tree order."""
        return [self._row(call, category) for category in categories.in_tree_order(self.tree_of(call.catalog))]

    def _row(self, call: Call, category: Category) -> Row:
        """Return a category as JSON; `order` is a text (plytix-api.md 9)."""
        tree = self.tree_of(call.catalog)
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

    def _category(self, call: Call) -> Category:
        category = self.tree_of(call.catalog).get(call.args[0])
        if category is None:
            raise missing(call.args[0], "category does not exist")
        return category


def routes(sort: str, tree_of: Callable[[Catalog], Tree]) -> tuple[Route, ...]:
    """Return the routes of a tree; `sort` is `product` or `file`."""
    on = _Handlers(tree_of)
    base = f"/categories/{sort}"
    return (
        ("POST", base, on.create),
        ("POST", f"{base}/search", search(Resource(KINDS, on.all_rows, readers=_READERS, sortable=False))),
        ("POST", f"{base}/{{}}", on.create),
        ("PATCH", f"{base}/root", on.update_root),
        ("PATCH", f"{base}/{{}}", on.update),
        ("DELETE", f"{base}/{{}}", on.delete),
    )
