"""The pinned packages are those that pyproject.toml asks for, and the files that pin them name no address."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RUNTIME, DEV = (ROOT / f"requirements/{name}.txt" for name in ("runtime", "dev"))
# A pinned package, its hashes, and the comment that says who asks for it.
PINNED = re.compile(r"^([a-z0-9._-]+)==\S.*\n(?:    --hash=.*\n)+((?:    #.*\n)+)", re.MULTILINE)
ASKED_FOR = re.compile(r"amazon-plytix \(pyproject\.toml:?(\w*)\)")


def names(requirements: list[str]) -> set[str]:
    """Return the names of packages as they stand in requirements, without versions."""
    return {re.split(r"[^a-z0-9._-]", requirement, maxsplit=1)[0] for requirement in requirements}


def declared() -> dict[str, set[str]]:
    """Return the packages of each section of pyproject.toml: the program's under "", the groups' under their names."""
    document = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {"": names(document["project"]["dependencies"])} | {
        group: names(packages) for group, packages in document["dependency-groups"].items()
    }


def pinned(path: Path) -> dict[str, set[str]]:
    """Return the packages that a file says are pinned for a section of pyproject.toml, by section."""
    sections: dict[str, set[str]] = {}
    for package, comment in PINNED.findall(path.read_text("utf-8")):
        for section in ASKED_FOR.findall(comment):
            sections.setdefault(section, set()).add(package)
    return sections


@pytest.mark.parametrize(("path", "sections"), [(RUNTIME, {"", "build"}), (DEV, {"", "build", "dev"})])
def test_exactly_the_declared_packages_are_pinned_for_us(path: Path, sections: set[str]) -> None:
    assert pinned(path) == {name: packages for name, packages in declared().items() if name in sections}


@pytest.mark.parametrize("path", [RUNTIME, DEV])
def test_no_pinned_package_is_tied_to_an_address(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.findall(r"\S*://\S*|^\s*-(?!-hash=).*", text, re.MULTILINE) == []
