"""With which status a command ends, and a run is entered as ended."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """The exit statuses of every command. INTERRUPTED is what shells make of SIGINT."""

    DONE = 0
    SOME_FAILED = 1
    REFUSED = 2
    INTERRUPTED = 130
