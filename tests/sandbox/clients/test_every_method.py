"""Every method that the client offers is called by a test here; one it gains without a test fails."""

import ast
import inspect
import typing
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import plytix_pim_client


def offered(kind: type, prefix: str = "") -> Iterator[str]:
    """Yield the dotted names of all methods of a client."""
    for name, member in inspect.getmembers(kind):
        if name.startswith("_"):
            continue
        if isinstance(member, property):
            yield from offered(typing.get_type_hints(member.fget)["return"], f"{prefix}{name}.")
        else:
            yield prefix + name


def called() -> dict[str, set[str]]:
    """Return the tests that call a method on `plytix`, the fixture, by the method's dotted name."""
    tests = defaultdict(set)
    for path in Path(__file__).parent.glob("test_*.py"):
        for function in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(function, ast.FunctionDef) and function.name.startswith("test_"):
                for node in ast.walk(function):
                    if isinstance(node, ast.Call) and (method := _method(node.func)):
                        tests[method].add(f"{path.stem}::{function.name}")
    return tests


def _method(node: ast.expr) -> str | None:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    return ".".join(names) if isinstance(node, ast.Name) and node.id == "plytix" else None


def test_both_forms_of_the_client_offer_the_same() -> None:
    methods = set(offered(plytix_pim_client.PlytixSync))
    assert methods == set(offered(plytix_pim_client.PlytixAsync))
    assert len(methods) == 126


def test_every_method_of_the_client_is_called_by_a_test() -> None:
    tests = called()
    assert [method for method in offered(plytix_pim_client.PlytixSync) if not tests[method]] == []
