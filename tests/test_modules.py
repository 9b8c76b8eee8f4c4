"""Every module can be reached by its name."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import pytest

import amazon_plytix
import plytix_sandbox


def packages() -> list[ModuleType]:
    found = [info for root in (amazon_plytix, plytix_sandbox) for info in walked(root) if info.ispkg]
    return [amazon_plytix, plytix_sandbox, *(importlib.import_module(info.name) for info in found)]


def walked(root: ModuleType) -> Iterator[pkgutil.ModuleInfo]:
    return pkgutil.walk_packages(root.__path__, f"{root.__name__}.")


@pytest.mark.parametrize("package", packages(), ids=lambda package: package.__name__)
def test_no_module_is_hidden_by_a_name_that_its_package_exports(package: ModuleType) -> None:
    names = [info.name for info in pkgutil.iter_modules(package.__path__) if info.name != "__main__"]
    modules = {name: importlib.import_module(f"{package.__name__}.{name}") for name in names}
    assert {name: getattr(package, name) for name in names} == modules
