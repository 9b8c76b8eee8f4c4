"""The documentation agrees with the code, and every behaviour of the code's list has a test."""

import ast
from pathlib import Path

import pytest

from plytix_sandbox import Fault, accounts, faults
from plytix_sandbox.accounts.sections import SECTIONS
from plytix_sandbox.behaviours import BEHAVIOURS, Behaviour, score
from plytix_sandbox.faults.fault import EFFECTS
from plytix_sandbox.faults.foreign import ACTIONS
from plytix_sandbox.switches import SwitchInfo, catalogue

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "sandbox.md").read_text("utf-8")
TESTS = {
    node.name
    for path in HERE.rglob("test_*.py")
    for node in ast.walk(ast.parse(path.read_text("utf-8")))
    if isinstance(node, ast.FunctionDef)
}


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda b: b.name)
def test_every_behaviour_has_a_test_and_a_row(behaviour: Behaviour) -> None:
    assert f"test_{behaviour.name}" in TESTS
    assert behaviour.row in PAGE


def test_the_page_has_no_other_rows() -> None:
    section = PAGE.partition("## What it does, and how we know")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ") and not line.startswith(("| Beh", "| ---"))]
    assert rows == [b.row for b in BEHAVIOURS]
    switches = PAGE.partition("## Switches")[2].partition("\n## ")[0]
    assert switches.count("\n| `") == len(catalogue())


def test_the_page_counts_behaviours_by_evidence_and_switches() -> None:
    section = PAGE.partition("## How much of it is known")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ") and not line.startswith(("| Evi", "| ---"))]
    assert rows == [f"| {kind} | {number} |" for kind, number in score().items()]
    assert sum(score().values()) == len(BEHAVIOURS)
    assert f"{len(catalogue())} [switches](#switches)" in section


@pytest.mark.parametrize("info", catalogue(), ids=lambda i: i.name)
def test_every_switch_has_a_row(info: SwitchInfo) -> None:
    values = ", ".join(f"`{value}`" for value in info.values)
    assert f"| `{info.name}` | {info.decides} | {values} |" in PAGE


def test_faults_and_sections_are_on_the_page() -> None:
    for name in (*EFFECTS, *ACTIONS, *SECTIONS):
        assert f"`{name}`" in PAGE, name
    assert all(f"`{key}`" in PAGE for key in Fault.__dataclass_fields__)


def test_the_examples_on_the_page_work(tmp_path: Path) -> None:
    blocks = [part.partition("```")[0] for part in PAGE.split("```json\n")[1:]]
    account, fault_file = tmp_path / "account.json", tmp_path / "faults.json"
    account.write_text(blocks[0])
    fault_file.write_text(blocks[1])
    assert accounts.load(account).sections["products"]
    assert faults.load(fault_file)
