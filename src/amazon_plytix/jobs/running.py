"""Runs any job: the account held, the run entered and ended, the results saved, whatever happens."""

import asyncio
import gc
import logging
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from importlib.metadata import version

from amazon_plytix.accounts import Account, AccountUnusable, IdentifiedAccount, identified
from amazon_plytix.applying.events import Events
from amazon_plytix.applying.outcome import Outcomes, expected
from amazon_plytix.exit_status import ExitStatus
from amazon_plytix.http import ApiError, OutageTooLong
from amazon_plytix.jobs.context import JobContext
from amazon_plytix.jobs.event_log import EventLog
from amazon_plytix.jobs.job import CutShort, Job, PlanRefused, Session, Work
from amazon_plytix.jobs.signals import ending_at_once
from amazon_plytix.ledger.lease import AccountBusy, LeaseLost, lease
from amazon_plytix.ledger.run import Run, RunState
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.ledger.store import LedgerUnusable
from amazon_plytix.ledger.windows import SharedWindows
from amazon_plytix.planning.estimate import estimated
from amazon_plytix.planning.plan import Plan
from amazon_plytix.plytix import Plytix
from amazon_plytix.refusal import RefusedBeforeWriting
from amazon_plytix.reporting.crash import describe_fault, traceback_of
from amazon_plytix.reporting.files import ResultsLost, save_text, try_to_write
from amazon_plytix.reporting.from_outcomes import results_of, results_of_begun
from amazon_plytix.reporting.kept_results import forget_results, keep_results
from amazon_plytix.reporting.logs import current_run
from amazon_plytix.reporting.results import Metadata, Results

_log = logging.getLogger(__name__)

# What ends a run for a reason that its text says. Everything else is a fault of this program.
_EXPECTED = (ApiError, RefusedBeforeWriting, LeaseLost)
# Read once: it comes from the installed package's files.
_VERSION = version("amazon-plytix")


async def run_job(job: Job, account: Account, context: JobContext, events: Events, *, execute: bool) -> Results:
    """Preview a job, or execute it as a run of the ledger; save its results and return them.

    Raises before the first write: what the job cannot use, ResultsUnwritable, AccountBusy, PlanRefused, LedgerUnusable,
    AccountUnusable if the job goes on with a run of another account, and ApiError if the account could not be asked.
    Raises CutShort, with results, once writing has begun, and ResultsLost if all is done and the results could not be
    saved.
    """
    _collect_garbage_seldom()
    log = EventLog(events)
    if job.results_path:
        try_to_write(job.results_path)
    # Reading keeps the loop from hearing of an interrupt, and nothing is under way yet that would have to be finished.
    with ending_at_once():
        log.job_begun(job.subject, account)
        job.prepare(log)
    async with context.plytix(account, log) as plytix:
        # The token names the account, and with it its ledger rows and its rate windows. A sign-in counts in none.
        signed_in = identified(account, await plytix.account_id())
        _check_parent(job, signed_in, Runs(context.store))
        running = _Running(job, signed_in, plytix, context, log)
        try:
            return await (running.execute() if execute else running.preview())
        except ApiError as error:
            # Nothing was written: a run that has written ends with CutShort, or with results.
            raise OutageTooLong(context.interrupt.reason) if context.interrupt.reason else error from None


def _check_parent(job: Job, account: IdentifiedAccount, runs: Runs) -> None:
    """Raise AccountUnusable if a job goes on with a run, or takes one back, that was made on another account."""
    parent = job.request().parent
    if parent and (run := runs.named(parent)).account != account.id:
        raise AccountUnusable(f"run {run.id} was made on another account; use the key and host it was made with")


class _Running:
    """A job under way."""

    def __init__(
        self, job: Job, account: IdentifiedAccount, plytix: Plytix, context: JobContext, events: EventLog
    ) -> None:
        self._job = job
        self._account = account
        self._plytix = plytix
        self._context = context
        self._events = events
        # Known as soon as writing begins: from then on there are results, whatever happens.
        self._outcomes: Outcomes | None = None

    async def preview(self) -> Results:
        """Return what an execute would do."""
        self._plytix.count_in(SharedWindows(self._context.store, self._account.id, self._context.clock))
        outcomes = expected(await self._plan(self._session(execute=False)))
        for outcome in outcomes.products.values():
            self._events.product_settled(outcome)
        results = self._results(outcomes, None)
        self._save(results, None)
        self._tell(results, outcomes)
        return results

    async def execute(self) -> Results:
        """Do it, alone on the account, as a run of the ledger."""
        run = self._runs.begin(self._job.request(), self._account.ref, self._context.clock.now())
        current_run.set(run.id)
        self._events.run_begun(run.id)
        try:
            return await self._alone(run)
        except LeaseLost as error:
            if self._outcomes is not None:
                raise self._cut_short(run, self._outcomes, str(error)) from error
            raise AccountBusy(str(error)) from error

    def _log_fault(self, error: Exception) -> None:
        _log.critical(
            "a fault of this program: %s", traceback_of(error, self._plytix.conceal), extra={"event": "fault"}
        )

    async def _alone(self, run: Run) -> Results:
        """Hold the account, and carry the run out."""
        context = self._context
        async with AsyncExitStack() as held:
            try:
                holding = lease(context.store, run.account, run.id, context.clock, context.owner)
                mine = await held.enter_async_context(holding)
            except (AccountBusy, LedgerUnusable):
                self._end(run, RunState.REFUSED, ExitStatus.REFUSED)
                raise
            windows = SharedWindows(context.store, run.account, context.clock, mine.check)
            self._plytix.count_in(windows)
            # From now on whatever the run reads and writes in the ledger is refused once its account was taken over.
            self._context = replace(context, store=context.store.checked_by(mine.check))
            return await self._begin_and_end(run)

    async def _begin_and_end(self, run: Run) -> Results:
        """Carry the run out, save its results and enter its end, whatever happens."""
        try:
            self._forget_unchanged()
            outcomes = await self._work(run)
        except BaseException as error:
            if self._outcomes is None:
                self._end_unwritten(run, error)
                raise
            cut_short = self._cut_short(run, self._outcomes, self._reason(error, run))
            is_interrupted = self._context.interrupt.is_from_person or isinstance(error, asyncio.CancelledError)
            status = ExitStatus.INTERRUPTED if is_interrupted else ExitStatus.SOME_FAILED
            self._end(run, RunState.INTERRUPTED, status, cut_short.results)
            self._tell(cut_short.results, self._outcomes)
            raise (cut_short if isinstance(error, Exception) else error) from None
        results = self._finish(run, outcomes)
        self._tell(results, outcomes)
        return results

    def _finish(self, run: Run, outcomes: Outcomes) -> Results:
        """Save the results of a run that came to its end, and enter it. Raises ResultsLost."""
        interrupt = self._context.interrupt
        state = RunState.INTERRUPTED if interrupt.happened else RunState.FINISHED
        results = self._results(outcomes, run, interrupt.reason)
        try:
            self._save(results, run)
        except ResultsLost:
            self._end(run, state, ExitStatus.SOME_FAILED, results)
            raise
        status = ExitStatus.INTERRUPTED if self._context.interrupt.is_from_person else results.exit_status
        self._end(run, state, status, results)
        return results

    def _reason(self, error: BaseException, run: Run) -> str:
        """Return why a run broke off. The traceback of a fault of this program is kept in a file."""
        if not isinstance(error, Exception):
            return "stopped at once"
        if isinstance(error, _EXPECTED):
            return str(error)
        self._log_fault(error)
        return describe_fault(error, self._context.crash_folder, run.id, self._plytix.conceal)

    async def _work(self, run: Run) -> Outcomes:
        session = self._session(execute=True)
        plan = await self._plan(session)
        if plan.refusals:
            raise PlanRefused("\n".join(plan.refusals))
        log, steps = StepLog(self._context.store, run, session.begun), plan.steps()
        log.enter(steps)
        self._runs.keep_plan(run, plan)
        self._replace_earlier_results(plan, run)
        outcomes = self._outcomes = expected(plan)
        await self._job.apply(session, Work(steps, outcomes, log))
        return outcomes

    def _end_unwritten(self, run: Run, error: BaseException) -> None:
        """Enter the end of a run that wrote nothing."""
        if self._context.interrupt.is_from_person or isinstance(error, asyncio.CancelledError):
            return self._end(run, RunState.INTERRUPTED, ExitStatus.INTERRUPTED)
        if isinstance(error, _EXPECTED):
            return self._end(run, RunState.REFUSED, ExitStatus.REFUSED)
        if isinstance(error, Exception):
            self._log_fault(error)
        return self._end(run, RunState.REFUSED, ExitStatus.SOME_FAILED)

    def _end(self, run: Run, state: RunState, status: ExitStatus, results: Results | None = None) -> None:
        """Enter a run's end, if that can be done. A run whose account was taken over is left as one that was killed."""
        errors, stopped = (len(results.errors), results.stopped) if results else (0, None)
        now = self._context.clock.now()
        with suppress(LedgerUnusable, LeaseLost):
            self._runs.end(run, state, now, exit_status=status, errors=errors, stopped=stopped)
        _log.info("run %s is %s, exit status %d", run.id, state.value, status, extra={"event": "run_ended"})

    @property
    def _runs(self) -> Runs:
        return Runs(self._context.store, self._context.draw)

    def _forget_unchanged(self) -> None:
        """Forget old runs that changed nothing, with their results. The parent of this run is remembered."""
        forgotten = self._runs.forget_unchanged(self._context.clock.now())
        if self._context.results_folder:
            forget_results(self._context.results_folder, forgotten)

    def _session(self, *, execute: bool) -> Session:
        begun = self._runs.begun(self._account.id)
        return Session(self._account, self._plytix, self._context, self._events, begun, execute)

    async def _plan(self, session: Session) -> Plan:
        plan = await self._job.plan(session)
        # An execute will look everything up once more: so many calls were made up to here.
        calls = plan.calls + (0 if session.execute else self._plytix.calls)
        self._events.planned(plan, estimated(calls, self._plytix.windows, self._context.clock.now()))
        return plan

    def _cut_short(self, run: Run, outcomes: Outcomes, reason: str) -> CutShort:
        """Save what is known of a run that broke off; return the error that says so."""
        outcomes.cut_short()
        results = self._results(outcomes, run, reason)
        try:
            self._save(results, run)
        except ResultsLost as lost:
            return CutShort(f"{reason}; {lost}", results)
        return CutShort(reason, results)

    def _results(self, outcomes: Outcomes, run: Run | None, stopped: str | None = None) -> Results:
        return results_of(outcomes, self._metadata(run), warnings=self._events.notes, stopped=stopped)

    def _tell(self, results: Results, outcomes: Outcomes) -> None:
        """Speak of the results once they are saved: whatever becomes of the talk, they are there."""
        self._events.ended(results)
        self._events.links_settled(list(outcomes.links.values()))

    def _replace_earlier_results(self, plan: Plan, run: Run) -> None:
        """Let the results file say that this run has begun: if it is killed, no earlier results are taken for its own.

        If the file cannot be written, that is found again at the end, and said then.
        """
        if self._job.results_path:
            with suppress(ResultsLost):
                save_text(self._job.results_path, results_of_begun(plan, self._metadata(run)).to_json())

    def _save(self, results: Results, run: Run | None) -> None:
        text, lost = results.to_json(), None
        if run and self._context.results_folder:
            try:
                keep_results(self._context.results_folder, run.id, text)
            except ResultsLost as error:
                # The file beside the mapping may be saved all the same.
                lost = error
        if self._job.results_path:
            save_text(self._job.results_path, text)
        if lost:
            raise lost

    def _metadata(self, run: Run | None) -> Metadata:
        limited = self._job.request().limited
        return Metadata(
            source_file=str(self._job.source_file),
            sync_date=self._context.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            dry_run=run is None,
            job=self._job.kind.value,
            run=run.id if run else None,
            account=self._account.ref.alias,
            host=self._account.ref.host,
            version=_VERSION,
            **({"limited": limited} if limited else {}),
        )


def _collect_garbage_seldom() -> None:
    """Look for cyclic garbage less often than Python would: a job keeps what it makes, and makes hardly any cycles.

    By default the time a listing takes grows with the mapping, since all that is kept is gone through again and again.
    """
    gc.set_threshold(50_000, 50, 50)
