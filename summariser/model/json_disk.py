"""diskcache, held to JSON text. Imported only where the cache is opened: it takes 0.05 s.

diskcache unpickles what it finds in its database, and unpickling runs code (CVE-2025-69872):
whoever can write to the folder could run code here. So nothing but text is taken from it.
"""

import sqlite3
from pathlib import Path
from typing import Any, cast

import diskcache  # type: ignore[import-untyped]

FAILURES = (sqlite3.Error, diskcache.Timeout, OSError)
"""What using a store can raise besides RefusedEntryError."""

_ROWS_ONLY = 1 << 62  # bytes from which diskcache would put a value into a file of its own
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class RefusedEntryError(Exception):
    """An entry is not text in the database: a pickle, a number, bytes or a file's name."""


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


class Store:
    """The few operations of diskcache that the answer cache uses, with their types."""

    def __init__(self, folder: Path, size_limit: int, patience: float) -> None:
        # No memory map: a read error on one is a signal that ends the process, no exception.
        open_cache: Any = diskcache.Cache  # whose own type forbids parts of a second
        self._cache: Any = open_cache(
            str(folder),
            timeout=patience,
            disk=TextDisk,
            size_limit=size_limit,
            eviction_policy="least-recently-stored",
            disk_min_file_size=_ROWS_ONLY,
            sqlite_mmap_size=0,
        )

    def get(self, key: str) -> str | None:
        """Give the text under the key, or None. Raises RefusedEntryError and FAILURES."""
        return cast("str | None", self._cache.get(key))

    def set(self, key: str, text: str) -> None:
        """Put the text under the key, evicting the oldest entries above the size limit."""
        self._cache.set(key, text)

    def remove(self, key: str) -> None:
        """Take the entry away, whatever it holds."""
        self._cache.delete(key)

    def clear(self) -> int:
        """Take all entries away; give how many they were."""
        return int(self._cache.clear())

    def entries(self) -> int:
        """How many entries there are."""
        return len(self._cache)

    def size(self) -> int:
        """Bytes on the disk."""
        return int(self._cache.volume())

    def close(self) -> None:
        """Close this thread's connection to the database."""
        self._cache.close()


def is_damaged(error: BaseException) -> bool:
    """Whether the database's bytes are wrong, rather than its folder, its locks or the disk."""
    return getattr(error, "sqlite_errorcode", None) in _DAMAGED


def _text(value: object) -> str:
    if type(value) is not str:
        raise RefusedEntryError
    return value
