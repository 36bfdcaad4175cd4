import os
from pathlib import Path

import pytest
from recorded import NOW, ids, kept, opened, read_back, scripted, write

from summariser import SetupError
from summariser.corpus.sinks import open_sink, written
from summariser.record import Status


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "records.jsonl"


def test_a_last_line_cut_off_anywhere_is_done_again(output: Path) -> None:
    write(output, scripted("a"), scripted("b", headline="اجتماع\n\u2028\x85"))
    whole = output.read_bytes()
    first = whole.index(b"\n") + 1
    for end in (*range(first, len(whole) - 2, 17), len(whole) - 2):
        output.write_bytes(whole[:end])
        assert [row.id for row in kept(output)] == ["a"], end
        assert output.read_bytes() == whole[:first]
    output.write_bytes(whole[: first + 50])
    with opened(output, read=False) as sink:
        sink.write(scripted("b"))
    assert ids(output) == ["a", "b"]


def test_a_first_line_cut_off_anywhere_is_done_again(output: Path) -> None:
    write(output, scripted("a"))
    whole = output.read_bytes()
    for end in (*range(0, len(whole) - 2, 17), len(whole) - 2):
        output.write_bytes(whole[:end])
        assert kept(output) == []
        assert output.read_bytes() == b""


def test_a_last_line_without_its_end_is_whole(output: Path) -> None:
    write(output, scripted("a"), scripted("b"))
    output.write_bytes(output.read_bytes().removesuffix(b"\n"))
    write(output, scripted("c"))
    assert ids(output) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "broken",
    [
        b'{"schema_version":1,"docu\n',  # cut off, but more came behind it
        b"\n",
        b"{}\n",
        b"\x00\x00\x00\n",
        b'{"schema_version":1,"document":{"id":"a"},"status":"fine"}\n',
    ],
)
@pytest.mark.parametrize("last", [False, True])
def test_a_broken_line_is_refused_with_its_number_and_nothing_is_lost(
    broken: bytes, last: bool, output: Path
) -> None:
    write(output, scripted("a"), scripted("failed", "failed"), scripted("c"))
    first, second, third = output.read_bytes().splitlines(keepends=True)
    rows = [first, second, broken] if last else [first, second, broken, third]
    output.write_bytes(b"".join(rows))
    message = "line 3 is no record, and nothing was changed"
    with open_sink(output, NOW, force=False) as sink, pytest.raises(SetupError, match=message):
        list(sink.kept())
    assert output.read_bytes() == b"".join(rows)
    assert not list(output.parent.glob("*.new"))


@pytest.mark.parametrize(
    "tail", [b"notes", b'{"name": "a', b'{"schema_version":1,"document":{]', b"\x00" * 40]
)
def test_a_last_line_that_no_row_begins_with_is_refused(tail: bytes, output: Path) -> None:
    write(output, scripted("a"))
    content = output.read_bytes() + tail
    output.write_bytes(content)
    with open_sink(output, NOW, force=False) as sink, pytest.raises(SetupError, match="line 2"):
        list(sink.kept())
    assert output.read_bytes() == content


def test_a_line_without_end_is_not_read_whole(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written, "_LONGEST", 1000)
    output.write_bytes(b'{"schema_version":1,"document":{"id":"' + b"a" * 10_000)
    with pytest.raises(SetupError, match="its first line is no record"):
        opened(output)


def test_no_more_of_a_line_is_read_than_a_row_can_have(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(output, scripted("a", headline="long " * 300))
    monkeypatch.setattr(written, "_LONGEST", 1000)
    with pytest.raises(SetupError, match="its first line is no record"):
        opened(output)


def test_without_failed_rows_the_file_is_not_written_anew(output: Path) -> None:
    write(output, scripted("a"))
    before = output.stat().st_ino
    kept(output)
    assert output.stat().st_ino == before
    write(output, scripted("b", "failed"))
    kept(output)
    assert output.stat().st_ino != before


def test_rows_stand_as_they_came_after_failed_ones_were_dropped(output: Path) -> None:
    statuses: list[Status] = ["ok", "ok", "failed", "ok", "failed", "failed", "ok", "failed"]
    rows = [scripted(str(number), status) for number, status in enumerate(statuses)]
    write(output, *rows)
    kept(output)
    assert read_back(output) == [row for row in rows if row.status == "ok"]


def test_lines_hold_no_character_that_some_readers_end_a_line_at(output: Path) -> None:
    write(output, scripted("a", headline="a\u2028b\x85c\u202ed"))
    (line,) = output.read_text("utf-8").splitlines()
    assert "\\u2028" in line
    assert read_back(output)[0].headline == "a\u2028b\x85c\u202ed"


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write(pipe, scripted("a"), scripted("b"))
        assert os.read(reader, 1 << 16).count(b"\n") == 2
    finally:
        os.close(reader)


def test_a_full_device_is_told(tmp_path: Path) -> None:
    full = tmp_path / "full.jsonl"
    full.symlink_to("/dev/full")
    with opened(full) as sink, pytest.raises(SetupError, match="No space left on device"):
        sink.write(scripted("a"))
