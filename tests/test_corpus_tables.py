"""Rows of JSONL and CSV files: each one a page or a page that fails, whatever is in it."""

import csv
import io
import json
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summariser.corpus.pages import BrokenPage, Page, RowPage
from summariser.corpus.tables import (
    MOST_BYTES,
    Columns,
    Table,
    check_csv,
    csv_count,
    csv_pages,
    jsonl_count,
    jsonl_pages,
)
from summariser.errors import DocumentError, SetupError

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
WORDS = "التقى وزير الدفاع المغربي نظيره القطري في الرباط وبحثا التعاون العسكري بين البلدين"


def texts(pages: Iterator[Page]) -> dict[str, str]:
    """Texts of good rows and faults of others, by id."""
    return {
        page.id: page.text if isinstance(page, RowPage) else page.fault
        for page in pages
        if isinstance(page, RowPage | BrokenPage)
    }


def table(path: Path, text: str = "text", id_column: str | None = None) -> Table:
    return Table(path.name, path, Columns(text, id_column))


def jsonl(tmp_path: Path, *lines: object, **columns: str) -> dict[str, str]:
    path = tmp_path / "x.jsonl"
    data = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    path.write_bytes(b"\n".join(data))
    pages = list(jsonl_pages(table(path, **columns)))
    assert jsonl_count(table(path)) == len(pages)
    return texts(iter(pages))


def csv_rows(tmp_path: Path, data: str | bytes, **columns: str) -> dict[str, str]:
    path = tmp_path / "x.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    pages = list(csv_pages(table(path, **columns)))
    assert csv_count(table(path, **columns)) == len(pages)
    return texts(iter(pages))


# ── JSONL ────────────────────────────────────────────────────────────────────


@given(st.lists(st.tuples(st.one_of(st.integers(), TEXTS), TEXTS)), st.booleans())
def test_jsonl_gives_back_any_text(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int | str, str]], escaped: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    lines = [json.dumps({"id": i, "text": t}, ensure_ascii=escaped) for i, t in rows]
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode())
    pages = list(jsonl_pages(table(path)))
    assert jsonl_count(table(path)) == len(pages) == len(rows)
    for number, (page, (row_id, text)) in enumerate(zip(pages, rows, strict=True), 1):
        assert isinstance(page, RowPage)
        assert page.text == text
        assert page.id == (str(row_id) or f"any.jsonl:{number}")
        assert page.source == f"{path}, row {number}"


def test_broken_lines_fail_alone(tmp_path: Path) -> None:
    found = jsonl(
        tmp_path,
        {"text": "one"},
        b"",
        b"{",
        b"[1]",
        {"words": "x", "title": "y"},
        {"text": None},
        {"text": 7},
        {"text": ["a"]},
        "نص".encode("cp1256"),
        b'{"text": "' + "نص".encode("cp1256") + b'"}',
        b'{"text": ' + b"[" * 100_000 + b"}",
        b'{"text": ' + b"9" * 5_000 + b"}",
        b" \t",
        {"text": "last"},
    )
    expected = {
        1: "one",
        3: "no JSON (Expecting property name enclosed in double quotes at character 2)",
        4: "no JSON object",
        5: 'no "text"; there are: words, title',
        6: 'no text in its column "text"',
        7: 'int, not text, in its column "text"',
        8: 'list, not text, in its column "text"',
        11: "JSON nested too deep",
        12: "JSON with a number of thousands of digits",
        14: "last",
    }
    for row, words in expected.items():
        assert found[f"x.jsonl:{row}"] == words
    for row in (9, 10):
        assert found[f"x.jsonl:{row}"].startswith("not UTF-8")
    assert len(found) == len(expected) + 2


def test_a_broken_row_names_file_and_row(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        '{"text": 1}\n{"text": ""}\n{"text": "\\ud800"}\n{"id": "a", "text": "\\u0000"}\n'
    )
    for row, page in enumerate(jsonl_pages(table(path)), 1):
        assert page.source == f"{path}, row {row}"
        with pytest.raises(DocumentError) as caught:
            page.document()
        assert str(caught.value).startswith(f"{path}, row {row}: ")


@pytest.mark.parametrize("columns", [{}, {"id_column": "id"}])
def test_ids(columns: dict[str, str], tmp_path: Path) -> None:
    rows: list[object] = ["a", 7, "\ud800", "x" * 1001, 1.5, ["a"], None, ""]
    found = jsonl(tmp_path, *({"id": i, "text": "t"} for i in rows), {"text": "t"}, **columns)
    missing = 'no id in its column "id"' if columns else "t"
    assert found == {
        "a": "t",
        "7": "t",
        "\\ud800": "t",
        "x.jsonl:4": "an id of 1,001 characters",
        "x.jsonl:5": "an id that is float, no string",
        "x.jsonl:6": "an id that is list, no string",
        "x.jsonl:7": missing,
        "x.jsonl:8": missing,
        "x.jsonl:9": missing,
    }


def test_columns_of_other_names(tmp_path: Path) -> None:
    found = jsonl(tmp_path, {"id": "a", "url": "u", "body": "x"}, text="body", id_column="url")
    assert found == {"u": "x"}


def test_a_mark_of_byte_order_in_jsonl(tmp_path: Path) -> None:
    assert jsonl(tmp_path, b'\xef\xbb\xbf{"text": "one"}') == {"x.jsonl:1": "one"}
    rows = "\n".join(['{"text": "one"}'] * 5).encode("utf-16")
    (fault,) = jsonl(tmp_path, rows).values()
    assert fault.startswith("not UTF-8; convert the file")


# ── CSV ──────────────────────────────────────────────────────────────────────


@given(
    st.lists(st.tuples(TEXTS, TEXTS)),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_csv_gives_back_any_text(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str]],
    quoting: int,
    encoding: str,
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, quoting=quoting)  # pyright: ignore[reportArgumentType]
        writer.writerows([("title", "text", "id"), *(("x", text, i) for i, text in rows)])
    pages = list(csv_pages(table(path)))
    assert csv_count(table(path)) == len(pages) == len(rows)
    for number, (page, (row_id, text)) in enumerate(zip(pages, rows, strict=True), 1):
        assert isinstance(page, RowPage)
        assert (page.id, page.text) == (row_id or f"any.csv:{number}", text)
        assert page.source == f"{path}, row {number}"


def test_broken_rows_fail_alone(tmp_path: Path) -> None:
    data = 'id,text\na,one\n\nb\nc,two,more\n,three\nd,"four\nfive"\ne,' + "é" * 200_000 + "\n"
    assert csv_rows(tmp_path, data) == {
        "a": "one",
        "x.csv:2": "1 fields, the header has 2",
        "x.csv:3": "3 fields, the header has 2",
        "x.csv:4": "three",
        "d": "four\nfive",
        "e": "é" * 200_000,  # more than the csv module takes by itself
    }
    assert csv_rows(tmp_path, "id,text\n,three\n", id_column="id") == {
        "x.csv:1": 'no id in its column "id"'
    }


@pytest.mark.parametrize("data", ["", "\n", "title,id\na,b\n", "Text\n", "text;id\na;b\n"])
def test_a_missing_column_is_told_with_those_there_are(data: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(data)
    there = data.split("\n", maxsplit=1)[0].replace(",", ", ") or "none"
    for job in (check_csv, csv_count, lambda each: list(csv_pages(each))):
        with pytest.raises(SetupError) as caught:
            job(table(path))
        told = f'{path}: no column "text"; there are: {there}; name it with --text-column'
        assert str(caught.value) == told
    path.write_text("text,title\na,b\n")
    with pytest.raises(SetupError, match=r'no column "url"; .* --id-column'):
        check_csv(table(path, id_column="url"))


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859_6"])
def test_an_old_csv_file_is_read_and_each_row_says_so(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(f"text,id\n{WORDS},أ\n{WORDS},ب\n".encode(encoding))
    documents = [page.document() for page in csv_pages(table(path))]
    assert [(each.id, each.text) for each in documents] == [("أ", WORDS), ("ب", WORDS)]
    assert all("encoding guessed" in each.notes[0] for each in documents)


def test_a_row_in_another_encoding_than_its_file_fails_alone(tmp_path: Path) -> None:
    filler = b"".join(b"%d,%s\n" % (i, b"x" * 90) for i in range(1000))
    data = b"id,text\n" + filler + b"a," + "نص".encode("cp1256") + b"\nb,good\n"
    found = csv_rows(tmp_path, data)
    assert found["x.csv:1001"].startswith("not UTF-8")
    assert found["b"] == "good"


def test_a_quote_that_does_not_end_costs_no_more_than_its_share(tmp_path: Path) -> None:
    line = b"a,%s\n" % (b"x" * 999)
    data = b'id,text\nb,"open\n' + line * (MOST_BYTES // len(line) + 10)
    found = csv_rows(tmp_path, data)
    assert "a quote that does not end?" in found["x.csv:1"]
    assert found["a"] == "x" * 999


# ── however long ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("job", "start", "end"),
    [
        (jsonl_pages, b'{"text": "', b'"}\n{"id": "b", "text": "good"}\n'),
        (csv_pages, b'id,text\na,"', b'"\nb,good\n'),
        (csv_pages, b"id,text\na,", b"\nb,good\n"),
    ],
)
def test_a_line_of_100_mb_takes_little_memory(
    job: Callable[[Table], Iterator[Page]], start: bytes, end: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "x"
    with path.open("wb") as file:
        file.write(start)
        file.seek(100_000_000, io.SEEK_CUR)  # a hole, which reads as NUL
        file.write(end)
    tracemalloc.start()
    pages = list(job(table(path)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * MOST_BYTES  # Python has four bytes a character, and reads by doubling
    found = texts(iter(pages))
    assert "more than 8 MB" in found.pop("x:1")
    assert found == {"b": "good"}
