"""Keep secrets out of what is shown and kept: a server, or a gateway before it, may repeat what it was sent."""

import json
from collections import deque
from html import escape
from urllib.parse import quote, quote_plus

_CONCEALED = "***"
# Secrets that change, such as tokens, are remembered up to this number: older ones have expired.
_REMEMBERED = 16
# A shorter secret stands by chance in many words, and to cut it out of them would show it.
_SHORTEST = 4


class Secrets:
    """The secrets of a client.

    Arguments: the secrets that never change, such as a key and its password.
    """

    def __init__(self, *secrets: str) -> None:
        self._lasting = [form for secret in secrets for form in _forms(secret)]
        self._passing: deque[list[str]] = deque(maxlen=_REMEMBERED)

    def add(self, secret: str) -> None:
        """Add a secret that is used for a while, such as a token."""
        self._passing.append(_forms(secret))

    def conceal(self, text: str) -> str:
        """Return a text with ``***`` instead of every secret, also if it is escaped as in JSON, HTML or an address."""
        known = [*self._lasting, *(form for forms in self._passing for form in forms)]
        # The longest first: a secret may be part of another.
        for form in sorted(known, key=len, reverse=True):
            text = text.replace(form, _CONCEALED)
        return text


def _forms(secret: str) -> list[str]:
    """Return the forms in which a server may repeat a secret, none if it is too short to be cut out."""
    if len(secret) < _SHORTEST:
        return []
    in_json = (json.dumps(secret, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False))
    in_address = (encode(secret, safe="") for encode in (quote, quote_plus))
    return list({secret, *in_json, *in_address, escape(secret)})
