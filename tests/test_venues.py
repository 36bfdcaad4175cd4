"""Places that a page offers for its meeting, and what is told of each."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summariser import deciding
from summariser.document import Document
from summariser.lexicon import folded
from summariser.venues import VenueCandidate, features, venue_candidates

REST = " بحث الطرفان التعاون العسكري بين البلدين وسبل تطويره في المستقبل القريب."


def page(text: str) -> Document:
    return Document("page.txt", text)


def venues(text: str, home: str = "") -> dict[str, VenueCandidate]:
    return {candidate.name: candidate for candidate in venue_candidates(page(text), home)}


@pytest.mark.parametrize(
    "opening",
    ["القاهرة: ", "القاهرة - ", "القاهرة ـ ", "القاهرة (وكالات) - ", "القاهرة، 3 مايو - "],
)
def test_the_city_of_a_byline_alone_is_no_venue(opening: str) -> None:
    held = "عقد الوزيران اجتماعا في مدينة الرباط لبحث التعاون العسكري."
    assert set(venues(opening + held + REST)) == {"Rabat, Morocco"}
    again = venues(opening + held + " وعاد الوفد إلى القاهرة." + REST)
    assert again["Cairo, Egypt"].byline and not again["Rabat, Morocco"].byline


def test_a_byline_city_told_again_has_the_words_of_the_article() -> None:
    text = "القاهرة: عقد الوزيران اجتماعا لبحث التعاون العسكري في القاهرة مساء اليوم." + REST
    (cairo,) = venue_candidates(page(text), "")
    assert cairo.byline and cairo.after_in and cairo.held
    assert cairo.start > 0 and text[cairo.start : cairo.end] == "القاهرة"


def test_an_english_byline() -> None:
    found = venues(
        "WARSAW, 12 March 2025 — Poland and Ukraine agreed on the repair of vehicles today.\n"
        "The deal between the ministers was struck in Rzeszow after four hours of talks.\n"
    )
    assert "Warsaw, Poland" not in found
    town = found["Rzeszow, Poland"]
    assert town.town and town.after_in and town.held and not town.byline


def test_a_town_is_a_venue_only_as_a_place() -> None:
    found = venues("استقبل القائد اللبناني ضيفه الفرنسي في مكتبه في اليرزة صباح اليوم." + REST)
    assert set(found) == {"Yarze, Lebanon"}
    assert found["Yarze, Lebanon"].town and found["Yarze, Lebanon"].country == "LB"


def test_a_state_alone_is_a_venue_where_none_of_its_cities_is() -> None:
    alone = venues("عقد وزيرا الدفاع اجتماعا في دولة الكويت لبحث التعاون بين الجيشين." + REST)
    assert alone["Kuwait"].city is None
    assert alone["Kuwait"].country == "KW"
    city = venues("عقد وزيرا الدفاع اجتماعا في دولة قطر في مدينة الدوحة مساء اليوم." + REST)
    assert set(city) == {"Doha, Qatar"}


@pytest.mark.parametrize(
    "sentence",
    [
        "التقى القائد نظيره وزير الدفاع بجمهورية كوسوفو لبحث التعاون بين الجيشين مساء اليوم.",
        "التقى القائد نظيره وزير الدفاع في جمهورية كوسوفو لبحث التعاون بين الجيشين مساء اليوم.",
        "بحثت كوسوفو مع القائد سبل التعاون بين الجيشين مساء اليوم.",
    ],
)
def test_whose_minister_he_is_is_no_venue(sentence: str) -> None:
    assert venues(sentence + REST) == {}


@pytest.mark.parametrize(
    ("sentence", "home", "state", "owned"),
    [
        ("استقبل الوزير نظيره السنغالي في مكتبه صباح اليوم.", "MR", "Mauritania", False),
        (
            "اختتمت المحادثات مع إسبانيا في القيادة العامة للقوات المسلحة الأردنية.",
            "ES",
            "Jordan",
            True,
        ),
        ("بحث الوفد القطري التعاون في مستشفى القوات المسلحة.", "", "Qatar", False),
        ("بحث الوفد القطري التعاون بمقر الوزارة.", "KW", "Kuwait", False),
    ],
)
def test_a_building_without_a_city_is_in_its_owners_state(
    sentence: str, home: str, state: str, owned: bool
) -> None:
    found = venues(sentence + REST, home)
    assert set(found) == {state}
    assert found[state].site and found[state].city is None and found[state].owned == owned


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
    assert (rabat.held, rabat.visited) == (held, visited)


def test_few_venues_and_those_likeliest_by_their_place() -> None:
    cities = ["القاهرة", "روما", "باريس", "مدريد", "بغداد", "دمشق", "طهران", "أنقرة", "موسكو"]
    passing = [f"وذكر الناطق أن الوفد تحدث في {city} عن التعاون بين البلدين." for city in cities]
    text = "عقد الوزيران اجتماعا في مدينة الرباط لبحث التعاون العسكري." + " ".join(passing)
    found = venue_candidates(page(text + " وأيدت واشنطن ذلك."), "")
    assert len(found) == 10
    assert found[0].city == "Rabat"
    assert [c.start for c in found] == sorted(c.start for c in found)
    assert "Washington" not in [c.city for c in found]


def test_a_place_where_something_was_held_is_likelier_than_one_that_spoke() -> None:
    text = "أعلنت مدريد دعمها للتعاون. عقد الوزيران اجتماعا في مدينة الرباط لبحث التعاون."
    found = venue_candidates(page(text + 3 * REST + " وأيدت واشنطن التعاون بين البلدين."), "")
    assert [c.start for c in found] == sorted(c.start for c in found)
    chances = deciding.judged("venue", features(found, {}, {}, ""))
    assert found[chances.index(max(chances))].city == "Rabat"


VENUE_PIECES = (
    "القاهرة", ": ", " - ", "عقد ", "في ", "ب", "مدينة ", "الرباط", "دولة الكويت ", "اليرزة ",
    "لبنان ", "زيارة إلى ", "وزير الدفاع ", ".", "\n", "واجتمع الوزيران مساء اليوم لبحث التعاون ",
)  # fmt: skip


@given(st.lists(st.sampled_from(VENUE_PIECES), min_size=1).map("".join))
@settings(deadline=None)
def test_venues_are_words_of_the_page_that_fold_to_their_names(text: str) -> None:
    if not text.strip():
        return
    named = {
        "القاهره": "Cairo", "الرباط": "Rabat", "اليرزه": "Yarze", "دوله الكويت": None,
        "الكويت": "Kuwait City", "لبنان": None,
    }  # fmt: skip
    found = venue_candidates(page(text), "")
    assert len(found) <= 10
    for candidate in found:
        assert 0 <= candidate.start < candidate.end <= len(text)
        assert named[folded(text[candidate.start : candidate.end])] == candidate.city
