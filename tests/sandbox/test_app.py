"""The application: routes, redirects, and the journal of requests."""

import asyncio
import time
from typing import Any

from plytix_sandbox import Sandbox, SystemClock
from tests.sandbox.api_client import Api, OpenApi


def test_getting_all_products_is_not_allowed(api: Api) -> None:
    answer = api.get("v1/products")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert api.post("v1/products/bulk").status_code == 405
    assert api.get("v2/products/bulk").status_code == 404


def test_job_routes_are_forbidden(api: Api) -> None:
    assert api.get("v1/jobs/5c483ee8eb9139000154dd5e").status_code == 403
    assert api.post("v1/jobs/search", {}).status_code == 403


def test_a_trailing_slash_redirects_to_another_origin(api: Api) -> None:
    answer = api.raw("GET", "http://127.0.0.1:8765/api/v1/products/x/")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "http://localhost:8765/api/v1/products/x"


def test_v2_has_products_and_their_children_only(api: Api) -> None:
    assert api.post("v1/attributes/product/search", {}).status_code == 200
    for path in ("attributes/product/search", "relationships/search", "assets/search"):
        assert api.post(f"v2/{path}", {}).status_code == 404
    assert api.patch("v2/relationships/x", {}).status_code == 404


def test_a_path_that_the_sandbox_does_not_know_is_named(api: Api) -> None:
    for path in (
        "/",
        "/api/v3/products",
        "/api/v1/product/search",
        "/api/v2/products/x/prices",
        "/api/v1",
        "/pim/api/v1/x",
    ):
        answer = api.raw("GET", path)
        assert answer.status_code == 501, path
        assert answer.json() == {"error": {"msg": f"The sandbox does not know the path {path}"}}
    assert api.sandbox.journal[-1].status == 501
    assert api.get("v1/products/x").status_code == api.get("v2/products/x").status_code == 404


def test_the_journal_keeps_requests_in_memory(open_api: OpenApi) -> None:
    api = open_api()
    api.post("v2/products", {"sku": "A"})
    api.raw("POST", "/api/v2/products?x=1", content=b"{")
    api.get("v1/products/x")
    journal = api.sandbox.journal
    assert [(e.method, e.path, e.status, e.body) for e in journal] == [
        ("POST", "/auth/api/get-token", 200, None),
        ("POST", "/api/v2/products", 201, {"sku": "A"}),
        ("POST", "/api/v2/products", 400, None),
        ("GET", "/api/v1/products/x", 404, None),
    ]
    assert [e.path for e in journal[1:3]] == ["/api/v2/products"] * 2
    assert journal[0].time == api.clock.time()
    journal.clear()
    assert len(journal) == 0


def test_the_application_runs_in_other_servers_too() -> None:
    sent = []

    async def run() -> None:
        messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

        async def receive() -> dict[str, str]:
            return next(messages)

        async def send(message: Any) -> None:
            sent.append(message["type"])

        await Sandbox().app({"type": "lifespan"}, receive, send)

    asyncio.run(run())
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_the_system_clock_tells_the_time_and_sleeps() -> None:
    clock = SystemClock()
    before = clock.time()
    asyncio.run(clock.sleep(0))
    assert abs(before - time.time()) < 60


def test_the_same_seed_and_calls_give_the_same_answers(open_api: OpenApi) -> None:
    def story() -> list[bytes]:
        api = open_api()
        api.make("A", attributes={"title": "x"})
        api.post("v2/products", {"sku": "A"})
        return [api.search().content, api.get("v1/filters/product").content]

    assert story() == story()
