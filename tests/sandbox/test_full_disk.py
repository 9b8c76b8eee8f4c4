"""A state file on a full disk: a write is answered and kept, or refused and forgotten."""

import json
import resource
import signal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from plytix_sandbox import Fault, Sandbox, accounts
from plytix_sandbox.catalog.store import NotSaved
from tests.sandbox.api_client import Api, OpenApi
from tests.sandbox.command import Serve

LONG = "x" * 100_000


@pytest.fixture
def api(open_api: OpenApi, tmp_path: Path) -> Api:
    return open_api(state=tmp_path / "s")


def fill_disk(api: Api) -> None:
    """Let the state file grow no more."""
    assert api.sandbox.store
    database = api.sandbox.store._database
    database.execute(f"pragma max_page_count = {database.execute('pragma page_count').fetchone()[0]}")


def make_room(api: Api) -> None:
    assert api.sandbox.store
    api.sandbox.store._database.execute("pragma max_page_count = 1000000")


def held(sandbox: Sandbox) -> Any:
    return {name: list(table) for name, table in sandbox.catalog.tables().items()}


def assert_not_saved(answer: httpx2.Response) -> None:
    assert answer.status_code == 507
    error = answer.json()["error"]
    assert "cannot be written" in error["msg"]
    assert error["errors"] == []


def test_a_write_that_cannot_be_saved_is_undone_and_later_ones_work(api: Api, tmp_path: Path) -> None:
    other = api.make("B", attributes={"title": "kept"})
    before = held(api.sandbox)
    fill_disk(api)
    assert_not_saved(api.post("v1/products", {"sku": "A", "label": LONG}))
    assert_not_saved(api.patch(f"v1/products/{other}", {"attributes": {"title": LONG}}))
    assert_not_saved(
        api.post("v1/attributes/product", {"name": "Z", "type_class": "DropdownAttribute", "options": [LONG]})
    )
    assert held(api.sandbox) == before
    assert api.search().json()["pagination"]["total_count"] == 2
    make_room(api)
    api.make("A", label=LONG)
    after = held(api.sandbox)
    api.sandbox.close()
    again = Sandbox(accounts.empty(), state=tmp_path / "s", clock=api.clock)
    assert held(again) == after
    again.close()


def test_searches_that_lag_see_nothing_of_an_undone_write(open_api: OpenApi, tmp_path: Path) -> None:
    api = open_api(state=tmp_path / "s", search_lag="10")
    api.clock.advance(20)
    fill_disk(api)
    assert_not_saved(api.post("v1/products", {"sku": "A", "label": LONG}))
    assert api.found("sku", "in", ["A", "BASE"]) == ["BASE"]
    api.clock.advance(20)
    assert api.found("sku", "in", ["A", "BASE"]) == ["BASE"]


def test_what_another_user_did_is_undone_with_the_call(open_api: OpenApi, tmp_path: Path) -> None:
    create = {"do": "create", "body": {"sku": "THEIRS", "label": LONG}}
    faults = [Fault(do="foreign", actions=(create,), when=when, path="*/search") for when in ("before", "after")]
    api = open_api(state=tmp_path / "s", faults=faults)
    before = held(api.sandbox)
    fill_disk(api)
    assert_not_saved(api.search())
    assert held(api.sandbox) == before


def test_a_disk_that_is_full_at_the_start_is_an_error(tmp_path: Path) -> None:
    sandbox = Sandbox(state=tmp_path / "s")
    assert sandbox.store
    sandbox.store._database.execute("pragma max_page_count = 1")
    sandbox.catalog.account_id = LONG
    with pytest.raises(NotSaved, match="cannot be written"):
        sandbox.store.start(sandbox.catalog)
    sandbox.close()


def test_what_was_answered_on_a_full_disk_is_what_a_kill_leaves(serve: Serve, tmp_path: Path) -> None:
    state = tmp_path / "s"
    command = serve("--empty", "--plan", "unlimited", "--state", state)
    answers = {}

    def create(count: int, to: int) -> None:
        for number in range(count, to):
            body = {"sku": f"S{number}", "label": "long " * 400}
            answers[f"S{number}"] = command.client.post("/api/v2/products", json=body)

    create(0, 10)
    _, most = resource.prlimit(command.process.pid, resource.RLIMIT_FSIZE)
    grown = max(path.stat().st_size for path in tmp_path.glob("s*"))
    resource.prlimit(command.process.pid, resource.RLIMIT_FSIZE, (grown + 60_000, most))
    create(10, 30)
    resource.prlimit(command.process.pid, resource.RLIMIT_FSIZE, (most, most))
    create(30, 40)
    made = [sku for sku, answer in answers.items() if answer.status_code == 201]
    for sku in answers.keys() - set(made):
        assert_not_saved(answers[sku])
    assert 20 < len(made) < 40
    query = {"filters": [], "pagination": {"page_size": 100}}
    listed = command.client.post("/api/v2/products/search", json=query).json()["data"]
    assert [row["sku"] for row in listed] == made
    command.stop(signal.SIGKILL)
    again = Sandbox(state=state)
    assert [product.sku for product in again.catalog.products] == made
    again.close()
    assert json.loads(answers[made[0]].content)["data"][0]["id"] in again.catalog.products
