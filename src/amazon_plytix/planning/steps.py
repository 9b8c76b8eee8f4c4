"""A Plan as single Steps, each of which is done or not: what the ledger keeps of every run."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, Self

from amazon_plytix.planning.changes import LinkKey, Relation


class StepKind(StrEnum):
    """What a Step does. FINISH completes a product that an earlier run left half made."""

    CREATE = "create_product"
    FINISH = "finish_product"
    LINK = "link_products"
    UNLINK = "unlink_products"
    DELETE = "delete_product"


class Stage(StrEnum):
    """How far a Step has come.

    SENT means that it was sent and that there is no proof yet of what became of it. DROPPED means that it turned out
    not to be needed or not to be allowed. UNDONE means that it was done, and that a later run took it back.
    """

    PLANNED = "planned"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"
    UNDONE = "undone"


# A Step that was sent and never proven may have been carried out all the same.
MAYBE_DONE = frozenset({Stage.SENT, Stage.DONE})
PRODUCT_STEPS = frozenset({StepKind.CREATE, StepKind.FINISH})
LINK_STEPS = frozenset({StepKind.LINK, StepKind.UNLINK})


class LinkIds(NamedTuple):
    """The ids that identify a link in Plytix: of its relationship, its source and its target."""

    relationship: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Step:
    """One Change of one product or of one link, with its intent and its outcome.

    ``subject`` is the product that is changed, for a link its source; ``target`` the other end of a link. Ids are
    those of Plytix. ``schema_id`` is the id of the family that the product gets, or of the link's relationship.

    ``modified`` is when Plytix said that the subject was changed by this Step; None if that was not seen, or if
    somebody else had changed the subject before, or may have made it. ``linked_at`` is when Plytix said that the link
    was made; None if that was not seen. ``is_open`` says that a create was begun, and that it is not known
    whether its product is complete, or there at all. ``undoes`` is the number of the parent run's Step that this one
    takes back.
    """

    number: int
    kind: StepKind
    subject_sku: str
    subject_id: str | None = None
    target_sku: str | None = None
    target_id: str | None = None
    relation: Relation | None = None
    schema_id: str | None = None
    stage: Stage = Stage.PLANNED
    modified: str | None = None
    linked_at: str | None = None
    message: str | None = None
    is_open: bool = False
    undoes: int | None = None

    @property
    def product_id(self) -> str:
        """Return the id of the product that is changed.

        Raises LookupError if it is not known, as before a create.
        """
        if self.subject_id is None:
            raise LookupError(f"no id is known of {self.subject_sku}")
        return self.subject_id

    @property
    def link_ids(self) -> LinkIds:
        """Return the ids of a link.

        Raises LookupError if one of them is not known: as before its target is made, or if this is no link.
        """
        if self.schema_id is None or self.target_id is None:
            raise LookupError(f"the link from {self.subject_sku} to {self.target_sku} has no ids yet")
        return LinkIds(self.schema_id, self.product_id, self.target_id)

    @property
    def link_key(self) -> LinkKey:
        """Return relation and SKUs of a link. Raises LookupError if this is none."""
        if self.relation is None or self.target_sku is None:
            raise LookupError(f"Step {self.number} of {self.subject_sku} is no link")
        return self.relation, self.subject_sku, self.target_sku

    @property
    def made_product(self) -> bool:
        """Return whether this Step made the product that ``subject_id`` names."""
        has_begun = self.stage in {Stage.SENT, Stage.DONE, Stage.FAILED}
        return self.kind in PRODUCT_STEPS and self.subject_id is not None and has_begun

    @property
    def is_cut_off(self) -> bool:
        """Return whether a create was sent, and it is not known what became of it."""
        return self.kind in PRODUCT_STEPS and self.is_open and self.subject_id is None

    @property
    def may_have_linked(self) -> bool:
        """Return whether this Step changed a link, or may have."""
        return self.kind in LINK_STEPS and self.stage in MAYBE_DONE

    def inverse(self, number: int) -> Self:
        """Return the Step that takes this one back.

        Raises KeyError if it deleted a product: there is no way back from that.
        """
        return replace(
            self,
            number=number,
            kind=_INVERSES[self.kind],
            stage=Stage.PLANNED,
            modified=None,
            linked_at=None,
            message=None,
            is_open=False,
            undoes=self.number,
        )


_INVERSES = {
    StepKind.CREATE: StepKind.DELETE,
    StepKind.FINISH: StepKind.DELETE,
    StepKind.LINK: StepKind.UNLINK,
    StepKind.UNLINK: StepKind.LINK,
}
