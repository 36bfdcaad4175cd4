"""Runs: a labelled set summarised and scored, saved with all that made it.

`evaluate` is given the function that summarises, so that this room needs no model. A run
holds its documents and labels too: it can be shown, compared and checked against floors
where the set no longer lies, and its scores are always made anew from them.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from time import perf_counter
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from summariser.document import Document
from summariser.errors import SetupError
from summariser.evaluation.files import first_fault, read_bytes, write_whole
from summariser.evaluation.labels import Label, LabelledSet, set_sha256
from summariser.evaluation.matching import Pair, official_attributes
from summariser.evaluation.metrics import (
    Attribute,
    DocumentScore,
    FieldName,
    SetScore,
    score_document,
    score_set,
)
from summariser.record import MeetingSummary, Sha256, Usage

Summarise = Callable[[Path], MeetingSummary]


class _RunPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DocumentRun(_RunPart):
    """One document of a run: page, label, prediction, how good it is, how long it took."""

    text: str
    label: Label
    record: MeetingSummary
    score: DocumentScore
    seconds: float = Field(ge=0, description="wall time, answers from the cache included")

    @property
    def name(self) -> str:
        """Give the document's name, which is its label's."""
        return self.label.document

    def faults(self, field: FieldName, pair: Pair) -> list[Attribute]:
        """List the attributes that are not right of a matched item."""
        record, label = self.record, self.label
        if field == "officials":
            found, said = record.officials[pair.predicted], label.officials[pair.labelled]
            right = official_attributes(found, said)
            return [name for name, is_right in right.items() if not is_right]
        if field == "agreements":
            status = record.agreements[pair.predicted].status
            return [] if status == label.agreements[pair.labelled].status else ["status"]
        return []

    def rescored(self) -> "DocumentRun":
        """Give the same with the score that today's metrics find."""
        score = score_document(self.record, self.label, self.text)
        return self.model_copy(update={"score": score})


class Run(_RunPart):
    """A set's predictions and scores. ``model_dump_json`` is the form of the run's file."""

    format: Literal[2] = 2
    set_name: str
    set_sha256: Sha256 = Field(description="of documents and labels: what was scored against")
    finished: datetime
    package_version: str
    git_commit: str | None = Field(description="with -dirty when files differed from it")
    model: str
    weights_sha256: Sha256 | None
    prompts: dict[str, Sha256]
    usage: Usage
    seconds: float = Field(ge=0)
    documents: tuple[DocumentRun, ...] = Field(min_length=1)
    score: SetScore

    def save(self, path: Path) -> None:
        """Write the run as JSON; what was there stays whole until the new file is. `SetupError`."""
        write_whole(path, self.model_dump_json(indent=1) + "\n", "the run")

    @classmethod
    def load(cls, path: str | Path) -> "Run":
        """Read a saved run, and score its predictions again by today's metrics.

        Raises `SetupError` when there is none in the file.
        """
        content = read_bytes(Path(path), "the run")
        try:
            run = cls.model_validate_json(content)
        except ValidationError as error:
            raise SetupError(f"{path}: not a saved run ({first_fault(error)})") from error
        return run.rescored()

    def rescored(self) -> "Run":
        """Give the same run with nothing believed that can be told from its documents."""
        documents = tuple(document.rescored() for document in self.documents)
        return self.model_copy(
            update={
                "set_sha256": set_sha256((d.name, d.text, d.label) for d in documents),
                "documents": documents,
                "score": score_set([document.score for document in documents]),
            }
        )


class Journal:
    """The finished documents of a run that is under way, a line each, beside the run's file.

    The first line says what makes the run; documents of a journal with another first line
    are not taken. Failed documents are not kept: they are tried again. Raises `SetupError`.
    """

    def __init__(self, run_file: Path, made_by: str) -> None:
        self.path = run_file.with_name(run_file.name + ".part")
        self.finished: dict[str, DocumentRun] = {}
        self.other = False  # there was a journal, of something else
        try:
            self._read(made_by)
            kept = [made_by, *(d.model_dump_json() for d in self.finished.values())]
            self._file = self.path.open("w", encoding="utf-8")
            self._write(kept)
        except OSError as error:
            raise self._unusable(error) from error

    def add(self, document: DocumentRun) -> None:
        """Keep a document that was done."""
        if document.record.status == "failed":
            return
        try:
            self._write([document.model_dump_json()])
        except OSError as error:
            raise self._unusable(error) from error

    def remove(self) -> None:
        """Take the journal away: the run is saved as a whole."""
        self._file.close()
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file and leave it for the next run."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, made_by: str) -> None:
        if not self.path.exists():
            return
        head, *lines = self.path.read_text(encoding="utf-8", errors="replace").split("\n")
        if head != made_by:
            self.other = True
            return
        for line in lines:
            try:
                document = DocumentRun.model_validate_json(line).rescored()
            except ValidationError:  # the line that was being written when the run was stopped
                break
            self.finished[document.name] = document

    def _write(self, lines: Iterable[str]) -> None:
        self._file.writelines(line + "\n" for line in lines)
        self._file.flush()

    def _unusable(self, error: OSError) -> SetupError:
        return SetupError(f"{self.path}: cannot be written ({error.strerror})")


def evaluate(
    labelled_set: LabelledSet,
    summarise: Summarise,
    on_document: Callable[[DocumentRun], None] | None = None,
    finished: dict[str, DocumentRun] | None = None,
) -> Run:
    """Summarise and score every document of a set, in its order.

    ``summarise`` gives a record of status "failed" for a document that it cannot do, and
    that is scored as it stands; what it raises ends the run. ``on_document`` sees each
    document as soon as it is scored. Documents in ``finished`` (a journal's, by name) are
    taken from there, unless page or label have changed since.
    """
    documents: list[DocumentRun] = []
    for path, label in labelled_set.items:
        text = Document.from_path(path).text
        document = (finished or {}).get(label.document)
        if document is None or (document.text, document.label) != (text, label):
            document = _scored(path, label, text, summarise)
            if on_document:
                on_document(document)
        documents.append(document)
    return _run(labelled_set.name, documents)


def _scored(path: Path, label: Label, text: str, summarise: Summarise) -> DocumentRun:
    began = perf_counter()
    record = summarise(path)
    seconds = perf_counter() - began
    score = score_document(record, label, text)
    return DocumentRun(text=text, label=label, record=record, score=score, seconds=seconds)


def _run(name: str, documents: Sequence[DocumentRun]) -> Run:
    made = [d.record.provenance for d in documents]
    return Run(
        set_name=name,
        set_sha256=set_sha256((d.name, d.text, d.label) for d in documents),
        finished=datetime.now(UTC),
        package_version=_package_version(),
        git_commit=_git_commit(),
        model=made[0].model,
        weights_sha256=made[0].weights_sha256,
        prompts={k: v for provenance in made for k, v in provenance.prompts.items()},
        usage=total_usage([provenance.usage for provenance in made]),
        seconds=sum(d.seconds for d in documents),
        documents=tuple(documents),
        score=score_set([d.score for d in documents]),
    )


def total_usage(usages: list[Usage]) -> Usage:
    """Add up usages; the cost is that of those whose prices were given, None without any."""
    counted = [name for name in Usage.model_fields if name != "cost"]
    costs = [usage.cost for usage in usages if usage.cost is not None]
    return Usage(
        **{name: sum(getattr(usage, name) for usage in usages) for name in counted},
        cost=sum(costs) if costs else None,
    )


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
