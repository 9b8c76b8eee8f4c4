"""Searching products."""

import pytest


def one(field, operator, value=None):
    return {"field": field, "operator": operator, "value": value}


def rows(answer):
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


@pytest.fixture
def mugs(api):
    """Three products: Abc is heavy and red, abc light and blue, Other holds nothing."""
    api.make("Abc", label="Big Mug", status="Completed", attributes={
        "title": "Heavy 100%", "weight": 3.5, "pieces": 2, "boxed": True, "day": "2025-03-01",
        "colour": "Red", "tags": ["a", "b"], "picture": {"id": api.asset()}, "site": "http://x.example",
    })  # fmt: skip
    api.make("abc", label="small mug", attributes={
        "title": "light", "weight": 1, "boxed": False, "day": "2025-03-02", "colour": "Blue", "tags": ["c"],
    })  # fmt: skip
    api.make("Other")
    api.delete(f"v1/products/{api.sandbox.catalog.products.with_sku('BASE').id}")
    return api


def test_or_of_ands(mugs):
    heavy, red = one("attributes.weight", "gt", 3), one("attributes.colour", "eq", "Red")
    light = one("attributes.weight", "lte", 1)
    assert [r["sku"] for r in rows(mugs.search(heavy, red))] == ["Abc"]
    assert rows(mugs.search(light, red)) == []
    answer = mugs.post("v1/products/search", {"filters": [[light, red], [heavy, red], [one("sku", "eq", "other")]]})
    assert [r["sku"] for r in rows(answer)] == ["Abc", "Other"]
    assert len(rows(mugs.post("v2/products/search", {"filters": [[]]}))) == 3


def test_optional_search(mugs):
    for version in ("v1", "v2"):
        for body in (None, {}, {"pagination": {}}, {"filters": []}, {"attributes": []}, {"relationship_filters": []}):
            assert len(rows(mugs.post(f"{version}/products/search", body))) == 3, body


@pytest.mark.parametrize(
    ("field", "operator", "value", "found"),
    [
        ("label", "exists", None, "Abc abc"),
        ("label", "!exists", None, "Other"),
        ("label", "like", "MUG", "Abc abc"),
        ("label", "eq", "big mug", "Abc"),
        ("label", "!eq", "big mug", "abc Other"),
        ("attributes.weight", "exists", None, "Abc abc"),
        ("attributes.weight", "eq", 1, "abc"),
        ("attributes.weight", "!eq", 1, "Abc Other"),
        ("attributes.weight", "gte", 1, "Abc abc"),
        ("attributes.weight", "lt", 3.5, "abc"),
        ("attributes.pieces", "eq", 2, "Abc"),
        ("attributes.boxed", "eq", False, "abc"),
        ("attributes.day", "eq", "2025-03-01", "Abc"),
        ("attributes.day", "gt", "2025-03-01", "abc"),
        ("attributes.day", "lte", "2025-03-01", "Abc"),
        ("attributes.colour", "in", ["Red", "Green"], "Abc"),
        ("attributes.colour", "!in", ["Red"], "abc Other"),
        ("attributes.tags", "in", ["b", "c"], "Abc abc"),
        ("attributes.tags", "!in", ["a"], "abc Other"),
        ("attributes.picture", "exists", None, "Abc"),
        ("assets", "!exists", None, "abc Other"),
        ("thumbnail", "exists", None, ""),
        ("status", "eq", "Completed", "Abc"),
        ("status", "in", ["Draft"], "abc Other"),
        ("created", "gte", "2025-01-01", "Abc abc Other"),
        ("modified", "lt", "2025-01-01T00:00:00", ""),
        ("created", "eq", "2025-01-01", "Abc abc Other"),
        ("_is_variation", "eq", True, ""),
        ("_has_variations", "eq", False, "Abc abc Other"),
        ("static_lists", "in", ["x"], ""),
    ],
)
def test_operators_by_type(mugs, field, operator, value, found):
    assert mugs.found(field, operator, value) == found.split()


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("label", "gt", "a"),
        ("label", "in", ["a"]),
        ("label", "eq", 5),
        ("attributes.weight", "like", "1"),
        ("attributes.weight", "gt", "1"),
        ("attributes.weight", "gt", True),
        ("attributes.weight", "bte", [1]),
        ("attributes.day", "like", "2025"),
        ("attributes.day", "gt", "soon"),
        ("attributes.day", "eq", 20250101),
        ("created", "last_days", -1),
        ("attributes.picture", "eq", "x"),
        ("attributes.colour", "in", "Red"),
        ("attributes.colour", "in", [{}]),
        ("attributes.tags", "eq", "a"),
        ("status", "like", "D"),
        ("sku", "nonsense", "a"),
        ("sku", None, "a"),
        (None, "eq", "a"),
        (["sku"], "eq", "a"),
    ],
)
def test_operators_on_the_wrong_type_are_422(mugs, field, operator, value):
    answer = mugs.search(one(field, operator, value))
    assert answer.status_code == 422
    assert answer.json()["error"]["msg"] == "Schema validation error"


def test_unlisted_operators(mugs):
    told = mugs.get("v1/filters/product").json()["data"][0]["attributes"]
    listed = {row["key"]: row["operators"] for row in told}
    for field, operator, value, found in (
        ("label", "!like", "big", "abc Other"),
        ("attributes.weight", "bte", [1, 3], "abc"),
        ("attributes.day", "bte", ["2025-03-01", "2025-03-02"], "Abc abc"),
        ("created", "last_days", 3, "Abc abc Other"),
        ("label", "text_search", "BIG", "Abc"),
    ):
        assert operator not in listed[field]
        assert mugs.found(field, operator, value) == found.split()
    assert mugs.found(["sku", "label"], "text_search", "BIG") == ["Abc"]
    assert mugs.search(one(["sku", "nope"], "text_search", "x")).status_code == 422


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_sku_in(mugs, version):
    assert mugs.found("sku", "in", ["Other", "Abc", "ABC", "gone"], version) == ["Abc", "Other"]
    ids = [mugs.sandbox.catalog.products.with_sku(sku).id for sku in ("Abc", "abc")]
    assert mugs.found("id", "in", [ids[1], "nope"], version) == ["abc"]
    assert mugs.found("sku", "!in", ["Abc"], version) == ["abc", "Other"]


def test_case_rules(mugs):
    assert mugs.found("sku", "eq", "ABC") == ["Abc", "abc"]
    assert mugs.found("sku", "like", "AB") == ["Abc", "abc"]
    assert mugs.found("attributes.colour", "eq", "red") == ["Abc"]
    assert mugs.found("attributes.colour", "in", ["red"]) == []


def test_like_is_substring(mugs):
    assert mugs.found("attributes.title", "like", "100%") == ["Abc"]
    assert mugs.found("attributes.title", "like", "h%v") == []


def test_page_size(api):
    for n in range(30):
        api.make(f"S{n:02}")
    assert len(rows(api.search())) == 25
    assert len(rows(api.search(pagination={"page_size": 100}))) == 31
    for bad in (101, 0, -1, "5", 2.5, True):
        assert api.search(pagination={"page_size": bad}).status_code == 422, bad
        assert api.search(pagination={"page": bad}).status_code == 422 or bad == 101, bad
    pages = [rows(api.search(pagination={"page": n, "page_size": 10, "order": "-sku"})) for n in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [10, 10, 10, 1]
    assert [r["sku"] for page in pages for r in page][:3] == ["S29", "S28", "S27"]


@pytest.mark.parametrize(("version", "most"), [("v1", 20), ("v2", 50)])
def test_column_limit(api, version, most):
    columns = ["id", "sku", *(f"attributes.x{n}" for n in range(most))]
    assert api.search(version=version, attributes=columns).status_code == 200
    answer = api.search(version=version, attributes=[*columns, "label"])
    assert answer.status_code == 422
    assert answer.json() == {
        "error": {
            "msg": "Schema validation error",
            "errors": [{"field": "schema", "msg": f"columns limit exceeded, current limit is {most}"}],
        }
    }


def test_sorted_limit(open_api):
    api = open_api({"products": [{"sku": f"S{n:05}"} for n in range(10_001)]})
    assert api.search(pagination={"order": "sku"}).status_code == 428
    assert api.search(one("sku", "!eq", "S00000"), pagination={"order": "sku"}).status_code == 200
    assert api.search(pagination={"page": 101, "page_size": 100}).json()["data"][0]["sku"] == "S10000"


def test_sorting(mugs):
    def order(by):
        return [r["sku"] for r in rows(mugs.search(pagination={"order": by}))]

    assert order("sku") == ["Abc", "Other", "abc"]
    assert order("-attributes.weight") == ["Abc", "abc", "Other"]
    assert order("attributes.weight")[0] == "Other"
    assert order("-id") == ["Other", "abc", "Abc"]
    mugs.clock.advance(1)
    mugs.patch(f"v2/products/{mugs.sandbox.catalog.products.with_sku('abc').id}", {"label": "Cup"})
    assert (order("modified"), order("created")) == (["Abc", "Other", "abc"], ["Abc", "abc", "Other"])
    mugs.make("Last")
    assert order("-created")[0] == "Last"
    assert len(order("name")) == 4
    assert mugs.search(pagination={"order": "nope"}).status_code == 422
    assert mugs.search(pagination={"order": 5}).status_code == 422


def test_counts(mugs):
    told = mugs.search(one("label", "exists"), pagination={"page_size": 1}).json()["pagination"]
    assert told == {"count": 2, "order": None, "page": 1, "page_size": 1, "total_count": 3}
    assert mugs.search(pagination={"order": "-sku"}).json()["pagination"]["order"] == "-sku"


def test_default_columns(mugs):
    v1, v2 = (rows(mugs.search(one("sku", "in", ["Abc"]), version=v))[0] for v in ("v1", "v2"))
    assert set(v1) == {"id", "sku", "num_variations", "_parent_id"}
    assert set(v2) == {"id", "sku", "num_variations", "modified_user_audit"}


def test_columns(mugs):
    columns = ["label", "status", "modified", "attributes.weight", "attributes.day"]
    row = rows(mugs.search(one("sku", "in", ["Abc"]), attributes=columns))[0]
    assert (row["label"], row["status"]) == ("Big Mug", "Completed")
    assert row["attributes"] == {"weight": 3.5, "day": "2025-03-01T00:00:00"}
    assert row["modified"] == "2025-01-01T00:00:00.000000"


def test_empties_absent(mugs):
    found = rows(mugs.search(one("sku", "in", ["Other"]), attributes=["attributes.weight", "label"]))
    assert found[0]["attributes"] == {}
    assert found[0]["label"] is None


def test_attribute_prefix(mugs):
    assert mugs.search(one("weight", "gt", 3)).status_code == 422
    assert mugs.found("attributes.weight", "gt", 3) == ["Abc"]


def test_unknown_field(mugs):
    answer = mugs.search(one("nope", "eq", "x"))
    assert answer.status_code == 422
    assert "Field 'nope' doesn't exist" in answer.text
    answer = mugs.post("v1/assets/search", {"filters": [[one("eq", "eq", "x")]]})
    assert answer.json()["error"]["errors"] == [
        {"field": "eq", "msg": "unknown field"},
        {"field": "filters", "msg": "Unable to decode filters properly"},
    ]
    for filters in ("x", [1], [[1]], {"a": 1}, [one("sku", "eq", "x")]):
        assert mugs.post("v2/products/search", {"filters": filters}).status_code == 422, filters


def test_past_the_end(mugs):
    answer = mugs.search(pagination={"page": 10**9})
    assert (rows(answer), answer.json()["pagination"]["count"]) == ([], 3)


def test_family_column(api):
    product = api.make("A")
    api.post(f"v1/products/{product}/family", {"product_family_id": api.family()})
    for version, told in (("v1", None), ("v2", api.family())):
        found = rows(api.search(one("sku", "eq", "A"), version=version, attributes=["product_family_id"]))
        assert found[0]["product_family_id"] == told


def test_relationship_filters(api):
    relationship = api.relationship()
    a, b, c = api.make("A"), api.make("B"), api.make("C")
    linked = [{"product_id": b, "quantity": 2}, {"product_id": c}]
    api.post(f"v2/products/{a}/relationships/{relationship}", {"product_relationships": linked})

    def found(*filters):
        answer = api.search(relationship_filters=list(filters), pagination={"page_size": 100})
        return [r["sku"] for r in rows(answer)]

    def exists(**more):
        return {"relationship_id": relationship, "operator": "exists", **more}

    assert found([exists()]) == ["A"]
    assert found([{**exists(), "operator": "!exists"}]) == ["BASE", "B", "C"]
    assert found([exists(product_ids=[{"id": b, "qty_operator": "gt", "value": [1]}])]) == ["A"]
    assert found([exists(product_ids=[{"id": c, "qty_operator": "gt", "value": [1]}])]) == []
    assert found([exists(product_ids=[{"id": b, "qty_operator": "in", "value": [2, 3]}])]) == ["A"]
    assert found([exists(product_ids=[{"id": a}])]) == []
    two = [exists(), {**exists(), "relationship_id": "5c483ee8eb9139000154dd5e"}]
    bad_quantity = [exists(product_ids=[{"id": b, "qty_operator": "gt", "value": ["x"]}])]
    for bad in ([exists()], ["x"], [[{}]], [two], [[{**exists(), "operator": "eq"}]], [bad_quantity]):
        assert api.search(relationship_filters=bad[0] if bad[0] == exists() else bad).status_code == 422, bad
    assert api.search(relationship_filters=[exists()]).status_code == 422
