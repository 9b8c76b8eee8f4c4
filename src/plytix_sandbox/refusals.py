"""Error answers: one exception, and the error envelope of v1 and v2 (plytix-api.md 3.2)."""

from collections.abc import Sequence
from typing import Any


class Refusal(Exception):
    """A request that Plytix would answer with an error.

    Arguments:
        status: the HTTP status.
        msg: the outer message of the envelope.
        errors: the `errors` list as (field, msg); None leaves the list out of the body, as in some answers.
        headers: response headers beyond the content type.
    """

    def __init__(
        self,
        status: int,
        msg: str,
        errors: Sequence[tuple[str, Any]] | Sequence[dict[str, Any]] | None = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {msg}")
        self.status = status
        self.msg = msg
        self.errors = errors
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        """Return the envelope `{"error": {"msg", "errors"}}` (documented, plytix-api.md 3.2)."""
        error: dict[str, Any] = {"msg": self.msg}
        if self.errors is not None:
            error["errors"] = [e if isinstance(e, dict) else {"field": e[0], "msg": e[1]} for e in self.errors]
        return {"error": error}


def broken_json(reason: str) -> Refusal:
    """Return the 400 for a body that is no JSON; its inner msg is a number (plytix-api.md 3.2)."""
    return Refusal(400, f"Failed to decode JSON object: {reason}", [("http_status_code", 400)])


def bad_schema(*errors: tuple[str, Any]) -> Refusal:
    """Return the 422 of a request whose form is wrong (documented)."""
    return Refusal(422, "Schema validation error", errors)


def bad_product(errors: Sequence[tuple[str, Any]], status: int = 422) -> Refusal:
    """Return the refusal of product data: 422, or 409 for a duplicate SKU (documented)."""
    return Refusal(status, "product data validation failed", errors)


WRONG_TYPE = {"_schema": ["Invalid input type."]}
"""A msg that is an object: the answer to a thumbnail given as a string (plytix-api.md 3.2)."""
