"""What the commands that work on a mapping have in common."""

import gc
import json
from collections.abc import Callable, Coroutine
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import typer

from amazon_plytix.accounts import Account, AccountUnusable, find_account, ledger_path
from amazon_plytix.cli.exits import SOME_FAILED, run_interruptibly
from amazon_plytix.jobs.context import Surroundings
from amazon_plytix.jobs.running import CutShort
from amazon_plytix.ledger import Run, Store
from amazon_plytix.reporting import JobReport, Results, ResultsLost, console, save_results, try_to_write

Result = TypeVar("Result")
Report = TypeVar("Report", bound=JobReport)


def require_choice(*, dry_run: bool, execute: bool) -> None:
    """Exactly one of the two must be said: nothing happens by default."""
    if dry_run == execute:
        raise typer.BadParameter("say either --dry-run or --execute", param_hint="'--dry-run' / '--execute'")


def account_of(run: Run) -> Account:
    """The account that a run was made on.

    Raises AccountUnusable, too where its name, or the environment, leads to another one by now.
    """
    account = find_account(run.alias)
    if account.id != run.account:
        raise AccountUnusable(f"run {run.id} was made on another account; use the key and host it was made with")
    return account


def report_on(kind: type[Report], *, execute: bool, as_json: bool) -> Report:
    """The report of a job; with JSON on stdout, everything for people goes to stderr."""
    talk = console(stderr=True)
    return kind(talk if as_json else console(), talk, execute=execute)


def collect_seldom() -> None:
    """Look for cyclic garbage less often than Python would: a job keeps what it makes, and makes hardly any cycles.

    By default the time a listing takes grows with the mapping, since all that is kept is gone through again and again.
    """
    gc.set_threshold(50_000, 50, 50)


def carry_out(
    mapping: Path,
    saved_to: Path,
    alias: str | None,
    report: JobReport,
    work: Callable[[Account, Surroundings], Coroutine[Any, Any, Result]],
    results_of: Callable[[Result, datetime], Results],
) -> Results:
    """Do the work and save its results, also when it is cut short; the results."""
    collect_seldom()
    account = find_account(alias)
    try_to_write(saved_to)
    with closing(Store(ledger_path())) as store, report:
        around = Surroundings(store)

        def conclude(result: Result) -> Results:
            results = results_of(result, around.clock.now())
            save_results(saved_to, results)
            report.summary(results, saved_to)
            return results

        report.loading(mapping)
        try:
            results = conclude(run_interruptibly(work(account, around), around.interrupt))
        except CutShort as cut:
            try:
                conclude(cut.result)
            except ResultsLost as lost:
                raise CutShort(f"{cut}; {lost}", cut.result) from None
            raise
    if around.interrupt.happened:
        raise KeyboardInterrupt
    return results


def leave(results: Results, *, as_json: bool) -> None:
    """Print the results where a program wants them, and exit with the status that they deserve."""
    if as_json:
        typer.echo(json.dumps(results, indent=2))
    if results["errors"]:
        raise typer.Exit(SOME_FAILED)
