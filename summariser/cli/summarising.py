"""The command ``summariser summarise``: pages in, one record each out, as they finish."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import typer

from summariser.cli.choice import ModelChoice
from summariser.cli.forms import Form, form_of
from summariser.cli.messages import complain
from summariser.cli.output import RecordWriter
from summariser.cli.progress import DocumentBar
from summariser.corpus import sources
from summariser.corpus.pages import Page
from summariser.corpus.sources import Columns
from summariser.errors import DocumentError, SetupError
from summariser.record import MeetingSummary, Status
from summariser.service import Summariser

INTERRUPTED = 130  # 128 + SIGINT, as shells count

Tally = Counter[Status]


def summarise_pages(
    paths: Sequence[Path],
    columns: Columns,
    form: Form | None,
    output: Path | None,
    choice: ModelChoice,
) -> int:
    """Run the command and give its exit code. Raises `SetupError`."""
    written: Tally = Counter()
    total: int | None = None
    try:
        with ExitStack() as closing:
            pages = sources.open_pages(paths, columns)
            total = sources.count_pages(paths, columns)
            writers = [closing.enter_context(w) for w in _writers(paths, form, output)]
            summariser = closing.enter_context(choice.open())
            _summarise_all(summariser, pages, total, writers, written)
    except KeyboardInterrupt:
        of_all = "" if total is None else f" of {total}"
        where = f" to {output}" if output else ""
        complain(f"\nStopped: {written.total()}{of_all} records were written{where}")
        return INTERRUPTED
    if written.total() == written["ok"]:
        return 0
    counts = ", ".join(f"{count} {status}" for status, count in sorted(written.items()))
    complain(f"{written.total()} documents: {counts}")
    return 1


def count_pages(paths: Sequence[Path], columns: Columns, choice: ModelChoice) -> int:
    """Say on standard output what a job would take, nothing cached. Raises `SetupError`."""
    failed = read = 0
    pages = sources.open_pages(paths, columns)
    with DocumentBar(sources.count_pages(paths, columns)) as bar:
        summariser, model = choice.count()
        for page in pages:
            bar.begin(page.id)
            record = _attempt(summariser, page)
            read += 1
            if record.status == "failed":
                failed += 1
                with bar.aside():
                    _report(record)
            bar.finish()
    usage = model.usage
    told = (
        f"{read} documents, plan {summariser.plan}: about {usage.requests:,} requests, "
        f"{usage.prompt_tokens:,} prompt tokens, at most {usage.completion_tokens:,} answer "
        "tokens; nothing counted as cached or asked twice"
    )
    if price := choice.settings.price:
        most = usage.prompt_tokens * price.prompt + usage.completion_tokens * price.completion
        told += f"; at most {most / 1_000_000:,.4f} at your prices"
    typer.echo(told)
    return int(failed > 0)


def _writers(paths: Sequence[Path], form: Form | None, output: Path | None) -> list[RecordWriter]:
    if output is None:
        return [RecordWriter.to_standard_output(form_of(form, output))]
    if sources.would_read(paths, output):
        raise SetupError(
            f"{output}: would be read as one of the documents, and would be overwritten; "
            "write to another folder"
        )
    to_file = RecordWriter.to_file(output, form_of(form, output))
    return [to_file, RecordWriter.to_standard_output(Form.TEXT)]


def _summarise_all(
    summariser: Summariser,
    pages: Iterator[Page],
    total: int | None,
    writers: Sequence[RecordWriter],
    written: Tally,
) -> None:
    with DocumentBar(total) as bar:
        for page in pages:
            bar.begin(page.id)
            record = _attempt(summariser, page)
            with bar.aside():
                for writer in writers:
                    writer.write(record)
                _report(record)
            bar.finish()
            written[record.status] += 1


def _attempt(summariser: Summariser, page: Page) -> MeetingSummary:
    """Make the record of a page, under the page's own id."""
    try:
        document = page.document()
    except DocumentError as error:
        return summariser.refused(page.id, error)
    return summariser.attempt(document)


def _report(record: MeetingSummary) -> None:
    """Say on standard error what is wrong with a record, for those who do not look at it."""
    if record.status == "ok":
        return
    name = record.document.id
    reasons = [warning.removeprefix(f"{name}: ") for warning in record.warnings]
    complain(f"{record.status}: {name}: {'; '.join(reasons)}")
