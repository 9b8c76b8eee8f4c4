"""Rate limits: the client sleeps as long as the answer says and goes on."""

from typing import Any

import pytest

from plytix_sandbox import Fault
from tests.sandbox.clients.driver import OpenPlytix, Sleeps


@pytest.mark.parametrize("body", ["json", "empty", "html"])
def test_the_client_waits_for_the_window_and_loses_nothing(open_plytix: OpenPlytix, sleeps: Sleeps, body: Any) -> None:
    plytix = open_plytix(plan="3+1000", rate_limit_body=body)
    sleeps.clock = plytix.clock
    made = [plytix.products.create_product(f"S{n}") for n in range(7)]
    assert [product.sku for product in made] == [f"S{n}" for n in range(7)]
    assert sleeps.seconds == [10, 10]


def test_the_hour_is_waited_for_too(open_plytix: OpenPlytix, sleeps: Sleeps) -> None:
    plytix = open_plytix(plan="50+4")
    sleeps.clock = plytix.clock
    plytix.products.create_product("A")
    plytix.clock.advance(100.5)
    for sku in "BCDE":
        plytix.products.create_product(sku)
    # The token is old by then, and its renewal is not a call.
    assert sleeps.seconds == [3499.5]


def test_without_retry_after_the_client_doubles_its_waits(open_plytix: OpenPlytix, sleeps: Sleeps) -> None:
    plytix = open_plytix(plan="2+1000", retry_after="absent")
    sleeps.clock = plytix.clock
    for sku in "ABC":
        plytix.products.create_product(sku)
    assert sleeps.seconds == [1, 2, 4, 8]


def test_a_retry_after_with_a_fraction_is_understood(open_plytix: OpenPlytix, sleeps: Sleeps) -> None:
    faults = [Fault(do="rate_limit", retry_after="1089.492", method="GET", count=1)]
    plytix = open_plytix(faults=faults)
    made = plytix.products.create_product("A")
    assert plytix.products.get_product(made.id) == made
    assert sleeps.seconds == [1089.492]


def test_many_calls_side_by_side_get_through_a_small_window(open_plytix: OpenPlytix, sleeps: Sleeps) -> None:
    plytix = open_plytix(plan="5+1000")
    sleeps.clock = plytix.clock
    plytix.filters.get_assets_filters()
    made = plytix.products.create_products([{"sku": f"S{n}"} for n in range(12)])
    assert [product.sku for product in made] == [f"S{n}" for n in range(12)]


def test_a_client_can_cool_down_after_every_call(open_plytix: OpenPlytix, sleeps: Sleeps) -> None:
    plytix = open_plytix(client={"response_cooldown_seconds": 2.0})
    for sku in "AB":
        plytix.products.create_product(sku)
    assert sleeps.seconds == [2.0, 2.0]
