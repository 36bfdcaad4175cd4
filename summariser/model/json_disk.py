"""diskcache, held to JSON text. Imported only where the cache is opened: it takes 0.05 s.

diskcache unpickles what it finds in its database, and unpickling runs code (CVE-2025-69872):
whoever can write to the folder could run code here. So nothing but text is taken from it, and
each text carries a checksum of itself and its key: SQLite does not see bytes that went wrong
inside a value.
"""

import sqlite3
import threading
import time
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, cast

import diskcache  # type: ignore[import-untyped]


class DamagedError(Exception):
    """The database is not what diskcache made, so that its code fails in ways of its own."""


class RefusedEntryError(Exception):
    """An entry is not a text that was put under its key: a pickle, bytes, a file's name, damage."""


FAILURES = (sqlite3.Error, OSError, diskcache.Timeout, DamagedError)
"""What using a store can raise besides RefusedEntryError."""

LARGEST_SHARE = 16  # an entry may take this part of the size limit, so that one evicts few
USES_AT_MOST = 1000  # in memory; some 200 bytes each
_ROWS_ONLY = 1 << 62  # bytes from which diskcache would put a value into a file of its own
_CORE: Any = diskcache.core
_SETTINGS = frozenset({*_CORE.DEFAULT_SETTINGS, *_CORE.METADATA})
_LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class TextDisk(diskcache.Disk):
    """Writes and reads text in the database's own rows, and refuses everything else."""

    def put(self, key: object) -> Any:
        """Give the key as it is; only text is one."""
        return _text(key), True

    def get(self, key: object, raw: object) -> str:
        """Give a stored key, which must not be a pickle."""
        if not raw:
            raise RefusedEntryError
        return _text(key)

    def store(self, value: object, read: object, key: object = None) -> Any:  # noqa: ARG002
        """Give the columns (size, mode, file name, value) of a row that holds the text."""
        if read:
            raise RefusedEntryError
        return 0, diskcache.core.MODE_RAW, None, _text(value)

    def fetch(self, mode: object, filename: object, value: object, read: object) -> str:
        """Give the text of a row with these columns."""
        if mode != diskcache.core.MODE_RAW or filename is not None or read:
            raise RefusedEntryError
        return _text(value)

    def remove(self, file_path: object) -> None:
        """Remove no file: none is ours, and a planted row could name any file."""


class _Cache(diskcache.Cache):
    def __init__(self, folder: str, **settings: Any) -> None:
        try:
            cast("Any", super()).__init__(folder, **settings)
        except BaseException:
            self.close()  # or a full disk could not have the files' room back
            raise


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """What a store holds, and how often it was asked."""

    entries: int
    size: int  # bytes on the disk
    hits: int
    misses: int
    oldest: datetime | None
    newest: datetime | None


class Store:
    """The few operations that the answer cache uses. Entries read least recently make room.

    Which were read is kept in memory and written with the next entry, by `write_uses`, or once
    there are USES_AT_MOST: a transaction for each reading would cost five times the reading.
    """

    def __init__(self, folder: Path, size_limit: int, patience: float) -> None:
        self._size_limit = size_limit
        self._lock = threading.Lock()  # of the uses
        self._forget_uses()
        with _failures_told_apart():
            _refuse_foreign_settings(folder / diskcache.core.DBNAME)
            # No memory map: a read error on one is a signal that ends the process, no exception.
            self._cache: Any = _Cache(
                str(folder),
                timeout=patience,
                disk=TextDisk,
                size_limit=size_limit,
                eviction_policy="least-recently-stored",
                cull_limit=0,  # see _evict
                disk_min_file_size=_ROWS_ONLY,
                sqlite_mmap_size=0,
                statistics=0,
            )
            self._sql("CREATE INDEX IF NOT EXISTS Cache_access_time ON Cache (access_time)")

    def get(self, key: str) -> str | None:
        """Give the text under the key, or None. Raises RefusedEntryError and FAILURES."""
        with _failures_told_apart():
            try:
                sealed = cast("str | None", self._cache.get(key))
            except sqlite3.OperationalError as error:
                if hasattr(error, "sqlite_errorcode"):
                    raise
                raise RefusedEntryError from error  # Python's own complaint: not UTF-8
            return None if sealed is None else _opened(key, sealed)

    def count_use(self, key: str, *, hit: bool) -> None:
        """Count a reading, and keep the entry that was found from being evicted soon."""
        with self._lock:
            if hit:
                self._hits += 1
                self._used[key] = time.time()
            else:
                self._misses += 1
            many = len(self._used) >= USES_AT_MOST
        if many:
            with suppress(*FAILURES):  # it steers eviction alone: a full disk can still be read
                self.write_uses()

    def set(self, key: str, text: str) -> None:
        """Put the text under the key, unless it is longer than LARGEST_SHARE allows."""
        sealed = _sealed(key, text)
        if len(sealed) * LARGEST_SHARE > self._size_limit:
            return
        with _failures_told_apart():
            with self._cache.transact():
                self._cache.set(key, sealed)
                self.write_uses()
            self._evict()

    def remove(self, key: str) -> None:
        """Take the entry away, whatever it holds."""
        with _failures_told_apart():
            self._cache.delete(key)

    def clear(self) -> int:
        """Take all entries and counts away; give how many entries there were."""
        self._forget_uses()
        with _failures_told_apart():
            self._sql("UPDATE Settings SET value = 0 WHERE key IN ('hits', 'misses')")
            return int(self._cache.clear())

    def figures(self) -> StoreFigures:
        """Tell what there is."""
        self.write_uses()
        with _failures_told_apart():
            query = "SELECT COUNT(*), MIN(store_time), MAX(store_time) FROM Cache"
            ((entries, oldest, newest),) = self._sql(query)
            return StoreFigures(
                entries,
                self._size(),
                int(self._cache.reset("hits")),
                int(self._cache.reset("misses")),
                _moment(oldest),
                _moment(newest),
            )

    def write_uses(self) -> None:
        """Write down what was counted since the last time."""
        with self._lock:
            hits, misses, used = self._hits, self._misses, self._used
            self._forget_uses()
        if not hits and not misses:
            return
        with _failures_told_apart(), self._cache.transact():
            for key, count in (("hits", hits), ("misses", misses)):
                self._sql("UPDATE Settings SET value = value + ? WHERE key = ?", (count, key))
            update = "UPDATE Cache SET access_time = ? WHERE key = ? AND raw = 1"
            self._connection.executemany(update, [(used[key], key) for key in used])

    def close(self) -> None:
        """Close this thread's connection to the database."""
        self._cache.close()

    def _forget_uses(self) -> None:
        self._hits = self._misses = 0
        self._used: dict[str, float] = {}

    def _evict(self) -> None:
        """Take away the entries read least recently until the size limit holds.

        diskcache itself takes ten away for each one put, which large ones outgrow.
        """
        while (size := self._size()) > self._size_limit:
            with self._cache.transact():
                surplus = max(1, int(len(self._cache) * (1 - self._size_limit / size)))
                least = "SELECT rowid FROM Cache ORDER BY access_time LIMIT ?"
                deleted = self._sql(f"DELETE FROM Cache WHERE rowid IN ({least})", (surplus,))  # noqa: S608
            if not deleted.rowcount:
                return

    def _size(self) -> int:
        return int(self._cache.volume())

    @property
    def _connection(self) -> sqlite3.Connection:
        return cast("sqlite3.Connection", self._cache._con)  # this thread's

    def _sql(self, statement: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        return self._connection.execute(statement, values)


def is_lock(error: BaseException) -> bool:
    """Whether another process keeps the database locked, so that nothing need be wrong."""
    return getattr(error, "sqlite_errorcode", None) in _LOCKED


@contextmanager
def _failures_told_apart() -> Generator[None, None, None]:
    """Turn whatever diskcache raises into FAILURES."""
    try:
        yield
    except diskcache.Timeout as error:  # which it makes of every failure to begin
        raise _cause(error) from None
    except (RefusedEntryError, *FAILURES):
        raise
    except Exception as error:
        # It makes attributes of the table Settings and sums of its values.
        raise DamagedError(f"its tables are not the cache's: {error}") from error


def _cause(error: BaseException) -> BaseException:
    while isinstance(error, diskcache.Timeout) and error.__context__ is not None:
        error = error.__context__
    return error


def _refuse_foreign_settings(database: Path) -> None:
    """See that each setting is diskcache's own: it would overwrite any attribute of its cache."""
    if not database.is_file():
        return
    with closing(sqlite3.connect(database)) as connection:
        query = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'Settings'"
        if connection.execute(query).fetchone() == (0,):
            return
        keys = {key for (key,) in connection.execute("SELECT key FROM Settings")}
    if not keys <= _SETTINGS:
        raise DamagedError("its settings are not the cache's")


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _sealed(key: str, text: str) -> str:
    return _checksum(key, text) + text


def _opened(key: str, sealed: str) -> str:
    checksum, text = sealed[:_CHECKSUM_LETTERS], sealed[_CHECKSUM_LETTERS:]
    if checksum != _checksum(key, text):
        raise RefusedEntryError
    return text


def _checksum(key: str, text: str) -> str:
    return blake2b(f"{key}\0{text}".encode(), digest_size=_CHECKSUM_LETTERS // 2).hexdigest()


_CHECKSUM_LETTERS = 32


def _text(value: object) -> str:
    if type(value) is not str:
        raise RefusedEntryError
    return value
