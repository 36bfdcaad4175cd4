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
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Never, TypeVar

from summariser.errors import CacheError
from summariser.model.size_limit import size_limit_set

if TYPE_CHECKING:
    from summariser.model.json_disk import Store

T = TypeVar("T")

PATIENCE = 10.0  # seconds to wait for another process's lock
_log = logging.getLogger(__name__)
_DATABASE = ("cache.db", "cache.db-wal", "cache.db-shm", "cache.db-journal")


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """What there is in a cache, and how often it had an answer since it was cleared."""

    path: Path
    size_limit: int  # bytes
    entries: int = 0
    bytes: int = 0
    hits: int = 0
    misses: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None
    problem: str | None = None  # why it is as if empty


def default_cache_folder() -> Path:
    """Give the answers' folder in the user's cache; SUMMARISER_CACHE_DIR moves the cache."""
    if moved := os.environ.get("SUMMARISER_CACHE_DIR"):
        return Path(moved).expanduser() / "answers"
    # Here and not above: only this needs it, and importing summariser should cost nothing.
    from platformdirs import user_cache_path  # noqa: PLC0415

    return user_cache_path("summariser", appauthor=False) / "answers"


class AnswerCache:
    """JSON values under text keys, shared by all processes of a user.

    A cache that cannot be opened or breaks stays empty until it is cleared; ``warn`` is told
    once. Without ``size_limit`` (bytes) SUMMARISER_CACHE_LIMIT counts; entries above a sixteenth
    of the limit are not kept. ``patience`` is in seconds. Raises CacheError when that setting
    cannot be read.
    """

    def __init__(
        self,
        folder: Path,
        *,
        size_limit: int | None = None,
        patience: float = PATIENCE,
        warn: Callable[[str], None] = _log.warning,
    ) -> None:
        self._folder = folder
        self._size_limit = size_limit_set() if size_limit is None else size_limit
        self._patience = patience
        self._warn = warn
        self._store: Store | None = None
        self._problem: str | None = None
        from summariser.model.json_disk import FAILURES  # noqa: PLC0415 - see _open

        try:
            self._open()
        except FAILURES as error:
            self._tell(error)

    def get(self, key: str) -> object | None:
        """Give the value under the key, or None where there is none that can be read."""
        return self.read(key, _STRICT.decode)

    def read(self, key: str, reader: Callable[[str], T]) -> T | None:
        """Give what ``reader`` makes of the JSON text under the key, or None where there is none.

        An entry that it refuses (ValueError, RecursionError) is taken away.
        """
        from summariser.model.json_disk import FAILURES, RefusedEntryError  # noqa: PLC0415

        store = self._store
        if store is None:
            return None
        value: T | None = None
        try:
            text = store.get(key)
            value = None if text is None else reader(text)
        except (RefusedEntryError, ValueError, RecursionError):
            self.remove(key)
        except FAILURES as error:
            self._give_up(error)
        store.count_use(key, hit=value is not None)
        return value

    def put(self, key: str, value: object) -> None:
        """Keep a JSON value under the key. Raises ValueError or TypeError for anything else."""
        text = _written(value)
        self._change(lambda store: store.set(key, text))

    def remove(self, key: str) -> None:
        """Take the entry away, if there is one."""
        self._change(lambda store: store.remove(key))

    def info(self) -> CacheInfo:
        """Tell what there is."""
        from summariser.model.json_disk import FAILURES  # noqa: PLC0415 - see get

        store = self._store
        if store is not None:
            try:
                figures = store.figures()
                return CacheInfo(
                    self._folder,
                    self._size_limit,
                    figures.entries,
                    figures.size,
                    figures.hits,
                    figures.misses,
                    figures.oldest,
                    figures.newest,
                )
            except FAILURES as error:
                self._give_up(error)
        return CacheInfo(self._folder, self._size_limit, problem=self._problem or "closed")

    def clear(self) -> int:
        """Take all entries away and give how many they were; repairs a damaged database.

        Raises CacheError when that fails.
        """
        from summariser.model.json_disk import FAILURES, is_lock  # noqa: PLC0415 - see get

        store = self._store
        if store is not None:
            try:
                return store.clear()
            except FAILURES as error:
                if is_lock(error):
                    raise self._unusable(error) from error
                self._shut()
        try:
            for name in _DATABASE:
                _remove(self._folder / name)
            self._open()
        except FAILURES as error:
            raise self._unusable(error) from error
        return 0

    def close(self) -> None:
        """Close the database; later the cache is as if it were empty. May be called twice."""
        from summariser.model.json_disk import FAILURES  # noqa: PLC0415 - see get

        if self._store is not None:
            with suppress(*FAILURES):
                self._store.write_uses()
        self._shut()

    def _open(self) -> None:
        # Here and not above: see json_disk.
        from summariser.model.json_disk import Store  # noqa: PLC0415

        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        self._store = Store(self._folder, self._size_limit, self._patience)
        self._problem = None

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
            self._shut()
            self._tell(error)

    def _shut(self) -> None:
        store, self._store = self._store, None
        if store is not None:
            with suppress(Exception):
                store.close()

    def _tell(self, error: Exception) -> None:
        self._problem = _reason(error)
        self._warn(
            f"The answer cache in {self._folder} does not work ({self._problem}); going on "
            "without it. `summariser cache clear` starts a new one, and SUMMARISER_CACHE_DIR "
            "names another folder."
        )

    def _unusable(self, error: Exception) -> CacheError:
        return CacheError(
            f"The cache folder {self._folder} cannot be used ({_reason(error)}). Set "
            "SUMMARISER_CACHE_DIR to a folder that can be written, or use --no-cache."
        )


def _reason(error: Exception) -> str:
    from summariser.model.json_disk import is_lock  # noqa: PLC0415 - see AnswerCache.get

    if is_lock(error):
        return "another process holds its lock"
    return (isinstance(error, OSError) and error.strerror) or str(error)


def _written(value: object) -> str:
    """The value as JSON: letters as they are, half as long for Arabic and read twice as fast."""
    text = json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which no UTF-8 can hold
        return json.dumps(value, allow_nan=False)
    return text


def _refuse(constant: str) -> Never:
    raise ValueError(constant)  # NaN and infinities are no JSON


_STRICT = json.JSONDecoder(parse_constant=_refuse)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        rmtree(path)
    else:
        path.unlink(missing_ok=True)
