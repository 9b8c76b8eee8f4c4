"""What can go wrong with Plytix, in addition to what can go wrong with any API (``http/errors.py``).

ApiError
├── BadCredentials        key or password wrong, or a fresh token refused
├── UnusableId            not sent: an id that no call can name
└── Refused               Plytix answered no
    ├── Forbidden         403: the key's role or the plan does not allow it
    ├── NotFound          404
    └── Duplicate         409 or 422: a product with this SKU exists
"""

from amazon_plytix.http import ApiError
from amazon_plytix.plytix.envelopes import Complaint


class BadCredentials(ApiError):
    """The key, the password or a fresh token was not accepted."""


class UnusableId(ApiError):
    """An id that cannot stand in the address of a call. Nothing was sent."""


class Refused(ApiError):
    """Plytix answered, and the answer is no.

    Attributes: ``status`` is the HTTP status, ``complaint`` what the body said.
    """

    def __init__(self, call: str, status: int, complaint: Complaint) -> None:
        self.status = status
        self.complaint = complaint
        super().__init__(f"Plytix refused {call} ({status}): {complaint}")


class Forbidden(Refused):
    """The key may not do this. Repeating the call is useless."""


class NotFound(Refused):
    """Nothing has this id."""


class Duplicate(Refused):
    """A product with this SKU exists already."""
