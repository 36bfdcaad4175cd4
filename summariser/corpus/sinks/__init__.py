"""Where the records of a corpus go: an output that is added to, and taken up again later.

A row is there as a whole or not at all, whenever the process is killed. An output that exists is
gone on with: its rows stay if the same `Configuration` made them, those of failed documents
are dropped so that they are tried again. Anything else that is there is refused, never
overwritten without ``force``.
"""

from pathlib import Path

from summariser.corpus.configuration import Configuration
from summariser.corpus.sinks.protocol import Kept, Sink
from summariser.errors import SetupError

__all__ = ["EXTENSIONS", "Kept", "Sink", "open_sink"]

EXTENSIONS = (".jsonl", ".parquet", ".csv", ".db", ".sqlite")


def open_sink(path: Path, configuration: Configuration, *, force: bool) -> Sink:
    """Open the output of this path, whose form its extension says.

    ``configuration`` is what makes the rows to come. With ``force`` what is there is replaced as
    soon as the first row is written, and stays until then. Nobody else can write to
    it until it is closed. Raises `SetupError` when it cannot be written or gone on with.
    """
    form = path.suffix.lower()
    if path.is_symlink() and (path.is_file() or not path.exists()):
        path = path.resolve()  # else a renamed file would take the link's place
    # Each form has its own libraries, and a run needs one of them.
    match form:
        case ".jsonl":
            from summariser.corpus.sinks.jsonl import JsonlSink  # noqa: PLC0415

            return JsonlSink(path, configuration, force=force)
        case ".parquet":
            from summariser.corpus.sinks.derived import DerivedSink  # noqa: PLC0415
            from summariser.corpus.sinks.parquet import ParquetFile  # noqa: PLC0415

            return DerivedSink(path, ParquetFile(path), configuration, force=force)
        case ".csv":
            from summariser.corpus.sinks.csv_tables import CsvTables  # noqa: PLC0415
            from summariser.corpus.sinks.derived import DerivedSink  # noqa: PLC0415

            return DerivedSink(path, CsvTables(path), configuration, force=force)
        case ".db" | ".sqlite":
            from summariser.corpus.sinks.sqlite import SqliteSink  # noqa: PLC0415

            return SqliteSink(path, configuration, force=force)
        case _:
            raise SetupError(f"{path}: name an output that ends in {', '.join(EXTENSIONS)}")
