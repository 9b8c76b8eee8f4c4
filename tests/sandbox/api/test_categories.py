"""Categories of products and of files."""

from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from tests.sandbox.api_client import Api, OpenApi, errors_of, row_of, rows_of


@dataclass(frozen=True)
class Tree:
    """The calls on one tree of categories."""

    api: Api
    path: str

    def create(self, name: str, parent: str | None = None) -> httpx2.Response:
        return self.api.post(f"{self.path}/{parent}" if parent else self.path, {"name": name})

    def line(self, levels: int) -> list[str]:
        """Create categories below each other and return their ids, the root first."""
        ids: list[str] = []
        for _ in range(levels):
            ids.append(row_of(self.create("Mugs", ids[-1] if ids else None))["id"])
        return ids

    def rows(self) -> list[dict[str, Any]]:
        return rows_of(self.api.post(f"{self.path}/search", {"pagination": {"order": "order"}}))


@pytest.fixture(params=["product", "file"])
def tree(open_api: OpenApi, request: pytest.FixtureRequest) -> Tree:
    return Tree(open_api({}), f"v1/categories/{request.param}")


def test_a_category_is_shown_with_its_line_and_order(tree: Tree) -> None:
    root = row_of(tree.create("Mugs"))
    assert root == {
        "id": root["id"], "name": "Mugs", "n_children": 0, "order": "1", "parents_ids": [], "path": ["Mugs"],
        "slug": "mugs", "modified": "2025-01-01T00:00:00.000000+00:00",
    }  # fmt: skip
    child = row_of(tree.create("Blue mugs", root["id"]))
    assert (child["path"], child["parents_ids"]) == (["Mugs", "Blue mugs"], [root["id"]])


def test_siblings_have_different_names(tree: Tree) -> None:
    tree.create("Mugs")
    answer = tree.create("Mugs")
    assert answer.status_code == 422
    assert errors_of(answer) == {"name": "already exists"}


def test_a_tree_has_at_most_six_levels(tree: Tree) -> None:
    deepest = tree.line(6)[-1]
    assert tree.create("Mugs", deepest).status_code == 422


def test_roots_that_are_left_out_of_an_order_come_last(tree: Tree) -> None:
    tree.create("Mugs")
    other = row_of(tree.create("Other"))["id"]
    assert tree.api.patch(f"{tree.path}/root", {"sort_children": [other]}).status_code == 200
    assert {row["name"]: row["order"] for row in tree.rows()} == {"Other": "1", "Mugs": "2"}


def test_a_category_becomes_a_root_only_under_a_free_name(tree: Tree) -> None:
    _, child = tree.line(2)
    assert tree.api.patch(f"{tree.path}/{child}", {"parent_id": ""}).status_code == 422
    tree.api.patch(f"{tree.path}/{child}", {"name": "Deep"})
    assert row_of(tree.api.patch(f"{tree.path}/{child}", {"parent_id": ""}))["path"] == ["Deep"]


def test_a_category_does_not_move_below_itself(tree: Tree) -> None:
    root, _, below = tree.line(3)
    assert tree.api.patch(f"{tree.path}/{root}", {"parent_id": below}).status_code == 422


def test_deleting_a_category_deletes_everything_below_it(tree: Tree) -> None:
    root = tree.line(3)[0]
    tree.create("Other")
    assert tree.api.delete(f"{tree.path}/{root}").status_code == 204
    assert [row["name"] for row in tree.rows()] == ["Other"]
    assert tree.api.delete(f"{tree.path}/{root}").status_code == 404


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_product_is_put_into_a_category_once(api: Api, version: str) -> None:
    product, category = api.make("A"), next(iter(api.sandbox.catalog.product_categories)).id
    path = f"{version}/products/{product}/categories"
    assert api.post(path, {"id": category}).status_code == 201
    assert api.post(path, {"id": category}).status_code == 409
    assert api.post(path, {"id": "nope"}).status_code == 422
    assert [c["id"] for c in api.get(path).json()["data"]] == [category]
    assert api.get(f"{path}/{category}").json()["data"][0]["id"] == category
    assert api.found("categories", "in", [category]) == ["A"]


def test_a_category_on_a_product_has_its_path(api: Api) -> None:
    inner = [c.id for c in api.sandbox.catalog.product_categories][1]
    product = api.make("A", categories=[{"id": inner}])
    assert api.read(product)["categories"][0]["path"] == ["Mugs", "Blue mugs"]
    malformed: list[Any] = ["x", [inner], [{"id": "x"}], [{"id": []}]]
    for bad in malformed:
        assert api.patch(f"v1/products/{product}", {"categories": bad}).status_code == 422, bad


def test_sorting_names_children_only(api: Api) -> None:
    outer, inner = [c.id for c in api.sandbox.catalog.product_categories]
    path = "v1/categories/product"
    assert api.patch(f"{path}/{outer}", {"sort_children": [inner]}).status_code == 200
    assert api.patch(f"{path}/{outer}", {"sort_children": ["x"]}).status_code == 422
    assert api.patch(f"{path}/{outer}", {"sort_children": "x"}).status_code == 422


def test_a_category_is_renamed_moved_and_sorted_by_patch(open_api: OpenApi) -> None:
    api = open_api({"product_categories": [{"name": "A", "children": [{"name": "B"}, {"name": "C"}]}, {"name": "D"}]})
    ids = {category.name: category.id for category in api.sandbox.catalog.product_categories}
    path = "v1/categories/product"
    assert row_of(api.patch(f"{path}/{ids['D']}", {"parent_id": ids["A"]}))["path"] == ["A", "D"]
    assert row_of(api.patch(f"{path}/{ids['D']}", {"parent_id": "", "name": "E"}))["path"] == ["E"]
    answer = api.patch(f"{path}/{ids['A']}", {"sort_children": [ids["C"]]})
    assert (answer.status_code, answer.json()["error"]["errors"][0]["field"]) == (422, "sort_children")
    assert api.patch(f"{path}/{ids['A']}", {"sort_children": [ids["C"], ids["B"]]}).status_code == 200
    rows = api.post(f"{path}/search", {"pagination": {"order": "order"}}).json()["data"]
    assert [row["name"] for row in rows if row["parents_ids"]] == ["C", "B"]
    assert api.patch(f"{path}/root", {"sort_children": [ids["D"]]}).json() == {"data": []}


def test_categories_come_in_the_order_of_their_tree(tree: Tree) -> None:
    """Whatever `order` is asked for."""
    ids = {name: row_of(tree.create(name))["id"] for name in ("B", "A")}
    ids |= {name: row_of(tree.create(name, ids["B"]))["id"] for name in ("B2", "B1")}

    def found(order: str) -> list[tuple[str, str]]:
        answer = tree.api.post(f"{tree.path}/search", {"pagination": {"order": order}})
        assert answer.json()["pagination"]["order"] == order
        return [(row["name"], row["order"]) for row in rows_of(answer)]

    orders = ("id", "-id", "name", "-order")
    assert {tuple(found(order)) for order in orders} == {(("B", "1"), ("B2", "1"), ("B1", "2"), ("A", "2"))}
    tree.api.patch(f"{tree.path}/{ids['B']}", {"sort_children": [ids["B1"], ids["B2"]]})
    tree.api.patch(f"{tree.path}/root", {"sort_children": [ids["A"], ids["B"]]})
    assert {tuple(found(order)) for order in orders} == {(("A", "1"), ("B", "2"), ("B1", "1"), ("B2", "2"))}


def test_the_slug_of_a_category_is_made_of_its_own_name(api: Api) -> None:
    rows = api.post("v1/categories/product/search", {}).json()["data"]
    assert [row["slug"] for row in rows] == ["mugs", "blue-mugs"]


def test_a_name_that_a_sibling_has_is_in_the_message(api: Api) -> None:
    answer = api.post("v1/categories/product", {"name": "Mugs"})
    assert answer.json()["error"]["msg"] == "Category Mugs already exists"


def test_categories_are_found_by_their_parent(api: Api) -> None:
    outer, inner = [c.id for c in api.sandbox.catalog.product_categories]
    for operator, value, found in (("!exists", None, [outer]), ("exists", None, [inner]), ("eq", outer, [inner])):
        filters = [[{"field": "parent_id", "operator": operator, "value": value}]]
        rows = api.post("v1/categories/product/search", {"filters": filters}).json()["data"]
        assert [row["id"] for row in rows] == found
        assert all("parent_id" not in row for row in rows)
