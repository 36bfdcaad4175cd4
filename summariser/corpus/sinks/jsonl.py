"""Records as JSON lines: the plainest output, and the journal behind derived ones."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from summariser.corpus.configuration import Configuration
from summariser.corpus.sinks.files import copy_bytes, hold, refuse_other, replacing, unwritable
from summariser.corpus.sinks.protocol import Kept, Sink
from summariser.corpus.sinks.written import reading, record_at, rows
from summariser.record import MeetingSummary
from summariser.rows import RowFile, safe_json


class JsonlSink(Sink):
    """A `Sink` of one record a line, added to the end of the file.

    A process that is killed leaves whole lines and at most one unfinished last one, which
    `kept` cuts off. Opening changes nothing of what is there; ``prepare`` is called when nobody
    else can write to the file any more and nothing of it was read.
    """

    def __init__(
        self,
        path: Path,
        configuration: Configuration,
        *,
        force: bool,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        self.path = path
        self._configuration = configuration
        self._closing = ExitStack()
        self.settled = False  # the file holds the rows that stay, and no others
        self.changed = False  # it is no longer as it was found
        self._closing.callback(hold(path).release)
        try:
            self._file = RowFile(path)
            self._closing.callback(self._close_file)
            # What is no regular file (a pipe, /dev/stdout) has no rows to keep.
            self._anew = force or not path.is_file()
            if prepare:
                prepare()
            self._check()
        except BaseException:
            self._closing.close()
            raise

    def kept(self) -> Iterator[Kept]:
        """Go through the rows that stay; failed ones are left out by writing the file anew."""
        if self._anew:
            return
        with _Rewriting(self.path) as rewriting:
            size = 0  # bytes of the rows that stay
            ended = True
            for row in rows(self.path):
                if row.status == "failed":
                    rewriting.begin(size)
                    continue
                refuse_other(self.path, row.configuration, self._configuration)
                rewriting.add(row.line)
                place, size = size, size + len(row.line)
                ended = row.line.endswith(b"\n")
                yield row.kept(place)
        self._go_on(size, ended=ended)

    def write(self, record: MeetingSummary) -> int:
        """Add a line."""
        if not (self.settled or self._anew):
            for _ in self.kept():
                pass
        place = self._file.write(safe_json(record, None) + "\n")
        self.settled = self.changed = True
        return place

    def read(self, place: int) -> MeetingSummary:
        """Read the line that begins at this byte."""
        return record_at(self.path, place)

    def close(self) -> None:
        """Close the file and let others have it."""
        self._closing.close()

    def _check(self) -> None:
        """Look at the first row that stays. Raises `SetupError` when it is not one of ours."""
        there = iter(()) if self._anew else rows(self.path)
        for row in there:
            if row.status != "failed":
                refuse_other(self.path, row.configuration, self._configuration)
                break

    def _close_file(self) -> None:
        self._file.close()

    def _go_on(self, size: int, *, ended: bool) -> None:
        """Have the next row written behind these bytes, and nothing else be there."""
        file = RowFile(self.path, kept=size)
        self._close_file()
        self._file = file
        try:
            if self.path.stat().st_size > size:
                os.truncate(self.path, size)
        except OSError as error:
            raise unwritable(self.path, error) from error
        if not ended:
            self._file.write("\n")
        self.settled = True


class _Rewriting(ExitStack):
    """A copy without some rows, that takes the file's place at the end if it was begun."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._copy: BinaryIO | None = None

    def begin(self, size: int) -> None:
        """Begin with the first bytes of the file, unless that was done before."""
        if self._copy is not None:
            return
        beside = self.enter_context(replacing(self._path))
        self._copy = self.enter_context(beside.open("wb"))
        with reading(self._path) as file:
            copy_bytes(file, self._copy, size)

    def add(self, line: bytes) -> None:
        """Add a row that stays."""
        if self._copy is not None:
            self._copy.write(line)
