"""Bad input: exit status 2, a clear message, and not one write."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from plytix_sandbox import Running, Sandbox, accounts, serving
from tests.support import entry, matched, write_mapping
from tests.support.commands import Invoke, refused


def mapping_text(*entries: object, **top: object) -> str:
    return json.dumps({"metadata": {}, "matched": list(entries), "unmatched_amazon": [], **top})


BAD_FILES = {
    "empty file": ("", ["is empty"]),
    "not JSON": ("{\n  'matched': []}", ["not JSON", "line 2", "column 3"]),
    "truncated JSON": (mapping_text(entry(1))[:-20], ["not JSON", "line 1", "column"]),
    "a list at top level": ("[]", ["must hold a JSON object"]),
    "matched is no list": (mapping_text(matched={"a": 1}), ["'matched' must be a list, not an object"]),
    "entry is no object": (mapping_text(entry(1), 5), ["matched entry 2", "must be an object, not a number"]),
    "missing ASIN": (mapping_text({"suggested_sku": "X"}), ["matched entry 1", "amazon_asin", "is missing"]),
    "malformed ASIN": (mapping_text(entry(1, amazon_asin="B07")), ["matched entry 1", "ASIN B07", "is not an ASIN"]),
    "no SKU and no marketplace": (
        mapping_text(entry(1, suggested_sku=None, marketplace=None)),
        ["matched entry 1", "ASIN B000000001", "suggested_sku", "marketplace", "--marketplace"],
    ),
    "a marketplace Amazon does not have": (mapping_text(entry(1, marketplace="XX")), ["'XX'", "marketplace", "US"]),
    "a SKU over 100 characters": (mapping_text(entry(1, suggested_sku="S" * 101)), ["suggested_sku", "101", "100"]),
    "a title of the wrong type": (
        mapping_text(entry(1, amazon_title=5)),
        ["amazon_title", "must be text, not a number"],
    ),
    "duplicate SKUs": (mapping_text(entry(1), entry(2), entry(1)), ["matched entry 3", "matched entry 1", "SKU"]),
}


@pytest.mark.parametrize(("text", "words"), BAD_FILES.values(), ids=BAD_FILES)
@pytest.mark.parametrize("option", ["--dry-run", "--execute"])
def test_bad_file(plytix: Running, invoke: Invoke, tmp_path: Path, text: str, words: list[str], option: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text)
    refused(invoke("sync", "--mapping", path, option), plytix.sandbox, str(path), *words)


def test_all_problems_of_a_file_are_told_together(plytix: Running, invoke: Invoke, tmp_path: Path) -> None:
    bad = [entry(1, amazon_asin="B07", amazon_title=5), 7, entry(2, suggested_sku="S" * 101)]
    result = invoke("sync", "--mapping", write_mapping(tmp_path, bad), "--execute")
    refused(result, plytix.sandbox, "4 problems", "entry 1", "amazon_asin", "amazon_title", "entry 2", "entry 3")


def test_no_such_file(plytix: Running, invoke: Invoke, tmp_path: Path) -> None:
    refused(invoke("sync", "--mapping", tmp_path / "none.json", "--execute"), plytix.sandbox, "no such file")


def test_a_directory(plytix: Running, invoke: Invoke, tmp_path: Path) -> None:
    refused(invoke("sync", "--mapping", tmp_path, "--execute"), plytix.sandbox, "is a directory")


@pytest.mark.parametrize("options", [[], ["--dry-run", "--execute"]], ids=["neither", "both"])
def test_both_or_neither_of_dry_run_and_execute(
    plytix: Running, invoke: Invoke, tmp_path: Path, options: list[str]
) -> None:
    mapping = write_mapping(tmp_path, [], [entry(1)])
    refused(invoke("sync", "--mapping", mapping, *options), plytix.sandbox, "--dry-run", "--execute")


def test_no_mapping(plytix: Running, invoke: Invoke) -> None:
    refused(invoke("sync", "--execute"), plytix.sandbox, "--mapping")


def test_unknown_account(plytix: Running, invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[accounts.acme]\napi_key = "env:K"\napi_password = "env:P"\n')
    mapping = write_mapping(tmp_path, [], [entry(1)])
    result = invoke("sync", "--mapping", mapping, "--execute", "--plytix-account", "acmee")
    refused(result, plytix.sandbox, "'acmee'", "acme")


def test_no_credentials(plytix: Running, invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLYTIX_API_KEY")
    monkeypatch.delenv("PLYTIX_API_PASSWORD")
    mapping = write_mapping(tmp_path, [], [entry(1)])
    refused(invoke("sync", "--mapping", mapping, "--execute"), plytix.sandbox, "no credentials", "PLYTIX_API_KEY")


def test_wrong_credentials(plytix: Running, invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLYTIX_API_PASSWORD", "hunter2")
    mapping = write_mapping(tmp_path, [], [entry(1)])
    result = invoke("sync", "--mapping", mapping, "--execute")
    refused(result, plytix.sandbox, plytix.url.removeprefix("http://"), "account", "API key and password")
    assert "hunter2" not in result.output


def test_unreachable_host(plytix: Running, invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLYTIX_AUTH_BASE_URL", "http://127.0.0.1:1")
    mapping = write_mapping(tmp_path, [], [entry(1)])
    refused(invoke("sync", "--mapping", mapping, "--execute"), plytix.sandbox, "cannot reach 127.0.0.1:1")


def test_plain_http_off_loopback(
    plytix: Running, invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLYTIX_PIM_BASE_URL", "http://pim.example.com")
    mapping = write_mapping(tmp_path, [], [entry(1)])
    refused(invoke("sync", "--mapping", mapping, "--execute"), plytix.sandbox, "pim.example.com", "https")


@pytest.mark.parametrize(
    ("settings", "lacks"),
    [
        ({"AMAZON_PLYTIX_FAMILY": "9 - Nothing"}, ["the product family '9 - Nothing'"]),
        ({"AMAZON_PLYTIX_RELATIONSHIP": "Nothing"}, ["the relationship 'Nothing'"]),
        (
            {"AMAZON_PLYTIX_FAMILY": "9 - Nothing", "AMAZON_PLYTIX_RELATIONSHIP": "Nothing"},
            ["the product family '9 - Nothing'", "the relationship 'Nothing'"],
        ),
    ],
    ids=["family", "relationship", "both"],
)
def test_schema_lacks(
    plytix: Running,
    invoke: Invoke,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, str],
    lacks: list[str],
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    mapping = write_mapping(tmp_path, [], [entry(1)])
    refused(invoke("sync", "--mapping", mapping, "--execute"), plytix.sandbox, *lacks)


def test_schema_lacks_attributes(
    plytix: Running, invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(Sandbox(accounts.empty(), plan="unlimited")) as bare:
        monkeypatch.setenv("PLYTIX_PIM_BASE_URL", bare.url)
        monkeypatch.setenv("PLYTIX_AUTH_BASE_URL", bare.url)
        mapping = write_mapping(tmp_path, [], [entry(1)])
        result = invoke("sync", "--mapping", mapping, "--execute")
        refused(result, bare.sandbox, "8 - Amazon", "Amazon Listings", "amazon_asin", "amazon_is_primary")


GOOD_FILES: dict[str, Callable[[str], bytes]] = {
    "BOM": lambda text: text.encode("utf-8-sig"),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "non-ASCII, not escaped": lambda text: json.dumps(json.loads(text), ensure_ascii=False).encode(),
}


@pytest.mark.parametrize("encode", GOOD_FILES.values(), ids=GOOD_FILES)
def test_good_file(plytix: Running, invoke: Invoke, tmp_path: Path, encode: Callable[[str], bytes]) -> None:
    title = "Men’s 4″ Boot – café ™ &amp; &Trade; 靴"
    text = json.dumps({"matched": [], "unmatched_amazon": [entry(1, amazon_title=title)]}, indent=2)
    path = tmp_path / "good.json"
    path.write_bytes(encode(text))
    result = invoke("sync", "--mapping", path, "--execute")
    assert result.exit_code == 0
    [create] = [call.body for call in plytix.sandbox.journal if call.path == "/api/v2/products"]
    assert create["label"] == create["attributes"]["amazon_title"] == title


def test_a_listing_that_cannot_be_linked_is_no_reason_to_refuse(
    plytix: Running, invoke: Invoke, tmp_path: Path
) -> None:
    result = invoke("sync", "--mapping", write_mapping(tmp_path, [matched(1)]), "--execute")
    assert result.exit_code == 1
    assert "[link]" in result.stdout
