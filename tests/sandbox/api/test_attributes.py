"""Attributes and their groups."""

from tests.sandbox.api_client import Api, row_of


def test_the_label_of_an_attribute_is_made_from_its_first_name(api: Api) -> None:
    attribute = row_of(api.create_attribute("In-Stock No.1: A", label="own"))
    assert attribute["label"] == "in_stock_no_1__a"
    renamed = row_of(api.patch(f"v1/attributes/product/{attribute['id']}", {"name": "Else"}))
    assert (renamed["name"], renamed["label"]) == ("Else", "in_stock_no_1__a")


def test_parentheses_are_dropped_from_a_label(api: Api) -> None:
    assert row_of(api.create_attribute("Amazon UPC (Imported)"))["label"] == "amazon_upc_imported"


def test_a_second_attribute_of_a_name_is_refused(api: Api) -> None:
    answer = api.create_attribute("Title")
    assert answer.status_code == 422
    assert answer.json() == {"error": {"msg": "a product attribute with same name already exists"}}


def test_a_malformed_attribute_is_refused(api: Api) -> None:
    for bad in (
        {"name": ""},
        {"name": 5},
        {"type_class": "FormulaAttribute"},
        {"type_class": None},
        {"options": "x"},
        {"description": "x" * 201},
        {"product_families": [{"id": "x"}]},
        {"attributes": [{"id": "x"}]},
    ):
        body = {"name": "N", "type_class": "DropdownAttribute", **bad}
        assert api.post("v1/attributes/product", body).status_code == 422, bad


def test_an_attribute_can_be_created_into_families(api: Api) -> None:
    family = api.family()
    levels = [{"id": family, "attribute_level": "parent_level"}]
    attribute = row_of(api.create_attribute(product_families=levels))
    rows = api.get(f"v1/product_families/{family}/attributes").json()["data"]
    assert {r["label"]: r["attribute_level"] for r in rows}[attribute["label"]] == "parent_level"


def test_a_patch_of_options_replaces_the_set(api: Api) -> None:
    colour = api.attribute_id("colour")
    path = f"v1/attributes/product/{colour}"
    assert row_of(api.patch(path, {"options": ["Green"]}))["options"] == ["Green"]
    assert row_of(api.get(path))["options"] == ["Green"]
    assert api.post("v1/products", {"sku": "A", "attributes": {"colour": "Red"}}).status_code == 422
    assert api.make("A", attributes={"colour": "Green"})


def test_a_deleted_attribute_loses_its_values(api: Api) -> None:
    product = api.make("A", attributes={"title": "x"})
    title = api.attribute_id("title")
    answer = api.delete(f"v1/attributes/product/{title}")
    assert (answer.status_code, answer.content) == (202, b"")
    assert "title" not in api.read(product)["attributes"]
    assert api.delete(f"v1/attributes/product/{title}").status_code == 404
    api.create_attribute("Title")
    assert "title" not in api.read(product)["attributes"]


def test_attribute_searches_return_options_and_pages_of_1000(api: Api) -> None:
    body = {
        "attributes": ["name", "label", "type_class", "groups", "options"],
        "pagination": {"page_size": 1000, "order": "name"},
    }
    rows = api.post("v1/attributes/product/search", body).json()["data"]
    assert len(rows) == 12
    colour = next(r for r in rows if r["label"] == "colour")
    assert (colour["options"], colour["groups"]) == (["Red", "Blue"], [])
    by_type = [[{"field": "type_class", "operator": "eq", "value": "DateAttribute"}]]
    assert len(api.post("v1/attributes/product/search", {"filters": by_type}).json()["data"]) == 2
    assert api.post("v1/attributes/product/search", {"pagination": {"page_size": 1001}}).status_code == 422


def test_attribute_groups_take_labels_without_prefix(api: Api) -> None:
    path = "v1/attribute-groups/product"
    group = row_of(api.post(path, {"name": "G", "attribute_labels": ["gtin", "title"], "order": 2}))
    assert group == {"id": group["id"], "name": "G", "attribute_labels": ["gtin", "title"], "order": 2}
    assert api.post(path, {"name": "G", "attribute_labels": ["nope"]}).status_code == 422
    assert row_of(api.patch(f"{path}/{group['id']}", {"name": "H"}))["attribute_labels"] == ["gtin", "title"]
    assert api.post(f"{path}/search", {}).json()["data"][0]["name"] == "H"
    title = api.attribute_id("title")
    assert row_of(api.get(f"v1/attributes/product/{title}"))["groups"] == [group["id"]]
    assert api.delete(f"{path}/{group['id']}").status_code == 204
    assert api.patch(f"{path}/{group['id']}", {}).status_code == 404


def test_options_keep_their_order_or_are_sorted_and_are_at_most_1000(api: Api) -> None:
    many = [str(n) for n in range(1001)]
    body = {"name": "Many", "type_class": "DropdownAttribute", "options": many}
    assert api.post("v1/attributes/product", body).status_code == 422
    assert len(row_of(api.create_attribute("Most", "DropdownAttribute", options=many[:1000]))["options"]) == 1000
    options = ["Lagado", "arkham", "R'lyeh"]
    by_hand = row_of(api.create_attribute("A", "MultiSelectAttribute", options=options))
    assert (by_hand["options"], by_hand["manual_sorting"], by_hand["sort_ascending"]) == (options, True, True)
    rising = row_of(api.create_attribute("B", "MultiSelectAttribute", options=options, manual_sorting=False))
    assert rising["options"] == ["arkham", "Lagado", "R'lyeh"]
    falling = row_of(
        api.create_attribute("C", "DropdownAttribute", options=options, manual_sorting=False, sort_ascending=False)
    )
    assert falling["options"] == ["R'lyeh", "Lagado", "arkham"]
    path = f"v1/attributes/product/{falling['id']}"
    assert row_of(api.patch(path, {"options": ["x", "y"]}))["options"] == ["y", "x"]


def test_null_empties_an_attribute_group(api: Api) -> None:
    path = "v1/attribute-groups/product"
    group = row_of(api.post(path, {"name": "G", "attribute_labels": ["title"]}))
    assert row_of(api.patch(f"{path}/{group['id']}", {"attribute_labels": None}))["attribute_labels"] == []
