"""The judge of ownership sees each kind of wrong, and does not see any where there is none."""

import pytest

from plytix_sandbox.catalog import products
from tests.worlds import acts
from tests.worlds.scene import LAG, LATER_SYNC, OTHER_SYNC, SYNC, UNDO, Scene
from tests.worlds.witness import Call


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_an_undo_of_what_is_purely_ours_is_right(scene: Scene) -> None:
    made = scene.sync()
    scene.unlink(made)
    scene.look(made)
    scene.delete(made)
    assert scene.wrong == []
    assert not scene.verdict().unavoidable


EDITS = sorted(set(acts.COMMON) - {acts.delete, acts.make_again, acts.unlink, acts.link_again, acts.change_quantity,
                                   acts.link_to, acts.add_own_product_as_variant, acts.add_new_variant},
               key=lambda act: act.__name__)  # fmt: skip


@pytest.mark.parametrize("act", EDITS, ids=lambda act: act.__name__)
def test_every_touch_that_shows_protects_a_product(scene: Scene, act: acts.Act) -> None:
    made = scene.sync()
    scene.person(act, made, seed=1)
    scene.look(made)
    scene.delete(made)
    assert scene.wrong == ["in flight"]


@pytest.mark.parametrize("act", [acts.add_new_variant, acts.add_own_product_as_variant])
def test_a_variant_of_a_person_must_not_go_with_ours(scene: Scene, act: acts.Act) -> None:
    made = scene.sync()
    scene.person(act, made)
    scene.look(made)
    scene.delete(made)
    assert "variant" in scene.wrong


def test_a_touch_after_the_last_look_cannot_be_seen_if_the_deletion_is_the_very_next_call(scene: Scene) -> None:
    made = scene.sync()
    scene.look(made)
    scene.at_once(acts.edit_label, made)
    scene.delete(made)
    verdict = scene.verdict()
    assert (verdict.wrong, dict(verdict.unavoidable)) == ([], {"in flight": 1})


def test_a_touch_during_a_wait_after_the_look_must_be_looked_for_again(scene: Scene) -> None:
    made = scene.sync()
    scene.look(made)
    scene.person(acts.edit_label, made)
    scene.delete(made)
    assert scene.wrong == ["in flight"]


def test_a_refused_deletion_needs_another_look(scene: Scene) -> None:
    made = scene.sync()
    scene.look(made)
    scene.witness.sent(refused := Call(UNDO, "DELETE", f"/api/v2/products/{made}"))
    scene.witness.answered(refused, 429)
    scene.at_once(acts.edit_label, made)
    scene.delete(made)
    assert scene.wrong == ["in flight"]


def test_an_edit_between_create_and_family_protects_a_product(scene: Scene) -> None:
    made = scene.call(SYNC, "POST", "", {"sku": "L1", "label": "Boot"}, 201)
    scene.at_once(acts.edit_label, made)
    scene.call(SYNC, "POST", f"/{made}/family", {"product_family_id": scene.family})
    scene.look(made)
    scene.delete(made)
    assert scene.wrong == ["in flight"]


@pytest.mark.parametrize("act", [acts.edit_and_revert, acts.move_family_and_back])
def test_what_a_later_write_of_ours_hides_is_out_of_sight(scene: Scene, act: acts.Act) -> None:
    made = scene.call(SYNC, "POST", "", {"sku": "L1", "label": "Boot"}, 201)
    scene.at_once(act, made)
    scene.call(SYNC, "POST", f"/{made}/family", {"product_family_id": scene.family})
    scene.look(made)
    scene.delete(made)
    assert scene.wrong == []


def test_the_same_family_given_by_a_person_first_is_out_of_sight(scene: Scene) -> None:
    made = scene.call(SYNC, "POST", "", {"sku": "L1", "label": "Boot"}, 201)
    scene.at_once(lambda catalog, product, _: products.assign_family(catalog, product, scene.family), made)
    scene.call(SYNC, "POST", f"/{made}/family", {"product_family_id": scene.family})
    scene.look(made)
    scene.delete(made)
    assert scene.wrong == []


def test_a_product_of_a_person_must_not_be_deleted(scene: Scene) -> None:
    scene.look(scene.theirs)
    scene.delete(scene.theirs)
    assert scene.wrong == ["maker"]


def test_a_product_that_a_person_made_again_must_not_be_deleted(scene: Scene) -> None:
    made = scene.sync()
    scene.person(acts.make_again, made)
    scene.delete(next(each.id for each in scene.catalog.products if each.sku == "L1"))
    assert scene.wrong == ["maker"]


def test_a_product_of_another_machine_must_not_be_deleted(scene: Scene) -> None:
    made = scene.sync(OTHER_SYNC)
    scene.look(made)
    scene.delete(made)
    assert scene.wrong == ["maker"]


def test_a_product_whose_create_was_never_answered_must_not_be_deleted(scene: Scene) -> None:
    made = scene.sync(status=None)
    scene.look(made)
    scene.delete(made)
    assert scene.wrong == ["unproven"]


def test_a_link_of_a_person_to_ours_must_not_go_with_it(scene: Scene) -> None:
    made = scene.sync()
    scene.link_by_person(scene.theirs, made)
    scene.clock.advance(3600)
    scene.look(made)
    scene.delete(made)
    assert scene.wrong == ["link to it"]


def test_a_link_that_no_search_can_show_yet_is_out_of_sight(scene: Scene) -> None:
    made = scene.sync()
    scene.link_by_person(scene.theirs, made)
    scene.look_for_links_to(made)
    scene.look(made)
    scene.delete(made)
    verdict = scene.verdict()
    assert (verdict.wrong, dict(verdict.unavoidable)) == ([], {"link to it": 1})


def test_a_link_that_a_search_has_shown_must_be_heeded(scene: Scene) -> None:
    made = scene.sync()
    scene.link_by_person(scene.theirs, made)
    scene.clock.advance(LAG + 1)
    scene.look_for_links_to(made)
    scene.look(made)
    scene.delete(made)
    assert scene.wrong == ["link to it"]


@pytest.mark.parametrize("act", [acts.link_again, acts.change_quantity])
def test_a_link_that_a_person_made_again_must_not_be_removed(scene: Scene, act: acts.Act) -> None:
    made = scene.sync()
    scene.person(act, made)
    scene.unlink(made)
    assert scene.wrong == ["unlink"]


def test_a_link_that_a_later_run_made_again_is_not_the_first_ones(scene: Scene) -> None:
    made = scene.sync()
    scene.person(acts.unlink, made)
    scene.call(LATER_SYNC, "GET", f"/{scene.boot}")
    scene.link(LATER_SYNC, made)
    scene.unlink(made)
    assert scene.wrong == ["unlink"]


def test_a_link_that_a_person_made_since_the_last_look_is_out_of_sight(scene: Scene) -> None:
    made = scene.sync()
    scene.look(scene.boot)
    scene.at_once(acts.link_again, made)
    scene.unlink(made)
    verdict = scene.verdict()
    assert (verdict.wrong, dict(verdict.unavoidable)) == ([], {"unlink": 1})


def test_a_link_that_a_person_made_while_ours_was_sent_is_out_of_sight(scene: Scene) -> None:
    scene.call(SYNC, "GET", f"/{scene.boot}")
    scene.link_by_person(scene.boot, scene.theirs)
    scene.link(SYNC, scene.theirs)
    scene.call(SYNC, "GET", f"/{scene.boot}")
    scene.unlink(scene.theirs)
    verdict = scene.verdict()
    assert (verdict.wrong, dict(verdict.unavoidable)) == ([], {"unlink": 1})


def test_a_link_that_a_person_made_is_not_ours_if_our_call_was_never_accepted(scene: Scene) -> None:
    scene.witness.sent(lost := Call(SYNC, "POST", f"/api/v2/products/{scene.boot}/relationships/{scene.listings}", {
        "product_relationships": [{"product_id": scene.theirs, "quantity": 1}]
    }))  # fmt: skip
    scene.witness.answered(lost, 503)
    scene.link_by_person(scene.boot, scene.theirs)
    scene.clock.advance(3600)
    scene.unlink(scene.theirs)
    assert scene.wrong == ["unlink"]


def test_a_sync_must_not_delete_or_unlink_anything(scene: Scene) -> None:
    made = scene.sync()
    scene.unlink(made, SYNC)
    scene.delete(made, SYNC)
    assert scene.wrong == ["no undo", "no undo"]
