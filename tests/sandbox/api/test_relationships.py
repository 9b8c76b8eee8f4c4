"""Definitions of relationships."""

from tests.sandbox.api_client import Api


def test_an_account_has_at_most_10_definitions(api: Api) -> None:
    for n in range(9):
        assert api.post("v1/relationships", {"name": f"R {n}"}).status_code == 201
    assert api.post("v1/relationships", {"name": "one more"}).status_code == 422


def test_a_definition_takes_its_name_only_and_keeps_its_label(api: Api) -> None:
    answer = api.post("v1/relationships", {"name": "Gift pack", "symmetrical": True})
    result = answer.json()["data"][0]
    assert answer.status_code == 201
    assert (result["label"], result["symmetrical"]) == ("gift_pack", False)
    assert api.post("v1/relationships", {"name": "Gift pack"}).status_code == 422
    assert api.patch(f"v1/relationships/{result['id']}", {"name": "Box"}).json()["data"][0]["label"] == "gift_pack"
    found = api.post("v1/relationships/search", {"filters": [[{"field": "name", "operator": "eq", "value": "Box"}]]})
    assert [r["id"] for r in found.json()["data"]] == [result["id"]]
    by_id = [[{"field": "id", "operator": "in", "value": [result["id"]]}]]
    answer = api.post("v1/relationships/search", {"filters": by_id, "attributes": ["name"]})
    assert answer.json()["data"] == [{"id": result["id"], "name": "Box"}]
    assert answer.json()["pagination"]["total_count"] == 2
