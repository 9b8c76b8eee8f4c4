"""What is wrong with settings, by their places; never their values: one may be a secret."""

import re
from collections.abc import Callable, Collection
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

Place = tuple[int | str, ...]
# Returns the names of the settings that may stand at a place.
Names = Callable[[Place], Collection[str]]


def complaints(error: ValidationError, names: Names = lambda _: ()) -> str:
    """Return places and complaints, and for a name that is not known the one that is nearest to it."""
    return "; ".join(_complaint(each, names) for each in error.errors())


def _complaint(error: ErrorDetails, names: Names) -> str:
    place = error["loc"]
    if error["type"] == "extra_forbidden":
        return _unknown(place[:-1], str(place[-1]), names)
    return f"{_joined(place)}: {error['msg']}"


def _unknown(above: Place, name: str, names: Names) -> str:
    where = f"{_joined(above) or 'at the top'}: "
    # Whoever mixes up the two sides of a line writes a secret in the place of a name.
    if not re.fullmatch("[a-z_]{1,40}", name):
        return f"{where}no setting of a name that is not shown"
    near = get_close_matches(name, names(above), n=1)
    return f"{where}no setting {name!r}" + (f"; meant: {near[0]!r}?" if near else "")


def _joined(place: Place) -> str:
    return ".".join(map(str, place))
