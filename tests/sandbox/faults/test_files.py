"""Fault files."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from plytix_sandbox import Fault, Sandbox
from plytix_sandbox.faults import FaultError, load, parse
from plytix_sandbox.faults.fault import EFFECTS
from tests.support.shared_server import SharedServer


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


UNSENDABLE = {
    "line break in a header": {"headers": {"A": "b\r\nC: d"}},
    "line break in a name": {"headers": {"A\r\nB": "c"}},
    "blank in a name": {"headers": {"A B": "c"}},
    "empty name": {"headers": {"": "c"}},
    "NUL in a header": {"headers": {"A": "\0"}},
    "blank before a header": {"headers": {"A": " b"}},
    "header beyond Latin-1": {"headers": {"A": "日本"}},
    "length of its own": {"headers": {"content-LENGTH": "5"}},
    "coding of its own": {"headers": {"Transfer-Encoding": "chunked"}},
    "body with 204": {"status": 204, "body": {}},
    "text with 304": {"status": 304, "body": "x"},
    "lone surrogate": {"body": "\ud800"},
    "delay without end": {"do": "delay", "seconds": float("inf")},
    "delay that is no number": {"do": "delay", "seconds": float("nan")},
    "lag of ages": {"do": "lag", "seconds": 1e300},
    "until the end of days": {"until": float("inf")},
    "after ages": {"after": 1e12},
    "line break in Retry-After": {"do": "rate_limit", "retry_after": "1\n2"},
}


@pytest.mark.parametrize("fields", UNSENDABLE.values(), ids=UNSENDABLE)
def test_a_fault_that_would_leave_a_request_without_an_answer_is_refused(fields: dict[str, Any]) -> None:
    record = {"do": "answer", **fields}
    with pytest.raises(FaultError) as problem:
        parse({"faults": [record]}, "f.json")
    assert len(problem.value.problems) == 1
    if fields.get("seconds") == fields.get("seconds"):
        with pytest.raises(ValueError, match=r"."):
            Fault(**record)


@given(
    status=st.integers(200, 599),
    headers=st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=2),
    body=st.none() | st.text(max_size=8) | st.lists(st.text(max_size=8), max_size=2),
    retry_after=st.none() | st.text(max_size=8),
)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(status=503, headers={"Connection": "close", "X": "\xe9"}, body="<html>", retry_after="")
def test_whatever_a_fault_can_say_is_answered(
    shared_server: SharedServer, status: int, headers: dict[str, str], body: Any, retry_after: str | None
) -> None:
    records = [
        {"do": "answer", "status": status, "headers": headers, "body": body, "path": "/answer"},
        {"do": "rate_limit", "retry_after": retry_after, "path": "/limit"},
    ]
    faults = []
    for record in records:
        with suppress(FaultError):
            faults += parse({"faults": [record]}, "f.json")
    running = shared_server.serve(Sandbox(faults=faults))
    with httpx2.Client(base_url=running.url, trust_env=False) as client:
        for fault in faults:
            answer = client.get(fault.path)
            assert answer.status_code == (status if fault.do == "answer" else 429)


def test_an_unknown_kind_of_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="explode"):
        Fault(do="explode")
    assert all(Fault(do=deed).do == deed for deed in EFFECTS)
