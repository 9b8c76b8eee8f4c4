"""Where a secret may be sent."""

import pytest

from amazon_plytix.http.address import checked_address, is_loopback
from amazon_plytix.plytix import Credentials, InsecureAddress, Plytix


@pytest.mark.parametrize(
    ("url", "checked"),
    [
        ("https://pim.plytix.com", "https://pim.plytix.com"),
        ("https://pim.plytix.com/", "https://pim.plytix.com"),
        ("HTTPS://pim.plytix.com", "HTTPS://pim.plytix.com"),
        ("https://proxy.example/plytix/", "https://proxy.example/plytix"),
        ("https://10.0.0.7:8443", "https://10.0.0.7:8443"),
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://localhost:8765/", "http://localhost:8765"),
        ("http://LOCALHOST", "http://LOCALHOST"),
        ("http://[::1]:8765", "http://[::1]:8765"),
    ],
)
def test_https_anywhere_and_http_to_loopback_are_taken_without_the_last_slash(url: str, checked: str) -> None:
    assert checked_address(url, "https://pim.plytix.com") == checked


@pytest.mark.parametrize(
    "url",
    [
        "http://pim.plytix.com",
        "http://10.0.0.7",
        "http://0.0.0.0",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://my-localhost",
        "http://[::2]",
        "http://2130706433",
    ],
)
def test_http_to_anywhere_else_is_refused_and_told_to_be_https(url: str) -> None:
    with pytest.raises(InsecureAddress) as caught:
        checked_address(url, "https://pim.plytix.com")
    assert str(caught.value) == f"{url} would send secrets unprotected; use https (http is for loopback alone)"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "pim.plytix.com",
        "ftp://pim.plytix.com",
        "https://",
        "file:///etc/passwd",
        "http://[::1",
        "https://h:abc",
        "https://h:99999",
        "https://h ",
    ],
)
def test_what_is_no_address_is_refused_by_name(url: str) -> None:
    with pytest.raises(InsecureAddress) as caught:
        checked_address(url, "https://pim.plytix.com")
    assert str(caught.value) == f"{url!r} is not an API address; one looks like https://pim.plytix.com"


@pytest.mark.parametrize(
    "url",
    [
        "https://key:hunter2@pim.plytix.com",
        "https://hunter2@pim.plytix.com",
        "https://:hunter2@pim.plytix.com",
        "http://key:hunter2@127.0.0.1",
        "http://key:hunter2@pim.plytix.com",
        "//key:hunter2@pim.plytix.com",
        "ftp://key:hunter2@pim.plytix.com?x#y",
        "https://127.0.0.1:hunter2@pim.plytix.com",
        "user:hunter2@pim.plytix.com",
        "https:/user:hunter2@h",
        "https://user:hunter2/@h",
        "https://h/?api_key=hunter2",
        "https://h/#hunter2",
    ],
)
def test_an_address_with_a_user_or_password_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(InsecureAddress) as caught:
        checked_address(url, "https://pim.plytix.com")
    assert "holds no user, password or query" in str(caught.value)
    assert "hunter2" not in repr(caught.value)


@pytest.mark.parametrize("which", ["pim_url", "auth_url"])
def test_a_client_checks_both_of_its_addresses_before_it_sends_anything(which: str) -> None:
    with pytest.raises(InsecureAddress, match=r"http://pim\.example would send"):
        Plytix(Credentials("key", "password"), **{which: "http://pim.example"})  # type: ignore[arg-type]


@pytest.mark.parametrize(("url", "loopback"), [("https://127.0.0.1", True), ("https://pim.plytix.com", False)])
def test_loopback_is_told_by_host(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback
