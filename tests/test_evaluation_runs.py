"""Runs: what is kept of one, how it is saved and read, and what its tables show."""

import io
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from summariser.document import Document
from summariser.errors import DocumentError, SetupError
from summariser.evaluation import DocumentRun, Journal, LabelledSet, Run, evaluate, load_set, runs
from summariser.record import MeetingSummary, Usage
from summariser.views.run_documents import comparison_rows, document_table
from summariser.views.runs import run_tables

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
    (tmp_path / "other.json").write_text('{"format": 1}')
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
    Console(file=out, width=160).print(run_tables(evaluate(labelled_set, summarise)))
    lines = [re.split(" {2,}", line.strip()) for line in out.getvalue().splitlines()]
    rows = {cells[0]: cells[1:] for cells in lines}
    # Parties, officials, venue, date, agreements, context, score, ungrounded, seconds.
    a, b = lines[[*rows].index("document") + 2], rows["b [red].txt (failed)"]
    assert a[:-1] != b[:-1] == ["0.00", "0.00", "0.00", "1.00", "1.00", "1.00", "0.500", "0/0"]
    assert rows["document score"][0] == "0.556"
    assert rows["officials"] == ["0.250", "0.500", "0.333", "0.000–0.667"]
    assert rows["venue"] == ["0.000", "0.000–0.000"]
    assert rows["ungrounded rate"][0] == "0.167"  # one name of two, two countries, two quotes
    assert rows["present"] == ["1/1", "1.000", "1.000–1.000"]
    assert rows["name_en"][:2] == ["0/1", "0.000"]
    assert rows["status"] == ["0/0", "–", "–"]
    assert rows["a.txt"] == ["name", "جون [bold]سميث"]


def test_a_document_is_shown_label_beside_prediction(labelled_set: LabelledSet) -> None:
    run = evaluate(labelled_set, summarise)
    rows = {(r.field, r.verdict): r for r in comparison_rows(run.documents[0])}
    assert set(rows) == {
        ("parties", "missed"),
        ("officials", "partly"),
        ("officials", "wrong"),
        ("venue", "missed"),
        ("date", "right"),
    }
    assert rows["officials", "partly"].remark == "name_en wrong, role wrong"
    assert rows["officials", "wrong"].prediction.startswith("جون [bold]سميث")
    assert rows["parties", "missed"].label == "IT"
    assert rows["venue", "missed"].label == "Rome (IT)"
    out = io.StringIO()
    Console(file=out, width=160).print(document_table(run.documents[0]))
    assert "جون [bold]سميث" in out.getvalue()
    assert "officials 0.67" in out.getvalue()


def test_scores_in_a_file_are_not_believed(labelled_set: LabelledSet, tmp_path: Path) -> None:
    run = evaluate(labelled_set, summarise)
    data = json.loads(run.model_dump_json())
    data["documents"][0]["score"]["score"] = data["score"]["score"]["mean"] = 1.0
    data["set_sha256"] = "0" * 64
    (tmp_path / "run.json").write_text(json.dumps(data))
    assert Run.load(tmp_path / "run.json") == run


# ── journals ─────────────────────────────────────────────────────────────────


def done(path: Path) -> MeetingSummary:
    record = summarise(labelled_path(path))
    return record.model_copy(update={"status": "ok"})


def labelled_path(path: Path) -> Path:
    return path.with_name("a.txt")


def stopped_after_one(labelled_set: LabelledSet, file: Path) -> DocumentRun:
    """Run a set, stopped with Ctrl-C at its second document."""
    asked: list[Path] = []

    def summarise(path: Path) -> MeetingSummary:
        asked.append(path)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return done(path)

    with Journal(file, "made by") as journal, pytest.raises(KeyboardInterrupt):
        evaluate(labelled_set, summarise, journal.add)
    with Journal(file, "made by") as journal:
        (document,) = journal.finished.values()
    return document


def test_a_stopped_run_goes_on_where_it_was(labelled_set: LabelledSet, tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    first = stopped_after_one(labelled_set, file)
    asked: list[str] = []

    def summarise(path: Path) -> MeetingSummary:
        asked.append(path.name)
        return done(path)

    with Journal(file, "made by") as journal:
        run = evaluate(labelled_set, summarise, journal.add, journal.finished)
        journal.remove()
    assert asked == ["b [red].txt"]
    assert run.documents[0] == first
    assert len(run.documents) == 2
    assert not list(tmp_path.glob("run.json*"))


def test_a_journal_of_something_else_is_not_believed(
    labelled_set: LabelledSet, tmp_path: Path
) -> None:
    file = tmp_path / "run.json"
    stopped_after_one(labelled_set, file)
    with Journal(file, "other code") as journal:
        assert journal.other
        assert not journal.finished


def test_a_changed_document_is_done_again(labelled_set: LabelledSet, tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    stopped_after_one(labelled_set, file)
    labelled_set.items[0][0].write_text(TEXT + " ثم")
    asked: list[str] = []
    with Journal(file, "made by") as journal:
        evaluate(
            labelled_set,
            lambda path: asked.append(path.name) or summarise(path),
            finished=journal.finished,
        )
    assert asked == ["a.txt", "b [red].txt"]


@pytest.mark.parametrize("cut", [1, 40, 400])
def test_a_half_written_line_costs_its_document_alone(
    labelled_set: LabelledSet, tmp_path: Path, cut: int
) -> None:
    file = tmp_path / "run.json"
    with Journal(file, "made by") as journal:
        evaluate(labelled_set, done, journal.add)
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole[: len(whole) - 1 - cut])
    with Journal(file, "made by") as journal:
        assert list(journal.finished) == ["a.txt"]


def test_failed_documents_are_tried_again(labelled_set: LabelledSet, tmp_path: Path) -> None:
    with Journal(tmp_path / "run.json", "made by") as journal:
        evaluate(labelled_set, summarise, journal.add)
    with Journal(tmp_path / "run.json", "made by") as journal:
        assert list(journal.finished) == ["a.txt"]


def test_a_journal_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"run\.json\.part: cannot be written"):
        Journal(tmp_path / "none" / "run.json", "made by")


def test_a_run_costs_what_its_records_cost_together() -> None:
    priced = [Usage(requests=1, cost=0.25), Usage(requests=2), Usage(requests=1, cost=0.5)]
    assert runs.total_usage(priced) == Usage(requests=4, cost=0.75)
    assert runs.total_usage(priced[1:2]) == Usage(requests=2)
