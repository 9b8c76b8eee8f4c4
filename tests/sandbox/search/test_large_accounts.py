"""Searches of a large account."""

import asyncio
from typing import Any

import httpx2
import pytest

from plytix_sandbox import ManualClock, Sandbox, accounts
from tests.sandbox.api_client import CREDENTIALS


@pytest.fixture(scope="module")
def large() -> Sandbox:
    """A hundred thousand products, twenty a parent."""
    products = [{"sku": f"SKU-{n:06}", "attributes": {"parent": f"B{n // 20:04}"}} for n in range(100_000)]
    sections: dict[str, list[dict[str, Any]]] = {"attributes": [{"name": "Parent"}], "products": products}
    return Sandbox(accounts.Account(sections), plan="unlimited", clock=ManualClock())


def search_and_compare(sandbox: Sandbox, searches: Any) -> None:
    """Search for filters one after another, each with the SKUs it must find."""

    async def run() -> None:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(sandbox.app), base_url="http://sandbox") as client:
            token = (await client.post("/auth/api/get-token", json=CREDENTIALS)).json()["data"][0]["access_token"]
            client.headers["Authorization"] = f"Bearer {token}"
            for filters, skus in searches:
                body = {"filters": filters, "pagination": {"page_size": 100}}
                answer = await client.post("/api/v2/products/search", json=body)
                assert {row["sku"] for row in answer.json()["data"]} == skus

    asyncio.run(run())


@pytest.mark.slow
def test_a_hundred_skus_are_found_among_a_hundred_thousand_products(large: Sandbox) -> None:
    wanted = [[f"SKU-{(n * 4999 + i * 37) % 100_000:06}" for i in range(100)] for n in range(3)]
    search_and_compare(large, [([[{"field": "sku", "operator": "in", "value": skus}]], set(skus)) for skus in wanted])


@pytest.mark.slow
def test_a_hundred_groups_are_matched_against_a_hundred_thousand_products(large: Sandbox) -> None:
    parents = ["b0007", "b4999", *(f"gone {n}" for n in range(98))]
    filters = [[{"field": "attributes.parent", "operator": "eq", "value": parent}] for parent in parents]
    found = {f"SKU-{first + n:06}" for first in (140, 99_980) for n in range(20)}
    search_and_compare(large, [(filters, found)])
