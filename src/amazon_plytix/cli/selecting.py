"""The options that choose listings of a mapping, and how they are typed again."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from amazon_plytix.amazon import known_codes, normal_marketplace
from amazon_plytix.jobs.selection import Selection


def selection_of(
    limit: int | None,
    only: Sequence[str] | None,
    exclude: Sequence[str] | None,
    only_marketplace: Sequence[str] | None,
) -> Selection:
    """Return which listings the options choose.

    Raises BadParameter if a file of names cannot be read, ``only`` names none, or a marketplace is none of Amazon's.
    """
    named = tuple(_names(only or (), "--only"))
    if only and not named:
        # Without a name it would choose all listings.
        raise typer.BadParameter(f"{' '.join(only)} has no name of a listing", param_hint="'--only'")
    return Selection(limit, named, tuple(_names(exclude or (), "--exclude")), tuple(_codes(only_marketplace or ())))


def typed(
    limit: int | None,
    only: Sequence[str] | None,
    exclude: Sequence[str] | None,
    only_marketplace: Sequence[str] | None,
) -> tuple[str, ...]:
    """Return the options as they were typed, for a command that does the same again."""
    given = {"--limit": [] if limit is None else [str(limit)], "--only": only, "--exclude": exclude}
    given["--only-marketplace"] = only_marketplace
    return tuple(part for option, values in given.items() for value in values or () for part in (option, value))


def _names(values: Sequence[str], option: str) -> Iterator[str]:
    """Return names as they were given, and those of the files that are named with an @ before."""
    for value in values:
        yield from _lines(Path(value[1:]), option) if value.startswith("@") else filter(None, [value.strip()])


def _lines(path: Path, option: str) -> Iterator[str]:
    """Return the lines of a file but for blank ones and comments."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "it is no text in UTF-8"
        raise typer.BadParameter(f"{path} cannot be read: {reason}", param_hint=f"'{option}'") from None
    lines = (line.strip() for line in text.splitlines())
    return (line for line in lines if line and not line.startswith("#"))


def _codes(values: Sequence[str]) -> Iterator[str]:
    for value in values:
        try:
            code = normal_marketplace(value)
        except ValueError as error:
            raise typer.BadParameter(f"{error}: use {known_codes()}", param_hint="'--only-marketplace'") from None
        if code is None:
            raise typer.BadParameter(f"names none: use {known_codes()}", param_hint="'--only-marketplace'")
        yield code
