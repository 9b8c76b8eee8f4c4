"""An account of three products."""

import pytest

from tests.sandbox.api_client import Api


@pytest.fixture
def mugs(api: Api) -> Api:
    """Three products: Abc is heavy and red, abc is light and blue, Other has no values."""
    api.make("Abc", label="Big Mug", status="Completed", attributes={
        "title": "Heavy 100%", "weight": 3.5, "pieces": 2, "boxed": True, "day": "2025-03-01",
        "colour": "Red", "tags": ["a", "b"], "picture": {"id": api.asset()}, "site": "http://x.example",
    })  # fmt: skip
    api.make("abc", label="small mug", attributes={
        "title": "light", "weight": 1, "boxed": False, "day": "2025-03-02", "colour": "Blue", "tags": ["c"],
    })  # fmt: skip
    api.make("Other")
    api.delete(f"v1/products/{api.id_of('BASE')}")
    return api
