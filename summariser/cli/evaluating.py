"""The commands of ``summariser eval``."""

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console

from summariser.cli.choice import ModelChoice
from summariser.cli.messages import complain
from summariser.cli.progress import DocumentBar
from summariser.document import Document
from summariser.errors import SetupError
from summariser.evaluation import (
    DocumentRun,
    Journal,
    LabelledSet,
    Run,
    check_set,
    compare,
    evaluate,
    load_attacks,
    load_floors,
    load_set,
    misses,
    raised,
    run_attacks,
    save_floors,
)
from summariser.record import MeetingSummary
from summariser.rows import safe_json
from summariser.service import Summariser
from summariser.settings import Settings
from summariser.shelf import package_hash
from summariser.templates import prompt_hashes
from summariser.views import plain
from summariser.views.attacks import attack_tables
from summariser.views.comparisons import comparison_tables
from summariser.views.run_documents import document_table
from summariser.views.run_report import run_report
from summariser.views.runs import run_tables


def run_evaluation(
    name: str, choice: ModelChoice, *, save: Path | None, as_json: bool, limit: int | None
) -> int:
    """Run a set and give the exit code. Raises `SetupError`."""
    labelled_set = load_set(name, _root(name))
    if limit is not None:
        labelled_set = labelled_set.first(limit)
    if save is not None:
        _need_writable(save)
    run = _evaluated(labelled_set, choice, save)
    if as_json:
        typer.echo(safe_json(run, 1))
    else:
        Console().print(run_tables(run))
    return int(any(document.record.status == "failed" for document in run.documents))


def run_attack_set(choice: ModelChoice, *, as_json: bool, limit: int | None) -> int:
    """Run the checkout's attacks and give the exit code. Raises `SetupError`."""
    attack_set = load_attacks(_root("attacks") / "eval" / "attacks")
    if limit is not None:
        attack_set = attack_set.first(limit)
    with choice.open() as summariser, DocumentBar(len(attack_set.pages)) as bar:

        def summarise(document: Document) -> MeetingSummary:
            bar.begin(document.id)
            record = summariser.attempt(document)
            bar.finish()
            return record

        run = run_attacks(attack_set, summarise)
    if as_json:
        typer.echo(safe_json(run, 1))
    else:
        Console().print(attack_tables(run))
    return int(bool(run.failed))


def show_run(file: Path, document: str | None) -> None:
    """Print a saved run, or one of its documents. Raises `SetupError`."""
    run = Run.load(file)
    Console().print(document_table(_named(run, document)) if document else run_tables(run))


def compare_runs(before: Path, after: Path) -> None:
    """Print what changed between two saved runs. Raises `SetupError`."""
    Console().print(comparison_tables(compare(Run.load(before), Run.load(after))))


def report_run(file: Path, output: Path) -> None:
    """Write a saved run as a page. Raises `SetupError`."""
    page = run_report(Run.load(file))
    try:
        output.write_text(page, encoding="utf-8")
    except OSError as error:
        raise SetupError(f"{output}: cannot be written ({error.strerror})") from error
    typer.echo(str(output))


def check_labels(names: Sequence[str]) -> int:
    """Print what is wrong with labels, and counts; give the exit code. Raises `SetupError`."""
    problems = 0
    for name in names:
        checked = check_set(name, _root(name))
        for problem in checked.problems:
            typer.echo(plain(problem))
        counts = ", ".join(f"{count} {field}" for field, count in checked.counts.items())
        found = f"{len(checked.problems)} problems" if checked.problems else "no problems"
        typer.echo(f"{name}: {checked.documents} documents, {counts}: {found}")
        problems += len(checked.problems)
    return int(problems > 0)


def hold_floors(
    name: str, saved: Path | None, *, floors_file: Path | None, update: bool, reason: str | None
) -> int:
    """Check a set's scores against its floors and give the exit code. Raises `SetupError`."""
    if reason is not None and not update:
        raise SetupError("--allow-regression lowers floors only together with --update")
    file = floors_file or _root(name) / "eval" / "floors.json"
    floors = load_floors(file) if file.exists() or not update else {}
    if saved is not None:
        run = Run.load(saved)
    else:
        choice = ModelChoice(Settings())  # the embedded model, whatever the user's settings say
        run = _evaluated(load_set(name, _root(name)), choice, None)
    if update:
        floors[name] = raised(run, floors.get(name), reason)
        save_floors(file, floors)
    if name not in floors:
        raise SetupError(f"{file}: no floors for {name}; --update makes them from this run")
    if missed := misses(run, floors[name]):
        for line in missed:
            complain(f"gate: {line}")
        return 1
    typer.echo(
        f"{name}: document score {run.score.score.mean:.3f} (floor "
        f"{floors[name].floors['score']:.3f}); all {len(floors[name].floors)} floors hold, "
        "nothing ungrounded"
    )
    return 0


def _evaluated(labelled_set: LabelledSet, choice: ModelChoice, save: Path | None) -> Run:
    with choice.open() as summariser, DocumentBar(len(labelled_set.items)) as bar:
        journal = Journal(save, _made_by(labelled_set, summariser)) if save else None
        if journal:
            _tell(journal, bar)

        def summarise(path: Path) -> MeetingSummary:
            bar.begin(path.name)
            return summariser.attempt(path)

        def on_document(document: DocumentRun) -> None:
            if journal:
                journal.add(document)
            bar.finish()

        try:
            run = evaluate(
                labelled_set, summarise, on_document, journal.finished if journal else None
            )
            if save and journal:
                run.save(save)
                journal.remove()
        finally:
            if journal:
                journal.close()
        return run


def _made_by(labelled_set: LabelledSet, summariser: Summariser) -> str:
    """Say in one line what a run comes from: documents of another line are none of it."""
    model = summariser.model
    parts = {
        "set": labelled_set.name,
        "model": model.name,
        "weights": model.weights_sha256,
        "plan": summariser.plan,
        "code": package_hash(),
        "prompts": prompt_hashes(),
    }
    return json.dumps(parts, sort_keys=True)


def _tell(journal: Journal, bar: DocumentBar) -> None:
    if journal.other:
        complain(f"{journal.path}: of another set, model, prompts or code; starting again")
    elif journal.finished:
        complain(f"going on after {len(journal.finished)} documents in {journal.path}")
        for _ in journal.finished:
            bar.finish()


def _named(run: Run, name: str) -> DocumentRun:
    """Find the document of that name, or the only one whose name begins so."""
    found = [d for d in run.documents if d.name == name] or [
        d for d in run.documents if d.name.startswith(name)
    ]
    if len(found) != 1:
        names = Counter(d.name for d in found or run.documents)
        raise SetupError(
            f"{name}: {'no document' if not found else 'more than one document'} of that name in "
            f"the run; it has {', '.join(names)}"
        )
    return found[0]


def _root(name: str) -> Path:
    """Give the checkout that the user is in: the nearest folder above that has eval/gold."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "eval" / "gold").is_dir():
            return folder
    if Path(name).is_dir():
        return here
    raise SetupError(
        f"{name}: not a folder, and sets of that name are in a checkout of summariser: there is "
        f"no eval/gold in {here} or above it"
    )


def _need_writable(file: Path) -> None:
    """Refuse before the work, not after it."""
    folder = file.parent
    if file.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise SetupError(f"{file}: the run cannot be written there")
