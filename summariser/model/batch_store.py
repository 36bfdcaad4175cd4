"""Requests of a batch run, the batches that they went with, their replies: one SQLite file.

The file lies beside the output and goes on from wherever a process was stopped. A request is
known by its key, the SHA-256 of its body as it is sent. It holds JSON alone, never an API key,
and only its owner can read it, as it has the words of the pages.
"""

import hashlib
import json
import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from summariser.errors import SetupError

_VERSION = 1
# A request is "wanted" from the moment at which a page needs it; "left" when a new round begins,
# until it is wanted again; "sent" with a batch; "answered" or "failed" in the end.
_TABLES = """
    CREATE TABLE requests (
        key TEXT PRIMARY KEY,
        body TEXT,
        state TEXT NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        batch TEXT,
        failed_in TEXT,
        status INTEGER,
        reply TEXT
    );
    CREATE INDEX open_requests ON requests (state, key) WHERE state IN ('wanted', 'left', 'sent');
    CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT);
    CREATE INDEX failed_requests ON requests (state) WHERE state = 'failed';
    CREATE TABLE batches (
        token TEXT PRIMARY KEY,
        server TEXT NOT NULL,
        state TEXT NOT NULL,
        planned REAL NOT NULL,
        file TEXT,
        id TEXT
    );
"""
_TOGETHER = 1000  # changes of one transaction
_TRIES = 3
_OWNER_ALONE = 0o600

BatchState = Literal["planned", "creating", "created", "collected"]


@dataclass(frozen=True, slots=True)
class Kept:
    """The last reply to a request: HTTP's status (None: it has none) and the body's JSON."""

    status: int | None
    body: str


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that is not collected yet.

    ``token`` is our own name for it, ``file`` and ``id`` are the server's. "creating": it may
    exist on the server without its id being here. ``planned`` is in seconds of `time.time`.
    """

    token: str
    server: str
    state: BatchState
    planned: float
    file: str | None
    id: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many requests wait for being sent, and how many are under way."""

    wanted: int
    sent: int


def key_of(body: str) -> str:
    """The key of a request's body."""
    return hashlib.sha256(body.encode("ascii")).hexdigest()


class BatchStore:
    """Requests and replies; all methods may be called from several threads.

    Raises SetupError, here and in every method, where the file cannot be used: no folder, a
    full disk, another program's file, or another process at work with it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._changes = 0
        with self._told():
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_ALONE))
            path.chmod(_OWNER_ALONE)
            self._rows = sqlite3.connect(
                path, timeout=0, isolation_level=None, check_same_thread=False
            )
            try:
                self._opened()
            except BaseException:
                self._rows.close()
                raise

    # ── requests and replies ─────────────────────────────────────────────────

    def reply(self, key: str) -> Kept | None:
        """The final reply to a request, or None."""
        query = "SELECT status, reply FROM requests WHERE key = ? AND state IN (?, ?)"
        with self._told():
            found = self._rows.execute(query, (key, "answered", "failed")).fetchone()
        return None if found is None else Kept(*found)

    def want(self, key: str, body: str) -> None:
        """A page needs the reply to this request."""
        self._change(
            "INSERT INTO requests (key, body, state) VALUES (?, ?, 'wanted') "
            "ON CONFLICT (key) DO UPDATE SET state = 'wanted' WHERE state = 'left'",
            key,
            body,
        )

    def knows(self, key: str) -> bool:
        """Whether the request was ever wanted and not forgotten."""
        with self._told():
            found = self._rows.execute("SELECT 1 FROM requests WHERE key = ?", (key,))
            return found.fetchone() is not None

    def take(self, key: str, reply: Kept, *, good: bool) -> None:
        """Keep a final reply, unless there is one."""
        self._change(
            "UPDATE requests SET state = ?, status = ?, reply = ?, body = NULL "
            "WHERE key = ? AND state NOT IN ('answered', 'failed')",
            "answered" if good else "failed",
            reply.status,
            reply.body,
            key,
        )

    def take_passing(self, key: str, reply: Kept, source: str) -> None:
        """Keep a failure that may pass: the request is wanted again, three times in all.

        ``source`` is what it came from, a batch or a file, whose failure counts once however
        often it is read.
        """
        with self._told():
            found = self._rows.execute(
                "SELECT tries FROM requests WHERE key = ? AND state NOT IN ('answered', 'failed') "
                "AND failed_in IS NOT ?",
                (key, source),
            ).fetchone()
            if found is None:
                return
            if found[0] + 1 >= _TRIES:
                self.take(key, reply, good=False)
                return
            self._change(
                "UPDATE requests SET state = 'wanted', tries = tries + 1, failed_in = ? "
                "WHERE key = ?",
                source,
                key,
            )

    # ── what is remembered of the server, as `client.Memory` ─────────────────

    def get(self, key: str) -> object | None:
        """The JSON value that was put under the key, or None."""
        with self._told():
            found = self._rows.execute("SELECT value FROM notes WHERE name = ?", (key,)).fetchone()
        return None if found is None else json.loads(found[0])

    def put(self, key: str, value: object) -> None:
        """Keep a JSON value under the key."""
        self._change("INSERT OR REPLACE INTO notes VALUES (?, ?)", key, json.dumps(value))
        self.commit()

    # ── rounds ───────────────────────────────────────────────────────────────

    def begin_round(self) -> None:
        """Pages are asked anew what they want: what none wants any more is not sent."""
        self._change("UPDATE requests SET state = 'left' WHERE state = 'wanted'")

    def end_round(self) -> Counts:
        """All pages have been asked; what there is to do."""
        self._change("DELETE FROM requests WHERE state = 'left'")
        self.commit()
        return self.counts()

    def counts(self) -> Counts:
        """What there is to do."""
        query = (
            "SELECT state, count(*) FROM requests WHERE state IN ('wanted', 'sent') GROUP BY state"
        )
        with self._told():
            found = dict(self._rows.execute(query).fetchall())
        return Counts(found.get("wanted", 0), found.get("sent", 0))

    def forget_failed(self) -> None:
        """The run is over: another one may ask anew what failed."""
        self._change("DELETE FROM requests WHERE state = 'failed'")
        self.commit()

    # ── batches ──────────────────────────────────────────────────────────────

    def plan(self, server: str, most: int, most_bytes: int) -> Batch | None:
        """Put wanted requests together for a new batch, or None where there are none.

        At most so many, and so many bytes of bodies, but at least one.
        """
        with self._told():
            self.commit()
            query = "SELECT key, length(body) FROM requests WHERE state = 'wanted' ORDER BY key"
            last, count, size = None, 0, 0
            with closing(self._rows.execute(query)) as wanted:
                for key, length in wanted:
                    count, size = count + 1, size + length
                    if last is not None and (count > most or size > most_bytes):
                        break
                    last = key
            if last is None:
                return None
            batch = Batch(uuid.uuid4().hex, server, "planned", time.time(), None, None)
            self._change(
                "INSERT INTO batches VALUES (?, ?, ?, ?, NULL, NULL)",
                batch.token,
                server,
                batch.state,
                batch.planned,
            )
            self._change(
                "UPDATE requests SET state = 'sent', batch = ? WHERE state = 'wanted' AND key <= ?",
                batch.token,
                last,
            )
            self.commit()
            return batch

    def batches(self) -> list[Batch]:
        """Those that are not collected, the oldest first."""
        query = (
            "SELECT token, server, state, planned, file, id FROM batches "
            "WHERE state <> 'collected' ORDER BY planned"
        )
        with self._told():
            return [Batch(*row) for row in self._rows.execute(query)]

    def keep(self, batch: Batch) -> None:
        """Write down how far a batch is; it is on the disk when this returns."""
        self._change(
            "UPDATE batches SET state = ?, file = ?, id = ? WHERE token = ?",
            batch.state,
            batch.file,
            batch.id,
            batch.token,
        )
        self.commit()

    def unanswered(self, batch: Batch) -> Iterator[str]:
        """Keys of the batch's requests that have no reply. They may change while this is read."""
        last = ""
        while True:
            with self._told():
                keys = self._rows.execute(
                    "SELECT key FROM requests WHERE state = 'sent' AND batch = ? AND key > ? "
                    "ORDER BY key LIMIT ?",
                    (batch.token, last, _TOGETHER),
                ).fetchall()
            if not keys:
                return
            yield from (key for (key,) in keys)
            last = keys[-1][0]

    def release(self, batch: Batch) -> None:
        """The batch came to nothing: its requests without a reply are wanted again."""
        with self._told():
            self._change(
                "UPDATE requests SET state = 'wanted' WHERE state = 'sent' AND batch = ?",
                batch.token,
            )
            self._change("UPDATE batches SET state = 'collected' WHERE token = ?", batch.token)
            self.commit()

    def bodies(self, batch: Batch | None) -> Iterator[tuple[str, str]]:
        """Keys and bodies of a batch's requests without a reply, or of those wanted (None)."""
        state, token = ("sent", batch.token) if batch else ("wanted", None)
        with (
            self._told(),
            closing(
                self._rows.execute(
                    "SELECT key, body FROM requests WHERE state = ? "
                    "AND (? IS NULL OR batch = ?) ORDER BY key",
                    (state, token, token),
                )
            ) as found,
        ):
            yield from found

    # ── the file ─────────────────────────────────────────────────────────────

    def commit(self) -> None:
        """Everything so far is on the disk when this returns."""
        with self._told():
            self._changes = 0
            if self._rows.in_transaction:
                self._rows.execute("COMMIT")

    def close(self) -> None:
        """Close the file; what was not committed is as if it had not happened."""
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

    def _opened(self) -> None:
        self._rows.execute("PRAGMA synchronous = FULL")
        self._rows.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._rows.execute("BEGIN EXCLUSIVE")  # and never given back: one process at a time
        version = self._rows.execute("PRAGMA user_version").fetchone()[0]
        empty = not self._rows.execute("SELECT 1 FROM sqlite_master").fetchone()
        if version != _VERSION and not (version == 0 and empty):
            raise SetupError(
                f"{self.path} is not a file of this version's batches: move it away, or give "
                "another output"
            )
        if empty:
            for statement in filter(str.strip, _TABLES.split(";")):
                self._rows.execute(statement)
            self._rows.execute(f"PRAGMA user_version = {_VERSION}")
        self._rows.execute("COMMIT")

    def _change(self, statement: str, *values: Any) -> None:
        with self._told():
            if not self._rows.in_transaction:
                self._rows.execute("BEGIN")
            self._rows.execute(statement, values)
            self._changes += 1
            if self._changes >= _TOGETHER:
                self.commit()

    @contextmanager
    def _told(self) -> Generator[None]:
        """One thread at a time; what goes wrong with the file is told as an error of the set-up."""
        try:
            with self._lock:
                yield
        except (sqlite3.Error, OSError) as error:
            raise SetupError(_trouble(self.path, error)) from error


def _trouble(path: Path, error: sqlite3.Error | OSError) -> str:
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return f"{path} is in use by another process: wait for it, or stop it"
    if isinstance(error, sqlite3.DatabaseError) and "not a database" in str(error):
        return f"{path} is not a file of batches: move it away, or give another output"
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"{path}, where batches are kept, cannot be used ({reason}); what is done is written"
