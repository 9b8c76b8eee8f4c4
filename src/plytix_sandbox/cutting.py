"""Cut a connection instead of answering."""

import socket
import struct
from asyncio import Transport

import httpx2
from starlette.types import Receive, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

_EXTENSION = "plytix_sandbox.transport"


class Cut(Exception):
    """The connection is to be cut: by a reset, or by closing it; `status` is for the journal."""

    def __init__(self, status: int, *, reset: bool) -> None:
        super().__init__("connection cut")
        self.status = status
        self.reset = reset


class CuttableProtocol(H11Protocol):
    """Uvicorn's protocol, extended so that the application can reach its connection."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as its own base has it
        """Pass the transport to the application with every request."""
        super().connection_made(transport)
        app = self.app

        async def reachable(scope: Scope, receive: Receive, send: object) -> None:
            scope.setdefault("extensions", {})[_EXTENSION] = transport
            await app(scope, receive, send)

        self.app = reachable


async def cut(scope: Scope, receive: Receive, *, reset: bool) -> None:
    """Cut the connection of a request, on a socket or in process.

    Raises httpx2.ReadError if it is called in process, as a client on a socket would meet it.
    """
    transport = scope.get("extensions", {}).get(_EXTENSION)
    # In process there is no connection to cut.
    if transport is None:
        raise httpx2.ReadError("the sandbox cut the connection")
    if reset:
        # Lingering for zero seconds makes the system send a reset instead of closing in good order.
        linger = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    transport.abort()
    # Uvicorn would answer 500 to an application that ends without an answer on an open connection.
    while (await receive())["type"] != "http.disconnect":
        pass
