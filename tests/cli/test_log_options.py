"""--log, --log-format and --verbose: what a person on call finds in the morning, and no secret in it."""

import os
from pathlib import Path

import pytest

from plytix_sandbox import Fault, Running, gate
from tests.support.commands import Invoke
from tests.support.log import read_log, rebuilt

MARKED = "MARKED-SECRET-7f3a"


def mark_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the password of the account be one that can be found again wherever it gets to."""
    monkeypatch.setattr(gate, "API_PASSWORD", MARKED)
    monkeypatch.setenv("PLYTIX_API_PASSWORD", MARKED)


def records(log: Path, event: str) -> list[dict[str, object]]:
    return [record for record in read_log(log) if record.get("event") == event]


def test_a_log_tells_a_whole_run(plytix: Running, invoke: Invoke, mapping: Path, tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    assert invoke("sync", "--mapping", mapping, "--execute", "--log", log, "--log-format", "json").exit_code == 0
    story = rebuilt(log)
    served = [call for call in plytix.sandbox.journal if not call.path.endswith("get-token")]
    assert story.calls.total() == len(served)
    assert len(story.outcomes) == 20
    assert [len(records(log, event)) for event in ("ledger_opened", "lease", "lease_released", "run_ended")] == [1] * 4
    left = [record["left"] for record in records(log, "request")]
    assert all(isinstance(each, list) and len(each) == 2 for each in left)


def test_verbose_says_it_on_stderr(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    result = invoke("sync", "--mapping", mapping, "--dry-run", "-v")
    assert "INFO    amazon_plytix.plytix.connection: POST /api/v2/products/search: 200 in " in result.stderr
    assert "DEBUG" not in result.stderr


def test_a_log_that_cannot_be_written_is_a_refusal(
    plytix: Running, invoke: Invoke, mapping: Path, tmp_path: Path
) -> None:
    result = invoke("sync", "--mapping", mapping, "--execute", "--log", tmp_path)
    assert (result.exit_code, len(plytix.sandbox.journal)) == (2, 0)
    assert f"Error: the log file {tmp_path} cannot be written: Is a directory\n" in result.stderr


def test_a_full_disk_under_the_log_ends_nothing(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    result = invoke("sync", "--mapping", mapping, "--execute", "--log", "/dev/full")
    assert result.exit_code == 0
    assert result.stderr.count("Warning: the log /dev/full ends here, it could not be written: ") == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"do": "answer", "status": 401, "body": {"msg": f"no {MARKED}"}},
        {"do": "answer", "status": 500, "body": f"<html>{MARKED}</html>", "path": "/api/*"},
        {"do": "answer", "status": 422, "body": {"error": {"msg": MARKED}}, "path": "/api/v2/products", "skip": 0},
        {"do": "reset", "path": "/api/v1/*"},
        {"do": "refuse_tokens", "count": 3},
    ],
    ids=lambda fault: f"{fault['do']}-{fault.get('status', '')}",
)
@pytest.mark.parametrize("command", [("sync", "--execute"), ("sync", "--dry-run"), ("link", "--execute")])
def test_a_marked_secret_is_found_nowhere(
    plytix: Running,
    invoke: Invoke,
    mapping: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: dict[str, object],
    command: tuple[str, str],
) -> None:
    mark_secrets(monkeypatch)
    monkeypatch.setenv("AMAZON_PLYTIX_STOP_AFTER_OUTAGE", "1")
    plytix.sandbox.faults.add(Fault(**fault))  # type: ignore[arg-type]
    log = tmp_path / "run.log"
    name, option = command
    result = invoke(name, "--mapping", mapping, option, "-vv", "--log", log, "--log-format", "json")
    said = result.output + result.stderr
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert log.exists()
    assert MARKED not in said
    assert not any(MARKED.encode() in each for each in kept)


def test_a_crash_file_has_no_secret_in_it(
    plytix: Running, invoke: Invoke, mapping: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_secrets(monkeypatch)

    def broken(*_: object, **__: object) -> None:
        raise KeyError(os.environ["PLYTIX_API_PASSWORD"])

    # Before the run, in it before the first write, and after it.
    for number, name in enumerate(("find_account", "plan_sync", "apply_sync")):
        module = "amazon_plytix.accounts" if name == "find_account" else "amazon_plytix.jobs.sync"
        with monkeypatch.context() as patched:
            patched.setattr(f"{module}.{name}", broken)
            result = invoke("sync", "--mapping", mapping, "--execute", "--log", tmp_path / f"{number}.log")
        assert result.exit_code == 1
        assert "KeyError: '***'" in result.stderr
    crashes = list(tmp_path.rglob("crash-*.txt"))
    assert len(crashes) == 3
    assert not any(MARKED in path.read_text("utf-8") for path in (*crashes, *tmp_path.rglob("*.log")))
