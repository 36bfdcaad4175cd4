"""One document of a run for the terminal: label and prediction side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from summariser.evaluation.labels import Label
from summariser.evaluation.metrics import LIST_FIELDS, FieldName, ListField
from summariser.evaluation.runs import DocumentRun
from summariser.record import MeetingSummary, Venue
from summariser.views import plain

MISSED, WRONG, PARTLY, RIGHT = "missed", "wrong", "partly", "right"
_STYLE = {MISSED: "yellow", WRONG: "red", PARTLY: "cyan", RIGHT: "green"}
_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what was predicted for it; one of the two may be missing."""

    field: FieldName
    verdict: str
    label: str
    prediction: str
    remark: str = ""


def comparison_rows(document: DocumentRun) -> list[Row]:
    """Set a document's label and prediction against each other, field by field."""
    return [*_lists(document), _venue(document), _date(document)]


def document_table(document: DocumentRun) -> RenderableType:
    """Lay out one document, field by field, with what matched what."""
    score = document.score
    table = Table(title=Text(plain(document.name)), title_justify="left", show_lines=True)
    for column in ("field", "", "label", "prediction", "remark"):
        table.add_column(column, overflow="fold")
    for row in comparison_rows(document):
        verdict = Text(row.verdict, style=_STYLE[row.verdict])
        words = (Text(plain(part)) for part in (row.label, row.prediction, row.remark))
        table.add_row(row.field, verdict, *words)
    fields = "  ".join(f"{name} {value:.2f}" for name, value in score.fields.items())
    table.caption = Text(f"score {score.score:.3f}: {fields}")
    warnings = [Text(plain(f"• {warning}")) for warning in document.record.warnings]
    ungrounded = [Text(plain(f"ungrounded {u.kind}: {u.value}")) for u in score.ungrounded]
    return Group(table, *ungrounded, *warnings)


def _lists(document: DocumentRun) -> Iterator[Row]:
    for field in LIST_FIELDS:
        labels = _labelled_items(document.label, field)
        predictions = _predicted_items(document.record, field)
        pairs = document.score.lists[field].pairs
        for pair in pairs:
            remark = ", ".join(f"{name} wrong" for name in document.faults(field, pair))
            yield Row(
                field,
                PARTLY if remark else RIGHT,
                labels[pair.labelled],
                predictions[pair.predicted],
                remark,
            )
        found, used = {p.labelled for p in pairs}, {p.predicted for p in pairs}
        for i, words in enumerate(labels):
            if i not in found:
                yield Row(field, MISSED, words, _NOTHING)
        for i, words in enumerate(predictions):
            if i not in used:
                yield Row(field, WRONG, _NOTHING, words)


def _labelled_items(label: Label, field: ListField) -> Sequence[str]:
    """Give one line for each labelled item of a list."""
    match field:
        case "parties":
            return [p.country or " / ".join(p.name) for p in label.parties]
        case "officials":
            return [
                _official(o.name, " / ".join(o.name_en), " / ".join(o.role), o.country, o.present)
                for o in label.officials
            ]
        case "agreements":
            return [f"{a.status}: {a.text}\n{_quotes(a.evidence)}" for a in label.agreements]
        case "context":
            return [f"{c.topic}: {c.text}\n{_quotes(c.evidence)}" for c in label.context]


def _predicted_items(record: MeetingSummary, field: ListField) -> Sequence[str]:
    """Give one line for each predicted item of a list."""
    match field:
        case "parties":
            return [p.country or p.name for p in record.parties]
        case "officials":
            return [
                _official(o.name, o.name_en, o.role, o.country, o.present) for o in record.officials
            ]
        case "agreements":
            return [
                f"{a.status}: {a.text}\n{_quotes([e.quote for e in a.evidence])}"
                for a in record.agreements
            ]
        case "context":
            return [
                f"{c.topic}: {c.text}\n{_quotes([e.quote for e in c.evidence])}"
                for c in record.context
            ]


def _official(name: str, name_en: str, role: str, country: str | None, present: bool) -> str:
    return f"{name}\n{name_en}; {role}; {country}; {'present' if present else 'not present'}"


def _quotes(quotes: Sequence[str]) -> str:
    return " … ".join(quotes)


def _venue(document: DocumentRun) -> Row:
    label = document.label.venue
    said = f"{' / '.join(label.city)} ({label.country})" if label else _NOTHING
    return _single(document, "venue", said, _venue_line(document.record.venue))


def _venue_line(venue: Venue | None) -> str:
    """Give a predicted venue in one line."""
    return f"{venue.city or ''} ({venue.country})" if venue else _NOTHING


def _date(document: DocumentRun) -> Row:
    label, date = document.label.date, document.record.date
    said = (label.value if label else None) or _NOTHING
    return _single(document, "date", said, date.value if date else _NOTHING)


def _single(document: DocumentRun, field: FieldName, label: str, prediction: str) -> Row:
    wrong = MISSED if prediction == _NOTHING else WRONG
    return Row(field, RIGHT if document.score.fields[field] else wrong, label, prediction)
