"""From a file on disk to a Mapping, one entry in memory at a time, and all Problems together."""

from collections import defaultdict
from pathlib import Path

from pydantic import ValidationError

from amazon_plytix.amazon.asin import parts_of_sku
from amazon_plytix.amazon.marketplaces import marketplace_code
from amazon_plytix.mapping.document import Document, type_name
from amazon_plytix.mapping.entries import Entry, problems_of
from amazon_plytix.mapping.listing import MATCHED, UNMATCHED, Listing, Mapping, Place
from amazon_plytix.mapping.problems import MappingRefused, Problem

# Source: sync-workflow.md, Attribute Population.
_DEFAULT_MARKETPLACE = "US"
_NO_LIST = object()


def read(path: Path, marketplace: str | None = None) -> Mapping:
    """Read a mapping file: ``{matched, unmatched_amazon, metadata}``.

    Arguments: ``marketplace`` is the marketplace of entries that neither give one nor have a SKU that tells it;
    the file's own metadata must not say another.

    Raises MappingRefused with every Problem of the file.
    """
    return _Reading(path, marketplace).mapping()


class _Reading:
    """One reading of one file: what has been found so far."""

    def __init__(self, path: Path, marketplace: str | None) -> None:
        self._path = path
        self._document = Document(path)
        self._problems: list[Problem] = []
        self._doubts: defaultdict[str, list[Place]] = defaultdict(list)
        self._listings: list[Listing] = []
        self._place_of_sku: dict[str, Place] = {}
        self._place_of_asin: dict[tuple[str, str], Place] = {}
        self._default = self._default_marketplace(marketplace)

    def mapping(self) -> Mapping:
        matched, unmatched = self._read_list(MATCHED), self._read_list(UNMATCHED)
        if matched is None and unmatched is None:
            self._problems.append(Problem(f"has neither {MATCHED!r} nor {UNMATCHED!r}; is it a mapping file?"))
        if self._problems:
            raise MappingRefused(self._path, self._problems)
        warnings = tuple(_warning(message, places) for message, places in self._doubts.items())
        return Mapping(tuple(self._listings), matched or 0, unmatched or 0, warnings)

    def _default_marketplace(self, option: str | None) -> str | None:
        metadata = self._document.value("metadata", {})
        if not isinstance(metadata, dict):
            self._problems.append(Problem(f"'metadata' must be an object, not {type_name(metadata)}"))
            metadata = {}
        stated = self._code(metadata.get("marketplace"), "its metadata")
        chosen = self._code(option, "--marketplace")
        if chosen and stated and chosen != stated:
            self._problems.append(Problem(f"its metadata says marketplace {stated}, --marketplace says {chosen}"))
        return stated or chosen

    def _code(self, text: object, source: str) -> str | None:
        blank = text is None or (isinstance(text, str) and not text.strip())
        code = marketplace_code(text) if isinstance(text, str) else None
        if code is None and not blank:
            self._problems.append(Problem(f"{source}: {text!r} is not a marketplace of Amazon's"))
        return code

    def _read_list(self, key: str) -> int | None:
        """Read one list to its end; its length, or None where the file has no such list."""
        number = 0
        for number, raw in enumerate(self._document.entries(key), start=1):
            self._read_entry(raw, Place(key, number))
        if number:
            return number
        value = self._document.value(key, _NO_LIST)
        if value is _NO_LIST:
            return None
        if value != []:
            self._problems.append(Problem(f"{key!r} must be a list, not {type_name(value)}"))
        return 0

    def _read_entry(self, raw: object, place: Place) -> None:
        try:
            entry = Entry.model_validate(raw, context=self._default)
        except ValidationError as error:
            self._problems.extend(problems_of(raw, error, place))
            return
        listing = entry.listing(place, self._marketplace(entry, place))
        if self._is_first_of_its_sku(listing):
            self._look_for_doubts(listing)
            self._listings.append(listing)

    def _marketplace(self, entry: Entry, place: Place) -> str:
        parts = parts_of_sku(entry.suggested_sku or "")
        stated = entry.marketplace or (parts and marketplace_code(parts[0])) or self._default
        if not stated:
            self._doubts["no marketplace in the entry, its SKU or the metadata: taken as US"].append(place)
        return stated or _DEFAULT_MARKETPLACE

    def _is_first_of_its_sku(self, listing: Listing) -> bool:
        first = self._place_of_sku.setdefault(listing.sku, listing.place)
        if first != listing.place:
            message = f"SKU {listing.sku} is also that of {first}; a listing has one entry"
            self._problems.append(Problem(message, listing.place, listing.asin, "suggested_sku"))
        return first == listing.place

    def _look_for_doubts(self, listing: Listing) -> None:
        place = listing.place
        if place.list_key == MATCHED and listing.canonical is None:
            self._doubts["matched, but names no canonical product: it will not be linked"].append(place)
        if not listing.asin.startswith("B") and not listing.asin[0].isdigit():
            self._doubts["an ASIN that does not start with B: unusual, taken as it is"].append(place)
        if self._place_of_asin.setdefault((listing.marketplace, listing.asin), place) != place:
            self._doubts["the same ASIN and marketplace as an earlier entry, under another SKU"].append(place)


def _warning(message: str, places: list[Place]) -> str:
    shown = ", ".join(str(place) for place in places[:3])
    more = f" and {len(places) - 3:,} more" if len(places) > 3 else ""
    return f"{message} ({shown}{more})"
