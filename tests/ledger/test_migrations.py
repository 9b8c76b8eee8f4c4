"""A ledger of the first version becomes one of today, and nothing that was in it is lost."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from amazon_plytix.ledger import Action, Job, LinkLog, LinkRecord, Run, Runs, RunState, Stage, Store

# The first version of a ledger, with two runs and three listings of the older in it.
FIRST_VERSION = """
CREATE TABLE version (made INTEGER NOT NULL);
CREATE TABLE runs (
    id VARCHAR NOT NULL, account VARCHAR NOT NULL, alias VARCHAR, mapping VARCHAR NOT NULL, marketplace VARCHAR,
    state VARCHAR NOT NULL, began_at FLOAT NOT NULL, ended_at FLOAT, PRIMARY KEY (id)
);
CREATE TABLE listings (
    run VARCHAR NOT NULL, sku VARCHAR NOT NULL, account VARCHAR NOT NULL, number INTEGER NOT NULL,
    asin VARCHAR NOT NULL, status VARCHAR NOT NULL, product_id VARCHAR, canonical_id VARCHAR,
    "create" VARCHAR NOT NULL, family VARCHAR NOT NULL, link VARCHAR NOT NULL, message VARCHAR, modified VARCHAR,
    open BOOLEAN NOT NULL, PRIMARY KEY (run, sku), FOREIGN KEY(run) REFERENCES runs (id)
);
CREATE INDEX listings_open ON listings (account, open);
CREATE TABLE leases (
    account VARCHAR NOT NULL, run VARCHAR NOT NULL, owner VARCHAR NOT NULL, expires_at FLOAT NOT NULL,
    PRIMARY KEY (account)
);
CREATE TABLE calls (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, account VARCHAR NOT NULL, answered_at FLOAT NOT NULL
);
CREATE INDEX calls_answered ON calls (account, answered_at);
CREATE TABLE pauses (account VARCHAR NOT NULL, until FLOAT NOT NULL, PRIMARY KEY (account));
INSERT INTO version VALUES (1);
INSERT INTO runs VALUES
    ('20251223-055915-7f3a', 'acme', 'shop', '/maps/a.json', 'US', 'finished', 1766469555.0, 1766469600.0),
    ('20251223-070000-0001', 'acme', NULL, '/maps/b.json', NULL, 'running', 1766473200.0, NULL);
INSERT INTO listings VALUES
    ('20251223-055915-7f3a', 'AMZN-US-B000000001', 'acme', 0, 'B000000001', 'created', 'p1', 'c1',
     'done', 'done', 'done', NULL, '2025-12-23T05:59:16+00:00', 0),
    ('20251223-055915-7f3a', 'AMZN-US-B000000002', 'acme', 1, 'B000000002', 'exists', 'p2', NULL,
     '', '', '', NULL, NULL, 0),
    ('20251223-055915-7f3a', 'AMZN-US-B000000003', 'acme', 2, 'B000000003', 'error', NULL, NULL,
     'sent', '', '', 'no answer', NULL, 1);
"""
OLDER = Run(
    "20251223-055915-7f3a",
    "acme",
    "shop",
    "/maps/a.json",
    "US",
    RunState.FINISHED,
    datetime(2025, 12, 23, 5, 59, 15, tzinfo=UTC),
    datetime(2025, 12, 23, 6, 0, 0, tzinfo=UTC),
    Job.SYNC,
    most_removals=None,
)
NEWER = replace(
    OLDER,
    id="20251223-070000-0001",
    alias=None,
    mapping="/maps/b.json",
    marketplace=None,
    state=RunState.RUNNING,
    began_at=datetime(2025, 12, 23, 7, tzinfo=UTC),
    ended_at=None,
)
LINK = LinkRecord("hierarchy", "s", "AMZN-US-B000000009", "t", "AMZN-US-B000000001", Action.ADD, Stage.PLANNED, None)


@pytest.fixture
def first(path: Path) -> Path:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as plain:
        plain.executescript(FIRST_VERSION)
    return path


def schema(path: Path) -> dict[str, Any]:
    """Every table's columns, keys and indexes, in an order that does not depend on when they were added."""
    with closing(sqlite3.connect(path)) as plain:
        tables = [name for (name,) in plain.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {
            f"{table}: {pragma}": sorted(row[1:] for row in plain.execute(f"PRAGMA {pragma}({table})"))
            for table in tables
            for pragma in ("table_info", "foreign_key_list", "index_list")
        }


def content(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as plain:
        return list(plain.iterdump())


def test_its_runs_are_syncs_that_pruned_nothing(first: Path) -> None:
    with closing(Store(first)) as store:
        assert Runs(store).all() == [NEWER, OLDER]


def test_its_listings_are_what_they_were(first: Path) -> None:
    with closing(Store(first)) as store:
        runs = Runs(store)
        told = [(each.sku, each.status, each.create, each.link, each.message) for each in runs.records(OLDER)]
        assert told == [
            ("AMZN-US-B000000001", "created", Stage.DONE, Stage.DONE, None),
            ("AMZN-US-B000000002", "exists", Stage.NONE, Stage.NONE, None),
            ("AMZN-US-B000000003", "error", Stage.SENT, Stage.NONE, "no answer"),
        ]
        assert set(runs.begun("acme")) == {"AMZN-US-B000000003"}
        assert runs.counts()[OLDER.id] == {"created": 1, "exists": 1, "error": 1, "linked": 1}


def test_it_takes_link_runs(first: Path) -> None:
    with closing(Store(first)) as store:
        runs = Runs(store)
        run = runs.begin("acme", None, "/maps/a.json", None, NEWER.began_at, Job.LINK, 7)
        log = LinkLog(store, run)
        log.enter([LINK])
        log.write("hierarchy", "s", ["t"], Stage.DONE)
    with closing(Store(first)) as store:
        [kept] = [each for each in Runs(store).all() if each.job is Job.LINK]
        assert (kept, kept.most_removals) == (run, 7)
        assert Runs(store).link_records(kept) == [replace(LINK, stage=Stage.DONE)]


def test_it_is_then_made_like_one_of_today(first: Path, tmp_path: Path) -> None:
    today = tmp_path / "today.sqlite"
    for path in (first, today):
        Store(path).close()
    assert schema(first) == schema(today)


def test_opening_it_twice_changes_nothing_more(first: Path) -> None:
    Store(first).close()
    once = content(first)
    Store(first).close()
    assert content(first) == once
