"""Attributes, groups, families."""

import pytest

from plytix_sandbox.catalog.attributes import SYSTEM_LABELS


def create(api, name="Some Name", type_class="TextAttribute", **more):
    return api.post("v1/attributes/product", {"name": name, "type_class": type_class, **more})


def told(answer):
    assert answer.status_code in (200, 201), answer.text
    return answer.json()["data"][0]


def test_label_rule(api):
    attribute = told(create(api, "In-Stock No.1: A", label="own"))
    assert attribute["label"] == "in_stock_no_1__a"
    renamed = told(api.patch(f"v1/attributes/product/{attribute['id']}", {"name": "Else"}))
    assert (renamed["name"], renamed["label"]) == ("Else", "in_stock_no_1__a")


def test_attribute_name_taken(api):
    answer = create(api, "Title")
    assert answer.status_code == 422
    assert answer.json() == {"error": {"msg": "a product attribute with same name already exists"}}


def test_attribute_forms(api):
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


def test_created_into_a_family(api):
    family = api.family()
    levels = [{"id": family, "attribute_level": "parent_level"}]
    attribute = told(create(api, product_families=levels))
    rows = api.get(f"v1/product_families/{family}/attributes").json()["data"]
    assert {r["label"]: r["attribute_level"] for r in rows}[attribute["label"]] == "parent_level"


def test_options_replaced(api):
    colour = api.sandbox.catalog.attributes.labelled("colour").id
    path = f"v1/attributes/product/{colour}"
    assert told(api.patch(path, {"options": ["Green"]}))["options"] == ["Green"]
    assert told(api.get(path))["options"] == ["Green"]
    assert api.post("v1/products", {"sku": "A", "attributes": {"colour": "Red"}}).status_code == 422
    assert api.make("A", attributes={"colour": "Green"})


def test_attribute_deleted(api):
    product = api.make("A", attributes={"title": "x"})
    title = api.sandbox.catalog.attributes.labelled("title").id
    answer = api.delete(f"v1/attributes/product/{title}")
    assert (answer.status_code, answer.content) == (202, b"")
    assert "title" not in api.read(product)["attributes"]
    assert api.delete(f"v1/attributes/product/{title}").status_code == 404
    create(api, "Title")
    assert "title" not in api.read(product)["attributes"]


def test_attribute_search(api):
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


def test_groups(api):
    path = "v1/attribute-groups/product"
    group = told(api.post(path, {"name": "G", "attribute_labels": ["gtin", "title"], "order": 2}))
    assert group == {"id": group["id"], "name": "G", "attribute_labels": ["gtin", "title"], "order": 2}
    assert api.post(path, {"name": "G", "attribute_labels": ["nope"]}).status_code == 422
    assert told(api.patch(f"{path}/{group['id']}", {"name": "H"}))["attribute_labels"] == ["gtin", "title"]
    assert api.post(f"{path}/search", {}).json()["data"][0]["name"] == "H"
    title = api.sandbox.catalog.attributes.labelled("title").id
    assert told(api.get(f"v1/attributes/product/{title}"))["groups"] == [group["id"]]
    assert api.delete(f"{path}/{group['id']}").status_code == 204
    assert api.patch(f"{path}/{group['id']}", {}).status_code == 404


def test_family_levels(api):
    ids = [a.id for a in api.sandbox.catalog.attributes]
    body = {"name": "F", "attributes": ids[:2], "parent_attributes": [{"label": "colour"}], "attribute_ids": ["x"]}
    family = told(api.post("v1/product_families", body))
    assert {"id", "name", "created", "created_at", "modified", "total_models"} < family.keys()
    assert (family["total_attributes"], family["total_products"]) == (3, 0)
    path = f"v1/product_families/{family['id']}"
    rows = api.get(f"{path}/attributes").json()["data"]
    assert {r["label"]: r["attribute_level"] for r in rows} == {
        "title": "no_level",
        "weight": "no_level",
        "colour": "parent_level",
    }
    for bad in ({"attributes": [ids[0], {"id": ids[1]}]}, {"attributes": ["nope"]}, {"attributes": "x"}, {"name": "F"}):
        assert api.post("v1/product_families", {"name": "G", **bad}).status_code == 422, bad


def test_family_attributes(api):
    path = f"v1/product_families/{api.family()}"
    own = [row["label"] for row in api.get(f"{path}/attributes").json()["data"]]
    every = [row["label"] for row in api.get(f"{path}/all_attributes").json()["data"]]
    assert own == ["title", "colour"]
    assert every == [*SYSTEM_LABELS, "attributes.title", "attributes.colour"]


def test_family_renamed(api):
    path = f"v1/product_families/{api.family()}"
    assert api.patch(path, {"attributes": []}).status_code == 422
    assert told(api.patch(path, {"name": "Boots", "attributes": []}))["total_attributes"] == 2
    assert told(api.get(path))["name"] == "Boots"


def test_family_jobs(api):
    family, weight = api.family(), api.sandbox.catalog.attributes.labelled("weight").id
    path = f"v1/product_families/{family}/attributes"

    def levels():
        return {r["label"]: r["attribute_level"] for r in api.get(path).json()["data"]}

    answer = api.post(f"{path}/link", {"attributes": [weight], "attributes_level": "no_level"})
    assert (answer.status_code, answer.content) == (202, b"")
    assert "weight" not in levels()
    api.clock.advance(0.5)
    assert levels()["weight"] == "no_level"
    assert api.post(f"{path}/edit", {"parent_level": ["attributes.weight"], "no_level": ["colour"]}).status_code == 202
    api.clock.advance(0.5)
    assert levels() == {"title": "no_level", "colour": "no_level", "weight": "parent_level"}
    api.post(f"v1/product_families/{family}/all_attributes/edit", {"variant_level": ["attributes.weight"]})
    api.post(f"{path}/unlink", {"attributes": [api.sandbox.catalog.attributes.labelled("title").id]})
    api.clock.advance(0.5)
    assert levels() == {"colour": "no_level", "weight": "variant_level"}
    for call, body in (("link", {}), ("link", {"attributes": ["x"]}), ("unlink", {"attributes": 5}),
                       ("edit", {"no_level": "x"}), ("link", {"attributes": [], "attributes_level": "x"})):  # fmt: skip
        assert api.post(f"{path}/{call}", body).status_code == 422, (call, body)
    assert api.post("v1/product_families/nope/attributes/link", {"attributes": []}).status_code == 404


def test_family_deleted(api):
    product, family = api.make("A"), api.family()
    api.post(f"v1/products/{product}/family", {"product_family_id": family})
    assert told(api.get(f"v1/product_families/{family}"))["total_products"] == 1
    assert api.delete(f"v1/product_families/{family}").status_code == 202
    assert api.read(product)["product_family_id"] is None
    assert api.get(f"v1/product_families/{family}").status_code == 404


def test_picked_columns(api):
    body = {"filters": [[{"field": "name", "operator": "eq", "value": "shoes"}]], "attributes": ["name"]}
    assert api.post("v1/product_families/search", body).json()["data"] == [{"id": api.family(), "name": "Shoes"}]
    for what in ("assets", "attributes/product", "categories/product", "relationships"):
        rows = api.post(f"v1/{what}/search", {"attributes": ["modified"]}).json()["data"]
        assert all(row.keys() <= {"id", "modified"} for row in rows), what


def test_filter_discovery(api):
    data = api.get("v1/filters/product").json()["data"]
    attributes = {f["key"]: f for f in data[0]["attributes"]}
    assert [f["key"] for f in data[0]["properties"]] == ["_is_variation", "_has_variations"]
    assert attributes["attributes.colour"]["options"] == ["Red", "Blue"]
    assert attributes["attributes.colour"]["filter_type"] == "DropdownAttribute"
    assert attributes["attributes.weight"]["operators"] == ["exists", "!exists", "eq", "!eq", "gt", "gte", "lt", "lte"]
    assert attributes["sku"]["operators"] == ["exists", "!exists", "like", "eq", "!eq"]
    assert attributes["status"]["operators"] == ["eq", "in", "!in"]
    rows = [*attributes.values(), *data[0]["properties"]]
    assert all({"filter_type", "key", "operators"} <= row.keys() for row in rows)


def test_other_filters(api):
    assets = api.get("v1/filters/asset").json()["data"][0]["attributes"]
    assert {"filename", "file_type", "categories"} <= {f["key"] for f in assets}
    assert [f["key"] for f in assets if "options" in f] == ["file_type"]
    relationships = api.get("v1/filters/relationships").json()["data"][0]["attributes"]
    assert {f["key"] for f in relationships} == {"label", "name", "created", "symmetrical", "id", "modified"}
    assert all({"filter_type", "key", "operators"} <= f.keys() for f in (*assets, *relationships))
    assert all(f["filter_type"].endswith("Attribute") for f in (*assets, *relationships))


@pytest.mark.parametrize("what", ["memberships", "api-credentials"])
def test_accounts(api, what):
    answer = api.post(f"v1/accounts/{what}/search", {})
    assert answer.status_code == 200
    assert answer.json()["data"][0]["name"] == "Sandbox"
    assert "api_password" not in answer.text


def test_completeness_attributes_name_what_they_measure(api):
    title = api.sandbox.catalog.attributes.labelled("title").id
    measures = [{"id": title}, {"id": "x", "label": "weight"}]
    made = told(create(api, "Half", "CompletenessAttribute", attributes=measures))
    assert [a["label"] for a in made["attributes"]] == ["title", "weight"]
    path = f"v1/attributes/product/{made['id']}"
    assert [a["label"] for a in told(api.patch(path, {"attributes": [{"id": title}]}))["attributes"]] == ["title"]
    assert told(api.patch(path, {"description": "half"}))["description"] == "half"
    assert api.patch(path, {"attributes": "x"}).status_code == 422


def test_every_search_can_be_sorted_by_the_common_fields(api):
    for what in ("attributes/product", "product_families", "relationships", "categories/file", "assets", "products"):
        for field in ("id", "sku", "created", "modified", "name"):
            answer = api.post(f"v1/{what}/search", {"filters": [], "pagination": {"order": f"-{field}"}})
            assert answer.status_code == 200, (what, field)
        assert api.post(f"v1/{what}/search", {"pagination": {"order": "nope"}}).status_code == 422


def test_numbers_given_as_text(api):
    product = api.make("A", attributes={"weight": "1.5", "pieces": "12", "site": "anything"})
    assert api.read(product)["attributes"] == {"weight": 1.5, "pieces": 12, "site": "anything", "full": 50.0}
    for values in ({"pieces": 10**16}, {"pieces": True}, {"weight": 10**400}, {"weight": "nan"}, {"tags": "a"}):
        assert api.patch(f"v1/products/{product}", {"attributes": values}).status_code == 422, values
