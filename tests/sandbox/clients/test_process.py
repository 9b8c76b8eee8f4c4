"""The command as a process, and the client as another that knows nothing but its environment."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path


def test_a_program_works_with_what_the_command_prints(tmp_path: Path) -> None:
    journal = tmp_path / "calls.jsonl"
    command = [sys.executable, "-m", "plytix_sandbox", "serve", "--port", "0", "--empty", "--plan", "unlimited"]
    with subprocess.Popen([*command, "--journal", str(journal)], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            exports = [server.stdout.readline().removeprefix("export ").strip() for _ in range(4)]
            environment = os.environ | dict(line.split("=", 1) for line in exports)
            walk = [sys.executable, str(Path(__file__).with_name("walk.py"))]
            walked = subprocess.run(walk, env=environment, capture_output=True, text=True, timeout=60, check=False)
        finally:
            server.send_signal(signal.SIGTERM)
    assert walked.returncode == 0, walked.stderr
    assert json.loads(walked.stdout) == {form: [f"{form} {n}" for n in range(5)] for form in ("sync", "async")}
    statuses = [json.loads(line)["status"] for line in journal.read_text().splitlines()]
    assert (set(statuses), statuses.count(204)) == ({200, 201, 204, 401}, 10)
