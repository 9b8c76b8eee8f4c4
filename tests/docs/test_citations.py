"""What a comment or a page refers to can be opened: sections of docs/reference/, files, links."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from plytix_sandbox.switches import catalogue

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
CODE = [path for folder in ("src", "tests", "benchmarks", "scripts") for path in sorted((ROOT / folder).rglob("*.py"))]
READ = [*PAGES, ROOT / "CHANGELOG.md", ROOT / "Makefile", *(path for path in CODE if path != Path(__file__))]

_NUMBER = r"\d+(?:\.\d+)?"
_NUMBERED = re.compile(rf"(plytix-api|amazon-catalog)\.md`?,? ({_NUMBER}(?:(?:, | and |, and ){_NUMBER}\b)*)")
_UNNUMBERED = re.compile(rf"(?:plytix-api|amazon-catalog)\.md(?!`?,? {_NUMBER})")
_NAMED = re.compile(r"sync-workflow\.md, (.{1,40})")
_UNREADABLE = re.compile(r"fact sheet|catalog reference|\bthe sheet\b|(?<![\w/])(?:\.\./)?shared/", re.IGNORECASE)
_SEED = re.compile(r"\bthe seed\b", re.IGNORECASE)
_LINK = re.compile(r"\]\((?![a-z]+:)([^)#]*)(?:#([^)]*))?\)")
_CODE_PATH = re.compile(r"`([\w.-]+(?:/[\w.-]+)*/(?:[\w-]+\.(?:py|md|json|toml|txt))?)`")
# A path in the reader's configuration directory.
_NOT_OURS = {"amazon-plytix/config.toml"}


@cache
def text_of(path: Path) -> str:
    """The text of a file, its lines joined, so that a citation may go on in the next line of a comment."""
    return re.sub(r"\s*\n\s*(?:# ?)?", " ", path.read_text("utf-8"))


@cache
def headings(page: Path) -> tuple[str, ...]:
    """The headings of a page."""
    without_code = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    return tuple(re.findall(r"^#{1,4} (.+)$", without_code, re.MULTILINE))


def sections(page: str) -> list[str]:
    """The numbers of the sections of a reference page."""
    numbers = (re.match(_NUMBER, heading) for heading in headings(ROOT / "docs" / "reference" / f"{page}.md"))
    return [number[0] for number in numbers if number]


def anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def unresolved(path: Path) -> Iterator[str]:
    """The citations in a file that lead to no section."""
    for page, numbers in _NUMBERED.findall(text_of(path)):
        yield from (f"{page}.md {each}" for each in re.findall(_NUMBER, numbers) if each not in sections(page))
    workflow = headings(ROOT / "docs" / "reference" / "sync-workflow.md")
    yield from (f"sync-workflow.md, {said}" for said in _NAMED.findall(text_of(path)) if not said.startswith(workflow))


def named(paths: Iterable[Path]) -> list[str]:
    """Files as a failure shows them."""
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize("path", READ, ids=named(READ))
def test_every_citation_resolves(path: Path) -> None:
    assert list(unresolved(path)) == []


@pytest.mark.parametrize("page", ["plytix-api", "amazon-catalog"])
def test_a_section_number_is_given_once(page: str) -> None:
    numbers = sections(page)
    assert sorted(set(numbers)) == sorted(numbers)


def test_the_reference_says_where_each_switch_comes_from() -> None:
    page = (ROOT / "docs" / "reference" / "plytix-api.md").read_text("utf-8")
    table = page.partition("\n## 13 ")[2].partition("\n## ")[0]
    assert [switch.name for switch in catalogue() if f"`{switch.name}`" not in table] == []


def test_code_cites_sections_and_not_pages() -> None:
    assert named(path for path in CODE if path in READ and _UNNUMBERED.search(text_of(path))) == []


def test_every_page_that_code_names_exists() -> None:
    known = {path.name for path in [*PAGES, ROOT / "CHANGELOG.md"]}
    for path in CODE:
        assert set(re.findall(r"(?<![\w}*-])[a-z][\w-]*\.md\b", text_of(path))) <= known, path


def test_nothing_refers_to_what_a_reader_cannot_open() -> None:
    assert named(path for path in READ if _UNREADABLE.search(text_of(path))) == []


def test_the_only_seed_is_that_of_random_numbers() -> None:
    random = [ROOT / "tests", ROOT / "src" / "plytix_sandbox"]
    others = (path for path in READ if not any(path.is_relative_to(folder) for folder in random))
    assert named(path for path in others if _SEED.search(text_of(path))) == []


@pytest.mark.parametrize("page", PAGES, ids=named(PAGES))
def test_a_link_leads_somewhere(page: Path) -> None:
    for target, fragment in _LINK.findall(text_of(page)):
        file = (page.parent / target) if target else page
        assert file.resolve().is_relative_to(ROOT), target
        assert file.exists(), target
        assert not fragment or fragment in map(anchor, headings(file)), f"{target}#{fragment}"


@pytest.mark.parametrize("page", PAGES, ids=named(PAGES))
def test_a_path_in_a_page_is_there(page: Path) -> None:
    roots = [ROOT, page.parent, ROOT / "src", ROOT / "src" / "amazon_plytix", ROOT / "src" / "plytix_sandbox"]
    paths = set(_CODE_PATH.findall(text_of(page))) - _NOT_OURS
    assert [path for path in sorted(paths) if not any((root / path).exists() for root in roots)] == []
