"""Files of pages: which kinds there are, how they are opened, and one page read."""

import bz2
import gzip
import lzma
import os
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Literal, cast

from summariser.document import MAX_BYTES, Document
from summariser.errors import DocumentError
from summariser.intake.articles import article
from summariser.intake.encodings import decoded

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Kind = Literal["text", "html", "jsonl", "csv", "parquet"]
KINDS: dict[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
}
_OPENERS: dict[str, Callable[[Path], object]] = {
    ".gz": gzip.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
    ".zst": zstd.open,
}
COMPRESSIONS = tuple(_OPENERS)
# What opening and reading a file can meet; a file that was cut off ends with EOFError.
READ_ERRORS = (OSError, EOFError, zlib.error, lzma.LZMAError, zstd.ZstdError)
_MAX_HTML_BYTES = 4_000_000


def kind_of(name: str) -> Kind | None:
    """What a file of this name holds, compressed or not; None for a name that does not tell."""
    stem, ending = _parted(name)
    if ending not in _OPENERS:
        return KINDS.get(ending)
    kind = KINDS.get(_parted(stem)[1])
    return None if kind == "parquet" else kind  # which is compressed in itself


def _parted(name: str) -> tuple[str, str]:
    """A name without its last ending, and the ending; for millions of names, so not by `Path`."""
    stem, dot, suffix = name.rpartition(".")
    return (stem, dot + suffix.lower()) if stem.strip(".") else (name, "")


def opened(path: Path) -> BinaryIO:
    """Open a file for reading, decompressed where its name says so. Raises `READ_ERRORS`."""
    opener = _OPENERS.get(path.suffix.lower())
    return cast("BinaryIO", opener(path)) if opener else path.open("rb")


def reason(error: BaseException) -> str:
    """Say why a file could not be read, for messages."""
    strerror = error.strerror if isinstance(error, OSError) else None
    return strerror or str(error) or type(error).__name__


def read_page(path: Path, document_id: str | None = None) -> Document:
    """Read a page under this id, else under its file's name. Raises `DocumentError`."""
    where = spelt_out(str(path))
    name = spelt_out(path.name) if document_id is None else document_id
    kind = kind_of(path.name) or "text"
    if kind in ("jsonl", "csv", "parquet"):
        raise DocumentError(
            f"{where}: a table of pages, not a page; "
            f"give it to the command line: summariser summarise {where}"
        )
    most = _MAX_HTML_BYTES if kind == "html" else MAX_BYTES
    try:
        with opened(path) as file:
            data = file.read(most + 1)
            size = os.fstat(file.fileno()).st_size
    except FileNotFoundError as error:
        raise DocumentError(f"{where}: no such file") from error
    except READ_ERRORS as error:
        raise DocumentError(f"{where}: cannot be read ({reason(error)})") from error
    if len(data) > most:
        told = f"{size / 1e6:.1f} MB, more" if size > most else "more"
        raise DocumentError(
            f"{name}: {told} than the {most / 1e6:.1f} MB that a page may have; "
            "split it into its articles"
        )
    return page_of(data, name, html=kind == "html")


def page_of(data: bytes, name: str, *, html: bool = False) -> Document:
    """The page that these bytes are, under this name. Raises `DocumentError`."""
    read = decoded(data, name, html=html)
    text = article(read.text, name) if html else read.text
    return replace(Document.from_text(text, name), notes=read.notes)


def spelt_out(name: str) -> str:
    """Write what is no Unicode as escapes: a record is Unicode text.

    Names of files are bytes, of which those that are no UTF-8 are lone surrogates here.
    """
    try:
        data = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # surrogates that no name of a file has
        data = name.encode("utf-8", "backslashreplace")
    return data.decode("utf-8", "backslashreplace")
