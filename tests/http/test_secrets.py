"""Secrets are taken out of what a server says."""

import json
from html import escape
from urllib.parse import quote, quote_plus

import pytest

from amazon_plytix.http import Secrets

SECRET = 'p&ss "wörd"/1'


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        json.dumps(SECRET)[1:-1],
        json.dumps(SECRET, ensure_ascii=False)[1:-1],
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        escape(SECRET),
    ],
)
def test_a_secret_is_found_in_all_its_forms(form: str) -> None:
    assert Secrets("other", SECRET).conceal(f"a {form} and {form}") == "a *** and ***"


def test_a_secret_that_is_part_of_another_uncovers_nothing() -> None:
    assert Secrets("hunter", "hunter2-long").conceal("hunter2-long hunter") == "*** ***"


def test_secrets_can_be_added_and_the_last_are_remembered() -> None:
    secrets = Secrets("hunter2")
    for number in range(30):
        secrets.add(f"token-{number:02}")
    assert secrets.conceal("hunter2 token-29 token-14") == "*** *** ***"


@pytest.mark.parametrize("short", ["", "a", "abc"])
def test_a_text_too_short_to_be_a_secret_changes_nothing(short: str) -> None:
    assert Secrets(short).conceal("abracadabra") == "abracadabra"
