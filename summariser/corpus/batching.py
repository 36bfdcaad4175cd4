"""A corpus through OpenAI's Batch API, or through files of the same form: round after round.

In each round all pages without a row are read: those whose replies are there get their rows, the
others tell what they want to ask. That is sent, waited for and read, and the next round begins.
The plan asks the same of the same page each time, so that nothing but rows, requests and replies
has to be kept, and a stopped process goes on by beginning anew.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from summariser.corpus.ledger import Ledger
from summariser.corpus.pages import Page
from summariser.corpus.running import Engine, Rows, Run
from summariser.document import Document
from summariser.errors import AwaitedError, DocumentError, SetupError
from summariser.model.batch import Batches, Told
from summariser.model.batch_server import BatchServer
from summariser.model.batch_store import BatchStore, Counts
from summariser.record import MeetingSummary
from summariser.service import Summariser

Pages = Callable[[], Iterable[Page]]


def store_path(output: Path) -> Path:
    """Where the requests and replies of an output are kept: beside it."""
    return output.with_name(f"{output.name}.batch.db")


class _BatchEngine:
    """An `Engine` that gives no record while an answer is awaited."""

    def __init__(self, summariser: Summariser) -> None:
        self._summariser = summariser

    def attempt(self, source: Document) -> MeetingSummary | None:
        try:
            return self._summariser.attempt(source)
        except AwaitedError:
            return None

    def refused(self, document_id: str, error: DocumentError) -> MeetingSummary:
        return self._summariser.refused(document_id, error)


class BatchRun:
    """Takes pages to rows by batches. Use once.

    ``summariser`` is one of a `BatchModel` of the same ``store``. ``pages`` gives all pages from
    the first on, as often as it is called. Without ``server`` there is one round, and what it
    wants is for `batch_lines.write_requests`. ``told`` is told the state of the batches and how
    many requests of how many have a reply; ``sleep`` waits for so many seconds (without it a
    wait ends when `stop` is called). Raises SetupError for another plan than `whole`.
    """

    def __init__(  # noqa: PLR0913 - what a run is made of
        self,
        summariser: Summariser,
        rows: Rows,
        ledger: Ledger,
        store: BatchStore,
        *,
        server: BatchServer | None = None,
        told: Told = lambda _state, _completed, _total: None,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        if summariser.plan != "whole":
            raise SetupError(
                f"batches are for the plan whole, not for {summariser.plan}, whose many questions "
                "depend on each other: use --plan whole"
            )
        self.passed_over = 0
        self.awaited = Counts(0, 0)
        self._engine: Engine = _BatchEngine(summariser)
        self._workers = summariser.workers
        self._rows, self._ledger, self._store = rows, ledger, store
        self._stopped = threading.Event()
        self._run: Run | None = None
        self._batches = server and Batches(store, server, sleep or self._stopped.wait, told)

    def stop(self) -> None:
        """Begin no more pages and wait for no batches; the same run another time goes on."""
        self._stopped.set()
        if self._run:
            self._run.stop()

    def records(self, pages: Pages) -> Iterator[MeetingSummary]:
        """Each record, once it is written; afterwards ``awaited`` tells what has none yet.

        Raises SetupError where the batches cannot go on; what is done is written.
        """
        yield from self._round(pages)
        self.passed_over = self._run.passed_over if self._run else 0
        while self._batches and self.awaited != Counts(0, 0) and not self._stopped.is_set():
            self._batches.send()
            self._batches.collect(self._stopped.is_set)
            self._ledger.next_round()
            yield from self._round(pages)
        if self.awaited == Counts(0, 0) and not self._stopped.is_set():
            self._store.forget_failed()

    def _round(self, pages: Pages) -> Iterator[MeetingSummary]:
        self._run = Run(self._engine, self._rows, self._ledger, self._workers)
        if self._stopped.is_set():
            return
        self._store.begin_round()
        yield from self._run.records(pages())
        if not self._stopped.is_set():
            self.awaited = self._store.end_round()
