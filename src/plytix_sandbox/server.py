"""Serve a sandbox on loopback."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from plytix_sandbox.cutting import CuttableProtocol
from plytix_sandbox.sandbox import Sandbox

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Running:
    """A sandbox that is being served; `url` is scheme, host and port."""

    sandbox: Sandbox
    url: str


def listen(port: int) -> socket.socket:
    """Return a socket bound to a port of 127.0.0.1; 0 takes any that is free.

    Raises OSError if the port is taken.
    """
    # Named TCP, so that asyncio turns Nagle's algorithm off, which costs 40 ms a call.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
    except OSError:
        bound.close()
        raise
    bound.listen(2048)
    return bound


def build_server(sandbox: Sandbox) -> uvicorn.Server:
    """Return a quiet server for a sandbox; its socket comes from `listen`."""
    config = uvicorn.Config(
        sandbox.app,
        http=CuttableProtocol,
        # A request to become a WebSocket is answered as if it did not ask.
        ws="none",
        log_level="critical",
        access_log=False,
        lifespan="off",
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


@contextmanager
def serving(sandbox: Sandbox, port: int = 0) -> Iterator[Running]:
    """Serve a sandbox from a thread while the block runs.

    Arguments:
        sandbox: what to serve.
        port: a port of 127.0.0.1; 0 takes any that is free.

    Raises OSError if the port is taken.
    """
    bound = listen(port)
    server = build_server(sandbox)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        # The socket listens already: a call made before the loop runs waits in its queue.
        yield Running(sandbox, f"http://{HOST}:{bound.getsockname()[1]}")
    finally:
        server.should_exit = True
        thread.join()
        bound.close()
