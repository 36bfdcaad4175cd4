"""Pages in the rows of JSONL and CSV files, read one after the other.

A row that is broken is a page that fails, and reading goes on behind it. However long a line or
a row is, no more than `MOST_BYTES` of it are kept in memory.
"""

import codecs
import csv
import io
import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from summariser.corpus.pages import BrokenPage, Page, RowPage
from summariser.errors import SetupError
from summariser.intake import opened, spelt_out
from summariser.intake.encodings import encoding_of

MOST_BYTES = 8_000_000  # of a row: far more than a page's text in any writing, and its neighbours
_LONGEST_ID = 1000  # characters
_SAMPLE = 65_536  # bytes of a CSV file that its encoding is told from
_UTF_8 = "not UTF-8; convert the file, for example: iconv -f WINDOWS-1256 -t UTF-8"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: of the text, and of the id, which None says is "id" if there."""

    text: str = "text"
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows, under the id from which those of its rows are made where they have none."""

    id: str
    path: Path
    columns: Columns

    @property
    def id_column(self) -> str:
        """The column of ids, whether there or not."""
        return self.columns.id or "id"

    def page(self, row: int, text: object, row_id: object, notes: tuple[str, ...] = ()) -> Page:
        """The page of a row, counted from 1; ``row_id`` is None or empty where it has none."""
        name = f"{self.id}:{row}"
        if row_id is None or row_id == "":
            if self.columns.id is not None:
                return self.broken(row, f'no id in its column "{self.columns.id}"')
        elif not isinstance(row_id, str | int):
            return self.broken(row, f"an id that is {type(row_id).__name__}, no string")
        elif len(name := spelt_out(str(row_id))) > _LONGEST_ID:
            return self.broken(row, f"an id of {len(name):,} characters")
        if not isinstance(text, str):
            told = "no text" if text is None else f"{type(text).__name__}, not text,"
            return self.broken(row, f'{told} in its column "{self.columns.text}"')
        return RowPage(name, self._source(row), text, notes)

    def broken(self, row: int, fault: str) -> BrokenPage:
        """The page of a row that is none."""
        return BrokenPage(f"{self.id}:{row}", self._source(row), fault)

    def missing(self, column: str, there: list[str]) -> SetupError:
        """That the table has no such column."""
        option = "--text-column" if column == self.columns.text else "--id-column"
        names = ", ".join(there) or "none"
        return SetupError(
            f'{spelt_out(str(self.path))}: no column "{column}"; there are: {spelt_out(names)}; '
            f"name it with {option}"
        )

    def _source(self, row: int) -> str:
        return f"{spelt_out(str(self.path))}, row {row}"


# ── JSONL ────────────────────────────────────────────────────────────────────


def jsonl_pages(table: Table) -> Iterator[Page]:
    """The pages of a JSONL file, which is UTF-8; rows are its lines. Raises `READ_ERRORS`."""
    with opened(table.path) as file:
        for row, line in _lines(file):
            yield _jsonl_page(table, row, line)


def jsonl_count(table: Table) -> int:
    """How many pages a JSONL file has. Raises `READ_ERRORS`."""
    with opened(table.path) as file:
        return sum(1 for _ in _lines(file))


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines that are not blank; None for one that is too long."""
    row = 0
    while line := file.readline(MOST_BYTES + 1):
        row += 1
        if len(line) > MOST_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(MOST_BYTES)
            yield row, None
        elif line.strip():
            yield row, line.removeprefix(codecs.BOM_UTF8) if row == 1 else line
        if row == 1 and line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return  # what follows are no lines


def _jsonl_page(table: Table, row: int, line: bytes | None) -> Page:
    if line is None:
        return table.broken(row, f"more than {MOST_BYTES / 1e6:.0f} MB")
    fields, fault = _fields(line)
    if fault:
        return table.broken(row, fault)
    if table.columns.text not in fields:
        there = spelt_out(", ".join(fields)[:200]) or "none"
        return table.broken(row, f'no "{table.columns.text}"; there are: {there}')
    return table.page(row, fields[table.columns.text], fields.get(table.id_column))


def _fields(line: bytes) -> tuple[dict[str, object], str]:
    """The object that a line is; else what is wrong with it."""
    fault = "no JSON object"
    try:
        data: object = json.loads(line.decode("utf-8").rstrip())
        if isinstance(data, dict):
            return cast("dict[str, object]", data), ""
    except UnicodeDecodeError:
        fault = _UTF_8
    except json.JSONDecodeError as error:
        fault = f"no JSON ({error.msg} at character {error.colno})"
    except ValueError:
        fault = "JSON with a number of thousands of digits"
    except RecursionError:
        fault = "JSON nested too deep"
    return {}, fault


# ── CSV ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Header:
    """How many fields a row has, and where the text and the id stand in it."""

    fields: int
    text: int
    id: int | None


def _header(table: Table, row: list[str] | csv.Error | None) -> _Header:
    names = row if isinstance(row, list) else []
    for column in filter(None, (table.columns.text, table.columns.id)):
        if column not in names:
            raise table.missing(column, names)
    id_at = names.index(table.id_column) if table.id_column in names else None
    return _Header(len(names), names.index(table.columns.text), id_at)


def csv_pages(table: Table) -> Iterator[Page]:
    """The pages of a CSV file; its rows are counted without the header.

    Raises `SetupError` where a column is missing, and `READ_ERRORS`.
    """
    with _csv_rows(table.path) as (rows, notes):
        header = _header(table, next(rows, None))
        for row, fields in enumerate(rows, 1):
            yield _csv_page(table, row, fields, header, notes)


def _csv_page(
    table: Table, row: int, fields: list[str] | csv.Error, header: _Header, notes: tuple[str, ...]
) -> Page:
    if isinstance(fields, csv.Error):
        return table.broken(row, f"no CSV row ({fields})")
    if len(fields) != header.fields:
        return table.broken(row, f"{len(fields)} fields, the header has {header.fields}")
    text, row_id = fields[header.text], None if header.id is None else fields[header.id]
    if spelt_out(text) != text:
        return table.broken(row, _UTF_8)
    return table.page(row, text, row_id, notes)


def csv_count(table: Table) -> int:
    """How many pages a CSV file has. Raises as `csv_pages`."""
    with _csv_rows(table.path) as (rows, _):
        _header(table, next(rows, None))
        return sum(1 for _ in rows)


def check_csv(table: Table) -> None:
    """Read the header alone. Raises as `csv_pages`."""
    with _csv_rows(table.path) as (rows, _):
        _header(table, next(rows, None))


@contextmanager
def _csv_rows(path: Path) -> Generator[tuple["_CsvRows", tuple[str, ...]]]:
    """Open a CSV file: its rows, the header first, and notes on its encoding."""
    with opened(path) as file:
        encoding, notes = encoding_of(file.read(_SAMPLE))
    with (
        opened(path) as file,
        # Bytes that do not belong there fail their own row.
        io.TextIOWrapper(file, encoding, "surrogateescape", newline="") as text,
    ):
        yield _CsvRows(text), notes


class _CsvRows:
    """Rows of a CSV file that are not blank, or the error in place of one.

    After an error it goes on with the next line.
    """

    def __init__(self, text: TextIO) -> None:
        csv.field_size_limit(MOST_BYTES)  # of all readers; ours stop earlier, at the whole row
        self._lines = _CsvLines(text)
        self._rows = csv.reader(self._lines)

    def __iter__(self) -> "_CsvRows":
        return self

    def __next__(self) -> list[str] | csv.Error:
        while True:
            self._lines.taken = 0
            try:
                if row := next(self._rows):
                    return row
            except csv.Error as error:
                return error


class _CsvLines:
    """Lines for the CSV reader, until a row has more than `MOST_BYTES` characters of them."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self.taken = 0  # characters, since the present row began

    def __iter__(self) -> "_CsvLines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(MOST_BYTES + 1)
        if not line:
            raise StopIteration
        self.taken += len(line)
        if self.taken > MOST_BYTES:
            while line and not line.endswith(("\n", "\r")):
                line = self._text.readline(MOST_BYTES)
            raise csv.Error(f"more than {MOST_BYTES / 1e6:.0f} MB; a quote that does not end?")
        return line
