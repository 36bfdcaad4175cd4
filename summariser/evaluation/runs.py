"""Runs: a labelled set summarised and scored, saved with all that made it.

`evaluate` is given the function that summarises, so that this room needs no model. A run
as JSON holds predictions and scores; comparison, floors and reports read it from there.
"""

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from time import perf_counter
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from summariser.document import Document
from summariser.errors import SetupError
from summariser.evaluation.labels import LabelledSet
from summariser.evaluation.metrics import DocumentScore, SetScore, score_document, score_set
from summariser.record import MeetingSummary, Sha256, Usage

Summarise = Callable[[Path], MeetingSummary]


class DocumentRun(BaseModel):
    """One document of a run: what was predicted, how good it is, how long it took."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    record: MeetingSummary
    score: DocumentScore
    seconds: float = Field(ge=0, description="wall time, answers from the cache included")


class Run(BaseModel):
    """A set's predictions and scores. ``model_dump_json`` is the form of the run's file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    set_name: str
    set_sha256: Sha256 = Field(description="of documents and labels: what was scored against")
    finished: datetime
    package_version: str
    git_commit: str | None = Field(description="with -dirty when files differed from it")
    prompts: dict[str, Sha256]
    usage: Usage
    seconds: float = Field(ge=0)
    documents: tuple[DocumentRun, ...] = Field(min_length=1)
    score: SetScore

    def save(self, path: Path) -> None:
        """Write the run as JSON; what was there stays whole until the new file is. `SetupError`."""
        part = path.with_name(path.name + ".part")
        try:
            part.write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")
            part.replace(path)
        except OSError as error:
            raise SetupError(f"{path}: the run cannot be written ({error.strerror})") from error

    @classmethod
    def load(cls, path: Path) -> "Run":
        """Read a saved run. Raises `SetupError` when there is none in the file."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except OSError as error:
            raise SetupError(f"{path}: the run cannot be read ({error.strerror})") from error
        except ValidationError as error:
            fault = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, fault["loc"]))
            raise SetupError(f"{path}: not a saved run ({where}: {fault['msg']})") from error


def evaluate(
    labelled_set: LabelledSet,
    summarise: Summarise,
    on_document: Callable[[DocumentRun], None] | None = None,
) -> Run:
    """Summarise and score every document of a set, in its order.

    ``summarise`` gives a record of status "failed" for a document that it cannot do, and
    that is scored as it stands; what it raises ends the run. ``on_document`` sees each
    document as soon as it is scored.
    """
    documents: list[DocumentRun] = []
    for path, label in labelled_set.items:
        text = Document.from_path(path).text
        began = perf_counter()
        record = summarise(path)
        seconds = perf_counter() - began
        document = DocumentRun(
            record=record, score=score_document(record, label, text), seconds=seconds
        )
        documents.append(document)
        if on_document:
            on_document(document)
    return Run(
        set_name=labelled_set.name,
        set_sha256=labelled_set.sha256(),
        finished=datetime.now(UTC),
        package_version=_package_version(),
        git_commit=_git_commit(),
        prompts={k: v for d in documents for k, v in d.record.provenance.prompts.items()},
        usage=_total([d.record.provenance.usage for d in documents]),
        seconds=sum(d.seconds for d in documents),
        documents=tuple(documents),
        score=score_set([d.score for d in documents]),
    )


def _total(usages: list[Usage]) -> Usage:
    return Usage(**{name: sum(getattr(u, name) for u in usages) for name in Usage.model_fields})


def _package_version() -> str:
    try:
        return metadata.version("summariser")
    except metadata.PackageNotFoundError:
        return "not installed"


def _git_commit() -> str | None:
    """Give the commit of the checkout that this code runs from; None for an installed package."""
    root = Path(__file__).parents[2]
    git = shutil.which("git")
    # An installed package may lie in a repository that is not its own.
    if git is None or not (root / ".git").exists():
        return None
    command = [git, "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    answer = subprocess.run(  # noqa: S603 - a fixed command, nothing of it comes from outside
        command, cwd=root, capture_output=True, text=True, check=False
    )
    return answer.stdout.strip() or None
