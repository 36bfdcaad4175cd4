"""What every sink does."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from summariser.errors import SetupError
from summariser.record import MeetingSummary, Status


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that is there already: its document, the SHA-256 of its text, how it ended.

    ``place`` is where it stands, for `Sink.read`.
    """

    id: str
    sha256: str | None
    status: Status
    place: int


class Sink(Protocol):
    """Takes records, one thread at a time. A row is there as a whole or not at all."""

    def kept(self) -> Iterator[Kept]:
        """Go through the rows that are there and stay, and drop those of failed documents.

        To be read to its end before the first row is written; a `write` that comes before does
        so itself. Raises `SetupError` for rows of another configuration and for what is no row.
        """
        ...

    def write(self, record: MeetingSummary) -> int:
        """Add a row and give its place.

        Raises `SetupError` when it cannot be written; those before it are whole.
        """
        ...

    def read(self, place: int) -> MeetingSummary:
        """Read the row at a place. Raises `SetupError`."""
        ...

    def close(self) -> None:
        """Finish derived files and let go of all. May be called twice. Raises `SetupError`."""
        ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self.close()
        except SetupError:
            # What could not be written before cannot be finished either: once told is enough.
            if kind is None or not issubclass(kind, SetupError):
                raise
