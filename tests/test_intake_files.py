"""A page's file, in whatever form, to its document."""

import bz2
import gzip
import lzma
import os
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PAGE

from summariser.document import MAX_BYTES
from summariser.errors import DocumentError
from summariser.intake import kind_of, read_page, spelt_out
from summariser.intake.files import zstd

HTML = "<html><head><title>خبر</title></head><body><article><p>{}</p></article></body></html>"
PACKED: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstd.compress,
}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.txt", "text"),
        ("a.b.MD", "text"),
        ("a.HTM", "html"),
        ("a.html.gz", "html"),
        ("a.csv.ZST", "csv"),
        ("a.jsonl.xz", "jsonl"),
        ("a.parquet", "parquet"),
        ("a.parquet.gz", None),
        ("a.tar.gz", None),
        ("a.gz", None),
        ("a.txt.gz.gz", None),
        ("a.json", None),
        ("txt", None),
        (".txt", None),
        ("", None),
    ],
)
def test_what_a_name_says(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


def test_a_text_keeps_its_bytes(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + PAGE.replace("\n", "\r\n").encode()
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    document = read_page(path)
    assert (document.id, document.notes) == ("a.txt", ())
    assert document.text.encode() == data
    assert read_page(path, "mine").id == "mine"


@pytest.mark.parametrize("suffix", PACKED)
def test_compressed_pages(suffix: str, tmp_path: Path) -> None:
    text, html = tmp_path / f"a.txt{suffix}", tmp_path / f"a.html{suffix}"
    text.write_bytes(PACKED[suffix](PAGE.encode()))
    html.write_bytes(PACKED[suffix](HTML.format(PAGE).encode()))
    assert read_page(text).text == PAGE
    assert read_page(html).text.splitlines()[0] == "خبر"
    assert "<" not in read_page(html).text


@pytest.mark.parametrize("suffix", PACKED)
@pytest.mark.parametrize("kind", ["txt", "html"])
def test_a_small_file_may_not_become_a_large_one(suffix: str, kind: str, tmp_path: Path) -> None:
    bomb = tmp_path / f"a.{kind}{suffix}"
    bomb.write_bytes(PACKED[suffix](b"a" * 30_000_000))
    assert bomb.stat().st_size < 100_000
    tracemalloc.start()
    with pytest.raises(DocumentError, match=r"more than the [04]\.[08] MB") as caught:
        read_page(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 25_000_000
    assert "0.0 MB" not in str(caught.value)


@pytest.mark.parametrize("suffix", PACKED)
def test_broken_compression(suffix: str, tmp_path: Path) -> None:
    whole = PACKED[suffix](os.urandom(5000))
    path = tmp_path / f"a.txt{suffix}"
    for data in (whole[: len(whole) // 2], b"not compressed at all", whole[:20] + b"x" * 3000):
        path.write_bytes(data)
        with pytest.raises(DocumentError, match=r"a\.txt\S+: cannot be read \(\S"):
            read_page(path)


def test_a_large_page_is_told_in_megabytes(tmp_path: Path) -> None:
    for name, most in (("a.txt", MAX_BYTES), ("a.html", 4_000_000)):
        path = tmp_path / name
        with path.open("wb") as file:
            file.truncate(most + 100_000)
        told = rf"{name}: {(most + 100_000) / 1e6:.1f} MB, more than the {most / 1e6:.1f} MB"
        with pytest.raises(DocumentError, match=told):
            read_page(path)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=f"{tmp_path}/none.txt: no such file"):
        read_page(tmp_path / "none.txt", "mine")
    with pytest.raises(DocumentError, match=r"cannot be read \(Is a directory\)"):
        read_page(tmp_path)


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_a_table_is_no_page(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text(PAGE)
    with pytest.raises(DocumentError, match="a table of pages"):
        read_page(path)


def test_an_encoding_that_was_guessed_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(PAGE.encode("cp1256"))
    document = read_page(path)
    assert document.text == PAGE
    assert document.notes == ("encoding guessed from the bytes: Windows-1256",)
    (tmp_path / "a.html").write_bytes(HTML.format(PAGE).encode("cp1256"))
    assert read_page(tmp_path / "a.html").notes == document.notes


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux alone")
def test_names_that_are_no_unicode(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"a\xff.txt")
    path.write_text(PAGE, "utf-8")
    assert read_page(path).id == "a\\xff.txt"
    path.unlink()
    with pytest.raises(DocumentError, match=r"a\\xff\.txt: no such file"):
        read_page(path)


def test_spelling_out() -> None:
    assert spelt_out("وزير a.txt") == "وزير a.txt"
    assert spelt_out("a\ud800\udcff") == "a\\ud800\\udcff"
