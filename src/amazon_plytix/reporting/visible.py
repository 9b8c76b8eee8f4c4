"""Text of others, made safe to show: what a terminal would obey or hide is spelled out, and long values are cut."""

import json
import re

# How much of one value a screen shows; files hold all of it.
LONGEST_VALUE = 200
# How much of a sentence about a value, which may quote it.
LONGEST_MESSAGE = 500
# How much of one line a screen shows, whatever it is made of.
LONGEST_LINE = 2_000
# The Unicode categories Cc, Cf, Zl, Zp and Cs: controls, invisible formats, direction marks, other line ends, halves of
# surrogate pairs. Written out, since to look a million characters up would make every start slower.
INVISIBLE = (
    r"\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\ud800-\udfff\ufeff\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001345f"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
_ANY = re.compile(f"[{INVISIBLE}]")
_ANY_BUT_NEWLINE = re.compile(f"(?!\n)[{INVISIBLE}]")
# What Rich itself writes to a terminal: colours, and the movements of a progress bar.
_OF_RICH = r"\x1b(?=\[(?:[0-9;]*m|\?25[lh]|[0-9]*[AK]))"
_FOREIGN = re.compile(f"(?![\n\r\t]|{_OF_RICH})[{INVISIBLE}]")


def shown(value: object, longest: int = LONGEST_VALUE) -> str:
    """Return a value of others as one piece of a line: cut if it is long, with nothing invisible in it."""
    text = str(value)
    cut = text if len(text) <= longest else f"{text[:longest]}… ({len(text):,} characters)"
    return _ANY.sub(_spelled, cut)


def shown_lines(text: str) -> str:
    """Return lines with nothing invisible in them; the middle of one that is far too long is left out."""
    return "\n".join(_ANY.sub(_spelled, _without_middle(line)) for line in text.split("\n"))


def without_foreign_controls(text: str) -> str:
    """Return what is about to reach a stream without anything but text, line ends and the sequences of Rich."""
    return _FOREIGN.sub(_spelled, text)


def shown_cell(value: object) -> object:
    """Return a value for a table: whole, and with nothing invisible in it but the line ends that a cell may have."""
    return _ANY_BUT_NEWLINE.sub(_spelled, value) if isinstance(value, str) else value


def shown_json(document: str) -> str:
    """Return the same JSON with nothing invisible in it: strings have escapes for that."""
    return _ANY_BUT_NEWLINE.sub(_escaped, document)


def _without_middle(line: str) -> str:
    if len(line) <= LONGEST_LINE:
        return line
    half = LONGEST_LINE // 2
    return f"{line[:half]}… ({len(line):,} characters) …{line[-half:]}"


def _spelled(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    # JSON spells what is beyond four digits as two halves.
    return f"\\u{code:04x}" if code < 0x10000 else json.dumps(match[0])[1:-1]
