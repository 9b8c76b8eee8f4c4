"""The command `plytix-sandbox`."""

import json
import re
import signal
import socket
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from plytix_sandbox import Sandbox, serving
from plytix_sandbox.cli import app
from plytix_sandbox.server import listen
from plytix_sandbox.switches import catalogue
from tests.sandbox.command import Command


def test_the_command_serves_and_stops(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    command = Command("--journal", journal, "--plan", "unlimited", "--duplicate-sku", "422")
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", command.url)
    assert command.lines == [
        "export PLYTIX_API_KEY=sandbox",
        "export PLYTIX_API_PASSWORD=sandbox",
        f"export PLYTIX_PIM_BASE_URL={command.url}",
        f"export PLYTIX_AUTH_BASE_URL={command.url}",
    ]
    assert command.said == "plytix-sandbox: holds 34 products; Ctrl-C ends it"
    assert command.client.post("/api/v2/products", json={"sku": "MCA0032"}).status_code == 422
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [(line["method"], line["path"], line["status"]) for line in lines] == [
        ("POST", "/auth/api/get-token", 200),
        ("POST", "/api/v2/products", 422),
    ]
    assert all(set(line) == {"time", "method", "path", "status"} for line in lines)
    assert command.stop(signal.SIGTERM) == (0, "", "")


def test_ctrl_c_stops_it_quietly() -> None:
    assert Command("--empty").stop(signal.SIGINT) == (0, "", "")


def test_the_state_survives_a_kill(tmp_path: Path) -> None:
    state = tmp_path / "state"
    command = Command("--state", state)
    made = command.client.post("/api/v1/products", json={"sku": "A", "attributes": {"amazon_asin": "x"}})
    product = made.json()["data"][0]["id"]
    related = {"product_relationships": [{"product_id": product}]}
    relationships = command.client.post("/api/v1/relationships/search", json={}).json()["data"]
    canonical = "c84127c1a80e3feb55fb77f3"
    path = f"/api/v2/products/{canonical}/relationships/{relationships[0]['id']}"
    assert command.client.post(path, json=related).status_code == 200
    listed = command.client.post("/api/v2/products/search", json={"attributes": ["label"]}).json()
    command.client.post("/api/v1/products", json={"sku": "B"})
    gone = command.client.post("/api/v1/products", json={"sku": "C"}).json()["data"][0]["id"]
    command.client.delete(f"/api/v1/products/{gone}")
    assert command.stop(signal.SIGKILL)[0] == -signal.SIGKILL
    again = Command("--state", state, "--empty")
    assert again.client.get(f"/api/v1/products/{product}").json()["data"][0]["attributes"] == {"amazon_asin": "x"}
    result = again.client.get(f"/api/v2/products/{canonical}").json()["data"][0]["relationships"][0]
    assert product in [p["product_id"] for p in result["related_products"]]
    first_page = again.client.post("/api/v2/products/search", json={"attributes": ["label"]}).json()
    assert first_page["data"] == listed["data"]
    assert first_page["pagination"]["total_count"] == 36
    assert again.client.post("/api/v1/products", json={"sku": "A"}).status_code == 409
    fresh = again.client.post("/api/v1/products", json={"sku": "D"}).json()["data"][0]["id"]
    assert fresh not in (product, gone)
    again.stop(signal.SIGKILL)


BAD_OPTIONS = {
    "no such file": ["--account", "none.json"],
    "no json": ["--account", "bad.json"],
    "bad mapping": ["--for-mapping", "bad.json"],
    "bad faults": ["--faults", "empty.json"],
    "bad plan": ["--plan", "golden"],
    "two accounts": ["--empty", "--account", "empty.json"],
    "bad switch": ["--duplicate-sku", "500"],
    "bad port": ["--port", "70000"],
    "negative latency": ["--latency", "-1"],
    "endless latency": ["--latency", "inf"],
    "latency of a day": ["--latency", "86400"],
    "latency that is no number": ["--latency", "nan"],
    "account id of another form": ["--account-id", "me"],
    "endless delay": ["--faults", "endless.json"],
    "header of two lines": ["--faults", "header.json"],
    "no directory for the journal": ["--journal", "none/journal"],
    "state that is no database": ["--state", "bad.json"],
    "unknown option": ["--nonsense"],
}


@pytest.mark.parametrize("options", BAD_OPTIONS.values(), ids=BAD_OPTIONS)
def test_a_bad_option_ends_with_a_message_and_status_2(
    options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.json").write_text("not json " * 1000)
    (tmp_path / "empty.json").write_text("{}")
    (tmp_path / "endless.json").write_text('{"faults": [{"do": "delay", "seconds": Infinity}]}')
    (tmp_path / "header.json").write_text('{"faults": [{"do": "answer", "headers": {"A": "b\\r\\nC: d"}}]}')
    # A port that is taken, so that a start that should have been refused ends all the same.
    with listen(0) as bound:
        port = [] if "--port" in options else ["--port", str(bound.getsockname()[1])]
        result = CliRunner().invoke(app, ["serve", *port, *options])
    assert result.exit_code == 2
    assert result.stderr
    assert "Traceback" not in result.output
    assert "in use" not in result.stderr


def test_a_port_that_is_taken_is_named() -> None:
    with serving(Sandbox()) as running:
        port = running.url.rpartition(":")[2]
        result = CliRunner().invoke(app, ["serve", "--port", port])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"plytix-sandbox: port {port} of 127.0.0.1 is in use: end what serves there, another sandbox perhaps, "
        "or take another with --port (0 takes any free one)\n"
    )


def test_a_port_that_is_not_allowed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", forbidden)
    result = CliRunner().invoke(app, ["serve", "--port", "80"])
    assert result.exit_code == 2
    assert "port 80 of 127.0.0.1 cannot be served: Permission denied; take another with --port" in result.stderr


def test_every_switch_has_an_option() -> None:
    result = CliRunner().invoke(app, ["serve", "--help"])
    assert all(info.option in result.output for info in catalogue())


def test_every_switch_shows_its_values() -> None:
    shown = CliRunner().invoke(app, ["serve", "-h"]).stdout
    assert [info.name for info in catalogue() if f"  {info.option} {'|'.join(info.values)}" not in shown] == []


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version(option: str) -> None:
    result = CliRunner().invoke(app, [option])
    assert (result.exit_code, result.stdout) == (0, f"plytix-sandbox {version('amazon-plytix')}\n")


def test_without_a_command_it_prints_its_help() -> None:
    bare = CliRunner().invoke(app, [])
    assert (bare.exit_code, bare.stdout) == (0, CliRunner().invoke(app, ["-h"]).stdout)
