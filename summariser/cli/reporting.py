"""The command ``summariser report``: records in, one HTML file out."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

import typer

from summariser.cli.messages import complain
from summariser.cli.output import Target
from summariser.cli.records import load_records
from summariser.corpus.sources import Columns, open_pages
from summariser.document import Document
from summariser.errors import DocumentError, SetupError
from summariser.record import MeetingSummary
from summariser.views.report import Entry, report_page


def report_records(files: Sequence[Path], documents: Sequence[Path], output: Path) -> int:
    """Run the command and give its exit code, 1 when a record is broken. Raises `SetupError`."""
    if output.resolve() in {path.resolve() for path in (*files, *documents)}:
        raise SetupError(f"{output}: is one of the files to read, and would be overwritten")
    records, broken = load_records(files)
    page = report_page(with_texts(records, documents))
    try:
        output.write_text(page, encoding="utf-8")
    except OSError as error:
        raise SetupError(f"{output}: cannot be written ({error.strerror})") from error
    typer.echo(str(output))
    return int(broken > 0)


class ReportWriter:
    """Gathers records and writes their report at the end: a context, as `RecordWriter` is one."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._entries: list[Entry] = []

    def write(self, record: MeetingSummary, document: Document | None = None) -> None:
        """Take a record, and the page that it is of."""
        self._entries.append(Entry(record, document.text if document else None))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if self._entries:
                self._target.write(report_page(self._entries))
        except (SetupError, OSError):
            if kind is None:
                raise
        finally:
            self._target.close()


def with_texts(records: Sequence[MeetingSummary], documents: Sequence[Path]) -> list[Entry]:
    """Give each record the text of its page, where that is among the documents.

    What is missing is told on standard error. Raises `SetupError` for an empty folder.
    """
    wanted = {record.document.sha256 for record in records} - {None}
    texts: dict[str, str] = {}
    unread: list[str] = []
    for text in _texts(documents):
        if isinstance(text, DocumentError):
            unread.append(str(text))
        elif (sha256 := hashlib.sha256(text.encode()).hexdigest()) in wanted:
            texts[sha256] = text
    entries = [Entry(record, _proven(record, texts)) for record in records]
    missing = len(wanted) - len(texts)
    if missing:
        for reason in unread:
            complain(reason)
        complain(
            f"the texts of {missing} of {len(records)} documents are not at hand, their quotes "
            "stand instead; name the pages with --documents"
        )
    return entries


def _proven(record: MeetingSummary, texts: dict[str, str]) -> str | None:
    """Give the record's text, unless the record quotes words that are not there."""
    text = texts.get(record.document.sha256 or "")
    if text is None or all(text[e.start : e.end] == e.quote for e in record.evidence()):
        return text
    complain(f"{record.document.id}: the record's quotes are not its page's; shown without it")
    return None


def _texts(paths: Sequence[Path]) -> Iterator[str | DocumentError]:
    """Read the pages that paths mean; for one that cannot be read, give the reason."""
    for page in open_pages(paths, Columns("text", None)) if paths else ():
        try:
            yield page.document().text
        except DocumentError as error:
            yield error
