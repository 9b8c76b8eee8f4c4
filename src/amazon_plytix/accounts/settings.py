"""The settings of an account, from the environment and from the config file.

Named accounts stand in a TOML file:

    default_account = "acme"

    [accounts.acme]
    api_key = "env:ACME_KEY"                # or file:PATH, or keyring:SERVICE/USER
    api_password = "keyring:plytix/acme"
    family = "8 - Amazon"
"""

import tomllib
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, ClassVar

from platformdirs import user_config_path
from pydantic import (
    AfterValidator,
    AliasGenerator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from amazon_plytix.accounts.complaints import complaints
from amazon_plytix.http import LONGEST_OUTAGE, LONGEST_PAUSE
from amazon_plytix.plytix import AUTH_URL, PIM_URL
from amazon_plytix.refusal import RefusedBeforeWriting

# Source: sync-workflow.md, Attribute Population; the relationship: sync-workflow.md, Console Output.
FAMILY = "8 - Amazon"
FAMILY_ID = "694a3a2d665d9e1363da7922"
RELATIONSHIP = "Amazon Listings"
# What the pipeline's fourth phase calls it.
HIERARCHY = "Amazon Hierarchy"


class AccountUnusable(RefusedBeforeWriting):
    """There is no such account, or its settings or secrets cannot be used."""


class Settings(BaseModel):
    """The settings that both the environment and an account of the config file may give, and their defaults."""

    pim_base_url: str = PIM_URL
    auth_base_url: str = AUTH_URL
    family: str = FAMILY
    family_id: str | None = FAMILY_ID
    relationship: str = RELATIONSHIP
    hierarchy: str = HIERARCHY
    reserve: Annotated[float, Field(ge=0, lt=1)] = 0.0
    stop_after_refusals: Annotated[int, Field(ge=1)] = 10
    # Seconds.
    stop_after_outage: Annotated[float, Field(gt=0, allow_inf_nan=False)] = LONGEST_OUTAGE
    stop_at_failures: Annotated[float, Field(gt=0, le=1)] = 0.5
    # Hours.
    longest_pause: Annotated[float, Field(gt=0, allow_inf_nan=False)] = LONGEST_PAUSE / 3600

    @classmethod
    def merged(cls, *layers: "Settings") -> "Settings":
        """Return the settings that these layers give; each goes before the one before it, all before the defaults."""
        given: dict[str, Any] = {}
        for layer in layers:
            given |= layer.given()
        return Settings.model_construct(**given)

    def given(self) -> dict[str, Any]:
        """Return the settings of this layer alone, without defaults."""
        names = self.model_fields_set & Settings.model_fields.keys()
        given = {name: value for name in names if (value := getattr(self, name)) != ""}
        # An id belongs to the family that is named beside it, not to a family that another layer names.
        return {"family_id": None} | given if "family" in given else given


# Beyond these a rate limit is a slip of the pen, and times could not be reckoned with.
_MOST_CALLS = 1_000_000_000
_LONGEST_WINDOW = 366 * 86_400.0


class Window(BaseModel):
    """A rate limit of the config file."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    calls: Annotated[int, Field(gt=0, le=_MOST_CALLS)]
    seconds: Annotated[float, Field(gt=0, le=_LONGEST_WINDOW)]


class ConfiguredAccount(Settings):
    """An account of the config file."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    api_key: SecretStr
    api_password: SecretStr
    rate_limits: list[Window] = []


class ConfigFile(BaseModel):
    """The config file."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    default_account: str | None = None
    accounts: dict[str, ConfiguredAccount] = {}


# Those that begin with PLYTIX are the ones that clients of Plytix use already.
_VARIABLES = {
    "api_key": "PLYTIX_API_KEY",
    "api_password": "PLYTIX_API_PASSWORD",
    "pim_base_url": "PLYTIX_PIM_BASE_URL",
    "auth_base_url": "PLYTIX_AUTH_BASE_URL",
    "family": "AMAZON_PLYTIX_FAMILY",
    "family_id": "AMAZON_PLYTIX_FAMILY_ID",
    "relationship": "AMAZON_PLYTIX_RELATIONSHIP",
    "hierarchy": "AMAZON_PLYTIX_HIERARCHY",
    "reserve": "AMAZON_PLYTIX_RESERVE",
    "stop_after_refusals": "AMAZON_PLYTIX_STOP_AFTER_REFUSALS",
    "stop_after_outage": "AMAZON_PLYTIX_STOP_AFTER_OUTAGE",
    "stop_at_failures": "AMAZON_PLYTIX_STOP_AT_FAILURES",
    "longest_pause": "AMAZON_PLYTIX_LONGEST_PAUSE",
    "config": "AMAZON_PLYTIX_CONFIG",
    "state_dir": "AMAZON_PLYTIX_STATE_DIR",
}


def _expanded(path: Path) -> Path:
    """Return a path whose ~ is the home directory: if no shell has replaced it, it would be a directory ``~``."""
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError("there is no such home directory") from None


_HomePath = Annotated[Path, AfterValidator(_expanded)]


class Environment(Settings, BaseSettings):
    """The environment variables that this program reads. A variable that is empty counts as not set."""

    model_config = SettingsConfigDict(
        alias_generator=AliasGenerator(validation_alias=_VARIABLES.__getitem__), env_ignore_empty=True, extra="ignore"
    )
    api_key: SecretStr | None = None
    api_password: SecretStr | None = None
    config: _HomePath | None = None
    state_dir: _HomePath | None = None


def read_environment() -> Environment:
    """Return the settings of the environment.

    Raises AccountUnusable if a variable has a value that it cannot have.
    """
    try:
        return Environment()
    except ValidationError as error:
        raise AccountUnusable(f"the environment: {complaints(error)}") from None


def config_path(named: Path | None) -> Path:
    """Return the path of the config file: the one that is named, else that of the platform's directory."""
    return named or user_config_path("amazon-plytix") / "config.toml"


def refuse_missing_config(named: Path | None) -> None:
    """Raise AccountUnusable if a config file is named that is not there: it would be ignored in silence."""
    if named:
        # What else is wrong with it matters only to those who need it.
        with suppress(OSError):
            try:
                named.stat()
            except (FileNotFoundError, NotADirectoryError) as error:
                raise AccountUnusable(f"config file {named} cannot be read: {error.strerror}") from None


def _names(above: tuple[int | str, ...]) -> Collection[str]:
    """Return the names of the settings that may stand at a place of the config file."""
    # At the top, in accounts.NAME, and in accounts.NAME.rate_limits.NUMBER.
    models: dict[int, type[BaseModel]] = {0: ConfigFile, 2: ConfiguredAccount, 4: Window}
    return models[len(above)].model_fields


def read_config_file(named: Path | None) -> ConfigFile:
    """Return the config file of this path, or without one that of the platform's directory, if there is one.

    Raises AccountUnusable if it cannot be read or holds anything wrong.
    """
    path = config_path(named)
    if not named and not path.exists():
        return ConfigFile()
    try:
        config = ConfigFile.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise AccountUnusable(f"config file {path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AccountUnusable(f"config file {path} is not TOML: {error}") from None
    except ValidationError as error:
        raise AccountUnusable(f"config file {path}: {complaints(error, _names)}") from None
    for alias, account in config.accounts.items():
        # An alias is shown in lists, messages and results.
        if alias in {account.api_key.get_secret_value(), account.api_password.get_secret_value()}:
            raise AccountUnusable(f"config file {path}: the name of an account is its own secret; name it otherwise")
    return config
