"""The command `plytix-sandbox`."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
from typer.testing import CliRunner

from plytix_sandbox import Sandbox, serving
from plytix_sandbox.cli import app
from plytix_sandbox.switches import catalogue
from tests.sandbox.api_client import CREDENTIALS


class Command:
    """`plytix-sandbox serve` as a process of its own."""

    def __init__(self, *options: Any) -> None:
        arguments = [sys.executable, "-m", "plytix_sandbox", "serve", "--port", "0", *map(str, options)]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.lines = [self.process.stdout.readline().strip() for _ in range(4)]
        self.url = self.lines[2].partition("=")[2]
        self.client = httpx2.Client(base_url=self.url, trust_env=False)
        token = self.client.post("/auth/api/get-token", json=CREDENTIALS).json()["data"][0]["access_token"]
        self.client.headers["Authorization"] = f"Bearer {token}"

    def stop(self, how: signal.Signals) -> tuple[int, str, str]:
        self.client.close()
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, out, err


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
    result = CliRunner().invoke(app, ["serve", "--port", "0", *options])
    assert result.exit_code == 2
    assert result.stderr
    assert "Traceback" not in result.output


def test_a_port_that_is_taken_is_named() -> None:
    with serving(Sandbox()) as running:
        result = CliRunner().invoke(app, ["serve", "--port", running.url.rpartition(":")[2]])
    assert (result.exit_code, "in use" in result.stderr) == (2, True)


def test_every_switch_has_an_option() -> None:
    result = CliRunner().invoke(app, ["serve", "--help"], env={**os.environ, "COLUMNS": "300"})
    assert all(info.option in result.output for info in catalogue())
