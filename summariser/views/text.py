"""A record for the terminal, readable at 40 columns and more, without colour, in a pipe too.

Words of the page are the last on their line: where a terminal turns right-to-left words
around, nothing stands behind them that could change its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from summariser.composing import arabic, english
from summariser.document import Document
from summariser.record import AgreementStatus, Evidence, MeetingSummary, Official, Status
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
from summariser.views.direction import Paragraph, right_to_left
from summariser.views.passages import Passage, Passages

_STATUS_STYLE: dict[Status, str] = {
    "ok": "bold green",
    "partial": "bold yellow",
    "failed": "bold red",
}
_MATTER_STYLE: dict[AgreementStatus, str] = {
    "agreed": "bold green",
    "offered": "bold cyan",
    "discussed": "bold",
}
_TITLE, _NUMBER, _CITED, _WARNING = "bold", "dim", "bold", "yellow"
_NOTHING = "–"
_MOST_COLUMNS = 140  # longer lines are hard to follow
_TABLE_COLUMNS = 60  # fewer are too narrow for tables
_INDENT = 4
_MARGIN = 5  # columns before items: a space and "[12]"
_BULLET = "•"
_NO_TEXT = (english.UNTOLD, arabic.UNTOLD)

_Fact = tuple[str, str, Sequence[Evidence]]  # what it is, its words, its evidence
_Item = tuple[Text, RenderableType]  # numbers of sentences or a bullet; what stands beside them


@dataclass(frozen=True)
class RecordText:
    """A record to give to rich's ``console.print``; words from documents are never markup.

    With the ``document`` each value has the number of its sentence; ``evidence`` shows the
    sentences too. Without it they are the words of the evidence alone, and have no numbers.
    """

    record: MeetingSummary
    document: Document | None = None
    evidence: bool = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lay the record out for the width that there is."""
        width = min(options.max_width, _MOST_COLUMNS)
        passages = Passages(self.record, self.document)
        layout = _Layout(self.record, passages, self.evidence, wide=width >= _TABLE_COLUMNS)
        yield from console.render(Group(*layout.parts()), options.update(width=width))


@dataclass(frozen=True)
class _Layout:
    record: MeetingSummary
    passages: Passages
    evidence: bool
    wide: bool

    def parts(self) -> Iterator[RenderableType]:
        record = self.record
        if headline := plain(record.headline):
            yield Paragraph(Text(headline, _TITLE))
        yield _status(record)
        if record.status != "ok":
            yield from self._warnings()
        if record.summary:
            yield _block(Paragraph(Text(plain(record.summary))))
        yield from self._facts()
        yield from self._matters()
        yield from self._context()
        if record.status == "ok":
            yield from self._warnings()
        yield Text()
        if self.passages.label(record.evidence()):
            yield Text("[n]: sentence n of the page", _NUMBER)
        yield Text(plain(provenance_words(record.provenance)), _NUMBER)

    # ── who, where, when ─────────────────────────────────────────────────────

    def _facts(self) -> Iterator[RenderableType]:
        rows, officials = self._fact_rows(), self.record.officials
        if rows:
            yield _block(self._fact_table(rows))
        if officials:
            yield _block(self._official_table() if self.wide else self._official_list())
        grounds = [piece for _, _, pieces in rows for piece in pieces]
        grounds += [piece for official in officials for piece in official.evidence]
        if self.evidence and grounds:
            passages = sorted(self.passages.of(grounds), key=lambda passage: passage.start)
            yield _block(Group(Text("Their sentences", _TITLE), _sentences(passages)))

    def _fact_rows(self) -> list[_Fact]:
        record = self.record
        rows: list[_Fact] = [("Parties", party_words(p), p.evidence) for p in record.parties]
        if record.venue:
            rows.append(("Venue", venue_words(record.venue), record.venue.evidence))
        if record.date:
            rows.append(("Date", date_words(record.date), record.date.evidence))
        if record.status != "failed" and (missing := missing_words(record)):
            rows.append(("Not found", missing, ()))
        return rows

    def _fact_table(self, rows: Sequence[_Fact]) -> Table:
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(style=_TITLE, no_wrap=True)
        table.add_column(overflow="fold")
        table.add_column(overflow="fold")
        above = ""
        for title, words, grounds in rows:
            self._row(table, "" if title == above else title, Text(plain(words)), grounds=grounds)
            above = title
        return table

    def _official_table(self) -> Table:
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style=_TITLE)
        table.add_column("Official", overflow="fold")
        table.add_column("Role", overflow="fold")
        table.add_column("From", no_wrap=True)
        table.add_column("Present", no_wrap=True)
        table.add_column("In the page", overflow="fold")
        for official in self.record.officials:
            cells = (
                Text(plain(official.name_en) or _NOTHING),
                Text(plain(official.role) or _NOTHING),
                official.country or _NOTHING,
                "yes" if official.present else "no",
            )
            self._row(table, *cells, grounds=official.evidence, name=official.name)
        return table

    def _official_list(self) -> Group:
        rows: list[RenderableType] = [Text("Officials", _TITLE)]
        for official in self.record.officials:
            rows.append(Text(plain(official.name_en) or _NOTHING))
            words = Group(Text(_about(official)), self._words(official.evidence, official.name))
            rows.append(_indented(words))
        return Group(*rows)

    def _row(
        self, table: Table, *cells: RenderableType, grounds: Sequence[Evidence], name: str = ""
    ) -> None:
        """Add a value with the page's words for it: beside it, or under it on narrow screens."""
        words = self._words(grounds, name)
        if self.wide:
            table.add_row(*cells, words)
        else:
            *before, value = cells
            table.add_row(*before, Group(value, words) if words else value)

    def _words(self, grounds: Sequence[Evidence], name: str = "") -> Text:
        """Each wording of the page on its own line; a name that is none of them comes first."""
        wordings = self.passages.words(grounds)
        lines = [] if not name or name in wordings else [Text(plain(name))]
        for quote, label in wordings.items():
            number = (f"{label} ", _NUMBER) if label else ""
            lines.append(Text.assemble(number, plain(quote)))
        return Text("\n").join(lines)

    # ── matters and background ───────────────────────────────────────────────

    def _matters(self) -> Iterator[RenderableType]:
        for status, style in _MATTER_STYLE.items():
            items = [item for item in self.record.agreements if item.status == status]
            rows = [self._item("", item.text, item.evidence) for item in items]
            yield from self._section(status.capitalize(), rows, style)

    def _context(self) -> Iterator[RenderableType]:
        rows = [
            self._item(f"{item.topic.replace('_', ' ')}: ", item.text, item.evidence)
            for item in self.record.context
        ]
        yield from self._section("Context", rows)

    def _item(self, label: str, text: str, grounds: Sequence[Evidence]) -> _Item:
        told = Paragraph(Text.assemble((label, "italic"), plain(text)))
        passages = self.passages.of(grounds)
        labels = [f"[{passage.label}]" for passage in passages if passage.label]
        numbers = Text("\n".join(labels) or _BULLET, _NUMBER)
        # A text that only says that there is none would leave the reader with nothing.
        if self.evidence or text in _NO_TEXT:
            said = _sentences(passages) if len(passages) > 1 else _sentence(passages[0])
            return numbers, Group(told, said)
        return numbers, told

    def _warnings(self) -> Iterator[RenderableType]:
        rows = [(Text(_BULLET), Text(plain(words), _WARNING)) for words in self.record.warnings]
        yield from self._section(WARNINGS[self.record.status], rows)

    def _section(
        self, title: str, rows: Sequence[_Item], style: str = _TITLE
    ) -> Iterator[RenderableType]:
        if not rows:
            return
        table = Table.grid(padding=(0, 1, 0, 0), expand=True)
        table.add_column(min_width=_MARGIN, justify="right", no_wrap=True)
        table.add_column(overflow="fold", ratio=1)
        for numbers, item in rows:
            table.add_row(numbers, item)
        yield _block(Group(Text(title, style), table))


def _sentences(passages: Sequence[Passage]) -> Table:
    """Sentences of the page beside their numbers."""
    table = Table.grid(padding=(0, 1, 0, 0), expand=True)
    table.add_column(no_wrap=True, style=_NUMBER)
    table.add_column(ratio=1)
    for passage in passages:
        table.add_row(f"[{passage.label}]" if passage.label else "", _sentence(passage))
    return table


def _sentence(passage: Passage) -> Paragraph:
    pieces = [(words, _CITED if cited else "") for words, cited in passage.pieces()]
    if len(pieces) == 1:
        pieces = [(words, "") for words, _ in pieces]  # nothing to tell it apart from
    if right_to_left(passage.text):
        return Paragraph(Text.assemble(*pieces))
    return Paragraph(Text.assemble("“", *pieces, "”"))  # beside a text in the same letters


def _status(record: MeetingSummary) -> Text:
    about = "".join(f" · {plain(words)}" for words in document_words(record.document))
    return Text.assemble((record.status, _STATUS_STYLE[record.status]), about)


def _about(official: Official) -> str:
    present = "present" if official.present else "not present"
    parts = (plain(official.role), official.country, present)
    return ", ".join(part for part in parts if part)


def _indented(content: RenderableType) -> Padding:
    return Padding(content, (0, 0, 0, _INDENT))


def _block(content: RenderableType) -> Group:
    """Keep a part apart from what stands above it."""
    return Group(Text(), content)
