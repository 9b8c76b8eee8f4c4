"""Tells what is done and what became of it; changes nothing."""

from amazon_plytix.reporting.console import console
from amazon_plytix.reporting.files import Results, ResultsLost, ResultsUnwritable, save_results, try_to_write
from amazon_plytix.reporting.history import (
    link_record_lines,
    link_records_as_json,
    record_lines,
    records_as_json,
    run_lines,
    runs_as_json,
)
from amazon_plytix.reporting.job_report import JobReport
from amazon_plytix.reporting.link_report import LinkReport
from amazon_plytix.reporting.link_results import link_results_of, link_results_path
from amazon_plytix.reporting.sync_report import SyncReport
from amazon_plytix.reporting.sync_results import results_of, results_path
from amazon_plytix.reporting.undo_report import UndoReport

__all__ = [
    "JobReport",
    "LinkReport",
    "Results",
    "ResultsLost",
    "ResultsUnwritable",
    "SyncReport",
    "UndoReport",
    "console",
    "link_record_lines",
    "link_records_as_json",
    "link_results_of",
    "link_results_path",
    "record_lines",
    "records_as_json",
    "results_of",
    "results_path",
    "run_lines",
    "runs_as_json",
    "save_results",
    "try_to_write",
]
