"""What becomes of the links of a sync: a part of each listing's Outcome."""

from collections.abc import Collection

from amazon_plytix.applying.outcome import Observer, Outcome
from amazon_plytix.ledger import RunLog, Stage
from amazon_plytix.planning import LinkProducts


class ListingLinks:
    """The LinkJournal of a sync; what becomes of each link is entered into ``outcomes``, by SKU."""

    def __init__(self, outcomes: dict[str, Outcome], log: RunLog, observer: Observer) -> None:
        self._outcomes = outcomes
        self._log = log
        self._observer = observer

    def target_id(self, sku: str) -> str | None:
        """The id of a listing's product, None where it could not be created."""
        return self._outcomes[sku].product_id

    def sent(self, _: LinkProducts, skus: Collection[str]) -> None:
        """Intents."""
        self._log.write(skus, link=Stage.SENT)

    def done(self, _: LinkProducts, skus: Collection[str]) -> None:
        """Links made by this run."""
        self._log.write(skus, link=Stage.DONE)
        self._outcomes.update({sku: self._outcomes[sku].linked() for sku in skus})

    def failed(self, _: LinkProducts, skus: Collection[str], message: str) -> None:
        """Links not made."""
        self._log.write(skus, link=Stage.FAILED, message=message)
        self._outcomes.update({sku: self._outcomes[sku].unlinked(message) for sku in skus})

    def unproven(self, _: LinkProducts, skus: Collection[str], message: str) -> None:
        """Links that may have been made."""
        self._log.write(skus, message=message)
        self._outcomes.update({sku: self._outcomes[sku].unlinked(message) for sku in skus})

    def progress(self, done: int, total: int) -> None:
        """So many canonical products have been linked."""
        self._observer.linking(done, total)
