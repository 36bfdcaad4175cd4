"""From the paths of the command line to pages, each under an id of its own."""

import shutil
import sys
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from summariser.errors import SetupError

STANDARD_INPUT = Path("-")


@dataclass(frozen=True, slots=True)
class Page:
    """A file to summarise, and the id that its record gets."""

    path: Path
    id: str


@contextmanager
def found_pages(paths: Sequence[Path]) -> Generator[list[Page]]:
    """Find the pages that the paths mean, in their order, each once.

    Standard input is kept in a file for as long as the context lasts, so that whatever reads
    pages meets files alone. Raises `SetupError` for a folder without documents.
    """
    with TemporaryDirectory(prefix="summariser-") as kept:
        files = {path.resolve(): path for given in paths for path in _files(given, Path(kept))}
        names = Counter(path.name for path in files.values())
        yield [
            Page(path, spelt_out(path.name if names[path.name] == 1 else str(path)))
            for path in files.values()
        ]


def _files(given: Path, kept: Path) -> Iterator[Path]:
    if given == STANDARD_INPUT:
        yield _standard_input(kept)
    elif given.is_dir():
        yield from _documents(given)
    else:
        yield given


def _standard_input(kept: Path) -> Path:
    path = kept / "stdin"
    if not path.exists():
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
    return path


def _documents(folder: Path) -> list[Path]:
    try:
        documents = [path for path in folder.iterdir() if path.suffix == ".txt" and path.is_file()]
    except OSError as error:
        raise SetupError(f"{folder}: the folder cannot be read ({error.strerror})") from error
    if not documents:
        raise SetupError(f"{folder}: no documents (*.txt files) in this folder")
    return sorted(documents)


def spelt_out(name: str) -> str:
    """Write the bytes of a name that is no UTF-8 as escapes: a record is Unicode text."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
