"""A run as one HTML file: its figures, and each document's label, prediction and page.

The file needs no network and holds no script: a document is shown by CSS when its address is
asked for (``:target``). Words from documents and models are escaped, and a content security
policy lets nothing but the file's own style take effect.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from summariser.evaluation.intervals import Interval
from summariser.evaluation.labels import Label
from summariser.evaluation.matching import Span, occurrences
from summariser.evaluation.metrics import ATTRIBUTES, FIELDS, LIST_FIELDS, FieldName
from summariser.evaluation.runs import DocumentRun, Run
from summariser.record import Evidence, MeetingSummary
from summariser.views import html, plain

Side = Literal["label", "predicted"]
Verdict = Literal["missed", "wrong", "partly", "right"]
Mark = tuple[Side, FieldName]

_SHOWN_PLACES = 9  # a name can stand in a page a hundred times
_ATTRIBUTE_WORDS = {"name_en": "name in English", "present": "took part"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the overview's tables: a field's or an attribute's value over the set."""

    name: str
    value: Interval | None
    precision: Interval | None = None
    recall: Interval | None = None
    counts: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A value of a label or a prediction, and where the page has words for it."""

    title: str
    details: dict[str, str]
    places: tuple[Span, ...]

    @property
    def shown_places(self) -> tuple[int, ...]:
        """Give the offsets that links lead to."""
        return tuple(start for start, _ in self.places[:_SHOWN_PLACES])


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled item and what was predicted for it; ``faults`` are attributes that differ."""

    verdict: Verdict
    label: Item | None
    prediction: Item | None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field of a document, its errors first."""

    field: FieldName
    rows: tuple[Row, ...]

    @property
    def right(self) -> bool:
        """Tell whether there is nothing to see."""
        return all(row.verdict == "right" for row in self.rows)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the page that is evidence of the same fields from end to end."""

    segment: html.Segment[Mark]

    @property
    def kind(self) -> str:
        """Say whose evidence it is: "label", "predicted", "both", or nobody's ("")."""
        sides = {side for side, _ in self.segment.marks}
        return "both" if len(sides) > 1 else next(iter(sides), "")

    @property
    def title(self) -> str:
        """Name the fields that it is evidence of, for each side."""
        fields: dict[str, list[str]] = defaultdict(list)
        marks = sorted(self.segment.marks, key=lambda mark: (mark[0], FIELDS.index(mark[1])))
        for side, field in marks:
            fields[side].append(field)
        return "; ".join(f"{side}: {', '.join(names)}" for side, names in fields.items())


@dataclass(frozen=True, slots=True)
class Page:
    """One document of the report."""

    anchor: str
    document: DocumentRun
    comparisons: tuple[Comparison, ...]
    passages: tuple[Passage, ...]

    @property
    def language(self) -> str:
        """Give the code of the document's language; "" when it is not known."""
        return html.language_tag(self.document.record.document.language)

    @property
    def direction(self) -> str:
        """Give the page's direction; "auto" leaves it to the page's first letters."""
        return html.direction(self.language)


def run_report(run: Run) -> str:
    """Write a run as one HTML file, the worst documents first."""
    ordered = sorted(run.documents, key=lambda d: (d.score.score, d.name))
    page = (
        html.environment()
        .get_template("templates/run.html.jinja")
        .render(
            plain=plain,
            run=run,
            fields=list(_fields(run)),
            attributes=list(_attributes(run)),
            field_names=FIELDS,
            pages=[_page(f"d{number}", document) for number, document in enumerate(ordered, 1)],
            style=html.inline("templates/base.css", "templates/run.css"),
        )
    )
    return html.allowed(page)


# ── the set ──────────────────────────────────────────────────────────────────


def _fields(run: Run) -> Iterator[Figure]:
    score = run.score
    for name in FIELDS:
        if name in LIST_FIELDS:
            yield Figure(name, score.fields[name], score.precision[name], score.recall[name])
        else:
            yield Figure(name, score.fields[name])


def _attributes(run: Run) -> Iterator[Figure]:
    for name in ATTRIBUTES:
        shares = [document.score.attributes[name] for document in run.documents]
        counts = f"{sum(s.right for s in shares)}/{sum(s.total for s in shares)}"
        yield Figure(_attribute_words(name), run.score.attributes[name], counts=counts)


def _attribute_words(name: str) -> str:
    return _ATTRIBUTE_WORDS.get(name, name)


# ── a document ───────────────────────────────────────────────────────────────


def _page(anchor: str, document: DocumentRun) -> Page:
    labels = _labelled(document.label, document.text)
    predictions = _predicted(document.record, document.text)
    sides: dict[Side, dict[FieldName, list[Item]]] = {"label": labels, "predicted": predictions}
    marks: list[tuple[Span, Mark]] = [
        (place, (side, field))
        for side, fields in sides.items()
        for field, items in fields.items()
        for item in items
        for place in item.places
    ]
    comparisons = [
        Comparison(field, tuple(_rows(document, field, labels[field], predictions[field])))
        for field in FIELDS
    ]
    return Page(
        anchor=anchor,
        document=document,
        comparisons=tuple(sorted(comparisons, key=lambda comparison: comparison.right)),
        passages=tuple(map(Passage, html.cut(html.broken_lines(document.text), marks))),
    )


def _item(title: str, places: Iterable[Span] = (), **details: str | bool | None) -> Item:
    words = {_attribute_words(name): _words(value) for name, value in details.items()}
    return Item(title, words, tuple(places))


def _words(value: str | bool | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or "–"


def _either(words: Sequence[str]) -> str:
    return " / ".join(words)


def _labelled(label: Label, text: str) -> dict[FieldName, list[Item]]:
    def places(evidence: Sequence[str]) -> list[Span]:
        return [place for words in evidence for place in occurrences(words, text)]

    venue, date = label.venue, label.date
    return {
        "parties": [_item(_either(p.name), country=p.country) for p in label.parties],
        "officials": [
            _item(
                person.name,
                places([person.name]),
                name_en=_either(person.name_en),
                role=_either(person.role),
                country=person.country,
                present=person.present,
            )
            for person in label.officials
        ],
        "venue": [_venue_item(_either(venue.city), _either(venue.place), venue.country)]
        if venue
        else [],
        "date": [_item(date.value, precision=date.precision)] if date and date.value else [],
        "agreements": [
            _item(matter.text, places(matter.evidence), status=matter.status)
            for matter in label.agreements
        ],
        "context": [
            _item(background.text, places(background.evidence), topic=background.topic)
            for background in label.context
        ],
    }


def _predicted(record: MeetingSummary, text: str) -> dict[FieldName, list[Item]]:
    def places(evidence: Sequence[Evidence]) -> list[Span]:
        # A saved run can hold quotes of another text, which have no place in this one.
        return [(piece.start, piece.end) for piece in evidence if piece.end <= len(text)]

    venue, date = record.venue, record.date
    return {
        "parties": [_item(p.name, places(p.evidence), country=p.country) for p in record.parties],
        "officials": [
            _item(
                person.name,
                places(person.evidence),
                name_en=person.name_en,
                role=person.role,
                country=person.country,
                present=person.present,
            )
            for person in record.officials
        ],
        "venue": [
            _venue_item(venue.city or "", venue.place or "", venue.country, places(venue.evidence))
        ]
        if venue
        else [],
        "date": [_item(date.value, places(date.evidence), precision=date.precision)]
        if date
        else [],
        "agreements": [
            _item(matter.text, places(matter.evidence), status=matter.status)
            for matter in record.agreements
        ],
        "context": [
            _item(background.text, places(background.evidence), topic=background.topic)
            for background in record.context
        ],
    }


def _venue_item(city: str, place: str, country: str | None, places: Iterable[Span] = ()) -> Item:
    nowhere = not (city or place or country)
    return _item("a call" if nowhere else city, places, place=place, country=country)


# ── label against prediction ─────────────────────────────────────────────────


def _rows(
    document: DocumentRun, field: FieldName, labels: Sequence[Item], predictions: Sequence[Item]
) -> Iterator[Row]:
    if field not in LIST_FIELDS:
        right = document.score.fields[field] == 1
        yield from _single(labels, predictions, right=right)
        return
    pairs = document.score.lists[field].pairs
    found, answering = {p.labelled for p in pairs}, {p.predicted for p in pairs}
    yield from (Row("missed", item, None) for i, item in enumerate(labels) if i not in found)
    yield from (Row("wrong", None, p) for i, p in enumerate(predictions) if i not in answering)
    faults = {pair: tuple(map(_attribute_words, document.faults(field, pair))) for pair in pairs}
    for pair in sorted(pairs, key=lambda pair: not faults[pair]):
        verdict = "partly" if faults[pair] else "right"
        yield Row(verdict, labels[pair.labelled], predictions[pair.predicted], faults[pair])


def _single(labels: Sequence[Item], predictions: Sequence[Item], *, right: bool) -> Iterator[Row]:
    label, prediction = next(iter(labels), None), next(iter(predictions), None)
    verdict = "right" if right else "wrong" if prediction else "missed"
    if label or prediction:
        yield Row(verdict, label, prediction)
