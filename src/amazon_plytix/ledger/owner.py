"""Who holds a lease: an id of its own, a name for people, and what it takes to know that a process has ended."""

import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

# Linux alone has them: an id that every start of a computer draws anew, and which processes share their numbers.
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_NAMESPACE = Path("/proc/self/ns/pid")


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner of a lease.

    Arguments:
        id: its own, drawn at random.
        name: what people call it. It decides nothing: two containers may share host name and process number.
        pid_namespace: where the number of its process means this process and no other; None if that is not known.
        pid: the number of its process.
    """

    id: str
    name: str
    pid_namespace: str | None = None
    pid: int | None = None

    def is_dead(self) -> bool:
        """Return whether it is certain that the process has ended. False may also mean that it cannot be known."""
        if self.pid is None or self.pid_namespace is None or self.pid_namespace != _pid_namespace():
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass
        return False


def this_process() -> Owner:
    """Return a new owner of leases, which lives as long as this process."""
    return Owner(token_hex(8), f"process {os.getpid()} on {socket.gethostname()}", _pid_namespace(), os.getpid())


def _pid_namespace() -> str | None:
    """Return the name of the place in which process numbers are unique, from one start of a computer to the next."""
    with suppress(OSError):
        return f"{_BOOT.read_text().strip()} {_NAMESPACE.readlink()}"
    return None
