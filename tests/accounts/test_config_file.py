"""Config files that cannot be used: the file, the place, the complaint, and never a value."""

from collections.abc import Callable
from pathlib import Path

import pytest

from amazon_plytix.accounts import find_account

Unusable = Callable[..., str]

ACME = '[accounts.acme]\napi_key = "hunter2"\napi_password = "hunter2"\n'

NOT_TOML = {
    "no quotes": "[accounts.acme]\napi_key = hunter2\n",
    "no end": '[accounts.acme]\napi_key = "hunter2\n',
    "no value": "[accounts.acme]\napi_key =\n# hunter2",
    "twice": ACME + 'api_key = "hunter2"\n',
    "JSON": '{"accounts": {"acme": {"api_key": "hunter2"}}}',
}

WRONG = {
    "unknown key of an account": (ACME + 'api_secret = "hunter2"\n', "accounts.acme: no setting 'api_secret'"),
    "unknown key at the top": ('token = "hunter2"\n' + ACME, "at the top: no setting 'token'"),
    "no password": ('[accounts.acme]\napi_key = "hunter2"\n', "accounts.acme.api_password: Field required"),
    "no key": ('[accounts.acme]\napi_password = "hunter2"\n', "accounts.acme.api_key: Field required"),
    "key is a list": (ACME.replace('api_key = "hunter2"', 'api_key = ["hunter2"]'), "accounts.acme.api_key: "),
    "an account is text": ('[accounts]\nacme = "hunter2"\n', "accounts.acme: "),
    "accounts is text": ('accounts = "hunter2"\n', "accounts: "),
    "family is a number": (ACME + "family = 8\n", "accounts.acme.family: "),
    "no calls": (ACME + "rate_limits = [{ calls = 0, seconds = 10 }]\n", "accounts.acme.rate_limits.0.calls: "),
    "no time": (ACME + "rate_limits = [{ calls = 5, seconds = 0 }]\n", "accounts.acme.rate_limits.0.seconds: "),
    "endless time": (ACME + "rate_limits = [{ calls = 5, seconds = inf }]\n", "accounts.acme.rate_limits.0.seconds: "),
    "no number": (ACME + "rate_limits = [{ calls = 5, seconds = nan }]\n", "accounts.acme.rate_limits.0.seconds: "),
    "ages": (ACME + "rate_limits = [{ calls = 5, seconds = 1e15 }]\n", "accounts.acme.rate_limits.0.seconds: "),
    "endless calls": (ACME + "rate_limits = [{ calls = inf, seconds = 5 }]\n", "accounts.acme.rate_limits.0.calls: "),
    "all calls": (ACME + "rate_limits = [{ calls = 1e15, seconds = 5 }]\n", "accounts.acme.rate_limits.0.calls: "),
    "a secret as the name of a key": (
        ACME + 'HUNTER2-hunter2 = "api_key"\n',
        "accounts.acme: no setting of a name that is not shown",
    ),
    "half a limit": (ACME + "rate_limits = [{ calls = 5 }]\n", "accounts.acme.rate_limits.0.seconds: Field required"),
    "a limit with more": (
        ACME + "rate_limits = [{ calls = 5, seconds = 1, burst = 2 }]\n",
        "accounts.acme.rate_limits.0: no setting 'burst'",
    ),
}


@pytest.mark.parametrize("text", NOT_TOML.values(), ids=NOT_TOML)
def test_a_file_that_is_not_toml_is_refused_with_its_path_and_line(config: Path, unusable: Unusable, text: str) -> None:
    config.write_text(text)
    said = unusable("acme")
    assert said.startswith(f"config file {config} is not TOML: ")
    assert "line" in said
    assert "hunter2" not in said


@pytest.mark.parametrize(("text", "complaint"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_is_named_by_its_place_and_not_shown(
    config: Path, unusable: Unusable, text: str, complaint: str
) -> None:
    config.write_text(text)
    said = unusable("acme")
    assert said.startswith(f"config file {config}: {complaint}")
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (ACME + 'reserv = "hunter2"\n', "accounts.acme: no setting 'reserv'; meant: 'reserve'?"),
        (ACME + 'Reserve = "hunter2"\n', "accounts.acme: no setting of a name that is not shown"),
        (ACME + 'api_pasword = "hunter2"\n', "accounts.acme: no setting 'api_pasword'; meant: 'api_password'?"),
        (ACME + 'dance = "hunter2"\n', "accounts.acme: no setting 'dance'"),
        ('default_acount = "hunter2"\n' + ACME, "at the top: no setting 'default_acount'; meant: 'default_account'?"),
        ('[account.acme]\napi_key = "hunter2"\n', "at the top: no setting 'account'; meant: 'accounts'?"),
        ("reserve = 0.2\n" + ACME, "at the top: no setting 'reserve'"),
        (
            ACME + "rate_limits = [{ calls = 5, seconds = 1, second = 2 }]\n",
            "accounts.acme.rate_limits.0: no setting 'second'; meant: 'seconds'?",
        ),
    ],
)
def test_a_misspelt_setting_is_named_with_the_one_that_was_meant(
    config: Path, unusable: Unusable, text: str, complaint: str
) -> None:
    config.write_text(text)
    assert unusable("acme") == f"config file {config}: {complaint}"


def test_an_account_that_is_named_by_its_secret_is_refused(config: Path, unusable: Unusable) -> None:
    config.write_text('[accounts.hunter2]\napi_key = "hunter2"\napi_password = "p"\n')
    said = unusable("acme")
    assert said.startswith(f"config file {config}: the name of an account is its own secret")
    assert "hunter2" not in said


def test_all_wrong_settings_are_named_together(config: Path, unusable: Unusable) -> None:
    config.write_text('colour = "hunter2"\n[accounts.acme]\napi_key = 5\n')
    said = unusable("acme")
    assert all(
        place in said for place in ("no setting 'colour'", "accounts.acme.api_key: ", "accounts.acme.api_password: ")
    )
    assert said.count("; ") == 2


def test_a_wrong_setting_of_another_account_stops_this_one_too(config: Path, unusable: Unusable) -> None:
    config.write_text(ACME + "[accounts.beta]\n")
    assert "accounts.beta.api_key: Field required" in unusable("acme")


def test_a_file_that_is_not_utf_8_is_refused(config: Path, unusable: Unusable) -> None:
    config.write_bytes('default_account = "café"\n'.encode("latin-1"))
    assert unusable("acme").startswith(f"config file {config} is not TOML: ")


def test_a_named_file_that_is_not_there_is_refused(config: Path, unusable: Unusable) -> None:
    assert unusable("acme") == f"config file {config} cannot be read: No such file or directory"


@pytest.mark.parametrize("alias", [None, "acme"])
@pytest.mark.parametrize("folder", [".", "a file"])
def test_a_named_file_that_is_not_there_is_refused_though_the_environment_has_credentials(
    config: Path, unusable: Unusable, monkeypatch: pytest.MonkeyPatch, alias: str | None, folder: str
) -> None:
    for name in ("PLYTIX_API_KEY", "PLYTIX_API_PASSWORD"):
        monkeypatch.setenv(name, "hunter2")
    (config.parent / "a file").touch()
    config = config.parent / folder / "nowhere.toml"
    monkeypatch.setenv("AMAZON_PLYTIX_CONFIG", str(config))
    assert unusable(alias).startswith(f"config file {config} cannot be read: No")


@pytest.mark.usefixtures("in_environment")
def test_a_named_file_whose_folder_cannot_be_read_does_not_matter_if_it_is_not_needed(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", forbidden)
    monkeypatch.setattr(Path, "read_text", forbidden)
    assert find_account(None).chosen is None


def test_a_directory_in_place_of_the_file_is_refused(config: Path, unusable: Unusable) -> None:
    config.mkdir()
    assert unusable("acme") == f"config file {config} cannot be read: Is a directory"


@pytest.mark.usefixtures("in_environment")
def test_a_broken_file_does_not_matter_if_it_is_not_needed(config: Path) -> None:
    config.write_text("broken")
    assert find_account(None).credentials.account is None
