"""Answers kept on disk: JSON only, in a folder that only its owner can read.

A cache must never cost an answer: what cannot be read is a miss, and when the database breaks
while the work is going on, the work goes on without it, with one warning.
"""

import json
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from summariser.errors import CacheError

if TYPE_CHECKING:
    from summariser.model.json_disk import Store

SIZE_LIMIT = 1 << 30  # bytes
PATIENCE = 10.0  # seconds to wait for another process's lock
_log = logging.getLogger(__name__)
_DATABASE = ("cache.db", "cache.db-wal", "cache.db-shm")


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """What there is in a cache. ``usable`` is False once its database failed."""

    path: Path
    entries: int
    bytes: int
    size_limit: int  # bytes
    usable: bool


def default_cache_folder() -> Path:
    """Give the answers' folder in the user's cache; SUMMARISER_CACHE_DIR moves the cache."""
    if moved := os.environ.get("SUMMARISER_CACHE_DIR"):
        return Path(moved).expanduser() / "answers"
    # Here and not above: only this needs it, and importing summariser should cost nothing.
    from platformdirs import user_cache_path  # noqa: PLC0415

    return user_cache_path("summariser", appauthor=False) / "answers"


class AnswerCache:
    """JSON values under text keys, shared by all processes of a user.

    Raises CacheError at once when the folder cannot be used. A damaged database only warns,
    and the cache stays empty until it is cleared. ``warn`` gets at most one warning.
    """

    def __init__(
        self,
        folder: Path,
        *,
        size_limit: int = SIZE_LIMIT,
        patience: float = PATIENCE,
        warn: Callable[[str], None] = _log.warning,
    ) -> None:
        self._folder = folder
        self._size_limit = size_limit
        self._patience = patience
        self._warn = warn
        self._store: Store | None = None
        self._open()

    def get(self, key: str) -> object | None:
        """Give the value under the key, or None where there is none that can be read."""
        from summariser.model.json_disk import FAILURES, RefusedEntryError  # noqa: PLC0415

        store = self._store
        if store is None:
            return None
        try:
            text = store.get(key)
            return None if text is None else json.loads(text)
        except (RefusedEntryError, ValueError, RecursionError):
            self.remove(key)
        except FAILURES as error:
            self._give_up(error)
        return None

    def put(self, key: str, value: object) -> None:
        """Keep a JSON value under the key. Raises ValueError or TypeError for anything else."""
        text = json.dumps(value, allow_nan=False)
        self._change(lambda store: store.set(key, text))

    def remove(self, key: str) -> None:
        """Take the entry away, if there is one."""
        self._change(lambda store: store.remove(key))

    def info(self) -> CacheInfo:
        """Tell what there is."""
        from summariser.model.json_disk import FAILURES  # noqa: PLC0415 - see get

        entries = size = 0
        store = self._store
        if store is not None:
            try:
                entries, size = store.entries(), store.size()
            except FAILURES as error:
                self._give_up(error)
        return CacheInfo(self._folder, entries, size, self._size_limit, self._store is not None)

    def clear(self) -> int:
        """Take all entries away and give how many they were; repairs a damaged database.

        Raises CacheError when that fails.
        """
        from summariser.model.json_disk import FAILURES  # noqa: PLC0415 - see get

        store = self._store
        try:
            if store is not None:
                return store.clear()
            for name in _DATABASE:
                (self._folder / name).unlink(missing_ok=True)
        except FAILURES as error:
            raise self._unusable(error) from error
        self._open()
        return 0

    def close(self) -> None:
        """Close the database; later the cache is as if it were empty. May be called twice."""
        store, self._store = self._store, None
        if store is not None:
            with suppress(Exception):
                store.close()

    def _open(self) -> None:
        # Here and not above: see json_disk.
        from summariser.model.json_disk import FAILURES, Store, is_damaged  # noqa: PLC0415

        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            self._store = Store(self._folder, self._size_limit, self._patience)
        except FAILURES as error:
            if not is_damaged(error):
                raise self._unusable(error) from error
            self._tell(error)

    def _change(self, change: "Callable[[Store], None]") -> None:
        from summariser.model.json_disk import FAILURES  # noqa: PLC0415 - see get

        store = self._store
        if store is None:
            return
        try:
            change(store)
        except FAILURES as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        if self._store is not None:  # else another thread has told it
            self.close()
            self._tell(error)

    def _tell(self, error: Exception) -> None:
        self._warn(
            f"The answer cache in {self._folder} does not work any more ({_reason(error)}); "
            "going on without it. `summariser cache clear` starts a new one."
        )

    def _unusable(self, error: Exception) -> CacheError:
        return CacheError(
            f"The cache folder {self._folder} cannot be used ({_reason(error)}). Set "
            "SUMMARISER_CACHE_DIR to a folder that can be written, or use --no-cache."
        )


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or "another process holds its lock"
