import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from summariser import Evidence, MeetingSummary
from summariser.record import MeetingDate, Precision


def refused(data: dict[str, Any], text: str | None = None) -> str:
    with pytest.raises(ValidationError) as error:
        MeetingSummary.model_validate(data, context={"text": text} if text else None)
    return str(error.value)


def test_a_record_survives_its_json(record: MeetingSummary, page: str) -> None:
    data = json.loads(record.model_dump_json())
    assert MeetingSummary.model_validate(data, context={"text": page}) == record
    assert data["schema_version"] == 1
    assert list(data) == [
        "schema_version",
        "document",
        "status",
        "headline",
        "summary",
        "parties",
        "officials",
        "venue",
        "date",
        "agreements",
        "context",
        "warnings",
        "provenance",
    ]


def test_evidence_is_listed_from_every_field(record: MeetingSummary) -> None:
    quotes = [piece.quote for piece in record.evidence()]
    assert quotes == [
        "المغربي",
        "القطري",
        "أحمد العلمي",
        "خالد العطية",
        "الرباط",
        "29 سبتمبر 2021",
        "مذكرة تفاهم",
        "تعزيز علاقات التعاون",
        "البلدين الشقيقين",
    ]


FIELDS_WITH_EVIDENCE = ["parties", "officials", "venue", "date", "agreements", "context"]


@pytest.mark.parametrize("field", FIELDS_WITH_EVIDENCE)
def test_a_quote_that_is_not_the_pages_words_is_refused(
    field: str, record_data: dict[str, Any], page: str
) -> None:
    part = record_data[field] if field in ("venue", "date") else record_data[field][-1]
    part["evidence"][0]["start"] += 1
    part["evidence"][0]["end"] += 1
    assert "is not the document's words" in refused(record_data, page)


@pytest.mark.parametrize("field", FIELDS_WITH_EVIDENCE)
def test_a_value_without_evidence_is_refused(field: str, record_data: dict[str, Any]) -> None:
    part = record_data[field] if field in ("venue", "date") else record_data[field][0]
    part["evidence"] = []
    assert "at least 1 item" in refused(record_data)


def test_without_the_text_a_quote_must_end_inside_the_document(
    record_data: dict[str, Any],
) -> None:
    record_data["document"]["characters"] = 60
    assert "ends behind the document" in refused(record_data)


def test_a_quote_is_as_long_as_its_offsets_say() -> None:
    with pytest.raises(ValidationError, match="not as long as its quote"):
        Evidence(quote="words", start=3, end=7)


@given(st.text(min_size=1, max_size=40), st.data())
def test_every_slice_of_any_text_is_evidence(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    piece = Evidence(quote=text[start:end], start=start, end=end)
    assert Evidence.model_validate_json(piece.model_dump_json()) == piece


@pytest.mark.parametrize(
    ("value", "precision", "fits"),
    [
        ("2021-09-29", "day", True),
        ("2021-09", "month", True),
        ("2021", "year", True),
        ("2021-09", "day", False),
        ("2021-09-29", "month", False),
        ("29.9.2021", "day", False),
    ],
)
def test_a_date_is_as_precise_as_it_says(value: str, precision: Precision, fits: bool) -> None:
    grounds = (Evidence(quote="2021", start=0, end=4),)
    if fits:
        MeetingDate(value=value, precision=precision, evidence=grounds)
    else:
        with pytest.raises(ValidationError):
            MeetingDate(value=value, precision=precision, evidence=grounds)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("status",), "fine"),
        (("schema_version",), 2),
        (("surprise",), "x"),
        (("document", "sha256"), "abc"),
        (("parties", 0, "country"), "Morocco"),
        (("parties", 0, "kind"), "person"),
        (("agreements", 0, "status"), "signed"),
        (("context", 0, "topic"), "weather"),
        (("provenance", "seconds"), -1),
    ],
)
def test_values_outside_the_contract_are_refused(
    path: tuple[str | int, ...], value: object, record_data: dict[str, Any]
) -> None:
    changed: Any = copy.deepcopy(record_data)
    MeetingSummary.model_validate(changed)
    part = changed
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    assert str(path[-1]) in refused(changed)


def test_a_record_cannot_be_changed(record: MeetingSummary) -> None:
    with pytest.raises(ValidationError):
        setattr(record, "headline", "Another")  # noqa: B010 - pyright refuses the assignment
