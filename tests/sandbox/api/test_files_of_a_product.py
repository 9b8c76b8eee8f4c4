"""Files on products."""

from typing import Any

import pytest

from tests.sandbox.api_client import NOWHERE, Api, OpenApi, row_of


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_linked_file_replaces_a_medium_and_extends_a_gallery(api: Api, version: str) -> None:
    product, one, two = api.make("A"), api.asset(0), api.asset(1)
    path = f"{version}/products/{product}/assets"

    def link(asset: str, label: str | None = None) -> int:
        return api.post(path, {"id": asset, **({"attribute_label": label} if label else {})}).status_code

    assert api.post(path, {"id": one, "attribute_label": "thumbnail"}).json() == {"data": [{"id": one}]}
    assert link(two, "thumbnail") == 201
    assert link(two, "thumbnail") == 409
    assert api.read(product)["thumbnail"]["id"] == two
    assert [link(one, "picture"), link(two, "picture"), link(one, "gallery"), link(two, "gallery")] == [201] * 4
    values = api.read(product, "v2")["attributes"]
    assert (values["picture"], values["gallery"]) == ([two], [one, two])
    assert (link("5c483ee8eb9139000154dd5e"), link(one, "title"), link(one, "nope")) == (404, 422, 422)
    assert api.post(path, {}).status_code == 422
    assert {a["id"] for a in api.get(path).json()["data"]} == {one, two}
    assert api.get(f"{path}/{one}").status_code == 200


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_what_is_unlinked_or_deleted_is_gone_from_everywhere_on_a_product(api: Api, version: str) -> None:
    kept, lost, category = api.asset(0), api.asset(1), next(iter(api.sandbox.catalog.product_categories)).id
    fields: dict[str, Any] = {
        "thumbnail": {"id": lost},
        "assets": [{"id": kept}, {"id": lost}],
        "categories": [{"id": category}],
        "attributes": {"picture": {"id": lost}, "gallery": [{"id": lost}, {"id": kept}]},
    }
    one, two = api.make("A", **fields), api.make("B", **fields)
    links = (f"{version}/products/{one}/assets/{lost}", f"{version}/products/{one}/categories/{category}")
    whole = (f"v1/assets/{lost}", f"v1/categories/product/{category}")
    for product, paths in ((one, links), (two, whole)):
        assert api.read(product)["thumbnail"]["id"] == lost
        assert [api.delete(path).status_code for path in paths * 2] == [204, 204, 404, 404]
        result = api.read(product, "v2")
        assert (result["thumbnail"], result["assets"], result["categories"]) == (None, [{"id": kept}], [])
        assert result["attributes"] == {"gallery": [kept], "full": 0.0}


def test_a_product_has_at_most_300_files(open_api: OpenApi) -> None:
    api = open_api({"assets": [{"filename": f"{n}.jpg"} for n in range(301)], "products": [{"sku": "A"}]})
    every = [{"id": a.id} for a in api.sandbox.catalog.assets]
    product = api.id_of("A")
    assert api.patch(f"v1/products/{product}", {"assets": every}).status_code == 422
    assert api.patch(f"v1/products/{product}", {"assets": every[:300]}).status_code == 200
    assert api.post(f"v1/products/{product}/assets", every[300]).status_code == 422


def test_the_files_of_a_product_are_shown_as_the_product_shows_them(api: Api) -> None:
    asset, other = api.asset(0), api.asset(1)
    product = api.make("A", thumbnail={"id": asset})
    path = f"v1/products/{product}/assets"
    row = row_of(api.get(path))
    assert row.keys() == {"id", "filename", "thumbnail", "url"}
    assert api.get(f"{path}/{asset}").json()["data"] == api.read(product)["assets"] == [row]
    text = f"asset id {other} is not related to product id {product}"
    error = {"msg": text, "errors": [{"field": "asset_id", "msg": text}]}
    assert api.get(f"{path}/{other}").json() == {"error": error}


def test_existing_and_impossible_links_are_named(api: Api) -> None:
    asset, category = api.asset(), next(iter(api.sandbox.catalog.product_categories)).id
    product = api.make("A", thumbnail={"id": asset})

    def error(path: str, body: Any) -> tuple[str, str]:
        (one,) = api.post(f"v1/products/{product}/{path}", body).json()["error"]["errors"]
        return one["field"], one["msg"]

    assert error("assets", {"id": asset, "attribute_label": "thumbnail"}) == ("asset.id", "already linked")
    assert error("assets", {"id": NOWHERE, "attribute_label": "thumbnail"}) == ("asset.id", "asset does not exist")
    linked = row_of(api.post(f"v1/products/{product}/categories", {"id": category}))
    assert linked == {"id": category, "name": "Mugs", "path": ["Mugs"]}
    assert error("categories", {"id": category}) == ("category.id", "already linked")
    assert error("categories", {"id": NOWHERE}) == ("category.id", "category does not exist")
