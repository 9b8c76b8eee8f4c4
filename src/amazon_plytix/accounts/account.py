"""The Plytix account to work on.

Without an alias it is the account of the environment, whose variables have the names that clients of Plytix use
already. With an alias it is an account of the config file.
"""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from amazon_plytix.accounts.secrets import SecretMissing, resolve
from amazon_plytix.accounts.settings import (
    FAMILY,
    FAMILY_ID,
    HIERARCHY,
    RELATIONSHIP,
    AccountUnusable,
    ConfigFile,
    ConfiguredAccount,
    Environment,
    Settings,
    read_config_file,
    read_environment,
    refuse_missing_config,
)
from amazon_plytix.http import LONGEST_OUTAGE, LONGEST_PAUSE
from amazon_plytix.planning.fields import SEED_FIELDS, FieldMap
from amazon_plytix.plytix import SMALLEST_PLAN, Credentials, RateLimit


@dataclass(frozen=True, slots=True)
class SchemaNames:
    """The names of the parts of the schema in an account. A family's id, if given, goes before its name.

    ``fields`` are the attributes that a sync writes.
    """

    family: str = FAMILY
    family_id: str | None = FAMILY_ID
    relationship: str = RELATIONSHIP
    hierarchy: str = HIERARCHY
    fields: FieldMap = SEED_FIELDS


@dataclass(frozen=True, slots=True)
class BrakeLimits:
    """When a run stops by itself: after how many equal refusals in a row, seconds without an answer, or failures.

    ``share`` is the part of what was attempted, from 0 to 1, of which more must not fail.
    """

    refusals: int = 10
    outage: float = LONGEST_OUTAGE
    share: float = 0.5


@dataclass(frozen=True, slots=True)
class Account:
    """The settings by which an account is signed in to. ``alias`` is ``None`` for the account of the environment.

    ``reserve`` is the part of the rate limits, from 0 to less than 1, that is left to the account's other tools.
    ``longest_pause`` are the seconds of the longest pause asked for by Plytix that is waited out. ``chosen`` is the
    sentence that says which account was taken and which was not; None if there was no choice.
    """

    credentials: Credentials
    pim_url: str
    auth_url: str
    names: SchemaNames
    limits: tuple[RateLimit, ...]
    alias: str | None = None
    reserve: float = 0.0
    longest_pause: float = LONGEST_PAUSE
    brake: BrakeLimits = BrakeLimits()
    chosen: str | None = None

    @property
    def host(self) -> str:
        """Return the host, with its port if the address has one, and never a user or password.

        Return "" for an address that has no host; the client refuses it.
        """
        try:
            return urlsplit(self.pim_url).netloc.rpartition("@")[2]
        except ValueError:
            return ""


def find_account(alias: str | None) -> Account:
    """Return the account of this alias; without one that of the environment, else the config file's default.

    Raises AccountUnusable if there is none, if its settings or secrets cannot be used, or if the environment names a
    config file that is not there.
    """
    environment = read_environment()
    alias = alias or None
    refuse_missing_config(environment.config)
    if alias is None and (environment.api_key or environment.api_password):
        return replace(_account_of_environment(environment), chosen=_choice(environment))
    config = read_config_file(environment.config)
    alias = alias or config.default_account
    if alias is None:
        raise AccountUnusable(
            "no credentials: set PLYTIX_API_KEY and PLYTIX_API_PASSWORD, "
            f"or name an account with --plytix-account ({_known(config)})"
        )
    if alias not in config.accounts:
        raise AccountUnusable(f"no account {alias!r} ({_known(config)})")
    return _configured_account(alias, config.accounts[alias], environment)


def _account_of_environment(environment: Environment) -> Account:
    if not environment.api_key or not environment.api_password:
        absent = "PLYTIX_API_PASSWORD" if environment.api_key else "PLYTIX_API_KEY"
        raise AccountUnusable(f"no credentials: {absent} is not set")
    key, password = environment.api_key.get_secret_value(), environment.api_password.get_secret_value()
    return _account(Credentials(key, password, None), Settings.merged(environment))


def _choice(environment: Environment) -> str | None:
    """Return that the config file's default account was not taken, None if it names none."""
    try:
        default = read_config_file(environment.config).default_account
    except AccountUnusable:
        # Nothing of that file is needed.
        return None
    if default is None:
        return None
    return (
        "the credentials of the environment were taken (PLYTIX_API_KEY); "
        f"the config file's default account {default!r} was not: name it with --plytix-account {shlex.quote(default)}"
    )


def _configured_account(alias: str, configured: ConfiguredAccount, environment: Environment) -> Account:
    try:
        key = resolve("api_key", configured.api_key)
        password = resolve("api_password", configured.api_password)
    except SecretMissing as missing:
        raise AccountUnusable(f"account {alias!r}: {missing}") from None
    settings = Settings.merged(environment, configured)
    limits = [RateLimit(window.calls, window.seconds) for window in configured.rate_limits]
    return _account(Credentials(key, password, alias), settings, limits, alias)


def _account(
    credentials: Credentials, settings: Settings, limits: Sequence[RateLimit] = (), alias: str | None = None
) -> Account:
    names = SchemaNames(settings.family, settings.family_id, settings.relationship, settings.hierarchy)
    return Account(
        credentials,
        settings.pim_base_url,
        settings.auth_base_url,
        names,
        tuple(limits) or SMALLEST_PLAN,
        alias,
        settings.reserve,
        settings.longest_pause * 3600,
        BrakeLimits(settings.stop_after_refusals, settings.stop_after_outage, settings.stop_at_failures),
    )


def _known(config: ConfigFile) -> str:
    return f"known: {', '.join(sorted(config.accounts))}" if config.accounts else "none is configured"
