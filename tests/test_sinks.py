"""What every sink does, whatever its form."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from recorded import (
    FORMS,
    NOW,
    any_records,
    ids,
    journal,
    kept,
    opened,
    read_back,
    scripted,
    write,
)

from summariser import MeetingSummary, SetupError
from summariser.corpus.configuration import Configuration
from summariser.corpus.sinks import EXTENSIONS, Kept, open_sink
from summariser.record import Status

OTHER = Configuration.of(scripted("a", plan="whole").provenance)


@pytest.fixture(params=FORMS)
def output(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / f"records.{request.param}"


@pytest.mark.parametrize("extension", FORMS)
@given(first=any_records(), second=any_records())
@settings(max_examples=15)
def test_records_come_back_as_they_were(
    extension: str, first: list[MeetingSummary], second: list[MeetingSummary]
) -> None:
    with TemporaryDirectory() as folder:
        output = Path(folder, f"records.{extension}")
        write(output, *first)
        assert read_back(output) == first
        with open_sink(output, NOW, force=False) as sink:
            rows = sorted(sink.kept(), key=lambda row: row.place)
            assert [sink.read(row.place) for row in rows] == first
            for row, record in zip(rows, first, strict=True):
                document = record.document
                assert row == Kept(document.id, document.sha256, record.status, row.place)
            places = [sink.write(record) for record in second]
            assert [sink.read(place) for place in places] == second
            assert [sink.read(row.place) for row in rows] == first
        assert read_back(output) == [*first, *second]


def test_a_row_is_there_before_the_next_one_comes(output: Path) -> None:
    with opened(output) as sink:
        for name in "abc":
            sink.write(scripted(name))
            assert name in ids(journal(output))


def test_a_resumed_output_keeps_what_is_done_and_drops_what_failed(output: Path) -> None:
    rows: list[tuple[str, Status]] = [
        ("a", "ok"),
        ("b", "failed"),
        ("c", "partial"),
        ("d", "failed"),
        ("e", "ok"),
    ]
    write(output, *(scripted(name, status) for name, status in rows))
    with open_sink(output, NOW, force=False) as sink:
        found = {row.id: row.status for row in sink.kept()}
        assert found == {"a": "ok", "c": "partial", "e": "ok"}
        sink.write(scripted("b"))
    assert ids(output) == ["a", "b", "c", "e"]
    assert {record.status for record in read_back(output)} == {"ok", "partial"}


def test_failed_rows_alone_are_all_dropped(output: Path) -> None:
    write(output, scripted("a", "failed"), scripted("b", "failed"))
    assert kept(output) == []
    assert ids(output) == []


def test_rows_are_settled_by_the_first_write_where_nobody_read_them(output: Path) -> None:
    write(output, scripted("a"), scripted("b", "failed"))
    with opened(output, read=False) as sink:
        sink.write(scripted("b"))
        sink.write(scripted("c"))
    assert ids(output) == ["a", "b", "c"]


def test_reading_what_is_kept_and_stopping_midway_changes_nothing(output: Path) -> None:
    write(output, scripted("a"), scripted("b", "failed"), scripted("c"))
    before = read_back(journal(output))
    with open_sink(output, NOW, force=False) as sink:
        rows = sink.kept()
        next(rows)
        del rows
    assert {r.document.id for r in read_back(journal(output))} >= {"a", "c"}
    if journal(output).suffix == ".jsonl":
        assert read_back(journal(output)) == before
    assert sorted(row.id for row in kept(output)) == ["a", "c"]


# ── another configuration ────────────────────────────────────────────────────


def test_rows_of_another_configuration_are_refused(output: Path) -> None:
    write(output, scripted("a"), scripted("b", "failed"))
    before = journal(output).read_bytes()
    with pytest.raises(SetupError) as refused:
        opened(output, configuration=OTHER)
    message = str(refused.value)
    assert str(output) in message
    assert "plan: stepwise, now whole" in message
    assert "--force" in message
    assert "another file" in message
    assert journal(output).read_bytes() == before


def test_another_configuration_is_refused_as_soon_as_the_output_is_opened(output: Path) -> None:
    write(output, scripted("a"))
    with pytest.raises(SetupError, match="now whole"):
        opened(output, configuration=OTHER, read=False)
    write(output, scripted("b"))  # and nothing holds it


def test_failed_rows_of_another_configuration_are_in_nobodys_way(output: Path) -> None:
    write(output, scripted("a", "failed"))
    with opened(output, configuration=OTHER) as sink:
        sink.write(scripted("a", plan="whole"))
    assert [record.provenance.plan for record in read_back(output)] == ["whole"]
    with pytest.raises(SetupError, match="plan: whole, now stepwise"):
        opened(output)


def test_force_replaces_rows_of_another_configuration(output: Path) -> None:
    write(output, scripted("a"))
    with opened(output, force=True, configuration=OTHER) as sink:
        assert list(sink.kept()) == []
        sink.write(scripted("b", plan="whole"))
        sink.write(scripted("c", plan="whole"))
    assert ids(output) == ["b", "c"]
    with opened(output, configuration=OTHER) as sink:
        assert sorted(row.id for row in sink.kept()) == ["b", "c"]


def test_with_force_the_old_rows_stay_until_the_first_new_one(output: Path) -> None:
    write(output, scripted("a"))
    before = output.read_bytes()
    with opened(output, force=True):
        assert ids(output) == ["a"]
    assert output.read_bytes() == before
    assert not list(output.parent.glob("*.new*"))
    with opened(output, force=True) as sink:
        sink.write(scripted("b"))
        assert ids(journal(output)) == ["b"]


# ── what is not ours ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "content", [b"notes", b'{"name": "x"}\n', b"name,age\r\nx,1\r\n", b"PAR1" * 9, b"\xff\xfe\n\0"]
)
def test_files_of_others_are_refused_and_left_as_they_are(output: Path, content: bytes) -> None:
    output.write_bytes(content)
    for read in (False, True):
        with pytest.raises(SetupError, match="is not an output of summariser") as refused:
            opened(output, read=read)
        assert str(output) in str(refused.value)
        assert "--force" in str(refused.value)
    assert output.read_bytes() == content


def test_force_replaces_files_of_others(output: Path) -> None:
    output.write_bytes(b"notes")
    write(output, scripted("a"), force=True)
    assert ids(output) == ["a"]
    write(output, scripted("b"))
    assert ids(output) == ["a", "b"]


def test_an_empty_file_is_nobodys(output: Path) -> None:
    output.touch()
    write(output, scripted("a"))
    assert ids(output) == ["a"]


@pytest.mark.parametrize("name", ["records", "records.txt", "records.json", "records.db.bak"])
def test_an_unknown_extension_is_refused_with_the_known_ones(name: str, tmp_path: Path) -> None:
    with pytest.raises(SetupError) as refused:
        open_sink(tmp_path / name, NOW, force=True)
    assert name in str(refused.value)
    assert all(extension in str(refused.value) for extension in EXTENSIONS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["records.sqlite", "RECORDS.JSONL"])
def test_other_spellings_of_the_extensions(name: str, tmp_path: Path) -> None:
    write(tmp_path / name, scripted("a"))
    assert ids(tmp_path / name) == ["a"]


@pytest.mark.parametrize("force", [False, True])
def test_a_link_stays_a_link(force: bool, tmp_path: Path, output: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    there = tmp_path / "elsewhere" / f"real{output.suffix}"
    output.symlink_to(there)
    write(output, scripted("a"), scripted("b", "failed"))
    write(output, scripted("c"), force=force)
    assert output.is_symlink()
    assert ids(there) == (["c"] if force else ["a", "c"])


def test_a_row_that_somebody_else_takes_away_is_told(output: Path) -> None:
    with opened(output) as sink:
        place = sink.write(scripted("a"))
        with pytest.raises(SetupError, match="was changed while it was written"):
            sink.read(place + 7)


# ── trouble while writing ────────────────────────────────────────────────────


@contextmanager
def small_files(size: int) -> Iterator[None]:
    """As if the disk had room for files of this many bytes."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_whole_rows(output: Path) -> None:
    written: list[str] = []
    with (
        pytest.raises(SetupError, match="cannot be written") as full,
        small_files(2_000_000),
        opened(output) as sink,
    ):
        for number in range(1000):
            sink.write(scripted(f"{number:04}", headline="long " * 200))
            written.append(f"{number:04}")
    assert str(output) in str(full.value)
    assert 5 < len(written) < 1000
    assert sorted(row.id for row in kept(output)) == written
    write(output, scripted("later"))
    assert ids(output) == [*written, "later"]


def test_a_full_disk_while_failed_rows_are_dropped_loses_nothing(output: Path) -> None:
    rows = [scripted(f"{number:03}", headline="long " * 200) for number in range(99)]
    write(output, scripted("failed", "failed"), *rows)
    with pytest.raises(SetupError, match="cannot be written"), small_files(10_000):
        opened(output)
    assert len(kept(output)) == 99


def test_a_folder_that_vanishes_is_told(tmp_path: Path, output: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    there = folder / output.name
    with pytest.raises(SetupError) as lost, opened(there) as sink:
        sink.write(scripted("a"))
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
        sink.write(scripted("b"))
    assert str(there) in str(lost.value)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, output: Path) -> None:
    with pytest.raises(SetupError, match="No such file or directory"):
        opened(tmp_path / "none" / output.name)


@pytest.mark.parametrize("problem", [errno.EACCES, errno.EROFS])
def test_a_folder_that_cannot_be_written_is_told(
    problem: int, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(problem, os.strerror(problem))

    monkeypatch.setattr(os, "open", refuse)  # root may write anywhere
    with pytest.raises(SetupError) as refused:
        opened(output)
    assert f"cannot be written ({os.strerror(problem)})" in str(refused.value)


# ── one writer at a time ─────────────────────────────────────────────────────


def elsewhere(output: Path) -> subprocess.CompletedProcess[str]:
    """Open the output in a process of its own, and say how that went."""
    code = (
        "import sys; from pathlib import Path\n"
        "from summariser.corpus.configuration import Configuration\n"
        "from summariser.corpus.sinks import open_sink\n"
        "from summariser.errors import SetupError\n"
        f"made = {NOW!r}\n"
        "try: open_sink(Path(sys.argv[1]), made, force=False).close(); print('opened')\n"
        "except SetupError as error: print(error)\n"
    )
    return subprocess.run(
        [sys.executable, "-c", code, str(output)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.mark.parametrize("force", [False, True])
def test_two_sinks_of_one_output_are_refused(output: Path, force: bool) -> None:
    with opened(output) as sink:
        sink.write(scripted("a"))
        with pytest.raises(SetupError, match="another process is writing"):
            opened(output, force=force)
        sink.write(scripted("b"))
    assert ids(output) == ["a", "b"]


def test_a_second_process_is_refused_until_the_first_one_ends(tmp_path: Path) -> None:
    output = tmp_path / "records.jsonl"
    with opened(output):
        told = elsewhere(output).stdout
        assert str(output) in told
        assert "another process is writing" in told
    assert elsewhere(output).stdout == "opened\n"


def test_closing_twice_is_closing_once(output: Path) -> None:
    sink = opened(output)
    sink.write(scripted("a"))
    sink.close()
    sink.close()
    write(output, scripted("b"))
    assert ids(output) == ["a", "b"]


@pytest.mark.parametrize("problem", [KeyboardInterrupt, SetupError])
def test_an_interrupted_run_finishes_its_output(
    output: Path, problem: Callable[[], BaseException]
) -> None:
    with pytest.raises((KeyboardInterrupt, SetupError)), opened(output) as sink:
        sink.write(scripted("a"))
        raise problem()
    assert ids(output) == ["a"]
