"""Fault files."""

import json
from pathlib import Path

import pytest

from plytix_sandbox import Fault
from plytix_sandbox.faults import FaultError, load, parse
from plytix_sandbox.faults.fault import EFFECTS


def test_a_fault_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "faults.json"
    records = [
        {"do": "answer", "status": 500, "path": "/api/*", "count": 2},
        {"do": "rate_limit", "retry_after": 1089.492},
        {"do": "foreign", "actions": [{"do": "delete", "sku": "A"}], "when": "after"},
    ]
    path.write_text(json.dumps({"faults": records}))
    faults = load(path)
    assert faults[0] == Fault(do="answer", status=500, path="/api/*", count=2)
    assert faults[1].retry_after == "1089.492"
    assert faults[2].actions == ({"do": "delete", "sku": "A"},)


def test_all_mistakes_of_a_fault_file_are_named_at_once() -> None:
    records = [
        {"do": "explode"},
        {"do": []},
        {"do": "delay", "seconds": "x", "status": 500},
        {"do": "answer", "status": 99, "probability": 2, "count": -1, "headers": {"a": 1}},
        {"do": "foreign", "actions": [{"do": "delete"}, {"do": "nope"}, {"do": {}}, 5, {"do": "delete", "sku": 5}]},
        5,
    ]
    with pytest.raises(FaultError) as problem:
        parse({"faults": records}, "f.json")
    assert len(problem.value.problems) == 14
    with pytest.raises(FaultError):
        parse([], "f.json")


def test_an_unknown_kind_of_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="explode"):
        Fault(do="explode")
    assert all(Fault(do=deed).do == deed for deed in EFFECTS)
