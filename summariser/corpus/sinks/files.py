"""What sinks do with files: hold them alone, write beside and rename, say what went wrong."""

import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from summariser.corpus.configuration import Configuration
from summariser.errors import SetupError


class Lock(Protocol):
    """What holds an output for this process alone."""

    def release(self) -> None:
        """Let others have it."""
        ...


def hold(path: Path) -> Lock:
    """Hold an output with a lock file beside it (``.NAME.lock``), which stays behind.

    Raises `SetupError` when another process holds it or no file can be made there.
    """
    # Here and not above: filelock imports asyncio, 0.08 s for each start of the program.
    from filelock import FileLock, Timeout  # noqa: PLC0415

    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=0, thread_local=False)
    try:
        path.parent.stat()  # filelock would make a folder that is not there
        lock.acquire()
    except Timeout as error:
        raise SetupError(
            f"{path}: another process is writing to it; wait for its end or write to another file"
        ) from error
    except OSError as error:
        raise unwritable(path, error) from error
    return lock


@contextmanager
def replacing(path: Path) -> Generator[Path]:
    """Give the path of a file beside this one; at the end it takes this one's place, synced.

    After an error it is removed and what was there stays. Raises `SetupError` for an OSError.
    """
    beside = path.with_name(path.name + ".new")
    try:
        yield beside
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def has_content(path: Path) -> bool:
    """Whether there is something at this path that is not an empty file."""
    return path.exists() and path.stat().st_size > 0


def copy_bytes(source: BinaryIO, target: BinaryIO, count: int) -> None:
    """Copy the next bytes of a file, a piece at a time."""
    while count and (piece := source.read(min(count, 1 << 20))):
        target.write(piece)
        count -= len(piece)


def unwritable(path: Path, error: OSError) -> SetupError:
    """The error for a file that cannot be written."""
    return SetupError(f"{path}: cannot be written ({error.strerror or error})")


def alien(path: Path, why: str) -> SetupError:
    """The error for a file that is not ours."""
    return SetupError(
        f"{path}: is not an output of summariser ({why}); "
        "--force replaces it, or write to another file"
    )


def refuse_other(path: Path, there: Configuration, now: Configuration) -> None:
    """Raise `SetupError` when the rows that are there were made by another configuration."""
    if there != now:
        differences = "; ".join(there.differences(now))
        raise SetupError(
            f"{path}: its records were made otherwise ({differences}); "
            "--force starts the file anew, or write to another file"
        )
