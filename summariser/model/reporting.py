"""How long work tells a person what it is doing: messages and progress, on standard error.

Standard output stays free for results. On a terminal progress is a bar; elsewhere (a log, a
pipe) only the messages appear, one a line.
"""

import sys
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

Progress = Callable[[int, int], None]
"""Called with (done, total), both in bytes, as often as the work likes."""


class Reporter(Protocol):
    """Whoever is told about long work. Called from one thread at a time."""

    def message(self, text: str) -> None:
        """Tell one event; the text is plain, without markup."""
        ...

    def progress(self, description: str, done: int, total: int) -> None:
        """Tell how far the work called ``description`` is; units are bytes."""
        ...


class SilentReporter:
    """A reporter for callers who do not want to hear anything."""

    def message(self, text: str) -> None:
        """Drop the message."""

    def progress(self, description: str, done: int, total: int) -> None:
        """Drop the progress."""


SILENT: Reporter = SilentReporter()


class LineReporter:
    """Messages as lines of a stream; progress is left out, as it would fill a log."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def message(self, text: str) -> None:
        """Write the message as a line, at once."""
        print(text, file=self._stream, flush=True)

    def progress(self, description: str, done: int, total: int) -> None:
        """Drop the progress."""


class BarReporter:
    """Messages above a progress bar with size, speed and time left, on a terminal."""

    def __init__(self, console: "Console", closing: ExitStack) -> None:
        self._console = console
        self._closing = closing
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None
        self._description = ""

    def message(self, text: str) -> None:
        """Print the message above the bar, if there is one."""
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)

    def progress(self, description: str, done: int, total: int) -> None:
        """Move the bar; a new description starts a new bar in place of the old one."""
        if self._bar is None:
            self._bar = self._closing.enter_context(_new_bar(self._console))
        if self._task is None or description != self._description:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task(description, total=total)
            self._description = description
        self._bar.update(self._task, completed=done, total=total)


@contextmanager
def stderr_reporter() -> Generator[Reporter]:
    """Give the reporter that suits standard error; leaving it puts the terminal back."""
    if not sys.stderr.isatty():
        yield LineReporter(sys.stderr)
        return
    # Here and not above: rich takes a tenth of a second to import, most runs fetch nothing.
    from rich.console import Console  # noqa: PLC0415

    with ExitStack() as closing:
        yield BarReporter(Console(stderr=True), closing)


def progress_of(reporter: Reporter, description: str) -> Progress:
    """Bind a description, so that the worker below only has to say (done, total)."""
    return partial(reporter.progress, description)


def _new_bar(console: "Console") -> "RichProgress":
    from rich.progress import (  # noqa: PLC0415 - see stderr_reporter
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
