"""The record of a page for another page with the same words."""

from typing import TypeVar

from pydantic import ValidationError

from summariser.document import Document
from summariser.errors import GroundingError
from summariser.intake import is_note
from summariser.lexicon import fold, folded
from summariser.record import (
    Agreement,
    ContextItem,
    DocumentInfo,
    Evidence,
    MeetingDate,
    MeetingSummary,
    Official,
    Party,
    Usage,
    Venue,
)

P = TypeVar("P", Party, Official, Venue, MeetingDate, Agreement, ContextItem)


def carried(record: MeetingSummary, document: Document) -> MeetingSummary:
    """The record as that of ``document``, whose folded text is that of the record's own.

    Quotes are those of ``document``; it costs nothing. Raises GroundingError where the words
    of the pages differ after all.
    """
    first = record.document
    info = DocumentInfo(
        id=document.id,
        sha256=document.sha256,
        language=first.language,
        characters=len(document.text),
        same_as=first.same_as or first.id,
    )
    free = {"usage": Usage(), "seconds": 0.0, "from_cache": True}
    made = record.provenance.model_copy(update=free)
    warnings = (*document.notes, *(each for each in record.warnings if not is_note(each)))
    twin = record.model_copy(update={"document": info, "warnings": warnings, "provenance": made})
    if first.sha256 != document.sha256:
        twin = _Carrier(record, document).carried(twin)
    try:
        return MeetingSummary.model_validate(twin.model_dump(), context={"text": document.text})
    except ValidationError as error:
        raise _other_words(record, document) from error


def _other_words(record: MeetingSummary, document: Document) -> GroundingError:
    return GroundingError(
        f"{document.id}: has other words than {record.document.id}, whose record it would get"
    )


class _Carrier:
    """Finds the words of one page in another page that has the same."""

    def __init__(self, record: MeetingSummary, document: Document) -> None:
        self._record, self._document = record, document
        self._page = fold(document.text)
        self._share = len(document.text) / max(1, record.document.characters)

    def carried(self, twin: MeetingSummary) -> MeetingSummary:
        """The record with all its evidence in the other page."""
        parts = {
            "parties": tuple(map(self._part, twin.parties)),
            "officials": tuple(map(self._part, twin.officials)),
            "venue": self._part(twin.venue) if twin.venue else None,
            "date": self._part(twin.date) if twin.date else None,
            "agreements": tuple(map(self._part, twin.agreements)),
            "context": tuple(map(self._part, twin.context)),
        }
        return twin.model_copy(update=parts)

    def _part(self, part: P) -> P:
        return part.model_copy(update={"evidence": tuple(map(self._moved, part.evidence))})

    def _moved(self, piece: Evidence) -> Evidence:
        """The same words here: of several places the one that lies as far into the page."""
        words = folded(piece.quote)
        places: list[tuple[int, int]] = []
        at = self._page.text.find(words) if words else -1
        while at >= 0:
            places.append(self._page.span(at, at + len(words)))
            at = self._page.text.find(words, at + 1)
        if not places:
            raise _other_words(self._record, self._document)
        start, end = min(places, key=lambda place: abs(place[0] - piece.start * self._share))
        return Evidence(quote=self._document.text[start:end], start=start, end=end)
