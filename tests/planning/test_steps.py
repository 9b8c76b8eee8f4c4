"""A Plan step by step: what the ledger keeps of it, and how each Step is taken back."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amazon_plytix.planning.changes import ProductRef, Relation
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import LinkState, Plan, PlannedLink, PlannedUndo, UndoState
from amazon_plytix.planning.steps import LINK_STEPS, PRODUCT_STEPS, Stage, Step, StepKind
from tests.support.plans import SCHEMA, header, plans, steps

HEADER = header(JobKind.LINK)
TO_DO = {UndoState.REMOVABLE, UndoState.RESTORABLE}


def cost(of: Iterable[Step]) -> int:
    """What Steps cost: two calls a product made or deleted, one for 300 links of a source, two to take them back.

    The first product that is created costs a look more, and the links of 100 sources one to read them back.
    """
    of = tuple(of)
    links = Counter(
        (step.kind, step.relation, step.subject_sku, step.kind is StepKind.UNLINK and step.undoes is not None)
        for step in of
        if step.kind in LINK_STEPS
    )
    of_links = sum(ceil(number / 300) * (2 if is_undo else 1) for (*_, is_undo), number in links.items())
    looks = any(step.kind is StepKind.CREATE for step in of) + ceil(len({source for _, _, source, _ in links}) / 100)
    return 2 * sum(step.kind not in LINK_STEPS for step in of) + of_links + looks


def link(relation: Relation, target: str, state: LinkState = LinkState.PLANNED) -> PlannedLink:
    return PlannedLink(relation, ProductRef("BOOT", "c1"), ProductRef(target, f"id-{target}"), state)


@settings(max_examples=15)
@given(plans())
def test_a_steps_number_is_its_place(plan: Plan) -> None:
    numbers = [step.number for step in plan.steps()]
    assert numbers == list(range(len(numbers)))


@settings(max_examples=15)
@given(plans())
def test_no_step_has_begun(plan: Plan) -> None:
    assert all(
        (step.stage, step.modified, step.message, step.is_open) == (Stage.PLANNED, None, None, False)
        for step in plan.steps()
    )


@settings(max_examples=15)
@given(plans())
def test_a_plan_costs_what_its_steps_cost(plan: Plan) -> None:
    # The links to a product that is deleted go with it.
    along = {link.number for planned in plan.undo for link in planned.unlinks}
    left = {link.subject_sku for planned in plan.undo if planned.state in TO_DO for link in planned.unlinks}
    assert plan.calls == cost(step for step in plan.steps() if step.undoes not in along) + ceil(len(left) / 100)


@pytest.mark.parametrize(("targets", "calls"), [(300, 2), (301, 3), (601, 4)])
def test_links_of_one_source_cost_a_call_for_every_300_and_one_to_read_them_back(targets: int, calls: int) -> None:
    plan = Plan(HEADER, links=tuple(link(Relation.LISTINGS, str(n)) for n in range(targets)))
    assert (plan.calls, cost(plan.steps())) == (calls, calls)


@settings(max_examples=15)
@given(plans())
def test_every_listing_with_a_change_has_one_step_with_the_id_of_the_family(plan: Plan) -> None:
    family = plan.header.schema.family
    made = [step for step in plan.steps() if step.kind in PRODUCT_STEPS]
    changed = [planned for planned in plan.listings if planned.change]
    assert [(step.subject_sku, step.subject_id) for step in made] == [
        (planned.listing.sku, planned.product_id) for planned in changed
    ]
    assert all(step.schema_id == (family.id if family else None) for step in made)
    assert [step.kind is StepKind.FINISH for step in made] == [planned.product_id is not None for planned in changed]


@settings(max_examples=15)
@given(plans())
def test_every_link_to_be_made_or_removed_has_one_step_with_the_id_of_its_relationship(plan: Plan) -> None:
    def in_state(state: LinkState) -> list[tuple[object, ...]]:
        ids = {relation: plan.header.schema.relationship(relation).id for relation in {each.relation for each in links}}
        return [
            (each.relation, each.source.sku, each.source.id, each.target.sku, each.target.id, ids[each.relation])
            for each in links
            if each.state is state
        ]

    links, own = plan.links, [step for step in plan.steps() if step.undoes is None]
    for kind, state in ((StepKind.UNLINK, LinkState.REMOVABLE), (StepKind.LINK, LinkState.PLANNED)):
        assert [
            (step.relation, step.subject_sku, step.subject_id, step.target_sku, step.target_id, step.schema_id)
            for step in own
            if step.kind is kind
        ] == in_state(state)


def test_removals_come_before_links_since_they_free_slots() -> None:
    links = (link(Relation.LISTINGS, "new"), link(Relation.HIERARCHY, "old", LinkState.REMOVABLE))
    assert [(step.kind, step.target_sku, step.schema_id) for step in Plan(HEADER, links=links).steps()] == [
        (StepKind.UNLINK, "old", "r2"),
        (StepKind.LINK, "new", "r1"),
    ]


def test_a_link_in_a_relationship_that_was_not_looked_up_has_no_step() -> None:
    without = header(JobKind.LINK, replace(SCHEMA, hierarchy=None))
    with pytest.raises(LookupError, match="looked up without the hierarchy relationship"):
        Plan(without, links=(link(Relation.HIERARCHY, "child"),)).steps()


@settings(max_examples=15)
@given(plans())
def test_an_undo_has_the_inverse_of_every_step_that_is_to_be_taken_back_and_of_no_other(plan: Plan) -> None:
    taken_back = [step for each in plan.undo if each.state in TO_DO for step in (*each.unlinks, each.step)]
    undoing = [step for step in plan.steps() if plan.undo]
    assert [step.undoes for step in undoing] == [step.number for step in taken_back]
    assert undoing == [step.inverse(number) for number, step in enumerate(taken_back)]


def test_a_products_links_are_removed_before_the_product() -> None:
    made = Step(0, StepKind.CREATE, "NEW", "n", stage=Stage.DONE)
    linked = Step(1, StepKind.LINK, "BOOT", "c1", "NEW", "n", Relation.LISTINGS, "r1", stage=Stage.DONE)
    plan = Plan(HEADER, undo=(PlannedUndo(made, UndoState.REMOVABLE, unlinks=(linked,)),))
    assert [(step.kind, step.undoes) for step in plan.steps()] == [(StepKind.UNLINK, 1), (StepKind.DELETE, 0)]


@pytest.mark.parametrize(
    ("kind", "inverse"),
    [
        (StepKind.CREATE, StepKind.DELETE),
        (StepKind.FINISH, StepKind.DELETE),
        (StepKind.LINK, StepKind.UNLINK),
        (StepKind.UNLINK, StepKind.LINK),
    ],
)
def test_the_inverse_of_a_step_does_the_opposite(kind: StepKind, inverse: StepKind) -> None:
    assert Step(0, kind, "SKU").inverse(1).kind is inverse


@settings(max_examples=15)
@given(st.integers(0, 9).flatmap(steps), st.integers(0))
def test_an_inverse_is_about_the_same_products_and_has_not_begun(step: Step, number: int) -> None:
    inverse = step.inverse(number)
    about = ("subject_sku", "subject_id", "target_sku", "target_id", "relation", "schema_id")
    assert [getattr(inverse, name) for name in about] == [getattr(step, name) for name in about]
    assert (inverse.number, inverse.undoes) == (number, step.number)
    assert (inverse.stage, inverse.modified, inverse.message, inverse.is_open) == (Stage.PLANNED, None, None, False)


def test_a_deletion_has_no_inverse() -> None:
    with pytest.raises(KeyError):
        Step(0, StepKind.DELETE, "SKU").inverse(1)


@pytest.mark.parametrize("kind", sorted(StepKind))
@pytest.mark.parametrize("stage", sorted(Stage))
def test_a_step_has_made_a_product_if_it_was_sent_and_has_its_id(kind: StepKind, stage: Stage) -> None:
    has_begun = stage in {Stage.SENT, Stage.DONE, Stage.FAILED}
    assert Step(0, kind, "SKU", "id", stage=stage).made_product is (kind in PRODUCT_STEPS and has_begun)
    assert not Step(0, kind, "SKU", stage=stage).made_product


@pytest.mark.parametrize("kind", sorted(StepKind))
@pytest.mark.parametrize("stage", sorted(Stage))
def test_a_step_may_have_linked_if_it_was_sent(kind: StepKind, stage: Stage) -> None:
    assert Step(0, kind, "SKU", stage=stage).may_have_linked is (
        kind in LINK_STEPS and stage in {Stage.SENT, Stage.DONE}
    )


@pytest.mark.parametrize("kind", sorted(StepKind))
@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize("id_", ["id", None])
def test_a_create_is_cut_off_if_it_is_open_and_has_no_id(kind: StepKind, is_open: bool, id_: str | None) -> None:
    step = Step(0, kind, "SKU", id_, stage=Stage.SENT, is_open=is_open)
    assert step.is_cut_off is (kind in PRODUCT_STEPS and is_open and id_ is None)
