"""What can go wrong between a client and any API.

ApiError
├── InsecureAddress       plain http to any host but loopback, or not an http address at all
├── Unreachable           nothing was sent: no such host, connection refused, or no answer to the attempt to connect
├── AnswerLost            sent, but without an answer to rely on: the request may have been carried out
├── OutageTooLong         the work was ended, since no call was answered for longer than the user wants to wait
├── PauseTooLong          not sent: the API asked for a pause that is longer than the user wants to wait
└── Stopped               not sent, because the user wants the work to end
"""

# Characters of a text of a server that are shown.
_LONGEST = 300


class ApiError(Exception):
    """Anything that keeps a call from doing what it should. The text is written for the user.

    ``final`` says that another attempt is useless, or that enough were made.
    """

    def __init__(self, message: str = "", *, final: bool = False) -> None:
        self.final = final
        super().__init__(message)


class InsecureAddress(ApiError):
    """An address that no secret may be sent to."""


class Unreachable(ApiError):
    """The request was never sent: repeating it is safe."""


class AnswerLost(ApiError):
    """The request was sent, and no answer says whether it was carried out."""


class OutageTooLong(ApiError):
    """The server has not answered any call for longer than the longest outage that is waited for."""


class PauseTooLong(ApiError):
    """The call was not made: the API wants none for longer than the longest pause that is waited for."""


class Stopped(ApiError):
    """The call was not made, because the work is being ended."""


def readable(text: str) -> str:
    """Return a server's text without control characters, which could change the user's terminal, cut if it is long."""
    clean = "".join(character if character.isprintable() else " " for character in text[:_LONGEST])
    return clean if len(text) <= _LONGEST else f"{clean} ..."
