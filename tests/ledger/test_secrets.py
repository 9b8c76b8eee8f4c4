"""Whatever happens, no secret gets into the ledger."""

from pathlib import Path
from typing import Any

import pytest

import tests.support.world
from amazon_plytix.plytix import Credentials
from plytix_sandbox import accounts, gate
from tests.support import World, entry, matched, write_mapping

KEY, PASSWORD = "key-5e3c1d", "hunter2-77ab"


@pytest.fixture
def tokens(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All tokens that are given out in a world with a key and a password of its own."""
    given = []

    class Tokens(gate.Tokens):
        def issue(self) -> dict[str, str]:
            issued = super().issue()
            given.extend(issued.values())
            return issued

    monkeypatch.setattr(gate, "Tokens", Tokens)
    monkeypatch.setattr(gate, "API_KEY", KEY)
    monkeypatch.setattr(gate, "API_PASSWORD", PASSWORD)
    monkeypatch.setattr(tests.support.world, "Credentials", lambda _, password: Credentials(KEY, password))
    return given


CREATE = {"method": "POST", "path": "/api/v2/products"}
TROUBLES: dict[str, dict[str, Any]] = {
    "nothing goes wrong": {"do": "delay", "seconds": 0.0},
    "answers are lost": {"do": "lose_answer", **CREATE, "probability": 0.5},
    "tokens are refused": {"do": "refuse_tokens", "probability": 0.3},
    "creates are refused": {"do": "answer", **CREATE, "status": 403, "body": {"msg": "no"}},
    "the server fails": {"do": "answer", **CREATE, "status": 500, "body": "<h1>Bad gateway</h1>"},
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_the_ledger_of_a_whole_sync_holds_neither_key_nor_password_nor_token(
    tmp_path: Path, tokens: list[str], trouble: dict[str, Any]
) -> None:
    mapping = write_mapping(tmp_path, [matched(n) for n in range(1, 11)], [entry(11)])
    there = World(accounts.for_mapping(mapping))
    there.go_wrong(**trouble)
    there.sync(mapping, password=PASSWORD)
    content = b"".join(path.read_bytes() for path in there._ledger.parent.iterdir())
    assert b"AMZN-US-B000000001" in content
    assert tokens
    for secret in (KEY, PASSWORD, *tokens, *(token.split(".")[-1] for token in tokens)):
        assert secret.encode() not in content
