import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import CHECKOUT, RunCli
from rich.cells import cell_len
from scripted import ScriptedModel
from shown import data, document, made

from summariser.cli.forms import Form
from summariser.cli.output import RecordWriter

DRIVER = [sys.executable, str(Path(__file__).with_name("scripted.py"))]
COLOUR = re.compile(r"\x1b\[[\d;]*\b(3|4|9|10)\d")


def test_evidence_shows_the_pages_sentences(cli: RunCli, tmp_path: Path, page: str) -> None:
    (tmp_path / "a.txt").write_text(page, "utf-8")
    sentence = page.splitlines()[0]
    told = cli("summarise", tmp_path, model=ScriptedModel()).out
    shown = cli("summarise", tmp_path, "--evidence", model=ScriptedModel()).out
    assert "[1]" in told
    assert "Their sentences" not in told
    assert "Their sentences" in shown
    assert sentence.rjust(80 - len("[1] ")) in shown
    assert sentence not in told


def test_markdown_has_the_pages_sentences(cli: RunCli, tmp_path: Path, page: str) -> None:
    (tmp_path / "a.txt").write_text(page, "utf-8")
    brief = cli("summarise", tmp_path, "--format", "markdown", model=ScriptedModel()).out
    assert "(sentence\u00a01)" in brief


def test_evidence_goes_to_the_file_as_well(cli: RunCli, tmp_path: Path, page: str) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.txt").write_text(page, "utf-8")
    output = tmp_path / "out.text"
    ended = cli("summarise", pages, "--evidence", "-o", output, model=ScriptedModel())
    assert "Their sentences" in output.read_text("utf-8")
    assert "Their sentences" in ended.out


@pytest.mark.parametrize("width", [40, 80, 140])
def test_what_is_between_records_is_as_wide_as_they_are(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    with RecordWriter.to_standard_output(Form.TEXT, evidence=True) as writer:
        writer.write(made(data()), document())
        writer.write(made(data()))
    lines = capsys.readouterr().out.splitlines()
    assert lines.count("─" * width) == 1
    assert max(map(cell_len, lines)) == width
    assert [line for line in lines if line != line.rstrip()] == []


# ── on a terminal ────────────────────────────────────────────────────────────


def on_a_terminal(own_cache: Path, page: Path, **environment: str) -> bytes:
    """What the command writes to a terminal of 80 columns."""
    pty = pytest.importorskip("pty")
    terminal, other_end = pty.openpty()
    paths = os.pathsep.join(filter(None, [str(CHECKOUT), os.environ.get("PYTHONPATH", "")]))
    inherited = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "COLORTERM"}}
    with subprocess.Popen(
        [*DRIVER, "summarise", str(page), "--evidence"],
        env={**inherited, "PYTHONPATH": paths, "PYTHONUTF8": "0", **environment},
        stdout=other_end,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(other_end)
        written = b"".join(iter(lambda: read(terminal), b""))
    os.close(terminal)
    assert process.returncode == 0
    return written


def read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # how Linux tells the end of a terminal
        return b""


@pytest.fixture
def a_page(tmp_path: Path, page: str) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(page.replace("أحمد", "؛ أحمد"), "utf-8")
    return path


def test_a_terminal_gets_colours_and_embedded_lines(own_cache: Path, a_page: Path) -> None:
    written = on_a_terminal(own_cache, a_page, TERM="xterm").decode()
    assert COLOUR.search(written)
    assert "\u202b" in written


def test_no_color_is_heard(own_cache: Path, a_page: Path) -> None:
    written = on_a_terminal(own_cache, a_page, TERM="xterm", NO_COLOR="1").decode()
    assert not COLOUR.search(written)
    assert "\x1b[1m" in written  # bold is no colour


def test_a_dumb_terminal_gets_text_alone(own_cache: Path, a_page: Path) -> None:
    written = on_a_terminal(own_cache, a_page, TERM="dumb").decode()
    assert "\x1b" not in written
    assert "\u202b" not in written
    assert "ok · a.txt" in written


def test_a_terminal_without_utf_8_gets_its_own_letters(own_cache: Path, a_page: Path) -> None:
    # «؛» is D8 9B in UTF-8, and 9B begins a command in Latin-1.
    written = on_a_terminal(own_cache, a_page, TERM="dumb", PYTHONIOENCODING="latin-1")
    assert "ok · a.txt".encode("latin-1") in written
    assert b"???" in written
    assert not set(written) & {*range(0x80, 0xA0)}
