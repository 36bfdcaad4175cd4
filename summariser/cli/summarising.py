"""The command ``summariser summarise``: pages in, one row each out, as they finish."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

import typer

from summariser.cli.choice import ModelChoice
from summariser.cli.forms import Form, form_of
from summariser.cli.interrupts import INTERRUPTED, Interrupts, at_once, end_at_once, interruptible
from summariser.cli.messages import complain
from summariser.cli.output import RecordWriter, StandardOutput
from summariser.cli.watching import Events, RecordBar, Tally, Teller
from summariser.corpus.configuration import Configuration
from summariser.corpus.finding import STANDARD_INPUT
from summariser.corpus.ledger import Ledger
from summariser.corpus.running import Rows, Run
from summariser.corpus.sinks import EXTENSIONS, Sink, open_sink
from summariser.corpus.sources import Columns, count_pages, open_pages, would_read
from summariser.document import Document
from summariser.errors import SetupError
from summariser.record import MeetingSummary
from summariser.rows import RowFile
from summariser.service import Summariser

if TYPE_CHECKING:
    from summariser.cli.reporting import ReportWriter
    from summariser.corpus.batching import BatchRun
    from summariser.corpus.ray_cluster import RayEngine
    from summariser.model.batch_server import BatchServer
    from summariser.model.batch_store import BatchStore

    Writer = RecordWriter | ReportWriter

_MOST_SHOWN = 10  # records beside an output of many: nobody reads more than that go by

Aside = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Job:
    """What the command was given, but for the model."""

    paths: Sequence[Path]
    columns: Columns
    form: Form | None = None
    output: Path | None = None
    evidence: bool = False
    force: bool = False
    log_json: bool = False
    on_ray: bool = False
    address: str | None = None
    batch_api: bool = False

    @property
    def sink(self) -> Path | None:
        """The output, where it is one that is gone on with rather than shown."""
        if self.output is None or self.form not in (None, Form.JSONL):
            return None
        return self.output if self.output.suffix.lower() in EXTENSIONS else None


def summarise_pages(job: Job, choice: ModelChoice) -> int:
    """Run the command and give its exit code. Raises `SetupError`."""
    tally = Tally()
    interrupts: Interrupts | None = None
    try:
        with ExitStack() as closing:
            pages = open_pages(job.paths, job.columns)
            total = count_pages(job.paths, job.columns)
            teller = Events() if job.log_json else closing.enter_context(RecordBar(total))
            writers = [closing.enter_context(writer) for writer in _writers(job, total)]
            ledger = closing.enter_context(Ledger())
            batches = _batches(job, choice, closing) if job.batch_api else None
            engine = batches.summariser if batches else _engine(job, choice)
            # After a second Ctrl-C nobody waits for a model at work, which can take minutes.
            closing.callback(lambda: None if at_once(interrupts) else engine.close())
            rows: Rows = closing.enter_context(_Shown(writers, teller.aside))
            if job.sink:
                sink = closing.enter_context(_opened(job.sink, engine, ledger, force=job.force))
                rows = _Beside(sink, writers, teller.aside)
            run: Run | BatchRun = Run(engine, rows, ledger, engine.workers)
            records = run.records(pages)
            if batches:
                run = batches.run(rows, ledger, teller)
                records = run.records(lambda: open_pages(job.paths, job.columns))
            interrupts = closing.enter_context(interruptible(run.stop))
            for record in records:
                tally.there = run.passed_over
                tally.add(record)
                teller.wrote(record, tally)
            tally.there = run.passed_over
            teller.ended(tally)
    except KeyboardInterrupt:
        _tell_stop(job, tally)
        if at_once(interrupts):
            end_at_once()
        return INTERRUPTED
    if interrupts.heard:
        _tell_stop(job, tally)
        return INTERRUPTED
    if tally.there and not tally.written:
        complain(f"{job.output}: all {tally.there:,} records are there; --force makes them anew")
    return int(tally.written > tally.statuses["ok"])


def count_questions(job: Job, choice: ModelChoice) -> int:
    """Say on standard output what a job would take, nothing cached. Raises `SetupError`."""
    tally = Tally()
    with ExitStack() as closing:
        pages = open_pages(job.paths, job.columns)
        bar = closing.enter_context(RecordBar(count_pages(job.paths, job.columns)))
        summariser, model = choice.count()
        rows = closing.enter_context(_Shown((), bar.aside))
        run = Run(summariser, rows, closing.enter_context(Ledger()), 1)
        for record in run.records(pages):
            tally.add(record)
            if record.status == "failed":
                bar.wrote(record, tally)
    usage = model.usage
    told = (
        f"{tally.written} documents, plan {summariser.plan}: about {usage.requests:,} requests, "
        f"{usage.prompt_tokens:,} prompt tokens, at most {usage.completion_tokens:,} answer "
        "tokens; nothing counted as cached or asked twice"
    )
    if price := choice.settings.price:
        most = usage.prompt_tokens * price.prompt + usage.completion_tokens * price.completion
        told += f"; at most {most / 1_000_000:,.4f} at your prices"
    typer.echo(told)
    return int(tally.statuses["failed"] > 0)


# ── who makes them ───────────────────────────────────────────────────────────


def _engine(job: Job, choice: ModelChoice) -> "Summariser | RayEngine":
    return choice.open_engine(job.address) if job.on_ray else choice.open()


@dataclass(frozen=True, slots=True)
class _Batches:
    """What a run by batches works with."""

    summariser: Summariser
    server: "BatchServer"
    store: "BatchStore"

    def run(self, rows: Rows, ledger: Ledger, teller: Teller) -> "BatchRun":
        from summariser.corpus.batching import BatchRun  # noqa: PLC0415 - seldom needed

        return BatchRun(
            self.summariser, rows, ledger, self.store, server=self.server, told=teller.waits
        )


def _batches(job: Job, choice: ModelChoice, closing: ExitStack) -> _Batches:
    from summariser.corpus.batching import store_path  # noqa: PLC0415 - seldom needed
    from summariser.model.batch_store import BatchStore  # noqa: PLC0415

    if job.sink is None:
        raise SetupError(
            f"--batch-api takes hours and is gone on with: it needs an --output ending in "
            f"{', '.join(EXTENSIONS)}"
        )
    if STANDARD_INPUT in job.paths:
        raise SetupError("--batch-api reads the pages several times: save standard input first")
    if job.on_ray:
        raise SetupError("--batch-api has its own engine: leave --engine ray out")
    store = closing.enter_context(BatchStore(store_path(job.sink)))
    summariser, server = choice.open_batches(store)
    closing.callback(server.close)
    return _Batches(summariser, server, store)


def _tell_stop(job: Job, tally: Tally) -> None:
    where = f" to {job.output}" if job.output else ""
    told = f"Stopped: {tally.written:,} records were written{where}"
    complain(told + ("; the same command goes on from there" if job.sink else ""))


# ── where records go ─────────────────────────────────────────────────────────


def _writers(job: Job, total: int | None) -> "Iterator[Writer]":
    """What is shown: the records, or, beside an output of few, each as text."""
    if job.output and would_read(job.paths, job.output):
        raise SetupError(
            f"{job.output}: would be read as one of the documents, and would be overwritten; "
            "write to another folder"
        )
    form = form_of(job.form, job.output)
    if job.sink is None:
        if form is Form.HTML:
            from summariser.cli.reporting import ReportWriter  # noqa: PLC0415 - seldom needed

            yield ReportWriter(RowFile(job.output) if job.output else StandardOutput())
        elif job.output:
            yield RecordWriter.to_file(job.output, form, evidence=job.evidence)
        else:
            yield RecordWriter.to_standard_output(form, evidence=job.evidence)
    if job.output and total is not None and total <= _MOST_SHOWN:
        yield RecordWriter.to_standard_output(Form.TEXT, evidence=job.evidence)


def _opened(output: Path, engine: "Summariser | RayEngine", ledger: Ledger, *, force: bool) -> Sink:
    """The output, whose rows that are there stand in the ledger."""
    sink = open_sink(output, Configuration.of(engine.provenance()), force=force)
    try:
        for kept in sink.kept():
            ledger.keep(kept.id, kept.sha256, kept.place)
    except BaseException:
        sink.close()
        raise
    return sink


class _Shown(ExitStack):
    """Rows for people: written in a form, and kept in a nameless file to be read again."""

    def __init__(self, writers: "Sequence[Writer]", aside: Aside) -> None:
        super().__init__()
        self._writers, self._aside = writers, aside
        self._kept = self.enter_context(TemporaryFile())  # noqa: SIM115 - closed with this context

    def write(self, record: MeetingSummary, document: Document | None) -> int:
        _show(self._writers, self._aside, record, document)
        try:
            place = self._kept.seek(0, 2)
            self._kept.write(record.model_dump_json().encode() + b"\n")
        except OSError as error:
            raise SetupError(f"the folder of temporary files: {error.strerror}") from error
        return place

    def read(self, place: int) -> MeetingSummary:
        self._kept.seek(place)
        return MeetingSummary.model_validate_json(self._kept.readline())


class _Beside:
    """Rows of an output, shown as well."""

    def __init__(self, sink: Sink, writers: "Sequence[Writer]", aside: Aside) -> None:
        self._sink, self._writers, self._aside = sink, writers, aside

    def write(self, record: MeetingSummary, document: Document | None) -> int:
        place = self._sink.write(record)
        _show(self._writers, self._aside, record, document)
        return place

    def read(self, place: int) -> MeetingSummary:
        return self._sink.read(place)


def _show(
    writers: "Sequence[Writer]", aside: Aside, record: MeetingSummary, document: Document | None
) -> None:
    if writers:
        with aside():
            for writer in writers:
                writer.write(record, document)
