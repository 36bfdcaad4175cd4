"""Label files, and the sets of documents that they label.

The form is the labelling guide's: one JSON file a document, named after it. A *set* is a
folder in one of three shapes: ``docs/`` and ``labels/`` inside it, ``NAME.txt`` and
``NAME.json`` beside each other, or the project's own ``eval/gold``, whose documents are
``seeds/``.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from summariser.errors import SetupError
from summariser.lexicon import is_country
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

    def sha256(self) -> str:
        """Hash all documents and labels: scores compare only where it is the same."""
        digest = hashlib.sha256()
        for document, label in self.items:
            for part in (document.read_bytes(), label.model_dump_json().encode()):
                digest.update(hashlib.sha256(part).digest())
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
            label = _load_label(file)
        except SetupError as error:
            problems.append(str(error))
        else:
            labels[label.document] = label
    if problems:
        raise SetupError("\n".join(problems))
    if not labels:
        raise SetupError(f"{folder}: no label files (*.json) in this folder")
    return labels


def _load_label(file: Path) -> Label:
    try:
        text = file.read_text(encoding="utf-8")
        json.loads(text)  # for the line number, which pydantic gives only inside its message
        label = Label.model_validate_json(text, strict=True)
    except json.JSONDecodeError as error:
        raise SetupError(f"{file}:{error.lineno}: not JSON ({error.msg})") from error
    except ValidationError as error:
        raise SetupError("\n".join(_faults(file, error))) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"{file}: cannot be read as UTF-8 text ({error})") from error
    expected = file.with_suffix(".txt").name
    if label.document != expected:
        raise SetupError(f"{file}: document is {label.document!r}, by its name it is {expected!r}")
    return label


def _faults(file: Path, error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_input=False):
        where = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in fault["loc"])
        yield f"{file}: {where.lstrip('.')}: {fault['msg']}"


def load_set(path_or_name: str | Path, root: Path) -> LabelledSet:
    """Find the set of that name in ``root/eval``, or the one in the folder of that path.

    A document without a label is no part of the set. Raises `SetupError` for a folder
    that does not exist, labels that do not load, and labels without their document.
    """
    folder = root / "eval" / path_or_name
    if not folder.is_dir():
        folder = Path(path_or_name)
    if not folder.is_dir():
        raise SetupError(f"{path_or_name}: neither a set in {root / 'eval'} nor a folder")
    documents, labels = _folders(folder, root)
    loaded = load_labels(labels)
    missing = [name for name in loaded if not (documents / name).is_file()]
    if missing:
        raise SetupError(f"{documents}: no document for the labels of {', '.join(missing)}")
    return LabelledSet(
        str(path_or_name), tuple((documents / name, label) for name, label in loaded.items())
    )


def _folders(folder: Path, root: Path) -> tuple[Path, Path]:
    """Tell where a set's documents and where its labels lie."""
    if (folder / "labels").is_dir():
        return folder / "docs", folder / "labels"
    if folder.resolve() == (root / "eval" / "gold").resolve():
        return root / "seeds", folder
    return folder, folder


# ── checking ─────────────────────────────────────────────────────────────────


def check(label: Label, text: str) -> list[str]:
    """List what the guide forbids in a label of this text, each with its place in the label.

    Statuses, topics and the form as a whole are checked by loading.
    """
    return [*_country_problems(label), *_date_problems(label), *_words_problems(label, text)]


def _country_problems(label: Label) -> Iterator[str]:
    codes = {f"officials[{i}]": official.country for i, official in enumerate(label.officials)}
    codes["venue"] = label.venue.country if label.venue else None
    for i, party in enumerate(label.parties):
        codes[f"parties[{i}]"] = party.country
        if (party.kind == "state") != (party.country is not None):
            yield f"parties[{i}].country: a state has a code, an organisation has null"
    for where, code in codes.items():
        if code is not None and not is_country(code):
            yield f"{where}.country: {code!r} is not an ISO 3166-1 alpha-2 code"


def _date_problems(label: Label) -> Iterator[str]:
    value, precision = (label.date.value, label.date.precision) if label.date else (None, None)
    if value is None or precision is None:
        if value != precision:
            yield "date: value and precision are null together or not at all"
        return
    missing = {"day": "", "month": "-01", "year": "-01-01"}[precision]
    try:
        wrong = date.fromisoformat(value + missing).isoformat() != value + missing
    except ValueError:
        wrong = True
    if wrong:
        yield f"date.value: {value!r} is not an ISO 8601 {precision}"


def _words_problems(label: Label, text: str) -> Iterator[str]:
    for i, official in enumerate(label.officials):
        if official.name not in text:
            yield f"officials[{i}].name: not in the document: {official.name}"
    for field, items in (("agreements", label.agreements), ("context", label.context)):
        for i, item in enumerate(items):
            for j, words in enumerate(item.evidence):
                if words not in text:
                    yield f"{field}[{i}].evidence[{j}]: not in the document: {words}"
    topics = [item.topic for item in label.context]
    for topic in sorted({topic for topic in topics if topics.count(topic) > 1}):
        yield f"context: topic {topic} is there {topics.count(topic)} times, one item a topic"
