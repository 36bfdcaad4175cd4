"""What it costs to begin, and to give a record that is kept already.

    python benchmarks/cold.py [RECORDS]

Seconds of the command line, the best of several runs: bare Python, ``import typer, pydantic``
(the least that the commands need), ``--help``, a page whose record is in the cache. Then records
a second from the cache through Python, of different short pages, beside the least that each
needs: its row read from SQLite, its JSON validated. Modules are compiled once, as on a user's
machine, also where PYTHONDONTWRITEBYTECODE says otherwise.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from answering import labelled, served
from tables import Row, report

from summariser import Document, MeetingSummary, Summariser
from summariser.settings import Settings

TRIES = 10


def main(count: int) -> None:  # noqa: D103
    page = labelled(1)[0][0]
    with tempfile.TemporaryDirectory() as folder, served(pages=1) as url:
        os.environ |= {"SUMMARISER_CACHE_DIR": folder, "OPENAI_API_KEY": "k"}
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        rows = [*command_rows(page, url), *record_rows(page, url, count)]
    report("cold", ("", "wall s", "CPU s", "a second"), rows)


def command_rows(page: Path, url: str) -> list[Row]:
    """Seconds of the command line."""
    command = [sys.executable, "-c", "from summariser.cli import main; main()"]
    asked = ["summarise", str(page), "--model", "openai:m", "--base-url", url, "--format"]
    ways = {
        "bare Python": [sys.executable, "-c", "pass"],
        "import typer, pydantic": [sys.executable, "-c", "import typer, pydantic"],
        "summariser --help": [*command, "--help"],
        "a cached page, --format json": [*command, *asked, "json"],
        "a cached page, --format text": [*command, *asked, "text"],
    }
    rows: list[Row] = []
    for name, way in ways.items():
        seconds, processor = zip(*(timed(way) for _ in range(TRIES)), strict=True)
        rows.append((name, min(seconds), min(processor), None))
    return rows


def timed(command: list[str]) -> tuple[float, float]:
    """Wall and processor time of a command, in seconds."""
    before, begun = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")  # noqa: S603
    wall, after = time.perf_counter() - begun, os.times()
    return wall, sum(after[2:4]) - sum(before[2:4])


def record_rows(page: Path, url: str, count: int) -> list[Row]:
    """Records a second from the cache."""
    text = page.read_text("utf-8")
    texts = [text, *(f"{text}\n{number}" for number in range(1, count))]
    with Summariser("openai:m", base_url=url, settings=Settings(plan="whole")) as summariser:
        record = summariser.summarise(texts[0])
        keep(summariser, record, texts)
        least = per_second(read_alone, texts)
        told = per_second(summariser.summarise, texts)
        if not all(summariser.summarise(text).provenance.from_cache for text in texts):
            raise SystemExit("some records were not kept: nothing was measured")
    name = f"{count} kept records of {len(record.evidence())} quotes"
    return [
        (name, None, None, told),
        ("SQLite and pydantic alone", None, None, least),
    ]


def keep(summariser: Summariser, record: MeetingSummary, texts: list[str]) -> None:
    """Put the record on the shelf for every text, and its JSON into a table for comparison."""
    shelf: Any = summariser._shelf
    rows: list[tuple[str, str]] = []
    for text in texts:
        document = Document.from_text(text)
        told = {"sha256": document.sha256, "characters": len(text)}
        info = record.document.model_copy(update=told)
        own = record.model_copy(update={"document": info})
        shelf.put(document, summariser.model, own)
        rows.append((text, own.model_dump_json()))
    TABLE.execute("CREATE TABLE kept (key TEXT PRIMARY KEY, value TEXT)")
    TABLE.executemany("INSERT INTO kept VALUES (?, ?)", rows)


TABLE = sqlite3.connect(":memory:")


def read_alone(text: str) -> MeetingSummary:
    """What nobody can do without: a row read, its record validated against the text."""
    row = TABLE.execute("SELECT value FROM kept WHERE key = ?", (text,)).fetchone()
    return MeetingSummary.model_validate(json.loads(row[0]), context={"text": text})


def per_second(work: Callable[[str], object], texts: list[str]) -> float:
    """How many a second, in the best of three rounds."""
    best = 0.0
    for _ in range(3):
        begun = time.perf_counter()
        for text in texts:
            work(text)
        best = max(best, len(texts) / (time.perf_counter() - begun))
    return best


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
