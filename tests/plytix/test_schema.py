"""What an account's products are made of, read to the last page."""

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from amazon_plytix.plytix import AnswerLost, ApiError, Attribute, Family, Plytix, Relationship
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
