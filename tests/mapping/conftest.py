"""Mapping files on disk, read or refused."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from amazon_plytix.mapping import ListingMapping, MappingRefused, read

Write = Callable[[object], Path]


@pytest.fixture(scope="session")
def write(tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Put bytes, text or a JSON value into a file and return its path."""
    path = tmp_path_factory.mktemp("mappings") / "mapping.json"

    def written(content: object) -> Path:
        text = content if isinstance(content, bytes | str) else json.dumps(content)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


@pytest.fixture(scope="session")
def reading(write: Write) -> Callable[..., ListingMapping]:
    """Read a file with this content, and this marketplace from --marketplace."""
    return lambda content, marketplace=None, **options: read(write(content), marketplace, **options)


@pytest.fixture(scope="session")
def refusal(write: Write) -> Callable[..., MappingRefused]:
    """Read a file with this content and return its refusal."""

    def refused(content: object, marketplace: str | None = None, *, strict: bool = False) -> MappingRefused:
        with pytest.raises(MappingRefused) as caught:
            read(write(content), marketplace, strict=strict)
        return caught.value

    return refused
