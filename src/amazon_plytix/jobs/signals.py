"""Ctrl-C and SIGTERM in work that keeps the event loop from hearing of them."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def ending_at_once() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM raise KeyboardInterrupt at once.

    A signal that has no handler keeps what it does: it ends the process, or is ignored. Outside of the main thread,
    which alone hears signals, everything stays as it is.
    """
    if current_thread() is not main_thread():
        yield
        return
    handlers = {sign: signal.getsignal(sign) for sign in _SIGNALS}
    # Otherwise the event loop would hear of the signal as well, afterwards.
    wakeup = signal.set_wakeup_fd(-1)
    try:
        for sign, handler in handlers.items():
            if callable(handler):
                signal.signal(sign, _interrupt)
        yield
    finally:
        for sign, handler in handlers.items():
            if callable(handler):
                signal.signal(sign, handler)
        signal.set_wakeup_fd(wakeup, warn_on_full_buffer=False)


def _interrupt(_sign: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
