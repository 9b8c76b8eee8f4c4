"""What the commands that run a job have in common."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import typer

from amazon_plytix.accounts import Account, find_account, ledger_path, permission_warnings, state_directory
from amazon_plytix.cli.exits import Interrupted
from amazon_plytix.cli.next_steps import next_steps
from amazon_plytix.jobs.context import JobContext
from amazon_plytix.jobs.interrupt import run_interruptibly
from amazon_plytix.jobs.job import CutShort, Job
from amazon_plytix.jobs.running import run_job
from amazon_plytix.ledger.run import Run
from amazon_plytix.ledger.store import Store
from amazon_plytix.reporting.console import console
from amazon_plytix.reporting.files import ResultsLost
from amazon_plytix.reporting.progress import ProgressReport
from amazon_plytix.reporting.results import Results
from amazon_plytix.reporting.visible import shown_json

Report = TypeVar("Report", bound=ProgressReport)


def account_of(run: Run) -> Account:
    """Return the settings of the account that a run was made on.

    Raises AccountUnusable. Whether they still lead to that account is known once it has been signed in to.
    """
    # The run has chosen: nothing else could be named.
    return replace(find_account(run.alias), chosen=None)


def report_on(kind: type[Report], *, execute: bool, as_json: bool, quiet: bool = False) -> Report:
    """Return the report of a job. If stdout takes JSON, everything for people goes to stderr.

    ``quiet`` leaves out lines about single listings, and about progress.
    """
    talk = console(stderr=True)
    return kind(talk if as_json else console(), talk, execute=execute, quiet=quiet)


def results_folder() -> Path:
    """Return the folder in which the results of every execute are kept by run id."""
    return state_directory() / "results"


def carry_out(job: Job, account: Account, report: ProgressReport, *, execute: bool) -> Results:
    """Run a job and show it; return its results.

    Raises KeyboardInterrupt once an interrupted job has ended in good order.
    """
    with closing(Store(ledger_path())) as store, report:
        for warning in filter(None, (account.chosen, *permission_warnings(account.alias))):
            report.note(warning)
        context = JobContext(store, results_folder=results_folder(), crash_folder=state_directory())
        running = run_job(job, account, context, report, execute=execute)
        try:
            results = run_interruptibly(running, context.interrupt, report)
        except (CutShort, ResultsLost) as trouble:
            if isinstance(trouble, CutShort):
                steps = next_steps(job, account, trouble.results, ended_early=True)
                report.summary(trouble.results, job.results_path, steps)
            if context.interrupt.is_from_person:
                raise Interrupted(trouble) from None
            raise
        steps = next_steps(job, account, results, ended_early=context.interrupt.happened)
        report.summary(results, job.results_path, steps)
    if context.interrupt.is_from_person:
        raise KeyboardInterrupt
    return results


def leave(results: Results, *, as_json: bool) -> None:
    """Print the results if a program wants them, and exit with the status that they deserve."""
    if as_json:
        typer.echo(shown_json(results.to_json()), nl=False)
    if results.stopped:
        console(stderr=True).print(f"Error: {results.stopped}", style="red")
    if status := results.exit_status:
        raise typer.Exit(status)
