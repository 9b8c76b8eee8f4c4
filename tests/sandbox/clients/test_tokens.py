"""Signing in: how the client gets its token, and another one when that is refused."""

from typing import Any

import httpx
import pytest

from plytix_sandbox import Fault
from tests.sandbox.clients.driver import OpenPlytix, Plytix, Sleeps

SIGN_IN = ("POST", "/auth/api/get-token", 200)


def signed_in(plytix: Plytix) -> int:
    return plytix.requests().count(SIGN_IN)


def test_the_first_call_is_refused_and_then_answered(plytix: Plytix) -> None:
    assert plytix.products.create_product("A").sku == "A"
    path = "/api/v1/products"
    assert plytix.requests() == [("POST", path, 401), SIGN_IN, ("POST", path, 201)]


def test_one_token_serves_many_calls(plytix: Plytix) -> None:
    for sku in "ABC":
        plytix.products.create_product(sku)
    assert signed_in(plytix) == 1


def test_a_token_that_has_expired_is_renewed(plytix: Plytix) -> None:
    made = plytix.products.create_product("A")
    plytix.clock.advance(899)
    assert plytix.products.get_product(made.id) == made
    assert signed_in(plytix) == 1
    plytix.clock.advance(1)
    assert plytix.products.get_product(made.id) == made
    assert signed_in(plytix) == 2


@pytest.mark.parametrize("body", ["error", "msg", "empty"])
def test_a_token_refused_in_the_middle_is_renewed(open_plytix: OpenPlytix, body: Any) -> None:
    faults = [Fault(do="refuse_tokens", path="/api/*", skip=2, count=1)]
    plytix = open_plytix(faults=faults, bad_token_body=body)
    made = [plytix.products.create_product(sku) for sku in "ABC"]
    assert [product.sku for product in made] == list("ABC")
    assert signed_in(plytix) == 2


def test_calls_side_by_side_wait_for_one_token_or_few(plytix: Plytix) -> None:
    made = plytix.products.create_products([{"sku": f"S{n}"} for n in range(8)])
    assert [product.sku for product in made] == [f"S{n}" for n in range(8)]
    assert 1 <= signed_in(plytix) <= 8


@pytest.mark.parametrize("body", ["live", "documented"])
def test_wrong_credentials_are_an_error(open_plytix: OpenPlytix, body: Any) -> None:
    plytix = open_plytix(client={"api_password": "wrong"}, bad_credentials_body=body)
    with pytest.raises(httpx.HTTPStatusError) as refused:
        plytix.products.create_product("A")
    assert refused.value.response.status_code == 401
    assert "Bad api_key or api_password" in refused.value.response.text


@pytest.mark.parametrize("status", [502, 503])
def test_a_gateway_in_trouble_is_asked_again_after_five_seconds(
    open_plytix: OpenPlytix, sleeps: Sleeps, status: int
) -> None:
    faults = [Fault(do="answer", status=status, body="<html>", path="/auth/*", count=2)]
    assert open_plytix(faults=faults).products.create_product("A").sku == "A"
    assert sleeps.seconds == [5, 5]


def test_a_sign_in_that_came_too_soon_is_repeated_after_the_wait_of_the_answer(
    open_plytix: OpenPlytix, sleeps: Sleeps
) -> None:
    faults = [Fault(do="rate_limit", retry_after="0.25", path="/auth/*", count=1)]
    assert open_plytix(faults=faults).products.create_product("A").sku == "A"
    assert sleeps.seconds == [0.25]


def test_a_sign_in_that_came_too_soon_waits_a_quarter_of_an_hour_without_one(
    open_plytix: OpenPlytix, sleeps: Sleeps
) -> None:
    faults = [Fault(do="rate_limit", retry_after=None, path="/auth/*", count=1)]
    assert open_plytix(faults=faults).products.create_product("A").sku == "A"
    assert sleeps.seconds == [900]


def test_a_closed_client_is_closed(plytix: Plytix) -> None:
    plytix.products.create_product("A")
    plytix.close()
    with pytest.raises(RuntimeError, match="closed"):
        plytix.products.create_product("B")
