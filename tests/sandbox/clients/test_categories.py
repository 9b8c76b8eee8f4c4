"""The two trees of categories, of products and of files, which the client calls by different names."""

from typing import Any

import pytest
from plytix_pim_client.dtos.assets.category import AssetCategory
from plytix_pim_client.dtos.products.category import ProductCategory
from plytix_pim_client.exceptions import ConflictError, UnprocessableEntityError

from tests.sandbox.clients.driver import NO_ID, NOWHERE, Plytix, ids, page, where


@pytest.fixture
def kitchen(plytix: Plytix) -> dict[str, str]:
    """A root with three children, and another root: ids by name."""
    root = plytix.products.categories.create_product_category("Kitchen").id
    plytix.products.categories.create_product_category("Garden")
    for name in ("Mugs", "Pots", "Pans"):
        plytix.products.categories.create_product_category(name, root)
    rows = plytix.products.categories.search_product_categories([], ["name"], [], page("id"))
    return {row.name: row.id for row in rows}


def names(rows: list[Any]) -> list[str]:
    return [row.name for row in rows]


def test_a_root_category_is_returned_whole(plytix: Plytix) -> None:
    made = plytix.products.categories.create_product_category("Kitchen Sinks")
    assert isinstance(made, ProductCategory)
    assert (made.name, made.n_children, made.order) == ("Kitchen Sinks", 0, "1")
    assert (made.parents_ids, made.path, made.slug) == ([], ["Kitchen Sinks"], "kitchen-sinks")
    assert (made.modified, made._undocumented_data) == ("2025-01-01T00:00:00.000000+00:00", {})


def test_a_child_category_knows_its_line(plytix: Plytix) -> None:
    root = plytix.products.categories.create_product_category("Kitchen Sinks")
    child = plytix.products.categories.create_product_category("Apron", root.id)
    assert (child.parents_ids, child.path) == ([root.id], ["Kitchen Sinks", "Apron"])
    assert (child.slug, child.order) == ("apron", "1")
    found = plytix.products.categories.search_product_categories(where(("id", "in", [root.id])), [], [], page())
    assert found[0].n_children == 1


def test_many_categories_are_created_at_once(plytix: Plytix) -> None:
    root = plytix.products.categories.create_product_category("Kitchen")
    wanted = [{"name": name, "parent_category_id": root.id} for name in ("Mugs", "Pots")] + [{"name": "Garden"}]
    made = plytix.products.categories.create_product_categories(wanted)
    assert [one.path for one in made] == [["Kitchen", "Mugs"], ["Kitchen", "Pots"], ["Garden"]]


def test_siblings_have_different_names(plytix: Plytix, kitchen: dict[str, str]) -> None:
    with pytest.raises(UnprocessableEntityError, match="Mugs already exists"):
        plytix.products.categories.create_product_category("Mugs", kitchen["Kitchen"])
    assert plytix.products.categories.create_product_category("Mugs", kitchen["Garden"]).path == ["Garden", "Mugs"]


def test_a_category_moves_and_becomes_a_root(plytix: Plytix, kitchen: dict[str, str]) -> None:
    moved = plytix.products.categories.move_category(kitchen["Mugs"], kitchen["Garden"])
    assert (moved.path, moved.parents_ids) == (["Garden", "Mugs"], [kitchen["Garden"]])
    freed = plytix.products.categories.convert_to_first_level_category(kitchen["Mugs"])
    assert (freed.path, freed.parents_ids, freed.order) == (["Mugs"], [], "3")


def test_many_categories_move_at_once(plytix: Plytix, kitchen: dict[str, str]) -> None:
    moves = [(kitchen["Mugs"], kitchen["Garden"]), (NO_ID, kitchen["Garden"])]
    moved, absent = plytix.products.categories.move_categories(moves)
    assert (moved.path, absent) == (["Garden", "Mugs"], None)
    freed = plytix.products.categories.convert_to_first_level_categories([kitchen["Pots"], NO_ID])
    assert (freed[0].path, freed[1]) == (["Pots"], None)


def test_children_are_sorted(plytix: Plytix, kitchen: dict[str, str]) -> None:
    wanted = [kitchen["Pans"], kitchen["Mugs"], kitchen["Pots"]]
    result = plytix.products.categories.sorting_category(kitchen["Kitchen"], wanted)
    assert (result.id, result.n_children) == (kitchen["Kitchen"], 3)
    below = where(("parents_ids", "in", [kitchen["Kitchen"]]))
    found = plytix.products.categories.search_product_categories(below, ["name"], [], page("order"))
    assert names(found) == ["Pans", "Mugs", "Pots"]


def test_sorting_names_all_children(plytix: Plytix, kitchen: dict[str, str]) -> None:
    for wanted in ([kitchen["Pans"]], [kitchen["Pans"], kitchen["Mugs"], kitchen["Garden"]]):
        with pytest.raises(UnprocessableEntityError, match="sort_children"):
            plytix.products.categories.sorting_category(kitchen["Kitchen"], wanted)


def test_roots_are_sorted_and_found_as_those_without_a_parent(plytix: Plytix, kitchen: dict[str, str]) -> None:
    wanted = [kitchen["Garden"], kitchen["Kitchen"]]
    assert plytix.products.categories.sorting_root_category(wanted) is None
    roots = where(("parent_id", "!exists"))
    found = plytix.products.categories.search_product_categories(roots, ["name", "n_children"], [], page("order"))
    assert [(row.name, row.n_children, row.order) for row in found] == [("Garden", 0, None), ("Kitchen", 3, None)]


def test_a_deleted_category_takes_its_children_along(plytix: Plytix, kitchen: dict[str, str]) -> None:
    assert plytix.products.categories.delete_product_category(kitchen["Kitchen"]) is True
    assert names(plytix.products.categories.search_product_categories([], ["name"], [], page())) == ["Garden"]
    gone = plytix.products.categories.delete_product_categories([kitchen["Mugs"], NO_ID, kitchen["Garden"]])
    assert gone == [False, False, True]


@pytest.mark.parametrize("absent", [NOWHERE, NO_ID])
def test_a_category_that_is_not_there_is_none(plytix: Plytix, kitchen: dict[str, str], absent: str) -> None:
    assert plytix.products.categories.move_category(absent, kitchen["Garden"]) is None
    assert plytix.products.categories.sorting_category(absent, []) is None
    assert plytix.products.categories.convert_to_first_level_category(absent) is None


def test_every_page_of_categories_comes(plytix: Plytix, kitchen: dict[str, str]) -> None:
    pages = plytix.products.categories.search_all_product_categories([], ["name"], [], "name", page_size=2)
    assert [names(rows) for rows in pages] == [["Kitchen", "Mugs"], ["Pots", "Pans"], ["Garden"]]


def test_a_product_is_put_into_categories_and_taken_out(plytix: Plytix, kitchen: dict[str, str]) -> None:
    product, mugs, pots = plytix.products.create_product("A").id, kitchen["Mugs"], kitchen["Pots"]
    assert plytix.products.categories.get_product_categories(product) == []
    assert plytix.products.categories.link_product_to_category(product, mugs) is True
    assert plytix.products.categories.link_product_to_categories([(product, pots), (NO_ID, pots)]) == [True, False]
    result = plytix.products.categories.get_product_categories(product)
    assert [(one.id, one.name, one.path) for one in result] == [
        (mugs, "Mugs", ["Kitchen", "Mugs"]),
        (pots, "Pots", ["Kitchen", "Pots"]),
    ]
    assert plytix.products.categories.get_product_categories(product, pots) == [result[1]]
    assert ids(plytix.products.search_products(where(("categories", "in", [pots])), [], [], page("id"))) == [product]
    assert plytix.products.categories.unlink_product_to_category(product, mugs) is True
    assert plytix.products.categories.unlink_product_to_categories([(product, mugs), (product, pots)]) == [False, True]
    assert plytix.products.get_product(product).categories == []


def test_the_categories_of_many_products_are_read_at_once(plytix: Plytix, kitchen: dict[str, str]) -> None:
    product, mugs = plytix.products.create_product("A").id, kitchen["Mugs"]
    plytix.products.categories.link_product_to_category(product, mugs)
    wanted = [(product, None), (product, mugs), (product, kitchen["Pots"]), (NO_ID, None)]
    result = plytix.products.categories.get_multiple_product_categories(wanted)
    assert [found and names(found) for found in result] == [["Mugs"], ["Mugs"], None, None]


def test_a_category_is_linked_once_and_must_exist(plytix: Plytix, kitchen: dict[str, str]) -> None:
    product, mugs = plytix.products.create_product("A").id, kitchen["Mugs"]
    plytix.products.categories.link_product_to_category(product, mugs)
    with pytest.raises(ConflictError, match="already linked"):
        plytix.products.categories.link_product_to_category(product, mugs)
    with pytest.raises(UnprocessableEntityError, match=r"category\.id"):
        plytix.products.categories.link_product_to_category(product, NOWHERE)


def test_files_have_a_tree_of_their_own(plytix: Plytix) -> None:
    root = plytix.assets.categories.create_asset_category("Marketing Logos")
    wanted = [{"name": "Old", "parent_category_id": root.id}, {"name": "New", "parent_category_id": root.id}]
    old, new = plytix.assets.categories.create_asset_categories(wanted)
    assert isinstance(root, AssetCategory)
    assert (old.path, old.slug, new.parents_ids) == (["Marketing Logos", "Old"], "old", [root.id])
    assert plytix.assets.categories.sorting_category(root.id, [new.id, old.id]).n_children == 2
    found = plytix.assets.categories.search_asset_categories(where(("name", "like", "o")), ["name"], [], page())
    assert names(found) == ["Marketing Logos", "Old"]
    pages = plytix.assets.categories.search_all_asset_categories([], ["name"], [], "order", page_size=2)
    assert sum(map(len, pages)) == 3
    assert plytix.products.categories.search_product_categories([], [], [], page()) == []


def test_the_tree_of_files_is_changed_and_cut(plytix: Plytix) -> None:
    one, two, three = plytix.assets.categories.create_asset_categories([{"name": name} for name in "ABC"])
    assert plytix.assets.categories.move_category(two.id, one.id).path == ["A", "B"]
    assert plytix.assets.categories.convert_to_first_level_category(two.id).path == ["B"]
    moved = plytix.assets.categories.move_categories([(two.id, one.id), (NO_ID, one.id), (three.id, one.id)])
    assert [category and category.path for category in moved] == [["A", "B"], None, ["A", "C"]]
    freed = plytix.assets.categories.convert_to_first_level_categories([three.id])
    assert freed[0].path == ["C"]
    assert plytix.assets.categories.sorting_root_category([three.id, one.id]) is None
    roots = plytix.assets.categories.search_asset_categories(where(("parent_id", "!exists")), [], [], page("order"))
    assert names(roots) == ["C", "A"]
    assert plytix.assets.categories.delete_asset_category(one.id) is True
    assert plytix.assets.categories.delete_asset_categories([two.id, three.id]) == [False, True]
