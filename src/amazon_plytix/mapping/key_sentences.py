"""What is said of the keys of a mapping file that are not used: a note, warnings, or Problems."""

import re
from collections.abc import Iterable, Iterator

from amazon_plytix.mapping.keys import IMAGES, OTHER_NAMES, Place, belongs_to, meant
from amazon_plytix.mapping.problems import Problem
from amazon_plytix.mapping.unused_keys import Kind, UnusedKey

_MOST_NAMED = 20
# Of so many keys, those that occur most, it is found out which ones they were meant to be.
_MOST_COMPARED = 200
_LONGEST_SHOWN = 40
_ORDINARY = re.compile(r"[\w$.-]+")


def note_about(unused: Iterable[UnusedKey]) -> tuple[str, ...]:
    """Return one sentence about all keys that mapping files have and no job uses, or none if there are none."""
    known = [found for found in unused if found.kind is Kind.NOT_NEEDED]
    items = [*_images([found for found in known if _is_image(found)])]
    items += [_counted(found) for found in _most_first(known) if not _is_image(found) and not _of_metadata(found)]
    if of_metadata := sum(map(_of_metadata, known)):
        items.append(f"{_number(of_metadata, 'key')} of metadata")
    return (f"Not used by this command: {', '.join(items)}",) if items else ()


def warnings_of(unused: Iterable[UnusedKey]) -> tuple[str, ...]:
    """Return a sentence for each key that is unknown or does nothing in its place: at most 20, then how many more."""
    named, more = _named(unused)
    return (*(_warning(found, near) for found, near in named), *_rest(more))


def problems_of_keys(unused: Iterable[UnusedKey]) -> Iterator[Problem]:
    """Yield the same as Problems. Those of entries have the position of the first entry that has the key."""
    named, more = _named(unused)
    for found, near in named:
        if found.position:
            yield Problem(_reason(found, near), found.position, found.asin, shown_key(found.key))
        else:
            yield Problem(_warning(found, near))
    yield from map(Problem, _rest(more))


def problems_of_lists(unused: Iterable[UnusedKey]) -> Iterator[Problem]:
    """Yield a Problem for each unknown key at the top of the file under which there are entries."""
    for found in unused:
        if found.kind is Kind.UNKNOWN and _holds_entries(found):
            yield Problem(_warning(found, _meant(found)))


def shown_key(key: str) -> str:
    """Return a key for a message: not too long, quoted if it is not a word, and with nothing invisible in it."""
    shown = key if len(key) <= _LONGEST_SHOWN else f"{key[:_LONGEST_SHOWN]}..."
    return shown if _ORDINARY.fullmatch(shown) else repr(shown)


def _named(unused: Iterable[UnusedKey]) -> tuple[list[tuple[UnusedKey, str | None]], int]:
    """Return the keys to name, each with the one that was meant, and how many there are besides.

    Those that hold entries or are nearly a key come first: with them something was lost.
    """
    wrong = _most_first(found for found in unused if found.kind is not Kind.NOT_NEEDED)
    compared = [(found, _meant(found) if number < _MOST_COMPARED else None) for number, found in enumerate(wrong)]
    compared.sort(key=lambda pair: not (pair[1] or pair[0].kind is Kind.MISPLACED or _holds_entries(pair[0])))
    return compared[:_MOST_NAMED], max(len(compared) - _MOST_NAMED, 0)


def _most_first(unused: Iterable[UnusedKey]) -> list[UnusedKey]:
    return sorted(unused, key=lambda found: -found.entries)


def _meant(found: UnusedKey) -> str | None:
    return meant(found.key, found.place) if found.kind is Kind.UNKNOWN else None


def _holds_entries(found: UnusedKey) -> bool:
    return found.place is Place.FILE and found.entries > 0


def _rest(more: int) -> Iterator[str]:
    if more:
        yield f"and {more:,} more, unknown or in a place where a key does nothing"


def _warning(found: UnusedKey, near: str | None) -> str:
    """Return a whole sentence, which names the key."""
    key = f"{'metadata.' if _of_metadata(found) else ''}{shown_key(found.key)}"
    count = f" ({_number(found.entries, 'entry')})" if found.position else ""
    if found.kind is Kind.UNKNOWN:
        return f"unknown key {key}{count}{_holding(found)}{_nearness(found, near)}"
    return f"{key}{count} does nothing {_misplacement(found)}{_holding(found)}"


def _reason(found: UnusedKey, near: str | None) -> str:
    """Return the same of a key that a Problem names itself."""
    count = f"({_number(found.entries, 'entry')})"
    if found.kind is Kind.UNKNOWN:
        return f"unknown key {count}{_nearness(found, near)}"
    return f"does nothing {_misplacement(found)} {count}"


def _holding(found: UnusedKey) -> str:
    """Return how many entries stand under a key at the top of the file, the worst that a wrong key does."""
    if not _holds_entries(found):
        return ""
    return f", under which {_number(found.entries, 'entry')} {'was' if found.entries == 1 else 'were'} not read"


def _nearness(found: UnusedKey, near: str | None) -> str:
    if near is None:
        return "" if found.entries and found.place is Place.FILE else ", not used"
    return f": meant {near if found.place is Place.ENTRY else repr(near)}?"


def _misplacement(found: UnusedKey) -> str:
    if found.place is Place.ENTRY and found.key in OTHER_NAMES:
        return f"beside {OTHER_NAMES[found.key]}"
    here = {Place.FILE: "at the top of the file", Place.METADATA: "there", Place.ENTRY: "in an entry"}[found.place]
    other = belongs_to(found.key, found.place)
    return f"{here}: it belongs {other.value}" if other else here


def _images(images: list[UnusedKey]) -> Iterator[str]:
    """Yield all columns of images as one: an entry has ten of them."""
    if len(images) == 1:
        yield _counted(images[0])
    elif images:
        most = max(found.entries for found in images)
        yield f"{IMAGES}* ({_number(len(images), 'key')}, {_number(most, 'entry')})"


def _counted(found: UnusedKey) -> str:
    count = found.entries if found.position else found.items
    return shown_key(found.key) + (f" ({_number(count, 'entry')})" if count else "")


def _is_image(found: UnusedKey) -> bool:
    return found.place is Place.ENTRY and found.key.startswith(IMAGES)


def _of_metadata(found: UnusedKey) -> bool:
    return found.place is Place.METADATA


def _number(number: int, noun: str) -> str:
    plural = {"entry": "entries", "key": "keys"}[noun]
    return f"{number:,} {noun if number == 1 else plural}"
