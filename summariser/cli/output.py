"""Where records go: a file or standard output, row by row as they are finished."""

import errno
import io
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from summariser.cli.forms import Form
from summariser.document import Document
from summariser.errors import SetupError
from summariser.record import MeetingSummary
from summariser.rows import RowFile, safe_json

if TYPE_CHECKING:
    from rich.console import Console

# rich and what is laid out with it are imported where people read the records: 0.1 s that rows
# for programs need not wait for.

_FILE_WIDTH = 80  # columns
_LINE_ENDS = re.compile(r" +$", re.MULTILINE)  # rich fills its tables' cells with spaces


class Target(Protocol):
    """Takes rows. A row is there as a whole or, after an error, not at all."""

    def write(self, row: str) -> object:
        """Write and flush. Raises `SetupError` when that cannot be done."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class StandardOutput:
    """Standard output, flushed after each row."""

    def write(self, row: str) -> None:
        """Write a row. A reader who went away (``| head``) is not our error: it is raised on."""
        try:
            sys.stdout.write(row)
            sys.stdout.flush()
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            # Else Python tries once more when it ends, and complains a second time.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SetupError(f"standard output: cannot be written ({error.strerror})") from error

    def close(self) -> None:
        """Leave standard output open: it is not ours."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a form writes a record, and what stands around and between records."""

    shown: Callable[[MeetingSummary, Document | None], str]
    before: str = ""
    between: str = ""
    after: str = ""


class RecordWriter:
    """Writes records to a target in a form; a context that ends what it began."""

    def __init__(
        self, target: Target, form: Form, console: "Callable[[], Console]", evidence: bool
    ) -> None:
        self._target = target
        self._layout = _layout(form, console, evidence)
        self._begun = False

    @classmethod
    def to_file(cls, path: Path, form: Form, *, evidence: bool = False) -> Self:
        """Write to a file; what a person reads there has 80 columns and no colour.

        ``evidence`` shows the page's sentences in the form ``text``.
        """
        return cls(RowFile(path), form, _console_of_files, evidence)

    @classmethod
    def to_standard_output(cls, form: Form, *, evidence: bool = False) -> Self:
        """Write to standard output, with colour when it is a terminal."""
        return cls(StandardOutput(), form, _console_of_standard_output, evidence)

    def write(self, record: MeetingSummary, document: Document | None = None) -> None:
        """Write and flush one record. Raises `SetupError`.

        Its ``document`` gives what people read the page's sentences and their numbers.
        """
        start = self._layout.between if self._begun else self._layout.before
        self._target.write(start + self._layout.shown(record, document))
        self._begun = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if self._begun and self._layout.after:
                self._target.write(self._layout.after)
        except (SetupError, OSError):
            if kind is None:
                raise
        finally:
            self._target.close()


def _console_of_files() -> "Console":
    return _console(_FILE_WIDTH, terminal=False)


def _console_of_standard_output() -> "Console":
    from rich.console import Console  # noqa: PLC0415 - see above

    there = Console()
    return _console(there.width, there.is_terminal)


def _console(width: int, terminal: bool) -> "Console":
    """Make a console that lays text out and leaves the writing to targets."""
    from rich.console import Console  # noqa: PLC0415 - see above

    return Console(file=io.StringIO(), width=width, force_terminal=terminal)


def _as_text(console: "Console", evidence: bool) -> _Layout:
    from summariser.views.text import RecordText  # noqa: PLC0415 - see above

    def shown(record: MeetingSummary, document: Document | None) -> str:
        with console.capture() as captured:
            console.print(RecordText(record, document, evidence))
        return _LINE_ENDS.sub("", captured.get())

    return _Layout(shown, between=f"\n{'─' * console.width}\n\n")


def _layout(form: Form, console: "Callable[[], Console]", evidence: bool) -> _Layout:
    match form:
        case Form.TEXT:
            return _as_text(console(), evidence)
        case Form.MARKDOWN:
            from summariser.views import markdown  # noqa: PLC0415 - see above

            return _Layout(markdown.render, between="\n")
        case Form.JSON:
            return _Layout(lambda record, _: safe_json(record, 1), "[\n", ",\n", "\n]\n")
        case Form.JSONL:
            return _Layout(lambda record, _: safe_json(record, None) + "\n")
        case Form.HTML:
            raise ValueError("records become a page together: ReportWriter writes them")
