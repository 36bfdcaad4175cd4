"""How far a batch is: a bar on standard error, where that is a terminal."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from summariser.views import plain

if TYPE_CHECKING:
    from rich.progress import Progress


class DocumentBar:
    """A bar over documents. It steps aside for what is printed, and leaves nothing behind."""

    def __init__(self, total: int | None) -> None:
        self._progress = _bar(total) if sys.stderr.isatty() else None

    def begin(self, document_id: str) -> None:
        """Show which document is under way."""
        if self._progress:
            (task,) = self._progress.task_ids
            self._progress.update(task, description=plain(document_id))

    def finish(self) -> None:
        """Count the document that was under way."""
        if self._progress:
            (task,) = self._progress.task_ids
            self._progress.advance(task)

    @contextmanager
    def aside(self) -> Generator[None]:
        """Take the bar away while the body prints."""
        if self._progress:
            self._progress.stop()
        yield
        if self._progress:
            self._progress.start()

    def __enter__(self) -> Self:
        if self._progress:
            self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._progress:
            self._progress.stop()


def _bar(total: int | None) -> "Progress":
    """The bar with its one task."""
    # Here and not above: rich takes 0.05 s to import, which only a terminal needs.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    progress = Progress(
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
    )
    progress.add_task("", total=total)
    return progress
