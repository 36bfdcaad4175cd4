"""One corpus from its pages to its rows: each page once, each row written as it is finished."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from summariser.corpus.ledger import Ledger, Words
from summariser.corpus.pages import Page
from summariser.corpus.twins import carried
from summariser.crew import Crew
from summariser.document import Document
from summariser.errors import DocumentError, GroundingError
from summariser.record import MeetingSummary

_MOST_WAITING = 1000  # pages whose words are in work; more are summarised by themselves


class Engine(Protocol):
    """Makes records; `Summariser` is one, a cluster another. Several threads call it."""

    def attempt(self, source: Document) -> MeetingSummary | None:
        """The record of a page, "failed" for an error of this page alone. Raises SetupError.

        None where its answers are still to come: another round over the pages will have it.
        """
        ...

    def refused(self, document_id: str, error: DocumentError) -> MeetingSummary:
        """The failed record of a page that cannot be read."""
        ...


class Rows(Protocol):
    """Where records are kept and can be read again."""

    def write(self, record: MeetingSummary, document: Document | None) -> int:
        """Write a record; the place at which it stands. Raises SetupError.

        ``document`` is its page, None for one that could not be read.
        """
        ...

    def read(self, place: int) -> MeetingSummary:
        """The record at a place."""
        ...


@dataclass(frozen=True, slots=True)
class _Task:
    document: Document
    words: Words


@dataclass(frozen=True, slots=True)
class _Made:
    record: MeetingSummary | None  # None: still to come
    document: Document | None = None
    words: Words | None = None  # None: nobody waits for it


class Run:
    """Takes pages to rows, ``workers`` at a time, in one round over them. Use once.

    Pages that have a row in the ``ledger`` are passed over. Of pages with the same folded text
    one is summarised, the first in the order of the source, and its record written for each.
    A page that the engine has no record of yet gets no row in this round, nor do its twins.
    """

    def __init__(self, engine: Engine, rows: Rows, ledger: Ledger, workers: int) -> None:
        self.passed_over = 0
        self._engine, self._rows, self._ledger = engine, rows, ledger
        self._crew = Crew(self._made, workers)
        self._waiting: dict[bytes, list[Document]] = defaultdict(list)
        self._in_waiting = 0

    def stop(self) -> None:
        """Begin no more pages; those in work come to their end."""
        self._crew.stop()

    def records(self, pages: Iterable[Page]) -> Iterator[MeetingSummary]:
        """Each record, once it is written. Raises SetupError, which would meet every page."""
        for made in self._crew.results(self._tasks(pages)):
            twins = self._waiting.pop(made.words.folded, ()) if made.words else ()
            self._in_waiting -= len(twins)
            if made.record is None:
                if made.words:
                    self._ledger.put_off(made.words)
                continue
            place = self._written(made.record, made.document)
            yield made.record
            if made.words:
                self._ledger.finish(made.words, place)
            for twin in twins:
                record = self._twin(made.record, twin)
                if record is not None:
                    self._written(record, twin)
                    yield record

    def _written(self, record: MeetingSummary, document: Document | None) -> int:
        place = self._rows.write(record, document)
        self._ledger.wrote(record.document.id)
        return place

    def _tasks(self, pages: Iterable[Page]) -> Iterator[_Task | _Made]:
        """What there is to do for each page, or its record where nothing is."""
        for page in pages:
            name = self._ledger.named(page.id)
            if name is None:
                self.passed_over += 1
                continue
            try:
                document = replace(page.document(), id=name)
            except DocumentError as error:
                yield _Made(self._engine.refused(name, error))
                continue
            words = Words.of(document)
            twin = self._ledger.claim(words, name)
            if twin is not None and twin.place is not None:
                yield _Made(self._twin(self._rows.read(twin.place), document), document)
            elif twin is not None and twin.put_off:
                continue
            elif twin is None or self._in_waiting >= _MOST_WAITING:
                yield _Task(document, words)
            else:
                self._waiting[words.folded].append(document)
                self._in_waiting += 1

    def _twin(self, record: MeetingSummary, document: Document) -> MeetingSummary | None:
        try:
            return carried(record, document)
        except GroundingError:  # a row that somebody changed: the page is read by itself
            return self._engine.attempt(document)

    def _made(self, task: _Task | _Made) -> _Made:
        if isinstance(task, _Made):
            return task
        return _Made(self._engine.attempt(task.document), task.document, task.words)
