"""To which addresses a secret may be sent."""

import pytest

from amazon_plytix.http import InsecureAddress, checked_address, is_loopback


@pytest.mark.parametrize(
    ("url", "checked"),
    [
        ("https://api.example.com", "https://api.example.com"),
        ("https://api.example.com/", "https://api.example.com"),
        ("HTTPS://api.example.com", "HTTPS://api.example.com"),
        ("https://proxy.example/api/", "https://proxy.example/api"),
        ("https://10.0.0.7:8443", "https://10.0.0.7:8443"),
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://localhost:8765/", "http://localhost:8765"),
        ("http://LOCALHOST", "http://LOCALHOST"),
        ("http://[::1]:8765", "http://[::1]:8765"),
    ],
)
def test_https_to_any_host_and_http_to_loopback_are_accepted_without_the_last_slash(url: str, checked: str) -> None:
    assert checked_address(url, "https://api.example.com") == checked


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.com",
        "http://10.0.0.7",
        "http://0.0.0.0",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://my-localhost",
        "http://[::2]",
        "http://2130706433",
    ],
)
def test_http_to_any_other_host_is_refused_and_the_message_asks_for_https(url: str) -> None:
    with pytest.raises(InsecureAddress) as caught:
        checked_address(url, "https://api.example.com")
    assert str(caught.value) == f"{url} would send secrets unprotected; use https (http is for loopback alone)"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.example.com",
        "ftp://api.example.com",
        "https://",
        "http://[::1",
        "https://h:abc",
        "https://h:99999",
        "https://h ",
    ],
)
def test_a_text_that_is_not_an_address_is_refused_and_named(url: str) -> None:
    with pytest.raises(InsecureAddress) as caught:
        checked_address(url, "https://api.example.com")
    assert str(caught.value) == f"{url!r} is not an API address; one looks like https://api.example.com"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://api.example.com/hunter2", "http://api.example.com"),
        ("ftp://api.example.com/hunter2", "'ftp://api.example.com'"),
        ("https:///hunter2", "'https://'"),
        ("https:/hunter2", "'https:'"),
        ("h:80/hunter2", "'h:80'"),
    ],
)
def test_the_path_of_an_address_is_not_shown(url: str, shown: str) -> None:
    with pytest.raises(InsecureAddress) as caught:
        checked_address(url, "https://api.example.com")
    assert str(caught.value).startswith(f"{shown} ")


@pytest.mark.parametrize(
    "url",
    [
        "https://key:hunter2@api.example.com",
        "https://hunter2@api.example.com",
        "https://:hunter2@api.example.com",
        "http://key:hunter2@127.0.0.1",
        "http://key:hunter2@api.example.com",
        "//key:hunter2@api.example.com",
        "ftp://key:hunter2@api.example.com?x#y",
        "https://127.0.0.1:hunter2@api.example.com",
        "user:hunter2@api.example.com",
        "https:/user:hunter2@h",
        "https://user:hunter2/@h",
        "https://h/?api_key=hunter2",
        "https://h/#hunter2",
    ],
)
def test_an_address_with_a_user_or_password_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(InsecureAddress) as caught:
        checked_address(url, "https://api.example.com")
    assert "holds no user, password or query" in str(caught.value)
    assert "hunter2" not in repr(caught.value)


@pytest.mark.parametrize(
    ("url", "loopback"), [("https://127.0.0.1", True), ("https://api.example.com", False), ("localhost", False)]
)
def test_only_the_host_decides_what_loopback_is(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback
