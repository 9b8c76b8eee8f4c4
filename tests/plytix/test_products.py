"""Products: found by exact SKU or id, read, created, put into a family, linked, deleted."""

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from amazon_plytix.plytix import (
    AnswerLost,
    ApiError,
    Columns,
    Contents,
    Duplicate,
    NotFound,
    Plytix,
    Product,
    Refused,
    Relationship,
    Written,
)
from tests.support.scripted import Script, data, linked_to

Run = Callable[..., Any]
Failure = Callable[..., ApiError]

ID = "5c9a2c394a6c255eae53b7fc"
OTHER_ID = "5c9a2c394a6c255eae53b7fd"
AMAZON = Relationship("r1", "Amazon Listings", "amazon_listings")


def row(sku: str, product_id: str | None = None, **more: Any) -> dict[str, Any]:
    return {"id": product_id or f"id-{sku}", "sku": sku, "num_variations": 0, **more}


def bodies(script: Script) -> list[Any]:
    return [json.loads(call.content) for call in script.calls]


def asked_for(script: Script) -> list[list[str]]:
    return [body["filters"][0][0]["value"] for body in bodies(script)]


def find(*skus: str, relationship: Relationship | None = None) -> Callable[[Plytix], Any]:
    return lambda plytix: plytix.products.find_by_sku(skus, Columns((relationship,) if relationship else ()))


def test_products_are_searched_by_sku_and_returned_by_sku(run: Run, script: Script) -> None:
    script.answers.append(data(row("B"), row("A")))
    assert run(find("A", "B", "C")) == {"A": Product("id-A", "A", {}), "B": Product("id-B", "B", {})}
    assert str(script.calls[0].url) == "https://pim.example/api/v2/products/search"
    assert bodies(script) == [
        {
            "filters": [[{"field": "sku", "operator": "in", "value": ["A", "B", "C"]}]],
            "attributes": ["sku", "modified"],
            "pagination": {"page": 1, "page_size": 100},
        }
    ]


def test_a_sku_in_another_case_is_another_product(run: Run, script: Script) -> None:
    script.answers.append(data(row("amzn-us-1"), row("Amzn-US-1"), row("AMZN-US-2"), row(" AMZN-US-1")))
    assert run(find("AMZN-US-1", "AMZN-US-2")) == {"AMZN-US-2": Product("id-AMZN-US-2", "AMZN-US-2", {})}


def test_each_of_two_spellings_finds_its_own_product(run: Run, script: Script) -> None:
    script.answers.append(data(row("x"), row("X")))
    found = run(find("X", "x"))
    assert {sku: product.id for sku, product in found.items()} == {"x": "id-x", "X": "id-X"}


def test_after_a_full_page_of_other_spellings_the_next_is_read(run: Run, script: Script) -> None:
    variants = [row(f"a-{number}") for number in range(100)]
    script.answers.extend([data(*variants), data(*variants), data(row("A"))])
    assert list(run(find("A"))) == ["A"]
    assert [body["pagination"]["page"] for body in bodies(script)] == [1, 2, 3]


def test_a_page_that_is_not_full_is_the_last_whatever_its_counts_say(run: Run, script: Script) -> None:
    counts = {"count": 5000, "total_count": 90_000, "page": 1, "page_size": 100}
    script.answers.append(httpx2.Response(200, json={"data": [row("a")] * 99, "pagination": counts}))
    assert run(find("A")) == {}
    assert len(script.calls) == 1


def test_a_page_past_the_end_is_empty_and_ends_the_search(run: Run, script: Script) -> None:
    script.answers.extend([data(*[row("a")] * 100), data()])
    assert run(find("A")) == {}
    assert len(script.calls) == 2


def test_a_search_stops_when_all_are_found(run: Run, script: Script) -> None:
    script.answers.append(data(*(row(f"S{number}") for number in range(100))))
    assert len(run(find(*(f"S{number}" for number in range(100))))) == 100
    assert len(script.calls) == 1


def test_skus_are_asked_for_a_hundred_at_a_time_and_each_once(run: Run, script: Script) -> None:
    skus = [f"S{number}" for number in range(250)]
    script.otherwise = lambda request: data(*map(row, json.loads(request.content)["filters"][0][0]["value"]))
    found = run(find(*skus, *skus))
    assert list(found) == skus
    assert asked_for(script) == [skus[:100], skus[100:200], skus[200:]]


def test_without_skus_or_ids_no_call_is_made(run: Run, script: Script) -> None:
    assert run(find()) == {}
    assert run(lambda plytix: plytix.products.find_by_id([])) == {}
    assert (script.calls, script.sign_ins) == ([], [])


@pytest.mark.parametrize(
    "answer",
    [
        None, [], {}, 5, "x", [row("A")], {"data": None}, {"data": {}}, {"data": row("A")}, {"data": ["A"]},
        {"data": [{"sku": "A"}]}, {"data": [row("A"), None]}, {"rows": [row("A")]}, {"error": {"msg": "no"}},
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_read_is_an_error_and_never_an_absence(
    failure: Failure, script: Script, answer: object
) -> None:
    script.answers.append(httpx2.Response(200, json=answer))
    error = failure(find("A"), AnswerLost)
    assert str(error) == "Plytix answered /api/v2/products/search in a form that cannot be read"


def test_an_empty_answer_to_a_search_is_an_error_too(failure: Failure, script: Script) -> None:
    script.answers.append(httpx2.Response(200))
    failure(find("A"), AnswerLost)


def test_if_one_part_of_a_search_fails_the_whole_search_fails(failure: Failure, script: Script) -> None:
    script.otherwise = lambda request: data() if b'"S0"' in request.content else httpx2.Response(422)
    failure(find(*(f"S{number}" for number in range(150))), Refused)


def test_a_search_shows_the_links_of_a_relationship_that_is_asked_for(run: Run, script: Script) -> None:
    links = [
        {
            "relationship_id": "r1",
            "related_products": [
                {"product_id": "p1", "last_modified": "2025-12-23T06:00:00+00:00"},
                {"product_id": "p2"},
            ],
        },
        {"relationship_id": "r2", "related_products": []},
    ]
    script.answers.append(data(row("A", relationships=links), row("B"), row("C", relationships=None)))
    found = run(find("A", "B", "C", relationship=AMAZON))
    assert bodies(script)[0]["attributes"] == ["sku", "modified", "relationships.amazon_listings"]
    assert found["A"].related == {"r1": {"p1": "2025-12-23T06:00:00", "p2": None}, "r2": {}}
    assert found["B"].related == found["C"].related == {}


def test_products_are_searched_by_id_and_returned_by_id(run: Run, script: Script) -> None:
    script.answers.append(data(row("A", ID)))
    found = run(lambda plytix: plytix.products.find_by_id([ID, OTHER_ID], Columns((AMAZON,))))
    assert found == {ID: Product(ID, "A", {})}
    assert bodies(script)[0]["filters"] == [[{"field": "id", "operator": "in", "value": [ID, OTHER_ID]}]]


def test_a_string_that_cannot_be_an_id_is_not_searched_for(run: Run, script: Script) -> None:
    script.answers.append(data())
    ids = [ID, "", "x", ID[:-1], ID + "0", "g" * 24, f"{ID}\n"]
    assert run(lambda plytix: plytix.products.find_by_id(ids)) == {}
    assert asked_for(script) == [[ID]]


def test_the_links_of_one_product_are_read_from_the_product(run: Run, script: Script) -> None:
    links = [{"relationship_id": "r1", "related_products": [{"product_id": "p1"}]}]
    script.answers.append(data({"id": ID, "relationships": links}))
    assert run(lambda plytix: linked_to(plytix, ID, AMAZON)) == {"p1"}
    assert (script.calls[0].method, script.calls[0].url.path) == ("GET", f"/api/v2/products/{ID}")


def test_a_product_is_read_with_its_links_and_when_it_was_modified(run: Run, script: Script) -> None:
    links = [{"relationship_id": "r1", "related_products": [{"product_id": "p1"}]}]
    values = {"amazon_asin": "B000000001"}
    script.answers.append(
        data(row("A", ID, relationships=links, modified="2025-12-23T06:00:00.123", attributes=values))
    )
    product = run(lambda plytix: plytix.products.read(ID))
    assert product == Product(ID, "A", {"r1": {"p1": None}}, "2025-12-23T06:00:00.123", values)
    assert (script.calls[0].method, script.calls[0].url.path) == ("GET", f"/api/v2/products/{ID}")


def test_a_relationship_without_targets_may_be_shown_with_null(run: Run, script: Script) -> None:
    script.answers.append(data({"id": ID, "relationships": [{"relationship_id": "r1", "related_products": None}]}))
    assert run(lambda plytix: linked_to(plytix, ID, AMAZON)) == frozenset()


def test_a_product_without_links_has_none(run: Run, script: Script) -> None:
    script.answers.append(data({"id": ID}))
    assert run(lambda plytix: linked_to(plytix, ID, AMAZON)) == frozenset()


@pytest.mark.parametrize(
    "links", [5, "AL", [5], [{"related_products": []}], [{"relationship_id": "r", "related_products": [5]}]]
)
def test_links_that_cannot_be_read_are_an_error_and_never_an_absence(
    failure: Failure, script: Script, links: object
) -> None:
    script.answers.append(data(row("A", ID, relationships=links)))
    error = failure(lambda plytix: linked_to(plytix, ID, AMAZON), AnswerLost)
    assert str(error) == f"Plytix shows the links of product {ID} in a form that cannot be read"


def test_the_links_of_a_product_that_does_not_exist_are_not_found(failure: Failure, script: Script) -> None:
    script.answers.append(httpx2.Response(404, json={"error": {"msg": " Product not found"}}))
    error = failure(lambda plytix: linked_to(plytix, ID, AMAZON), NotFound)
    assert str(error) == f"Plytix refused GET /api/v2/products/{ID} (404): Product not found"


def test_a_product_is_created_with_its_attributes_and_its_id_returned(run: Run, script: Script) -> None:
    row = {"id": ID, "modified": "2025-12-23T06:00:00.123"}
    script.answers.append(httpx2.Response(201, json={"data": [row]}))
    attributes = {"amazon_asin": "B000000001", "amazon_is_primary": False}
    written = run(lambda plytix: plytix.products.create("AMZN-US-1", "Boot ™", attributes))
    assert written == Written(ID, "2025-12-23T06:00:00.123")
    assert (script.calls[0].method, script.calls[0].url.path) == ("POST", "/api/v2/products")
    assert bodies(script) == [{"sku": "AMZN-US-1", "label": "Boot ™", "attributes": attributes}]


@pytest.mark.parametrize(
    ("status", "errors"),
    [
        (409, [{"field": "sku", "msg": "Product already exists"}]),
        (409, None),
        (422, [{"field": "sku", "msg": "already exists"}]),
        (422, [{"field": "label", "msg": "too long"}, {"field": "sku", "msg": "Already Exists in this account"}]),
    ],
)
def test_a_sku_that_another_product_has_is_a_duplicate(
    failure: Failure, script: Script, status: int, errors: object
) -> None:
    script.answers.append(httpx2.Response(status, json={"error": {"msg": "no", "errors": errors}}))
    error = failure(lambda plytix: plytix.products.create("AMZN-US-1", "Boot", {}), Duplicate)
    assert isinstance(error, Duplicate)
    assert str(error).startswith(f"Plytix refused to create AMZN-US-1 ({status}): no")
    assert error.status == status


@pytest.mark.parametrize(
    "errors",
    [
        None,
        [{"field": "sku", "msg": "too long"}],
        [{"field": "attributes.amazon_upc", "msg": "attribute does not exist"}],
        [{"field": "label", "msg": "already exists"}],
    ],
)
def test_any_other_422_is_no_duplicate(failure: Failure, script: Script, errors: object) -> None:
    script.answers.append(httpx2.Response(422, json={"error": {"msg": "exists", "errors": errors}}))
    failure(lambda plytix: plytix.products.create("AMZN-US-1", "Boot", {}), Refused)


def test_a_family_may_be_asked_for_in_the_same_call(run: Run, script: Script) -> None:
    script.answers.append(data({"id": ID, "modified": 5}))
    assert run(lambda plytix: plytix.products.create("AMZN-US-1", "Boot", {}, "f1")) == Written(ID, None)
    assert bodies(script)[0]["product_family_id"] == "f1"


@pytest.mark.parametrize(
    "answer", [None, {}, {"data": None}, {"data": []}, {"data": {"id": ID}}, {"data": [{"sku": "AMZN-US-1"}]}]
)
def test_a_create_whose_answer_cannot_be_read_is_a_lost_answer(
    failure: Failure, script: Script, answer: object
) -> None:
    script.answers.append(httpx2.Response(201, json=answer))
    failure(lambda plytix: plytix.products.create("AMZN-US-1", "Boot", {}), AnswerLost)
    assert len(script.calls) == 1


@pytest.mark.parametrize("answered", ["", "x", "..", f"{ID}\n", 5, None, ["x"], True])
def test_a_create_that_is_answered_with_what_is_no_id_is_a_lost_answer(
    failure: Failure, script: Script, answered: object
) -> None:
    script.answers.append(data({"id": answered}))
    failure(lambda plytix: plytix.products.create("AMZN-US-1", "Boot", {}), AnswerLost)


def test_a_product_is_put_into_a_family_and_all_of_it_is_shown(run: Run, script: Script) -> None:
    attributes = {"color": "Blue", "size": None}
    shown = row("A", ID, label="Boot", product_family_id="f1", attributes=attributes)
    script.answers.append(data(shown | {"modified": "2025-12-23T06:00:00+00:00"}))
    written = run(lambda plytix: plytix.products.assign_family(ID, "f1"))
    assert (written.id, written.modified) == (ID, "2025-12-23T06:00:00")
    assert written.contents == Contents(
        ID, "A", modified="2025-12-23T06:00:00", values={"color": "Blue"}, family_id="f1", label="Boot"
    )
    assert (script.calls[0].method, script.calls[0].url.path) == ("POST", f"/api/v1/products/{ID}/family")
    assert bodies(script) == [{"product_family_id": "f1"}]


def test_a_family_that_is_answered_without_the_product_shows_nothing_of_it(run: Run, script: Script) -> None:
    script.answers.append(data({"id": ID}))
    assert run(lambda plytix: plytix.products.assign_family(ID, "f1")) == Written(ID, None)


def test_a_family_that_is_answered_with_another_product_is_a_lost_answer(failure: Failure, script: Script) -> None:
    script.otherwise = lambda _: data({"id": OTHER_ID})
    assert OTHER_ID in str(failure(lambda plytix: plytix.products.assign_family(ID, "f1"), AnswerLost))


@pytest.mark.parametrize(("family", "returned"), [("f1", "f1"), ("", None), (None, None)])
def test_the_family_of_a_product_is_read_from_v1(
    run: Run, script: Script, family: str | None, returned: str | None
) -> None:
    script.answers.append(data({"id": ID, "product_family_id": family}))
    assert run(lambda plytix: plytix.products.contents_of(ID)).family_id == returned
    assert (script.calls[0].method, script.calls[0].url.path) == ("GET", f"/api/v1/products/{ID}")


def test_a_product_is_linked_to_several_in_one_call(run: Run, script: Script) -> None:
    script.answers.append(httpx2.Response(200))
    run(lambda plytix: plytix.products.link(ID, AMAZON, ["p1", "p2"]))
    assert script.calls[0].url.path == f"/api/v2/products/{ID}/relationships/r1"
    targets = [{"product_id": "p1", "quantity": 1}, {"product_id": "p2", "quantity": 1}]
    assert bodies(script) == [{"product_relationships": targets}]


def test_an_id_cannot_change_the_path_of_a_call(failure: Failure, script: Script) -> None:
    script.answers.append(httpx2.Response(404))
    failure(lambda plytix: plytix.products.assign_family("../v1/x?y#z", "f1"), NotFound)
    assert script.calls[0].url.raw_path == b"/api/v1/products/..%2Fv1%2Fx%3Fy%23z/family"


READ_AND_DELETE = [("GET", f"/api/v1/products/{ID}"), ("DELETE", f"/api/v2/products/{ID}")]


def sent(script: Script) -> list[tuple[str, str]]:
    return [(call.method, call.url.path) for call in script.calls]


def test_a_product_is_read_and_deleted(run: Run, script: Script) -> None:
    script.answers.extend([data(row("A", ID)), httpx2.Response(204)])
    run(lambda plytix: plytix.products.delete_if(ID, lambda held: held.sku == "A"))
    assert sent(script) == READ_AND_DELETE


def test_a_product_that_may_not_go_as_it_is_now_is_not_deleted(run: Run, script: Script) -> None:
    script.answers.append(data(row("B", ID)))
    run(lambda plytix: plytix.products.delete_if(ID, lambda held: held.sku == "A"))
    assert sent(script) == READ_AND_DELETE[:1]


def test_a_product_that_is_gone_is_not_found(failure: Failure, script: Script) -> None:
    script.answers.append(httpx2.Response(404))
    failure(lambda plytix: plytix.products.delete_if(ID, lambda _: True), NotFound)


@pytest.mark.parametrize("answer", [httpx2.Response(404), httpx2.Response(200), data({"id": ID})])
def test_a_deletion_that_is_answered_oddly_is_read_back(
    run: Run, failure: Failure, script: Script, answer: httpx2.Response
) -> None:
    script.answers.extend([data(row("A", ID)), answer, httpx2.Response(404)])
    run(lambda plytix: plytix.products.delete_if(ID, lambda _: True))
    script.answers.extend([data(row("A", ID)), answer, data(row("A", ID))])
    assert "still shows it" in str(failure(lambda plytix: plytix.products.delete_if(ID, lambda _: True), AnswerLost))


@pytest.mark.parametrize(
    "trouble", [httpx2.Response(429, headers={"Retry-After": "7"}), httpx2.Response(502), httpx2.Response(401)]
)
def test_a_deletion_that_is_put_off_or_not_answered_begins_anew_with_the_reading(
    run: Run, script: Script, trouble: httpx2.Response
) -> None:
    script.answers.extend([data(row("A", ID)), trouble, data(row("B", ID))])
    run(lambda plytix: plytix.products.delete_if(ID, lambda held: held.sku == "A"))
    assert sent(script) == [*READ_AND_DELETE, READ_AND_DELETE[0]]


def test_only_the_links_are_removed_that_are_chosen_of_what_is_there_now(run: Run, script: Script) -> None:
    links = {"relationship_id": "r1", "related_products": [{"product_id": "p1"}, {"product_id": "p2"}]}
    script.answers.extend([data(row("A", ID, relationships=[links])), httpx2.Response(204), data(row("A", ID))])
    for _ in range(2):
        run(lambda plytix: plytix.products.unlink_if(ID, AMAZON, lambda held: list(held.related.get("r1", {}))[1:]))
    assert sent(script) == [
        ("GET", f"/api/v2/products/{ID}"),
        ("DELETE", f"/api/v2/products/{ID}/relationships/r1"),
        ("GET", f"/api/v2/products/{ID}"),
    ]
    assert json.loads(script.calls[1].content) == {"product_relationships": ["p2"]}


def test_products_are_found_by_what_they_are_linked_to(run: Run, script: Script) -> None:
    links = {"relationship_id": "r1", "related_products": [{"product_id": OTHER_ID}]}
    script.answers.append(data(row("A", ID, relationships=[links])))
    [found] = run(lambda plytix: plytix.products.find_linked_to([OTHER_ID, "no id"], AMAZON))
    assert (found.sku, found.related) == ("A", {"r1": {OTHER_ID: None}})
    [asked] = bodies(script)
    target = {"relationship_id": "r1", "operator": "exists", "product_ids": [{"id": OTHER_ID}]}
    assert (asked["filters"], asked["relationship_filters"]) == ([], [[target]])


def test_a_search_by_prefix_is_made_in_parts_only_if_it_was_too_large(failure: Failure, script: Script) -> None:
    script.answers.append(httpx2.Response(422, json={"error": {"msg": "no such operator"}}))
    failure(lambda plytix: plytix.products.find_by_sku_prefix("AMZN-", Columns()), Refused)
    assert len(script.calls) == 1


def test_links_of_a_product_are_removed_in_one_call(run: Run, script: Script) -> None:
    script.answers.append(httpx2.Response(204))
    run(lambda plytix: plytix.products.unlink(ID, AMAZON, ["p1", "p2"]))
    [call] = script.calls
    assert (call.method, call.url.path) == ("DELETE", f"/api/v2/products/{ID}/relationships/r1")
    assert bodies(script) == [{"product_relationships": ["p1", "p2"]}]


@pytest.mark.parametrize(
    ("key", "value", "more"),
    [
        ("assets", [{"id": "x"}], ("assets",)),
        ("categories", [{"id": "x"}], ("categories",)),
        ("num_variations", 1, ("variants",)),
        ("_parent_id", OTHER_ID, ("a parent",)),
        ("thumbnail", {"id": "x"}, ("a thumbnail",)),
        ("gtin", "4006381333931", ("a GTIN",)),
    ],
)
def test_the_contents_of_a_product_are_its_filled_attributes_and_what_a_new_one_does_not_have(
    run: Run, script: Script, key: str, value: object, more: tuple[str, ...]
) -> None:
    attributes = {"color": "Blue", "size": None, "tags": []}
    script.answers.append(data(row("A", ID, label="Boot", attributes=attributes, **{key: value})))
    held = run(lambda plytix: plytix.products.contents_of(ID))
    assert (held.label, held.values, held.more) == ("Boot", {"color": "Blue"}, more)


@pytest.mark.parametrize("status", ["Completed", "Draft", None])
def test_the_contents_of_a_product_have_its_status_if_it_is_shown(run: Run, script: Script, status: str | None) -> None:
    script.answers.append(data(row("A", ID, label="Boot", attributes={}, status=status)))
    held = run(lambda plytix: plytix.products.contents_of(ID))
    assert (held.status, held.more) == (status, ())


@pytest.mark.parametrize("status", [422, 428])
def test_a_search_by_attribute_that_is_refused_as_too_large_is_made_in_halves(
    run: Run, script: Script, status: int
) -> None:
    def at_most_two_values(request: httpx2.Request) -> httpx2.Response:
        values = [conditions[0]["value"] for conditions in json.loads(request.content)["filters"]]
        return httpx2.Response(status) if len(values) > 2 else data(*map(row, values))

    script.otherwise = at_most_two_values
    found = run(lambda plytix: plytix.products.find_by_attribute("color", list("ABCDE"), Columns()))
    assert [product.sku for product in found] == list("ABCDE")
    assert {conditions[0]["field"] for body in bodies(script) for conditions in body["filters"]} == {"attributes.color"}


def test_an_attribute_that_cannot_be_filtered_is_an_error_once_a_single_value_is_refused(
    failure: Failure, script: Script
) -> None:
    script.otherwise = lambda _: httpx2.Response(422, json={"error": {"msg": "unknown field"}})
    failure(lambda plytix: plytix.products.find_by_attribute("colour", ["A", "B"], Columns()), Refused)
    assert len(script.calls) == 2


def test_a_search_by_prefix_that_matches_too_many_is_made_with_longer_prefixes(run: Run, script: Script) -> None:
    def too_many_for_short_ones(request: httpx2.Request) -> httpx2.Response:
        prefix = json.loads(request.content)["filters"][0][0]["value"]
        return httpx2.Response(428) if prefix == "A" else data(row(f"{prefix}1"), row(f"x{prefix}"))

    script.otherwise = too_many_for_short_ones
    found = run(lambda plytix: plytix.products.find_by_sku_prefix("A", Columns()))
    assert len(script.calls) == 1 + 37
    assert {product.sku for product in found} == {
        f"A{character}1" for character in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
    }
