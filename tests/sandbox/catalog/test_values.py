"""The values that attributes and fields of a product may have."""

from typing import Any

from tests.sandbox.api_client import Api, errors_of


def test_all_bad_values_are_reported_at_once(api: Api) -> None:
    values = {
        "title": 5,
        "weight": "1,5",
        "pieces": 1.5,
        "boxed": "yes",
        "day": "today",
        "colour": "Green",
        "tags": ["a", "Red"],
        "picture": "x",
        "gallery": {"id": "x"},
    }
    answer = api.post("v2/products", {"sku": "A", "status": "Gone", "attributes": values})
    result = errors_of(answer)
    assert answer.status_code == 422
    assert set(result) == {*values, "status"}
    assert result["status"] == "Value is not valid, valid values are [Draft, Completed, Archived]"
    assert result["tags"] == "[u'Red'] are not a valid values for Tags attribute."
    assert "valid decimal value" in result["weight"]
    assert api.found("sku", "eq", "A") == []


def test_a_thumbnail_given_as_text_is_refused_with_an_object(api: Api) -> None:
    answer = api.post("v1/products", {"sku": "A", "thumbnail": "5c483ee8eb9139000154dd5e"})
    assert answer.status_code == 422
    assert errors_of(answer) == {"thumbnail": {"_schema": ["Invalid input type."]}}


def test_a_gtin_has_a_check_digit_and_is_unique(api: Api) -> None:
    for bad in ("1234567", "012345678901234", "01234567890129", 4006381333931, "abcdefgh"):
        assert api.post("v1/products", {"sku": "A", "gtin": bad}).status_code == 422, bad
    product = api.make("A", gtin="4006381333931")
    assert "gtin" in errors_of(api.post("v1/products", {"sku": "B", "gtin": "4006381333931"}))
    assert errors_of(api.patch(f"v1/products/{product}", {"gtin": None})) == {"gtin": "Field may not be null."}
    assert api.patch(f"v1/products/{product}", {"gtin": "085007101004"}).status_code == 200
    assert api.post("v1/products", {"sku": "B", "gtin": "4006381333931"}).status_code == 201


def test_a_date_with_a_time_is_refused(api: Api) -> None:
    product = api.make("A")

    def status(label: str, value: Any) -> int:
        return api.patch(f"v2/products/{product}", {"attributes": {label: value}}).status_code

    assert status("day", "2025-01-01") == 200
    for bad in ("2025-01-01T00:00:00", "2025-02-30", "01/02/2025", 20250101):
        assert status("day", bad) == 422, bad
    assert status("moment", "2025-01-01T10:00:00") == 200


def test_dates_get_midnight_and_media_become_lists_on_v2(api: Api) -> None:
    one, two = api.asset(0), api.asset(1)
    values = {"day": "2015-03-28", "picture": {"id": one}, "gallery": [{"id": two}, {"id": one}], "boxed": False}
    product = api.make("A", attributes=values)
    v1, v2 = api.read(product, "v1")["attributes"], api.read(product, "v2")["attributes"]
    assert (v1["day"], v2["day"]) == ("2015-03-28", "2015-03-28T00:00:00")
    assert (v1["picture"]["filename"], v2["picture"]) == ("one.jpg", [one])
    assert ([a["id"] for a in v1["gallery"]], v2["gallery"]) == ([two, one], [two, one])
    assert v1["boxed"] is v2["boxed"] is False


def test_linked_records_are_whole_on_v1_and_ids_on_v2(api: Api) -> None:
    category = next(iter(api.sandbox.catalog.product_categories)).id
    asset = api.asset()
    product = api.make("A", thumbnail={"id": asset}, categories=[{"id": category}])
    v1, v2 = api.read(product, "v1"), api.read(product, "v2")
    assert set(v1["thumbnail"]) == {"id", "filename", "thumbnail", "url"}
    assert v1["categories"] == [{"id": category, "name": "Mugs", "path": ["Mugs"]}]
    assert v2["thumbnail"] == {"id": asset}
    assert v2["assets"] == [{"id": asset}]
    assert v2["categories"] == [{"id": category}]


def test_numbers_given_as_text_are_read(api: Api) -> None:
    product = api.make("A", attributes={"weight": "1.5", "pieces": "12", "site": "anything"})
    assert api.read(product)["attributes"] == {"weight": 1.5, "pieces": 12, "site": "anything", "full": 50.0}
    for values in ({"pieces": 10**16}, {"pieces": True}, {"weight": 10**400}, {"weight": "nan"}, {"tags": "a"}):
        assert api.patch(f"v1/products/{product}", {"attributes": values}).status_code == 422, values
