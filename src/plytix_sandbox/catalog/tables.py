"""Tables of records, with the indexes that searches need."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from plytix_sandbox.catalog.records import Asset, Attribute


class _Record(Protocol):
    @property
    def id(self) -> str: ...


MEDIA_TYPES = ("MediaAttribute", "MediaGalleryAttribute")

T = TypeVar("T", bound=_Record)


class Table(Generic[T]):
    """Records by id, in the order they were added; keeps what changed since the last call of `settle`."""

    def __init__(self) -> None:
        self._records: dict[str, T] = {}
        self._before: dict[str, T | None] = {}
        self._ordinals: dict[str, int] = {}
        self._added = 0

    def put(self, record: T) -> T:
        """Add a record or replace the one of its id; return it."""
        self._before.setdefault(record.id, self._records.get(record.id))
        if record.id not in self._ordinals:
            self._added += 1
            self._ordinals[record.id] = self._added
        self._records[record.id] = record
        return record

    def remove(self, record_id: str) -> None:
        """Remove a record that exists."""
        self._before.setdefault(record_id, self._records.pop(record_id))

    def get(self, record_id: object) -> T | None:
        """Return the record of this id, or None, also if it is no id at all."""
        return self._records.get(record_id) if isinstance(record_id, str) else None

    def __getitem__(self, record_id: str) -> T:
        return self._records[record_id]

    def __contains__(self, record_id: object) -> bool:
        return isinstance(record_id, str) and record_id in self._records

    def __iter__(self) -> Iterator[T]:
        return iter(self._records.values())

    def __len__(self) -> int:
        return len(self._records)

    def changes(self) -> list[str]:
        """Return the ids added, replaced or removed since the last call of `settle`, in that order."""
        return list(self._before)

    def settle(self) -> None:
        """Let the changes so far be final."""
        if self._before:
            self._before = {}

    def roll_back(self) -> None:
        """Undo every change since the last call of `settle`."""
        if not self._before:
            return
        before = dict(self._before)
        # All of them go first, so that no index holds two records of one key while the old ones return.
        for record_id in before:
            if record_id in self:
                self.remove(record_id)
        for record in before.values():
            if record is not None:
                self.put(record)
        self._records = {found: self._records[found] for found in sorted(self._records, key=self._ordinals.__getitem__)}
        self.settle()


class Attributes(Table[Attribute]):
    """Attributes, which can be found by label."""

    def __init__(self) -> None:
        super().__init__()
        self._by_label: dict[str, Attribute] = {}
        self.completeness: tuple[Attribute, ...] = ()
        self.media: tuple[str, ...] = ()

    def put(self, record: Attribute) -> Attribute:
        """Add or replace an attribute."""
        self._by_label[record.label] = record
        super().put(record)
        self._index_by_type()
        return record

    def remove(self, record_id: str) -> None:
        """Remove an attribute that exists."""
        self._by_label.pop(self[record_id].label)
        super().remove(record_id)
        self._index_by_type()

    def _index_by_type(self) -> None:
        self.completeness = tuple(a for a in self if a.type_class == "CompletenessAttribute")
        self.media = tuple(a.label for a in self if a.type_class in MEDIA_TYPES)

    def labelled(self, label: object) -> Attribute | None:
        """Return the attribute of this label, with or without the prefix `attributes.`."""
        return self._by_label.get(label.removeprefix("attributes.")) if isinstance(label, str) else None


class Assets(Table[Asset]):
    """Files, which can be found by name and by the address they were fetched from."""

    def __init__(self) -> None:
        super().__init__()
        self._ids_by_name: dict[str, str] = {}
        self._ids_by_source: dict[str, str] = {}

    def put(self, record: Asset) -> Asset:
        """Add or replace a file."""
        if record.id in self:
            self._forget(self[record.id])
        self._ids_by_name[record.filename] = record.id
        if record.source:
            self._ids_by_source[record.source] = record.id
        return super().put(record)

    def remove(self, record_id: str) -> None:
        """Remove a file that exists."""
        self._forget(self[record_id])
        super().remove(record_id)

    def called(self, filename: str) -> Asset | None:
        """Return the file of this name."""
        return self.get(self._ids_by_name.get(filename))

    def fetched_from(self, source: str) -> Asset | None:
        """Return the file that came from this address."""
        return self.get(self._ids_by_source.get(source))

    def _forget(self, asset: Asset) -> None:
        self._ids_by_name.pop(asset.filename, None)
        if asset.source:
            self._ids_by_source.pop(asset.source, None)
