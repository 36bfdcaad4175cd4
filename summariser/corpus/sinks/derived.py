"""Outputs that cannot be added to row by row: made of a journal of JSON lines at the end.

Beside ``records.csv`` lies ``records.csv.jsonl``, which takes the rows while the work goes on
and is what a resumed run goes on from. The output itself is made at `close`, also after an
interruption, by writing it beside and renaming. Who wants no more rows may delete the journal.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from summariser.corpus.configuration import Configuration
from summariser.corpus.sinks.files import has_content
from summariser.corpus.sinks.jsonl import JsonlSink
from summariser.corpus.sinks.protocol import Kept, Sink
from summariser.corpus.sinks.written import records
from summariser.record import MeetingSummary


class Form(Protocol):
    """A kind of output that is made as a whole."""

    @property
    def files(self) -> tuple[Path, ...]:
        """All files of the output."""
        ...

    def refuse_alien(self) -> None:
        """Raise `SetupError` when one of the files is there and not ours."""
        ...

    def restore(self, journal: Path) -> None:
        """Make the journal of an output whose journal is gone. Raises `SetupError`."""
        ...

    def make(self, rows: Iterator[tuple[bytes, MeetingSummary]]) -> None:
        """Make the output of a journal's lines and their records. Raises `SetupError`."""
        ...


class DerivedSink(Sink):
    """A `Sink` that keeps a journal and makes its output at the end."""

    def __init__(
        self, path: Path, form: Form, configuration: Configuration, *, force: bool
    ) -> None:
        self._form = form
        self._closed = False
        journal = path.with_name(path.name + ".jsonl")

        def prepare() -> None:
            form.refuse_alien()
            if has_content(path) and not has_content(journal):
                form.restore(journal)

        self._journal = JsonlSink(
            journal, configuration, force=force, prepare=None if force else prepare
        )

    def kept(self) -> Iterator[Kept]:
        """Go through the rows of the journal."""
        return self._journal.kept()

    def write(self, record: MeetingSummary) -> int:
        """Add a row to the journal."""
        return self._journal.write(record)

    def read(self, place: int) -> MeetingSummary:
        """Read a row of the journal."""
        return self._journal.read(place)

    def close(self) -> None:
        """Make the output, unless it is there and nothing has changed since."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._journal.settled and (self._journal.changed or self._outdated()):
                self._form.make(records(self._journal.path))
        finally:
            self._journal.close()

    def _outdated(self) -> bool:
        """Whether a run that was killed left rows in the journal alone."""
        written = self._journal.path.stat().st_mtime_ns
        return any(
            not file.exists() or file.stat().st_mtime_ns < written for file in self._form.files
        )
