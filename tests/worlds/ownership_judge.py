"""Judges every deletion and every removed link: it had to be purely ours, as far as any call could show.

The rules are those of issue 12, worked out from what happened in the catalog, not from the program's ledger.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from plytix_sandbox.catalog.records import Product
from tests.worlds.histories import Histories, History, LinkKey, descriptions, is_as_left, links_of
from tests.worlds.looks import Looks
from tests.worlds.witness import CHANGED, Call, Event


@dataclass(slots=True)
class Verdict:
    """What was wrong, and how often something was hurt that no call could show before."""

    wrong: list[str] = field(default_factory=list)
    unavoidable: Counter[str] = field(default_factory=Counter)


class OwnershipJudge:
    """Goes through the log of a witness.

    Arguments:
        at_first: the products that there were before the log begins.
        lag: the seconds that searches lag behind.
    """

    def __init__(self, at_first: Iterable[Product], lag: float) -> None:
        self.histories = Histories(list(at_first))
        self.looks = Looks(self.histories, lag)
        self.verdict = Verdict()
        # Products whose create was answered: their makers know for certain that they made them.
        self.proven: set[str] = set()
        self._made_by_call: dict[Call, str] = {}

    def judge(self, log: Iterable[Event]) -> Verdict:
        """Judge everything in a log; return what is wrong so far."""
        for event in log:
            if event.kind == CHANGED:
                self._judge_change(event)
                self.histories.apply(event)
            else:
                self.looks.take_in(event)
                self._take_in_answer(event)
        return self.verdict

    def _take_in_answer(self, event: Event) -> None:
        call = event.call
        if call is None or event.status not in range(200, 300):
            return
        if call in self._made_by_call:
            self.proven.add(self._made_by_call[call])
        history = self.histories.products.get(call.product_id or "")
        if history and history.now and call.method == "POST" and _is_made_by(history, call):
            self._forget_what_never_showed(history, history.now, call)

    def _forget_what_never_showed(self, history: History, now: Product, call: Call) -> None:
        """Our call wrote what others had written already: if nothing else differs, its answer shows nothing of them."""
        family = call.body.get("product_family_id", history.ours.family_id)
        if is_as_left(replace(history.ours, family_id=family), now, self._exempt(history, now)):
            history.ours = now

    def _judge_change(self, event: Event) -> None:
        before, after, call = event.before, event.after, event.call
        if call is None:
            return
        if before is None:
            assert after
            self._made_by_call[call] = after.id
        elif after is None:
            self._judge_deletion(event, call, before)
        else:
            removed = links_of(before).keys() - links_of(after).keys()
            for key in removed:
                if self.histories.is_there(key[2]) and key in self.histories.links:
                    self._judge_unlink(event, call, key)

    def _judge_deletion(self, event: Event, call: Call, before: Product) -> None:
        history = self.histories.products[before.id]
        named = f"{before.sku} ({before.id}) at {event.time:.3f}"
        look = self.looks.before_delete(call)
        if call.actor.undoes is None:
            self._wrong("no undo", f"a job that is no undo deleted {named}")
        if before.id != call.product_id:
            seen = look is None or before.id in look.seen.variants
            self._blame(f"{named} was deleted as a variant of what an undo deleted", "variant", seen=seen)
            return
        if not _is_made_by(history, call):
            self._wrong("maker", f"{named} was deleted, and was not made by this machine")
            return
        if before.id not in self.proven:
            self._wrong("unproven", f"{named} was deleted, though its create was never answered")
        self._judge_touches(history, before, call, named)
        for key, made in self.histories.links_to(before.id).items():
            if made.actor.machine != call.actor.machine:
                unseen = self.looks.is_unseen_from_target(call.actor.machine, key, made.time, event.time)
                unseen = unseen or self.looks.may_be_ours(call.actor.machine, key, made.time)
                what = (
                    f"{named} was deleted, and with it the link {self._named(key)} that others made at {made.time:.3f}"
                )
                self._blame(what, "link to it", seen=not unseen)

    def _judge_touches(self, history: History, before: Product, call: Call, named: str) -> None:
        if self._is_pure(history, history.ours, before):
            # Others wrote something, and nothing of it shows.
            if history.others:
                self.verdict.unavoidable["left no trace"] += 1
            return
        look = self.looks.before_delete(call)
        how = "without a look right before" if look is None else f"though others' changes showed at {look.time:.3f}"
        what = f"{named} was deleted {how}; {'; '.join(descriptions(history.others)) or 'it changed otherwise'}"
        self._blame(what, "in flight", seen=look is None or not self._is_pure(history, look.ours, look.seen))

    def _judge_unlink(self, event: Event, call: Call, key: LinkKey) -> None:
        made = self.histories.links[key]
        named = f"the link {self._named(key)}, made at {made.time:.3f}, removed at {event.time:.3f}"
        undone = call.actor.undoes
        if undone is None:
            self._wrong("no undo", f"a job that is no undo removed {named}")
        elif (made.actor.machine, made.actor.job) != (call.actor.machine, undone):
            whose = f"job {made.actor.job} of machine {made.actor.machine}" if made.actor.machine else "a person"
            job = replace(call.actor, job=undone, undoes=None)
            unseen = self.looks.may_be_ours(job, key, made.time)
            # What its own jobs did, a machine knows.
            if made.actor.machine != call.actor.machine:
                unseen = unseen or self.looks.is_unseen(call.actor.machine, key, made.time, event.time)
            self._blame(f"{named} by the undo of job {undone}: {whose} had made it", "unlink", seen=not unseen)

    def _is_pure(self, history: History, ours: Product, now: Product) -> bool:
        exempt = self._exempt(history, now)
        # Between a link and its reading back, whoever makes it again leaves nothing but its moment.
        made = {link.last_modified for key, link in links_of(now).items() if key in exempt}
        return is_as_left(ours, now, exempt) and now.modified in {ours.modified, *made}

    def _exempt(self, history: History, now: Product) -> set[LinkKey]:
        """Return the links from a product that are not to be compared: those that lead nowhere, or may be ours."""
        maker = history.maker.machine if history.maker else ""
        keys = links_of(now).keys() | links_of(history.ours).keys()
        gone = {key for key in keys if not self.histories.is_there(key[2])}
        made = self.histories.links
        return gone | {key for key in keys if key in made and self.looks.may_be_ours(maker, key, made[key].time)}

    def _blame(self, what: str, kind: str, *, seen: bool) -> None:
        if seen:
            self._wrong(kind, what)
        else:
            self.verdict.unavoidable[kind] += 1

    def _wrong(self, kind: str, what: str) -> None:
        self.verdict.wrong.append(f"[{kind}] {what}")

    def _named(self, key: LinkKey) -> str:
        source, target = (self.histories.products[each].sku for each in (key[0], key[2]))
        return f"{source} to {target}"


def _is_made_by(history: History, call: Call) -> bool:
    return history.maker is not None and bool(call.actor.machine) and history.maker.machine == call.actor.machine
