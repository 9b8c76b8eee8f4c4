"""Wrong answers, about fifty kinds: what a broken or hostile server may say in the place of a true answer."""

import asyncio
import gzip
import json
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from copy import deepcopy
from functools import cache
from itertools import count
from typing import Any

import httpx2

# Given a request and the true answer to it, returns what is answered instead.
Lie = Callable[[httpx2.Request, httpx2.Response], httpx2.Response]

# The id of a canonical product that exists, see ``tests.support.mappings.matched``.
OTHER_ID = f"{1:024x}"


class Stream(httpx2.AsyncByteStream):
    """A body that begins with some bytes and goes on with a piece at a time, for ever if there is one."""

    def __init__(self, begin: bytes, piece: bytes = b"", pause: float = 0.0) -> None:
        self._begin, self._piece, self._pause = begin, piece, pause

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._begin
        while self._piece:
            await asyncio.sleep(self._pause)
            yield self._piece


def _body(content: bytes | str, status: int = 200, **headers: str) -> Lie:
    """A body that has nothing to do with the true one."""
    raw = content.encode() if isinstance(content, str) else content
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _request, _true: httpx2.Response(status, stream=Stream(raw), headers=named)


def _recoded(recode: Callable[[bytes], bytes], status: int | None = None, **headers: str) -> Lie:
    """The true body, in other bytes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _request, true: httpx2.Response(
        status or true.status_code, stream=Stream(recode(true.content)), headers=named
    )


def _rows(change: Callable[[dict[str, Any], int], Any]) -> Lie:
    """The true answer with every row changed; the true answer itself if it has no rows."""

    def lie(_request: httpx2.Request, true: httpx2.Response) -> httpx2.Response:
        if not rows_in(true):
            return true
        answer = deepcopy(true.json())
        answer["data"] = [change(row, number) for number, row in enumerate(answer["data"])]
        # In ASCII, as a lone surrogate has to be.
        return httpx2.Response(true.status_code, stream=Stream(json.dumps(answer).encode()))

    return lie


def _field(field: str, value: Any) -> Lie:
    return _rows(lambda row, _number: row | {field: value})


def rows_in(true: httpx2.Response) -> list[Any]:
    """The rows of an answer, none if it has another form."""
    try:
        return list(true.json()["data"])
    except (ValueError, KeyError, TypeError):
        return []


def _endless_page() -> Lie:
    """A hundred new rows, again and again, that say that there are a billion."""
    numbers = count(1)

    def lie(_request: httpx2.Request, _true: httpx2.Response) -> httpx2.Response:
        rows = [{"id": f"{next(numbers):024x}", "sku": "X", "name": "X", "label": "x"} for _ in range(100)]
        return httpx2.Response(200, stream=Stream(json.dumps({"data": rows, "pagination": {"count": 10**9}}).encode()))

    return lie


def _stream(begin: bytes, piece: bytes, pause: float = 0.0, **headers: str) -> Lie:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _request, _true: httpx2.Response(200, stream=Stream(begin, piece, pause), headers=named)


@cache
def _bomb() -> bytes:
    """A hundred megabytes, in a hundred kilobytes of gzip."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(compressor.compress(b"[" * 2**20) for _ in range(100)) + compressor.flush()


def _exploding(_request: httpx2.Request, _true: httpx2.Response) -> httpx2.Response:
    return httpx2.Response(200, stream=Stream(_bomb()), headers={"Content-Encoding": "gzip"})


_ANSI = "\x1b]0;owned\x07\x1b[2J\x1b[31m\u202e\x9b"
_BAD_VALUES: Mapping[str, Any] = {
    "null": None, "true": True, "a number": 5, "a list": ["x"], "an object": {"x": []}, "empty": "", "ANSI": _ANSI,
    "a surrogate": "\ud800", "very long": "x" * 5000,
}  # fmt: skip

# Bodies and statuses that stand in the place of any answer.
BODIES: Mapping[str, Lie] = {
    "HTML": _body("<html><h1>Welcome</h1></html>", content_type="text/html"),
    "empty": _body(b""),
    "null": _body("null"),
    "true": _body("true"),
    "a number": _body("5"),
    "a text": _body('"x"'),
    "a list": _body("[]"),
    "an object": _body("{}"),
    "data is null": _body('{"data": null}'),
    "data is an object": _body('{"data": {}}'),
    "data is text": _body('{"data": "x"}'),
    "no rows": _body('{"data": []}'),
    "a row that is null": _body('{"data": [null]}'),
    "a row without id": _body('{"data": [{}]}'),
    "a row that is a list": _body('{"data": [[]]}'),
    "deep nesting": _body('{"data": ' + "[" * 100_000 + "]" * 100_000 + "}"),
    "a big integer": _body('{"data": [{"id": ' + "9" * 5000 + "}]}"),
    "NaN": _body('{"data": [{"id": NaN, "sku": Infinity}]}'),
    "bad UTF-8": _body(b'{"data": [{"id": "\xff\xfe\x80"}]}'),
    "cut off": _recoded(lambda body: body[: len(body) // 2]),
    "UTF-16": _recoded(lambda body: body.decode().encode("utf-16")),
    "gzip that is none": _recoded(lambda body: body, content_encoding="gzip"),
    "gzip cut off": _recoded(lambda body: gzip.compress(body)[:-12], content_encoding="gzip"),
    "brotli": _recoded(lambda body: body, content_encoding="br"),
    "204": _body(b"", 204),
    "206": _recoded(lambda body: body[:5], 206, content_range="bytes 0-4/9"),
    "redirect": _body(b"", 307, location="https://elsewhere.example/"),
    **{
        f"{status} for ever": _body('{"error": {"msg": "no"}}', status)
        for status in (400, 401, 403, 404, 409, 418, 422)
    },
    **{f"{status} for ever": _body("<html>", status) for status in (428, 500, 502, 503)},
    "999 for ever": _body("x", 999),
    "a long message with ANSI": _body(json.dumps({"error": {"msg": _ANSI + "x" * 100_000}}), 422),
    "a complaint of wrong types": _body('{"error": {"msg": [1], "errors": [{"field": {}, "msg": []}, 5]}}', 422),
    "a long remark": _body('{"data": []}', x_plytix_deprecation="x" * 20_000),
}

# True answers with something wrong in one field of their rows, by field and value.
_MORE_VALUES: Mapping[str, Mapping[str, Any]] = {
    "id": {**{each: each for each in (".", "..", "../../x", "a/b?c#d", "x\r\ny", "é")}, "of another": OTHER_ID},
    "sku": {"of another": "BOOT-1"},
    "attributes": {"none": {}},
    "relationships": {
        "none": [],
        "of wrong ids": [{"relationship_id": [], "related_products": [{"product_id": {}}]}],
        "to wrong ids": [{"relationship_id": "r", "related_products": [{"product_id": "\n"}, {"product_id": 5}]}],
    },
}
FIELDS: Mapping[str, Mapping[str, Lie]] = {
    field: {
        f"{field} {name}": _field(field, value)
        for name, value in {**_BAD_VALUES, **_MORE_VALUES.get(field, {})}.items()
    }
    for field in (
        "id", "sku", "name", "label", "access_token", "modified", "product_family_id", "attributes", "relationships",
    )
}  # fmt: skip
# And in how the rows belong together.
ROWS: Mapping[str, Lie] = {
    "ids of others": _rows(lambda row, number: row | {"id": f"{number + 1:024x}"}),
    "SKUs in another case": _rows(lambda row, _: row | {"sku": str(row.get("sku", "")).swapcase()}),
}

# Answers without an end, or nearly, in size or time.
ENDLESS: Mapping[str, Lie] = {
    "a page that is never the last": _endless_page(),
    "a byte a second": _stream(b" ", b" ", 1.0),
    "a body without an end": _stream(b"[", b"[" * 65_536),
    "a gzip bomb": _exploding,
}
