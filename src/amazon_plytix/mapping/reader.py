"""A mapping file is read in one pass: an entry in memory at a time, and all Problems together."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from amazon_plytix.amazon import marketplace_code, normal_marketplace, parts_of_sku
from amazon_plytix.mapping.checks import own_canonicals, repeated_skus, warnings_about
from amazon_plytix.mapping.document import Document, type_name
from amazon_plytix.mapping.entries import Entry, names_marketplace, problems_of
from amazon_plytix.mapping.key_sentences import note_about, problems_of_keys, problems_of_lists, warnings_of
from amazon_plytix.mapping.listing import MATCHED, METADATA, UNMATCHED, Listing, ListingMapping
from amazon_plytix.mapping.problems import EntryPosition, MappingRefused, Problem
from amazon_plytix.mapping.unused_keys import UnusedKeys

# Source: sync-workflow.md, Attribute Population.
_DEFAULT_MARKETPLACE = "US"


def read(path: Path, marketplace: str | None = None, *, strict: bool = False) -> ListingMapping:
    """Read a mapping file: ``{matched, unmatched_amazon, metadata}``.

    Arguments:
        path: the file.
        marketplace: the marketplace of entries that name none, neither themselves nor in their SKU. It must not
            contradict the metadata of the file.
        strict: whether keys that are unknown, or do nothing in their place, are Problems and not warnings.

    Raises MappingRefused with every Problem of the file.
    """
    return _Reading(path, marketplace, strict=strict).mapping()


class _Reading:
    """One reading of one file: what has been found so far, in the order of the file."""

    def __init__(self, path: Path, option: str | None, *, strict: bool) -> None:
        self._path = path
        self._option = option
        self._strict = strict
        self._document = Document(path)
        self._default: str | None = None
        self._metadata_read = False
        self._lists_read: set[str] = set()
        self._unused = UnusedKeys()
        self._undecided: list[tuple[object, EntryPosition]] = []
        self._assumed: set[EntryPosition] = set()
        self._listings: dict[str, list[Listing]] = {MATCHED: [], UNMATCHED: []}
        self._problems: dict[str, list[Problem]] = {MATCHED: [], UNMATCHED: []}
        self._problems_of_file: list[Problem] = []

    def mapping(self) -> ListingMapping:
        """Read the file and return its content, or refuse it."""
        self._read_file()
        for found in self._listings.values():
            found.sort(key=_number)
        matched, unmatched = self._listings.values()
        listings = (*matched, *unmatched)
        if problems := self._all_problems(listings):
            raise MappingRefused(self._path, problems)
        warnings = (*warnings_of(self._unused), *warnings_about(listings, self._assumed))
        notes = note_about(self._unused)
        return ListingMapping(listings, len(matched), len(unmatched), warnings, notes, self._document.digest)

    def _read_file(self) -> None:
        for key, number, value in self._document.members({METADATA}, self._listings):
            if key == METADATA:
                self._read_metadata(value)
                continue
            self._lists_read.add(key)
            if number:
                self._read_entry(value, EntryPosition(key, number))
            elif value != []:
                self._problems[key].append(Problem(f"{key!r} must be a list, not {type_name(value)}"))
        self._read_metadata({})
        self._unused.count_file(self._document.passed_over)
        for raw, position in self._undecided:
            self._take_entry(raw, position)

    def _read_metadata(self, metadata: object) -> None:
        """Find the default marketplace. Of several metadata in one file, which is a Problem, the first count."""
        if self._metadata_read:
            return
        self._metadata_read = True
        if not isinstance(metadata, dict):
            self._problems_of_file.append(Problem(f"'metadata' must be an object, not {type_name(metadata)}"))
            metadata = {}
        self._unused.count_metadata(metadata)
        stated = self._marketplace_of(metadata.get("marketplace"), "its metadata")
        chosen = self._marketplace_of(self._option, "--marketplace")
        if chosen and stated and chosen != stated:
            message = f"its metadata says marketplace {stated}, --marketplace says {chosen}"
            self._problems_of_file.append(Problem(message))
        self._default = stated or chosen

    def _marketplace_of(self, value: object, source: str) -> str | None:
        try:
            return normal_marketplace(value)
        except ValueError as error:
            self._problems_of_file.append(Problem(f"{source}: {error}"))
            return None

    def _read_entry(self, raw: object, position: EntryPosition) -> None:
        """Take an entry at once, unless it depends on the metadata and they have not come yet."""
        self._unused.count_entry(raw, position)
        if self._metadata_read or names_marketplace(raw):
            self._take_entry(raw, position)
        else:
            self._undecided.append((raw, position))

    def _take_entry(self, raw: object, position: EntryPosition) -> None:
        try:
            entry = Entry.model_validate(raw, context=self._default)
        except ValidationError as error:
            self._problems[position.list_key].extend(problems_of(raw, error, position))
            return
        self._listings[position.list_key].append(entry.listing(position, self._marketplace(entry, position)))

    def _marketplace(self, entry: Entry, position: EntryPosition) -> str:
        parts = parts_of_sku(entry.suggested_sku or "")
        stated = entry.marketplace or (parts and marketplace_code(parts[0])) or self._default
        if not stated:
            self._assumed.add(position)
        return stated or _DEFAULT_MARKETPLACE

    def _all_problems(self, listings: tuple[Listing, ...]) -> list[Problem]:
        """Return every Problem: of the file, then of the matched entries, then of the unmatched ones."""
        found_between = (*repeated_skus(listings), *own_canonicals(listings))
        found_in_keys = self._problems_of_keys() if self._strict else ()
        for position, problem in (*self._problems_of_text(listings), *found_between, *found_in_keys):
            self._problems[position.list_key].append(problem)
        problems = [*self._problems_of_file]
        for found in self._problems.values():
            problems += sorted(found, key=_number)
        if not self._lists_read:
            problems.append(Problem(f"has neither {MATCHED!r} nor {UNMATCHED!r}; is it a mapping file?"))
            problems += [] if self._strict else problems_of_lists(self._unused)
        return problems

    def _problems_of_keys(self) -> Iterator[tuple[EntryPosition, Problem]]:
        """Yield what is wrong with the keys of entries, and keep what is wrong with the file's."""
        for problem in problems_of_keys(self._unused):
            if problem.position:
                yield problem.position, problem
            else:
                self._problems_of_file.append(problem)

    def _problems_of_text(self, listings: tuple[Listing, ...]) -> Iterator[tuple[EntryPosition, Problem]]:
        """Yield what is wrong with the text of entries, and keep what is wrong with the file's."""
        asins = {listing.position: listing.asin for listing in listings} if self._document.problems else {}
        for problem in self._document.problems:
            if problem.position:
                yield problem.position, replace(problem, asin=asins.get(problem.position))
            else:
                self._problems_of_file.append(problem)


def _number(found: Listing | Problem) -> int:
    """Return the number of the entry that was found. A Problem of a list as a whole comes behind its entries."""
    return found.position.number if found.position else sys.maxsize
