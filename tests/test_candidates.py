"""What a page offers: parties, venues, days; names by the fitted head; marks of sentences."""

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summariser import deciding
from summariser.candidates import date_candidates, party_candidates, venue_candidates
from summariser.document import Document
from summariser.grounding import english_names, same_person, unknown_name
from summariser.lexicon import name_words
from summariser.marking import mark
from summariser.naming import name_spans

REST = " بحث الطرفان التعاون العسكري بين البلدين وسبل تطويره في المستقبل القريب."


def page(text: str) -> Document:
    return Document("page.txt", text)


def test_parties_are_states_and_organisations_with_their_words() -> None:
    document = page(
        "التقى وزير الدفاع الإيطالي في القاهرة الأمين العام لجامعة الدول العربية." + REST
    )
    found = {c.name: document.text[c.start : c.end] for c in party_candidates(document)}
    assert found["Italy"] == "الإيطالي"
    assert "Arab League" in found or "League of Arab States" in found


def test_a_byline_city_is_no_venue() -> None:
    document = page("القاهرة: عقد الوزيران اجتماعا في مدينة الرباط لبحث التعاون العسكري." + REST)
    assert [c.city for c in venue_candidates(document)] == ["Rabat"]


def test_a_dateline_alone_is_no_day_of_the_meeting() -> None:
    assert date_candidates(page(f"الأحد, يوليو 27, 2025\n{REST}")) == []
    told = date_candidates(
        page(f"الأحد, يوليو 27, 2025\nاجتمع الوزيران يوم السبت في مقر الوزارة.{REST}")
    )
    assert [c.date.value for c in told if c.date] == ["2025-07-26"]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("استقبل وزير الدفاع المصري محمد عبد الله نظيره التركي", "محمد عبد الله"),
        ("قال نائب وزير الدفاع الروسي ألكسندر بافلوف، إن التعاون مستمر", "ألكسندر بافلوف"),
        (
            "حضر اللقاء رئيس الأركان العراقي الفريق عبد الأمير حسين الجبوري",
            "عبد الأمير حسين الجبوري",
        ),
    ],
)
def test_names_are_among_the_candidates(sentence: str, name: str) -> None:
    assert name in [span.words(sentence) for span in name_spans(sentence)]


def test_a_sentence_without_names_offers_none() -> None:
    sentence = "وشدد الجانبان على أهمية تعزيز التعاون العسكري وتبادل الخبرات في مجال التدريب"
    assert name_spans(sentence) == []


def test_the_conjunction_is_no_part_of_a_name() -> None:
    sentence = "التقى الوزير المصري أحمد حسن ومحمد خالد"
    assert "محمد خالد" in [span.words(sentence) for span in name_spans(sentence)]


@given(st.text())
def test_name_words_and_spans_lie_inside_any_text(text: str) -> None:
    for word in name_words(text):
        assert 0 <= word.start < word.end <= len(text)
    for span in name_spans(text):
        assert 0 <= span.start < span.end <= len(text)
        assert 0 <= span.chance <= 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("همايون عزيز", "هاميون عزيز", True),
        ("محمد سامي الرحمان", "محمد سامي", True),
        ("أحمد خليفة", "احمد خليفه", True),
        ("محمد كديح", "محمد كرمون", False),
    ],
)
def test_same_person(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same


def test_known_names_are_those_of_the_sentence() -> None:
    names = english_names("زار الوزير الإيطالي إسلام آباد والتقى أحمد خليفة", ["أحمد خليفة"])
    assert {"Italy", "Islamabad"} <= set(names)
    assert any("Khalifa" in name for name in names)
    assert unknown_name("The General met Khalifah in Rome", ["Ahmed Khalifa", "Rome"]) is None
    assert unknown_name("The General met Stavros", ["Ahmed Khalifa"]) == "Stavros"


def test_marks_tell_matter_from_background() -> None:
    text = (
        "واتفق الجانبان على توقيع مذكرة تفاهم في مجال التدريب العسكري بين البلدين.\n"
        "وتسببت الفيضانات العام الماضي في مقتل مئات الأشخاص وتدمير آلاف المنازل في البلاد.\n"
    )
    matter, flood = mark(page(text).sentences)
    assert matter.agreement > matter.context
    assert flood.context > flood.agreement
    assert max(flood.topics, key=lambda topic: flood.topics[topic]) == "natural_disaster"


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_chances_are_probabilities_and_grow_with_the_answer(answers: list[float]) -> None:
    candidate = party_candidates(page("وزير الدفاع الإيطالي." + REST))[0]
    weighed = [(candidate, value) for value in answers]
    chances = deciding.chances("party", weighed)
    assert all(0 <= chance <= 1 for chance in chances)
    for (_, a), x in zip(weighed, chances, strict=True):
        for (_, b), y in zip(weighed, chances, strict=True):
            assert x <= y or a >= b


def test_fitted_heads_are_plain_numbers() -> None:
    for name in ("marks", "names", "choices"):
        assert json.loads(files("summariser").joinpath(f"data/{name}.json").read_text("utf-8"))
