"""A record for the terminal, readable at 80 columns, without colour and in a pipe too."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from summariser.record import AgreementStatus, MeetingSummary, Status
from summariser.views import plain, provenance_words, venue_words

_STATUS_STYLE: dict[Status, str] = {"ok": "green", "partial": "yellow", "failed": "bold red"}
_STATUSES: tuple[AgreementStatus, ...] = ("agreed", "offered", "discussed")


def render(record: MeetingSummary) -> RenderableType:
    """Lay a record out for rich's ``console.print``; words from documents are never markup."""
    return Group(*_parts(record))


def _parts(record: MeetingSummary) -> Iterator[RenderableType]:
    yield Text(plain(record.headline) or plain(record.document.id), style="bold")
    yield _status(record)
    if record.summary:
        yield _block(Text(plain(record.summary)))
    if record.parties or record.venue or record.date:
        yield _block(_facts(record))
    if record.officials:
        yield _block(_officials(record))
    for status in _STATUSES:
        texts = [item.text for item in record.agreements if item.status == status]
        yield from _list(status.capitalize(), [Text(plain(text)) for text in texts])
    topics = [_labelled(item.topic.replace("_", " "), item.text) for item in record.context]
    yield from _list("Context", topics)
    yield from _list("Warnings", [Text(plain(text), "yellow") for text in record.warnings])
    yield _block(Text(plain(provenance_words(record.provenance)), style="dim"))


def _status(record: MeetingSummary) -> Text:
    document = record.document
    line = Text(record.status, style=_STATUS_STYLE[record.status])
    line.append(f" · {plain(document.id)}", style="default")
    if document.characters:
        line.append(f" · {document.language}, {document.characters:,} characters", style="default")
    return line


def _facts(record: MeetingSummary) -> Table:
    table = Table.grid(padding=(0, 2), collapse_padding=True)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    if record.parties:
        table.add_row("Parties", Text(", ".join(plain(party.name) for party in record.parties)))
    if record.venue:
        table.add_row("Venue", Text(plain(venue_words(record.venue))))
    if record.date:
        table.add_row("Date", Text(record.date.value))
    return table


def _officials(record: MeetingSummary) -> Table:
    # No frame, and the names of the page last: on terminals that turn right-to-left words
    # around, nothing stands behind them that could change its place.
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for name, ratio in (("Official", 4), ("Role", 5)):
        table.add_column(name, ratio=ratio, overflow="fold")
    table.add_column("From", no_wrap=True)
    table.add_column("Present", no_wrap=True)
    table.add_column("In the document", ratio=4, overflow="fold")
    for official in record.officials:
        table.add_row(
            Text(plain(official.name_en) or "–"),
            Text(plain(official.role) or "–"),
            official.country or "–",
            "yes" if official.present else "no",
            Text(plain(official.name)),
        )
    return table


def _labelled(label: str, text: str) -> Text:
    return Text.assemble((f"{label}: ", "italic"), plain(text))


def _list(title: str, items: list[Text]) -> Iterator[RenderableType]:
    if not items:
        return
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for item in items:
        table.add_row(" •", item)
    yield _block(Group(Text(title, style="bold"), table))


def _block(content: RenderableType) -> Group:
    """Keep a part apart from what stands above it."""
    return Group(Text(), content)
