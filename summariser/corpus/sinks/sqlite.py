"""Records as an SQLite database: tables, views and full-text search (`schema.sql`).

Ready for ``datasette records.db``, a notebook or the ``sqlite3`` program, also while it is
written to. To search, fold the words as the lexicon does, and each spelling is found:

    words = summariser.lexicon.folded("أحمد")   # «احمد»
    SELECT documents.id, headline FROM documents_fts
    JOIN documents ON number = documents_fts.rowid WHERE documents_fts MATCH :words

Words that are not folded find the documents that write them so. In plain SQL: alefs of all kinds
as ا, ى as ي, ة as ه, no tashkeel, no tatweel.
"""

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import astuple, fields
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import cast

from pydantic import ValidationError

from summariser import lexicon
from summariser.corpus.configuration import Configuration
from summariser.corpus.sinks.files import alien, hold, refuse_other, unwritable
from summariser.corpus.sinks.protocol import Kept, Sink
from summariser.corpus.sinks.tables import (
    DOCUMENT_COLUMNS,
    EVIDENCE_FIELDS,
    ITEM_COLUMNS,
    document_cells,
    item_cells,
    parts,
)
from summariser.errors import SetupError
from summariser.record import Evidence, MeetingSummary
from summariser.rows import safe_json

_APPLICATION = 0x53554D4D  # "SUMM": says in the file's header whose database it is
_VERSION = 1  # of the tables
_PATIENCE = 30  # seconds for another program that reads or writes the database
_BESIDE = ("-wal", "-shm", "-journal")  # files that SQLite keeps beside a database


def _insert(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({names}) VALUES ({values})"  # noqa: S608 - names of ours alone


_INSERT_DOCUMENT = _insert("documents", (*DOCUMENT_COLUMNS, "record", "search"))
_INSERT_ITEM = {
    table: _insert(table, ("document", "item", *columns)) for table, columns in ITEM_COLUMNS.items()
}
_INSERT_EVIDENCE = _insert(
    "evidence", ("document", "field", "item", "piece", "quote", "start", "end")
)
_CONFIGURATION = tuple(field.name for field in fields(Configuration))
_INSERT_CONFIGURATION = _insert("configuration", _CONFIGURATION)
_SELECT_RECORD = "SELECT record FROM documents WHERE number = ?"


class SqliteSink(Sink):
    """A `Sink` of one transaction a record.

    With ``force`` the new database grows beside the old one until its first row is written.
    """

    def __init__(self, path: Path, configuration: Configuration, *, force: bool) -> None:
        self._path = path
        self._configuration = configuration
        self._file = path.with_name(path.name + ".new") if force else path
        self._settled = False
        self._closing = ExitStack()
        self._closing.callback(hold(path).release)
        try:
            if force:
                self._remove(self._file, "", *_BESIDE)
            self._connect()
            self._closing.callback(self._leave)
            if force:
                self._settle()
        except BaseException:
            self._closing.close()
            raise

    def kept(self) -> Iterator[Kept]:
        """Go through the rows that stay, after those of failed documents were deleted."""
        self._settle()
        with self._told():
            for row in self._database.execute("SELECT id, sha256, status, number FROM documents"):
                yield Kept(*row)

    def write(self, record: MeetingSummary) -> int:
        """Add a document and all that its record says; its place is its number."""
        if not self._settled:
            self._settle()
        self._refuse_removed()
        with self._transaction() as database:
            number = _insert_record(database, record)
        if self._file != self._path:
            self._take_place()
        return number

    def read(self, place: int) -> MeetingSummary:
        """Read the record of the document with this number."""
        with self._told():
            found = self._database.execute(_SELECT_RECORD, (place,)).fetchone()
        try:
            (record,) = found or ("",)
            return MeetingSummary.model_validate_json(record)
        except ValidationError as error:
            raise SetupError(f"{self._path}: was changed while it was written") from error

    def close(self) -> None:
        """Close the database: one file, where nobody else reads it."""
        self._closing.close()

    def _connect(self) -> None:
        """Open the database, and make its tables if it has none. Raises `SetupError`."""
        with self._told():
            self._database = sqlite3.connect(
                self._file, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
            try:
                self._begin(self._database)
            except BaseException:
                self._database.close()
                raise
            self._inode = self._file.stat().st_ino

    def _begin(self, database: sqlite3.Connection) -> None:
        has_tables = database.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
        if has_tables:
            self._check(database)
        database.execute("PRAGMA journal_mode = WAL")
        # A killed process loses nothing so; a commit does not wait for the disk.
        database.execute("PRAGMA synchronous = NORMAL")
        # 32 MB of log: with the usual 4 MB, the same pages go to the disk again and again
        # (4.0 ms a row instead of 2.4).
        database.execute("PRAGMA wal_autocheckpoint = 8000")
        database.execute("PRAGMA foreign_keys = ON")
        if not has_tables:
            tables = files("summariser.corpus.sinks").joinpath("schema.sql").read_text("utf-8")
            marks = f"PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {_VERSION};"
            database.executescript(f"BEGIN; {marks} {tables} COMMIT;")

    def _check(self, database: sqlite3.Connection) -> None:
        """Raise `SetupError` when the database is not ours or its rows were made otherwise."""
        (application,) = database.execute("PRAGMA application_id").fetchone()
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if (application, version) != (_APPLICATION, _VERSION):
            raise alien(self._path, "its tables are others")
        stays = "SELECT 1 FROM documents WHERE status <> 'failed' LIMIT 1"
        made = database.execute("SELECT * FROM configuration").fetchone()
        if made and database.execute(stays).fetchone():
            refuse_other(self._path, Configuration(*made), self._configuration)

    def _settle(self) -> None:
        """Have nothing but rows that stay, and say what makes them."""
        with self._transaction() as database:
            database.execute("DELETE FROM documents WHERE status = 'failed'")
            database.execute("DELETE FROM configuration")
            database.execute(_INSERT_CONFIGURATION, astuple(self._configuration))
        self._settled = True

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection]:
        with self._told():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # SQLite has undone it itself when a disk is full
                    self._database.execute("ROLLBACK")
                raise

    @contextmanager
    def _told(self) -> Generator[None]:
        """Raise `SetupError` for what goes wrong with the database."""
        try:
            yield
        except sqlite3.Error as error:
            # Python's own complaints have no code.
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
                raise alien(self._path, "it is no SQLite database") from error
            raise SetupError(
                f"{self._path}: cannot be written ({error}); the records written before are whole"
            ) from error
        except OSError as error:
            raise unwritable(self._path, error) from error

    def _refuse_removed(self) -> None:
        """Writing to a removed file succeeds, and what is written goes with it."""
        with self._told():
            if self._file.stat().st_ino != self._inode:
                raise SetupError(f"{self._path}: was replaced while it was written")

    def _take_place(self) -> None:
        """Put the database that grew beside in the old one's place."""
        with self._told():
            self._database.execute("PRAGMA journal_mode = DELETE")
            self._database.close()
            self._remove(self._path, *_BESIDE)
            self._file.replace(self._path)
            self._file = self._path
        self._connect()

    def _leave(self) -> None:
        with self._told():
            # Someone reads it and keeps the log beside it; or it is closed, and did not open again.
            with suppress(sqlite3.OperationalError, sqlite3.ProgrammingError):
                self._database.execute("PRAGMA journal_mode = DELETE")
            self._database.close()
        if self._file != self._path:
            self._remove(self._file, "", *_BESIDE)

    def _remove(self, file: Path, *endings: str) -> None:
        with self._told():
            for ending in endings:
                file.with_name(file.name + ending).unlink(missing_ok=True)


def _insert_record(database: sqlite3.Connection, record: MeetingSummary) -> int:
    cells = (*document_cells(record), safe_json(record, None), _search(record))
    number = cast("int", database.execute(_INSERT_DOCUMENT, cells).lastrowid)
    for field in EVIDENCE_FIELDS:
        for item, part in enumerate(parts(record, field)):
            if field in _INSERT_ITEM:
                database.execute(_INSERT_ITEM[field], (number, item, *item_cells(part, field)))
            evidence: tuple[Evidence, ...] = part.evidence
            database.executemany(
                _INSERT_EVIDENCE,
                (
                    (number, field, item, piece, words.quote, words.start, words.end)
                    for piece, words in enumerate(evidence)
                ),
            )
    return number


def _search(record: MeetingSummary) -> str:
    """What a document is found by: its words folded, and those that fold as they are written."""
    texts = [record.headline, record.summary]
    texts += (part.text for part in (*record.agreements, *record.context))
    texts += (party.name for party in record.parties)
    for official in record.officials:
        texts += (official.name, official.name_en, official.role)
    if record.venue:
        texts += filter(None, (record.venue.city, record.venue.place))
    texts += (piece.quote for piece in record.evidence())
    lines = [text.split() for text in dict.fromkeys(texts)]
    folds = {word: _folded(word) for line in lines for word in line}
    folded = dict.fromkeys(" ".join(map(folds.__getitem__, line)) for line in lines)
    words = set(folds.values())
    others = (word for word in folds if word.casefold() not in words)
    return "\n".join((*filter(None, folded), *others))


@lru_cache(maxsize=1 << 16)  # words come again, and folding goes letter by letter
def _folded(word: str) -> str:
    return lexicon.folded(word)
