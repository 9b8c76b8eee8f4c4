"""Options about the Plan of a dry run: shown, and saved."""

import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from amazon_plytix.jobs.job import Job
    from amazon_plytix.planning.estimate import Estimate
    from amazon_plytix.planning.plan import Plan
    from amazon_plytix.reporting.job_report import JobReport


def _refuse_stdout(path: Path | None) -> Path | None:
    if path is not None and str(path) == "-":
        raise typer.BadParameter("--plan-out takes the name of a file; --show-as json prints the plan on stdout")
    return path


ShowName = Annotated[
    Literal["changes", "all", "none"] | None,
    typer.Option("--show", help="Show what a dry run would change; all: also what it leaves alone [default: none]"),
]
ShowAsName = Annotated[
    Literal["text", "markdown", "json"] | None,
    typer.Option("--show-as", help="Form of what is shown; but for text it alone is on stdout [default: text]"),
]
PlanOut = Annotated[
    Path | None,
    typer.Option("--plan-out", metavar="FILE", callback=_refuse_stdout, help="Save the plan of a dry run, for apply"),
]


def takes_stdout(show_as: str | None) -> bool:
    """Return whether the Plan is to stand on stdout alone, so that all talk goes to stderr."""
    return show_as not in {None, "text"}


def require_dry_run(
    *, execute: bool, as_json: bool, show: str | None, show_as: str | None = None, plan_out: Path | None = None
) -> None:
    """Refuse to show or save the Plan of an execute, which keeps it by itself, and two documents on one stdout."""
    named = {"--show": show, "--show-as": show_as, "--plan-out": plan_out}
    for option, value in named.items():
        if execute and value is not None:
            says = "is for a dry run; the plan of an execute is shown by: amazon-plytix runs show RUN --plan"
            raise typer.BadParameter(says, param_hint=f"'{option}'")
    if as_json and takes_stdout(show_as):
        says = "stdout takes the results with --json, or the plan: say one of the two"
        raise typer.BadParameter(says, param_hint="'--show-as' / '--json'")


def show_plan(
    report: "JobReport", job: "Job", *, show: str | None, show_as: str | None = None, plan_out: Path | None = None
) -> None:
    """Let a report show the Plan of a job once it is made, and save it.

    Raises ResultsUnwritable if something else than a saved Plan is where it is to be saved.
    """
    if plan_out is not None:
        from amazon_plytix.reporting.saved_plan import refuse_to_replace

        refuse_to_replace(plan_out, job.results_path)

    def lines(plan: "Plan", estimate: "Estimate") -> Iterator[str]:
        saved = _to_save(plan, job, report)
        if plan_out is not None:
            from amazon_plytix.reporting.saved_plan import save_plan

            save_plan(plan_out, saved)
            yield f"Plan saved to {plan_out}; to carry it out: {_apply(plan_out, plan)}"
        # Who names a form wants to see it.
        yield from _shown(saved, estimate, show or ("changes" if show_as else "none"), show_as or "text")

    report.plan_lines = lines


def _apply(file: Path, plan: "Plan") -> str:
    parts, alias = ["amazon-plytix", "apply", str(file)], plan.header.account.alias
    return f"{shlex.join([*parts, '--plytix-account', alias] if alias else parts)} --execute"


def _to_save(plan: "Plan", job: "Job", report: "JobReport") -> "Plan":
    """Return the Plan with all that carrying it out later needs to know."""
    from amazon_plytix.jobs.sync import SyncJob

    second = isinstance(job, SyncJob) and job.allow_second_product
    made_at = report.now().isoformat()
    return replace(plan, header=replace(plan.header, made_at=made_at, allow_second_product=second))


def _shown(plan: "Plan", estimate: "Estimate", show: str, show_as: str) -> Iterator[str]:
    from amazon_plytix.planning.document import to_json
    from amazon_plytix.reporting.plan_groups import Show
    from amazon_plytix.reporting.plan_markdown import plan_markdown
    from amazon_plytix.reporting.plan_text import plan_text

    if show_as == "text":
        yield from plan_text(plan, Show(show), estimate)
    elif show_as == "markdown":
        for line in plan_markdown(plan, Show(show), estimate):
            typer.echo(line)
    else:
        for piece in to_json(plan):
            typer.echo(piece, nl=False)
        typer.echo()
