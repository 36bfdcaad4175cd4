"""Which bytes a file holds: SHA-256, and marks that spare hashing the same file twice.

Hashing a gigabyte takes seconds, loading it into the model takes as long: a mark beside the
file remembers the hash together with the size and the time of the last change, and is believed
only while both still fit.
"""

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

from summariser.errors import WeightsError
from summariser.model.reporting import Progress

_BLOCK_BYTES = 1 << 20


class WrongBytesError(WeightsError):
    """A file is there, but its SHA-256 is not the expected one."""


def verify(path: Path, expected_sha256: str | None, progress: Progress | None = None) -> str:
    """Read the whole file and give its SHA-256 in lower-case hexadecimal digits.

    Raises WrongBytesError when another hash was expected, WeightsError when the file cannot
    be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            total = os.fstat(file.fileno()).st_size
            done = 0
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
                done += len(block)
                if progress is not None:
                    progress(done, total)
    except OSError as error:
        raise WeightsError(f"Cannot read {path}: {error.strerror}") from error
    found = digest.hexdigest()
    if expected_sha256 is not None and found != expected_sha256:
        raise WrongBytesError(
            f"{path} is not the file it should be: expected SHA-256 {expected_sha256}, "
            f"found {found}"
        )
    return found


def verify_once(
    path: Path, expected_sha256: str | None, mark: Path, progress: Progress | None = None
) -> str:
    """Like ``verify``, but believe the mark file while the file's size and time fit it.

    A new mark is written after a successful verification; where it cannot be written
    (a read-only folder), the file is simply hashed again next time.
    """
    try:
        stat = path.stat()
    except OSError as error:
        raise WeightsError(f"Cannot read {path}: {error.strerror}") from error
    marked = _read_mark(mark, stat)
    if marked is not None and expected_sha256 in (None, marked):
        return marked
    found = verify(path, expected_sha256, progress)
    # The state from before hashing: a change during it then makes the mark not fit.
    _write_mark(mark, found, stat)
    return found


def mark_beside(path: Path) -> Path:
    """Where the mark of one of our own files lies."""
    return path.with_name(f"{path.name}.verified")


def mark_within(folder: Path, path: Path) -> Path:
    """Where the mark of a user's file lies: in our folder, as theirs is not ours to write to."""
    key = hashlib.sha256(os.fsencode(path)).hexdigest()[:32]
    return folder / "marks" / f"{key}.verified"


def _read_mark(mark: Path, stat: os.stat_result) -> str | None:
    try:
        content = json.loads(mark.read_text(encoding="utf-8"))
        if content["size"] == stat.st_size and content["mtime_ns"] == stat.st_mtime_ns:
            return str(content["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        # A missing or damaged mark only means that the file is hashed again.
        return None
    return None


def _write_mark(mark: Path, sha256: str, stat: os.stat_result) -> None:
    content = {"sha256": sha256, "size": stat.st_size, "mtime_ns": stat.st_mtime_ns}
    draft = mark.with_name(f"{mark.name}.{os.getpid()}")
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(content), encoding="utf-8")
        draft.replace(mark)
    except OSError:
        with suppress(OSError):
            draft.unlink()
