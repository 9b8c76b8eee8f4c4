"""The network between our jobs and the sandbox: everything that passes is written down, and people act meanwhile."""

import asyncio
from random import Random
from typing import Protocol

import httpx2

from tests.worlds.witness import Actor, Call, Witness, by, call_of


class Bystander(Protocol):
    """Hears of every call, and may do something then or later."""

    def before(self, call: Call) -> None:
        """Hear that a call is on its way."""
        ...

    def after(self, call: Call, response: httpx2.Response | None) -> None:
        """Hear that an answer is on its way back, or, with None, that it got lost."""
        ...


class Traffic(httpx2.AsyncBaseTransport):
    """Passes the calls of one job on.

    Arguments:
        sandbox: the transport to the sandbox.
        actor: the job.
        witness: writes everything down.
        bystander: hears of every call.
        chance: how long answers take.
    """

    def __init__(
        self,
        sandbox: httpx2.AsyncBaseTransport,
        actor: Actor,
        witness: Witness,
        bystander: Bystander | None,
        chance: Random,
    ) -> None:
        self._sandbox = sandbox
        self._actor = actor
        self._witness = witness
        self._bystander = bystander
        self._chance = chance

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Pass one call on and return its answer."""
        call = call_of(self._actor, request.method, request.url.path, await request.aread())
        self._witness.sent(call)
        if self._bystander:
            self._bystander.before(call)
        response = None
        try:
            with by(call):
                response = await self._sandbox.handle_async_request(request)
        finally:
            self._witness.answered(call, response.status_code if response else None)
            # Plytix has done its work by now: what happens next has another time than its write.
            await self._pause()
            if self._bystander:
                self._bystander.after(call, response)
        await self._pause()
        return response

    async def _pause(self) -> None:
        await asyncio.sleep(self._chance.uniform(0.002, 0.02))
