"""Parties and days that a page offers, and the heads that weigh what speaks for each."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summariser import days, deciding, parties, serving, venues
from summariser.days import day_candidates
from summariser.document import Document
from summariser.grounding import english_names
from summariser.parties import party_candidates

CHECKOUT = Path(__file__).parent.parent
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


def test_what_is_told_of_a_party() -> None:
    document = page(
        "بحث وزير الدفاع الإيطالي مع نظيره المصري التعاون. وشارك في اللقاء الجانب القطري. "
        "وجرت المباحثات بين إيطاليا ومصر."
    )
    found = {candidate.name: candidate for candidate in party_candidates(document)}
    italy, egypt, qatar = found["Italy"], found["Egypt"], found["Qatar"]
    assert (italy.count, italy.beside, italy.between) == (2, 1, 1)
    assert (egypt.counterparts, egypt.between) == (1, 1)
    assert (qatar.side, qatar.joining, qatar.beside) == (1, 1, 0)


def test_background_speaks_against_a_party() -> None:
    candidates = party_candidates(page("زار وزير الدفاع الإيطالي القاهرة." + REST))
    number = candidates[0].sentences[0]
    inside = parties.features(candidates, {number: 0.9}, {number: 0.0}, "")
    outside = parties.features(candidates, {number: 0.0}, {number: 1.0}, "")
    assert deciding.judged("party", inside)[0] > deciding.judged("party", outside)[0]


def test_a_dateline_alone_is_no_day_of_the_meeting() -> None:
    assert day_candidates(page(f"الأحد, يوليو 27, 2025\n{REST}")) == []
    told = day_candidates(
        page(f"الأحد, يوليو 27, 2025\nاجتمع الوزيران يوم السبت في مقر الوزارة.{REST}")
    )
    assert [c.date.value for c in told] == ["2025-07-26"]


def test_what_a_name_means_the_whole_page_tells() -> None:
    page = Document.from_text(
        "استقبل وزير الدفاع الأردني نظيره الفرنسي أمس الأحد وبحث معه التعاون العسكري.\n"
        "ووصل وزير الدفاع إلى عمان في زيارة رسمية تستغرق يومين اثنين كاملين.\n"
    )
    assert "OM" not in {candidate.country for candidate in party_candidates(page)}
    assert "OM" not in english_names(page, page.sentences[1], []).values()


SEEDS = sorted((CHECKOUT / "seeds").glob("*.txt"))


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name[:3])
def test_heads_fit_their_features(seed: Path) -> None:
    """A head and the rows that it weighs are made by two files: their lengths have to agree."""
    document = Document.from_path(seed)
    home = serving.home(document)
    party = party_candidates(document)
    venue = venues.venue_candidates(document, home)
    day = day_candidates(document)
    for head, rows in (
        ("party", parties.features(party, {}, {}, home)),
        ("venue", venues.features(venue, {}, {}, home)),
        ("date", days.features(day, {})),
    ):
        assert all(0 <= chance <= 1 for chance in deciding.judged(head, rows))  # type: ignore[arg-type]


@given(st.text())
def test_any_page_gives_candidates_with_their_words(text: str) -> None:
    document = page(text + " زار الوزير الفرنسي القاهرة يوم 3 مايو 2021 " + text)
    found = [*party_candidates(document), *venues.venue_candidates(document, "FR")]
    for candidate in (*found, *day_candidates(document)):
        assert 0 <= candidate.start < candidate.end <= len(document.text)
        assert candidate.sentences
