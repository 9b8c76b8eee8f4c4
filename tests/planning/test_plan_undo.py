"""What an undo does about everything that a run did: what goes, what stays and why, what is gone already."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amazon_plytix.planning.changes import Relation
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import PlannedUndo, UndoState
from amazon_plytix.planning.plan_undo import (
    BY_HAND,
    FoundLink,
    FoundProduct,
    LastWrite,
    UndoHoldings,
    plan_undo,
    steps_to_undo,
)
from amazon_plytix.planning.steps import PRODUCT_STEPS, Stage, Step, StepKind
from tests.support.plans import header

HEADER = replace(header(JobKind.UNDO), parent="20251223-055915-ab12")
THEN, LATER = "2025-12-23T05:59:15", "2025-12-24T00:00:00"
CREATED = Step(0, StepKind.CREATE, "NEW", "n", stage=Stage.DONE, modified=THEN)
LINKED = Step(1, StepKind.LINK, "BOOT", "c", "OLD", "o", Relation.LISTINGS, "r1", Stage.DONE, linked_at=THEN)
LINKED_TO_NEW = replace(LINKED, number=2, target_sku="NEW", target_id="n")
UNLINKED = replace(LINKED, kind=StepKind.UNLINK, linked_at=None)
CUT_OFF = Step(0, StepKind.CREATE, "NEW", stage=Stage.SENT, is_open=True)

NEW = FoundProduct("NEW", THEN, {})
OLD = FoundProduct("OLD", THEN, {})
BOOT = FoundProduct("BOOT", THEN, {})
BOOT_WITH_OLD = FoundProduct("BOOT", THEN, {"r1": {"o": THEN}, "r2": {}})
BOOT_WITH_OLD_ELSEWHERE = FoundProduct("BOOT", THEN, {"r2": {"o": THEN}})


def planned(*steps: Step, **holdings: Any) -> Sequence[PlannedUndo]:
    return plan_undo(HEADER, steps, UndoHoldings(**holdings)).undo


@pytest.mark.parametrize(
    ("step", "product", "last_write", "state", "message"),
    [
        pytest.param(CREATED, NEW, None, UndoState.REMOVABLE, None, id="as it was made"),
        pytest.param(replace(CREATED, kind=StepKind.FINISH), NEW, None, UndoState.REMOVABLE, None, id="as finished"),
        pytest.param(CREATED, None, None, UndoState.GONE, None, id="deleted by others"),
        pytest.param(
            CREATED,
            replace(NEW, modified=LATER),
            None,
            UndoState.KEPT,
            f"changed by others since ({LATER}); {BY_HAND}",
            id="changed by others",
        ),
        pytest.param(
            CREATED,
            replace(NEW, modified=None),
            None,
            UndoState.KEPT,
            f"changed by others since (None); {BY_HAND}",
            id="of unknown time",
        ),
        pytest.param(
            CREATED,
            replace(NEW, sku="MINE"),
            None,
            UndoState.KEPT,
            f"renamed to MINE by others since; {BY_HAND}",
            id="renamed",
        ),
        pytest.param(
            replace(CREATED, modified=None),
            NEW,
            None,
            UndoState.KEPT,
            "nobody can tell whether the run made it: it was found after an answer of Plytix had been lost; look at "
            "it, then name it with --include-unproven, or delete it in Plytix",
            id="found after a lost answer",
        ),
        pytest.param(
            replace(CREATED, stage=Stage.FAILED, modified=None, is_open=True),
            NEW,
            None,
            UndoState.KEPT,
            "the run did not see all of its making: sync again, which finishes it, then take that run back",
            id="found after a lost answer, without its family",
        ),
        pytest.param(
            replace(CREATED, stage=Stage.FAILED, is_open=True), NEW, None, UndoState.REMOVABLE, None, id="half made"
        ),
        pytest.param(
            replace(CREATED, stage=Stage.FAILED, is_open=True),
            replace(NEW, modified=LATER),
            None,
            UndoState.KEPT,
            "the run did not see all of its making: sync again, which finishes it, then take that run back",
            id="half made, and changed by somebody",
        ),
        pytest.param(
            CREATED,
            NEW,
            LastWrite("run-2", None),
            UndoState.KEPT,
            "its links were changed by run run-2, so nobody can tell whether others changed it; look at it, then "
            "name it with --include-unproven, or delete it in Plytix",
            id="linked later at an unknown time",
        ),
        pytest.param(
            CREATED,
            replace(NEW, modified=LATER),
            LastWrite("run-2", LATER),
            UndoState.REMOVABLE,
            None,
            id="linked later",
        ),
        pytest.param(
            CREATED,
            NEW,
            LastWrite("run-2", LATER),
            UndoState.KEPT,
            f"changed by others since ({THEN}); {BY_HAND}",
            id="linked later, and another time",
        ),
    ],
)
def test_a_product_goes_only_if_our_runs_alone_have_changed_it(
    step: Step, product: FoundProduct | None, last_write: LastWrite | None, state: UndoState, message: str | None
) -> None:
    [it] = planned(
        step, products={"n": product} if product else {}, last_writes={"n": last_write} if last_write else {}
    )
    assert (it.step, it.state, it.message) == (step, state, message)
    # When it is read again before it goes, it must still show the time of our last write.
    last = (last_write.modified if last_write else step.modified) if state is UndoState.REMOVABLE else None
    assert it.modified == last


BY_HAND = FoundLink("r9", "x", "SHOP", THEN)
OWN = FoundLink("r1", "c", "BOOT", THEN)


@pytest.mark.parametrize(
    ("links_to", "linked", "message"),
    [
        pytest.param([OWN], {"r1": {"o": THEN}}, None, id="by our runs alone"),
        pytest.param([OWN, BY_HAND], {}, "SHOP is linked to it", id="from a product of others"),
        pytest.param([replace(OWN, relationship="r2")], {}, "BOOT is linked to it", id="in another relationship"),
        pytest.param([replace(OWN, made_at=LATER)], {}, "BOOT is linked to it", id="to it, made again"),
        pytest.param([replace(OWN, made_at=None)], {}, "BOOT is linked to it", id="to it, of unknown time"),
        pytest.param([], {"r1": {"o": LATER}}, "linked to other products by others since", id="from it, made again"),
        pytest.param([], {"r1": {"o": None}}, "linked to other products by others since", id="from it, at some time"),
        pytest.param([], {"r2": {"o": THEN}}, "linked to other products by others since", id="from it, elsewhere"),
    ],
)
def test_a_product_that_others_linked_stays(
    links_to: list[FoundLink], linked: dict[str, dict[str, str | None]], message: str | None
) -> None:
    own = {("r1", "c", "n"): THEN, ("r1", "n", "o"): THEN, ("r1", "n", "z"): None}
    held = {"n": replace(NEW, linked=linked)}
    [it] = planned(CREATED, products=held, links_to={"n": links_to}, own_links=own)
    assert it.state is (UndoState.KEPT if message else UndoState.REMOVABLE)
    assert (it.message or "").startswith(message or "")


def test_a_product_that_nobody_can_prove_goes_only_if_it_is_named() -> None:
    found = replace(CREATED, modified=None)
    held = UndoHoldings({"n": NEW}, {"n": [OWN]}, own_links={("r1", "c", "n"): None})
    assert [it.state for it in plan_undo(HEADER, [found], held, {"OTHER"}).undo] == [UndoState.KEPT]
    assert plan_undo(HEADER, [found], held, {"NEW"}).undo == (PlannedUndo(found, UndoState.REMOVABLE),)
    renamed = replace(held, products={"n": replace(NEW, sku="MINE")})
    assert [it.state for it in plan_undo(HEADER, [found], renamed, {"NEW"}).undo] == [UndoState.KEPT]
    linked = replace(held, links_to={"n": [BY_HAND]})
    assert [it.state for it in plan_undo(HEADER, [found], linked, {"NEW"}).undo] == [UndoState.KEPT]


@pytest.mark.parametrize(
    ("step", "products", "state"),
    [
        pytest.param(LINKED, {"c": BOOT_WITH_OLD, "o": OLD}, UndoState.REMOVABLE, id="made and there"),
        pytest.param(LINKED, {"c": BOOT, "o": OLD}, UndoState.GONE, id="made and there no more"),
        pytest.param(
            LINKED, {"c": BOOT_WITH_OLD_ELSEWHERE, "o": OLD}, UndoState.GONE, id="there in another relationship"
        ),
        pytest.param(LINKED, {"o": OLD}, UndoState.GONE, id="made from a product that is gone"),
        pytest.param(LINKED, {"c": BOOT_WITH_OLD}, UndoState.REMOVABLE, id="made to a product that is gone, and shown"),
        pytest.param(UNLINKED, {"c": BOOT, "o": OLD}, UndoState.RESTORABLE, id="removed and not there"),
        pytest.param(UNLINKED, {"c": BOOT_WITH_OLD, "o": OLD}, UndoState.GONE, id="removed and there again"),
        pytest.param(UNLINKED, {"o": OLD}, UndoState.GONE, id="removed from a product that is gone"),
        pytest.param(UNLINKED, {"c": BOOT}, UndoState.GONE, id="removed to a product that is gone"),
    ],
)
@pytest.mark.parametrize("stage", [Stage.SENT, Stage.DONE])
def test_a_link_becomes_what_it_was(
    step: Step, products: dict[str, FoundProduct], state: UndoState, stage: Stage
) -> None:
    step = replace(step, stage=stage)
    assert planned(step, products=products) == (PlannedUndo(step, state),)


@pytest.mark.parametrize(
    ("linked_at", "shown", "message"),
    [
        (THEN, LATER, f"made again by others, or by a later run, since ({LATER})"),
        (None, THEN, "nobody can tell whether the run made this link"),
        (THEN, None, "nobody can tell whether the run made this link"),
    ],
)
def test_a_link_that_is_not_provably_the_one_that_the_run_made_stays(
    linked_at: str | None, shown: str | None, message: str
) -> None:
    step, held = replace(LINKED, linked_at=linked_at), {"c": replace(BOOT, linked={"r1": {"o": shown}}), "o": OLD}
    [it] = planned(step, products=held)
    assert (it.state, (it.message or "").startswith(message)) == (UndoState.KEPT, True)
    # To name it helps if nobody can tell, not if it is known to be another.
    named = plan_undo(HEADER, [step], UndoHoldings(held), {"OLD"}).undo[0].state
    assert named is (UndoState.KEPT if "again" in message else UndoState.REMOVABLE)


def test_a_create_that_was_cut_off_is_kept_if_its_product_turned_up() -> None:
    message = (
        "its creation was cut off: sync again, which finishes it, then take that run back with --include-unproven, "
        "since nobody can tell who made it"
    )
    assert planned(CUT_OFF, cut_off_skus={"NEW"}) == (PlannedUndo(CUT_OFF, UndoState.KEPT, message),)


def test_a_create_that_was_cut_off_and_made_nothing_is_nothing_to_take_back() -> None:
    assert planned(CUT_OFF) == ()


@pytest.mark.parametrize("stage", [Stage.PLANNED, Stage.DROPPED, Stage.UNDONE])
@pytest.mark.parametrize("step", [CREATED, LINKED, UNLINKED])
def test_a_step_that_did_nothing_or_was_taken_back_is_left_alone(step: Step, stage: Stage) -> None:
    assert planned(replace(step, stage=stage), products={"n": NEW, "c": BOOT_WITH_OLD, "o": OLD}) == ()


def test_a_link_that_plytix_refused_is_left_alone() -> None:
    assert planned(replace(LINKED, stage=Stage.FAILED), products={"c": BOOT_WITH_OLD, "o": OLD}) == ()


def test_a_link_to_a_product_that_the_run_made_goes_with_the_product() -> None:
    held = {"n": NEW, "c": replace(BOOT, linked={"r1": {"n": THEN}})}
    assert planned(CREATED, LINKED_TO_NEW, products=held) == (
        PlannedUndo(CREATED, UndoState.REMOVABLE, None, (LINKED_TO_NEW,), THEN),
    )


def test_a_link_from_a_product_that_the_run_made_is_judged_for_itself() -> None:
    from_new = replace(LINKED, subject_sku="NEW", subject_id="n", target_sku="OLD", target_id="o")
    held = {"n": replace(NEW, linked={"r1": {"o": THEN}}), "o": OLD}
    own = {("r1", "n", "o"): THEN}
    assert [(it.step, it.state) for it in planned(CREATED, from_new, products=held, own_links=own)] == [
        (CREATED, UndoState.REMOVABLE),
        (from_new, UndoState.REMOVABLE),
    ]


def test_the_plan_of_an_undo_speaks_of_nothing_else() -> None:
    plan = plan_undo(HEADER, [CREATED], UndoHoldings({"n": NEW}))
    assert (plan.header, plan.listings, plan.links, plan.reviews, plan.guards) == (HEADER, (), (), (), ())


IDS = ["a", "b", "c", "d"]
WORDS = st.sampled_from(["A", "B", "C", "D"])
TIMES = st.sampled_from([None, THEN, LATER])


@st.composite
def runs(draw: st.DrawFn) -> list[Step]:
    """The Steps of a run, whatever became of them: products made, each once, and links between any."""
    made = draw(st.lists(st.sampled_from(IDS), unique=True))
    steps = [draw(product_step(id_)) for id_ in made]
    ends = draw(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), unique=True, max_size=6))
    steps += [draw(link_step(*pair)) for pair in ends]
    return [replace(step, number=number) for number, step in enumerate(steps)]


def product_step(id_: str) -> st.SearchStrategy[Step]:
    kinds, known = st.sampled_from(sorted(PRODUCT_STEPS)), st.sampled_from([id_, id_, None])
    return st.builds(
        Step,
        number=st.just(0),
        kind=kinds,
        subject_sku=st.just(id_.upper()),
        subject_id=known,
        stage=st.sampled_from(Stage),
        modified=TIMES,
        is_open=st.booleans(),
    )


def link_step(source: str, target: str) -> st.SearchStrategy[Step]:
    return st.builds(
        Step,
        number=st.just(0),
        kind=st.sampled_from([StepKind.LINK, StepKind.UNLINK]),
        subject_sku=st.just(source.upper()),
        subject_id=st.just(source),
        target_sku=st.just(target.upper()),
        target_id=st.just(target),
        relation=st.just(Relation.LISTINGS),
        schema_id=st.just("r1"),
        stage=st.sampled_from(Stage),
        linked_at=TIMES,
    )


def holdings() -> st.SearchStrategy[UndoHoldings]:
    """What is there: products of the run and others, under their SKU or another, with any links."""
    links = st.dictionaries(st.just("r1"), st.dictionaries(st.sampled_from(IDS), TIMES))
    products = st.dictionaries(st.sampled_from([*IDS, "other"]), st.builds(FoundProduct, WORDS, TIMES, links))
    writes = st.dictionaries(st.sampled_from([*IDS, "other"]), st.builds(LastWrite, st.just("run-2"), TIMES))
    others = st.builds(FoundLink, st.just("r1"), st.sampled_from(IDS), WORDS, TIMES)
    links_to = st.dictionaries(st.sampled_from(IDS), st.lists(others, max_size=2))
    own = st.dictionaries(st.tuples(st.just("r1"), st.sampled_from(IDS), st.sampled_from(IDS)), TIMES)
    return st.builds(UndoHoldings, products, links_to, st.frozensets(WORDS | st.just("OTHER")), writes, own)


@settings(max_examples=25)
@given(runs(), holdings())
def test_nothing_is_named_that_the_run_did_not_do(steps: list[Step], held: UndoHoldings) -> None:
    named = [each for it in plan_undo(HEADER, steps, held).undo for each in (it.step, *it.unlinks)]
    assert all(step in steps_to_undo(steps) for step in named)


@settings(max_examples=25)
@given(runs(), holdings())
def test_no_step_is_named_twice(steps: list[Step], held: UndoHoldings) -> None:
    named = [each.number for it in plan_undo(HEADER, steps, held).undo for each in (it.step, *it.unlinks)]
    assert len(named) == len(set(named))


@settings(max_examples=25)
@given(runs(), holdings())
def test_everything_that_the_run_did_is_named_but_a_cut_off_create_without_product(
    steps: list[Step], held: UndoHoldings
) -> None:
    named = {each.number for it in plan_undo(HEADER, steps, held).undo for each in (it.step, *it.unlinks)}
    silent = [step for step in steps_to_undo(steps) if step.number not in named]
    made = {step.subject_id for step in steps if step.made_product}
    for step in silent:
        came_to_nothing = step.is_cut_off and step.subject_sku not in held.cut_off_skus
        # A link that was removed from a product of this run's making cannot be put back to it.
        assert came_to_nothing or (step.kind is StepKind.UNLINK and step.target_id in made)


@settings(max_examples=25)
@given(runs(), holdings())
def test_what_goes_is_there_and_was_last_written_by_us(steps: list[Step], held: UndoHoldings) -> None:
    for it in plan_undo(HEADER, steps, held).undo:
        if it.state is UndoState.REMOVABLE and it.step.kind in PRODUCT_STEPS:
            product, last = held.products[it.step.subject_id or ""], held.last_writes.get(it.step.subject_id or "")
            assert product.sku == it.step.subject_sku
            assert product.modified is not None
            assert product.modified == it.modified == (last.modified if last else it.step.modified)
            for target, made_at in product.linked.get("r1", {}).items():
                assert made_at is not None
                assert made_at == held.own_links[("r1", it.step.subject_id or "", target)]


@settings(max_examples=25)
@given(runs(), holdings())
def test_a_product_whose_last_write_is_of_unknown_time_never_goes(steps: list[Step], held: UndoHoldings) -> None:
    unknown = replace(held, last_writes={id_: LastWrite("run-2", None) for id_ in IDS})
    products = [it for it in plan_undo(HEADER, steps, unknown).undo if it.step.kind in PRODUCT_STEPS]
    assert {it.state for it in products} <= {UndoState.KEPT, UndoState.GONE}


@settings(max_examples=25)
@given(runs(), holdings())
def test_whatever_is_kept_says_why_and_nothing_else_says_anything(steps: list[Step], held: UndoHoldings) -> None:
    for it in plan_undo(HEADER, steps, held).undo:
        assert bool(it.message) is (it.state is UndoState.KEPT)


@settings(max_examples=25)
@given(runs(), holdings(), st.randoms(use_true_random=False))
def test_the_order_of_the_steps_decides_nothing_but_the_order(
    steps: list[Step], held: UndoHoldings, random: Any
) -> None:
    def verdicts(of: Sequence[Step]) -> set[tuple[object, ...]]:
        undo = plan_undo(HEADER, of, held).undo
        return {(it.step, it.state, it.message, frozenset(it.unlinks), it.modified) for it in undo}

    assert verdicts(random.sample(steps, len(steps))) == verdicts(steps)


@settings(max_examples=25)
@given(runs(), holdings())
def test_a_step_is_judged_alike_again_with_all_that_belongs_to_it(steps: list[Step], held: UndoHoldings) -> None:
    for it in plan_undo(HEADER, steps, held).undo:
        assert plan_undo(HEADER, [it.step, *it.unlinks], held).undo == (it,)
