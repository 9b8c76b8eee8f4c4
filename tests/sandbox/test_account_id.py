"""A sandbox that starts anew is another account, and a state file is one account."""

import signal
import sqlite3
from pathlib import Path

import jwt
import pytest

from plytix_sandbox import Sandbox
from tests.sandbox.api_client import Api, OpenApi
from tests.sandbox.command import Serve

OWN = "0123456789abcdef01234567"


def claimed(api: Api) -> str:
    token = api.client.headers["Authorization"].partition(" ")[2]
    return str(jwt.decode(token, options={"verify_signature": False, "verify_exp": False})["account_id"])


def test_two_servers_with_the_same_seed_are_two_accounts(serve: Serve) -> None:
    first = serve("--empty", "--seed", 7)
    first.stop(signal.SIGTERM)
    second = serve("--empty", "--seed", 7)
    assert first.claims()["account_id"] != second.claims()["account_id"]
    old = second.client.get("/api/v1/products/x", headers={"Authorization": first.client.headers["Authorization"]})
    assert old.status_code == 401
    second.stop(signal.SIGTERM)


def test_a_state_file_is_one_account(serve: Serve, tmp_path: Path) -> None:
    first = serve("--empty", "--state", tmp_path / "s")
    first.stop(signal.SIGKILL)
    second = serve("--empty", "--state", tmp_path / "s", "--account-id", OWN)
    assert second.claims()["account_id"] == first.claims()["account_id"] != OWN
    second.client.headers["Authorization"] = first.client.headers["Authorization"]
    assert second.client.get("/api/v1/products/x").status_code == 404
    second.stop(signal.SIGTERM)


def test_an_account_id_can_be_given(serve: Serve) -> None:
    command = serve("--empty", "--account-id", OWN)
    assert command.claims()["account_id"] == OWN
    command.stop(signal.SIGTERM)


def test_in_process_the_seed_decides_unless_an_id_is_given(open_api: OpenApi) -> None:
    assert claimed(open_api(seed=1)) == claimed(open_api(seed=1)) != claimed(open_api(seed=2))
    assert claimed(open_api(seed=1, account_id=OWN)) == claimed(open_api(seed=2, account_id=OWN)) == OWN


def test_products_and_tokens_name_the_same_account(api: Api) -> None:
    assert api.read(api.id_of("BASE"), "v2")["account_id"] == claimed(api)


def test_a_token_of_another_account_is_refused_whatever_the_seed(open_api: OpenApi) -> None:
    api, other = open_api(), open_api(account_id=OWN)
    other.client.headers["Authorization"] = api.client.headers["Authorization"]
    assert other.get("v1/products/x").status_code == 401


@pytest.mark.parametrize("bad", ["", "x", OWN.upper(), OWN + "0"])
def test_an_account_id_has_the_form_of_an_id(bad: str) -> None:
    with pytest.raises(ValueError, match="24 lower-case hex digits"):
        Sandbox(account_id=bad)


def test_a_state_file_without_an_account_id_gets_one(tmp_path: Path) -> None:
    path = tmp_path / "s"
    Sandbox(state=path).close()
    with sqlite3.connect(path) as database:
        database.execute("drop table accounts")
    database.close()
    for _ in range(2):
        sandbox = Sandbox(state=path, account_id=OWN)
        sandbox.close()
        assert sandbox.catalog.account_id == OWN
    sandbox = Sandbox(state=path)
    sandbox.close()
    assert sandbox.catalog.account_id == OWN
