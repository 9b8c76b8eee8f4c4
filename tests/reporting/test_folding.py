"""Lines that say the same become few."""

from amazon_plytix.reporting.folding import folded

HEAD = ["Syncing Amazon products...", "=" * 60]


def listing(number: int, state: str) -> str:
    return f"  AMZN-US-{number} (canonical: N/A)... {state}"


def test_neighbours_of_one_state_become_two_lines_and_a_number() -> None:
    lines = [listing(number, "EXISTS") for number in range(5)]
    assert list(folded([*HEAD, *lines, ""])) == [*HEAD, *lines[:2], "  (3 more: EXISTS)", ""]


def test_three_of_one_state_stay() -> None:
    lines = [listing(number, "CREATED") for number in range(3)]
    assert list(folded(lines)) == lines


def test_another_state_between_them_is_shown() -> None:
    lines = [listing(number, "ERROR" if number == 4 else "EXISTS") for number in range(9)]
    assert list(folded(lines)) == [*lines[:2], "  (2 more: EXISTS)", lines[4], *lines[5:7], "  (2 more: EXISTS)"]


def test_lines_that_are_no_states_stay() -> None:
    lines = ["Total: 1", "", "", "", "", "Total: 1", "Loading...", "Loading...", "Loading...", "Loading..."]
    assert list(folded(lines)) == lines
