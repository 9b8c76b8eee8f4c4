"""Results need to say what they are of."""

from collections.abc import Callable
from typing import Any

import pytest

from amazon_plytix.reporting.results import Metadata


@pytest.fixture(scope="session")
def metadata() -> Callable[..., Metadata]:
    """What results are of: those of an execute of a sync, if nothing else is said."""

    def made(**more: Any) -> Metadata:
        values = {
            "source_file": "m.json",
            "sync_date": "2025-12-23T05:59:15Z",
            "dry_run": False,
            "job": "sync",
            "run": "20251223-055915-ab12",
            "account": None,
            "host": "pim.plytix.com",
            "version": "0.1.0",
        }
        return Metadata(**(values | more))

    return made
