"""What is shown of an opened document: its record's values, and its page with their evidence.

A value has a tag, a letter for its field and a number («O2»), which stands beside it and where
its evidence begins in the page, so that both can be told without colour.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypedDict

from summariser.document import Document
from summariser.record import Evidence, MeetingSummary
from summariser.views import country_words, html, plain, provenance_words, venue_words
from summariser.views.report.listing import party_key

_MOST = 10_000  # characters of one value or quote that are shown

# A page is cut at its sentences' bounds (marked by their numbers), and at those of the evidence
# of values (marked by their tags).
Mark = int | str
Kind = Literal["text", "heading", "boilerplate", "quote"]


class Sentence(TypedDict):
    """Pieces of text, each with the tags of the values that it is evidence of.

    ``number`` is 0 for what belongs to no sentence.
    """

    number: int
    pieces: list[list[str]]


class Line(TypedDict):
    """A line of the page."""

    kind: Kind
    sentences: list[Sentence]


@dataclass(frozen=True, slots=True)
class _Value:
    tag: str
    evidence: Sequence[Evidence]
    shown: Mapping[str, object]

    @property
    def length(self) -> int:
        return max(piece.end - piece.start for piece in self.evidence)


@dataclass(frozen=True, slots=True)
class _Block:
    """A line of the page, or a quote in its place; sentences by number."""

    start: int
    text: str
    kind: Kind
    sentences: Sequence[tuple[int, html.Span]]  # offsets of the page


def opened(record: MeetingSummary, text: str | None) -> dict[str, object]:
    """Give what is shown of a document; without ``text``, its quotes stand in for the page."""
    values = list(_values(record))
    blocks = list(_quotes(record) if text is None else _lines(text))
    about = record.document
    return {
        "headline": _words(record.headline),
        "summary": _words(record.summary),
        "values": [{"tag": v.tag, "at": _numbers(v, blocks), **v.shown} for v in values],
        "warnings": [_words(warning) for warning in record.warnings],
        "made": _words(provenance_words(record.provenance)),
        "characters": about.characters,
        "language": html.language_tag(about.language),
        "direction": html.direction(about.language),
        "found": text is not None,
        "lines": [_shown(block, values) for block in blocks],
    }


def _words(text: str) -> str:
    return html.clipped(plain(text), _MOST)


# ── the record's values ──────────────────────────────────────────────────────


def _values(record: MeetingSummary) -> Iterator[_Value]:
    for number, party in enumerate(record.parties, 1):
        yield _Value(
            f"P{number}", party.evidence, {"text": _words(party.name), "party": party_key(party)}
        )
    for number, official in enumerate(record.officials, 1):
        shown = {
            "text": _words(official.name_en),
            "name": _words(official.name),
            "role": _words(official.role),
            "country": country_words(official.country),
            "present": official.present,
        }
        yield _Value(f"O{number}", official.evidence, shown)
    if record.venue:
        yield _Value("V1", record.venue.evidence, {"text": _words(venue_words(record.venue))})
    if record.date:
        yield _Value("D1", record.date.evidence, {"date": record.date.value})
    for number, matter in enumerate(record.agreements, 1):
        shown = {"text": _words(matter.text), "status": matter.status}
        yield _Value(f"A{number}", matter.evidence, shown)
    for number, item in enumerate(record.context, 1):
        shown = {"text": _words(item.text), "topic": item.topic}
        yield _Value(f"C{number}", item.evidence, shown)


def _numbers(value: _Value, blocks: Sequence[_Block]) -> list[int]:
    """Give the numbers of the sentences that a value's evidence touches; 0 for other lines."""
    found: list[int] = []
    for piece in value.evidence:
        touched = [
            number
            for block in blocks
            for number, (start, end) in block.sentences
            if start < piece.end and piece.start < end
        ]
        found += touched or [0]
    return list(dict.fromkeys(found))


# ── the page ─────────────────────────────────────────────────────────────────


def _lines(text: str) -> Iterator[_Block]:
    document = Document("page", text)
    left = list(document.sentences)
    for line in document.lines:
        sentences = [(s.number, s.span) for s in left if line.start <= s.start < line.end]
        left = left[len(sentences) :]
        yield _Block(line.start, text[line.start : line.end], line.kind, sentences)


def _quotes(record: MeetingSummary) -> Iterator[_Block]:
    """Join quotes that overlap, in the order of the page; each block is numbered."""
    pieces = sorted(set(record.evidence()), key=lambda piece: (piece.start, piece.end))
    joined: list[tuple[int, str]] = []
    for piece in pieces:
        start, text = joined[-1] if joined else (0, "")
        covered = start + len(text) - piece.start
        if joined and covered > 0:
            joined[-1] = start, text + piece.quote[covered:]
        else:
            joined.append((piece.start, piece.quote))
    for number, (start, text) in enumerate(joined, 1):
        yield _Block(start, text, "quote", [(number, (start, start + len(text)))])


def _shown(block: _Block, values: Sequence[_Value]) -> Line:
    end = block.start + len(block.text)
    marks: list[tuple[html.Span, Mark]] = [
        ((start - block.start, stop - block.start), number)
        for number, (start, stop) in block.sentences
    ]
    marks += [
        ((max(piece.start, block.start) - block.start, min(piece.end, end) - block.start), v.tag)
        for v in values
        for piece in v.evidence
        if piece.start < end and block.start < piece.end
    ]
    text = html.broken_lines(block.text)
    if block.kind == "quote" and len(text) > _MOST:
        marks = [
            ((start, min(stop, _MOST)), mark) for (start, stop), mark in marks if start < _MOST
        ]
        text = text[:_MOST]
    lengths = {value.tag: value.length for value in values}
    segments = groupby(html.cut(text, marks), key=_sentence_of)
    return {
        "kind": block.kind,
        "sentences": [
            {"number": number, "pieces": [_piece(segment, lengths) for segment in pieces]}
            for number, pieces in segments
        ],
    }


def _sentence_of(segment: html.Segment[Mark]) -> int:
    return next((mark for mark in segment.marks if isinstance(mark, int)), 0)


def _piece(segment: html.Segment[Mark], lengths: dict[str, int]) -> list[str]:
    """Give a piece's text and its tags, the narrowest evidence first."""
    tags = [mark for mark in segment.marks if isinstance(mark, str)]
    tags.sort(key=lambda tag: (lengths[tag], tag))
    return [html.allowed(segment.text), " ".join(tags)] if tags else [html.allowed(segment.text)]
