"""A random world from one seed: lived through with lost answers, limits, foreign hands and kills, then judged.

Replay one with: make world SEED=n
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from amazon_plytix.applying.running import CutShort
from amazon_plytix.plytix import PlytixError
from plytix_sandbox import accounts
from plytix_sandbox.switches import Switches
from world.judge import judge_end, judge_run
from world.loop import Killed
from world.mappings import entry, matched, write_mapping
from world.world import World

_UNKNOWNS = {
    "duplicate_sku": ("409", "422"),
    "family_in_v2_body": ("ignored", "honoured"),
    "linked_shape": ("objects", "ids"),
    "rate_limit_body": ("json", "empty", "html"),
    "retry_after": ("header", "absent"),
    "search_lag": ("0", "2", "10"),
    "sku_in_case": ("exact", "ignored"),
    "window_anchor": ("first_call", "clock"),
    "bad_token_body": ("error", "msg", "empty"),
}
_CREATE = {"method": "POST", "path": "/api/v2/products"}
_FAMILY = {"method": "POST", "path": "*/family"}
_LINK = {"method": "POST", "path": "/api/v2/products/*/relationships/*"}
_SEARCH = {"path": "/api/v2/products/search"}
_ANY = {"path": "/api/*"}
# Longer than a lease lives and than any search lags behind.
_REST = 61.0


class Life:
    """One world, from its seed."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.random = random.Random(seed)
        numbers = range(1, self.random.randint(2, 13))
        self.entries = self._entries(numbers)
        self.mapping = write_mapping(folder, *self.entries)
        self.skus = [each["suggested_sku"] for each in self.entries[0] + self.entries[1]]
        # Canonical products that are not there, or may be deleted: their links may be errors.
        self.missing = {f"BOOT-{n}" for n in range(1, 6) if self.random.random() < 0.1}
        # Products that others made or may make: nobody but they answers for their family and values.
        self.foreign = {sku for sku in self.skus if self.random.random() < 0.1}
        switches = Switches(**{name: self.random.choice(values) for name, values in _UNKNOWNS.items()})
        self.world = World(
            self._account(folder / "account"),
            seed=seed,
            switches=switches,
            plan=self.random.choice(("unlimited", "free", "paid")),
            latency=self.random.choice((0.0, 0.05, 0.7)),
        )

    def live(self) -> None:
        """Run into trouble a few times, then twice in peace; AssertionError where anything was lost or doubled."""
        for fault in self._faults():
            self.world.go_wrong(**fault)
        for _ in range(self.random.randint(1, 4)):
            self._run_into_trouble()
        self.world.calm()
        self.world.pass_time(_REST)
        final = self.world.sync(self.mapping)
        judge_run(final)
        judge_end(self, final)
        self.world.pass_time(_REST)
        again = self.world.sync(self.mapping)
        assert again.writes == [], "a run that had nothing to do wrote"

    def _run_into_trouble(self) -> None:
        steps = self.random.randint(1, 250) if self.random.random() < 0.6 else None
        try:
            judge_run(self.world.sync(self.mapping, steps=steps))
        except (Killed, PlytixError, CutShort):
            self.world.pass_time(_REST)

    def _entries(self, numbers: range) -> tuple[list[Any], list[Any]]:
        shapes = ({}, {}, {"canonical_plytix_id": None}, {"canonical_plytix_sku": None})
        with_canonical = [n for n in numbers if self.random.random() < 0.7]
        return (
            [matched(n, self.random.randint(1, 5), **self.random.choice(shapes)) for n in with_canonical],
            [entry(n) for n in numbers if n not in with_canonical],
        )

    def _account(self, folder: Path) -> Any:
        """The schema, the canonical products but for the missing ones, and some listings that others made."""
        folder.mkdir()
        account = accounts.for_mapping(write_mapping(folder, [matched(100 + n, n) for n in range(1, 6)]))
        products = [row for row in account.sections["products"] if row["sku"] not in self.missing]
        products += [{"sku": sku} for sku in self.foreign]
        account.sections["products"] = products
        return account

    def _faults(self) -> Iterator[dict[str, Any]]:
        kinds = (self._lost, self._failing, self._limited, self._slow, self._tokenless, self._meddled, self._spent)
        for _ in range(self.random.randint(0, 4)):
            fault = self.random.choice(kinds)()
            yield {"skip": self.random.randint(0, 6), "count": self.random.randint(1, 8), **fault}

    def _place(self) -> dict[str, str]:
        return self.random.choice((_CREATE, _CREATE, _FAMILY, _LINK, _SEARCH, _ANY))

    def _lost(self) -> dict[str, Any]:
        return {"do": self.random.choice(("lose_answer", "reset")), **self._place(), "probability": 0.5}

    def _failing(self) -> dict[str, Any]:
        body = self.random.choice((None, "<h1>Bad gateway</h1>", {"error": {"msg": 500}}))
        return {"do": "answer", **self._place(), "status": self.random.choice((500, 502, 503, 504)), "body": body}

    def _limited(self) -> dict[str, Any]:
        return {"do": "rate_limit", **self._place(), "retry_after": self.random.choice((None, "0.5", "30.25", "1800"))}

    def _slow(self) -> dict[str, Any]:
        return {"do": "delay", **self._place(), "seconds": self.random.uniform(0.1, 40)}

    def _tokenless(self) -> dict[str, Any]:
        return {"do": "refuse_tokens", **_ANY}

    def _spent(self) -> dict[str, Any]:
        return {"do": "spend", **_ANY, "calls": self.random.randint(1, 20)}

    def _meddled(self) -> dict[str, Any]:
        """Another user deletes or unlinks a listing's product, deletes a canonical product, or is quicker than we."""
        sku, canonical = self.random.choice(self.skus), f"BOOT-{self.random.randint(1, 5)}"
        deed = self.random.choice(("delete", "unlink", "delete canonical", "create"))
        if deed == "create":
            self.foreign.add(sku)
            action = {"do": "create", "body": {"sku": sku}}
        elif deed == "unlink":
            action = {"do": "unlink", "sku": canonical, "relationship": "Amazon Listings", "to": sku}
        else:
            action = {"do": "delete", "sku": sku if deed == "delete" else canonical}
            self.missing |= {action["sku"]} - set(self.skus)
        return {"do": "foreign", **self._place(), "count": 1, "actions": (action,)}
