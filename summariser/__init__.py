"""summariser: grounded records of defence meetings from news pages, Arabic first.

from summariser import summarise
record = summarise("page.txt")
"""

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
from summariser.version import VERSION

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
