"""Names that are meant when another one is given: they differ only by case or by what separates words."""

from collections.abc import Iterable


def near_names(given: str, names: Iterable[str]) -> list[str]:
    """Return the names that differ from the given one only by case or by what separates words."""
    wanted = _plain(given)
    return sorted(name for name in names if _plain(name) == wanted)


def _plain(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())
