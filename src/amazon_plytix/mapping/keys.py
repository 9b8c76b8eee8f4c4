"""Which keys of a mapping file are used, which are known and not used, and which one a misspelt key was meant to be."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from enum import Enum

from pydantic import AliasChoices

from amazon_plytix.mapping.entries import Entry
from amazon_plytix.mapping.listing import MATCHED, METADATA, UNMATCHED


class Place(Enum):
    """A part of a mapping file that has keys of its own. The value says what belongs there."""

    FILE = "at the top of the file"
    METADATA = "in metadata"
    ENTRY = "in an entry"


def _names() -> Iterator[tuple[str, ...]]:
    """Yield the names by which a file may call each field of an entry, the newer first."""
    for field, info in Entry.model_fields.items():
        alias = info.validation_alias
        yield tuple(map(str, alias.choices)) if isinstance(alias, AliasChoices) else (field,)


# The keys of an entry that are used, in the newer shape.
ENTRY_KEYS = frozenset(names[0] for names in _names())
# Their names in other shapes, each with the newer one, which counts if an entry has both.
OTHER_NAMES = {other: names[0] for names in _names() for other in names[1:]}
USED = {
    Place.FILE: frozenset({MATCHED, UNMATCHED, METADATA}),
    Place.METADATA: frozenset({"marketplace"}),
    Place.ENTRY: ENTRY_KEYS | OTHER_NAMES.keys(),
}
# Source: amazon-catalog.md 4.2; those of the predecessor's documentation, and what an editor puts into a JSON file.
_NOT_USED = {
    *("plytix_gtin", "plytix_label", "canonical_plytix_gtin", "canonical_plytix_label"),
    *("match_method", "match_type", "gtin_match", "confidence", "match_confidence", "reason"),
    *("duplicates", "statistics", "unmatched_plytix", "ambiguous", "conflicts", "$schema"),
    *("source_file", "source_export", "style", "style_filter", "generated_at", "mapping_date"),
    *("amazon_count", "matched_count", "unmatched_count", "duplicate_count"),
}
IMAGES = "amazon_image"
_ALIKE = 0.65
_LONGEST_ALIKE = 60


def is_known(key: str) -> bool:
    """Return whether a key is one that mapping files have and no job on one uses."""
    return key in _NOT_USED or key.startswith(IMAGES)


def belongs_to(key: str, place: Place) -> Place | None:
    """Return where a key that does nothing in ``place`` would be used, or ``None`` if it is used nowhere."""
    return next((other for other in USED if other is not place and key in USED[other]), None)


def meant(key: str, place: Place) -> str | None:
    """Return the key that an unknown one was probably meant to be, ``None`` if none is near."""
    plain = _plain(key[: _LONGEST_ALIKE + 1])
    if len(plain) > _LONGEST_ALIKE:
        return None
    near = get_close_matches(plain, _PLAIN[place], n=1, cutoff=_ALIKE)
    return _PLAIN[place][near[0]] if near else None


def _plain(key: str) -> str:
    """Return a key in small letters with ``_`` between its words, without the ``amazon`` that most keys have."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key)
    return re.sub(r"[\W_]+", "_", words).strip("_").lower().removeprefix("amazon_").removesuffix("_amazon")


_PLAIN = {place: {_plain(key): key for key in sorted(keys, reverse=True)} for place, keys in USED.items()}
