"""What a peer answered, read generously, as a record of ours that the metrics can score.

A country's name or adjective counts as its code, a date in words as its day, a quote in other
spelling or spacing as the page's words; repetitions of a party or an official count once. A
quote that the page does not have in any spelling stays one that points nowhere.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from summariser.document import Document
from summariser.lexicon import country_mentions, fold, folded, is_country
from summariser.lexicon.dates import dates
from summariser.record import (
    Agreement,
    AgreementStatus,
    ContextItem,
    DocumentInfo,
    Evidence,
    MeetingDate,
    MeetingSummary,
    Official,
    Party,
    Precision,
    Provenance,
    Topic,
    Venue,
)

_DAY = re.compile(r"\d{4}(?:-\d{2}){0,2}")
_PRECISION: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}
_NONE = frozenset(("", "none", "null", "n/a", "unknown", "not specified", "not mentioned"))


def read_answer(answer: dict[str, Any], document: Document) -> MeetingSummary:
    """The record. Parts are not validated: a peer's may lack what ours must have."""
    read = _Reader(document)
    return MeetingSummary.model_construct(
        document=DocumentInfo(
            id=document.id,
            sha256=document.sha256,
            language=document.language,
            characters=len(document.text),
        ),
        status="ok",
        headline=_said(answer.get("headline")),
        summary=_said(answer.get("summary")),
        parties=tuple(read.parties(_parts(answer, "parties"))),
        officials=tuple(read.officials(_parts(answer, "officials"))),
        venue=read.venue(answer.get("venue")),
        date=read.date(answer.get("date")),
        agreements=tuple(read.agreements(_parts(answer, "agreements"))),
        context=tuple(read.context(_parts(answer, "context"))),
        warnings=(),
        provenance=Provenance.model_construct(),
    )


class _Reader:
    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._page = fold(document.text)

    def parties(self, parts: Iterable[dict[str, Any]]) -> Iterator[Party]:
        met: set[str] = set()
        for part in parts:
            name = _said(part.get("name"))
            country = _code(part.get("country")) or _code(name)
            if (key := country or folded(name)) and key not in met:
                met.add(key)
                yield Party.model_construct(
                    name=name,
                    kind="state" if country else "organisation",
                    country=country,
                    evidence=self._evidence(part),
                )

    def officials(self, parts: Iterable[dict[str, Any]]) -> Iterator[Official]:
        met: set[str] = set()
        for part in parts:
            name = _said(part.get("name"))
            if (key := folded(name)) and key not in met:
                met.add(key)
                yield Official.model_construct(
                    name=name,
                    name_en=_said(part.get("name_en")),
                    role=_said(part.get("role")),
                    country=_code(part.get("country")),
                    present=str(part.get("present")).lower() in ("true", "yes", "1"),
                    evidence=self._evidence(part),
                )

    def venue(self, part: object) -> Venue | None:
        if not isinstance(part, dict):
            return None
        city, place = _said(part.get("city")) or None, _said(part.get("place")) or None
        country = _code(part.get("country"))
        if not (city or place or country):
            return None
        return Venue.model_construct(
            city=city, country=country, place=place, evidence=self._evidence(part)
        )

    def date(self, part: object) -> MeetingDate | None:
        if not isinstance(part, dict):
            return None
        said = _said(part.get("value"))
        found = _DAY.match(said)
        value = found.group() if found else next((day.value for day in dates(said)), None)
        if value is None:
            return None
        return MeetingDate.model_construct(
            value=value, precision=_PRECISION[len(value)], evidence=self._evidence(part)
        )

    def agreements(self, parts: Iterable[dict[str, Any]]) -> Iterator[Agreement]:
        for part in parts:
            status = _said(part.get("status"))
            yield Agreement.model_construct(
                text=_said(part.get("text")),
                status=status if status in get_args(AgreementStatus) else "discussed",
                evidence=self._evidence(part),
            )

    def context(self, parts: Iterable[dict[str, Any]]) -> Iterator[ContextItem]:
        for part in parts:
            topic = _said(part.get("topic")).replace(" ", "_")
            yield ContextItem.model_construct(
                topic=topic if topic in get_args(Topic) else "other",
                text=_said(part.get("text")),
                evidence=self._evidence(part),
            )

    def _evidence(self, part: dict[str, Any]) -> tuple[Evidence, ...]:
        """The lines of its quote, each in the page where the page has it."""
        lines = (line.strip() for line in _said(part.get("quote")).splitlines())
        return tuple(self._placed(line) for line in lines if line)

    def _placed(self, quote: str) -> Evidence:
        start = self._text.find(quote)
        if start >= 0:
            return Evidence(quote=quote, start=start, end=start + len(quote))
        words = folded(quote)
        at = self._page.text.find(words) if words else -1
        if at >= 0:
            start, end = self._page.span(at, at + len(words))
            return Evidence(quote=self._text[start:end], start=start, end=end)
        behind = len(self._text)
        return Evidence(quote=quote, start=behind, end=behind + len(quote))


def _parts(answer: dict[str, Any], field: str) -> list[dict[str, Any]]:
    return [part for part in answer.get(field) or () if isinstance(part, dict)]


def _said(value: object) -> str:
    said = str(value).strip() if value is not None else ""
    return "" if said.lower() in _NONE else said


def _code(value: object) -> str | None:
    said = _said(value)
    if len(said) == 2 and is_country(said.upper()):
        return said.upper()
    return next((mention.country for mention in country_mentions(said)), None)
