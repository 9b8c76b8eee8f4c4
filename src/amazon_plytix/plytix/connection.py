"""One call to the PIM from start to end: its turn in the budget, its token, its request, and what the answer means."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from httpx2 import Response

from amazon_plytix.http import (
    CONCURRENCY,
    AnswerLost,
    ApiError,
    ApiEvents,
    Budget,
    Clock,
    Outage,
    Secrets,
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

_log = logging.getLogger(__name__)

_REFUSALS = {403: Forbidden, 404: NotFound}


@dataclass(frozen=True, slots=True)
class Request:
    """A request to the PIM: its HTTP method, its path, which begins with /api/, and a body that is sent as JSON."""

    method: str
    path: str
    body: object = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


Result = TypeVar("Result")
Send = Callable[[Request], Awaitable[Response]]


class Connection:
    """Makes the calls to one account's PIM. All resources of a client share one connection.

    Arguments:
        transport: sends the requests.
        pim_url: the address of the PIM.
        tokens: gives the token of a call.
        budget: gives the turn of a call.
        secrets: are taken out of everything that Plytix says and that is shown or kept.
        clock: the time, and the pauses between attempts.
        events: is notified of deprecations.
        pauses: the seconds before each further attempt of a call.
        outage: is notified of attempts that failed.
    """

    def __init__(
        self,
        transport: Transport,
        pim_url: str,
        tokens: Tokens,
        budget: Budget,
        secrets: Secrets,
        clock: Clock,
        events: ApiEvents,
        *,
        pauses: Sequence[float],
        outage: Outage,
    ) -> None:
        self._transport = transport
        self._pim_url = pim_url
        self._tokens = tokens
        self._budget = budget
        self._secrets = secrets
        self._clock = clock
        self._events = events
        self._pauses = pauses
        # Calls under way and the next ones: a call that waits for its place has no turn yet, since a turn must be used
        # within LONGEST_CALL.
        self._places = asyncio.Semaphore(CONCURRENCY)
        self._noted: set[str] = set()
        self._outage = outage
        # How many requests were sent so far.
        self.calls = 0

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

        request = Request(method, path, body)

        async def once() -> Any:
            return self._content(request, await self._answer(lambda send: send(request)))

        retry_on = (Unreachable, AnswerLost) if repeatable else (Unreachable,)
        return await self._with_retries(once, retry_on, request)

    async def call_after_reading(self, path: str, decide: Callable[[Any], Request | None]) -> int:
        """Read ``path``, and at once, without any wait, make the request that ``decide`` derives from the answer.

        A wait in between, as for a 429, would make the reading old: then all begins anew. ``decide`` returns None if
        nothing is to be sent. It may be called several times; the last one counts.

        Return the status of the last answer. Raises any ApiError.
        """
        reading = Request("GET", path)

        async def once() -> int:
            asked = reading

            async def read_and_send(send: Send) -> Response:
                nonlocal asked
                asked = reading
                response = await send(reading)
                request = decide(self._content(reading, response)) if response.is_success else None
                if request is None:
                    return response
                asked = request
                return await send(request)

            response = await self._answer(read_and_send, calls=2)
            self._content(asked, response)
            return response.status_code

        return await self._with_retries(once, (Unreachable, AnswerLost), reading)

    async def _with_retries(
        self, once: Callable[[], Awaitable[Result]], retry_on: tuple[type[ApiError], ...], request: Request
    ) -> Result:
        return await with_retries(once, retry_on, self._pauses, self._clock, name=str(request))

    async def _answer(self, work: Callable[[Send], Awaitable[Response]], calls: int = 1) -> Response:
        """Return the answer of ``work``, which makes so many calls, as soon as it is neither a 429 nor the first 401.

        Waits as long as a 429 asks, then does the work anew.
        """
        async with self._places:
            response = await self._answer_in_turn(work, calls)
        if response.status_code >= 500:
            self._outage.failed(AnswerLost(f"it answers {response.status_code}"))
        else:
            self._outage.reached()
        self._note_deprecation(response)
        return response

    async def _answer_in_turn(self, work: Callable[[Send], Awaitable[Response]], calls: int) -> Response:
        renewed = left = False
        while True:
            # Before the turn, because the token states the limits that the turn has to keep.
            token = await self._token()
            async with self._budget.call(calls):
                # The wait for a turn may be longer than a token lives. A turn must be used within LONGEST_CALL, and a
                # sign-in may take longer: so it is left, once only, since tokens may live shorter than any wait.
                if not left and not self._tokens.is_current(token):
                    left = True
                    continue
                token = await self._token()
                response = await work(partial(self._send, token))
                if response.status_code == 429:
                    # Inside the turn, so that no other call starts between the answer and the pause.
                    self._budget.pause_for(retry_after(response, self._clock, PAUSE_WITHOUT_HEADER))
                    continue
            if response.status_code != 401:
                return response
            # A token may be refused before its time; that a new one is refused too has another reason.
            if renewed:
                raise BadCredentials(f"{response.url.host} refuses a token fresh from sign-in; is it the right host?")
            _log.info("the token was refused before its time: signing in again", extra={"event": "token_refused"})
            self._tokens.discard(token)
            renewed = True

    def _content(self, request: Request, response: Response) -> Any:
        return content_of(request, response, self._secrets.conceal)

    async def _send(self, token: Token, request: Request) -> Response:
        headers = {"Authorization": f"Bearer {token.secret}"}
        self.calls += 1
        self._outage.sending()
        began, left = self._clock.elapsed(), self._budget.left
        result: int | str = "stopped at once"
        try:
            response = await self._transport.send(request.method, self._pim_url + request.path, request.body, headers)
            result = response.status_code
        except ApiError as error:
            result = str(error)
            self._outage.failed(error)
            raise
        finally:
            self._log_request(request, result, self._clock.elapsed() - began, left)
            self._events.call_ended()
        return response

    def _log_request(self, request: Request, result: int | str, seconds: float, left: tuple[int, ...]) -> None:
        status, error = (result, None) if isinstance(result, int) else (None, result)
        fields = {
            "event": "request",
            "method": request.method,
            "path": request.path,
            "status": status,
            "error": error,
            "seconds": round(seconds, 6),
            "left": left,
        }
        remaining = ", ".join(f"{calls:,}" for calls in left) or "?"
        _log.info("%s: %s in %.3f s; calls left: %s", request, result, seconds, remaining, extra=fields)

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
            self._events.note(f"Plytix announces: {self._secrets.conceal(text)[:200]!r}")


def content_of(request: Request, response: Response, conceal: Callable[[str], str]) -> Any:
    """Return the parsed body of a good answer, None if it is empty (as to v2 relationship calls, plytix-api.md 11.2).

    Raises AnswerLost for a 5xx or for a good status with a body that is not JSON, Refused for all others. They repeat
    what the body says, without secrets.
    """
    status = response.status_code
    if response.is_success:
        return json_of(response)
    complaint = complaint_of(response.content, conceal)
    # The call may have been carried out before the server failed.
    if status >= 500:
        raise AnswerLost(f"Plytix failed at {request} ({status}): {complaint}")
    raise _REFUSALS.get(status, Refused)(str(request), status, complaint)
