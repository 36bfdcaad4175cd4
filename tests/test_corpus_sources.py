"""Pages from whatever the user's paths mean, as a stream."""

import gzip
import io
import json
import os
import pickle
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import PAGE

from summariser.corpus.pages import Page
from summariser.corpus.sources import Columns, count_pages, open_pages, would_read
from summariser.document import MAX_BYTES
from summariser.errors import DocumentError, SetupError

COLUMNS = Columns()
HTML = f"<html><head><title>خبر</title></head><body><article><p>{PAGE}</p></article></body></html>"
STANDARD_INPUT = Path("-")


class Stdin:
    """Standard input that counts what is read of it."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def outcome(page: Page) -> str:
    """The first words of the page's text, or why it has none."""
    try:
        document = page.document()
    except DocumentError as error:
        return str(error)
    assert document.id == page.id
    return document.text[:4]


def outcomes(*given: Path, columns: Columns = COLUMNS) -> dict[str, str]:
    pages = list(open_pages(given, columns))
    found = {page.id: outcome(page) for page in pages}
    assert len(found) == len(pages)
    assert count_pages(given, columns) in (len(pages), None)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One of each kind."""
    folder = tmp_path / "pages"
    (folder / "more").mkdir(parents=True)
    row = json.dumps({"id": "from jsonl", "text": PAGE})
    (folder / "a.txt").write_text(PAGE, "utf-8")
    (folder / "b.md.gz").write_bytes(gzip.compress(PAGE.encode()))
    (folder / "c.html").write_text(HTML, "utf-8")
    (folder / "d.jsonl").write_text(f"{row}\n{{}}\n")
    (folder / "more" / "e.csv").write_text(f'text,id\n"{PAGE}",from csv\n', "utf-8")
    pq.write_table(pa.table({"text": [PAGE]}), folder / "more" / "f.parquet")
    (folder / "notes.doc").write_text("not read")
    return folder


def test_every_kind_of_file_in_a_folder(folder: Path) -> None:
    assert outcomes(folder) == {
        "a.txt": PAGE[:4],
        "b.md.gz": PAGE[:4],
        "c.html": "خبر\n",
        "from jsonl": PAGE[:4],
        "d.jsonl:2": f'{folder}/d.jsonl, row 2: no "text"; there are: none',
        "from csv": PAGE[:4],
        "more/f.parquet:1": PAGE[:4],
    }
    assert count_pages([folder], COLUMNS) == 7


def test_pages_can_be_sent_to_other_processes(folder: Path) -> None:
    for page in open_pages([folder], COLUMNS):
        sent = pickle.loads(pickle.dumps(page))
        assert (sent, outcome(sent)) == (page, outcome(page))
        assert sent.source.startswith(str(folder))


def test_standard_input_is_one_page_of_text(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = Stdin(json.dumps({"text": "x"}).encode())
    monkeypatch.setattr(sys, "stdin", stdin)
    pages = open_pages([STANDARD_INPUT, STANDARD_INPUT], COLUMNS)
    assert count_pages([STANDARD_INPUT], COLUMNS) is None
    assert stdin.buffer.tell() == 0  # nothing is read ahead
    (page,) = pages
    assert (page.id, page.source) == ("stdin", "standard input")
    assert outcome(page) == '{"te'
    assert pickle.loads(pickle.dumps(page)) == page


def test_no_more_of_standard_input_is_read_than_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = Stdin(b"a" * 5_000_000)
    monkeypatch.setattr(sys, "stdin", stdin)
    (page,) = open_pages([STANDARD_INPUT], COLUMNS)
    assert outcome(page).startswith("standard input: 800,001 characters, more than")
    assert stdin.buffer.tell() == MAX_BYTES + 1


def test_pages_come_one_after_the_other(folder: Path) -> None:
    pages = open_pages([folder], COLUMNS)
    first = next(pages)
    (folder / "a.txt").unlink()  # between listing and reading
    (folder / "b.md.gz").write_bytes(b"changed")
    (folder / "d.jsonl").write_text('{"text": "new"}\n')
    assert outcome(first) == f"{folder}/a.txt: no such file"
    assert outcome(next(pages)).startswith(f"{folder}/b.md.gz: cannot be read (Not a gzipped file")
    assert next(pages).id == "c.html"
    assert next(pages).id == "d.jsonl:1"


def test_a_table_given_by_itself_must_have_the_columns(folder: Path) -> None:
    columns = Columns("body")
    for name in ("more/e.csv", "more/f.parquet"):
        with pytest.raises(SetupError, match=f'{name}: no column "body"; there are: text'):
            open_pages([folder / "a.txt", folder / name], columns)
    found = outcomes(folder, columns=columns)
    assert found["a.txt"] == PAGE[:4]
    assert found["more/e.csv"].startswith(f'{folder}/more/e.csv: no column "body"; there are: text')
    assert found["more/f.parquet"].count("f.parquet") == 1
    assert found["d.jsonl:1"].endswith('no "body"; there are: id, text')


def test_tables_that_cannot_be_read_are_one_page_that_fails(tmp_path: Path) -> None:
    lines = b"".join(b'{"text": "%d"}\n' % n for n in range(1000))
    cut = gzip.compress(lines)[:-20]
    files = {
        "a.jsonl.gz": cut,
        "b.csv.gz": b"no gzip",
        "c.parquet": b"no parquet",
        "d.csv": "text,id\nنص,1\n".encode("utf-16")[:-1],
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    given = [tmp_path / name for name in files]
    found = outcomes(*given, tmp_path / "none.csv", tmp_path / "none.jsonl")
    assert len(found) >= len(files) + 2
    for name in (*files, "none.csv", "none.jsonl"):
        assert found[name].startswith(f"{tmp_path}/{name}: cannot be read to its end ("), name
    assert "No such file" in found["none.csv"]


@pytest.mark.parametrize("size", [99_999_999, 100_000_001])
def test_large_tables_are_not_counted(size: int, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "one"}\n')
        file.truncate(size)
    assert count_pages([path], COLUMNS) == (2 if size < 100_000_000 else None)
    (tmp_path / "y.jsonl.gz").write_bytes(gzip.compress(b"{}\n"))
    assert count_pages([tmp_path / "y.jsonl.gz"], COLUMNS) is None


def test_set_up_errors_come_before_the_first_page(tmp_path: Path) -> None:
    for job in (open_pages, count_pages):
        with pytest.raises(SetupError, match="no documents"):
            job([tmp_path], COLUMNS)
        with pytest.raises(SetupError, match="nothing has such a name"):
            job([tmp_path / "*.txt"], COLUMNS)
    with pytest.raises(SetupError, match="no documents"):
        would_read([tmp_path], tmp_path / "x")


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux alone")
def test_names_that_are_no_unicode(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"a\xff.jsonl")).write_text('{"text": "one"}\n{')
    first, second = open_pages([tmp_path], COLUMNS)
    assert (first.id, first.source) == ("a\\xff.jsonl:1", f"{tmp_path}/a\\xff.jsonl, row 1")
    outcome(second).encode()


def test_what_would_be_read(folder: Path) -> None:
    assert would_read([folder], folder / "new.jsonl")
    assert would_read([folder / "a.txt"], folder / "more" / ".." / "a.txt")
    assert not would_read([folder], folder / "new.sqlite")
    assert not would_read([folder], folder.parent / "new.jsonl")
