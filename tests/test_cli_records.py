"""Records read back: each form, what is broken told with its line, each document once."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summariser import MeetingSummary, SetupError
from summariser.cli.records import load_records
from summariser.rows import safe_json

Data = dict[str, Any]
File = Callable[[str | bytes], Path]


@pytest.fixture
def file(tmp_path: Path) -> File:
    def write(content: str | bytes) -> Path:
        path = tmp_path / f"records{len(list(tmp_path.iterdir()))}.jsonl"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def made(record: MeetingSummary, name: str) -> MeetingSummary:
    document = record.document.model_copy(update={"id": name, "sha256": None})
    return record.model_copy(update={"document": document})


def lines(*records: MeetingSummary) -> str:
    return "".join(safe_json(record, None) + "\n" for record in records)


def array(*records: MeetingSummary, indent: int | None = 1) -> str:
    return "[\n" + ",\n".join(safe_json(record, indent) for record in records) + "\n]\n"


def names(files: list[Path]) -> tuple[list[str], int]:
    records, broken = load_records(files)
    return [record.document.id for record in records], broken


@pytest.mark.parametrize("form", [lines, array])
def test_both_forms_are_read_back_whole(
    form: Callable[..., str], file: File, record: MeetingSummary
) -> None:
    given = [made(record, name) for name in ("a", "b", "c")]
    assert load_records([file(form(*given))]) == (given, 0)
    indented = json.dumps(json.loads(array(*given)), indent=2, ensure_ascii=False)
    assert load_records([file("\ufeff" + indented)]) == (given, 0)


def test_a_batch_that_was_stopped_keeps_what_it_wrote(file: File, record: MeetingSummary) -> None:
    a, b = made(record, "a"), made(record, "b")
    assert names([file(array(a, b).removesuffix("\n]\n"))]) == (["a", "b"], 0)
    cut = lines(a, b)[:-20]
    assert names([file(cut)]) == (["a"], 1)


@pytest.mark.parametrize("form", [lines, array])
@pytest.mark.parametrize(
    "broken",
    [
        '{"schema_version": 1, "document": {"id": "b"',
        '{"schema_version": 1,, }',
        '{"schema_version": 1}',
        '{"a": ' + "[" * 100_000,
        '{"a": ' + "9" * 10_000 + "}",
        "{]}{",
    ],
)
def test_what_is_broken_is_told_with_its_line_and_costs_nothing_else(
    form: Callable[..., str],
    broken: str,
    file: File,
    record: MeetingSummary,
    capsys: pytest.CaptureFixture[str],
) -> None:
    a, b, c = (made(record, name) for name in ("a", "b", "c"))
    whole = form(a, b, c)
    row = safe_json(b, 1 if form is array else None)
    path = file(whole.replace(row, broken))
    line = whole[: whole.index(row)].count("\n") + 1
    found, count = names([path])
    assert found == ["a", "c"] and count >= 1
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith(f"{path}, line {line}: not ")
    assert all(len(message) < 500 for message in said)


def test_a_record_broken_in_its_middle_is_one_fault(file: File, record: MeetingSummary) -> None:
    a, b, c = (made(record, name) for name in ("a", "b", "c"))
    row = safe_json(b, 1)
    path = file(array(a, b, c).replace(row, row.replace('"status": "ok",', '"status" "ok",')))
    assert names([path]) == (["a", "c"], 1)


def test_words_of_the_file_are_not_repeated(
    file: File, record: MeetingSummary, capsys: pytest.CaptureFixture[str]
) -> None:
    data = json.loads(safe_json(record, None))
    data["status"] = "secret words\x1b[31m"
    data["k" * 5000] = 1
    names([file(lines(made(record, "a")) + json.dumps(data))])
    said = capsys.readouterr().err
    assert "line 2: not a record: status: Input should be" in said
    assert "secret" not in said and "\x1b" not in said and len(said) < 600


def test_bytes_that_are_no_text_spoil_their_own_record_alone(
    file: File, record: MeetingSummary
) -> None:
    spoilt = lines(made(record, "b")).encode().replace(b"Rabat", b"Ra\xffbat")
    content = lines(made(record, "a")).encode() + spoilt + lines(made(record, "c")).encode()
    assert names([file(content)]) == (["a", "c"], 1)


def test_a_document_is_there_once_and_the_later_record_stands(
    file: File, record: MeetingSummary, capsys: pytest.CaptureFixture[str]
) -> None:
    later = record.model_copy(update={"headline": "later"})
    other = made(record, "b")
    files = [file(lines(record, other)), file(array(later))]
    records, broken = load_records(files)
    assert [r.headline for r in records] == ["later", other.headline]
    assert broken == 0
    assert capsys.readouterr().err == (
        f"{files[1]}: one more record of a.txt; the last one is taken\n"
    )


@pytest.mark.parametrize("content", ["", "[]", "\n", "not json", '{"a": 1}'])
def test_a_file_without_records_is_an_error(content: str, file: File) -> None:
    path = file(content)
    with pytest.raises(SetupError, match=f"no record in {path}"):
        load_records([path])


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"none.jsonl: cannot be read \(No such file"):
        load_records([tmp_path / "none.jsonl"])


@given(junk=st.text('{}[]",:\\ \n1aن', max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_junk_costs_no_record_behind_it(
    junk: str, tmp_path: Path, record: MeetingSummary
) -> None:
    path = tmp_path / "junk.jsonl"
    path.write_text(lines(made(record, "a")) + junk + "\n" + lines(made(record, "z")), "utf-8")
    found, _ = names([path])
    assert found == ["a", "z"]
