"""What a job is, what it works with, and how it may end."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from amazon_plytix.accounts import IdentifiedAccount
from amazon_plytix.applying.brake import Brake
from amazon_plytix.applying.events import Events
from amazon_plytix.applying.outcome import Outcomes
from amazon_plytix.jobs.context import JobContext
from amazon_plytix.ledger.run import RunRequest
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.planning.existing import BegunCreate
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import Plan
from amazon_plytix.planning.steps import Step
from amazon_plytix.plytix import Plytix
from amazon_plytix.refusal import RefusedBeforeWriting
from amazon_plytix.reporting.results import Results


class PlanRefused(RefusedBeforeWriting):
    """The guards of a Plan say that it must not be carried out."""


class CutShort(Exception):
    """A run ended before its end, in good order. The text says why, the ledger and ``results`` how far it came."""

    def __init__(self, reason: str, results: Results) -> None:
        self.results = results
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Session:
    """What a job works with while it runs: the account, a client for it, and who hears what happens.

    While a run holds the account, the ledger of ``context`` refuses everything once the account was taken over.
    ``begun`` holds the creates that earlier runs did not finish, by SKU. ``execute`` says that it is no dry run.
    """

    account: IdentifiedAccount
    plytix: Plytix
    context: JobContext
    events: Events
    begun: Mapping[str, BegunCreate]
    execute: bool

    def new_brake(self) -> Brake:
        """Return a brake that stops the run."""
        return Brake(self.account.brake, self.context.interrupt.happen)


@dataclass(frozen=True, slots=True)
class Work:
    """A Plan that is being carried out: its Steps, what has become of it so far, and where that is written down."""

    steps: tuple[Step, ...]
    outcomes: Outcomes
    log: StepLog


class Job(Protocol):
    """A job: what it is about, how it makes its Plan, and how it carries it out."""

    kind: ClassVar[JobKind]

    @property
    def subject(self) -> Path | str:
        """Return what the job is about, for people: a mapping's path, or a run's id."""

    @property
    def source_file(self) -> Path:
        """Return the mapping file that the results are about."""

    @property
    def results_path(self) -> Path | None:
        """Return where the results belong beside the copy in the state directory; None if nowhere."""

    def prepare(self, events: Events) -> None:
        """Read what the job needs before the account is asked anything; raise if it cannot be used."""

    def request(self) -> RunRequest:
        """Return what the ledger is to hold of the run."""

    async def plan(self, session: Session) -> Plan:
        """Look everything up and compare. Write nothing."""

    async def apply(self, session: Session, work: Work) -> None:
        """Carry the Plan out, and enter what becomes of everything."""
