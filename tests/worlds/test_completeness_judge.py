"""The judge of what undos leave sees each kind of wrong."""

from typing import Any

import pytest

from tests.worlds import acts
from tests.worlds.completeness_judge import judge_left_over, judge_undo_results
from tests.worlds.scene import SYNC, UNDO, Scene
from tests.worlds.witness import Call


@pytest.fixture
def scene() -> Scene:
    return Scene()


def row(product: str | None, state: str, message: str | None = None, **more: Any) -> dict[str, Any]:
    """Return a row of an undo's results, of a product unless it is said to be a link."""
    named = {"kind": "product", "sku": "L1", "source_sku": None, "product_id": product}
    return {**named, "state": state, "message": message, **more}


def judge_left(scene: Scene, *rows: dict[str, Any], undone: tuple[int, ...] = (), early: tuple[int, ...] = ()) -> None:
    """Judge what is left after an undo of the first job with these results."""
    judge_left_over(scene.judge, scene.witness.log, {1: {"taken_back": rows}}, undone, early)


def test_what_is_purely_ours_must_not_be_left(scene: Scene) -> None:
    made = scene.sync()
    with pytest.raises(AssertionError, match=r"\[left\] L1"):
        judge_left(scene, row(made, "kept", "because"))


def test_what_a_person_touched_may_be_left_if_it_is_reported(scene: Scene) -> None:
    made = scene.sync()
    scene.person(acts.edit_label, made)
    judge_left(scene, row(made, "kept", "edited"))


def test_what_is_left_must_be_reported(scene: Scene) -> None:
    scene.person(acts.edit_label, scene.sync())
    with pytest.raises(AssertionError, match=r"\[unreported\] L1"):
        judge_left(scene)


def test_a_run_that_left_something_is_not_undone(scene: Scene) -> None:
    made = scene.sync()
    scene.person(acts.edit_label, made)
    with pytest.raises(AssertionError, match=r"\[runs\] L1"):
        judge_left(scene, row(made, "kept", "edited"), undone=(1,))


def test_what_our_machine_never_saw_answered_may_be_left(scene: Scene) -> None:
    made = scene.sync(status=None)
    judge_left(scene, row(made, "kept", "not proven"))


def test_a_product_of_which_a_call_failed_may_be_left(scene: Scene) -> None:
    made = scene.sync()
    scene.witness.answered(Call(SYNC, "POST", f"/api/v2/products/{made}/family", {}), 503)
    judge_left(scene, row(made, "kept", "not proven"))


def test_a_link_that_is_purely_ours_must_not_be_left(scene: Scene) -> None:
    scene.link(SYNC, scene.theirs)
    with pytest.raises(AssertionError, match=r"\[left\] the link BOOT-1 to THEIRS-1"):
        judge_left(scene)
    judge_left(scene, early=(1,))


def test_a_link_that_a_person_made_again_may_be_left(scene: Scene) -> None:
    scene.link(SYNC, scene.theirs)
    scene.person(acts.link_again, scene.theirs)
    judge_left(scene)


@pytest.mark.parametrize("state", ["removed", "gone already"])
def test_a_product_that_is_called_gone_is_gone(scene: Scene, state: str) -> None:
    made = scene.sync()
    with pytest.raises(AssertionError, match=r"\[results\]"):
        judge_undo_results(scene.judge, [], 1, {"taken_back": [row(made, state)]})
    scene.delete(made)
    judge_undo_results(scene.judge, scene.witness.log, 1, {"taken_back": [row(made, state)]})


def test_a_link_that_is_called_removed_is_removed(scene: Scene) -> None:
    scene.link(SYNC, scene.theirs)
    link = row(scene.theirs, "removed", kind="link", sku="THEIRS-1", source_sku="BOOT-1")
    with pytest.raises(AssertionError, match=r"\[results\]"):
        judge_undo_results(scene.judge, [], 1, {"taken_back": [link]})
    scene.unlink(scene.theirs, UNDO)
    judge_undo_results(scene.judge, scene.witness.log, 1, {"taken_back": [link]})


@pytest.mark.parametrize("state", ["kept", "error"])
def test_what_is_kept_has_a_reason(scene: Scene, state: str) -> None:
    with pytest.raises(AssertionError, match="without a reason"):
        judge_undo_results(scene.judge, [], 1, {"taken_back": [row(scene.sync(), state)]})
