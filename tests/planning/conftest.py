"""Listings, without a file to read them from."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from amazon_plytix.mapping import Canonical, EntryPosition, Listing
from tests.support import asin


@pytest.fixture(scope="session")
def listing() -> Callable[..., Listing]:
    """The listing of this number, with only what a listing must have, matched where a canonical is given."""

    def made(number: int, canonical: Canonical | None = None, **more: Any) -> Listing:
        place = EntryPosition("matched" if canonical else "unmatched_amazon", number)
        return Listing(place, f"AMZN-US-{asin(number)}", asin(number), "US", canonical, **more)

    return made


@pytest.fixture(scope="session")
def today() -> date:
    return date(2025, 12, 23)
