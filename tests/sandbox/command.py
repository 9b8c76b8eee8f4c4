"""The command `plytix-sandbox serve` as a process."""

import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx2
import jwt

from tests.sandbox.api_client import CREDENTIALS


class Command:
    """`plytix-sandbox serve` as a process of its own."""

    def __init__(self, *options: Any) -> None:
        arguments = [sys.executable, "-m", "plytix_sandbox", "serve", "--port", "0", *map(str, options)]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.lines = [self.process.stdout.readline().strip() for _ in range(4)]
        assert self.process.stderr is not None
        self.said = self.process.stderr.readline().strip()
        self.url = self.lines[2].partition("=")[2]
        self.client = httpx2.Client(base_url=self.url, trust_env=False)
        token = self.client.post("/auth/api/get-token", json=CREDENTIALS).json()["data"][0]["access_token"]
        self.client.headers["Authorization"] = f"Bearer {token}"

    def claims(self) -> dict[str, Any]:
        """Return what its token says."""
        token = self.client.headers["Authorization"].partition(" ")[2]
        claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
        return claims

    def stop(self, how: signal.Signals) -> tuple[int, str, str]:
        self.client.close()
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, out, err


Serve = Callable[..., Command]
"""Start the command with these options; it is killed after the test if it was not stopped."""
