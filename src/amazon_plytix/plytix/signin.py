"""Key and password become a token."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from httpx2 import Response

from amazon_plytix.http import retry as patience
from amazon_plytix.http.clock import Clock
from amazon_plytix.http.errors import AnswerLost, Unreachable
from amazon_plytix.http.events import Wait, Watcher
from amazon_plytix.http.retry import patiently
from amazon_plytix.http.transport import Wire
from amazon_plytix.plytix.answer import json_of, retry_after
from amazon_plytix.plytix.envelopes import Complaint
from amazon_plytix.plytix.errors import BadCredentials, Refused
from amazon_plytix.plytix.token import Token, read_token

_PATH = "/auth/api/get-token"


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """An API key and its password, and the name of the account they belong to, for messages."""

    key: str
    password: str
    account: str = "default"

    def __repr__(self) -> str:
        return f"Credentials(account={self.account!r})"


class SignIn:
    """Fetches tokens from the auth host, which has a rate limit of its own (plytix-api.md 1.4)."""

    def __init__(self, wire: Wire, auth_url: str, credentials: Credentials, clock: Clock, watcher: Watcher) -> None:
        self._wire = wire
        self._url = auth_url + _PATH
        self._credentials = credentials
        self._clock = clock
        self._watcher = watcher

    async def fetch(self) -> Token:
        """A new token.

        Raises BadCredentials, Refused, or Unreachable, whatever kept the answer away: the call that the token is for
        has not been made.
        """
        try:
            return await patiently(self._once, (Unreachable, AnswerLost), patience.SIGN_IN_PAUSES, self._clock)
        except AnswerLost as loss:
            raise Unreachable(str(loss)) from loss

    async def _once(self) -> Token:
        return self._token_in(await self._answer())

    async def _answer(self) -> Response:
        body = {"api_key": self._credentials.key, "api_password": self._credentials.password}
        while (response := await self._wire.send("POST", self._url, body)).status_code == 429:
            seconds = retry_after(response, self._clock)
            until = self._clock.now() + timedelta(seconds=seconds)
            self._watcher.waiting(Wait("too many sign-ins (429)", seconds, until))
            await self._clock.sleep(seconds)
        return response

    def _token_in(self, response: Response) -> Token:
        host, account = urlsplit(self._url).netloc, self._credentials.account
        if response.status_code in {401, 403}:
            raise BadCredentials(
                f"{host} does not accept the API key and password of account {account!r}; "
                "check both, and that they belong to this host"
            )
        if response.status_code >= 500:
            raise AnswerLost(f"{host} could not sign account {account!r} in ({response.status_code})")
        if not response.is_success:
            raise Refused(f"to sign account {account!r} in at {host}", response.status_code, Complaint(""))
        try:
            secret = json_of(response)["data"][0]["access_token"]
        except (KeyError, IndexError, TypeError):
            secret = None
        # Anything else could not stand in a header, or would be somebody else's header.
        if not (isinstance(secret, str) and secret.isascii() and secret.isprintable() and secret.strip()):
            raise AnswerLost(f"{host} answered the sign-in without a token; is this Plytix's auth host?")
        return read_token(secret)
