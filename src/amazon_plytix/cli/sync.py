"""amazon-plytix sync: a mapping's listings become products in Plytix."""

import typer

from amazon_plytix.cli.exits import exit_statuses, run_process
from amazon_plytix.cli.options import (
    CONTEXT,
    AccountAlias,
    AllowSecondProduct,
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
    MaxCreate,
    Only,
    OnlyMarketplace,
    Output,
    ProductStatus,
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
  amazon-plytix sync --mapping listings.json --dry-run
  amazon-plytix sync --mapping listings.json --dry-run --show changes --plan-out plan.json
  amazon-plytix sync --mapping listings.json --execute
  amazon-plytix sync --mapping listings.json --execute --limit 10
  amazon-plytix sync -m listings.json --execute --quiet --log sync.log
  amazon-plytix sync -m - --dry-run --json --marketplace DE < listings.json

Exit status: 0 all well, 1 some listings failed, 2 refused before the first write, 130 interrupted.
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
    max_create: MaxCreate = None,
    status: ProductStatus = None,
    allow_second_product: AllowSecondProduct = False,
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
    """Create the Plytix product of every listing in a mapping, and link it from its canonical product."""
    with exit_statuses(as_json=as_json):
        require_choice(dry_run=dry_run, execute=execute)
        require_dry_run(execute=execute, as_json=as_json, show=show, show_as=show_as, plan_out=plan_out)
        from amazon_plytix.accounts import find_account
        from amazon_plytix.cli.jobs import carry_out, leave, report_on
        from amazon_plytix.cli.selecting import selection_of, typed
        from amazon_plytix.jobs.sync import SyncJob
        from amazon_plytix.reporting.logs import LogFormat, start_logging
        from amazon_plytix.reporting.sync_report import SyncReport

        report = report_on(SyncReport, execute=execute, as_json=as_json or takes_stdout(show_as), quiet=quiet)
        job = SyncJob(
            mapping=mapping,
            marketplace=marketplace,
            strict=strict,
            output=output,
            selection=selection_of(limit, only, exclude, only_marketplace),
            typed=typed(limit, only, exclude, only_marketplace),
            allow_shrunk=allow_shrunk_mapping,
            most_creates=max_create,
            product_status=status,
            allow_second_product=allow_second_product,
        )
        show_plan(report, job, show=show, show_as=show_as, plan_out=plan_out)
        with start_logging(verbose=verbose, file=log, log_format=LogFormat(log_format)):
            results = carry_out(job, find_account(plytix_account), report, execute=execute)
        leave(results, as_json=as_json)


def main() -> None:
    """Run the command of sync-workflow.md, Script: scripts/sync_amazon_products.py."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command(epilog=EPILOG, context_settings=CONTEXT)(command)
    run_process(app)
