"""Files that are not a mapping are refused with one sentence that gives the reason and the place."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from amazon_plytix.mapping import MappingRefused, read
from tests.support import entry

Refusal = Callable[..., MappingRefused]

NO_OBJECT = "must hold a JSON object with 'matched' and 'unmatched_amazon', not a list or a value"
NO_MAPPING = "has neither 'matched' nor 'unmatched_amazon'; is it a mapping file?"

# The end of each message; what comes before it is the JSON parser's and differs between versions of Python.
BAD_JSON = {
    "other quotes": (b"{\n  'matched': []}", "at line 2, column 3"),
    "broken off in a list": (b'{"matched": [', "at line 1, column 14"),
    "broken off in text": (b'{"matched": [],\n "a": "xy', "at line 2, column 7"),
    "a comma too many": (b'{"matched": [],,}', "at line 1, column 16"),
    "more behind the end": (b'{"matched": []}\nx', "at line 2, column 1"),
    "a second object": (b'{"matched": []}{}', "at line 1, column 16"),
    "a comment": (b'{"matched": [] /* none */}', "at line 1, column 16"),
    "a line break in text": (b'{"matched":\n "a\nb"}', "at line 2, column 4"),
    "a page of HTML": (b"<html>", "at line 1, column 1"),
    "CRLF": (b"{\r\n  \"matched\": [],\r\n  'x': 1}", "at line 3, column 3"),
    "a BOM": ("\ufeff{'matched': []}".encode(), "at line 1, column 2"),
    "UTF-16": ("{\n'matched': []}".encode("utf-16"), "at line 2, column 1"),
    "what pandas writes for nothing": (b'{"matched": [\n {"amazon_upc": NaN}]}', "at line 2, column 17"),
    "a number without end": (b'{"a": ' + b"1" * 5000 + b"}", "or it is nested too deeply"),
    "a number without bounds": (b'{"a": 1e999}', "a number is too large"),
}

BAD_CONTENT = {
    "no byte": (b"", "is empty"),
    "blanks alone": (b" \r\n\t", "is empty"),
    "a list": (b"[]", NO_OBJECT),
    "a list of entries": (json.dumps([entry(1)]).encode(), NO_OBJECT),
    "an object of the name of an entry": (b'{"matched": {"item": {}}}', "'matched' must be a list, not an object"),
    "a text": (b'"matched"', NO_OBJECT),
    "a number": (b" 7", NO_OBJECT),
    "null": (b"null", NO_OBJECT),
    "an object without the lists": (b"{}", NO_MAPPING),
    "an export in place of a mapping": (b'{"products": [], "metadata": {}}', NO_MAPPING),
    "Latin-1": (
        '{"matched": [], "a": "café"}'.encode("latin-1"),
        "is not utf-8 text: invalid continuation byte; save it as UTF-8",
    ),
    "UTF-16 of odd length": (b"\xff\xfe{\x00}", "is not utf-16-le text: truncated data; save it as UTF-8"),
}


@pytest.mark.parametrize(("content", "end"), BAD_JSON.values(), ids=BAD_JSON)
def test_a_file_that_is_not_json_is_refused_with_line_and_column(refusal: Refusal, content: bytes, end: str) -> None:
    [problem] = refusal(content).problems
    assert problem.message.startswith("is not JSON: ")
    assert problem.message.endswith(end)


@pytest.mark.parametrize(("content", "message"), BAD_CONTENT.values(), ids=BAD_CONTENT)
def test_a_file_that_is_no_mapping_is_refused_in_one_sentence(refusal: Refusal, content: bytes, message: str) -> None:
    refused = refusal(content)
    assert [(problem.message, problem.position) for problem in refused.problems] == [(message, None)]
    assert str(refused) == f"{refused.path}: {message}"


@pytest.mark.parametrize("key", ["matched", "unmatched_amazon"])
@pytest.mark.parametrize(
    ("value", "what"),
    [({}, "an object"), ({"a": 1}, "an object"), ("", "text"), (0, "a number"), (0.5, "a number"), (None, "null"),
     (False, "true or false")],
)  # fmt: skip
def test_a_list_of_another_type_is_refused(refusal: Refusal, key: str, value: object, what: str) -> None:
    assert (
        str(refusal({"matched": [], "unmatched_amazon": [], key: value}).problems[0])
        == f"{key!r} must be a list, not {what}"
    )


@pytest.mark.parametrize(("value", "what"), [([], "a list"), ("US", "text"), (None, "null"), (True, "true or false")])
def test_metadata_of_another_type_is_refused(refusal: Refusal, value: object, what: str) -> None:
    refused = refusal({"matched": [], "metadata": value})
    assert [str(problem) for problem in refused.problems] == [f"'metadata' must be an object, not {what}"]


def test_a_file_that_breaks_off_is_refused_for_that_alone_whatever_its_entries_hold(refusal: Refusal) -> None:
    broken = json.dumps({"matched": [7, entry(1, amazon_asin="B07")]})[:-1]
    [problem] = refusal(broken).problems
    assert problem.message.endswith(f"at line 1, column {len(broken) + 1}")


def test_no_such_file(tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    with pytest.raises(MappingRefused) as caught:
        read(path)
    assert str(caught.value) == f"{path}: no such file; check the path after --mapping"


def test_a_directory(tmp_path: Path) -> None:
    with pytest.raises(MappingRefused) as caught:
        read(tmp_path)
    assert str(caught.value) == f"{tmp_path}: is a directory; give the mapping file itself"


def test_a_file_that_may_not_be_read(write: Callable[[object], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = write({"matched": []})

    def forbid(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", forbid)
        with pytest.raises(MappingRefused) as caught:
            read(path)
    assert str(caught.value) == f"{path}: cannot be read: Permission denied"


@pytest.mark.parametrize("start", [b'{"matched": [], "note": "', b"{'matched': []}"], ids=["JSON", "not JSON"])
def test_a_file_that_stops_being_text_is_refused_for_that(refusal: Refusal, start: bytes) -> None:
    problem = refusal(start + b"a" * 90_000 + b'\xff"}')
    assert "is not utf-8 text: invalid start byte; save it as UTF-8" in str(problem)


def test_a_file_may_begin_with_any_number_of_blanks(tmp_path: Path) -> None:
    path = tmp_path / "mapping.json"
    path.write_text(" \n" * 5000 + '{"matched": []}')
    assert read(path).listings == ()


def test_a_name_too_long_for_any_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingRefused, match="cannot be read"):
        read(tmp_path / ("x" * 5000))
