"""Files: uploaded by address and from disk, changed, replaced, searched, deleted."""

from pathlib import Path
from typing import Any

import pytest
from plytix_pim_client.dtos.assets.asset import Asset
from plytix_pim_client.exceptions import BadRequestError, ConflictError, UnprocessableEntityError

from tests.sandbox.clients.driver import NO_ID, NOWHERE, Plytix, ids, page, where


def written(folder: Path, name: str, content: bytes = b"content") -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def test_a_file_fetched_from_an_address_is_returned_whole(plytix: Plytix, files: str) -> None:
    asset = plytix.assets.create_asset_by_url(f"{files}/kettle_blue.jpg")
    assert isinstance(asset, Asset)
    assert (asset.filename, asset.extension, asset.content_type) == ("kettle_blue.jpg", "jpg", "image/jpeg")
    assert (asset.file_type, asset.file_size, asset.status) == ("IMAGES", len("/kettle_blue.jpg"), "ACTIVE")
    assert (asset.assigned, asset.categories, asset.n_catalogs, asset.n_products) == (False, [], 0, 0)
    assert asset.public is True
    assert asset.url.startswith("https://files.plytix.com/api/v1.1/file/")
    assert asset.thumbnail.startswith("https://files.plytix.com/api/v1.1/thumb/")
    assert asset.created == asset.modified == "2025-01-01T00:00:00.000000+00:00"
    assert asset.file_modified == "2025-01-01T00:00:00.000000"
    assert (len(asset.id), asset._undocumented_data) == (24, {})
    assert plytix.assets.get_asset(asset.id) == asset


def test_a_file_fetched_from_an_address_can_be_named(plytix: Plytix, files: str) -> None:
    assert plytix.assets.create_asset_by_url(f"{files}/x", filename="named.png").filename == "named.png"


def test_a_file_that_is_there_is_a_conflict_with_its_id(plytix: Plytix, files: str) -> None:
    asset = plytix.assets.create_asset_by_url(f"{files}/a.jpg")
    with pytest.raises(ConflictError, match=asset.id):
        plytix.assets.create_asset_by_url(f"{files}/a.jpg", filename="other.jpg")


def test_an_address_that_gives_nothing_is_unprocessable(plytix: Plytix, files: str) -> None:
    for address in (f"{files}/gone.jpg", "http://files.example/a.jpg", "nonsense"):
        with pytest.raises(UnprocessableEntityError, match="asset data validation failed"):
            plytix.assets.create_asset_by_url(address)


def test_many_files_are_fetched_at_once(plytix: Plytix, files: str) -> None:
    wanted = [{"url": f"{files}/{n}.png", "filename": f"named{n}.png" if n else None} for n in range(3)]
    made = plytix.assets.create_assets_by_urls(wanted)
    assert [asset.filename for asset in made] == ["0.png", "named1.png", "named2.png"]


def test_a_file_is_uploaded_from_disk(plytix: Plytix, tmp_path: Path) -> None:
    asset = plytix.assets.create_asset_from_local_file(written(tmp_path, "manual.pdf", b"%PDF"))
    assert (asset.filename, asset.file_size, asset.content_type) == ("manual.pdf", 4, "application/pdf")


def test_many_files_are_uploaded_from_disk_at_once(plytix: Plytix, tmp_path: Path) -> None:
    paths = [{"file_path": written(tmp_path, f"{n}.jpg", bytes(n))} for n in range(1, 4)]
    made = plytix.assets.create_assets_from_local_files(paths)
    assert [(asset.filename, asset.file_size) for asset in made] == [("1.jpg", 1), ("2.jpg", 2), ("3.jpg", 3)]


@pytest.mark.parametrize("absent", [NOWHERE, NO_ID])
def test_a_file_that_is_not_there_is_none_or_false(plytix: Plytix, tmp_path: Path, absent: str) -> None:
    assert plytix.assets.get_asset(absent) is None
    assert plytix.assets.update_asset(absent, filename="a.jpg") is None
    assert plytix.assets.replace_asset(absent, written(tmp_path, "a.jpg")) is None
    assert plytix.assets.delete_asset(absent) is False


def test_many_files_are_read_at_once(plytix: Plytix, files: str) -> None:
    one, two = plytix.assets.create_assets_by_urls([{"url": f"{files}/{n}.jpg"} for n in range(2)])
    assert plytix.assets.get_assets([two.id, NO_ID, one.id]) == [two, None, one]


def test_a_file_is_renamed_shown_and_sorted_into_categories(plytix: Plytix, files: str) -> None:
    asset = plytix.assets.create_asset_by_url(f"{files}/a.jpg")
    photos = plytix.assets.categories.create_asset_category("Photos")
    plytix.clock.advance(60)
    result = plytix.assets.update_asset(asset.id, filename="b.jpg", public=True, category_ids=[photos.id])
    assert (result.filename, result.public, result.categories) == ("b.jpg", True, [photos.id])
    assert (result.created, result.modified) == (asset.created, "2025-01-01T00:01:00.000000+00:00")
    assert plytix.assets.get_asset(asset.id) == result


def test_the_extension_of_a_file_cannot_change(plytix: Plytix, files: str) -> None:
    asset = plytix.assets.create_asset_by_url(f"{files}/a.jpg")
    with pytest.raises(UnprocessableEntityError, match="Extension changes are not allowed"):
        plytix.assets.update_asset(asset.id, filename="a.png")


def test_many_files_are_updated_at_once(plytix: Plytix, files: str) -> None:
    one, two = plytix.assets.create_assets_by_urls([{"url": f"{files}/{n}.jpg"} for n in range(2)])
    changes = [(one.id, {"filename": "x.jpg"}), (NO_ID, {"filename": "y.jpg"}), (two.id, {"public": True})]
    result = plytix.assets.update_assets(changes)
    assert (result[0].filename, result[1], result[2].filename) == ("x.jpg", None, "1.jpg")


def test_the_content_of_a_file_is_replaced(plytix: Plytix, files: str, tmp_path: Path) -> None:
    asset = plytix.assets.create_asset_by_url(f"{files}/a.jpg")
    plytix.clock.advance(60)
    result = plytix.assets.replace_asset(asset.id, written(tmp_path, "other.jpg", b"\xff\xd8\xff and much longer"))
    assert (result.id, result.filename, result.file_size) == (asset.id, "a.jpg", 19)
    assert (result.file_modified, result.created) == ("2025-01-01T00:01:00.000000", asset.created)


def test_content_of_another_type_is_a_bad_request(plytix: Plytix, files: str, tmp_path: Path) -> None:
    asset = plytix.assets.create_asset_by_url(f"{files}/a.jpg")
    with pytest.raises(BadRequestError):
        plytix.assets.replace_asset(asset.id, written(tmp_path, "a.jpg", b"\x89PNG\r\n\x1a\n"))


def test_the_contents_of_many_files_are_replaced_at_once(plytix: Plytix, files: str, tmp_path: Path) -> None:
    one, two = plytix.assets.create_assets_by_urls([{"url": f"{files}/{n}.jpg"} for n in range(2)])
    path = written(tmp_path, "new.py", b"\xff\xd8\xff45")
    result = plytix.assets.replace_assets([(one.id, path), (NO_ID, path), (two.id, path)])
    assert [asset and asset.file_size for asset in result] == [5, None, 5]


def test_a_deleted_file_is_gone(plytix: Plytix, files: str) -> None:
    asset = plytix.assets.create_asset_by_url(f"{files}/a.jpg")
    assert plytix.assets.delete_asset(asset.id) is True
    assert plytix.assets.get_asset(asset.id) is None
    assert plytix.assets.create_asset_by_url(f"{files}/a.jpg").id != asset.id


def test_many_files_are_deleted_at_once(plytix: Plytix, files: str) -> None:
    made = plytix.assets.create_assets_by_urls([{"url": f"{files}/{n}.jpg"} for n in range(2)])
    assert plytix.assets.delete_assets([*ids(made), NO_ID]) == [True, True, False]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (("filename", "like", "LOGO"), ["logo.png"]),
        (("extension", "eq", "jpg"), ["0.jpg", "1.jpg"]),
        (("file_type", "in", ["TEXTS", "VIDEOS"]), ["manual.pdf"]),
        (("file_size", "gt", 9), ["manual.pdf"]),
        (("assigned", "eq", False), ["0.jpg", "1.jpg", "logo.png", "manual.pdf"]),
        (("created", "lt", "2025-01-01"), []),
        (("categories", "exists"), ["logo.png"]),
    ],
)
def test_files_are_searched(plytix: Plytix, files: str, condition: Any, expected: Any) -> None:
    photos = plytix.assets.categories.create_asset_category("Photos")
    names = ("0.jpg", "1.jpg", "logo.png", "manual.pdf")
    made = plytix.assets.create_assets_by_urls([{"url": f"{files}/{name}"} for name in names])
    plytix.assets.update_asset(made[2].id, category_ids=[photos.id])
    found = plytix.assets.search_assets(where(condition), ["filename"], [], page("filename"))
    assert [asset.filename for asset in found] == expected
    assert all(asset.file_size is None for asset in found)


def test_files_are_found_by_id_and_counted(plytix: Plytix, files: str) -> None:
    made = plytix.assets.create_assets_by_urls([{"url": f"{files}/{n}.jpg"} for n in range(3)])
    wanted = where(("id", "in", [made[1].id]))
    found = plytix.assets.search_assets(wanted, ["filename"], [], page("id"), extra={"return_pagination": True})
    assert ids(found.data) == [made[1].id]
    assert (found.pagination.count, found.pagination.total_count) == (1, 3)


def test_every_page_of_files_comes(plytix: Plytix, files: str) -> None:
    plytix.assets.create_assets_by_urls([{"url": f"{files}/{n}.jpg"} for n in range(5)])
    pages = plytix.assets.search_all_assets([], ["filename"], [], "filename", page_size=2)
    assert [[asset.filename for asset in rows] for rows in pages] == [["0.jpg", "1.jpg"], ["2.jpg", "3.jpg"], ["4.jpg"]]
