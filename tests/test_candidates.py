"""What a page offers: parties, venues, days; names by the fitted head; marks of sentences."""

import json
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summariser import deciding
from summariser.candidates import (
    Candidate,
    date_candidates,
    party_candidates,
    venue_candidates,
)
from summariser.document import Document
from summariser.grounding import english_names, same_person, unknown_name
from summariser.lexicon import folded, name_words
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


def venues(text: str) -> dict[str, Candidate]:
    return {candidate.name: candidate for candidate in venue_candidates(page(text))}


@pytest.mark.parametrize(
    "opening",
    ["القاهرة: ", "القاهرة - ", "القاهرة ـ ", "القاهرة (وكالات) - ", "القاهرة، 3 مايو - "],
)
def test_a_byline_city_is_a_flagged_venue(opening: str) -> None:
    found = venues(opening + "عقد الوزيران اجتماعا في مدينة الرباط لبحث التعاون العسكري." + REST)
    assert set(found) == {"Cairo, Egypt", "Rabat, Morocco"}
    assert found["Cairo, Egypt"].byline and not found["Rabat, Morocco"].byline
    assert found["Cairo, Egypt"].in_lead


def test_a_byline_city_told_again_has_the_words_of_the_article() -> None:
    text = "القاهرة: عقد الوزيران اجتماعا لبحث التعاون العسكري في القاهرة مساء اليوم." + REST
    (cairo,) = venue_candidates(page(text))
    assert cairo.byline and cairo.after_in and cairo.held_near
    assert cairo.start > 0 and text[cairo.start : cairo.end] == "القاهرة"


def test_an_english_byline() -> None:
    found = venues(
        "WARSAW, 12 March 2025 — Poland and Ukraine agreed on the repair of vehicles today.\n"
        "The deal between the ministers was struck in Rzeszow after four hours of talks.\n"
    )
    assert found["Warsaw, Poland"].byline
    town = found["Rzeszow, Poland"]
    assert town.town and town.after_in and town.held_near and not town.byline


def test_a_town_is_a_venue_only_as_a_place() -> None:
    found = venues("استقبل القائد اللبناني ضيفه الفرنسي في مكتبه في اليرزة صباح اليوم." + REST)
    assert set(found) == {"Yarze, Lebanon"}
    assert found["Yarze, Lebanon"].town and found["Yarze, Lebanon"].country == "LB"


def test_a_state_alone_is_a_venue_where_none_of_its_cities_is() -> None:
    alone = venues("عقد وزيرا الدفاع اجتماعا في دولة الكويت لبحث التعاون بين الجيشين." + REST)
    assert alone["Kuwait"].country_only and alone["Kuwait"].city is None
    assert alone["Kuwait"].country == "KW"
    city = venues("عقد وزيرا الدفاع اجتماعا في دولة قطر في مدينة الدوحة مساء اليوم." + REST)
    assert set(city) == {"Doha, Qatar"}


@pytest.mark.parametrize(
    "sentence",
    [
        "التقى القائد نظيره وزير الدفاع بجمهورية كوسوفو لبحث التعاون بين الجيشين مساء اليوم.",
        "التقى القائد نظيره وزير الدفاع في جمهورية كوسوفو لبحث التعاون بين الجيشين مساء اليوم.",
        "بحثت كوسوفو مع القائد سبل التعاون بين الجيشين مساء اليوم في مقر الوزارة.",
    ],
)
def test_whose_minister_he_is_is_no_venue(sentence: str) -> None:
    assert venues(sentence + REST) == {}


@pytest.mark.parametrize(
    ("sentence", "held", "visited"),
    [
        ("عُقد الاجتماع بين الوزيرين مساء اليوم في مدينة الرباط لبحث التعاون.", True, False),
        ("استضافت الرباط اجتماع اللجنة العسكرية المشتركة بين البلدين مساء اليوم.", True, False),
        ("وصل وزير الدفاع الإسباني إلى الرباط صباح اليوم لإجراء محادثات.", False, True),
        ("بدأ الوزير الإسباني زيارة رسمية إلى الرباط تستمر ثلاثة أيام كاملة.", False, True),
        ("قد تعود الوفود في الرباط إلى بحث التعاون العسكري بين البلدين قريبا.", False, False),
        ("أعلنت الرباط دعمها للتعاون العسكري بين البلدين في المستقبل القريب.", False, False),
    ],
)
def test_what_is_said_of_a_place(sentence: str, held: bool, visited: bool) -> None:
    rabat = venues(sentence + REST)["Rabat, Morocco"]
    assert (rabat.held_near, rabat.visited) == (held, visited)


def test_few_venues_and_those_likeliest_by_their_place() -> None:
    cities = ["القاهرة", "روما", "باريس", "مدريد", "بغداد", "دمشق", "طهران", "أنقرة", "موسكو"]
    passing = [f"وذكر الناطق أن الوفد تحدث في {city} عن التعاون بين البلدين." for city in cities]
    text = "عقد الوزيران اجتماعا في مدينة الرباط لبحث التعاون العسكري." + " ".join(passing)
    found = venue_candidates(page(text + " وأيدت واشنطن ذلك."))
    assert len(found) == 7
    assert found[0].city == "Rabat"
    assert [c.start for c in found] == sorted(c.start for c in found)
    assert "Washington" not in [c.city for c in found]


def test_a_passing_city_is_no_venue_and_the_others_keep_their_order() -> None:
    text = "أعلنت مدريد دعمها للتعاون. عقد الوزيران اجتماعا في مدينة الرباط لبحث التعاون."
    found = venue_candidates(page(text + 3 * REST + " وأيدت واشنطن التعاون بين البلدين."))
    assert [candidate.city for candidate in found] == ["Madrid", "Rabat"]


VENUE_PIECES = (
    "القاهرة", ": ", " - ", "عقد ", "في ", "ب", "مدينة ", "الرباط", "دولة الكويت ", "اليرزة ",
    "لبنان ", "زيارة إلى ", "وزير الدفاع ", ".", "\n", "واجتمع الوزيران مساء اليوم لبحث التعاون ",
)  # fmt: skip


@given(st.lists(st.sampled_from(VENUE_PIECES), min_size=1).map("".join))
@settings(deadline=None)
def test_venues_lie_in_their_sentences_and_fold_to_their_names(text: str) -> None:
    if not text.strip():
        return
    named = {
        "القاهره": "Cairo", "الرباط": "Rabat", "اليرزه": "Yarze", "دوله الكويت": None,
        "الكويت": "Kuwait City", "لبنان": None,
    }  # fmt: skip
    found = venue_candidates(page(text))
    assert len(found) <= 7
    for candidate in found:
        assert candidate.sentence.start <= candidate.start < candidate.end <= candidate.sentence.end
        assert candidate.country_only == (candidate.city is None)
        assert named[folded(text[candidate.start : candidate.end])] == candidate.city


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
    page = Document.from_text(
        "زار الوزير الإيطالي إسلام آباد والتقى أحمد خليفة مساء يوم الأحد الماضي."
    )
    names = english_names(page, page.sentences[0], ["أحمد خليفة"])
    assert {"Italy", "Islamabad"} <= set(names)
    assert any("Khalifa" in name for name in names)
    assert unknown_name("The General met Khalifah in Rome", ["Ahmed Khalifa", "Rome"], "") is None
    assert unknown_name("The General met Stavros", ["Ahmed Khalifa"], "") == "Stavros"
    sentence = "التقى الجنرال روثنشتاين نظيره"
    assert unknown_name("The General met Rothenstein", [], sentence) is None
    assert unknown_name("The General met Rothenstein", [], "التقى الجنرال نظيره") == "Rothenstein"
    assert unknown_name("The General met Nye", [], "التقى نايا") == "Nye"


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


def test_what_a_name_means_the_whole_page_tells() -> None:
    page = Document.from_text(
        "استقبل وزير الدفاع الأردني نظيره الفرنسي أمس الأحد وبحث معه التعاون العسكري.\n"
        "ووصل وزير الدفاع إلى عمان في زيارة رسمية تستغرق يومين اثنين كاملين.\n"
    )
    assert "OM" not in {candidate.country for candidate in party_candidates(page)}
    assert "OM" not in english_names(page, page.sentences[1], []).values()
