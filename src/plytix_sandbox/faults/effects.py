"""What each kind of fault does to a request, before and after the request's own work."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from plytix_sandbox.api.call import Answer
from plytix_sandbox.catalog import Catalog
from plytix_sandbox.clock import Clock
from plytix_sandbox.cutting import Cut
from plytix_sandbox.exchange import Exchange
from plytix_sandbox.faults.fault import Fault
from plytix_sandbox.faults.foreign import act
from plytix_sandbox.gate import Gate


@dataclass(frozen=True, slots=True)
class Target:
    """The parts of a sandbox that a fault can act on."""

    catalog: Catalog
    gate: Gate
    clock: Clock


async def before(target: Target, fault: Fault, exchange: Exchange) -> Answer | None:
    """Apply a fault before the request's own work; return the answer it gives instead of Plytix, or None.

    Raises Cut if the connection is to be cut.
    """
    effect = _EFFECTS.get(fault.do)
    return await effect(target, fault, exchange) if effect else None


def after(target: Target, fault: Fault, answer: Answer) -> None:
    """Apply a fault after the request's own work.

    Raises Cut if the answer is to be lost.
    """
    if fault.do == "foreign" and fault.when == "after":
        _act_as_another_user(target, fault)
    if fault.do == "lose_answer":
        raise Cut(answer.status, reset=False)


def _act_as_another_user(target: Target, fault: Fault) -> None:
    for action in fault.actions:
        act(target.catalog, action)


async def _answer(_: Target, fault: Fault, __: Exchange) -> Answer:
    return Answer(fault.status, fault.body, fault.headers)


async def _rate_limit(_: Target, fault: Fault, __: Exchange) -> Answer:
    headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
    return Answer(429, {"error": {"msg": "Rate limit exceeded"}}, headers)


async def _delay(target: Target, fault: Fault, _: Exchange) -> None:
    await target.clock.sleep(fault.seconds)


async def _reset(_: Target, __: Fault, ___: Exchange) -> None:
    raise Cut(0, reset=True)


async def _refuse_tokens(target: Target, _: Fault, __: Exchange) -> None:
    target.gate.tokens.refuse_all()


async def _lag(_: Target, fault: Fault, exchange: Exchange) -> None:
    # Several lags do not add up: a search is as late as the slowest of them.
    exchange.lag = max(exchange.lag, fault.seconds)


async def _foreign_before(target: Target, fault: Fault, _: Exchange) -> None:
    if fault.when == "before":
        _act_as_another_user(target, fault)


async def _spend(target: Target, fault: Fault, _: Exchange) -> None:
    target.gate.spend(fault.calls)


_EFFECTS: dict[str, Callable[[Target, Fault, Exchange], Awaitable[Answer | None]]] = {
    "answer": _answer,
    "rate_limit": _rate_limit,
    "delay": _delay,
    "reset": _reset,
    "refuse_tokens": _refuse_tokens,
    "lag": _lag,
    "foreign": _foreign_before,
    "spend": _spend,
}
