"""What the name of a file and its content say about it."""

import mimetypes
from pathlib import PurePosixPath


def extension(filename: str) -> str:
    """Return the extension of a name, in lower case and without its dot."""
    return PurePosixPath(filename).suffix.removeprefix(".").lower()


def content_type(filename: str) -> str:
    """Return the media type that a name suggests."""
    return mimetypes.guess_type(filename, strict=True)[0] or "application/octet-stream"


def file_type(filename: str) -> str:
    """Return the class of a file: IMAGES, SOUNDS, VIDEOS, COMPRESSED, REPORTS, TEXTS or OTHER (documented)."""
    if extension(filename) in _TYPES_BY_EXTENSION:
        return _TYPES_BY_EXTENSION[extension(filename)]
    by_kind = {"image": "IMAGES", "audio": "SOUNDS", "video": "VIDEOS", "text": "TEXTS"}
    return by_kind.get(content_type(filename).split("/")[0], "OTHER")


def fits(content: bytes, filename: str) -> bool:
    """Return whether a content is of the type that a name suggests.

    Content and extension must have the same signature, or neither a known one: all texts are alike.
    """
    shown = next((extensions for at, start, extensions in _SIGNATURES if content.startswith(start, at)), None)
    suggested = next((extensions for _, _, extensions in _SIGNATURES if extension(filename) in extensions), None)
    return shown == suggested


_SIGNATURES: tuple[tuple[int, bytes, tuple[str, ...]], ...] = (
    (0, b"\xff\xd8\xff", ("jpg", "jpeg", "jpe")),
    (0, b"\x89PNG\r\n\x1a\n", ("png",)),
    (0, b"GIF8", ("gif",)),
    (8, b"WEBP", ("webp",)),
    (0, b"II*\x00", ("tif", "tiff")),
    (0, b"MM\x00*", ("tif", "tiff")),
    (4, b"ftyp", ("mp4", "m4v", "m4a", "mov")),
    (0, b"%PDF-", ("pdf",)),
    (0, b"PK\x03\x04", ("zip", "docx", "xlsx", "pptx", "odt", "ods")),
    (0, b"\x1f\x8b", ("gz",)),
    (0, b"Rar!", ("rar",)),
    (0, b"7z\xbc\xaf", ("7z",)),
)
"""Where in a content some bytes stand by which its type is known, and the extensions of that type."""

FILE_TYPES = ("IMAGES", "SOUNDS", "VIDEOS", "COMPRESSED", "REPORTS", "TEXTS", "OTHER")

_TYPES_BY_EXTENSION = {
    **dict.fromkeys(("zip", "rar", "7z", "gz", "tar"), "COMPRESSED"),
    **dict.fromkeys(("xls", "xlsx", "csv", "ods", "ppt", "pptx"), "REPORTS"),
    **dict.fromkeys(("pdf", "doc", "docx", "odt", "txt"), "TEXTS"),
}
