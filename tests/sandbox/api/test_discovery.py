"""Discovery of filters, memberships and credentials."""

import pytest

from tests.sandbox.api_client import Api, row_of


def test_discovery_lists_fields_types_operators_and_options(api: Api) -> None:
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


def test_discovery_lists_the_fields_of_files_and_definitions(api: Api) -> None:
    assets = api.get("v1/filters/asset").json()["data"][0]["attributes"]
    assert {"filename", "file_type", "categories"} <= {f["key"] for f in assets}
    assert [f["key"] for f in assets if "options" in f] == ["file_type"]
    relationships = api.get("v1/filters/relationships").json()["data"][0]["attributes"]
    assert {f["key"] for f in relationships} == {"label", "name", "created", "symmetrical", "id", "modified"}
    assert all({"filter_type", "key", "operators"} <= f.keys() for f in (*assets, *relationships))
    assert all(f["filter_type"].endswith("Attribute") for f in (*assets, *relationships))


@pytest.mark.parametrize("what", ["memberships", "api-credentials"])
def test_memberships_and_credentials_can_be_searched(api: Api, what: str) -> None:
    answer = api.post(f"v1/accounts/{what}/search", {})
    assert answer.status_code == 200
    assert answer.json()["data"][0]["name"] == "Sandbox"
    assert "api_password" not in answer.text


def test_html_is_filtered_as_text_and_completeness_as_a_number(api: Api) -> None:
    made = (
        row_of(api.create_attribute("Html", "HtmlAttribute")),
        row_of(api.create_attribute("Filled", "CompletenessAttribute")),
    )
    assert [attribute["filter_type"] for attribute in made] == ["TextAttribute", "DecimalAttribute"]
    types = {f["key"]: f["filter_type"] for f in api.get("v1/filters/product").json()["data"][0]["attributes"]}
    assert (types["attributes.html"], types["attributes.filled"]) == ("TextAttribute", "DecimalAttribute")
