"""A corpus on the command line: gone on with, joined, told of, killed."""

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest
from batched import BatchingServer
from conftest import CHECKOUT, PAGE, RunCli
from scripted import Asked, ScriptedModel, first_option
from test_cli import DRIVER, records
from test_corpus_batching import good

from summariser import MeetingSummary
from summariser.errors import ModelUnreachableError
from summariser.model import batch


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A table of six rows, two of them with the same words."""
    table = tmp_path / "pages.jsonl"
    texts = [f"{PAGE}\nالخبر رقم {number}." for number in (1, 2, 3, 2, 4)]
    rows = [{"id": f"n{i}", "text": text} for i, text in enumerate(texts)]
    rows.append({"id": "broken", "text": " "})
    table.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return table


def by_id(path: Path) -> dict[str, MeetingSummary]:
    rows = records(path.read_text("utf-8"))
    found = {row.document.id: row for row in rows}
    assert len(found) == len(rows)
    return found


def test_a_corpus_is_gone_on_with(cli: RunCli, corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    away = True

    def weigh(asked: Asked) -> dict[str, float]:
        if away and "رقم 3" in asked.words:
            raise ModelUnreachableError("the server is away")
        return first_option(asked)

    assert cli("summarise", corpus, "-o", output, model=ScriptedModel(weigh)).code == 1
    first = by_id(output)
    assert {name for name, row in first.items() if row.status == "failed"} == {"n2", "broken"}
    assert first["n3"].document.same_as == "n1"
    away = False
    model = ScriptedModel(weigh)
    ended = cli("summarise", corpus, "-o", output, model=model)
    assert ended.code == 1, "one page stays broken"
    again = by_id(output)
    assert {name for name, row in again.items() if row.status == "failed"} == {"broken"}
    assert all("رقم 3" in asked.words for asked in model.asked), "what is there is not asked again"
    assert {name: again[name] for name in ("n0", "n1", "n3", "n4")} == {
        name: first[name] for name in ("n0", "n1", "n3", "n4")
    }


def test_an_output_of_another_configuration_is_refused(
    cli: RunCli, corpus: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out.jsonl"
    cli("summarise", corpus, "-o", output, model=ScriptedModel())
    before = output.read_bytes()
    arabic = ["summarise", corpus, "-o", output, "--language", "ar"]
    refused = cli(*arabic, model=ScriptedModel())
    assert refused.code == 2
    assert "language: en, now ar" in refused.err
    assert "--force" in refused.err
    assert output.read_bytes() == before
    assert cli(*arabic, "--force", model=ScriptedModel()).code == 1
    assert {row.provenance.language for row in by_id(output).values()} == {"ar"}


def test_all_there_is_said(cli: RunCli, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text(PAGE, "utf-8")
    output = tmp_path / "out.jsonl"
    command = ["summarise", tmp_path / "pages", "-o", output]
    assert cli(*command, model=ScriptedModel()).code == 0
    again = cli(*command, model=ScriptedModel())
    assert again.code == 0
    assert again.err.strip() == f"{output}: all 1 records are there; --force makes them anew"


@pytest.mark.parametrize("form", ["jsonl", "db", "csv", "parquet"])
def test_every_sink_takes_a_corpus(form: str, cli: RunCli, corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / f"out.{form}"
    ended = cli("summarise", corpus, "-o", output, "--workers", "3", model=ScriptedModel())
    assert ended.code == 1
    assert "6 documents: 1 failed, 5 ok; 1 the same as others" in ended.err
    assert output.stat().st_size > 0
    again = cli("summarise", corpus, "-o", output, model=ScriptedModel())
    assert "1 documents: 1 failed; 5 were there already" in again.err


def test_events_are_json_lines(cli: RunCli, corpus: Path, tmp_path: Path) -> None:
    ended = cli(
        "summarise", corpus, "-o", tmp_path / "o.jsonl", "--log-json", model=ScriptedModel()
    )
    events = [json.loads(line) for line in ended.err.splitlines()]
    assert Counter(event["event"] for event in events) == {"record": 6, "end": 1}
    assert {event["id"] for event in events[:-1]} == {"n0", "n1", "n2", "n3", "n4", "broken"}
    assert events[-1]["written"] == 6
    assert (events[-1]["ok"], events[-1]["failed"], events[-1]["twins"]) == (5, 1, 1)


def test_twins_are_joined_on_standard_output_too(cli: RunCli, corpus: Path) -> None:
    ended = cli("summarise", corpus, "--format", "jsonl", model=ScriptedModel())
    assert [row.document.same_as for row in records(ended.out)].count("n1") == 1


def test_batches_need_an_output_that_is_gone_on_with(cli: RunCli, corpus: Path) -> None:
    remote = ["--model", "openai:m", "--base-url", "http://127.0.0.1:1/v1"]
    ended = cli("summarise", corpus, "--batch-api", *remote)
    assert ended.code == 2
    assert "--output" in ended.err


def test_a_corpus_by_the_batch_api(
    cli: RunCli, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "_FIRST_WAIT", 0.05)
    with BatchingServer(good) as server:
        command = ["summarise", corpus, "-o", tmp_path / "out.jsonl", "--batch-api"]
        remote = ["--model", "openai:m", "--base-url", server.url]
        ended = cli(*command, *remote, "--log-json")
    assert ended.code == 1, ended.err
    rows = by_id(tmp_path / "out.jsonl")
    assert {name for name, row in rows.items() if row.status != "failed"} == {
        *("n0", "n1", "n2", "n3", "n4")
    }
    assert any('"event": "batch"' in line for line in ended.err.splitlines())


@pytest.mark.slow
def test_killed_fifty_times_each_document_is_there_once(tmp_path: Path, own_cache: Path) -> None:
    table, output, asked = (tmp_path / name for name in ("pages.jsonl", "out.jsonl", "asked"))
    count, workers = 400, 4
    texts = (f"{PAGE}\nالخبر رقم {number}." for number in range(count))
    rows = (json.dumps({"id": f"n{i}", "text": text}) + "\n" for i, text in enumerate(texts))
    table.write_text("".join(rows), "utf-8")
    paths = [str(CHECKOUT), os.environ.get("PYTHONPATH", "")]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "SCRIPTED_ASKED": str(asked),
        "SCRIPTED_SECONDS": "0.01",
    }
    command = [*DRIVER, "summarise", table, "-o", output, "--workers", str(workers)]
    chance = random.Random(7)
    kills = 0
    while True:
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        before = output.stat().st_size if output.exists() else 0
        if kills < 50:
            # Not before it has begun to write: else most kills would meet imports.
            while process.poll() is None and (
                not output.exists() or output.stat().st_size <= before
            ):
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.04))
            process.send_signal(signal.SIGKILL)
        _, errors = process.communicate()
        if process.returncode != -signal.SIGKILL:
            break
        kills += 1
    assert process.returncode == 0, errors
    assert set(by_id(output)) == {f"n{i}" for i in range(count)}
    times = Counter(asked.read_text("utf-8").split())
    assert len(times) == count
    in_flight = 2 * workers  # in work, or finished and not yet written
    assert times.total() <= count + kills * in_flight
    assert kills == 50
