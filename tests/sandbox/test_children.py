"""Categories and variants."""

import pytest


@pytest.mark.parametrize("tree", ["product", "file"])
def test_category_tree(open_api, tree):
    api = open_api({})
    path = f"v1/categories/{tree}"

    def create(name, parent=None):
        return api.post(f"{path}/{parent}" if parent else path, {"name": name})

    root = create("Mugs").json()["data"][0]
    assert root == {
        "id": root["id"], "name": "Mugs", "n_children": 0, "order": "1", "parents_ids": [], "path": ["Mugs"],
        "slug": "mugs", "modified": "2025-01-01T00:00:00.000000+00:00",
    }  # fmt: skip
    answer = create("Mugs")
    assert answer.status_code == 422
    assert answer.json()["error"]["errors"] == [{"field": "name", "msg": "already exists"}]
    parents = [root["id"]]
    for level in range(2, 7):
        child = create("Mugs", parents[-1]).json()["data"][0]
        assert (len(child["path"]), child["parents_ids"]) == (level, parents)
        parents.append(child["id"])
    assert create("Mugs", parents[-1]).status_code == 422
    other = create("Other").json()["data"][0]
    assert api.patch(f"{path}/root", {"sort_children": [other["id"]]}).status_code == 200
    rows = api.post(f"{path}/search", {"pagination": {"order": "order"}}).json()["data"]
    assert {r["name"]: r["order"] for r in rows if not r["parents_ids"]} == {"Other": "1", "Mugs": "2"}
    moved = api.patch(f"{path}/{parents[-1]}", {"parent_id": ""}).json()
    assert "error" in moved  # another root has its name
    api.patch(f"{path}/{parents[-1]}", {"name": "Deep"})
    assert api.patch(f"{path}/{parents[-1]}", {"parent_id": ""}).json()["data"][0]["path"] == ["Deep"]
    assert api.patch(f"{path}/{parents[0]}", {"parent_id": parents[2]}).status_code == 422
    assert api.delete(f"{path}/{root['id']}").status_code == 204
    assert len(api.post(f"{path}/search", {}).json()["data"]) == 2
    assert api.delete(f"{path}/{root['id']}").status_code == 404


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_product_categories(api, version):
    product, category = api.make("A"), next(iter(api.sandbox.catalog.product_categories)).id
    path = f"{version}/products/{product}/categories"
    assert api.post(path, {"id": category}).status_code == 201
    assert api.post(path, {"id": category}).status_code == 409
    assert api.post(path, {"id": "nope"}).status_code == 422
    assert [c["id"] for c in api.get(path).json()["data"]] == [category]
    assert api.get(f"{path}/{category}").json()["data"][0]["id"] == category
    assert api.found("categories", "in", [category]) == ["A"]


def variant(api, parent, sku, version="v1"):
    body = {"variant": {"sku": sku}} if version == "v1" else {"sku": sku}
    return api.post(f"{version}/products/{parent}/variants", body)


def test_variants(api):
    parent, family = api.make("P"), api.family()
    api.post(f"v1/products/{parent}/family", {"product_family_id": family})
    one = variant(api, parent, "V1").json()["data"][0]
    assert (one["_parent_id"], one["product_type"], one["product_level"]) == (parent, "VARIANT", 2)
    assert one["product_family_id"] == family
    two = variant(api, parent, "V2", "v2")
    assert (two.status_code, set(two.json()["data"][0]) >= {"id", "created"}) == (201, True)
    told = api.read(parent)
    assert (told["num_variations"], told["product_type"], told["product_level"]) == (2, "PARENT", 1)
    assert variant(api, parent, "BASE").status_code == 409
    assert api.post(f"v1/products/{parent}/variants", {"sku": "flat"}).status_code == 422
    deep = variant(api, one["id"], "V3").json()["data"][0]
    assert deep["product_level"] == 3
    assert variant(api, deep["id"], "V4").status_code == 422
    listed = api.get(f"v1/products/{parent}/variants").json()["data"]
    assert [v["sku"] for v in listed] == ["V1", "V2"]
    single = api.make("S")
    link = f"v2/products/{parent}/variant/{single}"
    assert "Parent and variants must be assigned to the same family" in api.post(link).text
    api.post(f"v1/products/{single}/family", {"product_family_id": family})
    assert api.post(link).json()["data"][0]["id"] == parent
    assert "Products to link must be single" in api.post(link).text
    assert api.delete(link).status_code == 204
    assert api.delete(link).status_code == 404
    assert api.read(single)["product_type"] == "SINGLE"


def test_inheritance(api):
    parent = api.make("P", attributes={"colour": "Red", "title": "own"})
    api.post(f"v1/products/{parent}/family", {"product_family_id": api.family()})
    child = variant(api, parent, "V").json()["data"][0]["id"]
    assert api.read(child)["attributes"] == {"colour": "Red", "full": 0.0}
    assert api.found("attributes.colour", "eq", "Red") == ["P", "V"]
    api.patch(f"v1/products/{child}", {"attributes": {"colour": "Blue"}})
    told = api.read(child)
    assert (told["attributes"]["colour"], told["overwritten_attributes"]) == ("Blue", ["colour"])
    resync = f"v1/products/{parent}/variants/resync"
    assert api.post(resync, {"attribute_labels": ["colour"], "variant_ids": [child]}).status_code == 200
    assert api.read(child)["attributes"]["colour"] == "Red"
    assert api.post(resync, {"attribute_labels": ["nope"], "variant_ids": [child]}).status_code == 422
    assert api.post(resync, {"attribute_labels": [], "variant_ids": ["x"]}).status_code == 422


def test_the_path_of_a_category_on_a_product(api):
    inner = [c.id for c in api.sandbox.catalog.product_categories][1]
    product = api.make("A", categories=[{"id": inner}])
    assert api.read(product)["categories"][0]["path"] == ["Mugs", "Blue mugs"]
    for bad in ("x", [inner], [{"id": "x"}], [{"id": []}]):
        assert api.patch(f"v1/products/{product}", {"categories": bad}).status_code == 422, bad


def test_sorting_what_is_no_child(api):
    outer, inner = [c.id for c in api.sandbox.catalog.product_categories]
    path = "v1/categories/product"
    assert api.patch(f"{path}/{outer}", {"sort_children": [inner]}).status_code == 200
    assert api.patch(f"{path}/{outer}", {"sort_children": ["x"]}).status_code == 422
    assert api.patch(f"{path}/{outer}", {"sort_children": "x"}).status_code == 422


def test_variant_unlinked(api):
    parent = api.make("P", attributes={"colour": "Red"})
    api.post(f"v1/products/{parent}/family", {"product_family_id": api.family()})
    child = variant(api, parent, "V").json()["data"][0]["id"]
    assert api.delete(f"v1/products/{parent}/variant/{child}").status_code == 204
    assert api.read(child)["attributes"]["colour"] == "Red"
    assert api.read(parent)["product_type"] == "SINGLE"
