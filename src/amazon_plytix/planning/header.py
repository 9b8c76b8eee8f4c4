"""What a Plan is made for: which job, on which account, in which parts of its schema."""

from dataclasses import dataclass
from enum import StrEnum

from amazon_plytix.planning.changes import Relation


class JobKind(StrEnum):
    """What a run does."""

    SYNC = "sync"
    LINK = "link"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class AccountRef:
    """The account that a Plan is for: its id in the ledger, its alias (None: the environment's), and its host."""

    id: str
    alias: str | None
    host: str


@dataclass(frozen=True, slots=True)
class SchemaPart:
    """A family or a relationship of an account. ``label`` names a relationship in searches."""

    id: str
    name: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Schema:
    """The parts of an account's schema that a job writes to; None if the job does not need it.

    ``others`` are the account's other relationships, in which an undo looks for links. ``computed`` are the labels of
    attributes that Plytix itself fills in.
    """

    listings: SchemaPart
    hierarchy: SchemaPart | None = None
    family: SchemaPart | None = None
    others: tuple[SchemaPart, ...] = ()
    computed: tuple[str, ...] = ()

    def relationship(self, relation: Relation) -> SchemaPart:
        """Return the relationship that links of this kind are made in.

        Raises LookupError if the schema was looked up without it.
        """
        part = self.listings if relation is Relation.LISTINGS else self.hierarchy
        if part is None:
            raise LookupError(f"the schema was looked up without the {relation} relationship")
        return part

    @property
    def relationships(self) -> tuple[SchemaPart, ...]:
        """Return all relationships that were looked up and found."""
        return tuple(part for part in (self.listings, self.hierarchy, *self.others) if part and part.id)


@dataclass(frozen=True, slots=True)
class PlanHeader:
    """What a Plan was made for. ``mapping_digest`` is the SHA-256 of the mapping file; ``parent`` the run to undo.

    Of a saved Plan, ``made_at`` is when it was made (ISO 8601, UTC), and ``allow_second_product`` says that listings
    that Plytix has under another SKU were not looked for.
    """

    job: JobKind
    account: AccountRef
    schema: Schema
    mapping_digest: str | None = None
    parent: str | None = None
    made_at: str | None = None
    allow_second_product: bool = False
