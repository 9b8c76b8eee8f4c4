"""Files (v1 only)."""

import base64
import binascii
import re
from collections import Counter
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from plytix_sandbox.api.call import NO_CONTENT, Answer, Call, missing, rows
from plytix_sandbox.api.resources import Resource, Row, search
from plytix_sandbox.api.v1 import addresses
from plytix_sandbox.catalog import assets, file_types
from plytix_sandbox.catalog.records import Asset
from plytix_sandbox.refusals import Refusal

KINDS = {
    "id": "key",
    "filename": "text",
    "extension": "text",
    "file_type": "dropdown",
    "file_size": "number",
    "assigned": "boolean",
    "categories": "multiselect",
    "created": "date",
    "modified": "date",
    "n_products": "number",
    "public": "boolean",
    "status": "text",
}
"""The kind of each field a search can filter by (documented; `n_products` and `public` inferred)."""

LARGEST_PAGE = 100


def asset_of(call: Call, at: int = 0) -> Asset:
    """Return the asset that the path names.

    Raises Refusal 404 if there is none (documented).
    """
    asset = call.catalog.assets.get(call.args[at])
    if asset is None:
        raise missing(call.args[at], "asset does not exist", "asset_id")
    return asset


async def upload(call: Call) -> Answer:
    """POST /assets: by URL, which is fetched before the answer (live), or as base64 (documented)."""
    body = call.object()
    if body.get("url") is not None:
        asset = await _from_url(call, body)
    elif body.get("content") is not None:
        asset = _from_content(call, body)
    else:
        raise assets.refused("url", "Either 'url' or 'content' must be provided")
    return rows([_asset_row(call, asset, 0)], 201)


def get(call: Call) -> Answer:
    """GET /assets/{id}."""
    return rows(_asset_rows(call, asset_of(call)))


def update(call: Call) -> Answer:
    """PATCH /assets/{id}."""
    asset = asset_of(call)
    return rows(_asset_rows(call, assets.update(call.catalog, asset, call.object())))


def replace_content(call: Call) -> Answer:
    """PUT /assets/{id}/content, multipart, with the field `file` (documented, live)."""
    asset = asset_of(call)
    content = _file_in(call.raw, call.content_type, "file")
    if content is None:
        raise Refusal(400, "No file", [("file", "Missing data for required field.")])
    return rows(_asset_rows(call, assets.replace_content(call.catalog, asset, content)), 202)


def delete(call: Call) -> Answer:
    """DELETE /assets/{id}; products lose it too."""
    call.catalog.assets.remove(asset_of(call).id)
    return Answer(NO_CONTENT)


def _asset_row(call: Call, asset: Asset, uses: int) -> Row:
    """Return an asset as JSON; `uses` is how many products are linked to it."""
    moment = call.dialect.moment
    return {
        "id": asset.id,
        "filename": asset.filename,
        "extension": file_types.extension(asset.filename),
        "content_type": file_types.content_type(asset.filename),
        "file_type": file_types.file_type(asset.filename),
        "file_size": asset.size,
        "file_modified": asset.file_modified,
        "assigned": uses > 0,
        "categories": [c for c in asset.categories if c in call.catalog.file_categories],
        "n_catalogs": 0,
        "n_products": uses,
        "public": asset.public,
        "status": "ACTIVE",
        **addresses(asset.filename),
        "created": moment(asset.created),
        "modified": moment(asset.modified),
    }


def _asset_rows(call: Call, *listed: Asset) -> list[Row]:
    """Return assets as JSON; the products that use them are counted once for all of them."""
    catalog = call.catalog
    uses = Counter(asset for product in catalog.products for asset in catalog.assets_of(product))
    return [_asset_row(call, asset, uses[asset.id]) for asset in listed]


search_assets = search(Resource(KINDS, lambda call: _asset_rows(call, *call.catalog.assets), LARGEST_PAGE))


async def _from_url(call: Call, body: dict[str, Any]) -> Asset:
    url = body["url"]
    if not isinstance(url, str):
        raise assets.refused("url", "Not a valid string.")
    filename = body.get("filename") or _name_in(url)
    # The same URL is a duplicate (plytix-api.md 8.1), and need not be fetched again.
    assets.refuse_source(call.catalog, url)
    content = await call.fetch(url)
    # Another request may have uploaded the same file while this one was fetching.
    assets.refuse_source(call.catalog, url)
    return assets.add(call.catalog, assets.checked_name(filename), content, url)


def _name_in(url: str) -> str:
    try:
        return unquote(PurePosixPath(urlsplit(url).path).name)
    except ValueError:
        return ""


def _from_content(call: Call, body: dict[str, Any]) -> Asset:
    if not body.get("filename"):
        raise assets.refused("filename", "filename field is mandatory when uploading from content")
    if call.catalog.switches.base64_upload == "500":
        raise Refusal(500, "Internal Server Error", errors=None)
    try:
        content = base64.b64decode(body["content"], validate=True)
    except (TypeError, ValueError, binascii.Error):
        raise assets.refused("content", "Not valid base64.") from None
    return assets.add(call.catalog, assets.checked_name(body["filename"]), content)


def _file_in(raw: bytes, content_type: str, field: str) -> bytes | None:
    """Return the content of the file in a field, or None if there is none.

    Arguments:
        raw: the body.
        content_type: its type, with the boundary.
        field: the field's name.
    """
    boundary = re.search(r'boundary="?([^";,]{1,70})"?', content_type)
    if boundary is None or not content_type.startswith("multipart/form-data"):
        return None
    for part in raw.split(b"--" + boundary[1].encode("latin-1", "replace")):
        head, blank, content = part.partition(b"\r\n\r\n")
        headers = head.decode("utf-8", "replace")
        name = re.search(r'\bname="([^"]*)"', headers)
        if blank and name and name[1] == field and re.search(r'\bfilename="', headers):
            return content.removesuffix(b"\r\n")
    return None
