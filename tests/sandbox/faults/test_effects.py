"""What each kind of fault does."""

import httpx2
import pytest

from plytix_sandbox import Fault
from tests.sandbox.api_client import OpenApi

GET = "v1/products/x"


def test_a_fault_can_give_any_answer(open_api: OpenApi) -> None:
    html = "<html>502</html>"
    faults = [
        Fault(do="answer", status=502, body=html, path="/auth/*", count=1),
        Fault(do="answer", status=504, body=html, path="/api/v1/*", method="GET", count=1),
        Fault(do="answer", status=500, body={"error": 1}, path="/api/v1/*", method="GET", skip=1, count=1),
        Fault(do="answer", status=503, path="/api/v2/*"),
    ]
    api = open_api(faults=faults, logged_in=False)
    assert api.token().status_code == 502
    api.log_in()
    first, second, third = (api.get(GET) for _ in range(3))
    assert (first.status_code, first.text, first.headers["Content-Type"]) == (504, html, "text/html; charset=utf-8")
    assert (second.status_code, second.json()) == (500, {"error": 1})
    assert third.status_code == 404
    empty = api.get("v2/products/x")
    assert (empty.status_code, empty.content) == (503, b"")
    assert api.sandbox.gate.windows["v1"].used(0) == (0, 0)


def test_delay_and_latency_take_time_of_the_clock(open_api: OpenApi) -> None:
    api = open_api(faults=[Fault(do="delay", seconds=30, method="GET", count=1)], latency=0.25)
    start = api.clock.time()
    api.get(GET)
    assert api.clock.time() - start == 30.25
    api.get(GET)
    assert api.clock.time() - start == 30.5


def test_a_fault_can_limit_with_any_retry_after(open_api: OpenApi) -> None:
    values = ("7", None, "1089.492")
    faults = [Fault(do="rate_limit", retry_after=v, path="/api/*", skip=n, count=1) for n, v in enumerate(values)]
    api = open_api(faults=faults)
    answers = [api.get(GET) for _ in values]
    assert [a.status_code for a in answers] == [429, 429, 429]
    assert [a.headers.get("Retry-After") for a in answers] == ["7", None, "1089.492"]


def test_a_lost_answer_leaves_its_write(open_api: OpenApi) -> None:
    api = open_api(faults=[Fault(do="lose_answer", method="POST", path="/api/v2/products", count=1)])
    with pytest.raises(httpx2.ReadError):
        api.post("v2/products", {"sku": "A"})
    assert api.sandbox.journal[-1].status == 201
    assert api.post("v2/products", {"sku": "A"}).status_code == 409


def test_a_reset_connection_leaves_no_write(open_api: OpenApi) -> None:
    api = open_api(faults=[Fault(do="reset", method="POST", path="/api/v2/products", count=1)])
    with pytest.raises(httpx2.ReadError):
        api.post("v2/products", {"sku": "A"})
    assert api.sandbox.journal[-1].status == 0
    assert api.post("v2/products", {"sku": "A"}).status_code == 201


def test_a_token_can_be_refused_while_it_is_used(open_api: OpenApi) -> None:
    api = open_api(faults=[Fault(do="refuse_tokens", method="GET", skip=1, count=1)])
    assert [api.get(GET).status_code for _ in range(3)] == [404, 401, 401]
    api.log_in()
    assert api.get(GET).status_code == 404


def test_a_search_can_lag_behind_writes(open_api: OpenApi) -> None:
    api = open_api(faults=[Fault(do="lag", seconds=5, path="/api/v2/products/search")])
    product = api.make("A", label="old")
    api.clock.advance(3)
    assert api.found("sku", "in", ["A"]) == []
    assert api.found("sku", "in", ["A"], "v1") == ["A"]
    api.clock.advance(2)
    assert api.found("label", "eq", "old") == ["A"]
    api.patch(f"v2/products/{product}", {"label": "new"})
    assert api.found("label", "eq", "old") == ["A"]
    assert api.read(product)["label"] == "new"
    api.delete(f"v1/products/{product}")
    assert api.found("label", "eq", "old") == ["A"]
    api.clock.advance(5)
    assert api.found("sku", "in", ["A"]) == []


def test_another_tool_can_use_up_the_rate_window(open_api: OpenApi) -> None:
    api = open_api(plan="100+1000", faults=[Fault(do="spend", calls=99, path="/api/*", count=1)])
    assert [api.get(GET).status_code for _ in range(2)] == [404, 429]
