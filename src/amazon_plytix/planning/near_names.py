"""Names that are meant when another one is given: they differ only by case or by what separates words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache


def near_names(given: str, names: Iterable[str]) -> list[str]:
    """Return the names that differ from the given one only by case or by what separates words."""
    return sorted(_by_letters(tuple(names)).get(_letters(given), ()))


# The options of an attribute, up to a thousand, are asked about listing by listing.
@lru_cache(maxsize=64)
def _by_letters(names: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        if letters := _letters(name):
            found[letters].append(name)
    return found


def _letters(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())
