"""The text of a file as UTF-8, chunk by chunk, whatever its encoding on disk."""

import codecs
import json
from collections.abc import Iterator
from hashlib import sha256
from io import BufferedReader

_CHUNK = 64 * 1024


class FileText:
    """The text of an open file in UTF-8, UTF-16 or UTF-32, with or without a byte order mark.

    ``is_blank`` is true as long as nothing but white space has been read.
    """

    def __init__(self, file: BufferedReader) -> None:
        self._file = file
        self._encoding = json.detect_encoding(file.peek(4)[:4])
        self._hash = sha256()
        self.is_blank = True

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
                yield text.encode()
        decoder.decode(b"", final=True)

    def again(self) -> str:
        """Read the same file once more, as a whole, with all line ends as ``\\n``.

        Raises UnicodeDecodeError if the file is not text in its encoding.
        """
        self._file.seek(0)
        text = self._file.read().decode(self._encoding)
        return text.replace("\r\n", "\n").replace("\r", "\n")
