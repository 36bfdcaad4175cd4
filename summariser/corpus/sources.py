"""Where pages come from: files, folders, globs, tables, standard input.

Texts (.txt, .md), HTML (.html, .htm) and tables (.jsonl, .csv, .parquet) are told by their
names, other files are text if they are given by themselves; .gz, .bz2, .xz and .zst are
decompressed. Standard input is one page of text. Pages come as a stream: nothing is read ahead.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from summariser.corpus.finding import STANDARD_INPUT, Files, Found
from summariser.corpus.pages import BrokenPage, BytesPage, FilePage, Page
from summariser.corpus.parquet import check_parquet, parquet_count, parquet_pages
from summariser.corpus.tables import (
    Columns,
    Table,
    check_csv,
    csv_count,
    csv_pages,
    jsonl_count,
    jsonl_pages,
)
from summariser.document import MAX_BYTES
from summariser.errors import SetupError
from summariser.intake import COMPRESSIONS, READ_ERRORS, Kind, kind_of, reason, spelt_out

__all__ = ["Columns", "count_pages", "open_pages", "would_read"]

_UNREADABLE = (*READ_ERRORS, UnicodeDecodeError)
_MOST_COUNTED = 100_000_000  # bytes of a table whose rows are counted by reading them, 1 s or so


@dataclass(frozen=True, slots=True)
class _Tables:
    """What can be done with tables of a kind; ``check`` raises where a column is missing."""

    pages: Callable[[Table], Iterator[Page]]
    count: Callable[[Table], int]
    check: Callable[[Table], None] | None = None  # each row has its own columns


_TABLES: dict[Kind | None, _Tables] = {
    "jsonl": _Tables(jsonl_pages, jsonl_count),
    "csv": _Tables(csv_pages, csv_count, check_csv),
    "parquet": _Tables(parquet_pages, parquet_count, check_parquet),
}


def open_pages(given: Sequence[Path], columns: Columns) -> Iterator[Page]:
    """The pages that paths mean, each file once, in the same order each time.

    The id of a page is the path of its file below the folder given, or the name of a file given
    by itself (the path as given, where there are several folders, or files of one name). That of
    a row is what its id column says, else "FILE:ROW". Ids of rows may come twice.

    A page that cannot be read, and a row that is none, is a page whose document is an error.
    Raises `SetupError`, before the first page, for a folder or a glob without documents, and
    for a table given by itself that lacks a column; one found in a folder is a page that fails.
    """
    files = Files(given)
    for path in files.given_files():
        tables = _TABLES.get(kind_of(path.name))
        if tables and tables.check:
            # What else is wrong with it, its page will say.
            with suppress(*_UNREADABLE):
                tables.check(Table(path.name, path, columns))
    return (page for found in files for page in _pages(found, columns))


def count_pages(given: Sequence[Path], columns: Columns) -> int | None:
    """How many pages there are; None where that would take long to find out.

    Raises `SetupError` for a folder or a glob without documents.
    """
    total = 0
    for found in Files(given):
        count = _count(found, columns)
        if count is None:
            return None
        total += count
    return total


def would_read(given: Sequence[Path], path: Path) -> bool:
    """Whether a file, there already or not, is or would be among what is read.

    Raises `SetupError` for a folder or a glob without documents.
    """
    return path in Files(given)


def _pages(found: Found, columns: Columns) -> Iterator[Page]:
    where = spelt_out(str(found.path))
    tables = _TABLES.get(kind_of(found.path.name))
    if found.fault is not None:
        yield BrokenPage(found.id, where, found.fault)
    elif found.path == STANDARD_INPUT:
        yield BytesPage(found.id, "standard input", sys.stdin.buffer.read(MAX_BYTES + 1))
    elif tables is None:
        yield FilePage(found.id, found.path)
    else:
        try:
            yield from tables.pages(Table(found.id, found.path, columns))
        except _UNREADABLE as error:
            yield BrokenPage(found.id, where, f"cannot be read to its end ({reason(error)})")
        except SetupError as error:
            yield BrokenPage(found.id, where, str(error).removeprefix(f"{where}: "))


def _count(found: Found, columns: Columns) -> int | None:
    if found.path == STANDARD_INPUT:
        return None
    kind = kind_of(found.path.name)
    tables = _TABLES.get(kind)
    if tables is None or found.fault is not None:
        return 1
    try:
        if kind != "parquet" and not _is_quick(found.path):
            return None
        return tables.count(Table(found.id, found.path, columns))
    except (*_UNREADABLE, SetupError):
        return 1  # its one page says why


def _is_quick(path: Path) -> bool:
    compressed = path.suffix.lower() in COMPRESSIONS
    return not compressed and path.stat().st_size <= _MOST_COUNTED
