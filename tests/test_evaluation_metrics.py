"""Scores: the guide's rules on cases small enough to count by hand, and what always holds."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summariser.evaluation.labels import Label
from summariser.evaluation.matching import Pair
from summariser.evaluation.metrics import (
    ATTRIBUTES,
    FIELDS,
    LIST_FIELDS,
    DocumentScore,
    ListField,
    Share,
    Ungrounded,
    score_document,
    score_set,
)
from summariser.record import TOPICS, MeetingSummary

TEXT = """لقاء في روما
التقى وزير الدفاع الإيطالي غويدو كروزيتو نظيره الباكستاني خواجة آصف في روما يوم 29 سبتمبر 2021.
بحثا التدريب المشترك مع حلف الناتو. اتفقا على صفقة الطائرات في قصر الوزارة.
وقعت فيضانات عارمة هذا الصيف. الحرب في أفغانستان مستمرة.
"""


def quote(words: str, text: str = TEXT) -> list[dict[str, Any]]:
    """Evidence for a record: the first place of the words."""
    start = text.index(words)
    return [{"quote": words, "start": start, "end": start + len(words)}]


def party(country: str | None, name: str = "a party") -> dict[str, Any]:
    kind = "organisation" if country is None else "state"
    return {"name": name, "kind": kind, "country": country, "evidence": quote("التقى")}


def official(name: str, **changes: Any) -> dict[str, Any]:
    person = {"name": name, "name_en": "", "role": "", "country": None, "present": True}
    return person | {"evidence": quote("التقى")} | changes


def venue(city: str | None, country: str | None, place: str | None = None) -> dict[str, Any]:
    return {"city": city, "country": country, "place": place, "evidence": quote("في روما")}


def date(value: str) -> dict[str, Any]:
    precision = {4: "year", 7: "month", 10: "day"}[len(value)]
    return {"value": value, "precision": precision, "evidence": quote("29 سبتمبر 2021")}


def agreement(words: str, status: str = "discussed") -> dict[str, Any]:
    return {"text": "…", "status": status, "evidence": quote(words)}


def context(topic: str, words: str) -> dict[str, Any]:
    return {"topic": topic, "text": "…", "evidence": quote(words)}


def record(**fields: Any) -> MeetingSummary:
    empty: dict[str, Any] = {
        "document": {"id": "one.txt", "sha256": None, "language": "ar", "characters": len(TEXT)},
        "status": "ok",
        "headline": "",
        "summary": "",
        "parties": (),
        "officials": (),
        "venue": None,
        "date": None,
        "agreements": (),
        "context": (),
        "warnings": (),
        "provenance": {
            "model": "none",
            "weights_sha256": None,
            "plan": "none",
            "prompts": {},
            "package_version": "0",
            "usage": {},
            "seconds": 0,
            "from_cache": False,
        },
    }
    return MeetingSummary.model_validate(empty | fields)


def labelled(**fields: Any) -> Label:
    empty: dict[str, Any] = {
        "document": "one.txt",
        "parties": (),
        "officials": (),
        "venue": None,
        "date": {"value": None, "precision": None},
        "agreements": (),
        "context": (),
    }
    return Label.model_validate(empty | fields)


LABEL = labelled(
    parties=[
        {"name": ["Italy"], "kind": "state", "country": "IT"},
        {"name": ["Pakistan"], "kind": "state", "country": "PK"},
    ],
    officials=[
        {
            "name": "غويدو كروزيتو",
            "name_en": ["Guido Crosetto"],
            "role": ["Minister of Defence", "Defence Minister"],
            "country": "IT",
            "present": True,
        },
        {
            "name": "خواجة آصف",
            "name_en": ["Khawaja Asif", "Khawaja Muhammad Asif"],
            "role": ["Minister of Defence"],
            "country": "PK",
            "present": True,
        },
    ],
    venue={"city": ["Rome", "Roma"], "country": "IT", "place": []},
    date={"value": "2021-09-29", "precision": "day"},
    agreements=[
        {"text": "Training.", "status": "discussed", "evidence": ["بحثا التدريب المشترك"]},
        {"text": "Aircraft.", "status": "agreed", "evidence": ["اتفقا على صفقة الطائرات"]},
    ],
    context=[
        {"topic": "natural_disaster", "text": "Floods.", "evidence": ["فيضانات عارمة"]},
        {"topic": "conflict", "text": "War.", "evidence": ["الحرب في أفغانستان"]},
    ],
)


def score(prediction: MeetingSummary, label: Label = LABEL, text: str = TEXT) -> DocumentScore:
    return score_document(prediction, label, text)


# ── lists ────────────────────────────────────────────────────────────────────


def test_parties_by_code_have_precision_recall_and_f1() -> None:
    parties = score(record(parties=[party("IT"), party("AF"), party("FR")])).lists["parties"]
    assert (parties.precision, parties.recall, parties.f1) == (1 / 3, 1 / 2, 2 / 5)
    assert parties.pairs == (Pair(0, 0),)


def test_an_organisation_counts_by_name_and_not_by_its_missing_country() -> None:
    label = labelled(parties=[{"name": ["NATO"], "kind": "organisation", "country": None}])
    assert score(record(parties=[party(None, "Nato")]), label).fields["parties"] == 1
    assert score(record(parties=[party(None, "Arab League")]), label).fields["parties"] == 0


def test_officials_match_by_folded_name_one_to_one() -> None:
    names = ["خواجه اصف", "خواجة آصف", "جون سميث"]
    officials = score(record(officials=[official(name) for name in names])).lists["officials"]
    assert (officials.precision, officials.recall, officials.f1) == (1 / 3, 1 / 2, 2 / 5)


def test_agreements_match_by_evidence_whatever_their_words_and_status() -> None:
    # «التدريب المشترك» is inside the label's words; «صفقة الطائرات في قصر الوزارة» has 13 of
    # its 27 letters in common with them, and they are 23 long: more than half of the shorter.
    items = [agreement("التدريب المشترك"), agreement("صفقة الطائرات في قصر الوزارة")]
    assert score(record(agreements=items)).fields["agreements"] == 1
    # Five letters of 19 are not half.
    assert score(record(agreements=[agreement("المشترك مع حلف الناتو")])).fields["agreements"] == 0


def test_context_needs_topic_and_evidence() -> None:
    items = [context("natural_disaster", "فيضانات"), context("terrorism", "الحرب في أفغانستان")]
    scores = score(record(context=items)).lists["context"]
    assert (scores.precision, scores.recall, scores.f1) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize("field", LIST_FIELDS)
def test_empty_lists(field: Any) -> None:
    items = {
        "parties": [party("IT")],
        "officials": [official("خواجة آصف")],
        "agreements": [agreement("بحثا التدريب المشترك")],
        "context": [context("conflict", "الحرب في أفغانستان")],
    }
    nothing, something = record(), record(**{field: items[field]})
    for prediction, label, expected in (
        (nothing, labelled(), 1),
        (something, labelled(), 0),
        (nothing, LABEL, 0),
    ):
        result = score(prediction, label).lists[field]
        assert (result.precision, result.recall, result.f1) == (expected,) * 3
    assert 0 < score(something).lists[field].f1 < 1


# ── venue and date ───────────────────────────────────────────────────────────

NO_CITY = {"city": [], "country": "IT", "place": []}
CALL = {"city": [], "country": None, "place": []}


@pytest.mark.parametrize(
    ("label", "predicted", "expected"),
    [
        (LABEL.venue, venue("Rome", "IT"), 1),
        (LABEL.venue, venue("rome", "IT", "anywhere"), 1),
        (LABEL.venue, venue("Roma", "IT"), 1),
        (LABEL.venue, venue("Rome", "PK"), 0),
        (LABEL.venue, venue("Milan", "IT"), 0),
        (LABEL.venue, venue(None, "IT"), 0),
        (LABEL.venue, venue("Rome", None), 0),
        (LABEL.venue, None, 0),
        (NO_CITY, venue(None, "IT"), 1),
        (NO_CITY, venue("Rome", "IT"), 0),
        (NO_CITY, None, 0),
        (CALL, venue(None, None), 1),
        (CALL, None, 1),
        (CALL, venue(None, "IT"), 0),
        (CALL, venue("Rome", None), 0),
        (None, None, 1),
        (None, venue(None, None), 1),
        (None, venue(None, None, "the palace"), 0),
        (None, venue(None, "IT"), 0),
        (None, venue("Rome", None), 0),
    ],
)
def test_venue(label: Any, predicted: Any, expected: int) -> None:
    assert score(record(venue=predicted), labelled(venue=label)).fields["venue"] == expected


NO_DATE = {"value": None, "precision": None}


@pytest.mark.parametrize(
    ("label", "predicted", "expected"),
    [
        (LABEL.date, date("2021-09-29"), 1),
        (LABEL.date, date("2021-09"), 0),
        (LABEL.date, None, 0),
        (NO_DATE, None, 1),
        (None, None, 1),
        (NO_DATE, date("2021"), 0),
        (None, date("2021"), 0),
    ],
)
def test_date(label: Any, predicted: Any, expected: int) -> None:
    assert score(record(date=predicted), labelled(date=label)).fields["date"] == expected


# ── the document ─────────────────────────────────────────────────────────────


def test_the_document_score_is_the_mean_of_six_fields() -> None:
    result = score(
        record(
            parties=[party("IT"), party("PK")],  # 1
            officials=[official("خواجة آصف")],  # 2·1/(1+2)
            venue=venue("Rome", "IT"),  # 1
            date=date("2021"),  # 0
            agreements=[agreement("بحثا"), agreement("نظيره"), agreement("روما")],  # 2·1/(3+2)
        )  # context 0
    )
    assert result.fields == {
        "parties": 1,
        "officials": 2 / 3,
        "venue": 1,
        "date": 0,
        "agreements": 2 / 5,
        "context": 0,
    }
    assert result.score == pytest.approx((1 + 2 / 3 + 1 + 2 / 5) / 6)
    assert result.document == "one.txt"


def test_attributes_are_counted_over_what_was_matched() -> None:
    result = score(
        record(
            officials=[
                official(
                    "غويدو كروزيتو",
                    name_en="Crosetto, Guido",  # the comma leaves 0.87
                    role="Italian Minister of Defense",  # 0.6 of one accepted wording
                    country="IT",
                ),
                official("خواجة آصف", name_en="K. Ashraf", role="Pilot", present=False),
                official("جون سميث", country="IT"),  # in no label, so it has no attributes
            ],
            agreements=[
                agreement("بحثا التدريب المشترك", "agreed"),
                agreement("اتفقا على صفقة الطائرات", "agreed"),
                agreement("نظيره", "agreed"),
            ],
        )
    )
    assert result.attributes == dict.fromkeys(ATTRIBUTES, Share(1, 2))


def test_an_official_of_an_organisation_has_no_country() -> None:
    nato = LABEL.officials[0].model_copy(update={"country": None})
    label = LABEL.model_copy(update={"officials": (nato,)})
    for country, right in ((None, 1), ("IT", 0)):
        result = score(record(officials=[official(nato.name, country=country)]), label)
        assert result.attributes["country"] == Share(right, 1)


def test_where_nothing_matched_there_are_no_attributes() -> None:
    result = score(record(officials=[official("جون سميث")]))
    assert result.attributes == dict.fromkeys(ATTRIBUTES, Share(0, 0))


# ── groundedness ─────────────────────────────────────────────────────────────


def test_what_the_document_says_is_grounded() -> None:
    result = score(
        record(
            parties=[party("IT"), party("PK"), party(None, "حلف الناتو"), party(None, "NATO")],
            officials=[official("خواجه آصف", country="PK")],
            venue=venue("Rome", "IT", "قصر الوزارة"),
            date=date("2021-09-29"),
        )
    )
    assert result.ungrounded == ()
    # 2 codes and 2 names of parties, name and code of the official, 3 of the venue, the date,
    # and seven quotes.
    assert result.values == 4 + 2 + 3 + 1 + 7


@pytest.mark.parametrize(
    ("fields", "kind", "value"),
    [
        ({"parties": [party("FR")]}, "country", "FR"),
        ({"parties": [party(None, "جامعة الدول العربية")]}, "name", "جامعة الدول العربية"),
        ({"parties": [party(None, "Arab League")]}, "name", "Arab League"),
        ({"officials": [official("جون سميث")]}, "name", "جون سميث"),
        ({"officials": [official(" ")]}, "name", " "),
        ({"officials": [official("خواجة آصف", country="IN")]}, "country", "IN"),
        ({"venue": venue("Milan", None)}, "place", "Milan"),
        ({"venue": venue(None, "FR")}, "country", "FR"),
        ({"venue": venue(None, None, "قصر الرئاسة")}, "place", "قصر الرئاسة"),
        ({"date": date("2021-09-30")}, "date", "2021-09-30"),
        ({"date": date("2022")}, "date", "2022"),
    ],
)
def test_what_the_document_does_not_say_is_listed(fields: Any, kind: Any, value: str) -> None:
    assert score(record(**fields)).ungrounded == (Ungrounded(kind, value),)


def test_a_quote_must_be_the_words_at_its_offsets() -> None:
    moved = agreement("بحثا التدريب المشترك")
    moved["evidence"][0]["start"] -= 1
    moved["evidence"][0]["end"] -= 1
    result = score(record(agreements=[moved, agreement("نظيره")]))
    assert result.ungrounded == (Ungrounded("quote", "بحثا التدريب المشترك"),)
    assert result.values == 2


def test_a_translated_place_is_grounded_by_its_quote_only_across_scripts() -> None:
    palace = venue("Rome", "IT", "Ministry palace")
    assert score(record(venue=palace)).ungrounded == ()
    wrong = [{"quote": "لقاء في", "start": 1, "end": 8}]
    kinds = {v.kind for v in score(record(venue=palace | {"evidence": wrong})).ungrounded}
    assert kinds == {"place", "quote"}
    text = "Ministers met in Rome, Italy."
    english = palace | {"evidence": quote("in Rome", text)}
    result = score(record(venue=english), text=text)
    assert result.ungrounded == (Ungrounded("place", "Ministry palace"),)


def test_an_organisation_is_grounded_by_any_of_its_names() -> None:
    for name in ("North Atlantic Treaty Organization", "حلف شمال الأطلسي", "حلف الناتو"):
        assert score(record(parties=[party(None, name)])).ungrounded == ()


def test_an_organisation_is_grounded_by_its_letters_where_the_lexicon_sees_none() -> None:
    text = "Ministers met the Nato chief."
    party_of_nato = party(None, "NATO") | {"evidence": quote("Nato", text)}
    assert score(record(parties=[party_of_nato]), text=text).ungrounded == ()


def test_an_organisation_that_nobody_knows_is_grounded_by_its_quote_as_a_place_is() -> None:
    for name, count in (("Baltic Bicycle Union", 0), ("اتحاد دراجات البلطيق", 1), (" ", 1)):
        assert len(score(record(parties=[party(None, name)])).ungrounded) == count


@pytest.mark.parametrize(
    ("text", "grounded"),
    [
        ("التقى الوزيران في إسلام آباد.", {"PK"}),
        ("التقى الوزير القطري نظيره.", {"QA"}),
        ("عاد الوزير إلى المملكة.", {"SA", "MA", "JO", "BH"}),
        ("زيارة للمملكة المغربية.", {"MA"}),
        ("زار المملكة المتحدة.", {"GB"}),
        ("وصل إلى السلطنة.", {"OM", "BN"}),
        ("وصل أمس.", set()),
    ],
)
def test_a_country_is_grounded_by_names_adjectives_cities_and_short_forms(
    text: str, grounded: set[str]
) -> None:
    codes = ("PK", "QA", "SA", "MA", "JO", "BH", "GB", "OM", "BN")
    parties = [party(code) | {"evidence": quote(text[0], text)} for code in codes]
    result = score(record(parties=parties), text=text)
    assert {value.value for value in result.ungrounded} == set(codes) - grounded


def test_a_city_is_grounded_by_its_own_letters_or_its_english_name() -> None:
    for city, count in (("Rome", 0), ("rome", 0), ("قصر الوزاره", 0), ("قصر الرئاسة", 1)):
        assert len(score(record(venue=venue(city, None))).ungrounded) == count


def test_a_month_or_year_is_grounded_by_a_day_in_it() -> None:
    for value in ("2021-09", "2021"):
        assert score(record(date=date(value))).ungrounded == ()


# ── sets ─────────────────────────────────────────────────────────────────────


def perfect(label: Label, text: str = TEXT) -> MeetingSummary:
    """Turn a label into the record that says the same, with the first of all that it accepts."""
    place = quote(text[:1], text)
    return record(
        parties=[p.model_dump() | {"name": p.name[0], "evidence": place} for p in label.parties],
        officials=[
            o.model_dump()
            | {"name_en": "".join(o.name_en[:1]), "role": "".join(o.role[:1]), "evidence": place}
            for o in label.officials
        ],
        venue=label.venue
        and {
            "city": next(iter(label.venue.city), None),
            "country": label.venue.country,
            "place": next(iter(label.venue.place), None),
            "evidence": place,
        },
        date=label.date.model_dump() | {"evidence": place}
        if label.date and label.date.value
        else None,
        agreements=[
            a.model_dump() | {"evidence": quote(a.evidence[0], text)} for a in label.agreements
        ],
        context=[c.model_dump() | {"evidence": quote(c.evidence[0], text)} for c in label.context],
    )


def named(result: DocumentScore, document: str) -> DocumentScore:
    return replace(result, document=document)


def test_a_set_has_the_means_of_its_documents_and_the_shares_of_all_values() -> None:
    one = score(perfect(LABEL))
    two = named(score(record(officials=[official("جون سميث"), official("خواجة آصف")])), "two")
    result = score_set([one, two])
    assert two.lists["officials"].f1 == 0.5
    assert result.score.mean == (1 + 0.5 / 6) / 2
    assert result.fields["officials"].mean == (1 + 0.5) / 2
    assert result.precision["officials"].mean == result.recall["officials"].mean == 0.75
    assert result.fields["venue"].mean == 0.5
    # Two right officials of the first document, and one of the second without its attributes.
    assert result.attributes["country"] is not None
    assert result.attributes["country"].mean == 2 / 3
    assert result.ungrounded is not None
    assert two.values == 4
    assert result.ungrounded.mean == 1 / (one.values + 4)


def test_intervals_are_those_of_the_mean() -> None:
    good, bad = score(perfect(LABEL)), score(record())
    results = score_set([named(good if i % 2 else bad, f"{i}") for i in range(100)])
    # 1.96 standard errors of a mean of fifty ones and fifty noughts are 0.098.
    for interval in (results.score, *results.fields.values()):
        assert interval.mean == 0.5
        assert interval.low == pytest.approx(0.402, abs=0.015)
        assert interval.high == pytest.approx(0.598, abs=0.015)


def test_one_document_has_no_width() -> None:
    results = score_set([score(record(parties=[party("IT")]))])
    parties = results.fields["parties"]
    assert parties.mean == 2 / 3
    assert parties.low == pytest.approx(2 / 3)
    assert parties.high == pytest.approx(2 / 3)


def test_a_share_of_nothing_is_none() -> None:
    results = score_set([score(record())])
    assert results.attributes == dict.fromkeys(ATTRIBUTES)
    assert results.ungrounded is None


def test_a_share_is_taken_over_the_resamples_that_have_any() -> None:
    some = score(record(officials=[official("خواجة آصف", country="PK")]))
    results = score_set([some, named(score(record()), "two")])
    country = results.attributes["country"]
    assert country is not None
    assert (country.mean, country.low, country.high) == (1, 1, 1)


def test_seeds_decide_and_the_order_of_documents_does_not() -> None:
    good, half, bad = (
        score(record(parties=[party(c) for c in cs])) for cs in (["IT", "PK"], ["IT"], [])
    )
    scores = [named(s, f"{i:02}") for i, s in enumerate([good] * 3 + [half] * 7 + [bad] * 11)]
    assert score_set(scores) == score_set(scores[::-1])
    assert score_set(scores, seed=1) != score_set(scores, seed=2)


def test_no_documents_have_no_score() -> None:
    with pytest.raises(ValueError, match="no documents"):
        score_set([])


# ── what always holds ────────────────────────────────────────────────────────

TAIL = "zzzzzzzz"  # at the end of the text, in no label
ANY_TEXT = "ألف باء، تاء ثاء. باء جيم حاء ألف! ايطاليا باكستان روما 2021-09-29 " + TAIL
WORDS = ANY_TEXT.removesuffix(TAIL).split()
SETTINGS = settings(deadline=None, max_examples=60)

words = st.tuples(st.integers(0, len(WORDS) - 1), st.integers(1, 3)).map(
    lambda at: " ".join(WORDS[at[0] : at[0] + at[1]])
)
codes = st.sampled_from(["IT", "PK", "FR"])
statuses = st.sampled_from(["agreed", "discussed", "offered"])
topics = st.sampled_from(TOPICS[:3])


def few(items: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[list[Any]]:
    return st.lists(items, min_size=least, max_size=4)


labels = st.builds(
    labelled,
    parties=few(
        st.fixed_dictionaries({"name": few(words, 1), "kind": st.just("state"), "country": codes})
        | st.fixed_dictionaries(
            {"name": few(words, 1), "kind": st.just("organisation"), "country": st.none()}
        )
    ),
    officials=few(
        st.fixed_dictionaries(
            {
                "name": words,
                "name_en": few(words),
                "role": few(words),
                "country": codes | st.none(),
                "present": st.booleans(),
            }
        )
    ),
    venue=st.none()
    | st.fixed_dictionaries(
        {"city": few(words), "country": codes | st.none(), "place": few(words)}
    ).filter(lambda v: v["city"] or v["country"] or not v["place"]),
    date=st.sampled_from([None, NO_DATE, LABEL.date, {"value": "2022", "precision": "year"}]),
    agreements=few(
        st.fixed_dictionaries({"text": words, "status": statuses, "evidence": few(words, 1)})
    ),
    context=few(st.fixed_dictionaries({"topic": topics, "text": words, "evidence": few(words, 1)})),
)
predictions = labels.map(lambda label: perfect(label, ANY_TEXT))


@given(labels)
@SETTINGS
def test_a_label_against_itself_scores_exactly_one(label: Label) -> None:
    result = score(perfect(label, ANY_TEXT), label, ANY_TEXT)
    assert result.score == 1.0
    assert set(result.fields.values()) == {1.0}
    assert all(share.right == share.total for share in result.attributes.values())
    for field in LIST_FIELDS:
        assert len(result.lists[field].pairs) == len(getattr(label, field))
    assert score_set([result]).score.mean == 1.0


@given(labels)
@SETTINGS
def test_an_empty_prediction_scores_one_for_each_empty_field(label: Label) -> None:
    result = score(record(), label, ANY_TEXT)
    venue_is_empty = label.venue is None or not (label.venue.city or label.venue.country)
    empty = {
        "venue": venue_is_empty,
        "date": label.date is None or label.date.value is None,
        **{field: not getattr(label, field) for field in LIST_FIELDS},
    }
    assert result.fields == {field: float(empty[field]) for field in FIELDS}
    assert (result.values, result.ungrounded) == (0, ())


@given(predictions, labels, st.randoms(use_true_random=False))
@SETTINGS
def test_the_order_of_items_does_not_matter(
    prediction: MeetingSummary, label: Label, random: Any
) -> None:
    def shuffled(part: Any) -> Any:
        items = {field: getattr(part, field) for field in LIST_FIELDS}
        return part.model_copy(
            update={f: tuple(random.sample(v, len(v))) for f, v in items.items()}
        )

    before = score(prediction, label, ANY_TEXT)
    after = score(shuffled(prediction), shuffled(label), ANY_TEXT)
    assert (after.score, after.fields) == (before.score, before.fields)
    assert (after.attributes, after.values) == (before.attributes, before.values)
    assert sorted(map(repr, after.ungrounded)) == sorted(map(repr, before.ungrounded))


@given(predictions, labels)
@SETTINGS
def test_a_wrong_item_never_raises_a_score(prediction: MeetingSummary, label: Label) -> None:
    before = score(prediction, label, ANY_TEXT)
    tail = {"evidence": quote(TAIL, ANY_TEXT)}
    wrong: dict[ListField, dict[str, Any]] = {
        "parties": party("XK") | tail,
        "officials": official(TAIL) | tail,
        "agreements": {"text": "…", "status": "agreed"} | tail,
        "context": {"topic": TOPICS[0], "text": "…"} | tail,
    }
    for field, item in wrong.items():
        data = prediction.model_dump()
        data[field] = [*data[field], item]
        after = score(MeetingSummary.model_validate(data), label, ANY_TEXT)
        assert after.fields[field] <= before.fields[field]
        assert after.score <= before.score
        assert after.lists[field].precision <= before.lists[field].precision
        assert after.lists[field].recall <= before.lists[field].recall
        assert after.attributes == before.attributes


@given(st.lists(st.tuples(predictions, labels), min_size=1, max_size=3))
@SETTINGS
def test_every_score_lies_between_nought_and_one(
    pairs: list[tuple[MeetingSummary, Label]],
) -> None:
    scores = [score(prediction, label, ANY_TEXT) for prediction, label in pairs]
    for one in scores:
        shares = [v for f in one.lists.values() for v in (f.precision, f.recall, f.f1)]
        assert all(0 <= value <= 1 for value in (one.score, *one.fields.values(), *shares))
        assert all(0 <= share.right <= share.total for share in one.attributes.values())
        assert len(one.ungrounded) <= one.values
    result = score_set(scores)
    for interval in (
        result.score,
        *result.fields.values(),
        *result.precision.values(),
        *result.recall.values(),
        *result.attributes.values(),
        result.ungrounded,
    ):
        if interval is not None:
            assert 0 <= interval.low <= interval.high <= 1
            assert 0 <= interval.mean <= 1
