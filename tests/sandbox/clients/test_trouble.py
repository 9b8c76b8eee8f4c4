"""Statuses, broken connections and timeouts that Plytix does not document."""

import httpx
import pytest
from plytix_pim_client import config
from plytix_pim_client.exceptions import ConflictError

from plytix_sandbox import Fault
from plytix_sandbox.clock import SystemClock
from tests.sandbox.clients.driver import OpenPlytix, page


@pytest.mark.parametrize("status", [403, 428, 500, 502, 503, 504])
def test_other_statuses_are_raised_as_they_are(open_plytix: OpenPlytix, status: int) -> None:
    faults = [Fault(do="answer", status=status, body="<html>no</html>", method="GET", count=1)]
    plytix = open_plytix(faults=faults)
    made = plytix.products.create_product("A")
    with pytest.raises(httpx.HTTPStatusError) as trouble:
        plytix.products.get_product(made.id)
    assert trouble.value.response.status_code == status
    assert plytix.products.get_product(made.id) == made


def test_sorting_more_than_ten_thousand_matches_is_refused(open_plytix: OpenPlytix) -> None:
    plytix = open_plytix({"products": [{"sku": f"S{n}"} for n in range(10_001)]})
    with pytest.raises(httpx.HTTPStatusError) as trouble:
        plytix.products.search_products([], [], [], page("sku"))
    assert trouble.value.response.status_code == 428


@pytest.mark.parametrize("do", ["reset", "lose_answer"])
def test_a_connection_that_breaks_is_an_error_and_the_next_call_works(open_plytix: OpenPlytix, do: str) -> None:
    plytix = open_plytix(faults=[Fault(do=do, method="POST", path="/api/v1/products", skip=1, count=1)])
    with pytest.raises(httpx.TransportError):
        plytix.products.create_product("A")
    if do == "reset":
        assert plytix.products.create_product("A").sku == "A"
    else:
        with pytest.raises(ConflictError):
            plytix.products.create_product("A")


def test_after_a_timeout_the_client_fails_by_itself(open_plytix: OpenPlytix, monkeypatch: pytest.MonkeyPatch) -> None:
    # Plainly wrong in 1.3.0: it repeats without the body and hands httpx an argument of its own.
    monkeypatch.setattr(config, "HTTP_TIMEOUT", 0.05)
    faults = [Fault(do="delay", seconds=0.4, method="GET", count=1)]
    plytix = open_plytix(faults=faults, clock=SystemClock())
    made = plytix.products.create_product("A")
    with pytest.raises(TypeError, match="fail_if_timeout"):
        plytix.products.get_product(made.id)
    assert plytix.products.create_product("B").sku == "B"
