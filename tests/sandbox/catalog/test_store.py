"""The state file."""

import sqlite3
from contextlib import closing
from pathlib import Path

from plytix_sandbox import Sandbox, accounts
from tests.sandbox.api_client import OpenApi


def test_every_record_survives_in_the_state_file(open_api: OpenApi, tmp_path: Path) -> None:
    api = open_api(state=tmp_path / "s")
    api.make("A", attributes={"tags": ["a"], "gallery": [{"id": api.asset()}]}, thumbnail={"id": api.asset()})
    api.post("v1/attribute-groups/product", {"name": "G", "attribute_labels": ["title"]})
    api.post("v1/categories/file", {"name": "F"})
    weight = api.attribute_id("weight")
    api.post(f"v1/product_families/{api.family()}/attributes/link", {"attributes": [weight]})
    before = {name: list(table) for name, table in api.sandbox.catalog.tables().items()}
    assert all(before.values())
    api.sandbox.close()
    again = Sandbox(accounts.empty(), state=tmp_path / "s", clock=api.clock)
    assert {name: list(table) for name, table in again.catalog.tables().items()} == before
    again.close()


def test_moments_go_on_after_a_restart(open_api: OpenApi, tmp_path: Path) -> None:
    api = open_api(state=tmp_path / "s")
    last = [api.read(api.make(sku))["modified"] for sku in "ABC"][-1]
    api.sandbox.close()
    again = open_api(state=tmp_path / "s")
    assert again.clock.time() == api.clock.time()
    assert again.read(again.make("D"))["modified"] > last


def test_a_state_file_that_knows_no_moment_is_read(open_api: OpenApi, tmp_path: Path) -> None:
    """One of an earlier version."""
    open_api(state=tmp_path / "s").sandbox.close()
    with closing(sqlite3.connect(tmp_path / "s")) as database, database:
        database.execute("delete from numbers where name = 'moment'")
    assert open_api(state=tmp_path / "s").id_of("BASE")
