"""Whether labels are as the guide wants them, told with the lines to look at."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from summariser.document import Document
from summariser.errors import DocumentError, SetupError
from summariser.evaluation.labels import Label, folders_of, load_label, parts_of
from summariser.evaluation.lines import Lines, Location, place
from summariser.lexicon import is_country

Fault = tuple[Location, str]  # where in the label, and what is wrong


@dataclass
class Checked:
    """What was found in the labels of a set."""

    documents: int = 0
    counts: Counter[str] = field(default_factory=Counter[str])  # of items, by field
    problems: list[str] = field(default_factory=list[str])


def check_set(path_or_name: str | Path, root: Path) -> Checked:
    """Check all labels of a set against their documents.

    Raises `SetupError` for a folder that does not exist or has no labels.
    """
    checked = Checked()
    for part in parts_of(path_or_name, root):
        documents, labels = folders_of(part)
        files = sorted(labels.glob("*.json"))
        if not files:
            raise SetupError(f"{labels}: no label files (*.json) in this folder")
        for file in files:
            _check_file(file, documents, checked)
        names = {file.with_suffix(".txt").name for file in files}
        for document in sorted(documents.glob("*.txt")):
            if document.name not in names:
                checked.problems.append(f"{document}: has no label in {labels}")
    return checked


def _check_file(file: Path, documents: Path, checked: Checked) -> None:
    checked.documents += 1
    try:
        label = load_label(file)
        text = Document.from_path(documents / label.document).text
    except (SetupError, DocumentError) as error:
        checked.problems.extend(str(error).split("\n"))
        return
    for name in ("parties", "officials", "agreements", "context"):
        checked.counts[name] += len(getattr(label, name))
    if faults := check(label, text):
        lines = Lines(file.read_text(encoding="utf-8"))
        checked.problems.extend(
            f"{file}:{lines.of(where)}: {place(where)}: {what}" for where, what in faults
        )


def check(label: Label, text: str) -> list[Fault]:
    """List what the guide forbids in a label of this text, each with its place in the label.

    Statuses, topics and the form as a whole are checked by loading.
    """
    return [*_country_faults(label), *_date_faults(label), *_words_faults(label, text)]


def _country_faults(label: Label) -> Iterator[Fault]:
    codes: dict[Location, str | None] = {
        ("officials", i): official.country for i, official in enumerate(label.officials)
    }
    codes["venue",] = label.venue.country if label.venue else None
    for i, party in enumerate(label.parties):
        codes["parties", i] = party.country
        if (party.kind == "state") != (party.country is not None):
            yield ("parties", i, "country"), "a state has a code, an organisation has null"
    for where, code in codes.items():
        if code is not None and not is_country(code):
            yield (*where, "country"), f"{code!r} is not an ISO 3166-1 alpha-2 code"


def _date_faults(label: Label) -> Iterator[Fault]:
    value, precision = (label.date.value, label.date.precision) if label.date else (None, None)
    if value is None or precision is None:
        if value != precision:
            yield ("date",), "value and precision are null together or not at all"
        return
    missing = {"day": "", "month": "-01", "year": "-01-01"}[precision]
    try:
        wrong = date.fromisoformat(value + missing).isoformat() != value + missing
    except ValueError:
        wrong = True
    if wrong:
        yield ("date", "value"), f"{value!r} is not an ISO 8601 {precision}"


def _words_faults(label: Label, text: str) -> Iterator[Fault]:
    for i, official in enumerate(label.officials):
        if official.name not in text:
            yield ("officials", i, "name"), f"not in the document: {official.name}"
    for name, items in (("agreements", label.agreements), ("context", label.context)):
        for i, item in enumerate(items):
            for j, words in enumerate(item.evidence):
                if words not in text:
                    yield (name, i, "evidence", j), f"not in the document: {words}"
    topics = [item.topic for item in label.context]
    for topic in sorted({topic for topic in topics if topics.count(topic) > 1}):
        yield ("context",), f"topic {topic} is there {topics.count(topic)} times, one item a topic"
