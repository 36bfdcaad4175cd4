"""summariser: grounded records of defence meetings from news pages, Arabic first.

from summariser import summarise
record = summarise("page.txt")
"""

from typing import TYPE_CHECKING

from summariser.lazily import from_homes
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

__getattr__ = from_homes(
    __name__,
    {
        "document": "Document",
        "errors": "DocumentError GroundingError ModelError SetupError SummariserError",
        "record": "Evidence MeetingSummary",
        "service": "Summariser asummarise summarise",
    },
)
