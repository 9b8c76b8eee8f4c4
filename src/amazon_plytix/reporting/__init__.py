"""Tells what is done and what became of it; changes nothing."""

from amazon_plytix.reporting.console import ConsoleReport, console
from amazon_plytix.reporting.results import (
    ResultsLost,
    ResultsUnwritable,
    results_of,
    results_path,
    save_results,
    try_to_write,
)

__all__ = [
    "ConsoleReport",
    "ResultsLost",
    "ResultsUnwritable",
    "console",
    "results_of",
    "results_path",
    "save_results",
    "try_to_write",
]
