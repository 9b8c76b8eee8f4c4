"""Options and arguments that several commands have, each declared once. Nothing that takes time is loaded for them."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

# What every group of commands, and the script, have in common. Typer's own options have no default, and it would load
# pydantic to find out what that is as a boolean.
CONTEXT: dict[str, Any] = {
    "help_option_names": ["-h", "--help"],
    "max_content_width": 100,
    "default_map": {"help": False, "install_completion": False, "show_completion": False},
}


def _refuse_stdout(path: Path | None) -> Path | None:
    if path is not None and str(path) == "-":
        raise typer.BadParameter("stdout takes the results with --json; --output takes the name of a file")
    return path


MappingFile = Annotated[
    Path, typer.Option("--mapping", "-m", metavar="FILE", help="Path to mapping JSON file, - for standard input")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Preview without making changes")]
Execute = Annotated[bool, typer.Option("--execute", help="Actually make the changes")]
AccountAlias = Annotated[str | None, typer.Option("--plytix-account", metavar="ALIAS", help="Plytix account alias")]
Marketplace = Annotated[
    str | None,
    typer.Option("--marketplace", metavar="CODE", help="Marketplace of entries that give none, such as US"),
]
Limit = Annotated[
    int | None,
    typer.Option("--limit", min=1, metavar="N", help="Only the first N listings that the other filters leave"),
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="SKU|ASIN", help="Only this listing; repeatable, or @FILE with one a line"),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option("--exclude", metavar="SKU|ASIN", help="Not this listing; repeatable, or @FILE with one a line"),
]
OnlyMarketplace = Annotated[
    list[str] | None,
    typer.Option("--only-marketplace", metavar="CODE", help="Only listings in this marketplace; repeatable"),
]
MaxCreate = Annotated[
    int | None, typer.Option("--max-create", min=0, metavar="N", help="Refuse to create more products than this")
]
ProductStatus = Annotated[
    Literal["Draft", "Completed"] | None,
    typer.Option("--status", help="Status of new products; without it Plytix chooses, which takes Draft"),
]
AllowShrunkMapping = Annotated[
    bool,
    typer.Option("--allow-shrunk-mapping", help="Take a mapping with less than half of the listings it had before"),
]
AllowSecondProduct = Annotated[
    bool, typer.Option("--allow-second-product", help="Create listings that Plytix has under another SKU")
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Refuse a mapping with keys or lists that this program does not know")
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", metavar="FILE", callback=_refuse_stdout, help="Results file, instead of one beside the mapping"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the results as JSON on stdout, all else on stderr")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print the summary, warnings and errors alone")]
Verbose = Annotated[
    int, typer.Option("--verbose", "-v", count=True, show_default=False, help="Log to stderr; twice: in all detail")
]
LogFile = Annotated[Path | None, typer.Option("--log", metavar="FILE", help="Write the log to this file")]
LogFormatName = Annotated[Literal["text", "json"], typer.Option("--log-format", help="Form of the log's lines")]
RunId = Annotated[str, typer.Argument(metavar="RUN", help="The run's id, or how it begins; see: amazon-plytix runs")]


def require_choice(*, dry_run: bool, execute: bool) -> None:
    """Refuse a command that names neither --dry-run nor --execute, or both: nothing happens by default."""
    if dry_run == execute:
        raise typer.BadParameter("say either --dry-run or --execute", param_hint="'--dry-run' / '--execute'")
