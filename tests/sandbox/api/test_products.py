"""Creating, reading, changing and deleting products."""

from typing import Any

import pytest

from plytix_sandbox import ManualClock
from plytix_sandbox.catalog import products
from plytix_sandbox.faults.foreign import act
from tests.sandbox.api_client import Api, errors_of, row_of


def test_v1_answers_a_write_with_the_whole_product(api: Api) -> None:
    answer = api.post("v1/products", {"sku": "A", "label": "Mug", "attributes": {"title": "x"}})
    result = answer.json()["data"][0]
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"http://sandbox/api/v1/products/{result['id']}"
    assert set(result) == {
        "id", "sku", "label", "gtin", "status", "attributes", "assets", "categories", "thumbnail",
        "num_variations", "_parent_id", "product_type", "product_level", "product_family_id",
        "product_family_model_id", "overwritten_attributes", "relationships", "created", "modified",
    }  # fmt: skip
    assert (result["status"], result["product_type"], result["product_level"]) == ("Draft", "SINGLE", 0)
    assert api.read(result["id"]) == result
    patched = api.patch(f"v1/products/{result['id']}", {"label": "Cup"}).json()["data"][0]
    assert patched == {**result, "label": "Cup", "modified": patched["modified"]}


def test_v2_answers_a_write_with_id_dates_and_audit(api: Api) -> None:
    answer = api.post("v2/products", {"sku": "A"})
    result = answer.json()["data"][0]
    names = {"id", "created", "modified", "created_user_audit", "modified_user_audit"}
    assert answer.status_code == 201
    assert set(result) == names
    assert set(result["created_user_audit"]) == {"type", "user_email", "user_id", "user_name"}
    patched = api.patch(f"v2/products/{result['id']}", {"label": "Cup"})
    assert (patched.status_code, set(patched.json()["data"][0])) == (200, names)


def test_moments_have_a_zone_on_v1_and_none_on_v2(api: Api) -> None:
    product = api.make("A")
    assert api.read(product, "v1")["created"] == "2025-01-01T00:00:00.001000+00:00"
    assert api.read(product, "v2")["created"] == "2025-01-01T00:00:00.001000"


def test_two_calls_never_write_the_same_moment(api: Api) -> None:
    assert api.clock.time() == ManualClock().time()
    family = {"product_family_id": api.family()}
    moments = []
    for sku in ("A", "B", "C"):
        product = api.make(sku)
        moments.append(api.read(product)["modified"])
        api.post(f"v1/products/{product}/family", family)
        moments.append(api.read(product)["modified"])
        act(api.sandbox.catalog, {"do": "patch", "sku": sku, "body": {"label": "by hand"}})
        moments.append(api.read(product)["modified"])
    assert moments == sorted(set(moments))
    api.clock.advance(60)
    assert api.read(api.make("D"))["modified"] == "2025-01-01T00:01:00.000000+00:00"
    api.clock.advance(-60)
    assert api.read(api.make("E"))["modified"] == "2025-01-01T00:01:00.001000+00:00"


def test_writes_past_the_api_share_no_moment_with_a_call(api: Api) -> None:
    catalog = api.sandbox.catalog
    moments = [api.read(api.make("A"))["modified"]]
    products.create(catalog, {"sku": "B"})
    moments += [api.read(api.id_of("B"))["modified"], api.read(api.make("C"))["modified"]]
    products.create(catalog, {"sku": "D"})
    api.clock.advance(1)
    products.create(catalog, {"sku": "E"})
    moments += [api.read(api.id_of(sku))["modified"] for sku in "DE"]
    assert moments == sorted(set(moments))


def test_what_one_call_writes_has_one_moment(api: Api) -> None:
    parent = api.make("A")
    variant = row_of(api.post(f"v2/products/{parent}/variants", {"sku": "A-1"}))["id"]
    assert api.read(parent)["modified"] == api.read(variant)["modified"]


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_the_letter_case_of_a_status_does_not_count(api: Api, version: str) -> None:
    product = api.make("A", version, status="completed")
    assert api.read(product)["status"] == "Completed"
    assert api.patch(f"{version}/products/{product}", {"status": "ARCHIVED"}).status_code == 200
    assert api.read(product)["status"] == "Archived"
    before = api.read(product)["modified"]
    api.patch(f"{version}/products/{product}", {"status": "archived"})
    assert api.read(product)["modified"] == before
    for bad in ("done", "", 5, None, ["Draft"]):
        assert errors_of(api.post(f"{version}/products", {"sku": "B", "status": bad})).keys() == {"status"}


def test_data_is_a_list_even_of_one(api: Api) -> None:
    product = api.make("A")
    for version in ("v1", "v2"):
        assert len(api.get(f"{version}/products/{product}").json()["data"]) == 1


def test_ids_are_24_hex_digits_and_unique(api: Api) -> None:
    ids = {api.make(f"A{n}") for n in range(50)}
    assert len(ids) == 50
    assert all(len(i) == 24 and set(i) <= set("0123456789abcdef") for i in ids)


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_sku_is_required_unique_and_at_most_100_characters(api: Api, version: str) -> None:
    def status(body: Any) -> int:
        return api.post(f"{version}/products", body).status_code

    assert status({}) == status({"sku": ""}) == status({"sku": None}) == status({"sku": 5}) == 422
    assert status({"sku": "x" * 101}) == 422
    assert status({"sku": "x" * 100}) == 201
    assert status({"sku": "a b:c.d-ü"}) == 201
    assert status({"sku": "base"}) == 201
    assert status({"sku": "BASE"}) == 409


def test_a_sku_that_exists_is_a_conflict(api: Api) -> None:
    answer = api.post("v2/products", {"sku": "BASE"})
    assert answer.status_code == 409
    assert answer.json() == {
        "error": {
            "msg": "product data validation failed",
            "errors": [{"field": "sku", "msg": "A product with the same SKU already exists"}],
        }
    }


def test_unknown_keys_of_a_body_are_ignored(api: Api) -> None:
    product = api.make("A", id="nonsense", created="nonsense", colour="Red", num_variations=4)
    assert api.read(product)["num_variations"] == 0


def test_an_unknown_attribute_label_is_unprocessable(api: Api) -> None:
    answer = api.post("v1/products", {"sku": "A", "attributes": {"nope": 1, "attributes.title": "x"}})
    assert answer.status_code == 422
    assert errors_of(answer) == {"nope": "label does not exist", "attributes.title": "label does not exist"}


def test_a_missing_product_is_not_found(api: Api) -> None:
    gone = "5c483ee8eb9139000154dd5e"
    for answer in (
        api.get(f"v1/products/{gone}"),
        api.patch(f"v1/products/{gone}", {}),
        api.delete(f"v1/products/{gone}"),
    ):
        assert answer.status_code == 404
        assert answer.json()["error"] == {
            "msg": f" No results found for {gone}",
            "errors": [{"field": "id", "msg": "product does not exist"}],
        }
    assert api.get(f"v2/products/{gone}").json()["error"] == {
        "msg": "No results found for None",
        "errors": [{"field": "id", "msg": "does not exist"}],
    }


def test_a_malformed_id_is_not_found(api: Api) -> None:
    for call in (api.get, api.delete, lambda path: api.patch(path, {})):
        assert call("v1/products/non-existing-id").status_code == 404


def test_a_patch_merges_attributes_and_null_clears_one(api: Api) -> None:
    product = api.make("A", label="Mug", attributes={"title": "x", "weight": 1.5})
    api.patch(f"v2/products/{product}", {"attributes": {"weight": None, "pieces": 3}})
    result = api.read(product)
    assert result["label"] == "Mug"
    assert result["attributes"] == {"title": "x", "pieces": 3, "full": 50.0}
    api.patch(f"v1/products/{product}", {"label": "Cup", "attributes": {"title": ""}})
    assert api.read(product)["attributes"] == {"pieces": 3, "full": 0.0}


def test_a_refused_patch_changes_nothing(api: Api) -> None:
    product = api.make("A", attributes={"title": "x"})
    before = api.read(product)
    assert api.patch(f"v1/products/{product}", {"label": "y", "attributes": {"title": 5}}).status_code == 422
    assert api.read(product) == before


def test_writing_the_same_value_leaves_modified_alone(api: Api) -> None:
    product = api.make("A", status="Draft", attributes={"title": "x"})
    before = api.read(product)["modified"]
    api.clock.advance(5)
    api.patch(f"v2/products/{product}", {"status": "Draft", "attributes": {"title": "x", "weight": None}})
    assert api.read(product)["modified"] == before
    api.patch(f"v2/products/{product}", {"status": "Completed"})
    assert api.read(product)["modified"] == "2025-01-01T00:00:05.000000+00:00"


def test_empty_attributes_are_left_out_unless_asked_for(api: Api) -> None:
    product = api.make("A", attributes={"title": "x", "tags": []})
    assert api.read(product)["attributes"] == {"title": "x", "full": 50.0}
    result = api.get(f"v1/products/{product}", params={"all_attributes": "true"}).json()["data"][0]["attributes"]
    assert len(result) == 12
    assert (result["title"], result["tags"], result["full"]) == ("x", None, 50.0)


def test_deleting_a_product_deletes_its_variants(api: Api) -> None:
    parent = api.make("A")
    variant = api.post(f"v2/products/{parent}/variants", {"sku": "V"}).json()["data"][0]["id"]
    answer = api.delete(f"v1/products/{parent}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert api.get(f"v1/products/{variant}").status_code == 404
    assert api.delete(f"v1/products/{parent}").status_code == 404
    assert api.make("V")


def test_any_other_missing_record_is_named_in_the_404(api: Api) -> None:
    for path, field, msg in (
        ("attributes/product", "id", "id does not exist"),
        ("product_families", "id", "product family does not exist"),
        ("relationships", "id", "relationship does not exist"),
        ("assets", "asset_id", "asset does not exist"),
    ):
        answer = api.get(f"v1/{path}/nope")
        error = {"msg": " No results found for nope", "errors": [{"field": field, "msg": msg}]}
        assert (answer.status_code, answer.json()) == (404, {"error": error})
