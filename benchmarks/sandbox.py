"""How quick the sandbox is on a socket, and how much memory it takes.

python -m benchmarks.sandbox
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import httpx2

PRODUCTS = 100_000
SEARCHES = 200


@contextmanager
def served(products: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A sandbox with so many products in a process of its own: the process and its address."""
    with tempfile.TemporaryDirectory() as folder:
        account = Path(folder) / "account.json"
        account.write_text(json.dumps({"products": [{"sku": sku(number)} for number in range(products)]}))
        command = [sys.executable, "-m", "plytix_sandbox", "serve", "--port", "0", "--plan", "unlimited"]
        process = subprocess.Popen([*command, "--account", str(account)], stdout=subprocess.PIPE, text=True)  # noqa: S603
        try:
            lines = [process.stdout.readline() for _ in range(4)] if process.stdout else []
            yield process, lines[2].strip().partition("=")[2]
        finally:
            process.terminate()
            process.wait()


def sku(number: int) -> str:
    """The SKU of a product."""
    return f"SKU-{number:06d}"


def search_times(address: str) -> list[float]:
    """Seconds that searches for 100 SKUs take, one after another."""
    random, times = Random(0), []  # noqa: S311 the same searches every time
    with httpx2.Client(base_url=address, timeout=60) as client:
        answer = client.post("/auth/api/get-token", json={"api_key": "sandbox", "api_password": "sandbox"}).json()
        client.headers["Authorization"] = f"Bearer {answer['data'][0]['access_token']}"
        for _ in range(SEARCHES):
            wanted = [sku(number) for number in random.sample(range(PRODUCTS), 100)]
            query = {
                "filters": [[{"field": "sku", "operator": "in", "value": wanted}]],
                "attributes": ["sku"],
                "pagination": {"page": 1, "page_size": 100},
            }
            began = time.perf_counter()
            rows = client.post("/api/v2/products/search", json=query).json()["data"]
            times.append(time.perf_counter() - began)
            if len(rows) != len(wanted):
                raise SystemExit(f"a search found {len(rows)} of {len(wanted)}")
    return times


def resident(process: subprocess.Popen[str]) -> str:
    """The memory a process has in use, where the system tells."""
    status = Path(f"/proc/{process.pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    kilobytes = next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), None)
    return "not told by this system" if kilobytes is None else f"{kilobytes / 1024:,.0f} MB"


def main() -> None:
    """Measure and print."""
    with served(PRODUCTS) as (process, address):
        times = sorted(search_times(address))
        median, most = statistics.median(times) * 1000, times[int(len(times) * 0.95)] * 1000
        print(f"{PRODUCTS:,} products on a socket, {SEARCHES} searches for 100 SKUs each")
        print(f"median {median:.1f} ms, 95 % under {most:.1f} ms, memory {resident(process)}")


if __name__ == "__main__":
    main()
