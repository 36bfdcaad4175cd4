"""Files that paths mean: each once, in the same order each time, under ids of their own."""

import glob
import inspect
import os
import pickle
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summariser.corpus.finding import STANDARD_INPUT, Files
from summariser.corpus.trees import Tree
from summariser.errors import SetupError


def made(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def ids(*given: Path) -> list[str]:
    return [found.id for found in Files(given)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    names = ("b.txt", "a.html", "a/z.md", "a/b/c.jsonl.gz", "é.txt", "notes.doc", "x.gz", "txt")
    return made(tmp_path / "pages", *names, ".hidden.txt", ".git/a.txt", "a/.x/b.txt")


# ── folders ──────────────────────────────────────────────────────────────────


def test_all_documents_below_a_folder_in_order(folder: Path) -> None:
    expected = ["a/b/c.jsonl.gz", "a/z.md", "a.html", "b.txt", "é.txt"]
    assert ids(folder) == expected
    assert [found.path for found in Files([folder])] == [folder / name for name in expected]


@pytest.mark.parametrize("inside", ["", "a.doc", ".a.txt", "b/c.doc"])
def test_a_folder_without_documents(inside: str, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    if inside:
        made(folder, inside)
    with pytest.raises(SetupError, match=f"{folder}: no documents .*html.*parquet.*gz"):
        Files([folder])


def test_a_folder_is_found_by_itself_even_if_it_is_hidden_or_a_link(tmp_path: Path) -> None:
    made(tmp_path, ".archive/a.txt")
    (tmp_path / "link").symlink_to(".archive")
    assert ids(tmp_path / ".archive") == ids(tmp_path / "link") == ["a.txt"]


def test_a_folder_that_cannot_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == refused:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr("summariser.corpus.trees.os.scandir", refuse)
    refused = "a"
    first, *others = Files([folder])
    assert (first.id, first.fault) == ("a", "the folder cannot be read (Permission denied)")
    assert [found.id for found in others] == ["a.html", "b.txt", "é.txt"]
    refused = "pages"
    with pytest.raises(SetupError, match=r"pages: the folder cannot be read \(Permission denied"):
        Files([folder])


def test_what_a_link_leads_to_is_found_once(folder: Path, tmp_path: Path) -> None:
    outside = made(tmp_path / "outside", "one.txt", "blob")
    links = {
        "1.txt": outside / "one.txt",
        "2.txt": outside / "one.txt",  # the same again
        "3.txt": outside / "blob",  # as caches of data sets do
        "4.txt": folder / "b.txt",  # found by itself
        "5.txt": folder / ".hidden.txt",
        "6.txt": tmp_path / "nowhere.txt",
        "7.txt": folder / "7.txt",  # leads to itself
        "8.txt": outside,
        "a/up": folder,  # leads round in a circle
        "a/outside": outside,
    }
    for name, target in links.items():
        (folder / name).symlink_to(target)
    os.mkfifo(folder / "9.txt")  # reading it would wait for ever
    found = [name for name in ids(folder) if name[0].isdigit() or name.startswith(("a/u", "a/o"))]
    assert found == ["1.txt", "3.txt", "5.txt", "6.txt", "7.txt"]


def test_folders_deeper_than_calls_can_be(tmp_path: Path) -> None:
    made(tmp_path, "d/" * 300 + "a.txt")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 200)
    try:
        assert len(ids(tmp_path)) == 1
    finally:
        sys.setrecursionlimit(limit)


# ── globs ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.txt", ["b.txt", "é.txt"]),
        ("*", ["a/b/c.jsonl.gz", "a/z.md", "a.html", "b.txt", "notes.doc", "txt", "x.gz", "é.txt"]),
        ("a*", ["a/b/c.jsonl.gz", "a/z.md", "a.html"]),
        ("**/*.md", ["a/z.md"]),
        ("[ab].*", ["a.html", "b.txt"]),
        (".*.txt", [".hidden.txt"]),
        ("*/.x/*", ["a/.x/b.txt"]),
        ("?/b", ["a/b/c.jsonl.gz"]),
        (
            "**",
            ["a/b/c.jsonl.gz", "a/z.md", "a.html", "b.txt", "notes.doc", "txt", "x.gz", "é.txt"],
        ),
    ],
)
def test_globs(pattern: str, expected: list[str], folder: Path) -> None:
    assert ids(folder / pattern) == expected


PARTS = st.sampled_from(["*", "**", "a", "b", "?", "[ab]*", "*.txt", "*b", "x.txt", ".h", ".*"])


@settings(max_examples=300)
@given(parts=st.lists(PARTS, min_size=1, max_size=4))
def test_globs_name_what_the_standard_library_says(
    parts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    top = tmp_path_factory.getbasetemp() / "globs"
    if not top.exists():
        names = [f"{a}/{b}/{c}" for a in ("a", "b", "cb") for b in ("a", "x.txt") for c in "ab"]
        made(top, "x.txt", "b.txt", *(f"{name}.txt" for name in names), "a/.h/a.txt", ".h/b.txt")
    pattern = top.joinpath(*parts)
    expected: set[Path] = set()
    for name in glob.glob(str(pattern), recursive=True):  # noqa: PTH207
        match = Path(name)
        if name.endswith("/") and not match.is_dir():
            continue  # it takes "a.txt/**" for "a.txt"
        if match.is_dir():
            expected |= {match.joinpath(*file.names) for file in Tree(match, match).files()}
        else:
            expected.add(match)
    if pattern.exists() or not any(set(part) & set("*?[") for part in parts):
        return
    if not expected:
        with pytest.raises(SetupError, match="nothing has such a name"):
            Files([pattern])
        return
    found = [each.path for each in Files([pattern])]
    assert set(found) == expected
    assert len(found) == len(expected)


def test_a_file_whose_name_looks_like_a_glob(tmp_path: Path) -> None:
    made(tmp_path, "[a]*.txt", "a1.txt")
    assert ids(tmp_path / "[a]*.txt") == ["[a]*.txt"]
    assert ids(tmp_path / "[a]?.txt") == ["a1.txt"]


# ── several paths ────────────────────────────────────────────────────────────


def test_a_file_given_by_itself_needs_no_known_name(folder: Path) -> None:
    assert ids(folder / "notes.doc", STANDARD_INPUT, folder / "none.log") == [
        "notes.doc",
        "stdin",
        "none.log",
    ]


def test_each_file_once_where_it_is_first_given(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(folder / "b.txt")
    assert ids(folder / "b.txt", folder, folder / "a.html", tmp_path / "link.txt") == [
        "b.txt",
        "a/b/c.jsonl.gz",
        "a/z.md",
        "a.html",
        "é.txt",
    ]
    assert ids(tmp_path / "link.txt", folder / "b.txt", folder / "*.txt") == ["link.txt", "é.txt"]
    assert ids(folder / "none", folder / "none", STANDARD_INPUT, STANDARD_INPUT) == [
        "none",
        "stdin",
    ]
    assert len(ids(folder, folder / "a" / "..", folder / "**/*.md")) == 5


def test_a_file_that_is_not_there_is_found_beside_its_folder(folder: Path) -> None:
    assert "none.txt" in ids(folder, folder / "none.txt")


def test_ids_of_several_folders_have_the_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(folder.parent, "more/b.txt", "more/c/d.txt")
    monkeypatch.chdir(folder.parent)
    assert ids(Path("pages/a"), Path("more")) == [
        "pages/a/b/c.jsonl.gz",
        "pages/a/z.md",
        "more/b.txt",
        "more/c/d.txt",
    ]
    assert ids(Path("more/*.txt"), Path("more/c")) == ["more/b.txt", "more/c/d.txt"]
    assert ids(Path("more"), Path("more")) == ["b.txt", "c/d.txt"]
    assert ids(Path("more/b.txt"), Path("pages/b.txt")) == ["more/b.txt", "pages/b.txt"]
    assert ids(Path("more/b.txt"), Path("pages/a.html")) == ["b.txt", "a.html"]


def test_what_would_be_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    files = Files([folder, folder.parent / "one.doc"])
    for name in ("new.jsonl", "a/new.csv.gz", "b.txt", "../pages/x.md", "../one.doc"):
        assert Path(name) in files, name
    for name in ("new.doc", ".new.txt", "a/.x/new.txt", "../new.txt", "../one.txt"):
        assert Path(name) not in files, name
    assert Path("a/new.jsonl") in Files([Path("*")])
    assert Path("new.jsonl") not in Files([Path("*.txt")])


def test_what_is_found_can_be_pickled(folder: Path) -> None:
    found = list(Files([folder]))
    assert pickle.loads(pickle.dumps(found)) == found
