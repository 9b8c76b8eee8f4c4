"""One run: what it is to do, and how it stands."""

import shlex
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Self

from amazon_plytix.planning.header import JobKind
from amazon_plytix.refusal import RefusedBeforeWriting

# Stands before the path of a saved Plan in a run's ``mapping``; the path of a mapping file is absolute, or "-".
_PLAN = "plan:"


class RunState(StrEnum):
    """How a run stands. KILLED is one that never entered its end and holds its account no more."""

    RUNNING = "running"
    KILLED = "killed"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"
    REFUSED = "refused"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What a run is to do: which job, with which mapping, for which parent run.

    ``mapping`` is the path of the mapping file, or that of a saved Plan as ``name_of_plan_file`` has it. ``parent`` is
    the run that this one goes on with, or takes back. ``mapping_digest`` is the SHA-256 of the mapping file.
    ``most_removals`` is how many links a link job may remove, None if none; ``most_creates`` how many products a sync
    may create, None for any number. ``limited`` is a sentence that says which listings of the mapping it is about,
    ``selection`` the JSON of the options that chose them; None for all. ``product_status`` is that of new products,
    None for Plytix's own choice.
    """

    job: JobKind
    mapping: str
    mapping_digest: str | None = None
    marketplace: str | None = None
    most_removals: int | None = None
    most_creates: int | None = None
    limited: str | None = None
    selection: str | None = None
    product_status: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(RunRequest):
    """One execute: what it is to do, on which account, and when (UTC).

    ``account``, ``alias`` and ``host`` are an AccountRef's. ``listings`` is how many listings its Plan speaks of,
    ``obstacles`` how many listings and links it says cannot be made.

    ``exit_status`` is that of its process, ``errors`` how many listings, families and links went wrong, as its results
    count them. ``stopped`` is the sentence why it ended before its end. Each is None if it is not known.
    """

    id: str
    account: str
    alias: str | None
    host: str
    began_at: datetime
    state: RunState = RunState.RUNNING
    ended_at: datetime | None = None
    listings: int = 0
    obstacles: int | None = None
    exit_status: int | None = None
    errors: int | None = None
    stopped: str | None = None

    @property
    def plan_file(self) -> Path | None:
        """Return the file of the saved Plan that the run carried out, None if it had a mapping file."""
        return Path(self.mapping.removeprefix(_PLAN)) if self.mapping.startswith(_PLAN) else None

    @property
    def mapping_path(self) -> Path:
        """Return the mapping file.

        Raises NoMapping if the run carried out a saved Plan, and if the ledger names no file, as no version of this
        program leaves it.
        """
        if self.plan_file:
            raise NoMapping(
                f"run {self.id} carried out a saved plan; to go on, apply it again: "
                f"amazon-plytix apply {shlex.quote(str(self.plan_file))} --execute"
            )
        if not self.mapping or "\0" in self.mapping:
            raise NoMapping(
                f"the ledger names no mapping file for run {self.id}, so it cannot be resumed; "
                f"to go on: amazon-plytix {self.job.value} --mapping FILE --execute"
            )
        return Path(self.mapping)

    def seen_with(self, holders: Collection[str]) -> Self:
        """Return the run as killed if it claims to be running and does not hold its account.

        Arguments:
            holders: the ids of the runs that hold an account.
        """
        was_killed = self.state is RunState.RUNNING and self.id not in holders
        return replace(self, state=RunState.KILLED) if was_killed else self


def name_of_plan_file(path: Path) -> str:
    """Return the file of a saved Plan as a run's ``mapping``."""
    return f"{_PLAN}{path}"


class NoMapping(RefusedBeforeWriting):
    """The ledger does not say which mapping a run had."""


class NoSuchRun(RefusedBeforeWriting):
    """No run of this name."""
