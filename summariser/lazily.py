"""Packages whose names are imported when they are first asked for (PEP 562)."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def from_homes(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """A package's ``__getattr__``; ``homes``: its modules, and the names that each has.

    A name may be written ``theirs=ours``.
    """
    places = {
        ours or theirs: (module, theirs)
        for module, names in homes.items()
        for theirs, _, ours in (name.partition("=") for name in names.split())
    }

    def getattr_(name: str) -> object:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, theirs = places[name]
        found: object = getattr(import_module(f"{package}.{module}"), theirs)
        setattr(sys.modules[package], name, found)
        return found

    return getattr_
