"""A call of the API, and its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from plytix_sandbox.api.dialect import Dialect
from plytix_sandbox.catalog import Catalog
from plytix_sandbox.catalog.drafts import object_of
from plytix_sandbox.fetching import Fetch
from plytix_sandbox.refusals import Refusal, broken_json


@dataclass(frozen=True, slots=True)
class BrokenJson:
    """A body that could not be decoded, with the reason."""

    reason: str


NO_BODY: Final = BrokenJson("No JSON object could be decoded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that may be answered: the token was good and the rate windows were not used up.

    Arguments:
        catalog: the account.
        dialect: v1 or v2.
        args: the values of the route's placeholders.
        body: the decoded JSON, or a BrokenJson.
        query: the query's parameters.
        raw: the body as it came, for uploads.
        content_type: its type.
        base_url: scheme and host, for addresses in answers.
        lag: seconds that searches lag behind writes.
        shuffle: the random source of unstable orders.
        fetch: fetches the content of an address.
    """

    catalog: Catalog
    dialect: Dialect
    args: tuple[str, ...]
    body: Any
    query: Mapping[str, str]
    raw: bytes
    content_type: str
    base_url: str
    lag: float
    shuffle: Random
    fetch: Fetch

    def object(self) -> dict[str, Any]:
        """Return the body, an object.

        Raises Refusal 400 if it is no JSON (documented), 422 if it is no object.
        """
        if isinstance(self.body, BrokenJson):
            raise broken_json(self.body.reason)
        return object_of(self.body)

    def optional_object(self) -> dict[str, Any]:
        """Return the body, or an empty object if there is no body."""
        return {} if self.body is NO_BODY else self.object()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: status, JSON body (None for an empty one) and headers."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


ACCEPTED: Final = 202
NO_CONTENT: Final = 204


def rows(found: Sequence[Any], status: int = 200, **headers: str) -> Answer:
    """Return an answer whose `data` is a list, also of one (live)."""
    return Answer(status, {"data": list(found)}, headers)


def missing(wanted: str, msg: str, field_name: str = "id") -> Refusal:
    """Return the 404 for anything but a product; its msg begins with a blank (documented for attributes, assets)."""
    return Refusal(404, f" No results found for {wanted}", [(field_name, msg)])
