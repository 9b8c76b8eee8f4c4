"""Which listings of a mapping a job is about: named, left out, in a marketplace, the first ones."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_plytix.jobs.selection import Selection, SelectionDamaged
from amazon_plytix.mapping import EntryPosition, Listing
from tests.support import asin

NAMES = [f"AMZN-{code}-{asin(number)}" for code in ("US", "DE") for number in range(4)]
# One SKU is another listing's ASIN.
NAMES += [asin(1)]


def listing(number: int, marketplace: str, sku: str | None = None) -> Listing:
    name = sku or f"AMZN-{marketplace}-{asin(number)}"
    return Listing(EntryPosition("matched", number + 1), name, asin(number), marketplace, None)


MAPPING = (*(listing(number, "US") for number in range(4)), *(listing(number, "DE") for number in range(4)))
ODD = (*MAPPING, listing(9, "US", asin(1)))


def skus(selection: Selection, listings: tuple[Listing, ...] = MAPPING) -> list[str]:
    return [chosen.sku for chosen in selection.of(listings)]


def names() -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([*NAMES, *map(asin, range(4))]), max_size=3).map(tuple)


def selections() -> st.SearchStrategy[Selection]:
    codes = st.lists(st.sampled_from(["US", "DE", "FR"]), max_size=2).map(tuple)
    return st.builds(Selection, st.none() | st.integers(1, 10), names(), names(), codes)


@given(selections())
def test_filters_commute_and_the_limit_counts_what_they_leave(selection: Selection) -> None:
    alone = [
        Selection(only=selection.only),
        Selection(exclude=selection.exclude),
        Selection(marketplaces=selection.marketplaces),
    ]
    by_each = [set(skus(each, ODD)) for each in alone]
    in_all = [each.sku for each in ODD if all(each.sku in chosen for chosen in by_each)]
    assert skus(selection, ODD) == in_all[: selection.limit]


@given(selections())
def test_a_limited_job_and_one_on_the_rest_are_about_all(selection: Selection) -> None:
    chosen = skus(selection, ODD)
    rest = skus(Selection(exclude=tuple(chosen)), ODD)
    assert not set(chosen) & set(rest)
    assert sorted([*chosen, *rest]) == sorted(each.sku for each in ODD)


@given(selections())
def test_a_selection_comes_back_from_the_ledger_as_it_was(selection: Selection) -> None:
    assert Selection.from_json(selection.as_json()) == selection
    assert (selection.as_json() is None) == selection.is_all


@pytest.mark.parametrize("text", ["", "[]", "{}", "5", '{"limit": 1, "more": []}', '{"only": 5}', "[" * 100_000])
def test_a_selection_that_the_ledger_does_not_hold_any_more_is_refused(text: str) -> None:
    with pytest.raises(SelectionDamaged, match="run its command again with the options it had"):
        Selection.from_json(text)


def test_an_asin_names_its_listings_in_all_marketplaces_in_either_case() -> None:
    assert skus(Selection(only=(asin(2).lower(),))) == [f"AMZN-US-{asin(2)}", f"AMZN-DE-{asin(2)}"]


def test_a_name_that_is_a_sku_is_no_asin() -> None:
    assert skus(Selection(only=(asin(1),)), ODD) == [asin(1)]


@pytest.mark.parametrize(
    ("selection", "sentence"),
    [
        (Selection(limit=3), "the first 3 of 8 listings"),
        (Selection(limit=30), "all 8 listings, by --limit 30"),
        (Selection(only=(asin(1),)), "2 of 8 listings, by --only"),
        (Selection(exclude=(asin(1),), marketplaces=("DE",)), "3 of 8 listings, by --exclude and --only-marketplace"),
        (
            Selection(limit=1, marketplaces=("DE",)),
            "the first 1 of 4 listings that are left of 8 listings by --only-marketplace",
        ),
    ],
)
def test_a_sentence_says_what_was_chosen(selection: Selection, sentence: str) -> None:
    assert selection.sentence(MAPPING) == sentence


def test_thousands_have_a_comma() -> None:
    many = tuple(replace(MAPPING[0], sku=str(number)) for number in range(3000))
    assert Selection(limit=10).sentence(many) == "the first 10 of 3,000 listings"


def test_all_names_that_a_mapping_does_not_hold_are_said_at_once() -> None:
    selection = Selection(only=("X", asin(1), "Y", "X"), exclude=("Z",), marketplaces=("FR",))
    assert [str(problem) for problem in selection.problems(MAPPING)] == [
        "it has no listing of these names: X, Y; correct --only, or leave them out of it",
        "it has no listing of these names: Z; correct --exclude, or leave them out of it",
        "it has no listing in FR: it has listings in DE, US; correct --only-marketplace",
    ]


def test_a_selection_that_leaves_nothing_is_a_problem() -> None:
    nothing = Selection(limit=2, only=(asin(1),), exclude=(asin(1),))
    assert [str(problem) for problem in nothing.problems(MAPPING)] == [
        "--only and --exclude and --limit 2 leave none of its 8 listings: choose others"
    ]
    assert Selection(limit=2).problems(MAPPING) == []
