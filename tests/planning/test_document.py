"""A Plan goes to JSON and back without loss, and a document that was damaged or changed is refused."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amazon_plytix.mapping import EntryPosition, Listing
from amazon_plytix.planning.document import VERSION, PlanDamaged, digest_of, from_json, to_json
from amazon_plytix.planning.header import AccountRef, JobKind, PlanHeader, Schema, SchemaPart
from amazon_plytix.planning.plan import Guard, Plan, Review
from tests.support.plans import plans

PLANS = plans()
SMALL = Plan(
    PlanHeader(JobKind.LINK, AccountRef("a", None, "pim.plytix.com"), Schema(SchemaPart("r", "Amazon Listings"))),
    reviews=(Review(Listing(EntryPosition("matched", 1), "S", "A", "US", None), "has none", ("a", "b")),),
    guards=(Guard("removals", 50, 1),),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
Path = tuple[str | int, ...]
Document = dict[str, Any]


def written(plan: Plan) -> str:
    return "".join(to_json(plan))


def paths(data: object, path: Path = ()) -> Iterator[Path]:
    """The paths of everything in a document, leaves and branches."""
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, held in inside:
        yield (*path, key)
        yield from paths(held, (*path, key))


def at(document: Document, path: Path) -> Any:
    held: Any = document
    for key in path:
        held = held[key]
    return held


def changed(document: Document, path: Path, value: object) -> Document:
    """A copy of a document with another value at this path."""
    copy: Document = json.loads(json.dumps(document))
    at(copy, path[:-1])[path[-1]] = value
    return copy


@settings(max_examples=25)
@given(PLANS)
def test_a_plan_comes_back_as_it_was(plan: Plan) -> None:
    assert from_json(written(plan)) == plan


@pytest.mark.slow
@settings(max_examples=25)
@given(PLANS)
def test_a_plan_that_came_back_is_written_as_before(plan: Plan) -> None:
    assert written(from_json(written(plan))) == written(plan)


@pytest.mark.slow
@settings(max_examples=25)
@given(PLANS)
def test_a_document_is_ascii_with_version_and_cost_and_ends_with_its_digest(plan: Plan) -> None:
    document = json.loads(written(plan))
    assert written(plan).isascii()
    assert (document["version"], document["calls"]) == (VERSION, plan.calls)
    assert list(document.items())[-1] == ("digest", digest_of(plan))


@pytest.mark.slow
@settings(max_examples=25)
@given(PLANS)
def test_a_document_that_was_only_laid_out_anew_is_the_same_plan(plan: Plan) -> None:
    assert from_json(json.dumps(json.loads(written(plan)), indent=2, sort_keys=True)) == plan


@pytest.mark.slow
@settings(max_examples=25)
@given(PLANS, PLANS)
def test_two_plans_have_one_digest_only_if_they_are_equal(one: Plan, other: Plan) -> None:
    assert (digest_of(one) == digest_of(other)) is (one == other)


@settings(max_examples=25)
@given(PLANS, JSON, st.data())
def test_whatever_is_put_in_the_place_of_anything_is_found_out(plan: Plan, value: object, data: st.DataObject) -> None:
    document = json.loads(written(plan))
    path = data.draw(st.sampled_from(list(paths(document))))
    if json.dumps(value) != json.dumps(at(document, path)):
        with pytest.raises(PlanDamaged):
            from_json(json.dumps(changed(document, path, value)))


@settings(max_examples=25)
@given(PLANS, st.data())
def test_a_leaf_that_is_a_little_different_is_found_out(plan: Plan, data: st.DataObject) -> None:
    document = json.loads(written(plan))
    leaves = [path for path in paths(document) if not isinstance(at(document, path), dict | list)]
    path = data.draw(st.sampled_from(leaves))
    leaf = at(document, path)
    other = {str: lambda: f"{leaf}x", bool: lambda: not leaf, int: lambda: leaf + 1}.get(type(leaf), lambda: "x")()
    with pytest.raises(PlanDamaged):
        from_json(json.dumps(changed(document, path, other)))


@settings(max_examples=25)
@given(PLANS, st.data())
def test_whatever_is_taken_away_is_found_out(plan: Plan, data: st.DataObject) -> None:
    document = json.loads(written(plan))
    path = data.draw(st.sampled_from(list(paths(document))))
    del at(document, path[:-1])[path[-1]]
    with pytest.raises(PlanDamaged):
        from_json(json.dumps(document))


@pytest.mark.slow
@settings(max_examples=25)
@given(PLANS, st.text(max_size=5), JSON, st.data())
def test_an_unknown_key_is_found_out_wherever_it_stands(
    plan: Plan, key: str, value: object, data: st.DataObject
) -> None:
    document = json.loads(written(plan))
    objects = [(), *(path for path in paths(document) if isinstance(at(document, path), dict))]
    there = at(document, data.draw(st.sampled_from(objects)))
    if key not in there:
        there[key] = value
        with pytest.raises(PlanDamaged):
            from_json(json.dumps(document))


@pytest.mark.slow
@settings(max_examples=25)
@given(PLANS, st.integers(0))
def test_a_document_that_was_cut_off_is_damaged(plan: Plan, end: int) -> None:
    text = written(plan)
    with pytest.raises(PlanDamaged):
        from_json(text[: end % len(text)])


@pytest.mark.slow
@settings(max_examples=25)
@given(PLANS, st.integers(0), st.characters())
def test_one_other_character_is_found_out_or_changes_nothing(plan: Plan, place: int, character: str) -> None:
    text = written(plan)
    place %= len(text)
    try:
        read = from_json(text[:place] + character + text[place + 1 :])
    except PlanDamaged:
        return
    # Blanks between the parts say nothing, and a hexadecimal escape may be in capital letters.
    assert read == plan


@settings(max_examples=25)
@given(st.text() | JSON.map(json.dumps))
def test_any_other_text_is_damaged_and_nothing_worse(text: str) -> None:
    with pytest.raises(PlanDamaged):
        from_json(text)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param(("version",), True, id="version true"),
        pytest.param(("version",), 1.0, id="version 1.0"),
        pytest.param(("version",), VERSION + 1, id="version 2"),
        pytest.param(("calls",), False, id="calls false"),
        pytest.param(("calls",), 0.0, id="calls 0.0"),
        pytest.param(("calls",), 1, id="other calls"),
        pytest.param(("type",), "Schema", id="another kind of document"),
        pytest.param(("header", "type"), "Plan", id="another kind of header"),
        pytest.param(("header",), [], id="a list for an object"),
        pytest.param(("header", "job"), ["link"], id="a list for a word"),
        pytest.param(("header", "job"), "links", id="an unknown job"),
        pytest.param(("reviews", 0, "evidence"), "ab", id="a text for its characters"),
        pytest.param(("reviews", 0, "evidence"), {"a": 1, "b": 2}, id="an object for its keys"),
        pytest.param(("reviews", 0, "listing", "canonical"), {"type": "Schema"}, id="another kind of canonical"),
        pytest.param(("reviews", 0, "listing", "canonical"), {"type": []}, id="a type that is a list"),
        pytest.param(("reviews", 0, "listing", "canonical"), {}, id="an object without type"),
        pytest.param(("reviews", 0, "listing", "sku"), ["S"], id="a list for a SKU"),
        pytest.param(("guards", 0, "found"), True, id="true for 1"),
        pytest.param(("guards", 0, "found"), 1.0, id="1.0 for 1"),
        pytest.param(("links",), "", id="an empty text for no links"),
        pytest.param(("undo",), {}, id="an empty object for no Steps"),
        pytest.param(("digest",), None, id="no digest"),
        pytest.param(("digest",), digest_of(SMALL).upper(), id="the digest in capital letters"),
    ],
)
def test_what_would_nearly_pass_is_damaged(path: Path, value: object) -> None:
    with pytest.raises(PlanDamaged):
        from_json(json.dumps(changed(json.loads(written(SMALL)), path, value)))


@pytest.mark.parametrize("text", ["[" * 100_000, '{"version": 1, "a": ' * 100_000, "1" * 5_000], ids=["[", "{", "1"])
def test_a_text_that_breaks_the_json_reader_is_damaged(text: str) -> None:
    with pytest.raises(PlanDamaged):
        from_json(text)


def test_another_version_is_named() -> None:
    text = json.dumps(changed(json.loads(written(SMALL)), ("version",), 2))
    with pytest.raises(PlanDamaged, match="is not a plan of version 1"):
        from_json(text)


def test_a_changed_document_says_that_it_was_changed() -> None:
    with pytest.raises(PlanDamaged, match="was changed after it was written: its digest does not fit"):
        from_json(written(SMALL).replace("has none", "has some"))
