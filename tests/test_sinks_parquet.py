import sys
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from recorded import ids, journal, kept, opened, read_back, scripted, write

from summariser import MeetingSummary, SetupError
from summariser.corpus.sinks import parquet


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "records.parquet"


def test_columns_have_types_and_lists_are_nested(output: Path, record: MeetingSummary) -> None:
    write(output, record)
    table = pyarrow.parquet.read_table(output)
    evidence = "list<element: struct<quote: string, start: int32, end: int32>>"
    types = {field.name: str(field.type) for field in table.schema}
    assert types["officials"] == (
        "list<element: struct<name: string, name_en: string, role: string, country: string, "
        f"present: bool, evidence: {evidence}>>"
    )
    assert (types["characters"], types["cost"]) == ("int64", "double")
    assert types["venue_evidence"] == types["date_evidence"] == evidence
    (row,) = table.to_pylist()
    data = record.model_dump(mode="json")
    for name in ("parties", "officials", "agreements", "context", "warnings"):
        assert row[name] == data[name]
    assert row["venue_evidence"] == data["venue"]["evidence"]
    assert (row["id"], row["date"], row["venue_city"]) == ("a.txt", "2021-09-29", "Rabat")
    assert MeetingSummary.model_validate_json(row["record"]) == record


def test_what_a_record_has_not_is_null(output: Path) -> None:
    write(output, scripted("a", "failed"))
    (row,) = pyarrow.parquet.read_table(output).to_pylist()
    assert (row["date"], row["venue_evidence"], row["parties"]) == (None, None, [])


def test_rows_are_written_in_groups_with_zstd(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "_PIECE_ROWS", 2)
    monkeypatch.setattr(parquet, "_GROUP_BYTES", 4000)
    write(output, *(scripted(f"{number:02}") for number in range(17)))
    metadata = pyarrow.parquet.read_metadata(output)
    assert metadata.num_row_groups > 2
    assert metadata.row_group(0).column(0).compression == "ZSTD"
    assert ids(output) == [f"{number:02}" for number in range(17)]


def test_a_lost_journal_is_made_of_the_file(output: Path) -> None:
    rows = [scripted("a"), scripted("b", "failed"), scripted("c")]
    write(output, *rows)
    journal(output).unlink()
    assert [row.id for row in kept(output)] == ["a", "c"]
    journal(output).write_bytes(b"")
    write(output, scripted("b"))
    assert read_back(output) == [rows[0], rows[2], scripted("b")]


def test_a_damaged_file_without_journal_is_told(output: Path) -> None:
    write(output, *(scripted(f"{number}") for number in range(50)))
    data = bytearray(output.read_bytes())
    group = pyarrow.parquet.read_metadata(output).row_group(0)
    column = group.column(group.num_columns - 1)
    assert column.path_in_schema == "record"
    start = column.dictionary_page_offset or column.data_page_offset
    data[start + 30 : start + 90] = b"\x07" * 60
    output.write_bytes(data)
    journal(output).unlink()
    with pytest.raises(SetupError, match=f"{output}: cannot be read back .*--force"):
        opened(output)
    assert output.read_bytes() == data


@pytest.mark.parametrize(
    ("column", "metadata"), [("record", {}), ("name", {}), ("name", {"summariser.record": "1"})]
)
def test_parquet_of_someone_else_is_refused(
    column: str, metadata: dict[str, str], output: Path
) -> None:
    table = pyarrow.table({column: ["x"]}).replace_schema_metadata(metadata)
    pyarrow.parquet.write_table(table, output)
    before = output.read_bytes()
    with pytest.raises(SetupError, match="its columns are others"):
        opened(output)
    assert output.read_bytes() == before


def test_without_pyarrow_the_extra_is_named(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SetupError, match=r"pip install 'summariser\[parquet\]'"):
        opened(output)
    assert list(output.parent.iterdir()) == []
