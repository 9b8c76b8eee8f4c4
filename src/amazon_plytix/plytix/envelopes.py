"""Read the error bodies of Plytix, which have several forms.

Source: plytix-api.md 11.2. Four envelopes are known: ``{"error": {"msg", "errors"}}`` (v1, v2, live),
``{"msg"}`` (the token endpoint, documented), ``{"detail"}`` (v3's 401, live), and
``{"data": [], "errors": [{"name", "description"}]}`` (v3, live). ``msg`` may be text, a number or an object, and
``errors`` may be missing. A gateway answers with HTML, or with an empty body (plytix-api.md 11.1).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from amazon_plytix.http import readable


@dataclass(frozen=True, slots=True)
class Complaint:
    """What an error body says: a message, and (field, message) pairs if it names fields."""

    message: str
    fields: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        named = "; ".join(f"{field}: {text}" if field else text for field, text in self.fields)
        return readable(": ".join(part for part in (self.message, named) if part) or "no reason given")

    def about(self, field: str) -> str:
        """Return what is said about a field, empty if nothing is.

        Plytix names an attribute by its label, or as ``attributes.<label>`` (plytix-api.md 3.2).
        """
        return "; ".join(text for name, text in self.fields if name.removeprefix("attributes.") == field)


def complaint_of(body: bytes, conceal: Callable[[str], str] = str) -> Complaint:
    """Return what an error body says. Never raises, whatever the body is.

    Arguments:
        body: the body.
        conceal: takes secrets out of a text. It is given whole texts: a part of a secret could not be found.
    """
    try:
        said = _complaint_in(json.loads(body))
    except (ValueError, RecursionError):
        said = Complaint(_outline(body))
    return Complaint(conceal(said.message), tuple((conceal(field), conceal(text)) for field, text in said.fields))


def _complaint_in(content: object) -> Complaint:
    # The second and third envelopes, and the fourth, have no "error" around their keys.
    error = content.get("error", content) if isinstance(content, dict) else content
    if not isinstance(error, dict):
        return Complaint(_text(error))
    return Complaint(_text(error.get("msg", error.get("detail", ""))), tuple(_fields(error.get("errors"))))


def _fields(errors: object) -> list[tuple[str, str]]:
    rows = [row for row in errors if isinstance(row, dict)] if isinstance(errors, list) else []
    return [
        (_text(row.get("field", row.get("name", ""))), _text(row.get("msg", row.get("description", ""))))
        for row in rows
    ]


def _text(value: object) -> str:
    """Return a value of a body as text."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.strip()


def _outline(body: bytes) -> str:
    """Return in a few words what a body is that is not JSON."""
    if body.lstrip()[:1] == b"<":
        return "a page of HTML instead of an answer, as gateways send"
    return body.decode("utf-8", "replace").strip() or "an empty answer"
