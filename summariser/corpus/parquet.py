"""Pages in the rows of Parquet files, read through pyarrow, the extra ``[parquet]``."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from summariser.corpus.pages import Page
from summariser.corpus.tables import Table
from summariser.errors import SetupError

_BATCH = 16  # rows in memory at once
# Bytes; with pyarrow's own way, which reads ahead, a whole row group is in memory.
_BUFFER = 1 << 20


def parquet_pages(table: Table) -> Iterator[Page]:
    """The pages of a Parquet file.

    Raises `SetupError` where pyarrow or a column is missing, and OSError.
    """
    with _opened(table.path) as file:
        text, row_id = _columns(table, file)
        wanted = [text] if row_id is None else [text, row_id]
        row = 0
        for batch in file.iter_batches(_BATCH, columns=wanted, use_threads=False):
            texts = batch.column(text)
            ids = None if row_id is None else batch.column(row_id)
            for at in range(batch.num_rows):
                row += 1
                yield _page(table, row, texts[at], None if ids is None else ids[at])


def parquet_count(table: Table) -> int:
    """How many pages a Parquet file has. Raises as `parquet_pages`."""
    with _opened(table.path) as file:
        _columns(table, file)
        return int(file.metadata.num_rows)


def check_parquet(table: Table) -> None:
    """Read what columns there are alone. Raises as `parquet_pages`."""
    with _opened(table.path) as file:
        _columns(table, file)


def _columns(table: Table, file: Any) -> tuple[str, str | None]:
    """The columns of the text and of the id."""
    there = [str(name) for name in file.schema_arrow.names]
    for column in filter(None, (table.columns.text, table.columns.id)):
        if column not in there:
            raise table.missing(column, there)
    return table.columns.text, table.id_column if table.id_column in there else None


def _page(table: Table, row: int, text: Any, row_id: Any) -> Page:
    try:
        return table.page(row, text.as_py(), row_id and row_id.as_py())
    except UnicodeDecodeError:  # pyarrow checks no strings
        return table.broken(row, "not UTF-8")


@contextmanager
def _opened(path: Path) -> Generator[Any]:
    """Open a Parquet file; errors of pyarrow become OSError."""
    try:
        pyarrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise SetupError(
            f"{path}: to read Parquet files: pip install 'summariser[parquet]'"
        ) from error
    try:
        with parquet.ParquetFile(path, pre_buffer=False, buffer_size=_BUFFER) as file:
            yield file
    except pyarrow.ArrowException as error:
        told = str(error).splitlines()
        raise OSError(told[0] if told else type(error).__name__) from error
