"""Records as Parquet: a row each, lists as nested columns, and the whole record as JSON.

Columns have the names of the other outputs; parties, officials, agreements and context are lists
of structures with their evidence. Needs pyarrow (the extra ``[parquet]``).
"""

from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from summariser.corpus.sinks.files import alien, has_content, replacing
from summariser.corpus.sinks.tables import (
    DOCUMENT_COLUMNS,
    EVIDENCE_FIELDS,
    ITEM_COLUMNS,
    document_cells,
)
from summariser.errors import SetupError
from summariser.record import MeetingSummary

_MARK = {b"summariser.record": b"1"}  # in the file's metadata: that it is ours
_GROUP_BYTES = 32 << 20  # of a row group, which is in memory until it is written
_PIECE_ROWS = 128  # turned into or out of Arrow's form at once
_INTEGERS = ("characters", "requests", "prompt_tokens", "completion_tokens")
_NUMBERS = ("cost", "seconds")
_SINGLE = tuple(field for field in EVIDENCE_FIELDS if field not in ITEM_COLUMNS)


class ParquetFile:
    """The `Form` of Parquet. Raises `SetupError` when there is no pyarrow."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._arrow: Any = import_module("pyarrow")
            self._parquet: Any = import_module("pyarrow.parquet")
        except ImportError as error:
            raise SetupError(
                f"{path}: Parquet needs pyarrow: run pip install 'summariser[parquet]', "
                "or write .jsonl, .csv or .db"
            ) from error
        self._schema = _schema(self._arrow)

    @property
    def files(self) -> tuple[Path, ...]:
        """The one file."""
        return (self._path,)

    def refuse_alien(self) -> None:
        """Raise `SetupError` for a file that is no Parquet of ours."""
        if not has_content(self._path):
            return
        try:
            schema = self._parquet.read_schema(self._path)
        except self._arrow.ArrowException as error:
            raise alien(self._path, "it is no Parquet file") from error
        except OSError as error:
            raise SetupError(f"{self._path}: cannot be read ({error.strerror})") from error
        metadata: dict[bytes, bytes] = schema.metadata or {}
        if "record" not in schema.names or not metadata.items() >= _MARK.items():
            raise alien(self._path, "its columns are others")

    def restore(self, journal: Path) -> None:
        """Write the column ``record`` as JSON lines."""
        with replacing(journal) as beside, beside.open("wb") as file:
            file.writelines(self._lines())

    def _lines(self) -> Iterator[bytes]:
        try:
            with self._parquet.ParquetFile(self._path) as source:
                for batch in source.iter_batches(_PIECE_ROWS, columns=["record"]):
                    yield from (f"{record}\n".encode() for record in batch[0].to_pylist())
        except (self._arrow.ArrowException, OSError) as error:
            raise SetupError(
                f"{self._path}: cannot be read back ({error}); --force starts it anew, "
                "or write to another file"
            ) from error

    def make(self, rows: Iterator[tuple[bytes, MeetingSummary]]) -> None:
        """Write the file, a row group at a time."""
        with (
            replacing(self._path) as beside,
            self._parquet.ParquetWriter(beside, self._schema, compression="zstd") as writer,
        ):
            for group in self._groups(rows):
                writer.write_table(group, row_group_size=group.num_rows)

    def _groups(self, rows: Iterator[tuple[bytes, MeetingSummary]]) -> Iterator[Any]:
        """Tables of a row group each, gathered in Arrow's form, far smaller than Python's."""
        pieces: list[Any] = []
        while piece := [_row(*row) for row in islice(rows, _PIECE_ROWS)]:
            pieces.append(self._arrow.Table.from_pylist(piece, schema=self._schema))
            if sum(piece.nbytes for piece in pieces) >= _GROUP_BYTES:
                yield self._arrow.concat_tables(pieces)
                pieces = []
        if pieces:
            yield self._arrow.concat_tables(pieces)


def _row(line: bytes, record: MeetingSummary) -> dict[str, object]:
    data = record.model_dump()
    return {
        **dict(zip(DOCUMENT_COLUMNS, document_cells(record), strict=True)),
        "warnings": data["warnings"],
        **{table: data[table] for table in ITEM_COLUMNS},
        **{f"{field}_evidence": data[field] and data[field]["evidence"] for field in _SINGLE},
        "record": line.decode().rstrip("\n"),
    }


def _schema(arrow: Any) -> Any:
    """The columns; a structure's fields are those of ITEM_COLUMNS and its evidence."""
    evidence = arrow.list_(
        arrow.struct([("quote", arrow.string()), ("start", arrow.int32()), ("end", arrow.int32())])
    )
    kinds = {
        **dict.fromkeys(_INTEGERS, arrow.int64()),
        **dict.fromkeys(_NUMBERS, arrow.float64()),
        "warnings": arrow.list_(arrow.string()),
    }
    columns = [(name, kinds.get(name, arrow.string())) for name in DOCUMENT_COLUMNS]
    for table, names in ITEM_COLUMNS.items():
        fields = [(name, arrow.bool_() if name == "present" else arrow.string()) for name in names]
        columns.append((table, arrow.list_(arrow.struct([*fields, ("evidence", evidence)]))))
    columns += ((f"{field}_evidence", evidence) for field in _SINGLE)
    columns.append(("record", arrow.string()))
    return arrow.schema(columns, metadata=_MARK)
