"""A server whose sandbox every test replaces, since to start and stop a server takes longer than a test."""

from typing import Any

from plytix_sandbox import Running, Sandbox


class SharedServer:
    """The application of a server that is running: whichever sandbox is set."""

    sandbox: Sandbox
    url: str

    def __init__(self) -> None:
        self.app = self

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.sandbox.app(scope, receive, send)

    def serve(self, sandbox: Sandbox) -> Running:
        """Serve this sandbox from now on."""
        self.sandbox = sandbox
        return Running(sandbox, self.url)
