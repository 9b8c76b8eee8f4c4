"""The package could serve any API: none is named in it."""

import re
from pathlib import Path

import pytest

from amazon_plytix import http

MODULES = sorted(Path(http.__path__[0]).rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_no_code_comment_or_message_names_an_api(module: Path) -> None:
    # The name of the distribution stands in every import.
    text = module.read_text().replace("amazon_plytix.", "")
    assert re.findall(r"plytix|amazon", text, re.IGNORECASE) == []


def test_the_modules_are_found() -> None:
    assert {"budget", "retry", "transport"} <= {module.stem for module in MODULES}
