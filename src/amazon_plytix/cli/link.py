"""amazon-plytix link: canonical products are linked to their listings, parents to their children."""

from typing import Annotated

import typer

from amazon_plytix.cli.exits import exit_statuses
from amazon_plytix.cli.options import (
    AccountAlias,
    AllowShrunkMapping,
    AsJson,
    DryRun,
    Exclude,
    Execute,
    Limit,
    LogFile,
    LogFormatName,
    MappingFile,
    Marketplace,
    Only,
    OnlyMarketplace,
    Output,
    Quiet,
    Strict,
    Verbose,
    require_choice,
)
from amazon_plytix.cli.plan_options import (
    PlanOut,
    ShowAsName,
    ShowName,
    require_dry_run,
    show_plan,
    takes_stdout,
)

EPILOG = """
\b
Examples:
  amazon-plytix link --mapping listings.json --dry-run
  amazon-plytix link --mapping listings.json --execute
  amazon-plytix link -m listings.json --dry-run --prune
  amazon-plytix link -m listings.json --execute --prune --max-removals 100

Exit status: 0 all well, 1 some links failed, 2 refused before the first write, 130 interrupted.
"""


def command(
    mapping: MappingFile,
    dry_run: DryRun = False,
    execute: Execute = False,
    plytix_account: AccountAlias = None,
    marketplace: Marketplace = None,
    limit: Limit = None,
    only: Only = None,
    exclude: Exclude = None,
    only_marketplace: OnlyMarketplace = None,
    allow_shrunk_mapping: AllowShrunkMapping = False,
    prune: Annotated[bool, typer.Option("--prune", help="Remove links that the mapping contradicts")] = False,
    max_removals: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Refuse to remove more links than this [default: 50]")
    ] = None,
    strict: Strict = False,
    show: ShowName = None,
    show_as: ShowAsName = None,
    plan_out: PlanOut = None,
    output: Output = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    log: LogFile = None,
    log_format: LogFormatName = "text",
) -> None:
    """Link canonical products to their listings, and parent listings to their children."""
    with exit_statuses(as_json=as_json):
        require_choice(dry_run=dry_run, execute=execute)
        require_dry_run(execute=execute, as_json=as_json, show=show, show_as=show_as, plan_out=plan_out)
        from amazon_plytix.accounts import find_account
        from amazon_plytix.cli.jobs import carry_out, leave, report_on
        from amazon_plytix.cli.selecting import selection_of, typed
        from amazon_plytix.jobs.link import MOST_REMOVALS, LinkJob
        from amazon_plytix.reporting.link_report import LinkReport
        from amazon_plytix.reporting.logs import LogFormat, start_logging

        report = report_on(LinkReport, execute=execute, as_json=as_json or takes_stdout(show_as), quiet=quiet)
        job = LinkJob(
            mapping=mapping,
            marketplace=marketplace,
            strict=strict,
            output=output,
            selection=selection_of(limit, only, exclude, only_marketplace),
            typed=typed(limit, only, exclude, only_marketplace),
            allow_shrunk=allow_shrunk_mapping,
            prune=prune,
            most_removals=MOST_REMOVALS if max_removals is None else max_removals,
        )
        show_plan(report, job, show=show, show_as=show_as, plan_out=plan_out)
        with start_logging(verbose=verbose, file=log, log_format=LogFormat(log_format)):
            results = carry_out(job, find_account(plytix_account), report, execute=execute)
        leave(results, as_json=as_json)
