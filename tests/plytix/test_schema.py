"""What an account's products are made of, read to the last page."""

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from amazon_plytix.plytix import AnswerLost, ApiError, Attribute, Family, Forbidden, Plytix, Relationship
from tests.support.scripted import Script, data

Run = Callable[..., Any]

READS: dict[str, tuple[Callable[[Plytix], Any], str]] = {
    "families": (lambda plytix: plytix.schema.families(), "/api/v1/product_families/search"),
    "relationships": (lambda plytix: plytix.schema.relationships(), "/api/v1/relationships/search"),
    "attributes": (lambda plytix: plytix.schema.attributes(), "/api/v1/attributes/product/search"),
}


def test_families_are_read_with_id_and_name(run: Run, script: Script) -> None:
    script.answers.append(data({"id": "f1", "name": "8 - Amazon", "created": "x"}, {"id": "f2"}))
    assert run(READS["families"][0]) == [Family("f1", "8 - Amazon"), Family("f2", "")]


def test_relationships_are_read_with_name_and_label(run: Run, script: Script) -> None:
    script.answers.append(data({"id": "r1", "name": "Amazon Listings", "label": "amazon_listings"}))
    assert run(READS["relationships"][0]) == [Relationship("r1", "Amazon Listings", "amazon_listings")]


def test_attributes_are_read_with_their_type(run: Run, script: Script) -> None:
    computed = {"id": "a2", "label": "done", "type_class": "CompletenessAttribute"}
    script.answers.append(data({"id": "a1", "label": "amazon_asin", "type_class": "TextAttribute"}, computed))
    found = run(READS["attributes"][0])
    assert found == [Attribute("amazon_asin", "TextAttribute"), Attribute("done", "CompletenessAttribute")]
    assert [attribute.is_computed for attribute in found] == [False, True]


def test_attributes_are_read_with_the_limits_that_plytix_states(run: Run, script: Script) -> None:
    status = {"label": "s", "type_class": "DropdownAttribute", "options": ["a", "b"]}
    moment = {"label": "m", "type_class": "DateAttribute", "include_time": True, "options": None}
    title = {"label": "t", "type_class": "TextAttribute", "character_limit": 200, "include_time": None}
    script.answers.append(data({"id": "a1", **status}, {"id": "a2", **moment}, {"id": "a3", **title}))
    assert run(READS["attributes"][0]) == [
        Attribute("s", "DropdownAttribute", ("a", "b")),
        Attribute("m", "DateAttribute", include_time=True),
        Attribute("t", "TextAttribute", character_limit=200),
    ]
    asked = json.loads(script.calls[0].content)["attributes"]
    assert asked == ["name", "label", "type_class", "options", "character_limit", "include_time"]


@pytest.mark.parametrize(
    "odd", [{"options": [{"name": "a"}]}, {"options": "a"}, {"character_limit": True}, {"character_limit": 0}]
)
def test_a_limit_that_cannot_be_read_is_one_that_is_not_stated(run: Run, script: Script, odd: dict[str, Any]) -> None:
    script.answers.append(data({"id": "a1", "label": "s", "type_class": "DropdownAttribute", **odd}))
    assert run(READS["attributes"][0]) == [Attribute("s", "DropdownAttribute")]


def test_where_limits_cannot_be_asked_for_attributes_are_read_without(run: Run, script: Script) -> None:
    refusal = httpx2.Response(422, json={"error": {"msg": "unknown column"}})
    script.answers.extend([refusal, data({"id": "a1", "label": "s", "type_class": "TextAttribute"})])
    assert run(READS["attributes"][0]) == [Attribute("s", "TextAttribute")]
    assert json.loads(script.calls[1].content)["attributes"] == ["name", "label", "type_class", "options"]


def test_any_other_refusal_of_attributes_is_an_error(failure: Callable[..., ApiError], script: Script) -> None:
    script.answers.append(httpx2.Response(403, json={"error": {"msg": "no"}}))
    failure(READS["attributes"][0], Forbidden)
    assert len(script.calls) == 1


def test_the_labels_of_a_familys_attributes_are_read_with_and_without_prefix(run: Run, script: Script) -> None:
    script.answers.append(data({"id": "a1", "label": "amazon_asin"}, {"id": "a2", "label": "attributes.amazon_sku"}))
    assert run(lambda plytix: plytix.schema.family_attributes("f1")) == {"amazon_asin", "amazon_sku"}
    assert [call.url.path for call in script.calls] == ["/api/v1/product_families/f1/attributes"]


@pytest.mark.parametrize(("read", "path"), READS.values(), ids=READS)
def test_a_schema_is_read_page_by_page_without_a_filter(
    run: Run, script: Script, read: Callable[[Plytix], Any], path: str
) -> None:
    rows = [{"id": str(number), "name": f"n{number}", "label": f"l{number}"} for number in range(205)]
    script.answers.extend([data(*rows[:100]), data(*rows[100:200]), data(*rows[200:])])
    assert len(run(read)) == 205
    assert [call.url.path for call in script.calls] == [path] * 3
    asked = [json.loads(call.content) for call in script.calls]
    assert [body["pagination"] for body in asked] == [{"page": page, "page_size": 100} for page in (1, 2, 3)]
    assert [body["filters"] for body in asked] == [[], [], []]


@pytest.mark.parametrize(("read", "path"), READS.values(), ids=READS)
def test_a_schema_that_cannot_be_read_is_an_error_and_not_an_empty_schema(
    failure: Callable[..., ApiError], script: Script, read: Callable[[Plytix], Any], path: str
) -> None:
    script.answers.append(httpx2.Response(200, json={"families": []}))
    assert str(failure(read, AnswerLost)) == f"Plytix answered {path} in a form that cannot be read"
