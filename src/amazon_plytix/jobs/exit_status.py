"""With which status a command ends, and a run is entered as ended."""

from enum import IntEnum

from amazon_plytix.planning.plan import UndoState
from amazon_plytix.reporting.results import Results


class ExitStatus(IntEnum):
    """The exit statuses of every command. INTERRUPTED is what shells make of SIGINT."""

    DONE = 0
    SOME_FAILED = 1
    REFUSED = 2
    INTERRUPTED = 130


def exit_status_of(results: Results) -> ExitStatus:
    """Return the status that results deserve.

    A dry run whose Plan an execute would refuse ends as that execute would: whoever looks at the status alone sees it.
    """
    if results.refused:
        return ExitStatus.REFUSED
    is_kept = bool({UndoState.ERROR, UndoState.KEPT} & (results.undone or {}).keys())
    return ExitStatus.SOME_FAILED if results.errors or results.stopped or is_kept else ExitStatus.DONE
