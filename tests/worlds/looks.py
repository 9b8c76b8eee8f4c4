"""What our machines have looked at, and when: no undo is blamed for what no call could show."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from plytix_sandbox.catalog.records import Product
from tests.worlds.histories import Histories, LinkKey
from tests.worlds.witness import SENT, Actor, Call, Event

# A call that is sent so soon after an answer is the very next one: there was no wait between them.
FLIGHT_SECONDS = 1.0
# Links are looked at for a hundred products at once: for so long a look is good, unless there was a longer wait.
LOOK_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Look:
    """A product as our machine saw it, and as it had left it."""

    time: float
    seen: Product
    ours: Product


@dataclass(frozen=True, slots=True)
class Read:
    """A look at the links of a product: at which time, and how old the state was that it showed."""

    time: float
    as_of: float


@dataclass(slots=True)
class Linked:
    """One job's calls that make one link: between these times, nothing shows who made it.

    ``begin`` is the last look at the source before, ``end`` the first after, ``answered`` when Plytix said it was done.
    """

    begin: float
    answered: float | None = None
    end: float | None = None


class Looks:
    """Everything our machines have seen, from the log of a witness.

    Arguments: ``lag`` are the seconds that searches lag behind.
    """

    def __init__(self, histories: Histories, lag: float) -> None:
        self._histories = histories
        self._lag = lag
        self._last: dict[tuple[str, str], Look | None] = {}
        self._before_delete: dict[Call, Look | None] = {}
        # Products whose deletion is on its way after a look.
        self._going: set[tuple[str, str]] = set()
        self._reads: dict[tuple[str, str], Read] = {}
        self._links_to: dict[tuple[str, str, str], float] = {}
        self._linked: defaultdict[LinkKey, dict[Actor, Linked]] = defaultdict(dict)

    def take_in(self, event: Event) -> None:
        """Take in that a call was sent or answered."""
        call = event.call
        assert call
        if event.kind == SENT:
            self._sent(call, event.time)
            return
        if call.method == "DELETE":
            self._going.discard((call.actor.machine, call.product_id or ""))
        if event.status in range(200, 300):
            self._answered(call, event.time)

    def before_delete(self, call: Call) -> Look | None:
        """Return how our machine saw a product right before it sent the call that deleted it; None if it did not."""
        return self._before_delete.get(call)

    def is_in_flight(self, machine: str, product_id: str, now: float) -> bool:
        """Return whether a product has been looked at so lately that the next call may be the one that deletes it."""
        look = self._last.get((machine, product_id))
        return (machine, product_id) in self._going or (look is not None and now - look.time <= FLIGHT_SECONDS)

    def may_be_ours(self, actor: Actor | str, key: LinkKey, made: float) -> bool:
        """Return whether a job, or any job of a machine, cannot know that a link which was made then is not its own."""
        jobs = self._linked.get(key, {})
        chosen = [each for job, each in jobs.items() if actor in (job, job.machine)]
        return any(each.answered and each.begin <= made <= (each.end or made) for each in chosen)

    def is_unseen(self, machine: str, key: LinkKey, made: float, now: float) -> bool:
        """Return whether a link that was made then was made after the last look at its source, which was lately."""
        read = self._reads.get((machine, key[0]))
        return read is not None and made > read.as_of and now - read.time <= LOOK_SECONDS

    def is_unseen_from_target(self, machine: str, key: LinkKey, made: float, now: float) -> bool:
        """Return whether a link that was made then could not be found yet by a search for what leads to its target."""
        looked = max(self._links_to.get((machine, key[1], target), 0.0) for target in (key[2], "*"))
        return made > looked and now - made <= LOOK_SECONDS + self._lag

    def _sent(self, call: Call, time: float) -> None:
        id_, machine = call.product_id, call.actor.machine
        if id_ is None or call.method == "GET":
            return
        look = self._last.get((machine, id_))
        if call.method == "DELETE" and _is_whole(call):
            fresh = look if look and time - look.time <= FLIGHT_SECONDS else None
            self._before_delete[call] = fresh
            if fresh:
                self._going.add((machine, id_))
        self._last[machine, id_] = None
        for key in _links_made(call):
            read = self._reads.get((machine, id_))
            self._linked[key].setdefault(call.actor, Linked(read.as_of if read else 0.0))

    def _answered(self, call: Call, time: float) -> None:
        id_, machine = call.product_id, call.actor.machine
        for key in _links_made(call):
            linked = self._linked[key][call.actor]
            linked.answered = linked.answered or time
        if call.path.endswith("/products/search"):
            self._searched(call, time)
        elif id_ and call.method == "GET" and _is_whole(call):
            history = self._histories.products.get(id_)
            if history and history.now:
                self._last[machine, id_] = Look(time, history.now, history.ours)
            self._read(call, id_, Read(time, time))

    def _searched(self, call: Call, time: float) -> None:
        named = {value for group in call.body.get("filters") or () for each in group for value in _values(each)}
        for history in self._histories.products.values():
            if named and (history.id in named or history.sku in named or (history.now and history.now.sku in named)):
                self._read(call, history.id, Read(time, time - self._lag))
        for each in (each for group in call.body.get("relationship_filters") or () for each in group):
            targets = [target["id"] for target in each.get("product_ids") or ()] or ["*"]
            for target in targets:
                self._links_to[call.actor.machine, each["relationship_id"], target] = time - self._lag

    def _read(self, call: Call, product_id: str, read: Read) -> None:
        before = self._reads.get((call.actor.machine, product_id))
        as_of = max(read.as_of, before.as_of) if before else read.as_of
        self._reads[call.actor.machine, product_id] = Read(read.time, as_of)
        for key, jobs in self._linked.items():
            linked = jobs.get(call.actor)
            if linked and key[0] == product_id and linked.answered and not linked.end and read.as_of >= linked.answered:
                linked.end = read.as_of


def _is_whole(call: Call) -> bool:
    return call.path.count("/") == 4


def _links_made(call: Call) -> list[LinkKey]:
    parts = call.path.split("/")
    if call.method != "POST" or len(parts) != 7 or parts[5] != "relationships":
        return []
    return [(parts[4], parts[6], each["product_id"]) for each in call.body["product_relationships"]]


def _values(filter_: Any) -> list[str]:
    value = filter_.get("value")
    return value if isinstance(value, list) else [value]
