"""Every module can be reached by its name."""

import importlib
import pkgutil
from types import ModuleType

import pytest

import plytix_sandbox


def packages() -> list[ModuleType]:
    found = pkgutil.walk_packages(plytix_sandbox.__path__, "plytix_sandbox.")
    return [plytix_sandbox, *(importlib.import_module(info.name) for info in found if info.ispkg)]


@pytest.mark.parametrize("package", packages(), ids=lambda package: package.__name__)
def test_no_module_is_hidden_by_a_name_that_its_package_exports(package: ModuleType) -> None:
    names = [info.name for info in pkgutil.iter_modules(package.__path__) if info.name != "__main__"]
    modules = {name: importlib.import_module(f"{package.__name__}.{name}") for name in names}
    assert {name: getattr(package, name) for name in names} == modules
