"""The command ``summariser eval run``."""

import os
from pathlib import Path

import typer
from rich.console import Console

from summariser.cli.choice import ModelChoice
from summariser.cli.output import safe_json
from summariser.cli.progress import DocumentBar
from summariser.errors import SetupError
from summariser.evaluation import DocumentRun, Run, evaluate, load_set, render
from summariser.evaluation.labels import LabelledSet
from summariser.record import MeetingSummary


def run_evaluation(name: str, choice: ModelChoice, *, save: Path | None, as_json: bool) -> int:
    """Run the command and give its exit code. Raises `SetupError`."""
    labelled_set = load_set(name, _root(name))
    if save is not None:
        _need_writable(save)
    run = _evaluated(labelled_set, choice)
    if as_json:
        typer.echo(safe_json(run, 1))
    else:
        Console().print(render(run))
    if save is not None:
        run.save(save)
    return int(any(document.record.status == "failed" for document in run.documents))


def _evaluated(labelled_set: LabelledSet, choice: ModelChoice) -> Run:
    with choice.open() as summariser, DocumentBar(len(labelled_set.items)) as bar:

        def summarise(path: Path) -> MeetingSummary:
            bar.begin(path.name)
            return summariser.attempt(path, path.name)

        def on_document(_: DocumentRun) -> None:
            bar.finish()

        return evaluate(labelled_set, summarise, on_document)


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
