"""Which pages a run has met, kept outside of memory: ids that have a row, words that were read.

An SQLite database of this process alone, in a temporary file that has no name and is gone with
the process: however many pages a corpus has, it takes a few megabytes of memory.
"""

import hashlib
import sqlite3
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple, Self

from summariser.document import Document
from summariser.lexicon import folded

_TABLES = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -8000;
    CREATE TABLE ids (id BLOB PRIMARY KEY, there INTEGER, met INTEGER) WITHOUT ROWID;
    CREATE TABLE words (hash BLOB PRIMARY KEY, id TEXT, place INTEGER, put_off INTEGER)
        WITHOUT ROWID;
    BEGIN;  -- of no end: what a commit takes grows with the pages in memory, 180 us at 100,000 rows
"""


_BYTES = 16  # of a hash: two of a million million pages are alike by chance once in 10^14 times


@dataclass(frozen=True, slots=True)
class Words:
    """What tells two pages with the same words: the hash of the text, and of the folded text."""

    text: bytes
    folded: bytes

    @classmethod
    def of(cls, document: Document) -> Self:
        """Those of a page."""
        text = bytes.fromhex(document.sha256)[:_BYTES]
        return cls(text, _hash(folded(document.text)))


class Twin(NamedTuple):
    """The page that had the words first; ``place`` is that of its record, None while in work.

    ``put_off``: this round of the run will not have its record.
    """

    id: str
    place: int | None
    put_off: bool = False


class Ledger:
    """Ids and words of one run; all methods may be called from several threads."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._rows.executescript(_TABLES)
        self._lock = threading.Lock()

    def keep(self, page_id: str, sha256: str | None, place: int) -> None:
        """A row of this id is there from an earlier run, of a text with this hash."""
        with self._lock:
            self._rows.execute("INSERT OR REPLACE INTO ids VALUES (?, 1, 0)", (_hash(page_id),))
            if sha256 is not None:
                row = (bytes.fromhex(sha256)[:_BYTES], page_id, place)
                self._rows.execute("INSERT OR IGNORE INTO words VALUES (?, ?, ?, 0)", row)

    def named(self, page_id: str) -> str | None:
        """The id under which a page gets its row; None where the row is there already.

        The second page of an id is "ID~2", and so on: each page has a row of its own.
        """
        name = page_id
        with self._lock:
            while (met := self._met(name)) > 1:
                name = f"{name}~{met}"
            found = self._rows.execute("SELECT there FROM ids WHERE id = ?", (_hash(name),))
            return None if found.fetchone()[0] else name

    def _met(self, name: str) -> int:
        """How often this run has met the name, this time included."""
        row = self._rows.execute(
            "INSERT INTO ids VALUES (?, 0, 1) ON CONFLICT (id) DO UPDATE SET met = met + 1 "
            "RETURNING met",
            (_hash(name),),
        )
        return int(row.fetchall()[0][0])

    def claim(self, words: Words, page_id: str) -> Twin | None:
        """The page that had these words first; None for this page itself, which claims them."""
        with self._lock:
            found = self._rows.execute(
                "SELECT id, place, put_off FROM words WHERE hash IN (?, ?)",
                (words.text, words.folded),
            ).fetchone()
            if found is not None:
                return Twin(found[0], found[1], bool(found[2]))
            self._rows.execute("INSERT INTO words VALUES (?, ?, NULL, 0)", (words.folded, page_id))
            return None

    def finish(self, words: Words, place: int) -> None:
        """The record of these words stands at this place of the output."""
        with self._lock:
            self._rows.execute("UPDATE words SET place = ? WHERE hash = ?", (place, words.folded))

    def put_off(self, words: Words) -> None:
        """The record of these words is not for this round."""
        with self._lock:
            self._rows.execute("UPDATE words SET put_off = 1 WHERE hash = ?", (words.folded,))

    def wrote(self, page_id: str) -> None:
        """The row of this id is written: another round is to pass it over."""
        with self._lock:
            self._rows.execute("UPDATE ids SET there = 1 WHERE id = ?", (_hash(page_id),))

    def next_round(self) -> None:
        """The same pages come again, from the first to the last."""
        with self._lock:
            self._rows.execute("UPDATE ids SET met = 0")
            self._rows.execute("DELETE FROM words WHERE place IS NULL")

    def close(self) -> None:
        """Forget everything."""
        self._rows.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _hash(name: str) -> bytes:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:_BYTES]
