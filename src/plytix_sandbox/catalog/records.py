"""The records of an account. They are immutable: a change replaces a record by a new one.

Moments are strings as v2 writes them: UTC, without zone, six digits of fraction.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a related product."""

    quantity: int
    last_modified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product. `links` is relationship id -> related product id -> Link; assets, categories and variants are ids."""

    id: str
    sku: str
    label: str | None = None
    gtin: str | None = None
    status: str = "Draft"
    attributes: dict[str, Any] = field(default_factory=dict)
    assets: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    thumbnail: str | None = None
    family_id: str | None = None
    parent_id: str | None = None
    variants: tuple[str, ...] = ()
    links: dict[str, dict[str, Link]] = field(default_factory=dict)
    created: str
    modified: str
    created_by: str = "API"
    modified_by: str = "API"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A product attribute. `measures` are the labels that a completeness attribute counts."""

    id: str
    name: str
    label: str
    type_class: str
    description: str | None = None
    options: tuple[str, ...] = ()
    manual_sorting: bool = True
    sort_ascending: bool = True
    measures: tuple[str, ...] = ()
    include_time: bool = False
    character_limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeGroup:
    """A group of attributes, which it names by label."""

    id: str
    name: str
    attribute_labels: tuple[str, ...] = ()
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A product family. `levels` is attribute id -> no_level, parent_level or variant_level."""

    id: str
    name: str
    levels: dict[str, str] = field(default_factory=dict)
    created: str
    modified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """The definition of a relationship."""

    id: str
    name: str
    label: str
    symmetrical: bool = False
    created: str
    modified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file; its bytes are not kept, only their number and checksum."""

    id: str
    filename: str
    size: int = 0
    checksum: str = ""
    source: str | None = None
    categories: tuple[str, ...] = ()
    public: bool = True
    created: str
    modified: str
    file_modified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category of products or of files; siblings are ordered by `position`."""

    id: str
    name: str
    parent_id: str | None = None
    position: int = 1
    modified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A change that takes effect later: new levels of a family's attributes, None for those to remove."""

    id: str
    due: float
    family_id: str
    levels: dict[str, str | None]
