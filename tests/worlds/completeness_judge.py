"""Judges what undos leave: everything purely ours is gone, all else is reported, the results are true."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from tests.worlds.histories import History, LinkKey, links_of
from tests.worlds.ownership_judge import OwnershipJudge
from tests.worlds.witness import ANSWERED, CHANGED, Call, Event

# A call that was refused so was not carried out, and is sent again, however often.
_TOO_MANY_CALLS = 429


def judge_undo_results(judge: OwnershipJudge, log: Iterable[Event], undone: int, results: Mapping[str, Any]) -> None:
    """What an undo calls removed or gone is gone, and what it keeps has a reason.

    Arguments: ``log`` is what happened while it ran, ``undone`` the number of the job that it took back.
    """
    changes = [event for event in log if event.kind == CHANGED]
    cut = {key for event in changes for key in links_of(event.before).keys() - links_of(event.after)}
    for row in results["taken_back"]:
        named = f"{row['kind']} {row['sku']}"
        if row["state"] in ("kept", "error"):
            assert row["message"], f"[unreported] {named} is {row['state']} without a reason"
        if row["kind"] == "product" and row["state"] in ("removed", "gone already"):
            assert not judge.histories.is_there(row["product_id"]), f"[results] {named}: {row['state']}, and is there"
        if row["kind"] == "link" and row["state"] == "removed":
            linked = {key for key, made in judge.histories.links.items() if made.actor.job == undone}
            linked = {key for key in linked if _is_of(judge, key, row)}
            assert linked <= cut, f"[results] {named} is called removed, and is there"


def judge_left_over(
    judge: OwnershipJudge,
    log: Iterable[Event],
    last_undos: Mapping[int, Mapping[str, Any]],
    undone: Collection[int],
    ended_early: Collection[int],
) -> None:
    """What our jobs made, saw made, and no one else touched is gone; what is left of ours was reported with its reason.

    Arguments:
        judge: has seen everything.
        log: everything.
        last_undos: the results of the last undo of every job, by its number.
        undone: the numbers of the jobs that the ledgers call undone.
        ended_early: the numbers of the jobs that may have ended before they saw what they had written.
    """
    spoilt = _spoilt(log, ended_early)
    reported = {
        row[name] for results in last_undos.values() for row in _kept(results) for name in ("sku", "product_id")
    }
    for history in judge.histories.products.values():
        if history.maker is None or history.now is None or history.id not in judge.proven:
            continue
        named = f"{history.sku} ({history.id})"
        is_spoilt = history.maker.job in ended_early or bool(spoilt & {history.id, history.sku})
        assert is_spoilt or is_touched(judge, history), f"[left] {named} is still there, and purely ours"
        assert reported & {history.sku, history.id}, f"[unreported] {named} is left, and no undo says so"
        assert history.maker.job not in undone, f"[runs] {named} is left, and its run is called undone"
    _judge_links_left(judge, spoilt)


def is_touched(judge: OwnershipJudge, history: History) -> bool:
    """Return whether others than its maker did anything to a product, or to a link from or to it."""
    maker = history.maker.machine if history.maker else ""
    linkers = judge.histories.linkers.items()
    return bool(history.others) or any(history.id in (key[0], key[2]) and by - {maker} for key, by in linkers)


def _judge_links_left(judge: OwnershipJudge, spoilt: set[str]) -> None:
    for key, made in judge.histories.links.items():
        source, target = (judge.histories.products[each] for each in (key[0], key[2]))
        # A link stays with a product of ours that stays.
        if not made.actor.machine or source.now is None or target.now is None or source.maker or target.maker:
            continue
        if judge.histories.linkers[key] == {made.actor.machine} and not source.others and not target.others:
            is_spoilt = bool(spoilt & {source.id, source.sku, target.id, target.sku})
            assert is_spoilt, f"[left] the link {source.sku} to {target.sku} is still there, and purely ours"


def _spoilt(log: Iterable[Event], ended_early: Collection[int]) -> set[str]:
    """Return the ids and SKUs of products of which our machine cannot know for certain what its calls did.

    One of them failed, its answer got lost, or the job ended before it could look.
    """
    spoilt: set[str] = set()
    for event in log:
        if event.kind == ANSWERED and event.call and not _is_certain(event.call, event.status, ended_early):
            spoilt |= _named(event.call)
    return spoilt


def _is_certain(call: Call, status: int | None, ended_early: Collection[int]) -> bool:
    # What an undo could not read is read by the next one.
    if call.method == "GET" and call.actor.undoes is not None:
        return True
    if status is None or (status >= 300 and status != _TOO_MANY_CALLS):
        return False
    is_link = call.method in ("POST", "DELETE") and "/relationships/" in call.path
    return not is_link or call.actor.job not in ended_early


def _named(call: Call) -> set[str]:
    """Return the ids and SKUs that a call names."""
    body = call.body if isinstance(call.body, dict) else {}
    named = {call.product_id or "", str(body.get("sku", ""))}
    for each in body.get("product_relationships", ()):
        named.add(each if isinstance(each, str) else each["product_id"])
    for each in (each for group in body.get("filters") or () for each in group):
        named |= set(each["value"]) if isinstance(each.get("value"), list) else {str(each.get("value"))}
    return named - {""}


def _is_of(judge: OwnershipJudge, key: LinkKey, row: Mapping[str, Any]) -> bool:
    source, target = (judge.histories.products[each] for each in (key[0], key[2]))
    is_there = source.now is not None and target.now is not None
    return is_there and (source.sku, target.id) == (row["source_sku"], row["product_id"])


def _kept(results: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [row for row in results["taken_back"] if row["state"] in ("kept", "error")]
