"""summariser: grounded records of defence meetings from news pages, Arabic first.

from summariser import summarise
record = summarise("page.txt")
"""

from importlib import import_module
from typing import TYPE_CHECKING

from summariser.version import VERSION

if TYPE_CHECKING:
    from summariser.document import Document
    from summariser.errors import (
        DocumentError,
        GroundingError,
        ModelError,
        SetupError,
        SummariserError,
    )
    from summariser.record import Evidence, MeetingSummary
    from summariser.service import Summariser, asummarise, summarise

__version__ = VERSION

__all__ = [
    "Document",
    "DocumentError",
    "Evidence",
    "GroundingError",
    "MeetingSummary",
    "ModelError",
    "SetupError",
    "Summariser",
    "SummariserError",
    "asummarise",
    "summarise",
]

_HOMES = {
    "document": ("Document",),
    "errors": ("DocumentError", "GroundingError", "ModelError", "SetupError", "SummariserError"),
    "record": ("Evidence", "MeetingSummary"),
    "service": ("Summariser", "asummarise", "summarise"),
}


def __getattr__(name: str) -> object:
    """Import a name when it is first asked for (PEP 562): ``--help`` needs none of them."""
    for home, names in _HOMES.items():
        if name in names:
            found: object = getattr(import_module(f"summariser.{home}"), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
