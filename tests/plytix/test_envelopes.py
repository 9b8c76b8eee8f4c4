"""Error bodies of Plytix, which have several forms, as one sentence."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_plytix.plytix.envelopes import Complaint, complaint_of

BODIES: dict[str, tuple[Any, str]] = {
    "v1 and v2": (
        {"error": {"msg": "Schema validation error", "errors": [{"field": "schema", "msg": "columns limit exceeded"}]}},
        "Schema validation error: schema: columns limit exceeded",
    ),
    "two fields": (
        {"error": {"msg": "no", "errors": [{"field": "eq", "msg": "unknown"}, {"field": "filters", "msg": "bad"}]}},
        "no: eq: unknown; filters: bad",
    ),
    "a live sign-in, whose msg is a number": (
        {"error": {"msg": "Bad api_key", "errors": [{"field": "http_status_code", "msg": 401}]}},
        "Bad api_key: http_status_code: 401",
    ),
    "msg is an object": (
        {"error": {"msg": "no", "errors": [{"field": "label", "msg": {"min": 1}}]}},
        'no: label: {"min": 1}',
    ),
    "the outer msg is an object": ({"error": {"msg": {"wait": 3}}}, '{"wait": 3}'),
    "errors are missing": ({"error": {"msg": "Rate limit exceeded", "retry_after": 1800}}, "Rate limit exceeded"),
    "errors are null": ({"error": {"msg": "no", "errors": None}}, "no"),
    "errors are no list": ({"error": {"msg": "no", "errors": {"field": "sku"}}}, "no"),
    "an error is no object": ({"error": {"msg": "no", "errors": ["sku", {"field": "f", "msg": "m"}]}}, "no: f: m"),
    "no msg": ({"error": {"errors": [{"field": "sku", "msg": "taken"}]}}, "sku: taken"),
    "a 404, whose msg has a leading blank": ({"error": {"msg": " Product not found"}}, "Product not found"),
    "the token endpoint's documentation": ({"msg": "Bad api_key or api_password"}, "Bad api_key or api_password"),
    "accounts": ({"detail": "Not authenticated"}, "Not authenticated"),
    "v3": (
        {"data": [], "errors": [{"name": "InputDTOValidationError", "description": "sku: Field required"}]},
        "InputDTOValidationError: sku: Field required",
    ),
    "error is text": ({"error": "teapot"}, "teapot"),
    "an error without a field": ({"error": {"msg": "no", "errors": [{"msg": "because"}]}}, "no: because"),
    "an empty object": ({}, "no reason given"),
    "text": ("nope", "nope"),
    "a list": (["nope"], '["nope"]'),
    "not ASCII": ({"msg": "größer"}, "größer"),
}

BYTES = {
    "nothing": (b"", "an empty answer"),
    "blanks": (b" \r\n", "an empty answer"),
    "HTML": (b"<html><h1>502 Bad Gateway</h1></html>", "a page of HTML instead of an answer, as gateways send"),
    "HTML behind blank lines": (b"\r\n <!DOCTYPE html>", "a page of HTML instead of an answer, as gateways send"),
    "plain text": (b"upstream timed out", "upstream timed out"),
    "not UTF-8": (b"caf\xe9", "caf\ufffd"),
    "JSON cut off": (b'{"error": {"msg"', '{"error": {"msg"'),
}


@pytest.mark.parametrize(("body", "text"), BODIES.values(), ids=BODIES)
def test_every_known_envelope_is_read(body: Any, text: str) -> None:
    assert str(complaint_of(json.dumps(body).encode())) == text


@pytest.mark.parametrize(("body", "text"), BYTES.values(), ids=BYTES)
def test_a_body_that_is_not_json_is_described_or_quoted(body: bytes, text: str) -> None:
    assert str(complaint_of(body)) == text


def test_control_characters_are_stripped() -> None:
    body = json.dumps({"error": {"msg": "a\x1b[31m\r\nb\x00", "errors": [{"field": "f\x07", "msg": "\u202em"}]}})
    assert str(complaint_of(body.encode())) == "a [31m  b : f :  m"


def test_a_long_complaint_is_cut() -> None:
    text = str(complaint_of(json.dumps({"msg": "x" * 5000}).encode()))
    assert text == "x" * 300 + " ..."


def test_a_complaint_of_300_characters_is_not_cut() -> None:
    assert str(complaint_of(json.dumps({"msg": "x" * 300}).encode())) == "x" * 300


def test_a_field_is_found_by_its_name_and_as_an_attribute() -> None:
    complaint = Complaint("no", (("attributes.color", "a"), ("sku", "b"), ("color", "c"), ("colors", "d")))
    assert (complaint.about("color"), complaint.about("sku"), complaint.about("label")) == ("a; c", "b", "")


@given(st.binary(max_size=400))
def test_any_bytes_make_a_printable_complaint(body: bytes) -> None:
    assert_readable(str(complaint_of(body)))


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
KEYS = st.sampled_from(["error", "msg", "detail", "errors", "field", "name", "description", "data"]) | st.text(
    max_size=3
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4))


@given(VALUES)
def test_any_json_makes_a_printable_complaint(body: Any) -> None:
    complaint = complaint_of(json.dumps(body).encode())
    assert_readable(str(complaint))
    assert isinstance(complaint.about("sku"), str)


def assert_readable(text: str) -> None:
    assert text
    assert text.isprintable()
    assert len(text) <= 304
