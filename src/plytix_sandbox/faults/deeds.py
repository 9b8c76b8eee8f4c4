"""What each kind of fault does to a request before its own work begins."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from plytix_sandbox.api.call import Answer
from plytix_sandbox.cutting import Cut
from plytix_sandbox.faults.fault import Fault
from plytix_sandbox.faults.foreign import act

if TYPE_CHECKING:
    from plytix_sandbox.exchange import Exchange
    from plytix_sandbox.sandbox import Sandbox


async def before(sandbox: "Sandbox", fault: Fault, exchange: "Exchange") -> Answer | None:
    """Let a fault happen; return the answer it gives in Plytix's place, or None.

    Raises:
        Cut: the connection is to be cut.
    """
    deed = _DEEDS.get(fault.do)
    return await deed(sandbox, fault, exchange) if deed else None


def after(sandbox: "Sandbox", fault: Fault, answer: Answer) -> None:
    """Let what comes after the work happen.

    Raises:
        Cut: the answer is to be lost.
    """
    if fault.do == "foreign" and fault.when == "after":
        _foreign(sandbox, fault)
    if fault.do == "lose_answer":
        raise Cut(answer.status, reset=False)


def _foreign(sandbox: "Sandbox", fault: Fault) -> None:
    for action in fault.actions:
        act(sandbox.catalog, action)


async def _answer(_: "Sandbox", fault: Fault, __: "Exchange") -> Answer:
    return Answer(fault.status, fault.body, fault.headers)


async def _rate_limit(_: "Sandbox", fault: Fault, __: "Exchange") -> Answer:
    headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
    return Answer(429, {"error": {"msg": "Rate limit exceeded"}}, headers)


async def _delay(sandbox: "Sandbox", fault: Fault, _: "Exchange") -> None:
    await sandbox.clock.sleep(fault.seconds)


async def _reset(_: "Sandbox", __: Fault, ___: "Exchange") -> None:
    raise Cut(0, reset=True)


async def _refuse_tokens(sandbox: "Sandbox", _: Fault, __: "Exchange") -> None:
    sandbox.gate.tokens.refuse_all()


async def _lag(_: "Sandbox", fault: Fault, exchange: "Exchange") -> None:
    exchange.lag = max(exchange.lag, fault.seconds)


async def _foreign_before(sandbox: "Sandbox", fault: Fault, _: "Exchange") -> None:
    if fault.when == "before":
        _foreign(sandbox, fault)


async def _spend(sandbox: "Sandbox", fault: Fault, _: "Exchange") -> None:
    sandbox.gate.spend(fault.calls)


_DEEDS: dict[str, Callable[["Sandbox", Fault, "Exchange"], Awaitable[Answer | None]]] = {
    "answer": _answer,
    "rate_limit": _rate_limit,
    "delay": _delay,
    "reset": _reset,
    "refuse_tokens": _refuse_tokens,
    "lag": _lag,
    "foreign": _foreign_before,
    "spend": _spend,
}
