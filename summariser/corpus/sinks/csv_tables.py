"""Records as CSV: a table of documents and one for each list of a record.

``records.csv`` has the documents; beside it lie ``records.parties.csv``, ``records.officials.csv``,
``records.agreements.csv`` and ``records.context.csv``, whose rows name their document and their
place in its list. The words of evidence stand in ``quotes``, their ``start:end`` in ``offsets``.

Spreadsheets run cells that begin with = + - or @, and pages are strangers' texts. So text
gets an apostrophe (') before these characters where a cell begins with them, or with a tab; and
where a line in a cell or the text behind a semicolon does, since spreadsheets of half the world
split at semicolons and then do not see the quotation marks. Blanks, marks without width and
quotation marks before the character make no difference. The exact words are in the journal.

The files are UTF-8 with a byte order mark, without which Excel shows no Arabic; pandas and
DuckDB pass over it, Python's ``open`` does with ``encoding="utf-8-sig"``.
"""

import csv
import re
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summariser.corpus.sinks.files import alien, has_content, replacing
from summariser.corpus.sinks.tables import (
    DOCUMENT_COLUMNS,
    ITEM_COLUMNS,
    Cell,
    document_cells,
    item_cells,
    parts,
)
from summariser.errors import SetupError
from summariser.record import Evidence, MeetingSummary

if TYPE_CHECKING:
    from _csv import Writer

_ENCODING = "utf-8-sig"
_EVIDENCE = ("quotes", "offsets")
_HEADERS = {
    "": (
        *DOCUMENT_COLUMNS,
        *(f"venue_{name}" for name in _EVIDENCE),
        *(f"date_{name}" for name in _EVIDENCE),
    ),
    **{table: ("document", "item", *names, *_EVIDENCE) for table, names in ITEM_COLUMNS.items()},
}
_LONGEST_HEADER = 4096  # characters
# What may stand before a formula: blanks, marks without width, quotation marks.
_UNSEEN = '\\s"\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff'
_SIGNS = "=+\\-@＝＋－＠"
_FORMULA = re.compile(f"[{_UNSEEN}]*+[{_SIGNS}]|[\t\r\n]")
# Takes in the whole run and then looks for a sign: linear in any text.
_FORMULA_INSIDE = re.compile(f"([;\t\r\n][{_UNSEEN};]*+)([{_SIGNS}]?)")


class CsvTables:
    """The `Form` of CSV. The documents' table is the last to be replaced."""

    def __init__(self, path: Path) -> None:
        self._tables = {
            table: path.with_name(f"{path.stem}.{table}{path.suffix}") if table else path
            for table in _HEADERS
        }

    @property
    def files(self) -> tuple[Path, ...]:
        """All tables."""
        return tuple(self._tables.values())

    def refuse_alien(self) -> None:
        """Raise `SetupError` for a table whose first line is not ours."""
        for table, path in self._tables.items():
            if has_content(path) and _lines(path, 1) != [_header_line(table)]:
                raise alien(path, "its first line is other columns")

    def restore(self, journal: Path) -> None:
        """Raise `SetupError`: the tables have less than the records."""
        documents = self._tables[""]
        if len(_lines(documents, 2)) > 1:
            raise SetupError(
                f"{documents}: cannot be added to without {journal.name}, which held its records; "
                "put that file back, --force starts anew, or write to another file"
            )

    def make(self, rows: Iterator[tuple[bytes, MeetingSummary]]) -> None:
        """Write all tables in one pass."""
        with ExitStack() as stack:
            writers = {
                table: stack.enter_context(_writing(path)) for table, path in self._tables.items()
            }
            for table, writer in writers.items():
                writer.writerow(_HEADERS[table])
            for _, record in rows:
                writers[""].writerow(_document_row(record))
                for table in ITEM_COLUMNS:
                    writers[table].writerows(_item_rows(record, table))


@contextmanager
def _writing(path: Path) -> "Generator[Writer]":
    with replacing(path) as beside, beside.open("w", encoding=_ENCODING, newline="") as file:
        yield csv.writer(file)


def _lines(path: Path, count: int) -> list[str]:
    """The first lines of a table, cut to a header's length."""
    try:
        with path.open(encoding=_ENCODING, errors="replace", newline="") as file:
            lines = [file.readline(_LONGEST_HEADER) for _ in range(count)]
    except OSError as error:
        raise SetupError(f"{path}: cannot be read ({error.strerror})") from error
    return [line.rstrip("\r\n") for line in lines if line]


def _header_line(table: str) -> str:
    return ",".join(_HEADERS[table])


def _document_row(record: MeetingSummary) -> list[Cell]:
    single = (_evidence(parts(record, field)) for field in ("venue", "date"))
    return _harmless((*document_cells(record), *chain.from_iterable(single)))


def _item_rows(record: MeetingSummary, table: str) -> Iterator[list[Cell]]:
    for item, part in enumerate(parts(record, table)):
        cells = item_cells(part, table)
        yield _harmless((record.document.id, item, *cells, *_evidence((part,))))


def _evidence(of: tuple[Any, ...]) -> tuple[str, str]:
    pieces: list[Evidence] = [piece for part in of for piece in part.evidence]
    return (
        " | ".join(piece.quote for piece in pieces),
        " ".join(f"{piece.start}:{piece.end}" for piece in pieces),
    )


def _harmless(cells: Iterable[Cell]) -> list[Cell]:
    return [_harmless_text(cell) if isinstance(cell, str) else cell for cell in cells]


def _harmless_text(text: str) -> str:
    if _FORMULA.match(text):
        text = f"'{text}"
    return _FORMULA_INSIDE.sub(lambda run: f"{run[1]}'{run[2]}" if run[2] else run[1], text)
