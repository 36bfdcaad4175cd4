"""How far a batch is: a bar on standard error, where that is a terminal."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from summariser.views import plain


class DocumentBar:
    """A bar over documents. It steps aside for what is printed, and leaves nothing behind."""

    def __init__(self, total: int | None) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            console=Console(stderr=True),
            transient=True,
            # rich would send standard output to standard error while the bar is shown.
            redirect_stdout=False,
            redirect_stderr=False,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._progress.add_task("", total=total)

    def begin(self, document_id: str) -> None:
        """Show which document is under way."""
        self._progress.update(self._task, description=plain(document_id))

    def finish(self) -> None:
        """Count the document that was under way."""
        self._progress.advance(self._task)

    @contextmanager
    def aside(self) -> Generator[None]:
        """Take the bar away while the body prints."""
        self._progress.stop()
        yield
        self._progress.start()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._progress.stop()
