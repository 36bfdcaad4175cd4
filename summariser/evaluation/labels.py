"""Label files, and the sets of documents that they label.

The form is the labelling guide's: one JSON file a document, named after it. A *set* is a
folder in one of three shapes: ``docs/`` and ``labels/`` inside it, ``NAME.txt`` and
``NAME.json`` beside each other, or the project's own ``eval/gold``, whose documents are
``seeds/``.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from summariser.document import Document
from summariser.errors import SetupError
from summariser.evaluation.files import load_json
from summariser.record import AgreementStatus, PartyKind, Precision, Topic

Words = Annotated[str, Field(pattern=r"\S")]
SomeWords = Annotated[tuple[Words, ...], Field(min_length=1)]


class _LabelPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LabelParty(_LabelPart):
    """A party under all its accepted names."""

    name: SomeWords
    kind: PartyKind
    country: str | None


class LabelOfficial(_LabelPart):
    """A person: the name as first written, accepted English spellings and roles."""

    name: Words
    name_en: tuple[Words, ...]
    role: tuple[Words, ...]
    country: str | None
    present: bool


class LabelVenue(_LabelPart):
    """Accepted cities and places; a call has an empty city and no country."""

    city: tuple[Words, ...]
    country: str | None
    place: tuple[Words, ...]


class LabelDate(_LabelPart):
    """The day of the main meeting; both null when the document does not say."""

    value: str | None
    precision: Precision | None


class LabelAgreement(_LabelPart):
    """A matter, and the places of the document that tell of it."""

    text: Words
    status: AgreementStatus
    evidence: SomeWords


class LabelContext(_LabelPart):
    """The background under one topic, and the places of the document that describe it."""

    topic: Topic
    text: Words
    evidence: SomeWords


class Label(_LabelPart):
    """What a person found in one document."""

    document: Words
    parties: tuple[LabelParty, ...]
    officials: tuple[LabelOfficial, ...]
    venue: LabelVenue | None
    date: LabelDate | None  # the guide writes a missing date both as null and as null values
    agreements: tuple[LabelAgreement, ...]
    context: tuple[LabelContext, ...]


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Documents with their labels, in the order of their names."""

    name: str
    items: tuple[tuple[Path, Label], ...]

    def first(self, count: int) -> "LabelledSet":
        """Give the set of its first documents, under a name that says so."""
        if count >= len(self.items):
            return self
        return LabelledSet(f"{self.name} (first {count})", self.items[:count])

    def sha256(self) -> str:
        """Hash all documents and labels: scores compare only where it is the same."""
        return set_sha256((n.document, Document.from_path(p).text, n) for p, n in self.items)


def set_sha256(items: Iterable[tuple[str, str, Label]]) -> str:
    """Hash the names, texts and labels of a set's documents."""
    digest = hashlib.sha256()
    for name, text, label in items:
        for part in (name, text, label.model_dump_json()):
            digest.update(hashlib.sha256(part.encode()).digest())
    return digest.hexdigest()


# ── reading ──────────────────────────────────────────────────────────────────


def load_labels(folder: Path) -> dict[str, Label]:
    """Load all label files of a folder, by the names of their documents.

    Raises `SetupError` that names every file which is no label, with the line where it
    is not even JSON.
    """
    labels: dict[str, Label] = {}
    problems: list[str] = []
    for file in sorted(folder.glob("*.json")):
        try:
            label = load_label(file)
        except SetupError as error:
            problems.append(str(error))
        else:
            labels[label.document] = label
    if problems:
        raise SetupError("\n".join(problems))
    if not labels:
        raise SetupError(f"{folder}: no label files (*.json) in this folder")
    return labels


def load_label(file: Path) -> Label:
    """Load one label file. Raises `SetupError` with the line of each fault."""
    label = load_json(file, Label)
    expected = file.with_suffix(".txt").name
    if label.document != expected:
        raise SetupError(f"{file}: document is {label.document!r}, by its name it is {expected!r}")
    return label


def load_set(path_or_name: str | Path, root: str | Path = ".") -> LabelledSet:
    """Find the set of that name in ``root/eval``, or the one in the folder of that path.

    In a name ":" leads to a part: "dev:tune" is ``root/eval/dev/tune``. A folder whose
    subfolders are sets is all of them together. A document without a label is no part of the
    set. Raises `SetupError` for a folder that does not exist, labels that do not load, and
    labels without their document.
    """
    items = [item for part in parts_of(path_or_name, root) for item in _items(part)]
    items.sort(key=lambda item: item[1].document)
    names = [label.document for _, label in items]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise SetupError(f"{path_or_name}: more than one document named {', '.join(twice)}")
    return LabelledSet(str(path_or_name), tuple(items))


def parts_of(path_or_name: str | Path, root: str | Path) -> list[Path]:
    """Give the folders of labels' sets that a name or path means. Raises `SetupError`."""
    sets = Path(root) / "eval"
    folder = sets / str(path_or_name).replace(":", "/")
    if not folder.is_dir():
        folder = Path(path_or_name)
    if not folder.is_dir():
        raise SetupError(f"{path_or_name}: neither a set in {sets} nor a folder")
    if (folder / "labels").is_dir() or any(folder.glob("*.json")):
        return [folder]
    return sorted(part for part in folder.iterdir() if (part / "labels").is_dir()) or [folder]


def _items(folder: Path) -> list[tuple[Path, Label]]:
    documents, labels = folders_of(folder)
    loaded = load_labels(labels)
    missing = [name for name in loaded if not (documents / name).is_file()]
    if missing:
        raise SetupError(f"{documents}: no document for the labels of {', '.join(missing)}")
    return [(documents / name, label) for name, label in loaded.items()]


def folders_of(folder: Path) -> tuple[Path, Path]:
    """Tell where a set's documents and where its labels lie."""
    if (folder / "labels").is_dir():
        return folder / "docs", folder / "labels"
    seeds = folder.resolve().parent.parent / "seeds"
    if folder.resolve().name == "gold" and seeds.is_dir():
        return seeds, folder
    return folder, folder
