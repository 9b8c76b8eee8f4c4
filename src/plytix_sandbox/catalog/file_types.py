"""What the name of a file says about it."""

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


FILE_TYPES = ("IMAGES", "SOUNDS", "VIDEOS", "COMPRESSED", "REPORTS", "TEXTS", "OTHER")

_TYPES_BY_EXTENSION = {
    **dict.fromkeys(("zip", "rar", "7z", "gz", "tar"), "COMPRESSED"),
    **dict.fromkeys(("xls", "xlsx", "csv", "ods", "ppt", "pptx"), "REPORTS"),
    **dict.fromkeys(("pdf", "doc", "docx", "odt", "txt"), "TEXTS"),
}
