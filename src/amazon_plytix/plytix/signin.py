"""Sign in: exchange key and password for a token."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from httpx2 import Response

from amazon_plytix.http import (
    AnswerLost,
    ApiEvents,
    Clock,
    Transport,
    Unreachable,
    Wait,
    json_of,
    retry_after,
    with_retries,
)
from amazon_plytix.plytix.envelopes import Complaint
from amazon_plytix.plytix.errors import BadCredentials, Refused
from amazon_plytix.plytix.limits import PAUSE_WITHOUT_HEADER
from amazon_plytix.plytix.token import Token, read_token

_PATH = "/auth/api/get-token"


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """An API key and its password, and the name of their account for messages."""

    key: str
    password: str
    account: str = "default"

    def __repr__(self) -> str:
        # Key and password must not appear in logs and tracebacks.
        return f"Credentials(account={self.account!r})"


class SignIn:
    """Fetches tokens from the auth host. That host has a rate limit of its own (plytix-api.md 1.4).

    Arguments:
        transport: sends the requests.
        auth_url: the address of the auth host.
        credentials: the key and its password.
        clock: the time, and the waits.
        events: is notified of waits.
        pauses: the seconds before each further attempt.
    """

    def __init__(
        self,
        transport: Transport,
        auth_url: str,
        credentials: Credentials,
        clock: Clock,
        events: ApiEvents,
        pauses: Sequence[float],
    ) -> None:
        self._transport = transport
        self._url = auth_url + _PATH
        self._credentials = credentials
        self._clock = clock
        self._events = events
        self._pauses = pauses

    async def fetch(self) -> Token:
        """Return a new token.

        Raises BadCredentials, Refused or Unreachable.
        """
        try:
            return await with_retries(self._once, (Unreachable, AnswerLost), self._pauses, self._clock)
        except AnswerLost as loss:
            # The call that needs the token has not been sent, and a sign-in changes nothing: nothing was lost.
            raise Unreachable(str(loss)) from loss

    async def _once(self) -> Token:
        return self._token_in(await self._answer())

    async def _answer(self) -> Response:
        """Return the first answer that is not a 429. Waits as long as a 429 asks."""
        body = {"api_key": self._credentials.key, "api_password": self._credentials.password}
        while (response := await self._transport.send("POST", self._url, body)).status_code == 429:
            seconds = retry_after(response, self._clock, PAUSE_WITHOUT_HEADER)
            until = self._clock.now() + timedelta(seconds=seconds)
            self._events.waiting(Wait("too many sign-ins (429)", seconds, until))
            await self._clock.sleep(seconds)
        return response

    def _token_in(self, response: Response) -> Token:
        """Return the token of an answer. The errors never repeat the answer: it may contain key and password."""
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
        # Any other text could not be sent in a header, or would add a header of its own.
        if not (isinstance(secret, str) and secret.isascii() and secret.isprintable() and secret.strip()):
            raise AnswerLost(f"{host} answered the sign-in without a token; is this Plytix's auth host?")
        return read_token(secret)
