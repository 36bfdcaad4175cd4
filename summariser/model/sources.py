"""What a source of weights is: something that can go on filling a partial file.

A source appends to a *partial* file, whose bytes are always the beginning of the weights: so
any source goes on where any other, or an earlier run, stopped, and the disk never holds much
more than the weights themselves. Whether the bytes are right is decided by whoever calls.
"""

from pathlib import Path
from typing import Protocol

from summariser.errors import WeightsError
from summariser.model.reporting import Progress


class SourceFailedError(WeightsError):
    """One source did not give the bytes; another one may. The message is only the reason."""


class Source(Protocol):
    """One place that weights can be had from."""

    @property
    def label(self) -> str:
        """What messages call this place."""
        ...

    def fill(self, partial: Path, size: int, progress: Progress) -> None:
        """Append to ``partial`` (there or not) until it has ``size`` bytes.

        What it needs beside is kept under names that begin with the partial file's and a dot.
        Raises SourceFailedError, and leaves what it got so far for the next try; OSError
        where the partial file cannot be written.
        """
        ...


def size_of(path: Path) -> int:
    """Bytes in a file; 0 for one that does not exist."""
    return path.stat().st_size if path.exists() else 0
