"""A ledger from before Steps is refused with a sentence that says what to do, and left as it is."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from amazon_plytix.http import RateLimit
from amazon_plytix.ledger.history import counts
from amazon_plytix.ledger.lease import holders
from amazon_plytix.ledger.run import RunState
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.store import LedgerUnusable, Store
from amazon_plytix.ledger.windows import SharedWindows
from tests.support.clock import SetClock
from tests.support.ledger import NOW, begin, log_of, sync_plan

# The first version of a ledger, with a run and a listing in it.
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
CREATE TABLE leases (
    account VARCHAR NOT NULL, run VARCHAR NOT NULL, owner VARCHAR NOT NULL, expires_at FLOAT NOT NULL,
    PRIMARY KEY (account)
);
CREATE TABLE calls (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, account VARCHAR NOT NULL, answered_at FLOAT NOT NULL
);
CREATE TABLE pauses (account VARCHAR NOT NULL, until FLOAT NOT NULL, PRIMARY KEY (account));
INSERT INTO version VALUES (1);
INSERT INTO runs VALUES
    ('20251223-055915-7f3a', 'acme', 'shop', '/maps/a.json', 'US', 'finished', 1766469555.0, 1766469600.0);
INSERT INTO listings VALUES
    ('20251223-055915-7f3a', 'AMZN-US-B000000001', 'acme', 0, 'B000000001', 'created', 'p1', 'c1',
     'done', 'done', 'done', NULL, '2025-12-23T05:59:16+00:00', 0);
"""
# What the second version added.
SECOND_VERSION = """
ALTER TABLE runs ADD COLUMN job VARCHAR NOT NULL DEFAULT 'sync';
ALTER TABLE runs ADD COLUMN most_removals INTEGER;
CREATE TABLE links (
    run VARCHAR NOT NULL, number INTEGER NOT NULL, relation VARCHAR NOT NULL, source_id VARCHAR NOT NULL,
    source_sku VARCHAR NOT NULL, target_id VARCHAR NOT NULL, target_sku VARCHAR NOT NULL, action VARCHAR NOT NULL,
    stage VARCHAR NOT NULL, message VARCHAR, PRIMARY KEY (run, number)
);
UPDATE version SET made = 2;
"""


def content(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as plain:
        return list(plain.iterdump())


@pytest.mark.parametrize("script", [FIRST_VERSION, FIRST_VERSION + SECOND_VERSION], ids=["first", "second"])
def test_a_ledger_from_before_steps_is_to_be_moved_away_and_is_left_as_it_is(path: Path, script: str) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as plain:
        plain.executescript(script)
    before = content(path)
    with pytest.raises(LedgerUnusable) as refused:
        Store(path)
    assert str(refused.value) == (
        f"the ledger {path} was written by a version before 0.2; "
        "move it away: a sync without it makes no duplicates, it only looks more things up, "
        "and earlier runs can no longer be taken back"
    )
    assert content(path) == before


def test_once_it_is_moved_away_a_new_ledger_takes_its_place(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as plain:
        plain.executescript(FIRST_VERSION)
    path.rename(path.with_name("older.sqlite"))
    with closing(Store(path)) as store:
        assert Runs(store).all() == []


def test_opening_a_ledger_twice_changes_nothing_more(path: Path) -> None:
    Store(path).close()
    once = content(path)
    Store(path).close()
    assert content(path) == once


# What runs were before their ends were kept.
BEFORE_ENDS = """
ALTER TABLE runs DROP COLUMN obstacles;
ALTER TABLE runs DROP COLUMN exit_status;
ALTER TABLE runs DROP COLUMN errors;
ALTER TABLE runs DROP COLUMN stopped;
UPDATE version SET made = 2;
"""


def test_a_ledger_from_before_ends_keeps_its_runs_and_says_that_their_ends_are_not_known(path: Path) -> None:
    with closing(Store(path)) as store:
        run, plan = begin(store), sync_plan(missing=[1])
        log_of(store, run, *plan.steps())
        Runs(store).keep_plan(run, plan)
        Runs(store).end(run, RunState.FINISHED, NOW, exit_status=1, errors=3, stopped="it had to")
    with closing(sqlite3.connect(path)) as plain:
        plain.executescript(BEFORE_ENDS)
    with closing(Store(path)) as store:
        [kept] = Runs(store).all()
        assert (kept.id, kept.state, kept.listings) == (run.id, RunState.FINISHED, 1)
        assert (kept.exit_status, kept.errors, kept.stopped, kept.obstacles) == (None, None, None, None)
        assert +counts(store)[run.id] == Counter(skipped=2)
        Runs(store).end(kept, RunState.FINISHED, NOW, exit_status=130)
        assert Runs(store).named(run.id).exit_status == 130
    again = content(path)
    Store(path).close()
    assert content(path) == again


# What leases, calls and pauses were before epochs.
BEFORE_EPOCHS = """
DROP TABLE leases; DROP TABLE calls; DROP TABLE pauses;
CREATE TABLE leases (
    account VARCHAR NOT NULL, run VARCHAR NOT NULL, owner VARCHAR NOT NULL, expires_at FLOAT NOT NULL,
    PRIMARY KEY (account)
);
CREATE TABLE calls (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, account VARCHAR NOT NULL, answered_at FLOAT NOT NULL
);
CREATE INDEX calls_answered ON calls (account, answered_at);
CREATE TABLE pauses (account VARCHAR NOT NULL, until FLOAT NOT NULL, PRIMARY KEY (account));
INSERT INTO leases VALUES ('acme', 'a run', 'process 1 on a host', 1.0);
INSERT INTO calls VALUES (5, 'acme', 1.0);
INSERT INTO pauses VALUES ('acme', 1.0);
UPDATE version SET made = 1;
"""


def test_a_ledger_from_before_epochs_keeps_its_runs_and_gets_them(path: Path) -> None:
    with closing(Store(path)) as store:
        run = begin(store)
    with closing(sqlite3.connect(path)) as plain:
        plain.executescript(BEFORE_EPOCHS)
    with closing(Store(path)) as store:
        assert Runs(store).all() == [run]
        assert SharedWindows(store, "acme", SetClock()).take([RateLimit(2, 10.0)]).ticket is not None
        assert holders(store, NOW.timestamp()) == frozenset()
    again = content(path)
    Store(path).close()
    assert content(path) == again


# What runs were before their options were kept.
BEFORE_OPTIONS = """
ALTER TABLE runs DROP COLUMN most_creates;
ALTER TABLE runs DROP COLUMN limited;
ALTER TABLE runs DROP COLUMN selection;
ALTER TABLE runs DROP COLUMN product_status;
UPDATE version SET made = 3;
"""


def test_a_run_from_before_options_was_about_its_whole_mapping(path: Path) -> None:
    options = {"limited": "the first 2 of 6 listings", "selection": '{"limit": 2}', "product_status": "Completed"}
    with closing(Store(path)) as store:
        run = begin(store, most_creates=2, **options)
        assert Runs(store).named(run.id) == run
    with closing(sqlite3.connect(path)) as plain:
        plain.executescript(BEFORE_OPTIONS)
    with closing(Store(path)) as store:
        [kept] = Runs(store).all()
        assert (kept.id, kept.limited, kept.selection, kept.product_status) == (run.id, None, None, None)
        assert kept.most_creates is None
    again = content(path)
    Store(path).close()
    assert content(path) == again
