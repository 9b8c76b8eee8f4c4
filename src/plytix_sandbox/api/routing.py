"""Find the handler of a path: a tree with a branch for each segment, as quick for many routes as for few."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from plytix_sandbox.api.call import Answer, Call

Handler = Callable[[Call], Answer | Awaitable[Answer]]
Route = tuple[str, str, Handler]
"""Method, template such as `/products/{}/family`, handler."""


@dataclass(slots=True)
class _Branch:
    named: dict[str, "_Branch"] = field(default_factory=dict)
    any: "_Branch | None" = None
    handlers: dict[str, Handler] = field(default_factory=dict)


class Router:
    """The routes of one version of the API; a literal segment is preferred to a placeholder."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Branch()
        for method, template, handler in routes:
            branch = self._root
            for segment in template.strip("/").split("/"):
                if segment == "{}":
                    branch.any = branch.any or _Branch()
                    branch = branch.any
                else:
                    branch = branch.named.setdefault(segment, _Branch())
            branch.handlers[method] = handler

    def find(self, path: str) -> tuple[dict[str, Handler], tuple[str, ...]]:
        """Return the handlers of a path by method, and the values of its placeholders; none if it is unknown."""
        return _find(self._root, path.strip("/").split("/"), 0, ())


def _find(
    branch: _Branch, segments: list[str], at: int, args: tuple[str, ...]
) -> tuple[dict[str, Handler], tuple[str, ...]]:
    if at == len(segments):
        return branch.handlers, args
    named = branch.named.get(segments[at])
    # A literal that leads nowhere may still be an id: `/products/search/assets` lists the assets of a product.
    if named is not None:
        found = _find(named, segments, at + 1, args)
        if found[0]:
            return found
    if branch.any is None or not segments[at]:
        return {}, ()
    return _find(branch.any, segments, at + 1, (*args, segments[at]))
