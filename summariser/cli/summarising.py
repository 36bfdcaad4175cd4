"""The command ``summariser summarise``: pages in, one record each out, as they finish."""

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import typer

from summariser.cli.choice import ModelChoice
from summariser.cli.forms import Form, form_of
from summariser.cli.messages import complain
from summariser.cli.output import RecordWriter, StandardOutput
from summariser.cli.pages import Page, found_pages, spelt_out
from summariser.cli.progress import DocumentBar
from summariser.cli.reporting import ReportWriter
from summariser.document import Document
from summariser.errors import DocumentError, SetupError
from summariser.record import MeetingSummary, Status
from summariser.rows import RowFile
from summariser.service import Summariser

INTERRUPTED = 130  # 128 + SIGINT, as shells count

Tally = Counter[Status]
Writer = RecordWriter | ReportWriter


def summarise_pages(
    paths: Sequence[Path],
    form: Form | None,
    output: Path | None,
    choice: ModelChoice,
    *,
    evidence: bool = False,
) -> int:
    """Run the command and give its exit code. Raises `SetupError`.

    ``evidence`` shows the page's sentences in the form ``text``.
    """
    written: Tally = Counter()
    pages: list[Page] = []
    try:
        with ExitStack() as closing:
            pages = closing.enter_context(found_pages(paths))
            writers = [closing.enter_context(w) for w in _writers(pages, form, output, evidence)]
            summariser = closing.enter_context(choice.open())
            _summarise_all(summariser, pages, writers, written)
    except KeyboardInterrupt:
        where = f" to {output}" if output else ""
        complain(f"\nStopped: {written.total()} of {len(pages)} records were written{where}")
        return INTERRUPTED
    if written.total() == written["ok"]:
        return 0
    counts = ", ".join(f"{count} {status}" for status, count in sorted(written.items()))
    complain(f"{written.total()} documents: {counts}")
    return 1


def count_pages(paths: Sequence[Path], choice: ModelChoice) -> int:
    """Say on standard output what a job would take, nothing cached. Raises `SetupError`."""
    failed = 0
    with found_pages(paths) as pages:
        summariser, model = choice.count()
        with DocumentBar(len(pages)) as bar:
            for page in pages:
                bar.begin(page.id)
                record, _ = _attempt(summariser, page)
                failed += record.status == "failed"
                if record.status == "failed":
                    with bar.aside():
                        _report(record)
                bar.finish()
        usage = model.usage
        told = (
            f"{len(pages)} documents, plan {summariser.plan}: about {usage.requests:,} requests, "
            f"{usage.prompt_tokens:,} prompt tokens, at most {usage.completion_tokens:,} answer "
            "tokens; nothing counted as cached or asked twice"
        )
        if price := choice.settings.price:
            most = usage.prompt_tokens * price.prompt + usage.completion_tokens * price.completion
            told += f"; at most {most / 1_000_000:,.4f} at your prices"
        typer.echo(told)
    return int(failed > 0)


def _writers(
    pages: Sequence[Page], form: Form | None, output: Path | None, evidence: bool
) -> list[Writer]:
    if output is not None and output.resolve() in {page.path.resolve() for page in pages}:
        raise SetupError(f"{output}: is one of the documents, and would be overwritten")
    chosen = form_of(form, output)
    shown = [RecordWriter.to_standard_output(Form.TEXT, evidence=evidence)]
    shown = [] if output is None else shown
    if chosen is Form.HTML:
        target = StandardOutput() if output is None else RowFile(output)
        return [ReportWriter(target), *shown]
    if output is None:
        return [RecordWriter.to_standard_output(chosen, evidence=evidence)]
    return [RecordWriter.to_file(output, chosen, evidence=evidence), *shown]


def _summarise_all(
    summariser: Summariser,
    pages: Sequence[Page],
    writers: Sequence[Writer],
    written: Tally,
) -> None:
    with DocumentBar(len(pages)) as bar:
        for page in pages:
            bar.begin(page.id)
            record, document = _attempt(summariser, page)
            with bar.aside():
                for writer in writers:
                    writer.write(record, document)
                _report(record)
            bar.finish()
            written[record.status] += 1


def _attempt(summariser: Summariser, page: Page) -> tuple[MeetingSummary, Document | None]:
    """Make the record of a page, under the page's own id; give the page if it can be read."""
    try:
        document = replace(Document.from_path(page.path), id=page.id)
    except DocumentError as error:
        # The error names the file, and names may be bytes that are no text.
        return summariser.refused(page.id, DocumentError(spelt_out(str(error)))), None
    return summariser.attempt(document), document


def _report(record: MeetingSummary) -> None:
    """Say on standard error what is wrong with a record, for those who do not look at it."""
    if record.status == "ok":
        return
    name = record.document.id
    reasons = [warning.removeprefix(f"{name}: ") for warning in record.warnings]
    complain(f"{record.status}: {name}: {'; '.join(reasons)}")
