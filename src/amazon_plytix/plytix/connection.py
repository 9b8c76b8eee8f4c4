"""One call to the PIM from start to end: a turn in the budget, a token, the request, and what its answer means."""

from typing import Any

from httpx2 import Response

from amazon_plytix.http import retry as patience
from amazon_plytix.http.budget import Budget
from amazon_plytix.http.clock import Clock
from amazon_plytix.http.errors import AnswerLost, Unreachable
from amazon_plytix.http.events import Watcher
from amazon_plytix.http.retry import patiently
from amazon_plytix.http.transport import Wire
from amazon_plytix.plytix.answer import content_of, retry_after
from amazon_plytix.plytix.errors import BadCredentials
from amazon_plytix.plytix.token import Token, Tokens


class Connection:
    """The road to one account's PIM, shared by all resources of a client."""

    def __init__(
        self,
        wire: Wire,
        pim_url: str,
        tokens: Tokens,
        budget: Budget,
        clock: Clock,
        watcher: Watcher,
    ) -> None:
        self._wire = wire
        self._pim_url = pim_url
        self._tokens = tokens
        self._budget = budget
        self._clock = clock
        self._watcher = watcher
        self._noted: set[str] = set()

    async def call(self, method: str, path: str, body: Any = None, *, repeatable: bool = True) -> Any:
        """Make a call and return its parsed answer, None for an empty one.

        Arguments: ``path`` begins with /api/; ``repeatable`` says that making the call twice does what making it
        once does, so that it may be repeated after a timeout or a 5xx. A call that never left is always repeated.

        Raises any ApiError; AnswerLost only after the repeats, or at once where repeating is not safe.
        """

        async def once() -> Any:
            response = await self._answer(method, path, body)
            self._note_deprecation(response)
            return content_of(f"{method} {path}", response)

        worth_repeating = (Unreachable, AnswerLost) if repeatable else (Unreachable,)
        return await patiently(once, worth_repeating, patience.CALL_PAUSES, self._clock)

    async def _answer(self, method: str, path: str, body: Any) -> Response:
        """The first answer that is neither a 429 nor the first 401; waits as long as Plytix says."""
        renewed = False
        while True:
            await self._token()
            async with self._budget.call():
                # Asked for again: a turn may be longer in coming than a token lives.
                token = await self._token()
                headers = {"Authorization": f"Bearer {token.secret}"}
                response = await self._wire.send(method, self._pim_url + path, body, headers)
                if response.status_code == 429:
                    self._budget.close_for(retry_after(response, self._clock))
                    continue
            if response.status_code != 401:
                return response
            if renewed:
                raise BadCredentials(f"{response.url.host} refuses a token fresh from sign-in; is it the right host?")
            self._tokens.discard(token)
            renewed = True

    async def _token(self) -> Token:
        """The token, with the budget under the limits that it states."""
        token = await self._tokens.current()
        if token.limits is not None:
            self._budget.adopt(token.limits)
        return token

    def _note_deprecation(self, response: Response) -> None:
        # Source: plytix-api.md 1.2, X-Plytix-Deprecation announces endpoints that will go.
        text = response.headers.get("X-Plytix-Deprecation")
        if text and text not in self._noted:
            self._noted.add(text)
            self._watcher.note(f"Plytix announces: {text[:200]!r}")
