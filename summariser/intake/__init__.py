"""From a page's file to its `Document`: decompressed, decoded, and out of HTML the article."""

from summariser.intake.encodings import is_note
from summariser.intake.files import (
    COMPRESSIONS,
    KINDS,
    READ_ERRORS,
    Kind,
    kind_of,
    opened,
    page_of,
    read_page,
    reason,
    spelt_out,
)

__all__ = [
    "COMPRESSIONS",
    "KINDS",
    "READ_ERRORS",
    "Kind",
    "is_note",
    "kind_of",
    "opened",
    "page_of",
    "read_page",
    "reason",
    "spelt_out",
]
