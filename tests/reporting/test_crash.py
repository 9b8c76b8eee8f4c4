"""A fault of this program leaves its traceback in a file, without secrets, and a sentence that names it."""

import stat
from pathlib import Path

import pytest

from amazon_plytix.reporting.crash import describe_fault


def fault(text: str) -> Exception:
    with pytest.raises(KeyError) as raised:
        _ = dict[str, str]()[text]
    return raised.value


def test_the_sentence_names_the_file_and_the_file_has_the_traceback(tmp_path: Path) -> None:
    sentence = describe_fault(fault("modified"), tmp_path / "state", "20261124-1", str)
    file = tmp_path / "state" / "crash-20261124-1.txt"
    assert sentence == (f"a fault of this program, please report it: KeyError: 'modified'; its traceback is in {file}")
    assert "in fault\n    _ = dict[str, str]()[text]" in file.read_text("utf-8")
    assert file.read_text("utf-8").startswith("amazon-plytix ")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_secrets_are_taken_out_of_both(tmp_path: Path) -> None:
    sentence = describe_fault(fault("MARKED"), tmp_path, "1", lambda text: text.replace("MARKED", "***"))
    assert "MARKED" not in sentence + (tmp_path / "crash-1.txt").read_text("utf-8")


def test_without_a_file_there_is_still_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "its traceback was lost" in describe_fault(fault("x"), tmp_path / "file", "1")
    assert describe_fault(fault("x"), None, "1").endswith("KeyError: 'x'")
