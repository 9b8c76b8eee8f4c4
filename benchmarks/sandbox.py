"""How quick the sandbox is on a socket, and how much memory it takes.

python -m benchmarks.sandbox
"""

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

from benchmarks.figures import Searches
from benchmarks.files import write_plain_account

PRODUCTS = 100_000
SEARCHES = 200


@contextmanager
def served(account: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A sandbox with this account in a process of its own: the process and its address."""
    command = [sys.executable, "-m", "plytix_sandbox", "serve", "--port", "0", "--plan", "unlimited"]
    process = subprocess.Popen([*command, "--account", str(account)], stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        lines = [process.stdout.readline() for _ in range(4)] if process.stdout else []
        yield process, lines[2].strip().partition("=")[2]
    finally:
        process.terminate()
        process.wait()


def measure(products: int = PRODUCTS) -> Searches:
    """Serve so many products, and search them."""
    with tempfile.TemporaryDirectory() as folder:
        account = Path(folder) / "account.json"
        write_plain_account(account, map(sku, range(products)))
        with served(account) as (process, address):
            times = sorted(search_times(address, products))
            most = times[int(len(times) * 0.95)]
            return Searches(products, statistics.median(times) * 1000, most * 1000, resident(process))


def sku(number: int) -> str:
    """The SKU of a product."""
    return f"SKU-{number:06d}"


def search_times(address: str, products: int) -> list[float]:
    """Seconds that searches for 100 SKUs take, one after another."""
    random, times = Random(0), []  # noqa: S311 the same searches every time
    with httpx2.Client(base_url=address, timeout=60) as client:
        answer = client.post("/auth/api/get-token", json={"api_key": "sandbox", "api_password": "sandbox"}).json()
        client.headers["Authorization"] = f"Bearer {answer['data'][0]['access_token']}"
        for _ in range(SEARCHES):
            wanted = [sku(number) for number in random.sample(range(products), 100)]
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


def resident(process: subprocess.Popen[str]) -> int | None:
    """The memory a process has in use, in bytes, where the system tells."""
    status = Path(f"/proc/{process.pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS")), None)


def main() -> None:
    """Measure and print."""
    found = measure()
    memory = "not told by this system" if found.memory is None else f"{found.memory / 1e6:,.0f} MB"
    print(f"{found.products:,} products on a socket, {SEARCHES} searches for 100 SKUs each")
    print(f"median {found.median:.1f} ms, 95 % under {found.most:.1f} ms, memory {memory}")


if __name__ == "__main__":
    main()
