"""A mapping file is opened once and parsed once, however its parts are ordered."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ijson
import pytest

from amazon_plytix.mapping import ListingMapping, MappingRefused, read
from tests.support import asin, entry, matched

Reading = Callable[..., ListingMapping]
Refusal = Callable[..., MappingRefused]
Write = Callable[[object], Path]

CONTENT = {
    "metadata": {"marketplace": "US"},
    "matched": [matched(number) for number in range(1, 1001)],
    "unmatched_amazon": [entry(number) for number in range(1001, 1501)],
    "duplicates": [entry(number) for number in range(2001, 2051)],
}


class CountedFile:
    """A file that notes in a list how many bytes are read from it."""

    def __init__(self, file: Any, counts: list[int]) -> None:
        self._file = file
        self._counts = counts

    def read(self, size: int = -1) -> bytes:
        content: bytes = self._file.read(size)
        self._counts.append(len(content))
        return content


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of all pieces that any of the parser's functions reads."""
    counts: list[int] = []
    for name in ("basic_parse", "parse", "items", "kvitems"):
        original = getattr(ijson, name)

        def counted(file: Any, *rest: Any, original: Any = original, **options: Any) -> Any:
            return original(CountedFile(file, counts), *rest, **options)

        monkeypatch.setattr(ijson, name, counted)
    return counts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("keys", [list(CONTENT), list(reversed(CONTENT))], ids=["metadata first", "metadata last"])
def test_the_parser_reads_every_byte_once(write: Write, parsed: list[int], encoding: str, keys: list[str]) -> None:
    text = json.dumps({key: CONTENT[key] for key in keys})
    path = write(text.encode(encoding))
    assert len(read(path).listings) == 1500
    assert sum(parsed) <= 1.1 * path.stat().st_size
    assert sum(parsed) == len(text.encode())


def test_the_file_is_opened_once(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path, really_open, opened = write(CONTENT), Path.open, []

    def counted(*arguments: Any, **options: Any) -> Any:
        opened.append(arguments)
        return really_open(*arguments, **options)

    monkeypatch.setattr(Path, "open", counted)
    read(path)
    assert len(opened) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_mapping_has_the_digest_of_its_files_bytes(write: Write, encoding: str) -> None:
    path = write(f"\n{json.dumps(CONTENT)}\r\n".encode(encoding))
    mapping = read(path)
    assert mapping.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert mapping.only({mapping.listings[0].sku}).digest == mapping.digest


OWN = entry(1, marketplace="DE", suggested_sku=None)
BY_SKU = entry(2, marketplace=None, suggested_sku=f"AMZN-FR-{asin(2)}")
NEITHER = entry(3, marketplace=" ", suggested_sku="BOOT")
NO_SKU = entry(4, marketplace=None, suggested_sku=None)


@pytest.mark.parametrize("metadata", [{"marketplace": "IT"}, {"marketplace": None}, {}])
@pytest.mark.parametrize("option", ["IT", None])
@pytest.mark.parametrize("entries", [[OWN, BY_SKU, NEITHER], [NEITHER, OWN, BY_SKU, NEITHER | {"suggested_sku": "X"}]])
def test_metadata_behind_the_lists_means_the_same_as_before_them(
    reading: Reading, metadata: object, option: str | None, entries: list[Any]
) -> None:
    lists = {"unmatched_amazon": entries, "matched": [matched(9)]}
    before = reading({"metadata": metadata} | lists, option)
    assert reading(lists | {"metadata": metadata}, option) == before
    assert [listing.position.number for listing in before.listings] == [1, *range(1, len(entries) + 1)]


@pytest.mark.parametrize(
    ("metadata", "option"),
    [({}, None), ({"marketplace": "XX"}, None), ({"marketplace": "US"}, "DE"), ({"marketplace": "XX"}, "DE"),
     ([], None), ({}, "XX"), ({"marketplace": "US"}, "XX")],
)  # fmt: skip
def test_metadata_behind_the_lists_give_the_same_problems_in_the_same_order(
    refusal: Refusal, metadata: object, option: str | None
) -> None:
    bad = [NO_SKU, entry(5, amazon_asin="B07"), 7, NO_SKU | {"amazon_title": 5}, OWN, OWN]
    lists = {"unmatched_amazon": bad, "matched": {"item": []}}
    before = refusal({"metadata": metadata} | lists, option)
    assert str(refusal(lists | {"metadata": metadata}, option)) == str(before)


def test_entries_without_marketplace_and_sku_are_refused_if_no_metadata_follow(refusal: Refusal) -> None:
    problems = refusal({"matched": [NO_SKU, OWN, NO_SKU]}).problems
    assert [(str(problem.position), problem.field) for problem in problems] == [
        ("matched entry 1", "suggested_sku"),
        ("matched entry 3", "suggested_sku"),
    ]


def test_keys_that_only_look_like_a_path_to_an_entry_are_passed_over(reading: Reading) -> None:
    assert reading({"matched.item": {"amazon_asin": 7}, "other": {"matched": [7]}, "matched": []}).listings == ()


@pytest.mark.parametrize("nested", [{"a": [{"b": [1, {}]}], "c": None}, [[[]], {"a": [2]}]])
def test_nested_values_of_an_entry_do_not_shift_the_fields_behind_them(reading: Reading, nested: object) -> None:
    raw = {"images": nested, **entry(1), "more": nested, "amazon_title": "Boot"}
    assert reading({"matched": [], "unmatched_amazon": [raw, entry(2)]}).listings[0].title == "Boot"
