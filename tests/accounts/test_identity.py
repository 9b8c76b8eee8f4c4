"""One account, one id: for all of its keys, and for all spellings of its address."""

import pytest

from amazon_plytix.accounts import Account, SchemaNames, identified
from amazon_plytix.plytix import PIM_URL, SMALLEST_PLAN, Credentials

ONE_ADDRESS = {
    "the one of Plytix": [
        "https://pim.plytix.com",
        "https://pim.plytix.com/",
        "https://PIM.Plytix.com",
        "HTTPS://pim.plytix.com:443",
        "https://pim.plytix.com:443//",
        "https://pim.plytix.com.",
    ],
    "this computer": [
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
        "http://LOCALHOST:8080/",
        "http://[0:0:0:0:0:0:0:1]:8080/",
    ],
    "this computer, without a port": ["http://localhost", "http://127.0.0.1:80/", "http://[::1]:80"],
    "a path": ["https://gateway.example/plytix", "https://gateway.example/plytix/"],
    "a number": ["https://[2001:db8::1]:8443", "https://[2001:DB8:0::1]:8443/"],
}
OTHERS = [
    "https://pim.plytix.com:8443",
    "http://127.0.0.1:8081",
    "http://127.0.0.2:8080",
    "https://localhost:8080",
    "https://gateway.example",
    "https://gateway.example/Plytix",
    "https://pim.example",
    "https://[2001:db8::2]:8443",
]


def id_of(url: str = PIM_URL, key: str = "key", named: str | None = "acme") -> str:
    """The id of an account, by its address, the key that signs in, and the account that the token names."""
    return identified(Account(Credentials(key, "password"), url, url, SchemaNames(), SMALLEST_PLAN), named).id


@pytest.mark.parametrize("named", ["acme", None], ids=["the token names it", "the token names none"])
@pytest.mark.parametrize("spellings", ONE_ADDRESS.values(), ids=ONE_ADDRESS)
def test_all_spellings_of_an_address_are_one_account(spellings: list[str], named: str | None) -> None:
    assert len({id_of(url, named=named) for url in spellings}) == 1


def test_other_hosts_ports_and_paths_are_other_accounts() -> None:
    urls = [spellings[0] for spellings in ONE_ADDRESS.values()] + OTHERS
    assert len({id_of(url) for url in urls}) == len(urls)


def test_all_keys_of_an_account_are_one_account() -> None:
    assert id_of(key="one") == id_of(key="other")
    assert id_of(named="acme") != id_of(named="beta")


def test_if_the_token_names_no_account_every_key_is_one_of_its_own() -> None:
    assert id_of(key="one", named=None) != id_of(key="other", named=None)
    assert id_of(key="acme", named=None) != id_of(key="acme", named="acme")


@pytest.mark.parametrize(("named", "expected"), [(None, "573a0229e32b355f"), ("5f3c", "5433fbfb11185ca5")])
def test_an_accounts_id_stays_the_same_for_the_ledgers_that_hold_it(named: str | None, expected: str) -> None:
    assert id_of(key="environment-key", named=named) == expected


def test_an_account_that_is_signed_in_to_says_how_plans_name_it() -> None:
    settings = Account(Credentials("key", "password"), PIM_URL, PIM_URL, SchemaNames("F"), SMALLEST_PLAN, "shop")
    account = identified(settings, "acme")
    assert (account.ref.id, account.ref.alias, account.ref.host) == (account.id, "shop", "pim.plytix.com")
    assert account.names == SchemaNames("F")
