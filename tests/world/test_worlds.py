"""Random worlds: nothing lost, nothing twice, whatever happens."""

import tempfile
from pathlib import Path

import pytest

from world.life import Life

_CHUNK = 50


@pytest.mark.parametrize("first", range(0, 3000, _CHUNK))
def test_nothing_is_lost_and_nothing_made_twice(first: int) -> None:
    for seed in range(first, first + _CHUNK):
        with tempfile.TemporaryDirectory() as folder:
            try:
                Life(seed, Path(folder)).live()
            except Exception as failure:
                raise AssertionError(f"world {seed}: {failure}; replay it with: make world SEED={seed}") from failure
