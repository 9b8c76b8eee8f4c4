"""Files."""

import base64
import http.server
import threading
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.sandbox.api_client import Api, OpenApi, row_of

JPEG = b"\xff\xd8\xff\xe0\r\n--abc\r\n\x00"
PNG = b"\x89PNG\r\n\x1a\n\x00"


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    """A server on loopback; every path but /gone serves its own name."""

    class Files(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = self.path.encode()
            self.send_response(404 if self.path == "/gone" else 302 if self.path == "/away" else 200)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Location", "http://files.example/")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def upload(api: Api, content: Any = b"abc", **body: Any) -> httpx2.Response:
    if "url" not in body:
        body = {"content": base64.b64encode(content).decode(), **body}
    return api.post("v1/assets", body)


def test_a_file_is_fetched_from_its_address_on_loopback_only(api: Api, files: str) -> None:
    answer = upload(api, url=f"{files}/kettle.jpg")
    asset = answer.json()["data"][0]
    assert answer.status_code == 201
    assert (asset["filename"], asset["extension"], asset["content_type"]) == ("kettle.jpg", "jpg", "image/jpeg")
    assert (asset["file_type"], asset["file_size"], asset["status"]) == ("IMAGES", len("/kettle.jpg"), "ACTIVE")
    assert asset["url"] == "https://files.plytix.com/api/v1.1/file/public_files/assets/kettle.jpg"
    assert asset["created"].endswith("+00:00")
    assert not asset["file_modified"].endswith("+00:00")
    assert upload(api, url=f"{files}/x", filename="named.png").json()["data"][0]["filename"] == "named.png"
    for bad in (f"{files}/gone", f"{files}/away", "http://files.example/a.jpg", "file:///etc/passwd", "nonsense",
                "http://user:secret@127.0.0.1/a.jpg", "http://[", "http://10.0.0.1/a.jpg", 5, ""):  # fmt: skip
        assert upload(api, url=bad).status_code == 422, bad


def test_a_file_uploaded_as_content_needs_a_filename(api: Api) -> None:
    answer = upload(api)
    assert answer.status_code == 422
    assert "filename field is mandatory when uploading from content" in answer.text
    assert upload(api, filename="a.pdf").json()["data"][0]["file_size"] == 3
    assert api.post("v1/assets", {"content": "%%%", "filename": "a"}).status_code == 422
    assert "Either 'url' or 'content' must be provided" in api.post("v1/assets", {}).text


def test_a_file_that_exists_is_a_conflict_with_its_id(api: Api, files: str) -> None:
    first = upload(api, url=f"{files}/a.jpg").json()["data"][0]["id"]
    again = upload(api, url=f"{files}/a.jpg", filename="other.jpg")
    assert again.status_code == 409
    assert again.json() == {"error": {"msg": "Asset already exists", "errors": [{"field": "asset.id", "msg": first}]}}
    assert upload(api, b"/a.jpg", filename="a.jpg").status_code == 409
    assert upload(api, b"else", filename="a.jpg").json()["data"][0]["filename"].startswith("a_")
    assert upload(api, b"/a.jpg", filename="b.jpg").status_code == 201


def test_the_content_of_a_file_is_replaced_by_multipart(api: Api) -> None:
    path = f"v1/assets/{api.asset()}/content"

    def put(name: str = "x.jpg", content: Any = JPEG, field: str = "file") -> httpx2.Response:
        return api.raw("PUT", f"/api/{path}", files={field: (name, content)})

    answer = put()
    assert (answer.status_code, answer.json()["data"][0]["file_size"]) == (202, len(JPEG))
    assert put(field="other").status_code == 400
    assert api.raw("PUT", f"/api/{path}", content=b"x").status_code == 400


@pytest.mark.parametrize(
    ("held", "content", "status"),
    [
        ("a.jpg", JPEG, 202),
        ("a.JPEG", JPEG, 202),
        ("a.jpg", PNG, 400),
        ("a.jpg", b"print()", 400),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", 202),
        ("a.xlsx", b"PK\x03\x04 sheets", 202),
        ("a.txt", b"text", 202),
        ("a.txt", JPEG, 400),
    ],
)
def test_the_type_of_new_content_is_judged_by_the_content(api: Api, held: str, content: bytes, status: int) -> None:
    before = row_of(upload(api, content=b"first", filename=held))
    for name in ("code.py", "a.png"):
        answer = api.raw("PUT", f"/api/v1/assets/{before['id']}/content", files={"file": (name, content)})
        assert answer.status_code == status
    after = row_of(api.get(f"v1/assets/{before['id']}"))
    assert after["filename"] == held
    assert (after["modified"] > before["modified"]) is (status == 202)


def test_the_extension_of_a_file_cannot_change(api: Api) -> None:
    path = f"v1/assets/{api.asset()}"
    answer = api.patch(path, {"filename": "one.png"})
    assert answer.status_code == 422
    assert "Extension changes are not allowed" in answer.text
    assert api.patch(path, {"filename": "renamed.jpg"}).json()["data"][0]["filename"] == "renamed.jpg"
    assert api.patch(path, {"filename": "two.jpg"}).status_code == 422


def test_files_are_found_by_their_fields(api: Api) -> None:
    api.make("A", thumbnail={"id": api.asset()})

    def found(field: str, operator: str, value: Any) -> list[str]:
        filters = [[{"field": field, "operator": operator, "value": value}]]
        return [r["filename"] for r in api.post("v1/assets/search", {"filters": filters}).json()["data"]]

    category = api.post("v1/categories/file", {"name": "Photos"}).json()["data"][0]["id"]
    api.patch(f"v1/assets/{api.asset()}", {"categories": [category]})
    upload(api, filename="c.pdf")
    assert found("id", "in", [api.asset(1)]) == ["two.jpg"]
    assert found("filename", "like", "ON") == found("categories", "in", [category]) == ["one.jpg"]
    assert found("extension", "eq", "pdf") == found("file_size", "gt", 2) == ["c.pdf"]
    assert found("file_type", "in", ["IMAGES"]) == found("extension", "eq", "jpg") == ["one.jpg", "two.jpg"]
    assert found("assigned", "eq", False) == ["two.jpg", "c.pdf"]
    assert len(found("created", "gte", "2025-01-01")) == len(found("modified", "eq", "2025-01-01")) == 3
    assert found("created", "lt", "2025-01-01") == found("modified", "gt", "2025-01-02") == []
    assert api.post("v1/assets/search", {"pagination": {"page_size": 101}}).status_code == 422


def test_a_patch_changes_name_categories_and_visibility_of_a_file(api: Api) -> None:
    path = f"v1/assets/{api.asset()}"
    category = api.post("v1/categories/file", {"name": "Photos"}).json()["data"][0]["id"]
    changes = {"filename": "new.jpg", "categories": [{"id": category}], "public": False}
    result = api.patch(path, changes).json()["data"][0]
    assert (result["filename"], result["categories"], result["public"]) == ("new.jpg", [category], False)
    assert api.patch(path, {"categories": [category]}).status_code == 200
    for bad in ({"categories": "x"}, {"categories": ["x"]}, {"filename": ""}, {"filename": "a/b.jpg"}):
        assert api.patch(path, bad).status_code == 422, bad
    assert api.delete(f"v1/categories/file/{category}").status_code == 204
    assert api.get(path).json()["data"][0]["categories"] == []


def test_another_file_of_a_name_gets_a_suffix(open_api: OpenApi) -> None:
    api = open_api({}, asset_duplicates="none")
    names = [upload(api, b"same", filename="a.jpg").json()["data"][0]["filename"] for _ in range(4)]
    assert len(set(names)) == 4


def test_files_are_found_by_part_of_their_extension(api: Api) -> None:
    filters = [[{"field": "extension", "operator": "like", "value": "JP"}]]
    assert len(api.post("v1/assets/search", {"filters": filters}).json()["data"]) == 2
