"""What a token states: its life and its limits."""

import json
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_plytix.plytix import RateLimit
from amazon_plytix.plytix.token import Token, read_token

NUMBERS = st.integers(-(10**9), 10**9) | st.floats(allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | st.text(max_size=5)
ROWS = st.lists(st.dictionaries(st.sampled_from(["limit", "window_size", "x"]), SCALARS) | SCALARS, max_size=3)


def token(**claims: Any) -> str:
    """Return a signed token with any claims; jwt.encode would refuse some."""
    return jwt.api_jws.encode(json.dumps(claims).encode(), "k" * 32)


def test_a_live_token_states_its_life_and_its_limits() -> None:
    limits = [{"limit": 20, "window_size": 10}, {"limit": 5000, "window_size": 3600}]
    secret = token(iat=1_766_000_000, exp=1_766_000_900, rate_limit=limits, account_id="a", user_id="u", role="r")
    assert read_token(secret) == Token(secret, 900.0, (RateLimit(20, 10.0), RateLimit(5000, 3600.0)), "a")


def test_a_tokens_life_is_the_difference_whatever_the_clocks_say() -> None:
    assert read_token(token(iat=5, exp=305)).life == 300.0
    assert read_token(token(iat=4_000_000_000, exp=4_000_000_060)).life == 60.0


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"iat": 100},
        {"exp": 100},
        {"iat": 100, "exp": 100},
        {"iat": 100, "exp": 99},
        {"iat": "x", "exp": 5},
        {"iat": None, "exp": None},
        {"iat": 0, "exp": [900]},
        {"iat": 0, "exp": float("inf")},
        {"iat": 0, "exp": float("nan")},
    ],
)
def test_a_token_that_states_no_usable_life_lives_fifteen_minutes(claims: dict[str, Any]) -> None:
    assert read_token(token(**claims)).life == 900.0


@pytest.mark.parametrize(
    "claim",
    [
        None,
        20,
        "20/10",
        {"limit": 20, "window_size": 10},
        [20],
        [None],
        [{"limit": 20}],
        [{"window_size": 10}],
        [{"limit": "many", "window_size": 10}],
        [{"limit": None, "window_size": 10}],
        [{"limit": 0, "window_size": 10}],
        [{"limit": -20, "window_size": 10}],
        [{"limit": 20, "window_size": 0}],
        [{"limit": 20, "window_size": float("nan")}],
        [{"limit": 20, "window_size": 10}, {"limit": 2000}],
        [{"limit": 20, "window_size": 10 + number} for number in range(2000)],
        [{"limit": 20, "window_size": 1e300}],
        [{"limit": 20, "window_size": 1e-300}],
        [{"limit": 20, "window_size": 10}, {"limit": 2000, "window_size": 1e15}],
    ],
)
def test_a_token_that_states_no_usable_limits_states_none(claim: object) -> None:
    assert read_token(token(rate_limit=claim)).limits is None


@pytest.mark.parametrize("secret", ["", ".", "..", "a.b.c", "opaque", "é", token()[:-5], token().split(".")[1]])
def test_a_token_that_cannot_be_read_lives_fifteen_minutes_without_limits(secret: str) -> None:
    read = read_token(secret)
    assert (read.secret, read.life, read.limits) == (secret, 900.0, None)


def test_the_signature_is_not_verified() -> None:
    header, claims, _ = token(iat=0, exp=300).split(".")
    assert read_token(f"{header}.{claims}.AAAA").life == 300.0


def test_claims_that_a_strict_reader_would_refuse_do_no_harm() -> None:
    read = read_token(token(sub=5, jti=6, aud=["a"], iss=7, nbf="later", iat=10, exp=310))
    assert read.life == 300.0


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_a_token(secret: str) -> None:
    assert read_token(secret) == Token(secret, 900.0, None)


@given(SCALARS, SCALARS, SCALARS | ROWS)
def test_any_claims_give_a_usable_life_and_usable_limits(iat: object, exp: object, limits: object) -> None:
    read = read_token(token(iat=iat, exp=exp, rate_limit=limits))
    assert 0 < read.life < float("inf")
    assert all(limit.calls > 0 and limit.seconds > 0 for limit in read.limits or ())


def test_a_token_does_not_show_itself() -> None:
    secret = token(iat=0, exp=300)
    assert secret not in repr(read_token(secret))
    assert secret not in str(read_token(secret))


@pytest.mark.parametrize("huge", [float("inf"), 10**400])
def test_infinite_claims_are_ignored(huge: float) -> None:
    assert read_token(token(iat=0, exp=900, rate_limit=[{"limit": 20, "window_size": huge}])).limits is None
    assert read_token(token(iat=0, exp=huge)).life == 900.0


def test_a_token_that_states_an_empty_list_states_no_limits() -> None:
    assert read_token(token(rate_limit=[])).limits is None


def test_a_token_that_is_not_valid_unicode_lives_fifteen_minutes() -> None:
    assert read_token("\ud800").life == 900.0


@pytest.mark.parametrize(
    "claim", [None, 5, "", "   ", ["a"], {"id": "a"}, True, "\ud800", "a\nb", "\x1b[31m", "a" * 201]
)
def test_a_token_that_names_no_usable_account_names_none(claim: object) -> None:
    assert read_token(token(account_id=claim)).account is None


def test_the_account_that_a_token_names_is_shown_and_its_secret_is_not() -> None:
    assert repr(read_token(token(account_id="5f3c"))) == "Token(life=900.0, limits=None, account='5f3c')"
