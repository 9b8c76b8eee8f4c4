"""Ids are checked where they come from Plytix, and where they go into an address."""

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from amazon_plytix.plytix import AnswerLost, ApiError, Plytix, Relationship, UnusableId
from tests.support.scripted import Script, data

Run = Callable[..., Any]
Failure = Callable[..., ApiError]
Job = Callable[[Plytix, Any], Any]

BAD: list[Any] = [
    "",
    ".",
    "..",
    None,
    5,
    True,
    1.5,
    [],
    {},
    ["a"],
    "a\n",
    "\x00",
    "\x1b[31m",
    "\u202e",
    "\ud800",
    "a\x9b",
]
ODD = ["../../x", "a/b?c#d", "é", " ", "...", "x" * 5000, "%2e%2e", "a b"]
ID = "5c9a2c394a6c255eae53b7fc"

NAMED: dict[str, Job] = {
    "read": lambda plytix, given: plytix.products.read(given),
    "contents": lambda plytix, given: plytix.products.contents_of(given),
    "family": lambda plytix, given: plytix.products.assign_family(given, "f"),
    "link": lambda plytix, given: plytix.products.link(given, Relationship("r", "R", "r"), [ID]),
    "unlink": lambda plytix, given: plytix.products.unlink(given, Relationship("r", "R", "r"), [ID]),
    "link in": lambda plytix, given: plytix.products.link(ID, Relationship(given, "R", "r"), [ID]),
    "delete": lambda plytix, given: plytix.products.delete_if(given, lambda _: True),
    "unlink if": lambda plytix, given: plytix.products.unlink_if(given, Relationship("r", "R", "r"), lambda _: [ID]),
}
SCHEMA: dict[str, Callable[[Plytix], Any]] = {
    "families": lambda plytix: plytix.schema.families(),
    "relationships": lambda plytix: plytix.schema.relationships(),
    "attributes": lambda plytix: plytix.schema.attributes(),
}
FIELDS = [("families", "name"), ("relationships", "name"), ("relationships", "label"), ("attributes", "label")]


@pytest.mark.parametrize("job", NAMED.values(), ids=NAMED)
@pytest.mark.parametrize("given", BAD, ids=ascii)
def test_a_call_on_what_cannot_be_an_id_is_not_sent(failure: Failure, script: Script, job: Job, given: Any) -> None:
    error = failure(lambda plytix: job(plytix, given), UnusableId)
    assert str(error) == f"{ascii(given)[:100]} is not an id of Plytix; nothing was sent"
    assert (script.calls, script.sign_ins) == ([], [])


@pytest.mark.parametrize("given", ODD, ids=lambda given: given[:10])
def test_an_odd_id_stays_in_its_place_in_the_path(run: Run, script: Script, given: str) -> None:
    script.answers.append(httpx2.Response(204))
    run(lambda plytix: plytix.products.link(given, Relationship("r", "R", "r"), [ID]))
    path = script.calls[0].url.raw_path.decode()
    assert path.startswith("/api/v2/products/")
    assert path.count("/") == 6
    assert not {"?", "#", " "} & set(path)


@pytest.mark.parametrize("read", SCHEMA.values(), ids=SCHEMA)
@pytest.mark.parametrize("given", BAD, ids=ascii)
def test_a_row_whose_id_cannot_be_one_is_an_answer_that_cannot_be_read(
    failure: Failure, script: Script, read: Callable[[Plytix], Any], given: Any
) -> None:
    # In ASCII, as JSON may be: a lone surrogate is no UTF-8.
    body = json.dumps({"data": [{"id": given, "name": "n", "label": "l"}]})
    script.answers.extend([httpx2.Response(200, text=body)] * 3)
    # Half of a surrogate pair is no JSON to begin with.
    expected = "something that is not JSON" if given == "\ud800" else "in a form that cannot be read"
    assert str(failure(read, AnswerLost)).endswith(expected)


@pytest.mark.parametrize(("part", "field"), FIELDS)
@pytest.mark.parametrize("given", [5, True, [], {}, ["a"], {"a": 1}], ids=ascii)
def test_a_row_whose_name_or_label_is_no_text_is_an_answer_that_cannot_be_read(
    failure: Failure, script: Script, part: str, field: str, given: Any
) -> None:
    script.answers.append(data({"id": "a", "name": "n", "label": "l"} | {field: given}))
    expected = f"Plytix shows a {field} of its schema in a form that cannot be read"
    assert str(failure(SCHEMA[part], AnswerLost)) == expected


@pytest.mark.parametrize(("part", "field"), FIELDS)
def test_a_row_without_a_name_or_label_has_an_empty_one(run: Run, script: Script, part: str, field: str) -> None:
    script.answers.append(data({"id": "a", "name": "n", "label": "l"} | {field: None}))
    assert len(run(SCHEMA[part])) == 1
