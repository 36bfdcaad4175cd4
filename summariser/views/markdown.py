"""A record as a Markdown brief, its evidence as footnotes.

Written for GitHub's Markdown and Pandoc's, readable as plain CommonMark. Words of documents and
models are escaped, so that they cannot become headings, links, images or HTML.

A footnote is the sentence of the page, the words of evidence in bold, between two right-to-left
marks (U+200F) if it is Arabic. No HTML: GitHub, GitLab and Obsidian give each paragraph the
direction of its first letter, so that the first mark makes the footnote read from the right, and
where a tag would help (``<span dir="rtl">`` in Pandoc) it would stand in the text wherever the
brief is pasted as it is. Pandoc leaves paragraphs left to right; there the second mark keeps the
full stop at its end. Isolates (U+2067) would do more, yet GitHub warns of files with them.

Labels of footnotes begin with a hash of the page and the language, so that briefs can be joined,
also those of different runs; what a reader sees are numbers.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence

from summariser.document import Document
from summariser.record import AgreementStatus, Evidence, MeetingSummary, Official
from summariser.views import (
    WARNINGS,
    date_words,
    document_words,
    missing_words,
    party_words,
    plain,
    provenance_words,
    venue_words,
)
from summariser.views.direction import right_to_left
from summariser.views.passages import Passage, Passages

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&!$^]")
# Lists, Pandoc's "(a)" and "iv." among them, its definitions and titles, underlined headings.
_AT_START = re.compile(r"^(?:(?=[-+=:%])|(\(?\w+)(?=[.)](?:\s|$)))")
_IN_ADDRESS = re.compile(r"(?<=\w)\.(?=[^\W\d])|:(?=//)")  # www.a.b and https:// become links
# GitHub makes links of mentions and issues, and pictures of :names:, after escapes are gone.
_REFERENCE = re.compile(r"@|#(?=\d)|(?<!\d):(?=[\w+-]+:)")
_JOINER = "\u2060"  # invisible
_STATUSES: tuple[AgreementStatus, ...] = ("agreed", "offered", "discussed")
_LABEL = 8  # hexadecimal digits: of 1,000 pages two have the same in one case of 10,000
_RIGHT_TO_LEFT_MARK = "\u200f"


def render(record: MeetingSummary, document: Document | None = None) -> str:
    """Write the brief of one record. Footnotes keep apart when briefs are joined.

    With the ``document`` footnotes are its sentences; without it the words of the evidence.
    """
    notes = _Notes(record, document)
    blocks = [f"# {escaped(record.headline) or escaped(record.document.id)}", _about(record)]
    warnings = [f"- {escaped(warning)}" for warning in record.warnings]
    if record.status != "ok":
        blocks += _section(WARNINGS[record.status], warnings)
    blocks += [escaped(record.summary), _facts(record, notes), *_officials(record, notes)]
    blocks += _matters(record, notes)
    items = [
        f"- *{item.topic.replace('_', ' ')}*: {escaped(item.text)}{notes.mark(item.evidence)}"
        for item in record.context
    ]
    blocks += _section("Context", items)
    if record.status == "ok":
        blocks += _section(WARNINGS["ok"], warnings)
    blocks += [f"*{escaped(provenance_words(record.provenance))}*", *notes.definitions()]
    return "\n\n".join(block for block in blocks if block) + "\n"


def escaped(text: str) -> str:
    """One line of text that Markdown shows as these very words."""
    return _AT_START.sub(r"\g<0>\\", _escaped_part(plain(text)))


def _escaped_part(text: str) -> str:
    """A piece from within a line of `plain` text, escaped.

    What GitHub would take for a reference has an invisible word joiner in it.
    """
    joined = _REFERENCE.sub(rf"\g<0>{_JOINER}", text)
    return _IN_ADDRESS.sub(r"\\\g<0>", _MARKUP.sub(r"\\\g<0>", joined))


class _Notes:
    """Footnotes of one brief, a passage each: numbered as they are first used."""

    def __init__(self, record: MeetingSummary, document: Document | None) -> None:
        about = f"{record.document.id}\n{record.document.sha256}\n{record.provenance.language}"
        self._prefix = hashlib.sha256(about.encode("utf-8", "replace")).hexdigest()[:_LABEL]
        self._passages = Passages(record, document)
        # All evidence of the record is marked in a passage, whatever value refers to it.
        self._whole = {_place(passage): passage for passage in self._passages.of(record.evidence())}
        self._labels: dict[tuple[int, str], str] = {}

    def mark(self, grounds: Sequence[Evidence]) -> str:
        """Refer to the passages of a value."""
        marks: list[str] = []
        for passage in self._passages.of(grounds):
            new = f"[^{self._prefix}-{len(self._labels) + 1}]"
            marks.append(self._labels.setdefault(_place(passage), new))
        return "".join(marks)

    def definitions(self) -> Iterator[str]:
        """Yield the footnotes that were referred to, a paragraph each."""
        for place, label in self._labels.items():
            yield f"{label}: {_quoted(self._whole[place])}"


def _place(passage: Passage) -> tuple[int, str]:
    return passage.start, passage.text


def _quoted(passage: Passage) -> str:
    pieces = passage.pieces()
    words = "".join(
        _bold(piece) if cited and len(pieces) > 1 else _escaped_part(piece)
        for piece, cited in pieces
    )
    mark = _RIGHT_TO_LEFT_MARK if right_to_left(passage.text) else ""
    where = f"characters {passage.start}–{passage.start + len(passage.text)}"
    if passage.label:
        where = f"sentence\u00a0{passage.label}"  # a break would tear the brackets apart
    return f"{mark}“{words.strip()}”{mark} ({where})"


def _bold(text: str) -> str:
    """Escaped words in bold; punctuation at their ends, beside which ** may fail, is left out."""
    inner = [i for i, character in enumerate(text) if unicodedata.category(character)[0] in "LMN"]
    if not inner:
        return _escaped_part(text)
    start, end = inner[0], inner[-1] + 1
    before, words, after = map(_escaped_part, (text[:start], text[start:end], text[end:]))
    return f"{before}**{words}**{after}"


def _about(record: MeetingSummary) -> str:
    return " · ".join([f"**{record.status}**", *map(escaped, document_words(record.document))])


def _facts(record: MeetingSummary, notes: _Notes) -> str:
    lines: list[str] = []
    if record.parties:
        told = [escaped(party_words(p)) + notes.mark(p.evidence) for p in record.parties]
        lines.append(f"- **Parties:** {', '.join(told)}")
    if record.venue:
        words = escaped(venue_words(record.venue))
        lines.append(f"- **Venue:** {words}{notes.mark(record.venue.evidence)}")
    if record.date:
        lines.append(f"- **Date:** {date_words(record.date)}{notes.mark(record.date.evidence)}")
    if record.status != "failed" and (missing := missing_words(record)):
        lines.append(f"- **Not found:** {missing}")
    return "\n".join(lines)


def _officials(record: MeetingSummary, notes: _Notes) -> list[str]:
    if not record.officials:
        return []
    rows = [_official(official, notes) for official in record.officials]
    head = "| Name | Role | From | Present | In the page |\n| --- | --- | --- | --- | --- |"
    return ["## Officials", "\n".join([head, *rows])]


def _official(official: Official, notes: _Notes) -> str:
    wordings = dict.fromkeys([official.name, *(piece.quote for piece in official.evidence)])
    cells = [
        (escaped(official.name_en) or "–") + notes.mark(official.evidence),
        escaped(official.role) or "–",
        official.country or "–",
        "yes" if official.present else "no",
        " / ".join(filter(None, map(escaped, wordings))),
    ]
    return f"| {' | '.join(cells)} |"


def _matters(record: MeetingSummary, notes: _Notes) -> list[str]:
    blocks: list[str] = []
    for status in _STATUSES:
        items = [
            f"- {escaped(item.text)}{notes.mark(item.evidence)}"
            for item in record.agreements
            if item.status == status
        ]
        blocks += _section(status.capitalize(), items)
    return blocks


def _section(title: str, items: list[str]) -> list[str]:
    return [f"## {title}", "\n".join(items)] if items else []
