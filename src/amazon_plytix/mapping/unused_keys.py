"""What a mapping file holds and nothing uses: counted while it is read, then said in sentences or refused."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from amazon_plytix.mapping.entries import stated_asin
from amazon_plytix.mapping.keys import ENTRY_KEYS, OTHER_NAMES, USED, Place, belongs_to, is_known
from amazon_plytix.mapping.members import PassedOver
from amazon_plytix.mapping.problems import EntryPosition

# Entries with the same keys are counted together, up to so many different rows of keys at a time.
_MOST_ROWS = 1_000


class Kind(Enum):
    """Why a key is not used."""

    NOT_NEEDED = auto()
    UNKNOWN = auto()
    MISPLACED = auto()


@dataclass(slots=True)
class UnusedKey:
    """A key that is not used, in one place of the file.

    Arguments:
        key: the key as the file writes it.
        place: the part of the file in which it stands.
        kind: why it is not used.
        entries: how many entries have it, or how many it holds if it does not stand in an entry.
        items: how many values it holds if it is a list at the top of the file.
        position: the first entry that has it.
        asin: the ASIN of that entry.
    """

    key: str
    place: Place
    kind: Kind
    entries: int = 0
    items: int | None = None
    position: EntryPosition | None = None
    asin: str | None = None


@dataclass(slots=True)
class _Alike:
    """Entries that have the same keys in the same order: the first one, and how many there are."""

    position: EntryPosition
    asin: str | None
    entries: int = 0


class UnusedKeys:
    """The keys of one file that are not used, in the order in which it has them."""

    def __init__(self) -> None:
        self._found: dict[tuple[Place, str], UnusedKey] = {}
        self._rows: dict[tuple[str, ...], _Alike] = {}

    def __iter__(self) -> Iterator[UnusedKey]:
        self._settle()
        return iter(self._found.values())

    def count_entry(self, raw: object, position: EntryPosition) -> None:
        """Count the keys of an entry."""
        if not isinstance(raw, dict):
            return
        # For every entry of a large file: a tuple of keys is hashed in half the time that a set takes.
        keys = tuple(raw)
        alike = self._rows.get(keys)
        if alike is None:
            if len(self._rows) >= _MOST_ROWS:
                self._settle()
            alike = self._rows[keys] = _Alike(position, stated_asin(raw))
        alike.entries += 1

    def count_metadata(self, metadata: dict[str, object]) -> None:
        """Count the keys of the metadata."""
        self._add(metadata, Place.METADATA)

    def count_file(self, passed_over: dict[str, PassedOver]) -> None:
        """Count the keys at the top of the file that were passed over, and what they hold."""
        self._add(passed_over, Place.FILE)
        for key, holds in passed_over.items():
            found = self._found[Place.FILE, key]
            found.items, found.entries = holds

    def _add(self, keys: Iterable[str], place: Place) -> None:
        for key in keys:
            if key not in USED[place]:
                self._found.setdefault((place, key), UnusedKey(key, place, _kind(key, place)))

    def _settle(self) -> None:
        """Count each key on its own."""
        for keys, alike in self._rows.items():
            for key in keys:
                # Another name of a field is used unless the newer one stands beside it.
                if key in ENTRY_KEYS or (key in OTHER_NAMES and OTHER_NAMES[key] not in keys):
                    continue
                unused = UnusedKey(key, Place.ENTRY, _kind(key, Place.ENTRY), 0, None, alike.position, alike.asin)
                self._found.setdefault((Place.ENTRY, key), unused).entries += alike.entries
        self._rows.clear()


def _kind(key: str, place: Place) -> Kind:
    if is_known(key):
        return Kind.NOT_NEEDED
    return Kind.MISPLACED if key in USED[place] or belongs_to(key, place) else Kind.UNKNOWN
