"""Product families and their attributes."""

from plytix_sandbox.catalog.attributes import SYSTEM_LABELS
from tests.sandbox.api_client import Api, row_of


def test_a_family_keeps_a_level_for_each_attribute(api: Api) -> None:
    ids = [a.id for a in api.sandbox.catalog.attributes]
    body = {"name": "F", "attributes": ids[:2], "parent_attributes": [{"label": "colour"}], "attribute_ids": ["x"]}
    family = row_of(api.post("v1/product_families", body))
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


def test_all_attributes_of_a_family_include_the_systems(api: Api) -> None:
    path = f"v1/product_families/{api.family()}"
    own = [row["label"] for row in api.get(f"{path}/attributes").json()["data"]]
    every = [row["label"] for row in api.get(f"{path}/all_attributes").json()["data"]]
    assert own == ["title", "colour"]
    assert every == [*SYSTEM_LABELS, "attributes.title", "attributes.colour"]


def test_a_patch_of_a_family_takes_its_name_only(api: Api) -> None:
    path = f"v1/product_families/{api.family()}"
    assert api.patch(path, {"attributes": []}).status_code == 422
    assert row_of(api.patch(path, {"name": "Boots", "attributes": []}))["total_attributes"] == 2
    assert row_of(api.get(path))["name"] == "Boots"


def test_changes_of_a_familys_attributes_take_effect_later(api: Api) -> None:
    family, weight = api.family(), api.attribute_id("weight")
    path = f"v1/product_families/{family}/attributes"

    def levels() -> dict[str, str]:
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
    api.post(f"{path}/unlink", {"attributes": [api.attribute_id("title")]})
    api.clock.advance(0.5)
    assert levels() == {"colour": "no_level", "weight": "variant_level"}
    for call, body in (("link", {}), ("link", {"attributes": ["x"]}), ("unlink", {"attributes": 5}),
                       ("edit", {"no_level": "x"}), ("link", {"attributes": [], "attributes_level": "x"})):  # fmt: skip
        assert api.post(f"{path}/{call}", body).status_code == 422, (call, body)
    assert api.post("v1/product_families/nope/attributes/link", {"attributes": []}).status_code == 404


def test_a_deleted_family_leaves_its_products_unassigned(api: Api) -> None:
    product, family = api.make("A"), api.family()
    api.post(f"v1/products/{product}/family", {"product_family_id": family})
    assert row_of(api.get(f"v1/product_families/{family}"))["total_products"] == 1
    assert api.delete(f"v1/product_families/{family}").status_code == 202
    assert api.read(product)["product_family_id"] is None
    assert api.get(f"v1/product_families/{family}").status_code == 404
