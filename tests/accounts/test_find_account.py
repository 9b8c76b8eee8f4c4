"""Which account a run works on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from platformdirs import user_config_path

from amazon_plytix.accounts import AccountUnusable, SchemaNames, find_account
from amazon_plytix.plytix import RateLimit
from amazon_plytix.plytix.client import AUTH_URL, PIM_URL

Unusable = Callable[..., str]

ACME = '[accounts.acme]\napi_key = "k"\napi_password = "p"\n'


def keys(alias: str | None = None) -> tuple[str, str]:
    credentials = find_account(alias).credentials
    return credentials.key, credentials.password


@pytest.mark.usefixtures("in_environment")
def test_without_an_alias_it_is_the_environments(config: Path) -> None:
    account = find_account(None)
    assert keys() == ("environment-key", "environment-password")
    assert account.credentials.owner == "the account of the environment"
    assert (account.pim_url, account.auth_url) == (PIM_URL, AUTH_URL)


@pytest.mark.usefixtures("in_environment")
def test_the_environment_goes_before_the_config_files_default(configured: Path) -> None:
    assert keys() == ("environment-key", "environment-password")


@pytest.mark.usefixtures("in_environment")
def test_if_the_environment_and_a_default_account_could_both_be_meant_it_says_which_was_taken(configured: Path) -> None:
    assert find_account(None).chosen == (
        "the credentials of the environment were taken (PLYTIX_API_KEY); "
        "the config file's default account 'acme' was not: name it with --plytix-account acme"
    )


@pytest.mark.usefixtures("in_environment")
def test_a_name_that_a_shell_would_take_apart_is_quoted(config: Path) -> None:
    config.write_text('default_account = "the shop"\n')
    assert str(find_account(None).chosen).endswith("name it with --plytix-account 'the shop'")


@pytest.mark.usefixtures("in_environment")
@pytest.mark.parametrize("text", ["", ACME, "broken"], ids=["empty", "no default", "broken"])
def test_without_a_default_account_there_was_no_choice(config: Path, text: str) -> None:
    config.write_text(text)
    assert find_account(None).chosen is None


@pytest.mark.usefixtures("in_environment")
def test_whoever_names_an_account_has_chosen(configured: Path) -> None:
    assert find_account("beta").chosen is None


def test_the_default_account_is_taken_without_a_word_if_there_is_no_other(configured: Path) -> None:
    assert find_account(None).chosen is None


@pytest.mark.usefixtures("in_environment")
def test_an_alias_goes_before_the_environment(configured: Path) -> None:
    assert keys("beta") == ("beta-key", "beta-password")
    assert find_account("beta").credentials.account == "beta"


def test_without_alias_and_environment_it_is_the_config_files_default(configured: Path) -> None:
    assert keys() == ("acme-key", "acme-password")
    assert find_account(None).alias == "acme"


@pytest.mark.usefixtures("configured")
def test_an_unknown_alias_is_refused_with_the_known_ones(unusable: Unusable) -> None:
    assert unusable("acmee") == "no account 'acmee' (known: acme, beta)"


def test_an_unknown_default_is_refused_with_the_known_ones(config: Path, unusable: Unusable) -> None:
    config.write_text('default_account = "acmee"\n' + ACME)
    assert unusable() == "no account 'acmee' (known: acme)"


def test_an_alias_without_any_accounts_is_refused(config: Path, unusable: Unusable) -> None:
    config.write_text("")
    assert unusable("acme") == "no account 'acme' (none is configured)"


def test_without_any_account_the_message_says_what_to_set(config: Path, unusable: Unusable) -> None:
    config.write_text("")
    assert unusable() == (
        "no credentials: set PLYTIX_API_KEY and PLYTIX_API_PASSWORD, "
        "or name an account with --plytix-account (none is configured)"
    )


def test_accounts_without_a_default_are_offered_by_name(config: Path, unusable: Unusable) -> None:
    config.write_text(ACME)
    assert unusable().endswith("name an account with --plytix-account (known: acme)")


@pytest.mark.parametrize(
    ("present", "absent"),
    [("PLYTIX_API_KEY", "PLYTIX_API_PASSWORD"), ("PLYTIX_API_PASSWORD", "PLYTIX_API_KEY")],
)
@pytest.mark.parametrize("empty", [True, False], ids=["empty", "not set"])
def test_half_of_the_credentials_is_refused_with_the_name_of_the_other_half(
    configured: Path, unusable: Unusable, monkeypatch: pytest.MonkeyPatch, present: str, absent: str, empty: bool
) -> None:
    monkeypatch.setenv(present, "hunter2")
    if empty:
        monkeypatch.setenv(absent, "")
    assert unusable() == f"no credentials: {absent} is not set"


def test_empty_variables_say_nothing(configured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PLYTIX_API_KEY", "PLYTIX_API_PASSWORD", "PLYTIX_PIM_BASE_URL", "AMAZON_PLYTIX_FAMILY"):
        monkeypatch.setenv(name, "")
    account = find_account(None)
    assert (account.alias, account.pim_url, account.names.family) == ("acme", PIM_URL, SchemaNames().family)


@pytest.mark.usefixtures("in_environment")
def test_a_variable_with_a_wrong_value_is_named_and_its_value_is_not_shown(
    unusable: Unusable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_RESERVE", "hunter2")
    said = unusable()
    assert said.startswith("the environment: AMAZON_PLYTIX_RESERVE: ")
    assert "hunter2" not in said


@pytest.mark.parametrize("alias", [None, "acme"])
def test_the_environments_addresses_hold_for_every_account(
    configured: Path, monkeypatch: pytest.MonkeyPatch, alias: str | None
) -> None:
    monkeypatch.setenv("PLYTIX_PIM_BASE_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PLYTIX_AUTH_BASE_URL", "http://127.0.0.1:2")
    account = find_account(alias)
    assert (account.pim_url, account.auth_url) == ("http://127.0.0.1:1", "http://127.0.0.1:2")


def test_an_accounts_own_addresses_go_before_the_environments(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLYTIX_PIM_BASE_URL", "http://127.0.0.1:1")
    config.write_text(ACME + 'pim_base_url = "https://pim.example"\nauth_base_url = "https://auth.example"\n')
    account = find_account("acme")
    assert (account.pim_url, account.auth_url) == ("https://pim.example", "https://auth.example")


def test_an_account_may_state_its_rate_limits(config: Path) -> None:
    config.write_text(ACME + "rate_limits = [{ calls = 50, seconds = 10 }, { calls = 5000, seconds = 3600.0 }]\n")
    assert find_account("acme").limits == (RateLimit(50, 10.0), RateLimit(5000, 3600.0))


@pytest.mark.parametrize("alias", [None, "acme"])
@pytest.mark.parametrize("written", ["", "rate_limits = []\n"])
def test_an_account_that_states_none_has_those_of_the_smallest_plan(
    config: Path, monkeypatch: pytest.MonkeyPatch, alias: str | None, written: str
) -> None:
    config.write_text('default_account = "acme"\n' + ACME + written)
    assert find_account(alias).limits == (RateLimit(20, 10.0), RateLimit(2000, 3600.0))


@pytest.mark.usefixtures("in_environment")
def test_the_environments_account_has_the_limits_of_the_smallest_plan(config: Path) -> None:
    assert find_account(None).limits == (RateLimit(20, 10.0), RateLimit(2000, 3600.0))


@pytest.fixture
def platform_directory(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory for config files, with no variable that names another file."""
    monkeypatch.delenv("AMAZON_PLYTIX_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    directory = user_config_path("amazon-plytix")
    assert directory.is_relative_to(tmp_path)
    return directory


@pytest.mark.usefixtures("platform_directory")
def test_without_a_config_file_anywhere_there_are_no_accounts() -> None:
    with pytest.raises(AccountUnusable, match="none is configured"):
        find_account(None)


def test_the_config_file_stands_in_the_platforms_directory(platform_directory: Path) -> None:
    platform_directory.mkdir(parents=True)
    (platform_directory / "config.toml").write_text('default_account = "acme"\n' + ACME)
    assert find_account(None).alias == "acme"


@pytest.mark.parametrize(("written", "reserve"), [("", 0.2), ("reserve = 0.0\n", 0.0), ("reserve = 0.5\n", 0.5)])
def test_an_accounts_own_reserve_goes_before_the_environments(
    config: Path, monkeypatch: pytest.MonkeyPatch, written: str, reserve: float
) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_RESERVE", "0.2")
    config.write_text(ACME + written)
    assert find_account("acme").reserve == reserve


@pytest.mark.parametrize(
    ("address", "host"),
    [
        (PIM_URL, "pim.plytix.com"),
        ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://[::1]:8080/v1", "[::1]:8080"),
        ("https://user:hunter2@pim.example:8443/?x=1", "pim.example:8443"),
        ("pim.example", ""),
        ("https://[pim.example", ""),
    ],
)
@pytest.mark.usefixtures("in_environment")
def test_the_host_of_an_account_has_neither_user_nor_password(
    config: Path, monkeypatch: pytest.MonkeyPatch, address: str, host: str
) -> None:
    monkeypatch.setenv("PLYTIX_PIM_BASE_URL", address)
    assert find_account(None).host == host


@pytest.mark.parametrize(("written", "hours"), [("", 48.0), ("longest_pause = 0.5\n", 0.5)])
def test_an_accounts_own_longest_pause_goes_before_the_environments(
    config: Path, monkeypatch: pytest.MonkeyPatch, written: str, hours: float
) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_LONGEST_PAUSE", "48")
    config.write_text(ACME + written)
    assert find_account("acme").longest_pause == hours * 3600


@pytest.mark.usefixtures("in_environment")
def test_the_longest_pause_is_a_day_unless_it_is_said(config: Path) -> None:
    assert find_account(None).longest_pause == 86_400.0


@pytest.mark.parametrize("value", ["0", "-1", "inf", "nan", "a day"])
@pytest.mark.usefixtures("in_environment")
def test_a_longest_pause_that_cannot_be_is_refused(
    unusable: Unusable, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_LONGEST_PAUSE", value)
    assert unusable().startswith("the environment: AMAZON_PLYTIX_LONGEST_PAUSE: ")


@pytest.mark.usefixtures("configured")
def test_an_account_shows_neither_key_nor_password() -> None:
    shown = repr(find_account("acme")) + str(find_account("acme"))
    assert "acme-key" not in shown
    assert "acme-password" not in shown
