"""What can go wrong between us and Plytix.

PlytixError
├── InsecureAddress       plain http to anywhere but loopback, or no http address at all
├── Unreachable           nothing was sent: no such host, refused, no answer to the connection
├── AnswerLost            sent, but no answer to rely on: it may have been carried out
├── Stopped               not sent, because the user wants the work to end
├── BadCredentials        key or password wrong, or the token refused twice
└── Refused               Plytix answered no
    ├── Forbidden         403: the key's role or the plan does not allow it
    ├── NotFound          404
    └── Duplicate         409 or 422: a product with this SKU exists
"""

from amazon_plytix.plytix.envelopes import Complaint


class PlytixError(Exception):
    """Anything that keeps a call from doing what it should; the text is made for the user."""


class InsecureAddress(PlytixError):
    """An address that a secret must not be sent to."""


class Unreachable(PlytixError):
    """The request never left: repeating it is safe."""


class AnswerLost(PlytixError):
    """The request left, and no answer came that says what became of it."""


class Stopped(PlytixError):
    """The call was not made: no more calls are."""


class BadCredentials(PlytixError):
    """The key, the password or a fresh token was not accepted."""


class Refused(PlytixError):
    """Plytix answered, and the answer is no.

    Attributes: ``status`` is the HTTP status, ``complaint`` what the body said.
    """

    def __init__(self, call: str, status: int, complaint: Complaint) -> None:
        self.status = status
        self.complaint = complaint
        super().__init__(f"Plytix refused {call} ({status}): {complaint}")


class Forbidden(Refused):
    """The key may not do this; repeating is useless."""


class NotFound(Refused):
    """There is nothing under this id."""


class Duplicate(Refused):
    """A product with this SKU exists already."""
