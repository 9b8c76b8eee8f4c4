"""What the environment says about the network, and cannot be used."""

import sys

import pytest

from amazon_plytix.http import Transport, Unreachable

PROXIES = [
    "socks4://u:hunter2@h:1",
    "hunter2://h",
    "http://u:hunter2@h:abc",
    "http://u:hunter2@[::1",
    "http://u:hunter2@h:99999",
    "http://u:hunter2@h:-5",
    "h:hunter2",
    "://hunter2",
]


def transport(*, proxies: bool = True) -> Transport:
    return Transport(None, 1.0, proxies=proxies)


@pytest.mark.parametrize("proxy", PROXIES)
@pytest.mark.parametrize("variable", ["ALL_PROXY", "HTTPS_PROXY"])
def test_a_proxy_that_is_none_is_told_and_not_shown(monkeypatch: pytest.MonkeyPatch, variable: str, proxy: str) -> None:
    monkeypatch.setenv(variable, proxy)
    with pytest.raises(Unreachable, match="no connection can be made through the proxy that the environment") as caught:
        transport()
    assert "hunter2" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_proxy_that_needs_a_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://h:1080")
    monkeypatch.setitem(sys.modules, "socksio", None)
    with pytest.raises(Unreachable, match="with http or https"):
        transport()


def test_a_proxy_that_is_not_used_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks4://h")
    transport(proxies=False)


def test_certificates_that_are_not_there_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    with pytest.raises(Unreachable, match="SSL_CERT_FILE names cannot be read: No such file or directory"):
        transport()
