"""Which links a run may have made, by the moments of Plytix that it knows from before and after its calls."""

import pytest

from amazon_plytix.applying.moments import Moments, SentBatch


def at(second: int) -> str:
    return f"2025-12-23T06:00:{second:02}"


def linked(moments: Moments) -> SentBatch:
    """Links whose call began now, and is answered now."""
    return moments.linked([], moments.latest)


def write(moments: Moments, second: int) -> None:
    moments.after_write(moments.before_write(), at(second), is_change=True)


@pytest.mark.parametrize(("second", "ours"), [(9, False), (10, True), (15, True), (20, True), (21, False)])
def test_a_link_that_is_older_than_the_write_before_or_younger_than_the_one_after_is_of_others(
    second: int, ours: bool
) -> None:
    moments = Moments(at(1))
    write(moments, 10)
    batch = linked(moments)
    write(moments, 20)
    write(moments, 30)
    assert batch.may_have_made(at(second)) is ours


def test_a_write_that_was_sent_before_the_links_were_answered_does_not_end_them() -> None:
    moments = Moments()
    before = moments.before_write()
    batch = linked(moments)
    moments.after_write(before, at(10), is_change=True)
    assert batch.may_have_made(at(20))


@pytest.mark.parametrize("second", [5, 12])
def test_a_write_that_changed_nothing_shows_an_earlier_moment_which_does_not_end_links(second: int) -> None:
    moments = Moments(at(10))
    batch = linked(moments)
    moments.after_write(moments.before_write(), at(second), is_change=False)
    assert batch.may_have_made(at(20))
    write(moments, 15)
    assert not batch.may_have_made(at(20))


def test_without_moments_every_link_may_be_ours() -> None:
    moments = Moments()
    batch = linked(moments)
    moments.after_write(moments.before_write(), None, is_change=True)
    assert (batch.may_have_made(at(1)), moments.are_own) == (True, False)


def test_a_moment_from_the_look_up_is_none_of_the_runs_own() -> None:
    moments = Moments(at(1))
    assert (moments.latest, moments.are_own) == (at(1), False)
    write(moments, 2)
    assert (moments.latest, moments.are_own) == (at(2), True)
