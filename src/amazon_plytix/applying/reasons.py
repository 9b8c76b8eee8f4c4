"""Why things failed: messages about many listings become the few reasons that they have in common."""

import re

from amazon_plytix.applying.outcome import CUT_SHORT

# How the sentences about calls end that an ending run did not make (``http/stopping.py``, ``http/budget.py``).
_NOT_REACHED = ("stopped before its turn", "stopped before it was sent", CUT_SHORT)
_ID = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{24}(?![0-9A-Za-z])")
# How the sentences about values begin that Plytix would refuse (``planning/attribute_checks.py``).
_OWN_VALUES = re.compile(r"(?<=: Plytix would refuse ).+", re.DOTALL)
_GAP = "..."


def reason_of(message: str, *names: str | None) -> str:
    """Return what a message says of any listing: the same for all listings that fail for the same reason.

    Ids (24 hexadecimal digits) are always taken out, and so are values that Plytix would refuse.

    Arguments:
        message: what is said of one listing.
        names: what is the listing's own, and is taken out: its SKU, its ASIN, values of its attributes.
    """
    # Longer names first: an ASIN is a part of most SKUs.
    found = sorted({name for name in names if name and name in message}, key=len, reverse=True)
    if found:
        message = re.sub(rf"(?<![\w-])(?:{'|'.join(map(re.escape, found))})(?![\w-])", _GAP, message)
    return _ID.sub(_GAP, _OWN_VALUES.sub(_GAP, message))


def was_not_reached(message: str | None) -> bool:
    """Return whether a message says that the run ended before something was done: then that is no error."""
    return message is not None and message.endswith(_NOT_REACHED)
