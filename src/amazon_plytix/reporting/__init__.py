"""Tells what is done and what became of it; changes nothing."""

from amazon_plytix.reporting.console import ConsoleReport, ConsoleWatcher, console
from amazon_plytix.reporting.history import record_lines, records_as_json, run_lines, runs_as_json, undone_lines
from amazon_plytix.reporting.results import (
    Results,
    ResultsLost,
    ResultsUnwritable,
    results_of,
    results_path,
    save_results,
    try_to_write,
)

__all__ = [
    "ConsoleReport",
    "ConsoleWatcher",
    "Results",
    "ResultsLost",
    "ResultsUnwritable",
    "console",
    "record_lines",
    "records_as_json",
    "results_of",
    "results_path",
    "run_lines",
    "runs_as_json",
    "save_results",
    "try_to_write",
    "undone_lines",
]
