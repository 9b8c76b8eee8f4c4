"""A run, rebuilt from its log alone: what a person on call has in the morning."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ID = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class Story:
    """What the log of a run says.

    ``calls`` are counted by method and path without ids, ``waited`` are seconds by reason, ``retries`` are pairs of
    call and error, ``outcomes`` are the rows of the results by SKU.
    """

    runs: set[str | None]
    calls: Counter[str]
    waited: dict[str, float]
    retries: list[tuple[str, str]]
    outcomes: dict[str, dict[str, Any]]
    sign_ins: int


def read_log(path: Path) -> list[dict[str, Any]]:
    """Return the records of a log that was written as JSON."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def rebuilt(path: Path) -> Story:
    """Return what the log of one run says, and nothing that anything else knows."""
    records = read_log(path)
    by_event: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        by_event.setdefault(record.get("event", ""), []).append(record)
    waited: Counter[str] = Counter()
    for record in by_event.get("waited", ()):
        waited[_ID.sub("ID", record["reason"])] += record["seconds"]
    return Story(
        {record["run"] for record in records},
        Counter(f"{each['method']} {_ID.sub('ID', each['path'])}" for each in by_event.get("request", ())),
        dict(waited),
        [(each["call"], each["error"]) for each in by_event.get("retry", ())],
        {each["row"]["sku"]: each["row"] for each in by_event.get("outcome", ())},
        len(by_event.get("sign_in", ())),
    )
