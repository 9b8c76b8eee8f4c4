"""Reads one file out of a multipart body."""

import re


def file_in(raw: bytes, content_type: str, field: str) -> tuple[str, bytes] | None:
    """Return name and content of the file in a field, or None if there is none.

    Arguments:
        raw: the body.
        content_type: its type, with the boundary.
        field: the field's name.
    """
    boundary = re.search(r'boundary="?([^";,]{1,70})"?', content_type)
    if boundary is None or not content_type.startswith("multipart/form-data"):
        return None
    for part in raw.split(b"--" + boundary[1].encode("latin-1", "replace")):
        head, blank, content = part.partition(b"\r\n\r\n")
        headers = head.decode("utf-8", "replace")
        name = re.search(r'\bname="([^"]*)"', headers)
        filename = re.search(r'\bfilename="([^"]*)"', headers)
        if blank and name and filename and name[1] == field:
            return filename[1], content.removesuffix(b"\r\n")
    return None
