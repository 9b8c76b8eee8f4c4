"""No module imports itself by way of others."""

import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest


def circle_in(package: str) -> list[str]:
    """Return the modules of a circle of imports, the first one also last; none if there is no circle.

    Imports for type checkers alone count, and those inside functions. `from package.folder import module` is an import
    of that module, `from package.folder import name` one of the folder's `__init__`.
    """
    graph = grimp.build_graph(package, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("package", ["amazon_plytix", "plytix_sandbox"])
def test_there_is_no_circle_of_imports(package: str) -> None:
    assert circle_in(package) == []


CIRCLES = {
    "at the top": "from circular.one import name",
    "for type checkers": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from circular.one import name",
    "inside a function": "def late():\n    from circular import one",
    "through the face": "from circular import face",
}


@pytest.mark.parametrize("back", CIRCLES.values(), ids=CIRCLES)
def test_a_circle_is_seen_wherever_the_import_stands(
    back: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "circular"
    folder.mkdir()
    (folder / "__init__.py").write_text("from circular.one import face\n")
    (folder / "one.py").write_text("from circular.two import other\n")
    (folder / "two.py").write_text(back)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "circular", raising=False)
    assert {"circular.one", "circular.two"} <= set(circle_in("circular"))
