"""Names of packages are imported when they are asked for, and are those of their homes."""

import subprocess
import sys
from importlib import import_module
from types import ModuleType

import pytest

import summariser
from summariser import lexicon, model

PACKAGES = (summariser, lexicon, model)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_every_name_is_there(package: ModuleType) -> None:
    names = vars(package)["__all__"]
    assert len(set(names)) == len(names)
    for name in names:
        found = getattr(package, name)
        assert getattr(package, name) is found
        home = getattr(found, "__module__", package.__name__)
        assert home.startswith(package.__name__)
        if hasattr(found, "__name__") and hasattr(import_module(home), found.__name__):
            assert getattr(import_module(home), found.__name__) is found


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_no_module_is_called_as_a_name_is(package: ModuleType) -> None:
    """Importing such a module would put it in the name's place."""
    folder = vars(package)["__path__"][0]
    names = set(vars(package)["__all__"])
    code = f"import os; print(*sorted(n.removesuffix('.py') for n in os.listdir({folder!r})))"
    modules = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert names.isdisjoint(modules)


def test_another_name_is_an_attribute_error() -> None:
    for package in PACKAGES:
        with pytest.raises(AttributeError, match=f"{package.__name__}' has no attribute 'nothing'"):
            _ = package.nothing  # pyright: ignore


def loaded(code: str) -> set[str]:
    """The modules that a fresh Python has loaded after the code."""
    told = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return set(told.split())


def test_importing_the_package_imports_no_library() -> None:
    modules = loaded("import summariser; summariser.__version__")
    assert {"pydantic", "asyncio", "summariser.service", "summariser.record"}.isdisjoint(modules)


def test_the_door_is_open_without_what_reads_pages() -> None:
    modules = loaded("from summariser import Document, MeetingSummary, Summariser, summarise")
    assert "summariser.service" in modules
    heavy = {"jinja2", "babel", "rapidfuzz", "openai", "instructor", "diskcache", "numpy"}
    heavy |= {"asyncio", "pydantic_settings", "summariser.interview", "summariser.whole"}
    heavy |= {"summariser.dividing", "summariser.lexicon.countries", "summariser.model.weights"}
    assert heavy.isdisjoint(modules)
