"""Which account of Plytix to work on: aliases, secrets, settings.

Without an alias it is the environment's account, by the names that Plytix clients already use. Named accounts
stand in a TOML file:

    default_account = "acme"

    [accounts.acme]
    api_key = "env:ACME_KEY"                # or file:PATH, or keyring:SERVICE/USER
    api_password = "keyring:plytix/acme"
    family = "8 - Amazon"
"""

import tomllib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, ClassVar

from platformdirs import user_config_path, user_state_path
from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from amazon_plytix.accounts.secrets import SecretMissing, resolve
from amazon_plytix.plytix import AUTH_URL, PIM_URL, SMALLEST_PLAN, Credentials, RateLimit

# Source: sync-workflow.md, Attribute Population; the relationship: sync-workflow.md, Console Output.
_FAMILY = "8 - Amazon"
_FAMILY_ID = "694a3a2d665d9e1363da7922"
_RELATIONSHIP = "Amazon Listings"
# What the pipeline's fourth phase calls it.
_HIERARCHY = "Amazon Hierarchy"


class AccountUnusable(Exception):
    """No such account, or one whose settings or secrets cannot be used."""


@dataclass(frozen=True, slots=True)
class SchemaNames:
    """What the parts of the schema are called in an account. An id, where given, goes before the family's name."""

    family: str = _FAMILY
    family_id: str | None = _FAMILY_ID
    relationship: str = _RELATIONSHIP
    hierarchy: str = _HIERARCHY


@dataclass(frozen=True, slots=True)
class Account:
    """Everything needed to work on one account. ``alias`` is None for the environment's.

    ``reserve`` is the part of the rate limits, from 0 to less than 1, that is left to the account's other tools.
    """

    credentials: Credentials
    pim_url: str
    auth_url: str
    names: SchemaNames
    limits: tuple[RateLimit, ...]
    alias: str | None = None
    reserve: float = 0.0

    @property
    def id(self) -> str:
        """What the ledger knows the account by: the same for all who use its host and key, and no way back to these."""
        return sha256(f"{self.pim_url} {self.credentials.key}".encode()).hexdigest()[:16]


Reserve = Annotated[float, Field(ge=0, lt=1)]


class _Window(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    calls: PositiveInt
    seconds: PositiveFloat


class _Settings(BaseModel):
    """One account as the config file gives it."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    api_key: SecretStr
    api_password: SecretStr
    pim_base_url: str | None = None
    auth_base_url: str | None = None
    family: str | None = None
    family_id: str | None = None
    relationship: str | None = None
    hierarchy: str | None = None
    rate_limits: list[_Window] = []
    reserve: Reserve | None = None


class _Config(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    default_account: str | None = None
    accounts: dict[str, _Settings] = {}


class _Environment(BaseSettings):
    """The environment variables that say something about accounts."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore")
    api_key: SecretStr | None = Field(default=None, validation_alias="PLYTIX_API_KEY")
    api_password: SecretStr | None = Field(default=None, validation_alias="PLYTIX_API_PASSWORD")
    pim_base_url: str = Field(default=PIM_URL, validation_alias="PLYTIX_PIM_BASE_URL")
    auth_base_url: str = Field(default=AUTH_URL, validation_alias="PLYTIX_AUTH_BASE_URL")
    family: str | None = Field(default=None, validation_alias="AMAZON_PLYTIX_FAMILY")
    family_id: str | None = Field(default=None, validation_alias="AMAZON_PLYTIX_FAMILY_ID")
    relationship: str | None = Field(default=None, validation_alias="AMAZON_PLYTIX_RELATIONSHIP")
    hierarchy: str | None = Field(default=None, validation_alias="AMAZON_PLYTIX_HIERARCHY")
    reserve: Reserve = Field(default=0.0, validation_alias="AMAZON_PLYTIX_RESERVE")
    config: Path | None = Field(default=None, validation_alias="AMAZON_PLYTIX_CONFIG")
    state_dir: Path | None = Field(default=None, validation_alias="AMAZON_PLYTIX_STATE_DIR")


def find_account(alias: str | None) -> Account:
    """The account of this alias; without one that of the environment, else the config file's default.

    Raises AccountUnusable.
    """
    environment = _environment()
    alias = alias or None
    if alias is None and (environment.api_key or environment.api_password):
        return _from_environment(environment)
    config = _read_config(environment.config)
    alias = alias or config.default_account
    if alias is None:
        raise AccountUnusable(
            "no credentials: set PLYTIX_API_KEY and PLYTIX_API_PASSWORD, "
            f"or name an account with --plytix-account ({_known(config)})"
        )
    if alias not in config.accounts:
        raise AccountUnusable(f"no account {alias!r} ({_known(config)})")
    return _from_config(alias, config.accounts[alias], environment)


def ledger_path() -> Path:
    """Where the ledger stands: in AMAZON_PLYTIX_STATE_DIR, else in the platform's directory for such things."""
    return (_environment().state_dir or user_state_path("amazon-plytix")) / "ledger.sqlite"


def _from_environment(environment: _Environment) -> Account:
    if not environment.api_key or not environment.api_password:
        absent = "PLYTIX_API_PASSWORD" if environment.api_key else "PLYTIX_API_KEY"
        raise AccountUnusable(f"no credentials: {absent} is not set")
    key, password = environment.api_key.get_secret_value(), environment.api_password.get_secret_value()
    return Account(
        Credentials(key, password, "of the environment"),
        environment.pim_base_url,
        environment.auth_base_url,
        _names(environment.family, environment.family_id, environment.relationship, environment.hierarchy),
        SMALLEST_PLAN,
        reserve=environment.reserve,
    )


def _from_config(alias: str, settings: _Settings, environment: _Environment) -> Account:
    try:
        key, password = resolve(settings.api_key), resolve(settings.api_password)
    except SecretMissing as missing:
        raise AccountUnusable(f"account {alias!r}: {missing}") from None
    return Account(
        Credentials(key, password, alias),
        settings.pim_base_url or environment.pim_base_url,
        settings.auth_base_url or environment.auth_base_url,
        _names(
            settings.family or environment.family,
            settings.family_id or (None if settings.family else environment.family_id),
            settings.relationship or environment.relationship,
            settings.hierarchy or environment.hierarchy,
        ),
        tuple(RateLimit(window.calls, window.seconds) for window in settings.rate_limits) or SMALLEST_PLAN,
        alias,
        environment.reserve if settings.reserve is None else settings.reserve,
    )


def _names(family: str | None, family_id: str | None, relationship: str | None, hierarchy: str | None) -> SchemaNames:
    """The default id belongs to the default name: whoever names another family means that one."""
    default_id = None if family else _FAMILY_ID
    return SchemaNames(
        family or _FAMILY, family_id or default_id, relationship or _RELATIONSHIP, hierarchy or _HIERARCHY
    )


def _read_config(named: Path | None) -> _Config:
    path = named or user_config_path("amazon-plytix") / "config.toml"
    if not named and not path.exists():
        return _Config()
    try:
        return _Config.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise AccountUnusable(f"config file {path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AccountUnusable(f"config file {path} is not TOML: {error}") from None
    except ValidationError as error:
        raise AccountUnusable(f"config file {path}: {_complaints(error)}") from None


def _environment() -> _Environment:
    try:
        return _Environment()
    except ValidationError as error:
        raise AccountUnusable(f"the environment: {_complaints(error)}") from None


def _complaints(error: ValidationError) -> str:
    """Places and complaints, never the values: one may be a secret."""
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())


def _known(config: _Config) -> str:
    return f"known: {', '.join(sorted(config.accounts))}" if config.accounts else "none is configured"
