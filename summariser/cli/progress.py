"""How far a batch is: a bar on standard error, where that is a terminal."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from summariser.views import plain

if TYPE_CHECKING:
    from rich.progress import Progress


class Bar:
    """A bar of one task, nothing where there is no terminal; it leaves nothing behind.

    ``total`` is None where nobody can know it.
    """

    def __init__(self, total: int | None) -> None:
        self._progress = _progress(total) if sys.stderr.isatty() else None

    @contextmanager
    def aside(self) -> Generator[None]:
        """Take the bar away while something is printed."""
        if self._progress is not None:
            self._progress.stop()
        yield
        if self._progress is not None:
            self._progress.start()

    def _show(self, **fields: Any) -> None:
        """What rich's ``Progress.update`` takes, and ``rate``."""
        if self._progress is not None:
            (task,) = self._progress.task_ids
            self._progress.update(task, **fields)

    def __enter__(self) -> Self:
        if self._progress is not None:
            self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._progress is not None:
            self._progress.stop()


class DocumentBar(Bar):
    """A bar over documents that come one after another."""

    def begin(self, document_id: str) -> None:
        """Show which document is under way."""
        self._show(description=plain(document_id))

    def finish(self) -> None:
        """Count the document that was under way."""
        self._show(advance=1)


def _progress(total: int | None) -> "Progress":
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
        TimeRemainingColumn,
    )

    progress = Progress(
        SpinnerColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
        console=Console(stderr=True),
        transient=True,
        # rich would send standard output to standard error while the bar is shown.
        redirect_stdout=False,
        redirect_stderr=False,
    )
    progress.add_task("", total=total, rate="")
    return progress
