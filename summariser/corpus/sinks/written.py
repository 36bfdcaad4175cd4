"""JSON lines read back: of each row only what a resumed run has to know.

The rest of a row is parsed, so that a broken row is found, but no objects are made of it: a
quarter of the time that a whole `MeetingSummary` takes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from summariser.corpus.configuration import Configuration
from summariser.corpus.sinks.files import alien
from summariser.corpus.sinks.protocol import Kept
from summariser.errors import SetupError
from summariser.record import MeetingSummary, Provenance, Sha256, Status

_ModelT = TypeVar("_ModelT", bound=BaseModel)

_BEGINNING = b'{"schema_version":'  # of every row that was ever written here
_LONGEST = 64 << 20  # bytes; a page has 200,000 characters, and its record a few times that


class _Document(BaseModel):
    id: str
    sha256: Sha256 | None


class _Head(BaseModel):
    """The fields of a record that are read; all others are passed over."""

    document: _Document
    status: Status
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file. ``line`` has its line end, if the file has."""

    line: bytes
    id: str
    sha256: str | None
    status: Status
    provenance: Provenance

    def kept(self, place: int) -> Kept:
        """What a resumed run has to know of it."""
        return Kept(self.id, self.sha256, self.status, place)

    @property
    def configuration(self) -> Configuration:
        """What made the row."""
        return Configuration.of(self.provenance)


def rows(path: Path) -> Iterator[Row]:
    """Read the whole rows of a file.

    A last line that was not finished (the process was killed while it wrote) ends them. Raises
    `SetupError` with the number of any other line that is no row.
    """
    for line, head in _parsed(path, _Head):
        document = head.document
        yield Row(line, document.id, document.sha256, head.status, head.provenance)


def records(path: Path) -> Iterator[tuple[bytes, MeetingSummary]]:
    """Read the rows of a file with their whole records. Raises `SetupError` as `rows` does."""
    return _parsed(path, MeetingSummary)


def record_at(path: Path, place: int) -> MeetingSummary:
    """Read the record whose line begins at this byte. Raises `SetupError`."""
    with reading(path) as file:
        file.seek(place)
        try:
            return MeetingSummary.model_validate_json(_line(file, path))
        except ValidationError as error:
            raise SetupError(f"{path}: was changed while it was written") from error


def reading(path: Path) -> BinaryIO:
    """Open a file to read its rows. Raises `SetupError`."""
    try:
        return path.open("rb", buffering=1 << 20)
    except OSError as error:
        raise SetupError(f"{path}: cannot be read ({error.strerror})") from error


def _parsed(path: Path, model: type[_ModelT]) -> Iterator[tuple[bytes, _ModelT]]:
    with reading(path) as file:
        for number in count(1):
            if not (line := _line(file, path)):
                return
            try:
                parsed = model.model_validate_json(line)
            except ValidationError as error:
                if _unfinished(line):
                    return
                raise _no_row(path, number) from error
            yield line, parsed


def _line(file: BinaryIO, path: Path) -> bytes:
    try:
        return file.readline(_LONGEST)
    except OSError as error:
        raise SetupError(f"{path}: cannot be read ({error.strerror})") from error


def _unfinished(line: bytes) -> bool:
    """Whether a line is the beginning of a row that nothing follows."""
    if line.endswith(b"\n") or not (line.startswith(_BEGINNING) or _BEGINNING.startswith(line)):
        return False
    try:
        from_json(line, allow_partial=True)
    except ValueError:
        return False
    return len(line) < _LONGEST


def _no_row(path: Path, number: int) -> SetupError:
    if number == 1:
        return alien(path, "its first line is no record")
    return SetupError(
        f"{path}: line {number} is no record, and nothing was changed; remove that line, "
        "start the file anew with --force, or write to another file"
    )
