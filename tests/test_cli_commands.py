import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import CHECKOUT, RunCli
from scripted import Asked, ScriptedModel, first_option

from summariser import __version__
from summariser.errors import ModelUnreachableError
from summariser.evaluation import Run
from summariser.model import AnswerCache
from summariser.model.weights import WEIGHTS


def test_version(cli: RunCli) -> None:
    assert cli("--version").out == f"summariser {__version__}\n"


@pytest.mark.parametrize("group", [[], ["models"], ["cache"], ["eval"]])
def test_a_command_without_words_shows_its_help(group: list[str], cli: RunCli) -> None:
    ended = cli(*group)
    assert ended.code == 2
    assert "Usage: summariser" in ended.out + ended.err


# ── models ───────────────────────────────────────────────────────────────────

BYTES = b"GGUF and so on"


@pytest.fixture
def weights(monkeypatch: pytest.MonkeyPatch, own_cache: Path) -> Path:
    """Where small weights called 1.5b belong; nobody has them to fetch."""
    small = replace(
        WEIGHTS["1.5b"],
        size=len(BYTES),
        sha256=hashlib.sha256(BYTES).hexdigest(),
        hub=None,
        wheels=None,
    )
    monkeypatch.setitem(WEIGHTS, "1.5b", small)
    path = own_cache / "weights" / small.file_name
    path.parent.mkdir(parents=True)
    return path


def test_models_are_listed_with_what_is_here(cli: RunCli, weights: Path) -> None:
    weights.write_bytes(BYTES)
    ended = cli("models", "list")
    assert ended.code == 0
    rows = [line.split()[:4] for line in ended.out.splitlines()]
    assert ["1.5b", "local", "0.00", "yes"] in rows
    assert ["0.5b", "local:0.5b", "0.49", "no"] in rows
    assert str(weights.parent) in ended.out


@pytest.mark.parametrize("command", ["pull", "path", "verify"])
def test_weights_that_are_here(command: str, cli: RunCli, weights: Path) -> None:
    weights.write_bytes(BYTES)
    ended = cli("models", command)
    assert ended.code == 0
    assert ended.out.startswith(str(weights))


@pytest.mark.parametrize("command", ["path", "verify"])
def test_weights_that_are_not_here(command: str, cli: RunCli, weights: Path) -> None:
    ended = cli("models", command, "1.5b")
    assert (ended.code, ended.out) == (2, "")
    assert "summariser models pull 1.5b" in ended.err


@pytest.mark.parametrize("command", ["path", "verify"])
def test_one_wrong_byte_is_found(command: str, cli: RunCli, weights: Path) -> None:
    weights.write_bytes(BYTES.replace(b"so", b"no"))
    ended = cli("models", command)
    assert (ended.code, ended.out) == (2, "")
    assert "expected SHA-256" in ended.err


def test_verify_reads_again_what_path_believes(cli: RunCli, weights: Path) -> None:
    weights.write_bytes(BYTES)
    assert cli("models", "path").code == 0
    mark = weights.with_name(f"{weights.name}.verified")
    assert mark.exists()
    weights.write_bytes(BYTES.replace(b"so", b"no"))
    stat = weights.stat()
    believed = json.loads(mark.read_text())
    mark.write_text(json.dumps({**believed, "mtime_ns": stat.st_mtime_ns}))
    assert cli("models", "verify").code == 2


def test_weights_that_nobody_has(cli: RunCli, weights: Path) -> None:
    ended = cli("models", "pull")
    assert (ended.code, ended.out) == (2, "")
    assert "could not be fetched" in ended.err


def test_weights_of_an_unknown_name(cli: RunCli, weights: Path) -> None:
    ended = cli("models", "pull", "7b")
    assert ended.code == 2
    assert "'7b'" in ended.err
    assert "1.5b, 0.5b" in ended.err


# ── cache ────────────────────────────────────────────────────────────────────


def test_the_cache_is_shown_and_cleared(cli: RunCli, own_cache: Path) -> None:
    filled = AnswerCache(own_cache / "answers")
    filled.put("key", {"an": "answer"})
    filled.get("key")
    filled.get("key")
    filled.get("another")
    filled.close()
    ended = cli("cache", "info")
    assert f"folder: {own_cache / 'answers'}\nanswers: 1\nsize: 0." in ended.out
    assert " MB of at most 1,074 MB\nhits: 2\nmisses: 1\noldest: " in ended.out
    assert ended.out.endswith(" seconds ago\n")
    shown = json.loads(cli("cache", "info", "--json").out)
    assert (shown["answers"], shown["hits"], shown["misses"]) == (1, 2, 1)
    assert 0 < shown["bytes"] < shown["size_limit"] == 1 << 30
    assert datetime.fromisoformat(shown["oldest"]).tzinfo == UTC
    assert cli("cache", "clear").out.startswith("1 answers taken out of ")
    assert "answers: 0\n" in cli("cache", "info").out


def test_a_damaged_cache_is_told_and_repaired(cli: RunCli, own_cache: Path) -> None:
    (own_cache / "answers").mkdir(parents=True)
    (own_cache / "answers" / "cache.db").write_bytes(b"garbage " * 1000)
    ended = cli("cache", "info")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert "file is not a database" in ended.err
    assert "`summariser cache clear`" in ended.err
    ended = cli("cache", "clear")
    assert (ended.code, ended.err) == (0, "")
    assert "answers: 0\n" in cli("cache", "info").out


def test_a_limit_that_cannot_be_read(
    cli: RunCli, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMARISER_CACHE_LIMIT", "2MB")
    assert " of at most 2 MB\n" in cli("cache", "info").out
    monkeypatch.setenv("SUMMARISER_CACHE_LIMIT", "plenty")
    ended = cli("cache", "info")
    assert (ended.code, ended.out) == (2, "")
    assert "SUMMARISER_CACHE_LIMIT is 'plenty'" in ended.err


@pytest.mark.parametrize("command", ["info", "clear"])
def test_a_cache_that_cannot_be_used(command: str, cli: RunCli, own_cache: Path) -> None:
    own_cache.write_text("a file where the folder should be")
    ended = cli("cache", command)
    assert (ended.code, ended.out) == (2, "")
    assert str(own_cache) in ended.err


# ── eval ─────────────────────────────────────────────────────────────────────


@pytest.fixture
def labelled(tmp_path: Path, page: str) -> Path:
    """A set of two documents, in a folder."""
    folder = tmp_path / "set"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text(page, "utf-8")
        label = {
            "document": f"{name}.txt",
            "parties": [{"name": ["Morocco"], "kind": "state", "country": "MA"}],
            "officials": [],
            "venue": {"city": ["Rabat"], "country": "MA", "place": []},
            "date": {"value": "2021-09-29", "precision": "day"},
            "agreements": [],
            "context": [],
        }
        (folder / f"{name}.json").write_text(json.dumps(label), "utf-8")
    return folder


def test_a_set_is_scored(cli: RunCli, labelled: Path, tmp_path: Path) -> None:
    saved = tmp_path / "run.json"
    ended = cli("eval", "run", "--set", labelled, "--save", saved, model=ScriptedModel())
    assert (ended.code, ended.err) == (0, "")
    assert "a.txt" in ended.out
    assert "document score" in ended.out
    run = Run.load(saved)
    assert [document.score.document for document in run.documents] == ["a.txt", "b.txt"]
    assert run.documents[0].score.fields["venue"] == 1.0


def test_a_run_as_json(cli: RunCli, labelled: Path) -> None:
    ended = cli("eval", "run", "--set", labelled, "--json", model=ScriptedModel())
    assert Run.model_validate_json(ended.out).set_name == str(labelled)


def test_a_run_with_a_failed_document_ends_with_1(
    cli: RunCli, labelled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")

    def away(asked: Asked) -> dict[str, float]:
        raise ModelUnreachableError("away")

    ended = cli("eval", "run", "--set", labelled, model=ScriptedModel(away))
    assert ended.code == 1
    assert "a.txt (failed)" in ended.out


@pytest.mark.parametrize("folder", [".", "tests"])
def test_gold_is_found_from_anywhere_in_a_checkout(
    folder: str, cli: RunCli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CHECKOUT / folder)
    seen: list[str] = []

    def evaluate(labelled_set: object, *_: object) -> Run:
        seen.append(getattr(labelled_set, "name", ""))
        raise KeyboardInterrupt

    monkeypatch.setattr("summariser.cli.evaluating.evaluate", evaluate)
    assert cli("eval", "run", model=ScriptedModel()).code == 130
    assert seen == ["gold"]


def test_gold_outside_a_checkout(
    cli: RunCli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = cli("eval", "run", model=ScriptedModel())
    assert ended.code == 2
    assert "no eval/gold" in ended.err


def test_a_run_that_could_not_be_saved_is_not_begun(
    cli: RunCli, labelled: Path, tmp_path: Path
) -> None:
    for place in (tmp_path / "none" / "run.json", tmp_path):
        model = ScriptedModel()
        ended = cli("eval", "run", "--set", labelled, "--save", place, model=model)
        assert ended.code == 2
        assert str(place) in ended.err
        assert not model.asked


def test_a_limited_run_says_so(cli: RunCli, labelled: Path) -> None:
    ended = cli("eval", "run", "--set", labelled, "--limit", 1, "--json", model=ScriptedModel())
    run = Run.model_validate_json(ended.out)
    assert (run.set_name, len(run.documents)) == (f"{labelled} (first 1)", 1)
    assert cli("eval", "run", "--set", labelled, "--limit", 0).code == 2


def test_a_run_that_was_stopped_goes_on(cli: RunCli, labelled: Path, tmp_path: Path) -> None:
    saved = tmp_path / "run.json"
    second = labelled / "b.txt"
    second.write_text(second.read_text("utf-8") + "\nثم عاد الوفد.\n", "utf-8")

    def stop_at_the_second(asked: Asked) -> dict[str, float]:
        if "ثم عاد" in asked.words:
            raise KeyboardInterrupt
        return first_option(asked)

    command = ("eval", "run", "--set", labelled, "--save", saved)
    assert cli(*command, model=ScriptedModel(stop_at_the_second)).code == 130
    assert not saved.exists()
    model = ScriptedModel()
    ended = cli(*command, model=model)
    assert ended.code == 0
    assert ended.err == f"going on after 1 documents in {saved}.part\n"
    assert all("ثم عاد" in asked.words for asked in model.asked)
    assert len(Run.load(saved).documents) == 2
    assert not list(tmp_path.glob("run.json.*"))


@pytest.fixture
def saved(cli: RunCli, labelled: Path, tmp_path: Path) -> Path:
    file = tmp_path / "run.json"
    cli("eval", "run", "--set", labelled, "--save", file, model=ScriptedModel())
    return file


def test_a_saved_run_is_shown(cli: RunCli, saved: Path) -> None:
    ended = cli("eval", "show", saved)
    assert (ended.code, ended.err) == (0, "")
    assert "document score" in ended.out
    one = cli("eval", "show", saved, "a")
    assert "2021-09-29" in one.out
    assert "document score" not in one.out
    ended = cli("eval", "show", saved, "c")
    assert ended.code == 2
    assert "c: no document of that name in the run; it has a.txt, b.txt" in ended.err


def test_two_saved_runs_are_compared(cli: RunCli, saved: Path) -> None:
    ended = cli("eval", "compare", saved, saved)
    assert (ended.code, ended.err) == (0, "")
    assert "2 documents" in ended.out
    assert "No document changed its score." in ended.out
    ended = cli("eval", "compare", saved, saved.with_name("none.json"))
    assert ended.code == 2
    assert "none.json: the run cannot be read" in ended.err


def test_labels_are_checked(cli: RunCli, labelled: Path) -> None:
    ended = cli("eval", "check", labelled)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        f"{labelled}: 2 documents, 2 parties, 0 officials, 0 agreements, 0 context: no problems\n"
    )
    label = labelled / "a.json"
    label.write_text(label.read_text("utf-8").replace('"MA"', '"XX"'), "utf-8")
    ended = cli("eval", "check", labelled)
    assert ended.code == 1
    assert f"{label}:1: parties[0].country: 'XX' is not an ISO" in ended.out
    assert ended.out.endswith("2 problems\n")


def test_the_gate_holds_and_fails(cli: RunCli, saved: Path, tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    command = ("eval", "gate", "--set", "gold", "--run", saved, "--floors", floors)
    assert cli(*command).code == 2  # no floors yet
    ended = cli(*command, "--update")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("gold: document score ")
    assert cli(*command).code == 0
    data = json.loads(floors.read_text("utf-8"))
    data["gold"]["floors"]["officials"] = 1.01
    floors.write_text(json.dumps(data), "utf-8")
    ended = cli(*command)
    assert ended.code == 1
    assert "officials is" in ended.err
    assert "its floor is 1.010" in ended.err
    assert cli(*command, "--update").code == 2
    assert cli(*command, "--allow-regression", "why not").code == 2
    assert cli(*command, "--update", "--allow-regression", "a test").code == 0
    assert json.loads(floors.read_text("utf-8"))["gold"]["regressions"][0]["reason"] == "a test"
