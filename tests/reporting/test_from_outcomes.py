"""Outcomes become results: what is counted, what is an error, and which row says what."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from amazon_plytix.applying.outcome import CUT_SHORT, Outcomes, Status, expected
from amazon_plytix.mapping import Canonical, EntryPosition, Listing
from amazon_plytix.planning.changes import CreateProduct, ProductRef, Relation
from amazon_plytix.planning.desired import DesiredProduct
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import Guard, LinkState, Plan, PlannedLink, PlannedListing, PlannedUndo, UndoState
from amazon_plytix.planning.steps import Stage, Step, StepKind
from amazon_plytix.reporting.from_outcomes import results_of, results_of_begun
from amazon_plytix.reporting.results import Metadata, Results
from tests.support.plans import header, plans

MakeMetadata = Callable[..., Metadata]
LISTING = Listing(EntryPosition("matched", 1), "NEW", "B000000001", "US", Canonical("BOOT", "c"))
NEW, BOOT, SHOE = ProductRef("NEW", "n"), ProductRef("BOOT", "c"), ProductRef("SHOE", "s")
TO_NEW = PlannedLink(Relation.LISTINGS, BOOT, NEW, LinkState.PLANNED)
SYNC = Plan(header(), (PlannedListing(LISTING, None, CreateProduct(DesiredProduct("NEW", "Boot", {}))),), (TO_NEW,))


def link_plan(*links: PlannedLink) -> Plan:
    return Plan(header(JobKind.LINK), (PlannedListing(LISTING, "n"),), links)


def become(outcomes: Outcomes, link: PlannedLink, state: LinkState, message: str | None = None) -> None:
    outcomes.links[link.key] = outcomes.links[link.key].become(state, message and "link", message)


def row_of(results: Results) -> dict[str, Any]:
    [row] = results.model_dump(exclude_unset=True)["products"]
    return dict(row)


def errors_of(results: Results) -> list[tuple[str, str | None, str, str]]:
    return [(error.sku, error.asin, error.stage, error.message) for error in results.errors]


def test_a_listing_with_two_troubles_has_two_errors_and_one_row_with_both(metadata: MakeMetadata) -> None:
    outcomes = expected(SYNC)
    outcomes.products["NEW"] = replace(
        outcomes.products["NEW"], state=Status.CREATED, product_id="n", stage="family", message="no family"
    )
    become(outcomes, TO_NEW, LinkState.FAILED, "no link")
    results = results_of(outcomes, metadata())
    assert errors_of(results) == [
        ("NEW", "B000000001", "family", "no family"),
        ("NEW", "B000000001", "link", "no link"),
    ]
    assert (results.created, results.linked) == (1, 0)
    assert row_of(results) == {
        "sku": "NEW",
        "asin": "B000000001",
        "status": "created",
        "product_id": "n",
        "canonical_sku": "BOOT",
        "linked": False,
        "link": "failed",
        "stage": "family",
        "message": "no family; no link",
    }


def test_a_link_to_a_product_that_was_not_made_is_no_second_error(metadata: MakeMetadata) -> None:
    outcomes = expected(SYNC)
    outcomes.products["NEW"] = outcomes.products["NEW"].become(Status.ERROR, "create", "refused")
    outcomes.fail_links_without_product()
    results = results_of(outcomes, metadata())
    assert errors_of(results) == [("NEW", "B000000001", "create", "refused")]
    assert (row_of(results)["link"], row_of(results)["message"]) == ("failed", "refused")


def test_what_a_run_did_not_get_to_is_skipped_and_says_what_to_do(metadata: MakeMetadata) -> None:
    outcomes = expected(SYNC)
    outcomes.cut_short()
    results = results_of(outcomes, metadata())
    assert (results.total, results.created, results.exists, results.skipped) == (1, 0, 0, 1)
    assert errors_of(results) == []
    assert (row_of(results)["status"], row_of(results)["link"], row_of(results)["message"]) == (
        "skipped",
        "skipped",
        CUT_SHORT,
    )


@pytest.mark.parametrize("sentence", ["stopped before its turn", "stopped before it was sent", CUT_SHORT])
@pytest.mark.parametrize("prefix", ["", "not linked from BOOT: ", "the link from BOOT was sent, but not confirmed: "])
def test_a_link_that_an_ending_sync_did_not_get_to_is_no_error(
    metadata: MakeMetadata, prefix: str, sentence: str
) -> None:
    outcomes = expected(SYNC)
    outcomes.products["NEW"] = replace(outcomes.products["NEW"], state=Status.CREATED, product_id="n")
    become(outcomes, TO_NEW, LinkState.FAILED, prefix + sentence)
    results = results_of(outcomes, metadata())
    assert (errors_of(results), row_of(results)["link"], row_of(results)["message"]) == (
        [],
        "skipped",
        prefix + sentence,
    )


def test_a_link_that_an_ending_link_job_did_not_get_to_is_skipped(metadata: MakeMetadata) -> None:
    outcomes = expected(link_plan(TO_NEW))
    become(outcomes, TO_NEW, LinkState.FAILED, "not linked from BOOT: stopped before its turn")
    results = results_of(outcomes, metadata(job="link"))
    assert (errors_of(results), results.skipped, row_of(results)["link"]) == ([], 1, "skipped")


def test_what_an_ending_undo_did_not_get_to_is_skipped(metadata: MakeMetadata) -> None:
    made = Step(0, StepKind.CREATE, "NEW", "n", stage=Stage.DONE)
    outcomes = expected(Plan(header(JobKind.UNDO), undo=(PlannedUndo(made, UndoState.REMOVABLE),)))
    outcomes.undone[0] = outcomes.undone[0].become(UndoState.ERROR, None, "stopped before its turn")
    results = results_of(outcomes, metadata(job="undo"))
    assert (errors_of(results), results.skipped, results.undone) == ([], 1, {"skipped": 1})
    assert [row.state for row in results.taken_back or []] == ["skipped"]


def test_a_sync_counts_the_links_that_were_there(metadata: MakeMetadata) -> None:
    plan = replace(SYNC, links=(replace(TO_NEW, state=LinkState.PRESENT),))
    assert (results_of(expected(plan), metadata()).linked, results_of(expected(plan), metadata()).present) == (0, 1)


def test_results_say_what_was_warned_of_and_why_the_run_ended(metadata: MakeMetadata) -> None:
    results = results_of(expected(SYNC), metadata(), warnings=["odd"], stopped="too many refusals")
    assert (results.warnings, results.stopped) == (["odd"], "too many refusals")
    assert {"warnings", "stopped"}.isdisjoint(results_of(expected(SYNC), metadata()).model_dump(exclude_unset=True))


def test_results_of_a_run_that_has_just_begun_add_up_and_name_it(metadata: MakeMetadata) -> None:
    results = results_of_begun(SYNC, metadata())
    assert (results.total, results.created, results.exists, results.skipped, results.products) == (1, 0, 0, 1, [])
    assert "amazon-plytix runs show 20251223-055915-ab12" in (results.stopped or "")


def test_a_product_without_trouble_has_neither_stage_nor_message(metadata: MakeMetadata) -> None:
    outcomes = expected(SYNC)
    outcomes.products["NEW"] = replace(outcomes.products["NEW"], state=Status.CREATED, product_id="n")
    become(outcomes, TO_NEW, LinkState.MADE)
    row = row_of(results_of(outcomes, metadata()))
    assert row.keys().isdisjoint({"stage", "message"})
    assert (row["linked"], row["link"]) == (True, "made")


def test_a_link_jobs_row_tells_of_both_links_and_says_one_sentence_once(metadata: MakeMetadata) -> None:
    from_parent = PlannedLink(Relation.HIERARCHY, SHOE, NEW, LinkState.FAILED, "it has no product")
    from_canonical = replace(TO_NEW, state=LinkState.FAILED, obstacle="it has no product")
    results = results_of(expected(link_plan(from_canonical, from_parent)), metadata(job="link"))
    row = row_of(results)
    assert (row["link"], row["parent_sku"], row["hierarchy"]) == ("failed", "SHOE", "failed")
    assert (row["linked"], row["stage"], row["message"]) == (False, "link", "it has no product")
    assert errors_of(results) == [("NEW", "B000000001", "link", "it has no product")]


def test_a_child_that_plytix_alone_knows_of_has_a_row_among_the_relatives(metadata: MakeMetadata) -> None:
    child = ProductRef("CHILD", "x")
    plan = link_plan(PlannedLink(Relation.HIERARCHY, NEW, child, LinkState.FAILED, "NEW is full"))
    results = results_of(expected(plan), metadata(job="link"))
    [relative] = results.relatives or []
    assert (relative.sku, relative.product_id, relative.parent_sku, relative.link) == ("CHILD", "x", "NEW", "none")
    assert errors_of(results) == [("CHILD", None, "link", "NEW is full")]
    assert results.total == 1


@pytest.mark.parametrize(
    ("state", "message"),
    [(LinkState.REMOVABLE, "the mapping says BOOT"), (LinkState.REMOVED, None), (LinkState.FAILED, "refused")],
)
def test_a_contradicted_link_is_one_whatever_becomes_of_it(
    metadata: MakeMetadata, state: LinkState, message: str | None
) -> None:
    strange = PlannedLink(Relation.LISTINGS, SHOE, NEW, LinkState.REMOVABLE, "the mapping says BOOT")
    outcomes = expected(link_plan(replace(TO_NEW, state=LinkState.PRESENT), strange))
    become(outcomes, strange, state, message)
    results = results_of(outcomes, metadata(job="link"))
    [row] = results.contradicted or []
    assert (row.source_sku, row.target_sku, row.state, row.message) == ("SHOE", "NEW", state.value, message)
    assert (results.present, results.linked, row_of(results)["link"]) == (1, 0, "present")
    assert bool(results.errors) is (state is LinkState.FAILED)


@pytest.mark.parametrize(("dry_run", "refused"), [(True, ["4 are too many"]), (False, None)])
def test_a_dry_run_says_why_an_execute_would_be_refused(
    metadata: MakeMetadata, dry_run: bool, refused: list[str] | None
) -> None:
    plan = replace(link_plan(), guards=(Guard("removals", 3, 4, "4 are too many"),))
    assert results_of(expected(plan), metadata(job="link", dry_run=dry_run)).refused == refused


def test_an_undo_counts_by_state_and_names_the_target_of_a_link(metadata: MakeMetadata) -> None:
    made = Step(0, StepKind.CREATE, "NEW", "n", stage=Stage.DONE)
    linked = Step(1, StepKind.LINK, "BOOT", "c", "OLD", "o", Relation.LISTINGS, "r1", Stage.DONE)
    undo = (PlannedUndo(made, UndoState.KEPT, "renamed"), PlannedUndo(linked, UndoState.REMOVABLE))
    outcomes = expected(Plan(header(JobKind.UNDO), undo=undo))
    outcomes.undone[1] = outcomes.undone[1].become(UndoState.ERROR, None, "refused")
    results = results_of(outcomes, metadata(job="undo"))
    assert (results.total, results.undone) == (2, {"kept": 1, "error": 1})
    assert errors_of(results) == [("OLD", None, "undo", "refused")]
    product, link = [row.model_dump() for row in results.taken_back or []]
    named = {"source_sku": None, "relation": None, "product_id": "n", "state": "kept", "message": "renamed"}
    assert product == {"kind": "product", "sku": "NEW", **named}
    named = {"source_sku": "BOOT", "relation": "listings", "product_id": "o", "state": "error", "message": "refused"}
    assert link == {"kind": "link", "sku": "OLD", **named}


@settings(max_examples=25)
@given(plan=plans())
def test_the_counts_of_any_preview_add_up_to_its_total(metadata: MakeMetadata, plan: Plan) -> None:
    results = results_of(expected(plan), metadata(job=plan.header.job.value, dry_run=True, run=None))
    if plan.header.job is JobKind.UNDO:
        assert results.total == sum((results.undone or {}).values()) == len(results.taken_back or [])
        return
    assert results.total == len(results.products)
    if plan.header.job is JobKind.SYNC:
        errors = sum(row.status in {"error", "missing"} for row in results.products)
        assert results.created + results.exists + (results.preview or 0) + errors == results.total
