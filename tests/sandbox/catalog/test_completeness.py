"""Attributes that measure how complete a product is."""

from tests.sandbox.api_client import Api, row_of


def test_completeness_is_a_percentage_of_the_measured_attributes(api: Api) -> None:
    product = api.make("A", attributes={"title": "x", "full": 100})
    assert api.read(product)["attributes"]["full"] == 50.0
    api.patch(f"v1/products/{product}", {"attributes": {"weight": 1}})
    assert api.read(product)["attributes"]["full"] == 100.0
    assert api.found("attributes.full", "gt", 99) == ["A"]


def test_completeness_attributes_name_what_they_measure(api: Api) -> None:
    title = api.attribute_id("title")
    measures = [{"id": title}, {"id": "x", "label": "weight"}]
    made = row_of(api.create_attribute("Half", "CompletenessAttribute", attributes=measures))
    assert [a["label"] for a in made["attributes"]] == ["title", "weight"]
    path = f"v1/attributes/product/{made['id']}"
    assert [a["label"] for a in row_of(api.patch(path, {"attributes": [{"id": title}]}))["attributes"]] == ["title"]
    assert row_of(api.patch(path, {"description": "half"}))["description"] == "half"
    assert api.patch(path, {"attributes": "x"}).status_code == 422


def test_completeness_can_measure_system_attributes(api: Api) -> None:
    measured = [{"id": None, "label": "label"}, {"id": None, "label": "thumbnail"}]
    assert (
        row_of(api.create_attribute("Filled", "CompletenessAttribute", attributes=measured))["attributes"] == measured
    )
    product = api.make("A", label="Mug")
    assert api.read(product)["attributes"]["filled"] == 50.0
    api.patch(f"v1/products/{product}", {"thumbnail": {"id": api.asset()}})
    assert api.read(product)["attributes"]["filled"] == 100.0


def test_completeness_names_only_measures_that_still_exist(api: Api) -> None:
    title = api.attribute_id("title")
    api.delete(f"v1/attributes/product/{title}")
    full = api.attribute_id("full")
    assert [m["label"] for m in row_of(api.get(f"v1/attributes/product/{full}"))["attributes"]] == ["weight"]
