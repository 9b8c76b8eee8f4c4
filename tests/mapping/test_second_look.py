"""What the text of a file shows and a parser passes over: keys that stand twice, halves of characters, depth."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from amazon_plytix.mapping import ListingMapping, MappingRefused
from tests.support import asin, entry, matched

Reading = Callable[..., ListingMapping]
Refusal = Callable[..., MappingRefused]

ENTRY = json.dumps(entry(1))


@pytest.mark.parametrize("other", ["[]", json.dumps([entry(3)]), "{}", "7"])
@pytest.mark.parametrize("key", ["matched", "unmatched_amazon", "metadata"])
def test_a_key_of_the_mapping_that_stands_twice_is_refused_with_its_place(
    refusal: Refusal, key: str, other: str
) -> None:
    first = json.dumps({"metadata": {"marketplace": "US"}, "matched": [matched(1)], "unmatched_amazon": [entry(2)]})
    problems = refusal(f'{first[:-1]},\n  "{key}": {other}}}').problems
    assert f"'{key}' stands twice, again at line 2, column 3; a mapping has one" in [str(each) for each in problems]


@pytest.mark.parametrize("key", ["duplicates", "matched.item"])
def test_keys_that_are_not_looked_at_may_stand_twice(reading: Reading, key: str) -> None:
    assert reading(f'{{"{key}": 1, "matched": [{ENTRY}], "{key}": {{"a": 1, "a": 2}}}}').matched == 1


@pytest.mark.parametrize("escaped", ["amazon_title", "amazon\\u005ftitle"])
def test_a_key_that_stands_twice_in_an_entry_is_refused_with_its_place(refusal: Refusal, escaped: str) -> None:
    twice = f'{ENTRY[:-1]},\n"{escaped}": "Shoe"}}'
    [problem] = refusal(f'{{"unmatched_amazon": [{json.dumps(entry(2))}, {twice}]}}').problems
    says = f"unmatched_amazon entry 2 (ASIN {asin(1)}), amazon_title: stands twice, again at line 2, column 1"
    assert str(problem) == says


def test_the_marketplace_that_stands_twice_in_the_metadata_is_refused(refusal: Refusal) -> None:
    [problem] = refusal('{"metadata": {"marketplace": "US", "marketplace": "DE"}, "matched": []}').problems
    assert str(problem) == "metadata.marketplace: stands twice, again at line 1, column 36"


def test_keys_that_stand_in_two_entries_or_deeper_in_one_do_not_stand_twice(reading: Reading) -> None:
    nested = {"amazon_title": {"amazon_title": [{"amazon_title": 1}]}, "x": [{"y": 1}, {"y": 1}]}
    twice = json.dumps({"extra": nested, **entry(1)})[:-1] + ', "more": {"a": 1, "a": 2}}'
    assert reading(f'{{"matched": [{twice}, {json.dumps(entry(2))}], "metadata": {{"x": {{"a": 1}}}}}}').matched == 2


def test_a_key_that_would_steer_a_terminal_is_shown_harmless(refusal: Refusal) -> None:
    [problem] = refusal('{"matched": [{"a\\u001b[2J": 1, "a\\u001b[2J": 2, ' + ENTRY[1:] + "]}").problems
    assert (problem.field, str(problem).isprintable()) == (r"'a\x1b[2J'", True)


@pytest.mark.parametrize("half", ["\\ud800", "\\uDBFF", "\\udc00", "\\udfff\\ud800"])
@pytest.mark.parametrize("field", ["suggested_sku", "amazon_title", "amazon_asin", "an_image"])
def test_half_a_character_is_refused_and_never_made_a_question_mark(refusal: Refusal, field: str, half: str) -> None:
    odd = json.dumps(entry(1) | {field: "A@"}).replace("@", half)
    problems = refusal(f'{{"matched": [],\n"unmatched_amazon": [{odd}]}}').problems
    [found] = [each for each in problems if "half a character" in each.message and half[:6] in each.message]
    column = f'"unmatched_amazon": [{odd}'.index(half) + 1
    assert (str(found.position), found.field) == ("unmatched_amazon entry 1", field)
    assert found.message == f"holds {half[:6]}, which is half a character, at line 2, column {column}"


@pytest.mark.parametrize("text", ['"other": "\\ud800"', '"\\ud800": 1', '"metadata": {"note": ["\\ud800"]}'])
def test_half_a_character_is_refused_wherever_it_stands(refusal: Refusal, text: str) -> None:
    [problem] = refusal(f'{{"matched": [], {text}}}').problems
    assert "holds \\ud800, which is half a character, at line 1, column " in problem.message


@pytest.mark.parametrize("shift", range(14))
@pytest.mark.parametrize(("text", "halves"), [("\\ud83d\\udc62", 0), ("\\ud83d", 1), ("\\udc62", 1)])
def test_halves_at_the_seam_of_two_reads_are_seen_as_anywhere(
    reading: Reading, refusal: Refusal, shift: int, text: str, halves: int
) -> None:
    before, title = '{"matched": [{"amazon_title": "', f'{text}", {ENTRY[1:]}'.replace('"amazon_title"', '"note"')
    whole = f"{before}{'x' * (65_536 - len(before) - shift)}{title}]}}"
    if halves:
        assert len(refusal(whole).problems) == halves
    else:
        assert str(reading(whole).listings[0].title).endswith("x👢")


@pytest.mark.parametrize("title", ["\\\\ud800", "\\u2019", "👢", "\\ud83d\\udc62\\ud83d\\udc62", "C:\\\\udata"])
def test_whole_characters_and_escaped_backslashes_are_good(reading: Reading, title: str) -> None:
    odd = json.dumps(entry(1, amazon_title="@")).replace("@", title)
    assert reading(f'{{"matched": [{odd}]}}').listings[0].title == json.loads(f'"{title}"')


def nested(levels: int) -> str:
    """A list in lists; with the mapping around it there are two levels more in an entry, one more in the mapping."""
    return "[" * levels + "]" * levels


@pytest.mark.parametrize(
    ("where", "outside"),
    [('"other": {}', 1), ('"matched": {}', 1), ('"matched": [{}]', 2), ('"matched": [{{"a": {}}}]', 3),
     ('"metadata": {{"a": {}}}', 2)],
)  # fmt: skip
def test_64_levels_are_the_most(refusal: Refusal, where: str, outside: int) -> None:
    text = "{\n" + where.format(nested(65 - outside)) + "}"
    [problem] = refusal(text).problems
    column = text.rindex("[") - 1
    assert str(problem) == f"is nested more than 64 levels deep at line 2, column {column}"
    # For its entry it is refused all the same.
    refused = refusal("{\n" + where.format(nested(64 - outside)) + ', "matched": [7]}')
    assert "nested" not in str(refused)


@pytest.mark.parametrize("text", ["[" * 70, '{"a": ' * 70, '{"a": ' + "[" * 70 + " " * 90_000 + "\xff"])
def test_depth_is_refused_whatever_stands_behind_it(refusal: Refusal, text: str) -> None:
    assert "is nested more than 64 levels deep at line 1, column " in str(refusal(text.encode("latin-1")))


@pytest.mark.slow
@pytest.mark.parametrize("text", ["[" * 5_000_000, '{"x":' + "[" * 2_000_000 + "]" * 2_000_000 + ',"matched":[]}'])
def test_depth_takes_no_memory(tmp_path: Path, text: str) -> None:
    path = tmp_path / "deep.json"
    path.write_text(text)
    code = (
        "import sys; from pathlib import Path; from amazon_plytix.mapping import MappingRefused, read\n"
        "try: read(Path(sys.argv[1]))\nexcept MappingRefused as error: print(error)"
    )

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (200 * 1024 * 1024,) * 2)

    told = subprocess.run([sys.executable, "-c", code, path], check=False, preexec_fn=limit, capture_output=True)
    assert "is nested more than 64 levels deep at line 1, column " in told.stdout.decode(), told.stderr
