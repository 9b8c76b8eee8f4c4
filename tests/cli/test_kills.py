"""Real kills: a process is shot at forty points of its work, the next one goes on. And several processes at once."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from plytix_sandbox import Plan, Running, Sandbox, accounts, serving
from plytix_sandbox.journal import Entry, Journal
from plytix_sandbox.plans import Window
from tests.support import entry, matched, write_mapping
from tests.support.plytix import FAMILY_ID

pytestmark = pytest.mark.slow

ENTRIES = ([matched(n) for n in range(1, 41)], [entry(n) for n in range(41, 61)])
SKUS = [each["suggested_sku"] for each in ENTRIES[0] + ENTRIES[1]]
# The script, which starts faster than the one that knows all commands.
SCRIPT = Path(__file__).parents[2] / "scripts" / "sync_amazon_products.py"
POINTS = range(40)
# A quarter of them in each test, so that two workers of pytest share them.
QUARTERS = [POINTS[start::4] for start in range(4)]


class Trap(Journal):
    """A journal that shoots a process in the very moment of its nth call: done, but not answered yet."""

    def __init__(self) -> None:
        super().__init__()
        self.nth = 0
        self.victim: subprocess.Popen[str] | None = None

    def add(self, entry: Entry) -> None:
        super().add(entry)
        if self.victim and len(self) == self.nth:
            self.victim.kill()


class Stage:
    """A Plytix on a socket, a mapping of 60 listings, and processes that sync it; all in a folder of its own."""

    def __init__(self, folder: Path, running: Running) -> None:
        self.mapping = folder / "mapping.json"
        self.plytix = running.sandbox
        self.trap = self.plytix.journal = Trap()
        (folder / "config.toml").touch()
        self._environment = os.environ | {
            "PLYTIX_API_KEY": "sandbox",
            "PLYTIX_API_PASSWORD": "sandbox",
            "PLYTIX_PIM_BASE_URL": running.url,
            "PLYTIX_AUTH_BASE_URL": running.url,
            "AMAZON_PLYTIX_CONFIG": str(folder / "config.toml"),
            "AMAZON_PLYTIX_STATE_DIR": str(folder / "state"),
        }

    def start(self, option: str = "--execute") -> subprocess.Popen[str]:
        sync = [sys.executable, str(SCRIPT), "--mapping", str(self.mapping), option]
        piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(sync, env=self._environment, text=True, encoding="utf-8", **piped)

    def kill_at(self, nth: int) -> None:
        """Sync, and be killed at the nth call."""
        self.trap.nth = nth
        self.trap.victim = self.start()
        _, stderr = self.trap.victim.communicate(timeout=60)
        assert self.trap.victim.returncode == -signal.SIGKILL, f"not killed at call {nth}: {stderr}"
        self.trap.victim = None

    def run_again(self) -> Any:
        """Sync to the end; the results file."""
        process = self.start()
        _, stderr = process.communicate(timeout=60)
        assert (process.returncode, stderr) == (0, "")
        return json.loads(self.mapping.with_suffix(".sync_products.json").read_text("utf-8"))


@contextmanager
def stage(folder: Path, *, listings: Any = ENTRIES, plan: Plan | str = "unlimited") -> Iterator[Stage]:
    folder.mkdir(exist_ok=True)
    mapping = write_mapping(folder, *listings)
    with serving(Sandbox(accounts.for_mapping(mapping), plan=plan)) as running:
        yield Stage(folder, running)


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many calls a sync of the mapping makes that nobody kills."""
    with stage(tmp_path_factory.mktemp("unharmed")) as unharmed:
        judge(unharmed, unharmed.run_again(), created=60)
        return len(unharmed.trap)


@pytest.mark.parametrize("points", QUARTERS, ids=["points 1, 5, 9", "points 2, 6, 10", "points 3, 7, 11", "the others"])
def test_wherever_a_process_is_killed_the_next_one_finishes_its_work(tmp_path: Path, calls: int, points: range) -> None:
    def live(point: int) -> str | None:
        nth = 1 + point * (calls - 1) // POINTS[-1]
        with stage(tmp_path / str(point)) as killed:
            try:
                killed.kill_at(nth)
                judge(killed, killed.run_again())
            except (AssertionError, subprocess.TimeoutExpired) as failure:
                return f"killed at call {nth} of {calls}: {failure}"
        return None

    with ThreadPoolExecutor(2) as two:
        failures = [failure for failure in two.map(live, points) if failure]
    assert not failures, "\n".join(failures)


def test_a_process_that_is_killed_again_and_again_gets_there_all_the_same(tmp_path: Path, calls: int) -> None:
    with stage(tmp_path) as killed:
        for _ in range(3):
            killed.kill_at(len(killed.trap) + calls // 4)
        judge(killed, killed.run_again())


def judge(stage: Stage, results: Any, created: int | None = None) -> None:
    """Sixty products with their family, forty links, no product made twice, and results that tell so."""
    catalog, rows = stage.plytix.catalog, {row["sku"]: row for row in results["products"]}
    products = {product.sku: product for product in catalog.products if product.sku.startswith("AMZN-")}
    assert (len(catalog.products), sorted(products)) == (40 + 60, sorted(SKUS))
    assert {product.family_id for product in products.values()} == {FAMILY_ID}
    assert {sku: row["product_id"] for sku, row in rows.items()} == {sku: products[sku].id for sku in SKUS}
    made = Counter(call.body["sku"] for call in stage.trap if call.path == "/api/v2/products" and call.status == 201)
    assert made == Counter(SKUS)
    relationship = next(each for each in catalog.relationships if each.name == "Amazon Listings")
    linked = {each.id: each.sku for each in catalog.products if catalog.related(each, relationship.id)}
    assert sorted(linked.values()) == sorted(each["canonical_plytix_sku"] for each in ENTRIES[0])
    for each in ENTRIES[0]:
        related = catalog.related(catalog.products[each["canonical_plytix_id"]], relationship.id)
        assert set(related) == {products[each["suggested_sku"]].id}
    judge_results(results, rows)
    assert created in {None, results["created"]}


def judge_results(results: Any, rows: Any) -> None:
    assert (results["total"], list(rows), results["errors"]) == (60, SKUS, [])
    statuses = Counter(row["status"] for row in rows.values())
    assert statuses == Counter({"created": results["created"], "exists": results["exists"]})
    assert results["created"] + results["exists"] == 60
    assert results["linked"] == sum(row["linked"] for row in rows.values())
    assert Counter(row["link"] for row in rows.values() if row["link"] != "none").total() == 40
    assert {row["link"] for row in rows.values()} <= {"none", "present", "made"}


class Bell(Journal):
    """A journal that ends a process in good order once it has made ten products."""

    def __init__(self) -> None:
        super().__init__()
        self.process: subprocess.Popen[str] | None = None

    def add(self, entry: Entry) -> None:
        super().add(entry)
        if self.process and sum(call.path == "/api/v2/products" for call in self) == 10:
            self.process.send_signal(signal.SIGINT)
            self.process = None


def test_three_processes_on_one_account_never_exceed_its_windows_together(tmp_path: Path) -> None:
    small = Plan("small", (Window(20, 2), Window(1000, 3600)))
    with stage(tmp_path, listings=[[matched(n) for n in range(1, 401)]], plan=small) as shared:
        bell = shared.plytix.journal = Bell()
        processes = [shared.start(option) for option in ("--execute", "--dry-run", "--dry-run")]
        bell.process = processes[0]
        ended = [process.communicate(timeout=60) and process.returncode for process in processes]
        assert ended == [130, 0, 0]
        calls = [call for call in bell if not call.path.endswith("/get-token")]
    assert len(calls) > 2 * 20
    assert {call.status for call in calls} <= {200, 201}
