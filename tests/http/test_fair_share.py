"""What other clients leave us of a window: learned from 429s, and regained in windows without one."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_plytix.http import FairShare, RateLimit

TWENTY_IN_TEN = RateLimit(20, 10.0)


def places(share: FairShare, now: float, limit: RateLimit = TWENTY_IN_TEN) -> int:
    """Send as many calls as may be sent now; return how many they were."""
    number = 0
    while share.wait(limit, now) == 0.0:
        share.sent(now)
        number += 1
    return number


def after_a_429(succeeded: int) -> FairShare:
    """Return a share after a window from 0 to 10 in which so many calls succeeded, and one more was refused."""
    share = FairShare()
    for _ in range(succeeded + 1):
        share.sent(1.0)
    share.refused(TWENTY_IN_TEN, until=10.0)
    return share


def test_without_a_429_all_of_the_window_is_ours() -> None:
    assert places(FairShare(), 0.0) == 20


@pytest.mark.parametrize(("succeeded", "left"), [(20, 20), (19, 19), (17, 17), (16, 16), (15, 16), (1, 16), (0, 16)])
def test_after_a_429_a_window_gets_what_succeeded_but_no_less_than_four_fifths(succeeded: int, left: int) -> None:
    assert places(after_a_429(succeeded), 11.0) == left


def test_a_place_comes_free_when_the_window_has_passed() -> None:
    share = after_a_429(17)
    assert share.wait(TWENTY_IN_TEN, 10.5) == pytest.approx(0.5)
    assert places(share, 11.0) == 17


def test_many_refusals_in_one_window_count_once() -> None:
    share = after_a_429(10)
    for late in range(5):
        share.refused(TWENTY_IN_TEN, until=10.0 + late / 10)
    assert places(share, 11.0) == 16


def test_calls_without_an_answer_count_as_succeeded_until_they_are_refused() -> None:
    share = FairShare()
    for _ in range(20):
        share.sent(1.0)
    share.refused(TWENTY_IN_TEN, until=10.0)
    share.refused(TWENTY_IN_TEN, until=10.0)
    assert places(share, 11.0) == 18


def test_calls_of_the_window_before_did_not_succeed_in_this_one() -> None:
    share = FairShare()
    for moment in [1.0, 2.0, *[4.0] * 18]:
        share.sent(moment)
    share.refused(TWENTY_IN_TEN, until=13.0)
    assert places(share, 14.0) == 17


def test_every_window_that_ends_in_a_429_takes_a_fifth_of_what_is_left_until_one_call_is() -> None:
    share = FairShare()
    left = []
    for ends in range(10, 250, 10):
        share.sent(ends - 1.0)
        share.refused(TWENTY_IN_TEN, until=ends)
        left.append(places(deepcopy(share), ends))
    assert left[:4] == [16, 12, 10, 8]
    assert left[-1] == 1


def test_a_window_without_a_429_gives_one_call_in_twenty_back() -> None:
    share = after_a_429(0)
    assert [places(share, 15.0 + 10.0 * window) for window in range(1, 7)] == [17, 18, 19, 20, 20, 20]


@given(
    st.integers(1, 60),
    st.lists(st.tuples(st.sampled_from(["call", "refused"]), st.floats(0.0, 12.0)), max_size=60),
)
def test_a_share_is_never_nothing_and_never_more_than_the_limit(calls: int, events: list[tuple[str, float]]) -> None:
    limit, share, now = RateLimit(calls, 10.0), FairShare(), 1000.0
    for event, later in events:
        now += later
        if event == "refused":
            share.refused(limit, now + min(later, 10.0))
        elif share.wait(limit, now) == 0.0:
            share.sent(now)
        assert 0.0 <= share.wait(limit, now) <= 10.0
    assert 1 <= places(share, now + 20.0, limit) <= calls
    assert places(share, now + 400.0, limit) == calls
