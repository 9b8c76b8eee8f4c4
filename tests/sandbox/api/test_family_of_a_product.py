"""The family of a product."""

import httpx2
import pytest

from tests.sandbox.api_client import Api


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_family_in_a_product_body_is_ignored(api: Api, version: str) -> None:
    family = api.family()
    product = api.make("A", version, product_family=family, product_family_id=family)
    assert api.read(product, version)["product_family_id"] is None
    api.patch(f"{version}/products/{product}", {"product_family": family, "product_family_id": family})
    assert api.read(product, version)["product_family_id"] is None


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_the_family_call_assigns_and_unassigns_with_all_variants(api: Api, version: str) -> None:
    parent, family = api.make("A"), api.family()
    variant = api.post(f"v1/products/{parent}/variants", {"variant": {"sku": "V"}}).json()["data"][0]["id"]

    def assign(product: str, to: str) -> httpx2.Response:
        return api.post(f"{version}/products/{product}/family", {"product_family_id": to})

    answer = assign(parent, family)
    assert answer.status_code == 200
    assert answer.json()["data"][0]["id"] == parent
    assert api.read(parent)["product_family_id"] == api.read(variant)["product_family_id"] == family
    assert assign(parent, "").status_code == 200
    assert api.read(parent)["product_family_id"] is None
    assert assign(parent, "nope").status_code == 422
    assert api.post(f"{version}/products/{parent}/family", {}).status_code == 422


def test_a_variant_takes_no_family_of_its_own(api: Api) -> None:
    variant = api.post(f"v2/products/{api.make('A')}/variants", {"sku": "V"}).json()["data"][0]["id"]
    for version in ("v1", "v2"):
        path = f"{version}/products/{variant}/family"
        assert api.post(path, {"product_family_id": api.family()}).status_code == 422


def test_the_family_call_on_a_missing_product_is_a_server_error(api: Api) -> None:
    assert api.post("v1/products/nope/family", {"product_family_id": api.family()}).status_code == 500
