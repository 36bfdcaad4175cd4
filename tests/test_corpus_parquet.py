"""Rows of Parquet files."""

import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summariser.corpus.pages import BrokenPage, RowPage
from summariser.corpus.parquet import check_parquet, parquet_count, parquet_pages
from summariser.corpus.tables import Columns, Table
from summariser.errors import SetupError

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def table(path: Path, text: str = "text", id_column: str | None = None) -> Table:
    return Table(path.name, path, Columns(text, id_column))


def found(path: Path, **columns: str) -> dict[str, str]:
    pages = list(parquet_pages(table(path, **columns)))
    assert parquet_count(table(path, **columns)) == len(pages)
    return {
        page.id: page.text if isinstance(page, RowPage) else page.fault
        for page in pages
        if isinstance(page, RowPage | BrokenPage)
    }


def written(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    pq.write_table(pa.table(columns), path, **options)
    return path


@given(st.lists(st.tuples(TEXTS, st.integers(-9, 9)), max_size=40), st.integers(1, 50))
def test_parquet_gives_back_any_text(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int]], group: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.parquet"
    columns = {
        "id": pa.array([number for _, number in rows], pa.int64()),
        "text": pa.array([text for text, _ in rows], pa.string()),
    }
    written(path, columns, row_group_size=group)
    pages = list(parquet_pages(table(path)))
    assert parquet_count(table(path)) == len(pages) == len(rows)
    for row, (page, (text, number)) in enumerate(zip(pages, rows, strict=True), 1):
        assert isinstance(page, RowPage)
        assert (page.id, page.text) == (str(number), text)
        assert page.source == f"{path}, row {row}"


def test_rows_without_text_or_id_fail_alone(tmp_path: Path) -> None:
    columns = {"text": ["one", None, "three"], "url": ["u", "v", None], "n": [1, 2, 3]}
    path = written(tmp_path / "x.parquet", columns)
    assert found(path) == {
        "x.parquet:1": "one",
        "x.parquet:2": 'no text in its column "text"',
        "x.parquet:3": "three",
    }
    assert found(path, id_column="url") == {
        "u": "one",
        "x.parquet:2": 'no text in its column "text"',
        "x.parquet:3": 'no id in its column "url"',
    }
    assert found(path, text="n")["x.parquet:1"] == 'int, not text, in its column "n"'


@pytest.mark.parametrize("kind", [pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_strings_of_all_kinds(kind: pa.DataType, tmp_path: Path) -> None:
    path = written(tmp_path / "x.parquet", {"text": pa.array(["a", "b", "a"]).cast(kind)})
    assert list(found(path).values()) == ["a", "b", "a"]


def test_bytes_that_are_no_string(tmp_path: Path) -> None:
    data = pa.array([b"good", b"\xff\xfe"]).view(pa.string())
    path = written(tmp_path / "x.parquet", {"text": data})
    assert list(found(path).values()) == ["good", "not UTF-8"]


def test_a_missing_column_is_told_with_those_there_are(tmp_path: Path) -> None:
    path = written(tmp_path / "x.parquet", {"body": ["x"], "url": ["u"]})
    for job in (check_parquet, parquet_count, lambda each: list(parquet_pages(each))):
        with pytest.raises(SetupError, match='column "text"; there are: body, url; '):
            job(table(path))
        with pytest.raises(SetupError, match='column "id"; there are: body'):
            job(table(path, "body", "id"))


def test_without_pyarrow_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "x.parquet", {"text": ["x"]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SetupError, match=r"pip install 'summariser\[parquet\]'"):
        check_parquet(table(path))


def test_what_is_no_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    whole = written(path, {"text": ["x" * 5000] * 50}).read_bytes()
    for data in (b"", b"text", whole[:-20], b"x" * 2000 + whole[2000:]):
        path.write_bytes(data)
        with pytest.raises(OSError, match=r"\S"):
            list(parquet_pages(table(path)))
    path.unlink()
    with pytest.raises(FileNotFoundError):
        check_parquet(table(path))


def test_a_large_row_group_is_not_read_at_once(tmp_path: Path) -> None:
    # Each text differs, so that no dictionary makes the column small.
    texts = [f"{number:010d}" * 200 for number in range(25_000)]
    path = written(
        tmp_path / "x.parquet", {"text": texts}, compression="none", use_dictionary=False
    )
    assert pq.ParquetFile(path).num_row_groups == 1
    before = pa.total_allocated_bytes()
    most = max(pa.total_allocated_bytes() - before for _ in parquet_pages(table(path)))
    assert most < path.stat().st_size / 5
