"""Shapes and texts of v1 as the examples of Plytix's own collection show them; another's client reads them."""

NOWHERE = "5c483ee8eb9139000154dd5e"


def told(answer):
    assert answer.status_code in (200, 201), answer.text
    return answer.json()["data"][0]


def create(api, name, type_class, **more):
    return told(api.post("v1/attributes/product", {"name": name, "type_class": type_class, **more}))


def test_filter_types(api):
    made = create(api, "Html", "HtmlAttribute"), create(api, "Filled", "CompletenessAttribute")
    assert [attribute["filter_type"] for attribute in made] == ["TextAttribute", "DecimalAttribute"]
    types = {f["key"]: f["filter_type"] for f in api.get("v1/filters/product").json()["data"][0]["attributes"]}
    assert (types["attributes.html"], types["attributes.filled"]) == ("TextAttribute", "DecimalAttribute")


def test_completeness_measures(api):
    measured = [{"id": None, "label": "label"}, {"id": None, "label": "thumbnail"}]
    assert create(api, "Filled", "CompletenessAttribute", attributes=measured)["attributes"] == measured
    product = api.make("A", label="Mug")
    assert api.read(product)["attributes"]["filled"] == 50.0
    api.patch(f"v1/products/{product}", {"thumbnail": {"id": api.asset()}})
    assert api.read(product)["attributes"]["filled"] == 100.0


def test_completeness_tells_only_measures_that_are_still_there(api):
    title = api.sandbox.catalog.attributes.labelled("title")
    api.delete(f"v1/attributes/product/{title.id}")
    full = api.sandbox.catalog.attributes.labelled("full")
    assert [m["label"] for m in told(api.get(f"v1/attributes/product/{full.id}"))["attributes"]] == ["weight"]


def test_options(api):
    many = [str(n) for n in range(1001)]
    body = {"name": "Many", "type_class": "DropdownAttribute", "options": many}
    assert api.post("v1/attributes/product", body).status_code == 422
    assert len(create(api, "Most", "DropdownAttribute", options=many[:1000])["options"]) == 1000
    options = ["Lagado", "arkham", "R'lyeh"]
    by_hand = create(api, "A", "MultiSelectAttribute", options=options)
    assert (by_hand["options"], by_hand["manual_sorting"], by_hand["sort_ascending"]) == (options, True, True)
    rising = create(api, "B", "MultiSelectAttribute", options=options, manual_sorting=False)
    assert rising["options"] == ["arkham", "Lagado", "R'lyeh"]
    falling = create(api, "C", "DropdownAttribute", options=options, manual_sorting=False, sort_ascending=False)
    assert falling["options"] == ["R'lyeh", "Lagado", "arkham"]
    path = f"v1/attributes/product/{falling['id']}"
    assert told(api.patch(path, {"options": ["x", "y"]}))["options"] == ["y", "x"]


def test_group_emptied(api):
    path = "v1/attribute-groups/product"
    group = told(api.post(path, {"name": "G", "attribute_labels": ["title"]}))
    assert told(api.patch(f"{path}/{group['id']}", {"attribute_labels": None}))["attribute_labels"] == []


def test_missing_others(api):
    for path, field, msg in (
        ("attributes/product", "id", "id does not exist"),
        ("product_families", "id", "product family does not exist"),
        ("relationships", "id", "relationship does not exist"),
        ("assets", "asset_id", "asset does not exist"),
    ):
        answer = api.get(f"v1/{path}/nope")
        error = {"msg": " No results found for nope", "errors": [{"field": field, "msg": msg}]}
        assert (answer.status_code, answer.json()) == (404, {"error": error})


def test_category_moves(open_api):
    api = open_api({"product_categories": [{"name": "A", "children": [{"name": "B"}, {"name": "C"}]}, {"name": "D"}]})
    ids = {category.name: category.id for category in api.sandbox.catalog.product_categories}
    path = "v1/categories/product"
    assert told(api.patch(f"{path}/{ids['D']}", {"parent_id": ids["A"]}))["path"] == ["A", "D"]
    assert told(api.patch(f"{path}/{ids['D']}", {"parent_id": "", "name": "E"}))["path"] == ["E"]
    answer = api.patch(f"{path}/{ids['A']}", {"sort_children": [ids["C"]]})
    assert (answer.status_code, answer.json()["error"]["errors"][0]["field"]) == (422, "sort_children")
    assert api.patch(f"{path}/{ids['A']}", {"sort_children": [ids["C"], ids["B"]]}).status_code == 200
    rows = api.post(f"{path}/search", {"pagination": {"order": "order"}}).json()["data"]
    assert [row["name"] for row in rows if row["parents_ids"]] == ["C", "B"]
    assert api.patch(f"{path}/root", {"sort_children": [ids["D"]]}).json() == {"data": []}


def test_the_slug_of_a_category_is_made_of_its_own_name(api):
    rows = api.post("v1/categories/product/search", {}).json()["data"]
    assert [row["slug"] for row in rows] == ["mugs", "blue-mugs"]


def test_a_name_that_a_sibling_has_is_told(api):
    answer = api.post("v1/categories/product", {"name": "Mugs"})
    assert answer.json()["error"]["msg"] == "Category Mugs already exists"


def test_category_parent(api):
    outer, inner = [c.id for c in api.sandbox.catalog.product_categories]
    for operator, value, found in (("!exists", None, [outer]), ("exists", None, [inner]), ("eq", outer, [inner])):
        filters = [[{"field": "parent_id", "operator": operator, "value": value}]]
        rows = api.post("v1/categories/product/search", {"filters": filters}).json()["data"]
        assert [row["id"] for row in rows] == found
        assert all("parent_id" not in row for row in rows)


def test_product_files(api):
    asset, other = api.asset(0), api.asset(1)
    product = api.make("A", thumbnail={"id": asset})
    path = f"v1/products/{product}/assets"
    row = told(api.get(path))
    assert row.keys() == {"id", "filename", "thumbnail", "url"}
    assert api.get(f"{path}/{asset}").json()["data"] == api.read(product)["assets"] == [row]
    text = f"asset id {other} is not related to product id {product}"
    error = {"msg": text, "errors": [{"field": "asset_id", "msg": text}]}
    assert api.get(f"{path}/{other}").json() == {"error": error}


def test_links_that_are_there_or_lead_nowhere_are_told(api):
    asset, category = api.asset(), next(iter(api.sandbox.catalog.product_categories)).id
    product = api.make("A", thumbnail={"id": asset})

    def error(path, body):
        (one,) = api.post(f"v1/products/{product}/{path}", body).json()["error"]["errors"]
        return one["field"], one["msg"]

    assert error("assets", {"id": asset, "attribute_label": "thumbnail"}) == ("asset.id", "already linked")
    assert error("assets", {"id": NOWHERE, "attribute_label": "thumbnail"}) == ("asset.id", "asset does not exist")
    linked = told(api.post(f"v1/products/{product}/categories", {"id": category}))
    assert linked == {"id": category, "name": "Mugs", "path": ["Mugs"]}
    assert error("categories", {"id": category}) == ("category.id", "already linked")
    assert error("categories", {"id": NOWHERE}) == ("category.id", "category does not exist")


def test_linking_a_variant_tells_the_parent(api):
    parent, single, other = api.make("P"), api.make("S"), api.make("O")
    row = told(api.post(f"v1/products/{parent}/variant/{single}"))
    assert (row["id"], row["num_variations"], row["product_type"]) == (parent, 1, "PARENT")
    refused = api.post(f"v1/products/{other}/variant/{single}")
    assert refused.json() == {"error": {"msg": "Products to link must be single"}}


def test_levels(api):
    single, *line = api.make("S"), api.make("A")
    for sku in "BC":
        line.append(told(api.post(f"v2/products/{line[-1]}/variants", {"sku": sku}))["id"])
    for version in ("v1", "v2"):
        rows = [api.read(product, version) for product in (single, *line)]
        levels = [(row["product_level"], row["product_type"]) for row in rows]
        assert levels == [(0, "SINGLE"), (1, "PARENT"), (2, "VARIANT"), (3, "VARIANT")]


def test_products_are_found_by_having_images(open_api):
    api = open_api({"assets": [{"filename": "a.jpg"}, {"filename": "a.pdf"}], "products": [{"sku": "C"}]})
    for sku, number in (("A", 0), ("B", 1)):
        api.make(sku, assets=[{"id": api.asset(number)}])
    assert api.found("images", "exists") == ["A"]
    assert api.found("assets", "exists") == ["A", "B"]


def test_files_are_found_by_part_of_their_extension(api):
    filters = [[{"field": "extension", "operator": "like", "value": "JP"}]]
    assert len(api.post("v1/assets/search", {"filters": filters}).json()["data"]) == 2
