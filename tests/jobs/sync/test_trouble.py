"""A sync among lost answers, refusals and limits: nothing twice, nothing dropped, everything told."""

from pathlib import Path

import pytest

from amazon_plytix.applying.outcome import CUT_SHORT
from amazon_plytix.jobs.job import CutShort
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.ledger.store import LedgerUnusable
from amazon_plytix.lookup.schema_lacks import SchemaLacks
from amazon_plytix.plytix import AnswerLost, BadCredentials
from plytix_sandbox import Switches, accounts
from tests.support import World, asin, entry, matched, write_mapping
from tests.support.plytix import FAMILY_ID


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write_mapping(tmp_path, [matched(n) for n in range(1, 6)], [entry(6)])


CREATE = {"method": "POST", "path": "/api/v2/products"}
SEARCH = {"method": "POST", "path": "/api/v2/products/search"}


def skus_in(world: World) -> list[str]:
    return [
        call.body["sku"] for call in world.sandbox.journal if call.path == "/api/v2/products" and call.status == 201
    ]


def test_a_create_whose_answer_was_lost_is_found_again_and_reported_as_created(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("lose_answer", **CREATE, skip=1, count=2)
    ran = world.sync(mapping)
    assert (ran.results["created"], ran.results["errors"], ran.results["linked"]) == (6, [], 5)
    assert ran.count("POST", "/api/v2/products") == 6


@pytest.mark.parametrize("case", ["exact", "ignored"])
def test_a_product_whose_sku_differs_by_case_is_another_product(tmp_path: Path, case: str) -> None:
    world = World(accounts.for_mapping(write_mapping(tmp_path, [])), switches={"sku_in_case": case})
    world.sync(write_mapping(tmp_path, [], [entry(1, suggested_sku="boot-one")]))
    ran = world.sync(write_mapping(tmp_path, [], [entry(2, suggested_sku="BOOT-ONE")]))
    assert (ran.results["created"], ran.results["exists"]) == (1, 0)


@pytest.mark.parametrize("duplicate", ["409", "422"])
@pytest.mark.parametrize("lag", ["0", "2", "10"])
def test_a_lost_create_that_searches_do_not_show_yet_is_not_made_twice(mapping: Path, duplicate: str, lag: str) -> None:
    world = World(accounts.for_mapping(mapping), switches=Switches(search_lag=lag, duplicate_sku=duplicate))
    world.go_wrong("lose_answer", **CREATE, count=1)
    ran = world.sync(mapping)
    assert (ran.results["created"], ran.results["errors"]) == (6, [])
    assert len(skus_in(world)) == len(set(skus_in(world))) == 6


@pytest.mark.parametrize("creates_refused", [0, 1])
def test_a_lost_create_is_ours_also_where_the_look_after_it_or_the_next_run_fails(
    mapping: Path, creates_refused: int
) -> None:
    world = World(accounts.for_mapping(mapping))
    forbidden = {"do": "answer", "status": 403, "body": {"error": {"msg": "no permission"}}}
    world.go_wrong("lose_answer", **CREATE, count=1)
    # Three searches come before: for the SKUs, the canonical products, the ASINs.
    world.go_wrong(**forbidden, **SEARCH, skip=3, count=1)
    assert [error["stage"] for error in world.sync(mapping).results["errors"]] == ["create"]
    for _ in range(creates_refused):
        world.go_wrong(**forbidden, **CREATE, count=1)
        world.go_wrong("answer", **SEARCH, count=1, status=200, body={"data": [], "pagination": {}})
        world.sync(mapping)
    world.calm()
    world.sync(mapping)
    assert {product.family_id for product in world.catalog.products if product.sku.startswith("AMZN-")} == {FAMILY_ID}
    assert len(skus_in(world)) == len(set(skus_in(world))) == 6


def test_a_create_that_never_arrived_is_sent_again(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", **CREATE, count=2, status=503, body="<h1>Bad gateway</h1>")
    assert world.sync(mapping).results["created"] == 6


def test_a_product_that_another_made_meanwhile_exists_and_is_linked(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(1)])
    world = World(accounts.for_mapping(mapping))
    world.sync(write_mapping(tmp_path, [], [entry(1)]))
    world.go_wrong("answer", **SEARCH, count=1, status=200, body={"data": [], "pagination": {}})
    ran = world.sync(write_mapping(tmp_path, [matched(1)]))
    assert (ran.results["created"], ran.results["exists"], ran.results["linked"]) == (0, 1, 1)
    assert len(skus_in(world)) == 1


def test_a_product_that_is_said_to_exist_and_never_found_is_an_error(tmp_path: Path) -> None:
    world = World(accounts.for_mapping(write_mapping(tmp_path, [])))
    world.sync(write_mapping(tmp_path, [], [entry(1)]))
    world.go_wrong("answer", **SEARCH, status=200, body={"data": [], "pagination": {}})
    [error] = world.sync(write_mapping(tmp_path, [], [entry(1), entry(2)])).results["errors"]
    assert (error["sku"], error["stage"]) == (f"AMZN-US-{asin(1)}", "create")
    assert "already exists" in error["message"]


def test_one_listing_that_plytix_refuses_stops_no_other(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    body = {"error": {"msg": "product data validation failed", "errors": [{"field": "amazon_upc", "msg": "too odd"}]}}
    world.go_wrong("answer", **CREATE, skip=2, count=1, status=422, body=body)
    ran = world.sync(mapping)
    assert (ran.results["created"], ran.results["linked"]) == (5, 4)
    [error] = ran.results["errors"]
    assert error["stage"] == "create"
    assert "too odd" in error["message"]
    [row] = [row for row in ran.results["products"] if row["status"] == "error"]
    assert (row["product_id"], row["linked"], row["link"]) == (None, False, "failed")


def test_a_family_that_cannot_be_assigned_is_told_and_the_product_is_still_linked(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", path="*/family", count=1, status=403, body={"error": {"msg": "no permission"}})
    ran = world.sync(mapping)
    assert (ran.results["created"], ran.results["linked"]) == (6, 5)
    assert [error["stage"] for error in ran.results["errors"]] == ["family"]


def test_a_429_stops_everything_for_as_long_as_it_says_and_nothing_is_dropped(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("rate_limit", **CREATE, skip=2, count=1, retry_after="2497.5")
    ran = world.sync(mapping)
    assert (ran.results["created"], ran.results["linked"], ran.results["errors"]) == (6, 5, [])
    assert 2497.5 <= ran.seconds < 2500
    assert [round(wait.seconds, 1) for wait in ran.told.waits] == [2497.5]


def test_a_token_that_expires_in_the_middle_costs_a_sign_in_and_nothing_else(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("refuse_tokens", **CREATE, skip=1, count=1)
    ran = world.sync(mapping)
    assert ran.results["created"] == 6
    assert ran.count("POST", "/get-token") == 2


def test_wrong_credentials_are_refused_before_anything_else(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    with pytest.raises(BadCredentials) as refusal:
        world.sync(mapping, password="not the password")
    assert "127.0.0.1" in str(refusal.value)
    assert "not the password" not in str(refusal.value)
    assert len(world.sandbox.journal) == 1


def test_everything_that_the_schema_lacks_is_named_at_once(tmp_path: Path) -> None:
    world = World(accounts.empty())
    with pytest.raises(SchemaLacks) as refusal:
        world.sync(write_mapping(tmp_path, [], [entry(1)]))
    for name in ("8 - Amazon", "Amazon Listings", "amazon_asin", "amazon_last_synced"):
        assert name in str(refusal.value)


def test_a_relationship_of_a_similar_name_is_not_the_one(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    with pytest.raises(SchemaLacks, match="amazon listings"):
        world.sync(mapping, relationship="amazon listings")


def test_a_lookup_that_fails_is_an_error_and_not_absence(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", **SEARCH, status=502, body="<html>")
    with pytest.raises(AnswerLost, match="502"):
        world.sync(mapping)
    assert skus_in(world) == []


def test_rows_are_complete_whatever_happened(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", **CREATE, status=500)
    ran = world.sync(mapping)
    assert [row["status"] for row in ran.results["products"]] == ["error"] * 6
    assert ran.results["total"] == 6
    assert {error["asin"] for error in ran.results["errors"]} == {asin(n) for n in range(1, 7)}


def test_a_run_that_breaks_off_among_the_links_has_its_products_created_and_its_links_skipped(
    mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise LedgerUnusable("the disk is full")

    monkeypatch.setattr(StepLog, "sent", full)
    with pytest.raises(CutShort, match="the disk is full") as cut:
        World(accounts.for_mapping(mapping)).sync(mapping)
    results = cut.value.results
    assert [(row.status, row.link) for row in results.products] == [("created", "skipped")] * 5 + [("created", "none")]
    assert [row.message for row in results.products] == [CUT_SHORT] * 5 + [None]
    assert results.errors == []


def test_a_listing_whose_create_fails_has_the_stage_create_in_its_row(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(1)])
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", method="POST", path="/api/v2/products", status=422, body={"error": {"msg": "no"}})
    [row] = world.sync(mapping).results["products"]
    assert (row["status"], row["stage"]) == ("error", "create")
