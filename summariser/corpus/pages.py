"""A page of a corpus, wherever it comes from.

Pages are small and can be pickled: a page of a file is its path, read when its document is
asked for, wherever that is.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from summariser.document import Document
from summariser.errors import DocumentError
from summariser.intake import page_of, read_page, spelt_out


class Page(Protocol):
    """A page under its ``id``; ``source`` says in messages where it stands."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102
    def document(self) -> Document:
        """Read it. Raises `DocumentError`."""
        ...


@dataclass(frozen=True, slots=True)
class FilePage:
    """A file that is one page."""

    id: str
    path: Path

    @property
    def source(self) -> str:
        """Its path."""
        return spelt_out(str(self.path))

    def document(self) -> Document:
        """Read the file. Raises `DocumentError`."""
        return read_page(self.path, self.id)


@dataclass(frozen=True, slots=True)
class RowPage:
    """A row of a table; its text was read with the table."""

    id: str
    source: str
    text: str
    notes: tuple[str, ...] = ()

    def document(self) -> Document:
        """The row's page. Raises `DocumentError` where its text is none."""
        return replace(Document.from_text(self.text, self.source), id=self.id, notes=self.notes)


@dataclass(frozen=True, slots=True)
class BytesPage:
    """A page that can be read once alone, and was."""

    id: str
    source: str
    data: bytes

    def document(self) -> Document:
        """Decode it. Raises `DocumentError`."""
        return replace(page_of(self.data, self.source), id=self.id)


@dataclass(frozen=True, slots=True)
class BrokenPage:
    """What should have been a page, and why it is none."""

    id: str
    source: str
    fault: str

    def document(self) -> Document:
        """Always raises `DocumentError`."""
        raise DocumentError(f"{self.source}: {self.fault}")
