"""Files: upload, change, replace, and their links to products."""

import hashlib
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from plytix_sandbox.catalog.catalog import Catalog
from plytix_sandbox.catalog.drafts import MOST_ASSETS
from plytix_sandbox.catalog.file_types import extension, fits
from plytix_sandbox.catalog.products import changed
from plytix_sandbox.catalog.records import Asset, Product
from plytix_sandbox.catalog.tables import MEDIA_TYPES
from plytix_sandbox.refusals import WRONG_TYPE, Refusal, bad_product

_LONGEST_NAME = 255


def add(catalog: Catalog, filename: str, content: bytes, source: str | None = None) -> Asset:
    """Add a file.

    The same name with other content gets a suffix (documented for imports; for the API inferred).

    Raises Refusal 409, with the id of the file that is already there (live), if `asset_duplicates` forbids it.
    """
    checksum = hashlib.sha256(content).hexdigest()
    namesake = catalog.assets.called(filename)
    if namesake is not None:
        # The same name and content is a duplicate, another content is not (plytix-api.md 8.1).
        if namesake.checksum == checksum:
            _refuse_duplicate(catalog, namesake)
        filename = _suffixed(catalog, filename, checksum)
    now = catalog.now()
    asset_id = catalog.ids.draw()
    return catalog.assets.put(
        Asset(
            id=asset_id,
            filename=filename,
            size=len(content),
            checksum=checksum,
            source=source,
            created=now,
            modified=now,
            file_modified=now,
        )
    )


def refuse_source(catalog: Catalog, source: str) -> None:
    """Check that no file was fetched from an address before.

    Raises Refusal 409, with that file's id (live), if one was and `asset_duplicates` forbids it.
    """
    known = catalog.assets.fetched_from(source)
    if known is not None:
        _refuse_duplicate(catalog, known)


def checked_name(value: Any) -> str:
    """Return a file name.

    Raises Refusal 422 if it is none.
    """
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_NAME or "/" in value:
        raise refused("filename", "Not a valid filename.")
    return value


def update(catalog: Catalog, asset: Asset, body: dict[str, Any]) -> Asset:
    """Change name, categories or visibility.

    Raises Refusal 422 if the data is bad, such as another extension (documented).
    """
    fields: dict[str, Any] = {}
    if body.get("filename") is not None:
        fields["filename"] = _new_name(catalog, asset, body["filename"])
    if body.get("categories") is not None:
        fields["categories"] = _categories(catalog, body["categories"])
    if isinstance(body.get("public"), bool):
        fields["public"] = body["public"]
    wanted = replace(asset, **fields)
    return asset if wanted == asset else catalog.assets.put(replace(wanted, modified=catalog.now()))


def replace_content(catalog: Catalog, asset: Asset, content: bytes) -> Asset:
    """Put other content into a file.

    Raises Refusal 400 if the content is of another type than the file (documented); its own name does not count.
    """
    # A JPEG named `.py` replaces a JPEG (plytix-api.md 15.5).
    if not fits(content, asset.filename):
        raise Refusal(400, "File type can not be changed", [("file", "File type can not be changed")])
    now = catalog.now()
    checksum = hashlib.sha256(content).hexdigest()
    changed_asset = replace(asset, size=len(content), checksum=checksum, modified=now, file_modified=now)
    return catalog.assets.put(changed_asset)


def link(catalog: Catalog, product: Product, asset: Asset, label: Any) -> Product:
    """Link a file to a product: a thumbnail or single medium is replaced, a gallery grows (documented).

    Arguments:
        label: `thumbnail`, or the label of a media attribute, or None for the product's list alone.

    Raises Refusal 409 if it is linked already, 422 if it is no media attribute or there are over 300 (documented).
    """
    fields = _linked(catalog, product, asset, label)
    linked = replace(product, **fields)
    if linked == product:
        msg = f"Asset id {asset.id} is already linked to product attribute"
        raise Refusal(409, msg, [("asset.id", "already linked")])
    if len(catalog.assets_of(linked)) > MOST_ASSETS:
        raise bad_product([("assets", f"assets limit exceeded, current limit is {MOST_ASSETS}")])
    return changed(catalog, product, **fields)


def unlink(catalog: Catalog, product: Product, asset_id: str) -> Product:
    """Remove a file from a product: from its list, its thumbnail and its media attributes."""
    attributes = {}
    for label, value in product.attributes.items():
        kept = value
        if label in catalog.attributes.media:
            kept = None if value == asset_id else value
            kept = [a for a in value if a != asset_id] if isinstance(value, list) else kept
        if kept not in (None, []):
            attributes[label] = kept
    return changed(
        catalog,
        product,
        assets=tuple(a for a in product.assets if a != asset_id),
        thumbnail=None if product.thumbnail == asset_id else product.thumbnail,
        attributes=attributes,
    )


def refused(field: str, msg: Any) -> Refusal:
    """Return the 422 for asset data."""
    return Refusal(422, "asset data validation failed", [(field, msg)])


def _refuse_duplicate(catalog: Catalog, asset: Asset) -> None:
    if catalog.switches.asset_duplicates != "none":
        raise Refusal(409, "Asset already exists", [("asset.id", asset.id)])


def _suffixed(catalog: Catalog, filename: str, checksum: str) -> str:
    path = PurePosixPath(filename)
    number = 0
    candidate = f"{path.stem}_{checksum[:5]}{path.suffix}"
    while catalog.assets.called(candidate):
        number += 1
        candidate = f"{path.stem}_{checksum[:5]}_{number}{path.suffix}"
    return candidate


def _new_name(catalog: Catalog, asset: Asset, value: Any) -> str:
    filename = checked_name(value)
    if extension(filename) != extension(asset.filename):
        raise refused("filename", "Extension changes are not allowed")
    if catalog.assets.called(filename) not in (None, asset):
        raise refused("filename", "already exists")
    return filename


def _categories(catalog: Catalog, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise refused("categories", WRONG_TYPE)
    ids = [item.get("id") if isinstance(item, dict) else item for item in value]
    if any(category not in catalog.file_categories for category in ids):
        raise refused("categories", "category does not exist")
    return tuple(dict.fromkeys(str(category) for category in ids))


def _linked(catalog: Catalog, product: Product, asset: Asset, label: Any) -> dict[str, Any]:
    if label is None:
        return {"assets": tuple(dict.fromkeys((*product.assets, asset.id)))}
    if label == "thumbnail":
        return {"thumbnail": asset.id}
    attribute = catalog.attributes.labelled(label)
    if attribute is None or attribute.type_class not in MEDIA_TYPES:
        raise bad_product([("attribute_label", "label does not exist")])
    value: Any = asset.id
    # A single medium is replaced, a gallery grows (plytix-api.md 8.3).
    if attribute.type_class == "MediaGalleryAttribute":
        value = list(dict.fromkeys([*product.attributes.get(attribute.label, []), asset.id]))
    return {"attributes": {**product.attributes, attribute.label: value}}
