import errno
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summariser import MeetingSummary, SetupError
from summariser.rows import RowFile, safe_json


@given(st.text())
def test_safe_json_reads_back_the_same_and_is_one_line(text: str) -> None:
    record = MeetingSummary.model_construct(headline=text)
    line = safe_json(record, None)
    assert json.loads(line)["headline"] == text
    assert len(line.splitlines()) == 1
    assert not set(line) & set("\x7f\x85\x9b\u200f\u2028\u202e\u2066")


def test_the_old_content_stays_until_the_first_row(tmp_path: Path) -> None:
    file = tmp_path / "rows"
    file.write_text("old content\n")
    rows = RowFile(file)
    assert file.read_text() == "old content\n"
    rows.write("new\n")
    rows.write("newer\n")
    rows.close()
    assert file.read_text() == "new\nnewer\n"


def test_rows_go_behind_the_bytes_that_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "rows"
    file.write_text("kept\ncut off")
    rows = RowFile(file, kept=5)
    rows.write("new\n")
    rows.close()
    assert file.read_text() == "kept\nnew\n"


def test_a_row_that_cannot_be_written_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "rows"
    rows = RowFile(file)
    rows.write("first\n")
    write = os.write
    left = [3]

    def nearly_full(descriptor: int, data: bytes) -> int:
        if not left:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data[: left.pop()])

    with monkeypatch.context() as full:
        full.setattr(os, "write", nearly_full)
        with pytest.raises(SetupError, match=r"No space left on device.*before are whole"):
            rows.write("second\n")
    assert file.read_text() == "first\n"
    rows.write("third\n")
    rows.close()
    assert file.read_text() == "first\nthird\n"


def test_a_file_that_was_removed_is_told(tmp_path: Path) -> None:
    file = tmp_path / "rows"
    rows = RowFile(file)
    rows.write("first\n")
    file.unlink()
    with pytest.raises(SetupError, match=f"{file}: was removed"):
        rows.write("second\n")
    rows.close()


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="cannot be written"):
        RowFile(tmp_path)
