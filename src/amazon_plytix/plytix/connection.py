"""One call to the PIM from start to end: its turn in the budget, its token, its request, and what the answer means."""

from collections.abc import Sequence
from typing import Any

from httpx2 import Response

from amazon_plytix.http import (
    AnswerLost,
    ApiEvents,
    Budget,
    Clock,
    Transport,
    Unreachable,
    json_of,
    retry_after,
    with_retries,
)
from amazon_plytix.plytix.envelopes import complaint_of
from amazon_plytix.plytix.errors import BadCredentials, Forbidden, NotFound, Refused
from amazon_plytix.plytix.limits import PAUSE_WITHOUT_HEADER
from amazon_plytix.plytix.token import Token, Tokens

_REFUSALS = {403: Forbidden, 404: NotFound}


class Connection:
    """Makes the calls to one account's PIM. All resources of a client share one connection.

    Arguments:
        transport: sends the requests.
        pim_url: the address of the PIM.
        tokens: gives the token of a call.
        budget: gives the turn of a call.
        clock: the time, and the pauses between attempts.
        events: is notified of deprecations.
        pauses: the seconds before each further attempt of a call.
    """

    def __init__(
        self,
        transport: Transport,
        pim_url: str,
        tokens: Tokens,
        budget: Budget,
        clock: Clock,
        events: ApiEvents,
        pauses: Sequence[float],
    ) -> None:
        self._transport = transport
        self._pim_url = pim_url
        self._tokens = tokens
        self._budget = budget
        self._clock = clock
        self._events = events
        self._pauses = pauses
        self._noted: set[str] = set()

    async def call(self, method: str, path: str, body: object = None, *, repeatable: bool = True) -> Any:
        """Make a call and return its parsed answer, None if it is empty.

        Arguments:
            method: the HTTP method.
            path: the path of the address; begins with /api/.
            body: is sent as JSON.
            repeatable: whether making the call twice does what making it once does. Then it is repeated after a
                timeout or a 5xx. A call that was never sent is always repeated.

        Raises any ApiError; AnswerLost only after the last attempt, or at once if the call is not repeatable.
        """

        async def once() -> Any:
            response = await self._answer(method, path, body)
            self._note_deprecation(response)
            return content_of(f"{method} {path}", response)

        retry_on = (Unreachable, AnswerLost) if repeatable else (Unreachable,)
        return await with_retries(once, retry_on, self._pauses, self._clock)

    async def _answer(self, method: str, path: str, body: object) -> Response:
        """Return the first answer that is neither a 429 nor the first 401. Waits as long as a 429 asks."""
        renewed = False
        while True:
            # Before the turn, because the token states the limits that the turn has to keep.
            await self._token()
            async with self._budget.call():
                # And again: the wait for a turn may be longer than a token lives.
                token = await self._token()
                headers = {"Authorization": f"Bearer {token.secret}"}
                response = await self._transport.send(method, self._pim_url + path, body, headers)
                if response.status_code == 429:
                    # Inside the turn, so that no other call starts between the answer and the pause.
                    self._budget.pause_for(retry_after(response, self._clock, PAUSE_WITHOUT_HEADER))
                    continue
            if response.status_code != 401:
                return response
            # A token may be refused before its time; that a new one is refused too has another reason.
            if renewed:
                raise BadCredentials(f"{response.url.host} refuses a token fresh from sign-in; is it the right host?")
            self._tokens.discard(token)
            renewed = True

    async def _token(self) -> Token:
        """Return the current token; from now on the budget keeps the limits that it states."""
        token = await self._tokens.current()
        if token.limits is not None:
            self._budget.adopt(token.limits)
        return token

    def _note_deprecation(self, response: Response) -> None:
        # Source: plytix-api.md 1.2, X-Plytix-Deprecation announces endpoints that will be removed.
        text = response.headers.get("X-Plytix-Deprecation")
        # Once for each text: it comes with every answer of the endpoint.
        if text and text not in self._noted:
            self._noted.add(text)
            self._events.note(f"Plytix announces: {text[:200]!r}")


def content_of(call: str, response: Response) -> Any:
    """Return the parsed body of a good answer, None if it is empty (as to v2 relationship calls, plytix-api.md 11.2).

    Raises AnswerLost for a 5xx or for a good status with a body that is not JSON, Refused for all others.
    """
    status = response.status_code
    if response.is_success:
        return json_of(response)
    # The call may have been carried out before the server failed.
    if status >= 500:
        raise AnswerLost(f"Plytix failed at {call} ({status}): {complaint_of(response.content)}")
    raise _REFUSALS.get(status, Refused)(call, status, complaint_of(response.content))
