"""Small checks of fields that many request bodies have; each refuses with 422."""

from typing import Any

from plytix_sandbox.refusals import Refusal


def name_of(body: dict[str, Any], what: str, longest: int = 300) -> str:
    """Return the `name` of a body: text that is not blank.

    Raises Refusal 422 if there is none.
    """
    name = body.get("name")
    if not isinstance(name, str) or not name.strip() or len(name) > longest:
        msg = "Missing data for required field." if name is None else "Not a valid string."
        raise Refusal(422, f"{what} data validation failed", [("name", msg)])
    return name


def strings(value: Any, field: str) -> tuple[str, ...]:
    """Return a list of texts as a tuple.

    Raises Refusal 422 if it is none.
    """
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Refusal(422, "Schema validation error", [(field, "Not a valid list of strings.")])
    return tuple(value)


def integer(value: Any, field: str, least: int = 0, most: int = 10**9) -> int:
    """Return a whole number within bounds.

    Raises Refusal 422 if it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Refusal(422, "Schema validation error", [(field, "Not a valid integer.")])
    return value
