"""What the records of all plans have in common: values of candidates, proof and provenance."""

import time
from collections.abc import Mapping

from summariser.asking import Asker
from summariser.days import DayCandidate
from summariser.document import Document
from summariser.grounding import evidence
from summariser.model.protocol import Model
from summariser.model.protocol import Usage as ModelUsage
from summariser.parties import PartyCandidate
from summariser.record import (
    DocumentInfo,
    Evidence,
    Language,
    MeetingDate,
    MeetingSummary,
    Party,
    Provenance,
    Status,
    Usage,
    Venue,
)
from summariser.templates import prompt_hashes
from summariser.venues import VenueCandidate
from summariser.version import VERSION

NO_TEXT = "no article text found: the page is menus and boilerplate alone"
NO_MEETING = "no meeting found in the text: all fields are left empty"
EMPTY: Mapping[str, object] = {
    "headline": "",
    "summary": "",
    "parties": (),
    "officials": (),
    "venue": None,
    "date": None,
    "agreements": (),
    "context": (),
}


def recorded(  # noqa: PLR0913, PLR0917 - what a record is made of
    document: Document,
    asker: Asker,
    language: Language,
    plan: str,
    parts: Mapping[str, object],
    begun: float,
) -> MeetingSummary:
    """The record of these parts, its quotes checked against the page.

    ``begun`` is what `time.perf_counter` gave when the work began. The status is "partial"
    where a question was not answered or the page has no sentences.
    """
    body = any(not sentence.heading for sentence in document.sentences)
    status: Status = "partial" if asker.failed or not body else "ok"
    seconds = time.perf_counter() - begun
    return MeetingSummary.model_validate(
        {
            "document": document_info(document),
            "status": status,
            **parts,
            "warnings": (*document.notes, *asker.warnings),
            "provenance": provenance(
                asker.model, asker.usage, seconds, asker.from_cache, language, plan
            ),
        },
        context={"text": document.text},
    )


def party(document: Document, candidate: PartyCandidate) -> Party:
    """A state or organisation with the page's first words for it."""
    return Party(
        name=candidate.name,
        kind="state" if candidate.country else "organisation",
        country=candidate.country,
        evidence=(evidence(document, candidate.start, candidate.end),),
    )


def venue(document: Document, candidate: VenueCandidate) -> Venue:
    """A place with the page's first words for it."""
    grounds = evidence(document, candidate.start, candidate.end)
    return Venue(city=candidate.city, country=candidate.country, place=None, evidence=(grounds,))


def call(words: Evidence) -> Venue:
    """The venue of a call that these words tell of: no city and no country."""
    return Venue(city=None, country=None, place=None, evidence=(words,))


def day(document: Document, candidate: DayCandidate) -> MeetingDate:
    """A date with the words that it follows from."""
    return MeetingDate(
        value=candidate.date.value,
        precision=candidate.date.precision,
        evidence=tuple(evidence(document, *span) for span in candidate.date.spans),
    )


def document_info(document: Document) -> DocumentInfo:
    """What a record says of its document."""
    return DocumentInfo(
        id=document.id,
        sha256=document.sha256,
        language=document.language,
        characters=len(document.text),
    )


def provenance(  # noqa: PLR0913, PLR0917 - what a record says of its making
    model: Model,
    usage: ModelUsage,
    seconds: float,
    from_cache: bool,
    language: Language,
    plan: str,
) -> Provenance:
    """What a record says of how it was made."""
    return Provenance(
        model=model.name,
        weights_sha256=model.weights_sha256,
        plan=plan,
        language=language,
        prompts=prompt_hashes(),
        package_version=VERSION,
        usage=Usage(
            requests=usage.requests,
            prompt_tokens=usage.prompt_tokens,
            cached_tokens=usage.cached_tokens,
            completion_tokens=usage.completion_tokens,
        ),
        seconds=round(seconds, 3),
        from_cache=from_cache,
    )
