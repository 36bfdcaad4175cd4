"""The command ``report`` and ``summarise --format html``."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import RunCli
from scripted import ScriptedModel
from test_views_report import documents, index

from summariser import MeetingSummary
from summariser.rows import safe_json


@pytest.fixture
def pages(tmp_path: Path, page: str) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "other-name.txt").write_text(page, "utf-8")
    (folder / "empty.txt").touch()
    return folder


@pytest.fixture
def records(tmp_path: Path, record_data: dict[str, Any], page: str) -> Path:
    record_data["document"]["sha256"] = hashlib.sha256(page.encode()).hexdigest()
    file = tmp_path / "records.jsonl"
    file.write_text(json.dumps(record_data), "utf-8")
    return file


def found(output: Path) -> list[bool]:
    return [document["found"] for document in documents(output.read_text("utf-8"))]


def test_texts_are_found_by_their_hash(
    cli: RunCli, records: Path, pages: Path, tmp_path: Path
) -> None:
    output = tmp_path / "report.html"
    ended = cli("report", records, "--documents", pages, "--output", output)
    assert (ended.code, ended.out, ended.err) == (0, f"{output}\n", "")
    assert found(output) == [True]


def test_without_texts_the_report_is_of_quotes_and_says_so(
    cli: RunCli, records: Path, pages: Path, tmp_path: Path
) -> None:
    output = tmp_path / "report.html"
    ended = cli("report", records, "-o", output)
    assert ended.code == 0
    assert "1 of 1 documents are not at hand" in ended.err and "--documents" in ended.err
    assert found(output) == [False]
    (pages / "other-name.txt").unlink()
    ended = cli("report", records, "--documents", pages, "-o", output)
    assert "empty.txt: empty" in ended.err, "what may have been the page"


def test_quotes_that_are_not_the_pages_are_not_shown_in_it(
    cli: RunCli, records: Path, pages: Path, tmp_path: Path
) -> None:
    data = json.loads(records.read_text("utf-8"))
    data["date"]["evidence"][0]["start"] += 1
    data["date"]["evidence"][0]["end"] += 1
    records.write_text(json.dumps(data), "utf-8")
    output = tmp_path / "report.html"
    ended = cli("report", records, "--documents", pages, "-o", output)
    assert "a.txt: the record's quotes are not its page's" in ended.err
    assert found(output) == [False]


def test_a_broken_record_costs_the_exit_code_alone(
    cli: RunCli, records: Path, record: MeetingSummary, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.json"
    document = record.document.model_copy(update={"id": "b.txt", "sha256": None})
    other = record.model_copy(update={"document": document})
    broken.write_text("[\n{,\n" + safe_json(other, 1), "utf-8")
    output = tmp_path / "report.html"
    ended = cli("report", broken, records, "-o", output)
    assert ended.code == 1
    assert f"{broken}, line 2: not JSON" in ended.err
    assert len(index(output.read_text("utf-8"))["rows"]) == 2


def test_what_is_read_is_not_overwritten(cli: RunCli, records: Path, pages: Path) -> None:
    for path in (records, pages / "other-name.txt"):
        before = path.read_bytes()
        ended = cli("report", records, "--documents", pages / "other-name.txt", "-o", path)
        assert ended.code == 2
        assert f"{path}: is one of the files to read" in ended.err
        assert path.read_bytes() == before


def test_a_place_that_cannot_be_written_is_an_error(
    cli: RunCli, records: Path, tmp_path: Path
) -> None:
    ended = cli("report", records, "-o", tmp_path / "none" / "report.html")
    assert ended.code == 2
    assert "cannot be written (No such file or directory)" in ended.err


@pytest.mark.parametrize("options", [["--format", "html"], []])
def test_summarise_writes_one_report_with_the_texts(
    cli: RunCli, options: list[str], tmp_path: Path, page: str
) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(f"{page}\n{name}", "utf-8")
    output = tmp_path / "out.html"
    ended = cli("summarise", folder, "--output", output, *options, model=ScriptedModel())
    assert (ended.code, ended.err) == (0, "")
    assert "ok · a.txt" in ended.out
    listed = index(output.read_text("utf-8"))
    assert [row["name"] for row in listed["rows"]] == ["a.txt", "b.txt"]
    assert found(output) == [True, True]


def test_summarise_writes_a_report_to_standard_output(
    cli: RunCli, tmp_path: Path, page: str
) -> None:
    (tmp_path / "a.txt").write_text(page, "utf-8")
    missing = tmp_path / "missing.txt"
    ended = cli(
        *("summarise", tmp_path / "a.txt", missing, "--format", "html"), model=ScriptedModel()
    )
    assert ended.code == 1
    assert ended.out.startswith("<!DOCTYPE html>")
    assert [row["status"] for row in index(ended.out)["rows"]] == ["ok", "failed"]
