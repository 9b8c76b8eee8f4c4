"""Every value of every switch."""

import base64
from typing import Any

import httpx2
import pytest

from plytix_sandbox import ManualClock, Switches
from plytix_sandbox.switches import catalogue
from tests.sandbox.api_client import Api, OpenApi, row_of, rows_of


def test_the_first_value_is_the_default() -> None:
    defaults = Switches()
    assert all(getattr(defaults, info.name) == info.values[0] for info in catalogue())


def test_other_values_are_refused() -> None:
    for info in catalogue():
        with pytest.raises(ValueError, match=info.name):
            Switches(**{info.name: "nonsense"})


def duplicate_sku(api: Api) -> str:
    base = api.id_of("BASE")
    assert api.post(f"v2/products/{base}/variants", {"sku": "BASE"}).status_code == 409
    answer = api.post("v1/products", {"sku": "BASE"})
    assert answer.json()["error"]["errors"][0]["field"] == "sku"
    return str(answer.status_code)


def v1_columns(api: Api) -> str:
    def status(most: int) -> int:
        return api.search(version="v1", attributes=[f"x{n}" for n in range(most)]).status_code

    return {(200, 422): "20", (200, 200): "50"}[status(20), status(50)]


def blocked(open_api: OpenApi, **switches: Any) -> httpx2.Response:
    api = open_api(plan="1+10", **switches)
    api.get("v1/products/x")
    return api.get("v1/products/x")


def retry_after(answer: httpx2.Response) -> str:
    return "header" if "Retry-After" in answer.headers else "absent"


def short_retry_after(open_api: OpenApi, **switch: str) -> str:
    api = open_api(plan="2+3", **switch)
    api.get("v1/products/x")
    api.get("v1/products/x")
    api.clock.advance(1.25)
    short = api.get("v1/products/x")
    assert short.json()["error"]["retry_after"] == float(short.headers["Retry-After"])
    api.clock.advance(8.75)
    api.get("v1/products/x")
    # The hour's is a fraction whatever the switch says.
    assert api.get("v1/products/x").headers["Retry-After"] == "3590.000"
    return {"9": "integer", "8.750": "fraction"}[short.headers["Retry-After"]]


def rate_limit_body(answer: httpx2.Response) -> str:
    if not answer.content:
        return "empty"
    return "html" if "html" in answer.headers["Content-Type"] else "json"


def search_lag(api: Api) -> str:
    api.make("A")
    for seconds in ("0", "2", "10"):
        api.clock.advance(float(seconds) - (api.clock.time() - ManualClock().time()))
        if api.found("sku", "eq", "A"):
            return seconds
    return "never"


def linked_shape(api: Api) -> str:
    product = api.make("A", thumbnail={"id": api.asset()})
    return "objects" if api.read(product, "v2")["thumbnail"] == {"id": api.asset()} else "ids"


def asset_duplicates(api: Api) -> str:
    body = {"content": base64.b64encode(b"x").decode(), "filename": "x.jpg"}
    api.post("v1/assets", body)
    return {409: "url_or_content", 201: "none"}[api.post("v1/assets", body).status_code]


def out_of_family(api: Api) -> str:
    product = api.make("A")
    api.post(f"v1/products/{product}/family", {"product_family_id": api.family()})
    answer = api.patch(f"v1/products/{product}", {"attributes": {"weight": 1, "title": "in"}})
    if answer.status_code == 422:
        return "422"
    values = api.read(product)["attributes"]
    assert values["title"] == "in"
    return "accept" if "weight" in values else "drop"


def null_on_create(api: Api) -> str:
    answer = api.post("v1/products", {"sku": "A", "attributes": {"title": None}})
    return {201: "accept", 422: "422"}[answer.status_code]


def sku_in_patch(api: Api) -> str:
    product = api.make("A")
    assert api.patch(f"v2/products/{product}", {"sku": "B"}).status_code == 200
    sku = api.read(product)["sku"]
    assert api.found("sku", "in", ["A", "B"]) == [sku]
    return {"A": "ignored", "B": "honoured"}[sku]


def family_in_v2_body(api: Api) -> str:
    product = api.make("A", "v2", product_family_id=api.family())
    other = api.make("B")
    api.patch(f"v2/products/{other}", {"product_family_id": api.family()})
    assert api.read(product)["product_family_id"] == api.read(other)["product_family_id"]
    return "honoured" if api.read(product)["product_family_id"] else "ignored"


def search_family(api: Api) -> str:
    product = api.make("A")
    api.post(f"v1/products/{product}/family", {"product_family_id": api.family()})

    def shown(version: str) -> Any:
        one = {"field": "sku", "operator": "eq", "value": "A"}
        row = api.search(one, version=version, attributes=["product_family_id"]).json()["data"][0]
        return row["product_family_id"] == api.family()

    return {(False, True): "null_on_v1", (True, True): "shown", (False, False): "null"}[shown("v1"), shown("v2")]


def sku_in_case(api: Api) -> str:
    return "ignored" if api.found("sku", "in", ["base"]) else "exact"


def in_limit(api: Api) -> str:
    one = {"field": "sku", "operator": "in", "value": [str(n) for n in range(101)]}
    assert api.search({**one, "value": one["value"][:100]}).status_code == 200
    return {200: "none", 422: "100"}[api.search(one).status_code]


def or_limit(api: Api) -> str:
    def search(groups: int) -> httpx2.Response:
        return api.post("v2/products/search", {"filters": [[{"field": "sku", "operator": "exists"}]] * groups})

    for limit in (20, 100):
        assert search(limit).status_code == 200
        refused = search(limit + 1)
        if refused.status_code == 422:
            error = {"field": "schema", "msg": f"filters limit exceeded, current limit is {limit}"}
            assert refused.json() == {"error": {"msg": "Schema validation error", "errors": [error]}}
            return str(limit)
    return "none"


def attribute_filters(api: Api) -> str:
    api.make("A", attributes={"title": "x"})
    answer = api.search(attributes=["attributes.title"], pagination={"order": "-attributes.title"})
    assert answer.json()["data"][0]["attributes"]["title"] == "x"
    one = {"field": "attributes.title", "operator": "eq", "value": "x"}
    found, among = api.search(one), api.search({**one, "field": ["sku", "attributes.title"], "operator": "text_search"})
    assert found.status_code == among.status_code
    if found.status_code == 200:
        return "works" if [row["sku"] for row in found.json()["data"]] == ["A"] else "nothing"
    error = {"field": "filters", "msg": "Field 'attributes.title' doesn't exist"}
    assert found.json() == among.json() == {"error": {"msg": "Schema validation error", "errors": [error]}}
    assert api.found("label", "exists") == ["BASE"]
    return "422"


def unknown_column(api: Api) -> str:
    statuses = {api.search(attributes=[c]).status_code for c in ("nope", "attributes.nope", "relationships.nope")}
    assert api.search(attributes=["label", "attributes.title", "relationships.spare_parts"]).status_code == 200
    return {frozenset({200}): "ignored", frozenset({422}): "422"}[frozenset(statuses)]


def empty_attributes(api: Api) -> str:
    def shown(version: str) -> Any:
        return rows_of(api.search(version=version, attributes=["attributes.title"]))[0]["attributes"]

    assert shown("v2") == {}
    value = shown("v1")
    product = api.id_of("BASE")
    api.patch(f"v1/products/{product}", {"attributes": {"title": "x"}})
    assert shown("v1") == {"title": "x"}
    return {"[]": "list", "{}": "object"}[str(value)]


def unsorted_paging(api: Api) -> str:
    for n in range(10_001):
        api.make(f"S{n}")
    pages = [api.search().content for _ in range(3)]
    return "stable" if len(set(pages)) == 1 else "shuffled"


def date_filter(api: Api) -> str:
    api.clock.advance(3600)
    api.log_in()
    api.make("A")
    return "day" if api.found("created", "gt", "2025-01-01T00:30:00") == [] else "time"


def attribute_error_field(api: Api) -> str:
    answer = api.post("v1/products", {"sku": "A", "attributes": {"weight": "x"}})
    return {"weight": "label", "attributes.weight": "prefixed"}[answer.json()["error"]["errors"][0]["field"]]


def label_collision(api: Api) -> str:
    def create(name: str) -> httpx2.Response:
        return api.post("v1/attributes/product", {"name": name, "type_class": "TextAttribute"})

    create("A B")
    answer = create("A-B")
    return "422" if answer.status_code == 422 else {"a_b_1": "suffix"}[answer.json()["data"][0]["label"]]


def attribute_limits(api: Api) -> str:
    row = row_of(api.create_attribute("Taken", type_class="DateAttribute", include_time=True))
    stated = {key: value for key, value in row.items() if key in ("character_limit", "include_time")}
    return "shown" if stated == {"character_limit": None, "include_time": True} else {0: "absent"}[len(stated)]


def label_parentheses(api: Api) -> str:
    def label(name: str, **body: str) -> str:
        return str(row_of(api.create_attribute(name, **body))["label"])

    assert label("()") == "()"
    relationship = row_of(api.post("v1/relationships", {"name": "Sold (here)"}))["label"]
    found = (label("Amazon UPC (Imported)"), label("Amazon UPC (Shown)", label="upc_shown"), relationship)
    return {
        ("amazon_upc_imported", "amazon_upc_shown", "sold_here"): "dropped",
        ("amazon_upc_(imported)", "upc_shown", "sold_(here)"): "kept",
    }[found]


def url_check(api: Api) -> str:
    answer = api.post("v1/products", {"sku": "A", "attributes": {"site": "nonsense"}})
    assert api.make("B", attributes={"site": "https://x.example/y"})
    return {201: "off", 422: "on"}[answer.status_code]


def gallery_patch(api: Api) -> str:
    product = api.make("A", attributes={"gallery": [{"id": api.asset(0)}]})
    api.patch(f"v2/products/{product}", {"attributes": {"gallery": [{"id": api.asset(1)}]}})
    return {1: "replace", 2: "append"}[len(api.read(product)["attributes"]["gallery"])]


def base64_upload(api: Api) -> str:
    answer = api.post("v1/assets", {"content": "YWJj", "filename": "a.txt"})
    return {201: "works", 500: "500"}[answer.status_code]


def v1_unlink_body(api: Api) -> str:
    a, b = api.make("A"), api.make("B")
    path = f"v1/products/{a}/relationships/{api.relationship()}"
    api.post(path, {"product_relationships": [{"product_id": b}]})
    return {204: "both", 422: "objects"}[api.post(f"{path}/unlink", {"product_relationships": [b]}).status_code]


def symmetrical_links(api: Api) -> str:
    relationship = next(r.id for r in api.sandbox.catalog.relationships if r.symmetrical)
    a, b = api.make("A"), api.make("B")
    path = f"v2/products/{a}/relationships/{relationship}"
    api.post(path, {"product_relationships": [{"product_id": b}]})
    back = bool(api.read(b)["relationships"])
    api.delete(path, {"product_relationships": [b]})
    assert api.read(a)["relationships"] == api.read(b)["relationships"] == []
    return "both_ways" if back else "one_way"


def family_job_delay(api: Api) -> str:
    path = f"v1/product_families/{api.family()}/attributes"
    weight = api.attribute_id("weight")
    api.post(f"{path}/link", {"attributes": [weight]})
    elapsed = 0.0
    for delay in ("0", "0.5", "5", "60"):
        api.clock.advance(float(delay) - elapsed)
        elapsed = float(delay)
        if "weight" in api.get(path).text:
            return delay
    return "never"


def window_anchor(api: Api) -> str:
    api.get("v1/products/x")
    api.clock.advance(1)
    wait = float(api.get("v1/products/x").headers["Retry-After"])
    return {9.0: "first_call", 6.0: "clock"}[wait]


def counter_scope(api: Api) -> str:
    api.get("v1/products/x")
    return {429: "shared", 404: "per_version"}[api.get("v2/products/x").status_code]


def count_unauthorized(api: Api) -> str:
    api.get("v1/products/x", headers={"Authorization": "Bearer None"})
    return {404: "no", 429: "yes"}[api.get("v1/products/x").status_code]


def auth_limit(api: Api) -> str:
    answers = [api.token() for _ in range(20)]
    good = sum(a.status_code == 200 for a in answers)
    assert answers[0].headers.get("RateLimit-Limit") == (None if good == 20 else str(good))
    return {15: "15", 8: "8", 20: "off"}[good]


def bad_credentials_body(api: Api) -> str:
    answer = api.token(api_key="x", api_password="x")
    assert answer.status_code == 401
    return "documented" if answer.json() == {"msg": "Bad api_key or api_password"} else "live"


def bad_token_body(api: Api) -> str:
    answer = api.get("v1/products/x", headers={"Authorization": "Bearer x"})
    return next(iter(answer.json())) if answer.content else "empty"


# These take 10,001 products.
SLOW = {"unsorted_paging"}
CASES = [
    pytest.param(info.name, value, marks=[pytest.mark.slow] if info.name in SLOW else [])
    for info in catalogue()
    for value in info.values
]
TIGHT = {"window_anchor", "counter_scope", "count_unauthorized"}


@pytest.mark.parametrize(("name", "value"), CASES)
def test_every_value_of_a_switch_has_its_effect(open_api: OpenApi, name: str, value: Any) -> None:
    settings = {name: value}
    if name in TIGHT:
        settings |= {"plan": "1+100", "clock": ManualClock(1_735_689_603.0)}
    document = {"relationships": [{"name": "Both", "symmetrical": True}]} if name == "symmetrical_links" else None
    api = open_api(document, logged_in=name != "auth_limit", **settings)
    if name == "short_retry_after":
        assert short_retry_after(open_api, **{name: value}) == value
    elif name in ("retry_after", "rate_limit_body"):
        answer = blocked(open_api, **{name: value})
        assert answer.status_code == 429
        assert globals()[name](answer) == value
    else:
        assert globals()[name](api) == value
