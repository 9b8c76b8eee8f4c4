"""The text of a file as UTF-8, chunk by chunk, whatever its encoding on disk."""

import codecs
import json
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO

_CHUNK = 64 * 1024
# An escape of one half of a character that JSON writes as two, if the other half does not seem to stand beside it.
_LONE_HALF = re.compile(
    rb"\\u[dD][89abAB]..(?!\\u[dD][c-fC-F])(?=.{6})|(?<=.{6})(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F]", re.DOTALL
)
# Halves at a seam of two chunks are looked at with so many bytes from before it: a whole pair without its last byte.
_SEAM = 11
_MARGIN = b" " * 6


class FileText:
    """The text of an open file in UTF-8, UTF-16 or UTF-32, with or without a byte order mark.

    ``is_blank`` is true as long as nothing but white space has been read. ``may_hold_halves`` is true if half a
    character may have been read: the parser makes a question mark of it.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._encoding = json.detect_encoding(file.read(4))
        self._file.seek(0)
        self._hash = sha256()
        self._before_seam = _MARGIN
        self.is_blank = True
        self.may_hold_halves = False

    @property
    def digest(self) -> str:
        """Return the SHA-256, in hexadecimal digits, of the bytes that have been read."""
        return self._hash.hexdigest()

    def chunks(self) -> Iterator[bytes]:
        """Read the file once and yield its text as UTF-8; no chunk is empty.

        Raises UnicodeDecodeError if the file is not text in its encoding.
        """
        decoder = codecs.getincrementaldecoder(self._encoding)()
        while raw := self._file.read(_CHUNK):
            self._hash.update(raw)
            text = decoder.decode(raw)
            self.is_blank = self.is_blank and not text.strip()
            # The bytes of a mark or of half a character are no text yet, and the parser takes b"" for the end.
            if text:
                chunk = text.encode()
                self._look_for_halves(chunk)
                yield chunk
        self._look_for_halves(_MARGIN)
        decoder.decode(b"", final=True)

    def again(self, errors: str = "strict") -> str:
        """Read the same file once more, as a whole, with all line ends as ``\\n``.

        Raises UnicodeDecodeError if the file is not text in its encoding, unless ``errors`` is "replace".
        """
        self._file.seek(0)
        text = self._file.read().decode(self._encoding, errors)
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _look_for_halves(self, chunk: bytes) -> None:
        text = self._before_seam + chunk
        self._before_seam = text[-_SEAM:]
        if b"\\u" in text and _LONE_HALF.search(text):
            self.may_hold_halves = True
