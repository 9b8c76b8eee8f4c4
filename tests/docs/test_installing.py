"""The program is installed as pages and messages say, also where the system's Python takes no packages."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
CODE = sorted((ROOT / "src").rglob("*.py"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_packages_go_into_an_environment_of_their_own(page: Path) -> None:
    lines = [line for line in page.read_text("utf-8").splitlines() if re.search(r"\bpip install\b", line)]
    assert [line for line in lines if not re.search(r"/bin/pip install", line)] == []


@pytest.mark.parametrize("path", [*PAGES, *CODE], ids=lambda path: path.name)
def test_no_package_index_is_asked_for_the_program(path: Path) -> None:
    """It is in none: anybody could put something else there under its name."""
    assert re.findall(r"(?:pip|pipx|uv)\b[^`\n]* install '?amazon-plytix", path.read_text("utf-8")) == []


def test_the_readme_says_how() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    [venv] = re.findall(r"python3 -m venv (\S+)", text)
    assert f"{venv}/bin/pip install ." in text
    assert f'export PATH={venv}/bin:"$PATH"' in text
