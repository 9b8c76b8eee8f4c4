"""Figures become Markdown, and the page that shows them."""

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.figures import DryRun, Measurements, Searches, Sync

_BEGIN, _END = "<!-- figures: begin -->", "<!-- figures: end -->"
_SYNCS = (
    "listings",
    "who",
    "calls a listing",
    "duration (h:mm:ss)",
    "bound",
    "duration / bound",
    "429s",
    "CPU ms a call",
    "of it not the sandbox",
    "peak memory",
)
_LATENCIES = (
    "listings",
    "an answer takes",
    "plain loop",
    "its 429s",
    "amazon-plytix",
    "its 429s",
    "plain loop / amazon-plytix",
)
_DRY_RUNS = (
    "listings",
    "calls a listing",
    "CPU ms to start",
    "CPU ms a listing",
    "wall ms a listing",
    "memory at start",
    "peak memory",
)
_SEARCHES = ("products", "median search for 100 SKUs", "95 % under", "memory")


def text(found: Measurements) -> str:
    """All tables, and what is to be read in them."""
    parts = [_machine(), *_reading(found.syncs, found.dry_runs)]
    parts += ["## A sync", _table(_SYNCS, map(_sync_row, found.syncs))]
    parts += ["## The same by latency", _table(_LATENCIES, map(_latency_row, *_in_turns(found.by_latency)))]
    if found.dry_runs:
        parts += [
            "## A dry run of what is all there",
            _table(_DRY_RUNS, map(_dry_run_row, found.dry_runs)),
        ]
    if found.searches:
        parts += ["## The sandbox on a socket", _table(_SEARCHES, [_searches_row(found.searches)])]
    return "\n\n".join(parts)


def write(page: Path, figures: str) -> None:
    """Put the figures into their place on the page."""
    before, begin, rest = page.read_text("utf-8").partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not (begin and end):
        raise SystemExit(f"{page} has no place for figures: {_BEGIN} ... {_END}")
    page.write_text(f"{before}{begin}\n\n{figures}\n\n{end}{after}", "utf-8")


def _machine() -> str:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"Measured with {python} on {platform.system()}, {platform.machine()}, {os.cpu_count()} cores."


def _sync_row(sync: Sync) -> tuple[str, ...]:
    return (
        f"{sync.listings:,}",
        sync.who,
        f"{sync.calls / sync.listings:.4f}",
        _duration(sync.seconds),
        _duration(sync.bound),
        f"{sync.seconds / sync.bound:.3f}",
        f"{sync.refused:,}",
        f"{sync.cpu_per_call(with_sandbox=True):.2f}",
        f"{sync.cpu_per_call(with_sandbox=False):.2f}",
        "" if sync.peak is None else _megabytes(sync.peak),
    )


def _in_turns(syncs: Sequence[Sync]) -> tuple[Sequence[Sync], Sequence[Sync]]:
    return syncs[::2], syncs[1::2]


def _latency_row(plain: Sync, ours: Sync) -> tuple[str, ...]:
    return (
        f"{plain.listings:,}",
        f"{plain.latency:.2f} s",
        _duration(plain.seconds),
        f"{plain.refused:,}",
        _duration(ours.seconds),
        f"{ours.refused:,}",
        f"{plain.seconds / ours.seconds:.2f}",
    )


def _dry_run_row(run: DryRun) -> tuple[str, ...]:
    return (
        f"{run.listings:,}",
        f"{run.calls / run.listings:.4f}",
        f"{run.start * 1000:.0f}",
        f"{run.cpu_per_listing:.4f}",
        f"{run.seconds / run.listings * 1000:.4f}",
        _megabytes(run.peak_before),
        _megabytes(run.peak),
    )


def _searches_row(searches: Searches) -> tuple[str, ...]:
    memory = "not told by this system" if searches.memory is None else _megabytes(searches.memory)
    return f"{searches.products:,}", f"{searches.median:.1f} ms", f"{searches.most:.1f} ms", memory


def _reading(syncs: Sequence[Sync], dry_runs: Sequence[DryRun]) -> Iterable[str]:
    """Two sentences, made from the figures so that they cannot say anything else."""
    most = max(sync.listings for sync in syncs)
    plain, first, again, in_create = (sync for sync in syncs if sync.listings == most)
    yield (
        f"For {most:,} new listings and answers after {plain.latency} s the plain loop takes "
        f"{_duration(plain.seconds)} and runs into {plain.refused:,} 429s; amazon-plytix takes "
        f"{_duration(first.seconds)} ({_times(plain, first)} as quick, "
        f"{_above_bound(first)}) and runs into {first.refused:,}, takes {_duration(in_create.seconds)} "
        f"({_times(plain, in_create)} as quick) where Plytix honours a family in the create call, and needs "
        f"{again.calls / again.listings:.4f} calls a listing to see that nothing has changed."
    )
    if dry_runs:
        yield (
            f"Planning {dry_runs[-1].listings:,} listings against an account that has everything takes "
            f"{dry_runs[-1].cpu_per_listing:.4f} ms of processor time a listing "
            f"({', '.join(f'{run.cpu_per_listing:.4f} at {run.listings:,}' for run in dry_runs[:-1])}), and at most "
            f"{_megabytes(max(run.peak for run in dry_runs))}."
        )


def _times(slow: Sync, quick: Sync) -> str:
    return f"{slow.seconds / quick.seconds:.2f} times"


def _above_bound(sync: Sync) -> str:
    return f"{sync.seconds / sync.bound - 1:+.2%} against its bound"


def _duration(seconds: float) -> str:
    whole = timedelta(seconds=round(seconds))
    hours, rest = divmod(int(whole.total_seconds()), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}"


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---" if name == "who" else "---:" for name in head], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
