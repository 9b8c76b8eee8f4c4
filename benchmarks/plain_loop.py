"""A plain loop that does what sync-workflow.md says, and nothing else: the measure that ours is held against.

One listing after the other: search by SKU, create, family, link, a pause of 0.2 s. On a 429 it waits 60 s and sends
the call again. Where the text leaves a choice the loop has the better one: it renews its token in time, and it
knows the family's id.
"""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import httpx2

from benchmarks.stage import TOKEN_PATH, URL

_FAMILY = "694a3a2d665d9e1363da7922"
_PAUSE, _PAUSE_ON_429 = 0.2, 60.0
_TOKEN_LIFE = 840.0
_OF_AMAZON = (
    "amazon_parent_asin",
    "amazon_sku",
    "amazon_upc",
    "amazon_ean",
    "amazon_title",
    "amazon_size",
    "amazon_color",
    "amazon_variation_theme",
    "amazon_listing_status",
)

Entry = dict[str, Any]


async def sync(mapping: Path, transport: httpx2.AsyncBaseTransport) -> None:
    """Sync a mapping file."""
    data = json.loads(mapping.read_text())  # noqa: ASYNC240 - nobody else is there to be kept waiting
    async with httpx2.AsyncClient(transport=transport, base_url=URL) as client:
        api = _Api(client)
        relationship = await api.relationship("Amazon Listings")
        for entry in data["matched"] + data["unmatched_amazon"]:
            await _create_amazon_product(api, entry, relationship)
            await asyncio.sleep(_PAUSE)


async def _create_amazon_product(api: "_Api", entry: Entry, relationship: str) -> None:
    if await api.first_with_sku(entry["suggested_sku"]):
        return
    product_id = await api.create(_product_data(entry))
    await api.assign_family(product_id)
    if canonical := entry.get("canonical_plytix_id"):
        await api.link(canonical, relationship, product_id)


def _product_data(entry: Entry) -> Entry:
    """The body of a create, by sync-workflow.md, Attribute Population."""
    return {
        "sku": entry["suggested_sku"],
        "label": entry.get("amazon_title") or f"Amazon {entry['amazon_asin']}",
        "product_family": _FAMILY,
        "attributes": {
            "amazon_asin": entry["amazon_asin"],
            **{label: entry.get(label) for label in _OF_AMAZON},
            "amazon_marketplace": entry.get("marketplace", "US"),
            "amazon_canonical_sku": entry.get("canonical_plytix_sku"),
            "amazon_is_primary": False,
            "amazon_last_synced": time.strftime("%Y-%m-%d"),
        },
    }


class _Api:
    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client
        self._renew_at = 0.0

    async def relationship(self, name: str) -> str:
        query = {"attributes": ["name"], "pagination": {"page": 1, "page_size": 100}}
        rows = await self._post("/api/v1/relationships/search", query)
        return next(str(row["id"]) for row in rows if row["name"] == name)

    async def first_with_sku(self, sku: str) -> Entry | None:
        filters = [[{"field": "sku", "operator": "eq", "value": sku}]]
        query = {"filters": filters, "attributes": ["sku"], "pagination": {"page": 1, "page_size": 1}}
        rows = await self._post("/api/v2/products/search", query)
        return rows[0] if rows else None

    async def create(self, product: Entry) -> str:
        return str((await self._post("/api/v2/products", product))[0]["id"])

    async def assign_family(self, product_id: str) -> None:
        await self._post(f"/api/v2/products/{product_id}/family", {"product_family_id": _FAMILY})

    async def link(self, source_id: str, relationship: str, target_id: str) -> None:
        body = {"product_relationships": [{"product_id": target_id, "quantity": 1}]}
        await self._post(f"/api/v2/products/{source_id}/relationships/{relationship}", body)

    async def _post(self, path: str, body: Any) -> list[Entry]:
        await self._sign_in()
        while (response := await self._client.post(path, json=body)).status_code == 429:
            await asyncio.sleep(_PAUSE_ON_429)
            await self._sign_in()
        response.raise_for_status()
        return list(response.json()["data"]) if response.content else []

    async def _sign_in(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._renew_at:
            keys = {"api_key": "sandbox", "api_password": "sandbox"}
            token = (await self._client.post(TOKEN_PATH, json=keys)).raise_for_status().json()["data"][0]
            self._client.headers["Authorization"] = f"Bearer {token['access_token']}"
            self._renew_at = now + _TOKEN_LIFE
