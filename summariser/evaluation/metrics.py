"""Scores: one record against one label, and a set of them with intervals.

All rules are those of the labelling guide's section "How a prediction is scored against
a label"; where it leaves something open, the docstring here says what was chosen.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from summariser.evaluation.intervals import SEED, Interval, Resamples
from summariser.evaluation.labels import Label, LabelVenue
from summariser.evaluation.matching import (
    NAME_THRESHOLD,
    OFFICIAL_ATTRIBUTES,
    OfficialAttribute,
    Pair,
    is_accepted,
    match_agreements,
    match_context,
    match_officials,
    match_parties,
    official_attributes,
    page_words,
)
from summariser.record import MeetingSummary, Venue

ListField = Literal["parties", "officials", "agreements", "context"]
FieldName = Literal["parties", "officials", "venue", "date", "agreements", "context"]
Attribute = OfficialAttribute | Literal["status"]
LIST_FIELDS: tuple[ListField, ...] = get_args(ListField)
FIELDS: tuple[FieldName, ...] = get_args(FieldName)
ATTRIBUTES: tuple[Attribute, ...] = (*OFFICIAL_ATTRIBUTES, "status")

_Predicted = TypeVar("_Predicted")
_Labelled = TypeVar("_Labelled")


@dataclass(frozen=True, slots=True)
class FieldScore:
    """Of a list field: how many predictions are right, how many labels were found.

    With m matched pairs of p predictions and n labels: precision m/p, recall m/n,
    F1 2m/(p+n). Both lists empty: all are 1. One of them empty: all are 0.
    """

    precision: float
    recall: float
    f1: float
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """``right`` of ``total``: kept as counts, so that documents can be added up."""

    right: int
    total: int


@dataclass(frozen=True, slots=True)
class Ungrounded:
    """A predicted value for which the document has no words."""

    kind: Literal["name", "place", "country", "date", "quote"]
    value: str


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """One record's score. ``fields`` has F1 for lists, 1 or 0 for venue and date.

    ``score`` is the mean of the six. ``attributes`` are of the matched officials, and
    ``status`` of the matched agreements. ``values`` is what ``ungrounded`` is a part of.
    """

    document: str
    score: float
    fields: dict[FieldName, float]
    lists: dict[ListField, FieldScore]
    attributes: dict[Attribute, Share]
    values: int
    ungrounded: tuple[Ungrounded, ...]


def score_document(record: MeetingSummary, label: Label, text: str) -> DocumentScore:
    """Score a record. Its offsets, and the label's evidence, are of this text as read."""
    lists: dict[ListField, FieldScore] = {
        "parties": _field_score(record.parties, label.parties, match_parties),
        "officials": _field_score(record.officials, label.officials, match_officials),
        "agreements": _field_score(
            record.agreements, label.agreements, lambda p, n: match_agreements(p, n, text)
        ),
        "context": _field_score(
            record.context, label.context, lambda p, n: match_context(p, n, text)
        ),
    }
    predicted_day = record.date.value if record.date else None
    fields: dict[FieldName, float] = {
        "parties": lists["parties"].f1,
        "officials": lists["officials"].f1,
        "venue": float(_venue_is_right(record.venue, label.venue)),
        "date": float(predicted_day == (label.date.value if label.date else None)),
        "agreements": lists["agreements"].f1,
        "context": lists["context"].f1,
    }
    values, ungrounded = groundedness(record, text)
    return DocumentScore(
        document=label.document,
        score=sum(fields.values()) / len(fields),
        fields=fields,
        lists=lists,
        attributes=_attributes(record, label, lists),
        values=values,
        ungrounded=ungrounded,
    )


def _field_score(
    predicted: Sequence[_Predicted],
    labelled: Sequence[_Labelled],
    match: Callable[[Sequence[_Predicted], Sequence[_Labelled]], tuple[Pair, ...]],
) -> FieldScore:
    if not predicted or not labelled:
        value = float(not predicted and not labelled)
        return FieldScore(value, value, value, ())
    pairs = match(predicted, labelled)
    found, p, n = len(pairs), len(predicted), len(labelled)
    return FieldScore(found / p, found / n, 2 * found / (p + n), pairs)


def _venue_is_right(predicted: Venue | None, label: LabelVenue | None) -> bool:
    """Equal country and an accepted city.

    A call (no city, no country) is an empty label too, so no venue at all is right there;
    where the label is null, a place alone is already something predicted.
    """
    city = (predicted.city or "") if predicted else ""
    country = predicted.country if predicted else None
    if label is None:
        return not (city or country or (predicted and predicted.place))
    return country == label.country and is_accepted(city, label.city, NAME_THRESHOLD)


def _attributes(
    record: MeetingSummary, label: Label, lists: dict[ListField, FieldScore]
) -> dict[Attribute, Share]:
    officials = [
        official_attributes(record.officials[pair.predicted], label.officials[pair.labelled])
        for pair in lists["officials"].pairs
    ]
    statuses = [
        record.agreements[pair.predicted].status == label.agreements[pair.labelled].status
        for pair in lists["agreements"].pairs
    ]
    shares: dict[Attribute, Share] = {"status": Share(sum(statuses), len(statuses))}
    for attribute in OFFICIAL_ATTRIBUTES:
        shares[attribute] = Share(sum(right[attribute] for right in officials), len(officials))
    return shares


# ── groundedness ─────────────────────────────────────────────────────────────


def groundedness(record: MeetingSummary, text: str) -> tuple[int, tuple[Ungrounded, ...]]:
    """Count the values that must have words in the document, and list those that have none."""
    checked = list(_grounded_values(record, text))
    return len(checked), tuple(value for value, grounded in checked if not grounded)


def _grounded_values(record: MeetingSummary, text: str) -> Iterator[tuple[Ungrounded, bool]]:
    """Every value that must have words in the document, and whether it has them."""
    page = page_words(text)
    venue, date = record.venue, record.date
    for part in (*record.parties, *record.officials, *((venue,) if venue else ())):
        if part.country is not None:
            yield Ungrounded("country", part.country), page.has_country(part.country)
    for party in record.parties:
        if party.country is None:
            said = page.has_organisation(party.name, party.evidence)
            yield Ungrounded("name", party.name), said
    for official in record.officials:
        yield Ungrounded("name", official.name), page.has(official.name)
    if venue and venue.city is not None:
        yield Ungrounded("place", venue.city), page.has_city(venue.city)
    if venue and venue.place is not None:
        yield Ungrounded("place", venue.place), page.has_place(venue.place, venue.evidence)
    if date:
        yield Ungrounded("date", date.value), page.has_date(date.value)
    for piece in record.evidence():
        yield Ungrounded("quote", piece.quote), page.has_quote(piece)


# ── sets ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SetScore:
    """Means over a set's documents. None where there was nothing to take a share of.

    ``precision`` and ``recall`` are of the list fields. ``attributes`` and ``ungrounded``
    are shares of all values of the set, not means of the documents' shares.
    """

    score: Interval
    fields: dict[FieldName, Interval]
    precision: dict[ListField, Interval]
    recall: dict[ListField, Interval]
    attributes: dict[Attribute, Interval | None]
    ungrounded: Interval | None


def score_set(scores: Sequence[DocumentScore], seed: int = SEED) -> SetScore:
    """Aggregate documents. The order of documents does not matter."""
    ordered = sorted(scores, key=lambda score: score.document)
    resamples = Resamples(len(ordered), seed)
    return SetScore(
        score=resamples.mean([s.score for s in ordered]),
        fields={field: resamples.mean([s.fields[field] for s in ordered]) for field in FIELDS},
        precision={
            field: resamples.mean([s.lists[field].precision for s in ordered])
            for field in LIST_FIELDS
        },
        recall={
            field: resamples.mean([s.lists[field].recall for s in ordered]) for field in LIST_FIELDS
        },
        attributes={
            name: resamples.share(
                [s.attributes[name].right for s in ordered],
                [s.attributes[name].total for s in ordered],
            )
            for name in ATTRIBUTES
        },
        ungrounded=resamples.share(
            [len(s.ungrounded) for s in ordered], [s.values for s in ordered]
        ),
    )
