"""Runs: what is kept of one, how it is saved and read, and what its tables show."""

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from summariser.document import Document
from summariser.errors import DocumentError, SetupError
from summariser.evaluation import DocumentRun, LabelledSet, Run, evaluate, load_set, render, runs
from summariser.record import MeetingSummary

# The line break of Windows: an offset is right only in the text as it was read.
TEXT = "خبر\r\nالتقى وزير الدفاع الإيطالي غويدو كروزيتو نظيره في روما."
LABEL: dict[str, Any] = {
    "parties": [{"name": ["Italy"], "kind": "state", "country": "IT"}],
    "officials": [
        {
            "name": "غويدو كروزيتو",
            "name_en": ["Guido Crosetto"],
            "role": ["Minister of Defence"],
            "country": "IT",
            "present": True,
        }
    ],
    "venue": {"city": ["Rome"], "country": "IT", "place": []},
    "date": {"value": None, "precision": None},
    "agreements": [],
    "context": [],
}


@pytest.fixture
def labelled_set(tmp_path: Path) -> LabelledSet:
    for name in ("a", "b [red]"):
        (tmp_path / f"{name}.txt").write_bytes(TEXT.encode())
        label = {"document": f"{name}.txt"} | LABEL
        (tmp_path / f"{name}.json").write_text(json.dumps(label), encoding="utf-8")
    return load_set(tmp_path, tmp_path)


def summarise(path: Path) -> MeetingSummary:
    """Do document "a" half right, and fail on the other."""
    document = Document.from_path(path)
    done = path.name == "a.txt"
    here = [{"quote": "التقى", "start": 5, "end": 10}]
    names = ("غويدو كروزيتو", "جون [bold]سميث")
    record: dict[str, Any] = {
        "document": {
            "id": path.name,
            "sha256": document.sha256,
            "language": "ar",
            "characters": len(TEXT),
        },
        "status": "ok" if done else "failed",
        "headline": "",
        "summary": "",
        "parties": (),
        "officials": [
            {"name": name, "name_en": "", "role": "", "country": "IT", "present": True}
            | {"evidence": here}
            for name in (names if done else ())
        ],
        "venue": None,
        "date": None,
        "agreements": (),
        "context": (),
        "warnings": (),
        "provenance": {
            "model": "scripted",
            "weights_sha256": None,
            "plan": "stepwise",
            "prompts": {"system.j2": "0" * 64, f"{path.stem}.j2": "1" * 64},
            "package_version": "0",
            "usage": {"requests": 1, "prompt_tokens": 10, "cached_tokens": 2},
            "seconds": 0,
            "from_cache": False,
        },
    }
    return MeetingSummary.model_validate(record)


def test_a_run_holds_predictions_scores_and_what_made_them(labelled_set: LabelledSet) -> None:
    seen: list[DocumentRun] = []
    run = evaluate(labelled_set, summarise, seen.append)
    assert list(run.documents) == seen
    assert [d.record for d in run.documents] == [summarise(p) for p, _ in labelled_set.items]
    assert [d.score.document for d in run.documents] == ["a.txt", "b [red].txt"]
    # Officials 2·1/(2+1); date, agreements and context rightly empty. Failed: only those.
    assert [d.score.score for d in run.documents] == [pytest.approx((2 / 3 + 3) / 6), 0.5]
    assert run.score.score.mean == pytest.approx((2 / 3 + 3 + 3) / 12)
    assert run.seconds == sum(d.seconds for d in run.documents) > 0
    assert (run.usage.requests, run.usage.prompt_tokens, run.usage.cached_tokens) == (2, 20, 4)
    assert set(run.prompts) == {"system.j2", "a.j2", "b [red].j2"}
    assert (run.set_name, run.set_sha256) == (labelled_set.name, labelled_set.sha256())


def test_a_run_is_read_as_it_was_saved(labelled_set: LabelledSet, tmp_path: Path) -> None:
    run = evaluate(labelled_set, summarise)
    file = tmp_path / "run.json"
    file.write_text("an older run")
    run.save(file)
    assert Run.load(file) == run
    assert not list(tmp_path.glob("*.part"))


def test_what_is_no_run_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"none\.json: the run cannot be read"):
        Run.load(tmp_path / "none.json")
    (tmp_path / "other.json").write_text('{"format": 2}')
    with pytest.raises(SetupError, match=r"other\.json: not a saved run \(format: "):
        Run.load(tmp_path / "other.json")
    (tmp_path / "broken.json").write_text("{")
    with pytest.raises(SetupError, match=r"broken\.json: not a saved run \(.*JSON"):
        Run.load(tmp_path / "broken.json")


def test_a_run_that_cannot_be_written_says_where(labelled_set: LabelledSet, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"run\.json: the run cannot be written"):
        evaluate(labelled_set, summarise).save(tmp_path / "missing" / "run.json")


def test_an_unreadable_document_ends_the_run(labelled_set: LabelledSet) -> None:
    path = labelled_set.items[0][0]
    record = summarise(path)
    path.write_text("")
    with pytest.raises(DocumentError, match=r"a\.txt: empty"):
        evaluate(labelled_set, lambda _path: record)


def git(*arguments: str, cwd: Path) -> str:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@t", *arguments]
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


def test_the_commit_is_that_of_the_checkout(
    labelled_set: LabelledSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "checkout" / "summariser" / "evaluation"
    room.mkdir(parents=True)
    code = room / "runs.py"
    code.write_text("one")
    monkeypatch.setattr(runs, "__file__", str(code))
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "somebody else's"]):
        git(*command, cwd=tmp_path)
    assert evaluate(labelled_set, summarise).git_commit is None
    git("init", "-q", cwd=tmp_path / "checkout")
    assert evaluate(labelled_set, summarise).git_commit is None  # nothing committed yet
    git("add", ".", cwd=room)
    git("commit", "-qm", "one", cwd=room)
    commit = git("rev-parse", "HEAD", cwd=room).strip()
    assert evaluate(labelled_set, summarise).git_commit == commit
    code.write_text("two")
    assert evaluate(labelled_set, summarise).git_commit == f"{commit}-dirty"


def test_the_tables_show_documents_means_attributes_and_what_is_ungrounded(
    labelled_set: LabelledSet,
) -> None:
    out = io.StringIO()
    Console(file=out, width=160).print(render(evaluate(labelled_set, summarise)))
    rows = {
        cells[0]: cells[1:]
        for line in out.getvalue().splitlines()
        if (cells := [cell.strip() for cell in line.strip("│┃").split("│")])[1:]
    }
    # Parties, officials, venue, date, agreements, context, score, ungrounded, seconds.
    a, b = (rows[name] for name in ("a.txt", "b [red].txt (failed)"))
    assert a[:-1] != b[:-1] == ["0.00", "0.00", "0.00", "1.00", "1.00", "1.00", "0.500", "0/0"]
    assert rows["document score"][:3] == ["", "", "0.556"]
    assert rows["officials"] == ["0.250", "0.500", "0.333", "0.000–0.667"]
    assert rows["venue"] == ["", "", "0.000", "0.000–0.000"]
    assert rows["ungrounded rate"][2] == "0.167"  # one name of two, two countries, two quotes
    assert rows["present"] == ["1/1", "1.000", "1.000–1.000"]
    assert rows["name_en"][:2] == ["0/1", "0.000"]
    assert rows["status"] == ["0/0", "–", "–"]
    assert "│ name │ جون [bold]سميث │" in out.getvalue()
