"""What an HTTP server can send as the answer of a fault, so that no fault leaves a request without an answer."""

import json
import re
from collections.abc import Mapping
from typing import Any

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"([!-~\x80-\xff]([ \t!-~\x80-\xff]*[!-~\x80-\xff])?)?")
_FRAMING = frozenset({"content-length", "transfer-encoding"})
"""The headers that the server makes itself, from the body."""
_WITHOUT_BODY = (204, 304)


def check_headers(headers: Mapping[str, str]) -> None:
    """Check that headers can be sent.

    Raises ValueError if one cannot.
    """
    for name, value in headers.items():
        if not _NAME.fullmatch(name) or name.lower() in _FRAMING:
            raise ValueError(f"headers cannot have {name!r}")
        if not _VALUE.fullmatch(value):
            raise ValueError(f"the header {name} cannot be {value!r}: one line of Latin-1, without blanks around it")


def check_body(status: int, body: Any) -> None:
    """Check that an answer of this status can have this body: a text, JSON, or None.

    Raises ValueError if it cannot.
    """
    if body is None:
        return
    if status in _WITHOUT_BODY:
        raise ValueError(f"an answer {status} has no body")
    try:
        # A text is sent as UTF-8, which has no lone surrogates; JSON can be nested too deeply.
        _ = body.encode() if isinstance(body, str) else json.dumps(body)
    except (ValueError, TypeError, RecursionError):
        raise ValueError("body is no text and no JSON that can be sent") from None
