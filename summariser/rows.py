"""Rows on their way out: JSON without dangerous characters, files in which a row is whole."""

import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel

from summariser.errors import SetupError

# Allowed raw in JSON strings, yet commands or turned lines to a terminal, and line ends to
# readers that split on all that Unicode calls one.
_ESCAPED_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def safe_json(data: BaseModel, indent: int | None) -> str:
    """Write JSON with its few dangerous characters escaped; it reads back the same."""
    return _ESCAPED_IN_JSON.sub(
        lambda match: f"\\u{ord(match.group()):04x}", data.model_dump_json(indent=indent)
    )


class RowFile:
    """A file that takes rows. A row is there as a whole or, after an error, not at all.

    The first ``kept`` bytes of the file stay. What is behind them stays too, until the first
    row comes. Raises `SetupError` when the file cannot be written.
    """

    def __init__(self, path: Path, kept: int = 0) -> None:
        self._path = path
        try:
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        except OSError as error:
            raise SetupError(f"{path}: cannot be written ({error.strerror})") from error
        self._regular = stat.S_ISREG(os.fstat(self._file).st_mode)
        self._size = kept  # bytes of whole rows
        self._begun = False

    def write(self, row: str) -> int:
        """Add a row and give the byte at which it begins.

        On an error the file is cut back to the rows before it.
        """
        data = row.encode()
        try:
            if not self._begun:
                self._cut()
            self._refuse_removed()
            self._write_all(data)
        except BaseException as error:
            with suppress(OSError):
                self._cut()
            if isinstance(error, OSError):
                raise SetupError(
                    f"{self._path}: cannot be written ({error.strerror}); "
                    "the records written before are whole"
                ) from error
            raise
        self._begun = True
        place, self._size = self._size, self._size + len(data)
        return place

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _refuse_removed(self) -> None:
        """Writing to a removed file succeeds, and what is written goes with it."""
        if self._regular and os.fstat(self._file).st_nlink == 0:
            raise SetupError(f"{self._path}: was removed while it was written")

    def _write_all(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._file, data) :]

    def _cut(self) -> None:
        if self._regular:
            os.ftruncate(self._file, self._size)
            os.lseek(self._file, self._size, os.SEEK_SET)
