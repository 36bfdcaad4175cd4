"""Processes that are killed while they write: rows are whole, and each is there once."""

import multiprocessing
import os
import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from recorded import FORMS, ids, journal, opened, read_back, scripted

KILLS = 20
LONGEST_LIFE = 0.25  # seconds
ROWS_A_LIFE = 30  # rows after which every second process ends its work and closes


def work(output: Path, rows: int, failing: bool, begun: Connection | None = None) -> None:
    """Go on with the output: write this many rows, or go on until killed."""
    if begun:
        begun.send(True)
    with opened(output, read=False) as sink:
        done = {row.id for row in sink.kept()}
        number = written = 0
        while written < rows:
            name = f"{number:06}"
            if name not in done:
                status = "failed" if failing and number % 7 == 3 else "ok"
                sink.write(scripted(name, status, headline="word " * (number % 5 * 1000)))
                written += 1
            number += 1


@pytest.fixture(scope="module")
def processes() -> Iterator[ForkServerContext]:
    """Processes that are forked from one that has everything imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["test_sinks_kill", "summariser.corpus.sinks.sqlite"])
    with pytest.MonkeyPatch.context() as patch:
        paths = filter(None, (str(Path(__file__).parent), *sys.path))
        patch.setenv("PYTHONPATH", os.pathsep.join(paths))
        yield context


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_killed_again_and_again_each_row_is_whole_and_there_once(
    form: str, tmp_path: Path, processes: ForkServerContext
) -> None:
    output = tmp_path / f"records.{form}"
    chance = random.Random(form)
    killed = 0
    while killed < KILLS:
        rows = 10**6 if killed % 2 else ROWS_A_LIFE
        failing = killed < KILLS - 3
        told, begun = processes.Pipe(duplex=False)
        process = processes.Process(target=work, args=(output, rows, failing, begun))
        process.start()
        begun.close()
        told.recv()
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        process.kill()
        process.join()
        killed += process.exitcode == -9
    with opened(output) as sink:
        left = sorted(row.id for row in sink.kept())
    highest = int(left[-1]) if left else 0
    work(output, highest + 5 - len(left) + 1, failing=False)
    assert ids(output) == [f"{number:06}" for number in range(highest + 6)]
    assert {record.status for record in read_back(output)} == {"ok"}
    assert ids(journal(output)) == ids(output)
    if form == "db":
        with closing(sqlite3.connect(output)) as database:
            (parts,) = database.execute(
                "SELECT (SELECT count(*) FROM evidence), (SELECT count(*) FROM officials)"
            ).fetchall()
        records = read_back(output)
        assert parts == (sum(len(r.evidence()) for r in records), len(records))
    assert highest > KILLS, "the processes did not live long enough to write"
