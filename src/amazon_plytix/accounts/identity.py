"""One account, one name: whichever of its keys signs in, and however its address is spelt."""

from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

from amazon_plytix.accounts.account import Account, BrakeLimits, SchemaNames
from amazon_plytix.planning.header import AccountRef

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LOOPBACK = {"127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class IdentifiedAccount:
    """An account that has been signed in to.

    ``ref`` is how Plans and runs name it, ``names`` are those of the parts of its schema, ``brake`` says when a run on
    it stops by itself.
    """

    ref: AccountRef
    names: SchemaNames
    brake: BrakeLimits

    @property
    def id(self) -> str:
        """Return the account's name in the ledger."""
        return self.ref.id


def identified(account: Account, named: str | None) -> IdentifiedAccount:
    """Return an account with the id that it has in the ledger.

    All keys of an account have one id, so that they share its lease, its rate windows and its runs.

    Arguments:
        account: the settings.
        named: the account that the token names. If it names none, every key is an account of its own.
    """
    whose = f"account {named}" if named else account.credentials.key
    # A digest, from which address and key cannot be read.
    id_ = sha256(f"{normal_address(account.pim_url)} {whose}".encode()).hexdigest()[:16]
    return IdentifiedAccount(AccountRef(id_, account.alias, account.host), account.names, account.brake)


def normal_address(url: str) -> str:
    """Return the one spelling of an address: no default port, no slash at its end, one name for this computer."""
    parts = urlsplit(url)
    host, port = _normal_host(parts.hostname or ""), parts.port
    if port not in {None, _DEFAULT_PORTS.get(parts.scheme)}:
        host = f"{host}:{port}"
    return f"{parts.scheme}://{host}{parts.path.rstrip('/')}"


def _normal_host(host: str) -> str:
    host = host.rstrip(".")
    try:
        number = str(ip_address(host))
    except ValueError:
        return host
    if number in _LOOPBACK:
        return "localhost"
    return f"[{number}]" if ":" in number else number
