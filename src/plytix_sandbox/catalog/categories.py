"""Trees of categories, of products or of files."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from plytix_sandbox.catalog.catalog import Catalog
from plytix_sandbox.catalog.checks import name_of, strings
from plytix_sandbox.catalog.records import Category
from plytix_sandbox.catalog.tables import Table
from plytix_sandbox.refusals import Refusal

# Source: plytix-api.md 9.
MOST_LEVELS = 6
Tree = Table[Category]


def create(catalog: Catalog, tree: Tree, body: dict[str, Any], parent: Category | None) -> Category:
    """Create a category at the root or below another.

    Raises Refusal 422 if a sibling has the name (documented), or it would be on a seventh level (limit documented).
    """
    parent_id = parent.id if parent else None
    name = _free_name(tree, body, parent_id)
    if len(ancestors(tree, parent)) >= MOST_LEVELS:
        raise _refused("parent_id", f"levels limit exceeded, current limit is {MOST_LEVELS}")
    position = _last_position(tree, parent_id)
    category_id = catalog.ids.draw()
    return tree.put(Category(id=category_id, name=name, parent_id=parent_id, position=position, modified=catalog.now()))


def update(catalog: Catalog, tree: Tree, category: Category, body: dict[str, Any]) -> Category:
    """Rename a category, move it below `parent_id` (empty: to the root) or sort its children.

    Raises Refusal 422 if the data is bad.
    """
    fields: dict[str, Any] = {}
    if isinstance(body.get("parent_id"), str):
        fields["parent_id"] = _new_parent(tree, category, body["parent_id"])
        fields["position"] = _last_position(tree, fields["parent_id"])
    if fields or body.get("name") is not None:
        named = {"name": category.name, **{k: v for k, v in body.items() if v is not None}}
        fields["name"] = _free_name(tree, named, fields.get("parent_id", category.parent_id), category)
    if body.get("sort_children") is not None:
        sort(tree, category.id, body["sort_children"])
    return tree.put(replace(category, **fields, modified=catalog.now()))


def sort(tree: Tree, parent_id: str | None, wanted: Any) -> None:
    """Put the children of a category, or with None the roots, into an order.

    Raises Refusal 422 if an id is not among them, or a child is missing (documented); roots may be missing.
    """
    siblings = {child.id: child for child in children(tree, parent_id)}
    ids = strings(wanted, "sort_children")
    if not set(ids) <= siblings.keys():
        raise _refused("sort_children", "category does not exist")
    if parent_id is not None and set(ids) != siblings.keys():
        raise _refused("sort_children", "all subcategories must be given")
    ordered = dict.fromkeys((*ids, *siblings))
    for position, category_id in enumerate(ordered, start=1):
        tree.put(replace(siblings[category_id], position=position))


def delete(tree: Tree, category: Category) -> None:
    """Delete a category and everything below it (documented)."""
    for child in children(tree, category.id):
        delete(tree, child)
    tree.remove(category.id)


def children(tree: Tree, parent_id: str | None) -> list[Category]:
    """Return the children of a category, or the roots, in their order."""
    return sorted((c for c in tree if c.parent_id == parent_id), key=lambda c: c.position)


def in_tree_order(tree: Tree, parent_id: str | None = None) -> Iterator[Category]:
    """Yield every category below another, or with None all of them: each is followed by its children."""
    below: dict[str | None, list[Category]] = {}
    for category in sorted(tree, key=lambda one: one.position):
        below.setdefault(category.parent_id, []).append(category)
    waiting = below.get(parent_id, [])[::-1]
    while waiting:
        category = waiting.pop()
        yield category
        waiting += below.get(category.id, [])[::-1]


def ancestors(tree: Tree, category: Category | None) -> list[Category]:
    """Return a category and those above it, the root first."""
    line: list[Category] = []
    while category is not None:
        line.insert(0, category)
        category = tree.get(category.parent_id)
    return line


def slug(name: str) -> str:
    """Return a name as part of an address (documented by examples)."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _free_name(tree: Tree, body: dict[str, Any], parent_id: str | None, besides: Category | None = None) -> str:
    name = name_of(body, "category")
    if any(sibling.name == name for sibling in children(tree, parent_id) if sibling is not besides):
        raise Refusal(422, f"Category {name} already exists", [("name", "already exists")])
    return name


def _new_parent(tree: Tree, category: Category, parent_id: str) -> str | None:
    if not parent_id:
        return None
    parent = tree.get(parent_id)
    line = ancestors(tree, parent)
    if parent is None or category in line:
        raise _refused("parent_id", "category does not exist")
    if len(line) + _height(tree, category) > MOST_LEVELS:
        raise _refused("parent_id", f"levels limit exceeded, current limit is {MOST_LEVELS}")
    return parent.id


def _last_position(tree: Tree, parent_id: str | None) -> int:
    return 1 + max((sibling.position for sibling in children(tree, parent_id)), default=0)


def _height(tree: Tree, category: Category) -> int:
    return 1 + max((_height(tree, child) for child in children(tree, category.id)), default=0)


def _refused(field: str, msg: str) -> Refusal:
    return Refusal(422, "category data validation failed", [(field, msg)])
