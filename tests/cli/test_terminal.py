"""A sync in a terminal of 100 columns and 30 lines: the bar, the messages around it, and Ctrl-C."""

import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from plytix_sandbox import Running, Sandbox, accounts, serving
from tests.support import entry, write_mapping
from tests.support.plytix import environment

ROOT = Path(__file__).parents[2]
_ROWS, _COLUMNS, _LISTINGS = 30, 100, 400
_PIECE = re.compile(r"\x1b\[(?P<number>[0-9;?]*)(?P<command>[A-Za-z])|(?P<text>[^\x1b])", re.DOTALL)


class Screen:
    """What a terminal shows, scrolled lines included. Knows what Rich writes: lines, colours, and a cursor moved up."""

    def __init__(self) -> None:
        self.lines = [""]
        self._row = self._column = 0

    def write(self, text: str) -> None:
        for match in _PIECE.finditer(text):
            self._do(match["command"], match["number"]) if match["command"] else self._put(match["text"])

    def _do(self, command: str, number: str) -> None:
        if command == "A":
            self._row = max(self._row - int(number or 1), 0)
        elif command == "K":
            self.lines[self._row] = "" if number == "2" else self.lines[self._row][: self._column]
        else:
            assert command in "mhl", f"the screen does not know {command}"

    def _put(self, character: str) -> None:
        if character == "\n":
            self._row += 1
        elif character == "\r":
            self._column = 0
        else:
            if self._column == _COLUMNS:
                self._row, self._column = self._row + 1, 0
            self._grow()
            line = self.lines[self._row].ljust(self._column)
            self.lines[self._row] = line[: self._column] + character + line[self._column + 1 :]
            self._column += 1
        self._grow()

    def _grow(self) -> None:
        self.lines += [""] * (self._row + 1 - len(self.lines))


class Terminal:
    """A Python process in a pseudo-terminal, stdout and stderr both."""

    def __init__(self, *arguments: str) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=os.environ | {"TERM": "xterm-256color"},
            stdin=slave,
            stdout=slave,
            stderr=slave,
        )
        os.close(slave)
        self.text = ""
        self._heard = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        pieces = []
        try:
            while piece := os.read(self._master, 65_536):
                pieces.append(piece)
                with self._heard:
                    self.text = b"".join(pieces).decode("utf-8", "ignore")
                    self._heard.notify_all()
        except OSError:
            # What Linux says once the process has closed its end.
            pass

    def wait_for(self, words: str) -> None:
        with self._heard:
            assert self._heard.wait_for(lambda: words in self.text, timeout=60), self.text[-2_000:]

    def end(self) -> list[str]:
        """Wait for the end of the process; return the lines on the screen."""
        self.process.wait(timeout=60)
        self._reader.join(timeout=10)
        os.close(self._master)
        screen = Screen()
        screen.write(self.text)
        return [line.rstrip() for line in screen.lines]


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write_mapping(tmp_path, [], [entry(number) for number in range(_LISTINGS)])


@pytest.fixture
def paid_plytix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """A paid plan's rate limits: 800 calls take more than two minutes."""
    with serving(Sandbox(accounts.example(), plan="paid")) as running:
        for name, value in environment(running.url, tmp_path).items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.mark.slow
def test_messages_do_not_glue_to_the_bar_and_ctrl_c_leaves_a_screen_that_adds_up(
    paid_plytix: Running, mapping: Path
) -> None:
    terminal = Terminal("-m", "amazon_plytix", "sync", "--mapping", str(mapping), "--execute")
    terminal.wait_for("CREATED")
    terminal.wait_for(" left; listings left: ")
    terminal.process.send_signal(signal.SIGINT)
    lines = terminal.end()
    assert terminal.process.returncode == 130
    assert (
        sum(re.fullmatch(r"This takes [\d,]+ calls and at least \d+ min, .*", line) is not None for line in lines) == 1
    )
    # The bar was there, and is gone without a trace.
    assert "Calls " in terminal.text
    assert [line for line in lines if "Calls" in line or "Asking Plytix" in line] == []
    end = lines[lines.index("Ending: what is under way is finished. Once more to stop at once.") :]
    assert len([line for line in end if line]) <= 15
    figures = {
        name: int(number) for name, number in re.findall(r"^([A-Z][a-z ]+): +(\d+)$", "\n".join(end), re.MULTILINE)
    }
    results = json.loads(mapping.with_suffix(".sync_products.json").read_text("utf-8"))
    assert figures["Total mappings"] == _LISTINGS
    assert figures["Products created"] + figures["Products existing"] + figures["Skipped"] == _LISTINGS
    assert (results["errors"], results["skipped"]) == ([], figures["Skipped"])
    assert any(line.startswith("Next: amazon-plytix resume ") for line in end)
    assert "Error: interrupted; run the same command again to go on" in end


@pytest.mark.slow
def test_a_message_on_stderr_while_the_bar_is_drawn_has_a_line_of_its_own(tmp_path: Path) -> None:
    """Two streams, one terminal: the bar is on stdout, and its thread draws it again and again."""
    script = tmp_path / "talk.py"
    script.write_text(
        "import time\n"
        "from amazon_plytix.reporting.console import console\n"
        "from amazon_plytix.reporting.progress import ProgressReport\n"
        "with ProgressReport(console(), console(stderr=True), execute=True) as report:\n"
        "    report._bar.start()\n"
        "    for number in range(5):\n"
        "        time.sleep(0.3)\n"
        "        report.note(f'remark {number}')\n"
        "        report._line(f'line {number}')\n"
    )
    lines = Terminal(str(script)).end()
    told = [line for number in range(5) for line in (f"Warning: remark {number}", f"line {number}")]
    assert [line for line in lines if line] == told
