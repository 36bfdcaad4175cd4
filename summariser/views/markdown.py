"""A record as a Markdown brief, its evidence as footnotes.

Written for GitHub's Markdown, readable as plain CommonMark. Words of documents and models
are escaped, so that they cannot become headings, links, images or HTML.
"""

import hashlib
import re
from collections.abc import Sequence

from summariser.record import AgreementStatus, Evidence, MeetingSummary, Official
from summariser.views import plain, provenance_words, venue_words

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&!$^]")
_AT_START = re.compile(r"^([-+=]|\d+(?=[.)]))")  # lists, underlined headings
_IN_ADDRESS = re.compile(r"(?<=\w)\.(?=\w)|:(?=//)")  # www.a.b and https:// become links alone
_STATUSES: tuple[AgreementStatus, ...] = ("agreed", "offered", "discussed")


def render(record: MeetingSummary) -> str:
    """Write the brief of one record. Footnotes keep apart when briefs are joined."""
    notes = _Notes(record)
    blocks = [f"# {escaped(record.headline) or escaped(record.document.id)}", _about(record)]
    if record.summary:
        blocks.append(escaped(record.summary))
    blocks += [_facts(record, notes), *_officials(record, notes), *_matters(record, notes)]
    items = [
        f"- *{item.topic.replace('_', ' ')}*: {escaped(item.text)}{notes.mark(item.evidence)}"
        for item in record.context
    ]
    blocks += _section("Context", items)
    blocks += _section("Warnings", [f"- {escaped(warning)}" for warning in record.warnings])
    blocks += [f"*{escaped(provenance_words(record.provenance))}*", notes.definitions()]
    return "\n\n".join(block for block in blocks if block) + "\n"


def escaped(text: str) -> str:
    """One line of text that Markdown shows as these very words.

    Behind each @ goes an invisible word joiner, because GitHub makes links of addresses and
    mentions after all escapes are gone.
    """
    line = _IN_ADDRESS.sub(r"\\\g<0>", _MARKUP.sub(r"\\\g<0>", plain(text)))
    return _AT_START.sub(_escaped_start, line).replace("@", "@\u2060")


def _escaped_start(match: re.Match[str]) -> str:
    mark = match.group()
    return f"\\{mark}" if len(mark) == 1 and not mark.isdigit() else f"{mark}\\"


class _Notes:
    """Footnotes of one brief: numbered as they are first used, the same words once."""

    def __init__(self, record: MeetingSummary) -> None:
        about = f"{record.document.id}\n{record.document.sha256}"
        self._prefix = hashlib.sha256(about.encode("utf-8", "replace")).hexdigest()[:6]
        self._labels: dict[Evidence, str] = {}

    def mark(self, grounds: Sequence[Evidence]) -> str:
        for piece in grounds:
            self._labels.setdefault(piece, f"[^{self._prefix}-{len(self._labels) + 1}]")
        return "".join(self._labels[piece] for piece in grounds)

    def definitions(self) -> str:
        return "\n".join(
            f"{label}: “{escaped(piece.quote)}” (characters {piece.start}–{piece.end})"
            for piece, label in self._labels.items()
        )


def _about(record: MeetingSummary) -> str:
    document = record.document
    parts = [f"**{record.status}**", escaped(document.id)]
    if document.characters:
        parts.append(f"{document.language}, {document.characters:,} characters")
    return " · ".join(parts)


def _facts(record: MeetingSummary, notes: _Notes) -> str:
    lines: list[str] = []
    if record.parties:
        names = [f"{escaped(party.name)}{notes.mark(party.evidence)}" for party in record.parties]
        lines.append(f"- **Parties:** {', '.join(names)}")
    if record.venue:
        words = escaped(venue_words(record.venue))
        lines.append(f"- **Venue:** {words}{notes.mark(record.venue.evidence)}")
    if record.date:
        lines.append(f"- **Date:** {record.date.value}{notes.mark(record.date.evidence)}")
    return "\n".join(lines)


def _officials(record: MeetingSummary, notes: _Notes) -> list[str]:
    if not record.officials:
        return []
    rows = [_official(official, notes) for official in record.officials]
    head = "| Name | Role | From | Present | In the document |\n| --- | --- | --- | --- | --- |"
    return ["## Officials", "\n".join([head, *rows])]


def _official(official: Official, notes: _Notes) -> str:
    cells = [
        escaped(official.name_en) or "–",
        escaped(official.role) or "–",
        official.country or "–",
        "yes" if official.present else "no",
        escaped(official.name) + notes.mark(official.evidence),
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
