"""What can go wrong between us and any API.

ApiError
├── InsecureAddress       plain http to anywhere but loopback, or no http address at all
├── Unreachable           nothing was sent: no such host, refused, no answer to the connection
├── AnswerLost            sent, but no answer to rely on: it may have been carried out
└── Stopped               not sent, because the user wants the work to end
"""


class ApiError(Exception):
    """Anything that keeps a call from doing what it should. The text is written for the user."""


class InsecureAddress(ApiError):
    """An address that no secret may be sent to."""


class Unreachable(ApiError):
    """The request never left: repeating it is safe."""


class AnswerLost(ApiError):
    """The request left, and no answer says whether it was carried out."""


class Stopped(ApiError):
    """The call was not made: the work is being ended."""
