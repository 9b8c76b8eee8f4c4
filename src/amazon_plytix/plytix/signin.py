"""Key and password become a token."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import stamina
from httpx2 import Response

from amazon_plytix.plytix.answer import json_of, retry_after
from amazon_plytix.plytix.clock import Clock
from amazon_plytix.plytix.envelopes import complaint_of
from amazon_plytix.plytix.errors import AnswerLost, BadCredentials, Refused, Unreachable
from amazon_plytix.plytix.token import Token, read_token
from amazon_plytix.plytix.watcher import Wait, Watcher
from amazon_plytix.plytix.wire import Wire

_PATH = "/auth/api/get-token"
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """An API key and its password, and the name of the account they belong to, for messages."""

    key: str
    password: str
    account: str = "default"

    def __repr__(self) -> str:
        return f"Credentials(account={self.account!r})"


class SignIn:
    """Fetches tokens from the auth host, which has a rate limit of its own (fact sheet 1.4)."""

    def __init__(self, wire: Wire, auth_url: str, credentials: Credentials, clock: Clock, watcher: Watcher) -> None:
        self._wire = wire
        self._url = auth_url + _PATH
        self._credentials = credentials
        self._clock = clock
        self._watcher = watcher

    async def fetch(self) -> Token:
        """A new token.

        Raises BadCredentials, Unreachable, AnswerLost, or Refused for any other answer.
        """
        async for attempt in stamina.retry_context(
            on=(Unreachable, AnswerLost), attempts=_ATTEMPTS, timeout=None, wait_initial=1.0
        ):
            with attempt:
                return self._token_in(await self._answer())
        raise AssertionError  # retry_context leaves with an answer or its error

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
            raise Refused(f"to sign account {account!r} in at {host}", response.status_code, complaint_of(b""))
        try:
            return read_token(json_of(response)["data"][0]["access_token"])
        except (KeyError, IndexError, TypeError):
            raise AnswerLost(f"{host} answered the sign-in without a token; is this Plytix's auth host?") from None
