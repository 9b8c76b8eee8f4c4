"""A random world from one seed: jobs run with lost answers, limits, changes by others and kills, and are judged.

Replay one with: make world SEED=n
"""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from amazon_plytix.jobs.job import CutShort
from amazon_plytix.planning.plan import UndoState
from amazon_plytix.plytix import ApiError
from plytix_sandbox import accounts
from plytix_sandbox.faults.foreign import act
from tests.support.loop import Killed
from tests.support.mappings import asin, matched, write_mapping
from tests.support.world import Ran, World
from tests.worlds.judge import judge_end, judge_run
from tests.worlds.link_judge import judge_claims, judge_link_run, judge_links
from tests.worlds.random_faults import FAULTS, place
from tests.worlds.random_mapping import PARENTS, random_entries, random_switches
from tests.worlds.undo_judge import judge_undone, links_in

# Longer than a lease is valid, and than any search lags behind.
_PAUSE_SECONDS = 61.0


class RandomWorld:
    """One world, from its seed: its account, its mapping, and what goes wrong."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.random = random.Random(seed)
        numbers = range(1, self.random.randint(2, 13))
        self.entries = random_entries(self.random, numbers)
        self.mapping = write_mapping(folder, *self.entries)
        self.skus = [each["suggested_sku"] for each in self.entries[0] + self.entries[1]]
        # Their links are made by link jobs, so that an undo cannot know whether others have changed them since.
        self.parents = {f"AMZN-US-{asin(number)}" for number in PARENTS}
        # Canonical products that are not there, or may be deleted: their links may be errors.
        self.missing = {f"BOOT-{n}" for n in range(1, 6) if self.random.random() < 0.1}
        # Products that others made or may make: their family and values are not ours.
        self.foreign = {sku for sku in self.skus if self.random.random() < 0.1}
        # Products that others may have deleted, linked or unlinked while a run was under way.
        self.touched_by_others: set[str] = set()
        # Products that an undo has reported as kept.
        self.kept: set[str] = set()
        switches = random_switches(self.random, seed)
        self.world = World(
            self._account(folder / "account"),
            seed=seed,
            switches=switches,
            plan=self.random.choice(("unlimited", "free", "paid")),
            latency=self.random.choice((0.0, 0.05, 0.7)),
        )
        self._links_at_first = links_in(self)

    def run(self) -> None:
        """Run jobs while things go wrong, then twice while nothing does.

        Raises AssertionError if anything is lost or doubled.
        """
        self._run_syncs()
        if self.random.random() < 0.25:
            self._run_links()
        if self.random.random() < 0.1:
            self._undo_everything()

    def _run_syncs(self) -> None:
        self._run_with_faults(lambda end: self._judged(self.world.sync(self.mapping, **end)))
        if self.random.random() < 0.1:
            self._rename_one()
        final = self.world.sync(self.mapping)
        judge_run(final)
        judge_end(self, final)
        self.world.pass_time(_PAUSE_SECONDS)
        again = self.world.sync(self.mapping)
        assert again.writes == [], "a run that had nothing to do wrote"

    def _rename_one(self) -> None:
        """Another user renames a listing's product, and later gives its name back: it must not be made twice."""
        made = {product.sku for product in self.world.catalog.products} - self.foreign
        sku = self.random.choice([sku for sku in self.skus if sku in made] or [""])
        if sku:
            self.touched_by_others.add(sku)
            act(self.world.catalog, {"do": "rename", "sku": sku, "to": "BY-HAND"})
            self.world.pass_time(_PAUSE_SECONDS)
            ran = self.world.sync(self.mapping)
            judge_run(ran)
            [row] = [row for row in ran.results["products"] if row["sku"] == sku]
            assert (row["status"], row["stage"]) == ("error", "create"), f"{sku} was made twice"
            act(self.world.catalog, {"do": "rename", "sku": "BY-HAND", "to": sku})
            self.world.pass_time(_PAUSE_SECONDS)

    def _judged(self, ran: Ran) -> None:
        judge_run(ran)
        judge_claims(self, ran)

    def _run_links(self) -> None:
        prune = self.random.random() < 0.5
        self._run_with_faults(lambda end: judge_link_run(self, self.world.link(self.mapping, prune=prune, **end)))
        judge_run(self.world.sync(self.mapping))
        self.world.pass_time(_PAUSE_SECONDS)
        final = self.world.link(self.mapping, prune=True)
        judge_link_run(self, final)
        judge_links(self, final)
        self.world.pass_time(_PAUSE_SECONDS)
        again = self.world.link(self.mapping, prune=True)
        assert again.writes == [], "a link job that had nothing to do wrote"

    def _undo_everything(self) -> None:
        """Undo all runs, the newest first. Some undos are killed first."""
        before = {product.sku for product in self.world.catalog.products}
        for run in self.world.runs:
            if self.random.random() < 0.3:
                with suppress(Killed):
                    self.world.undo(run, steps=self.random.randint(1, 60))
                self.world.pass_time(_PAUSE_SECONDS)
            undone = self.world.undo(run)
            if named := [sku for sku, (_, message) in undone.items() if "--include-unproven" in (message or "")]:
                self.world.pass_time(_PAUSE_SECONDS)
                undone |= self.world.undo(run, include_unproven=named)
            self.kept |= {sku for sku, (fate, _) in undone.items() if fate is UndoState.KEPT}
            self.world.pass_time(_PAUSE_SECONDS)
        judge_undone(self, before, self._links_at_first)

    def _run_with_faults(self, run: Callable[[dict[str, Any]], None]) -> None:
        """Run a job a few times with faults: to its end, killed or interrupted. Then stop the faults."""
        for fault in self._faults():
            self.world.go_wrong(**fault)
        for _ in range(self.random.randint(1, 4)):
            end = self.random.choice(("steps", "steps", "interrupted", None))
            try:
                run({end: self.random.randint(1, 250)} if end else {})
            except (Killed, ApiError, CutShort):
                self.world.pass_time(_PAUSE_SECONDS)
        self.world.calm()
        self.world.pass_time(_PAUSE_SECONDS)

    def _account(self, folder: Path) -> Any:
        """Return an account: the schema, the canonical products that are not missing, some listings of others."""
        folder.mkdir()
        account = accounts.for_mapping(write_mapping(folder, [matched(100 + n, n) for n in range(1, 6)]))
        products = [row for row in account.sections["products"] if row["sku"] not in self.missing]
        products += [{"sku": sku} for sku in self.foreign]
        if self.random.random() < 0.05:
            crowd = [{"sku": f"CROWD-{n}"} for n in range(self.random.randint(297, 300))]
            fillers = {"relationships": {"Amazon Listings": [each["sku"] for each in crowd]}}
            products = [each | (fillers if each["sku"] == "BOOT-1" else {}) for each in products] + crowd
        account.sections["products"] = products
        return account

    def _faults(self) -> Iterator[dict[str, Any]]:
        for _ in range(self.random.randint(0, 4)):
            fault = self.random.choice((*FAULTS, self._change_by_others))(self.random)
            yield {"skip": self.random.randint(0, 6), "count": self.random.randint(1, 8), **fault}

    def _change_by_others(self, _: random.Random) -> dict[str, Any]:
        """Another user deletes, links or unlinks a listing's product, deletes a canonical one, or creates first."""
        sku, canonical = self.random.choice(self.skus), f"BOOT-{self.random.randint(1, 5)}"
        change = self.random.choice(("delete", "unlink", "delete canonical", "create", "link", "orphan"))
        if change == "link":
            action = {"do": "link", "sku": canonical, "relationship": "Amazon Listings", "to": sku}
        elif change == "orphan":
            parent = f"AMZN-US-{asin(self.random.choice(PARENTS))}"
            action = {"do": "unlink", "sku": parent, "relationship": "Amazon Hierarchy", "to": sku}
        elif change == "create":
            self.foreign.add(sku)
            action = {"do": "create", "body": {"sku": sku}}
        elif change == "unlink":
            action = {"do": "unlink", "sku": canonical, "relationship": "Amazon Listings", "to": sku}
        else:
            action = {"do": "delete", "sku": sku if change == "delete" else canonical}
            self.missing |= {action["sku"]} - set(self.skus)
        self.touched_by_others |= {action[name] for name in ("sku", "to") if name in action}
        return {"do": "foreign", **place(self.random), "count": 1, "actions": (action,)}
