from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summariser.lexicon import country_mentions, is_country
from summariser.lexicon.cities import city_mentions

SEEDS = Path(__file__).parent.parent / "seeds"


def found(text: str) -> list[tuple[str, str, str]]:
    return [(text[each.start : each.end], each.name, each.country) for each in city_mentions(text)]


@pytest.mark.parametrize(
    ("text", "words", "name", "country"),
    [
        ("في إسلام أباد", "إسلام أباد", "Islamabad", "PK"),
        ("واسلام اباد", "اسلام اباد", "Islamabad", "PK"),
        ("بإسلام آباد", "إسلام آباد", "Islamabad", "PK"),
        ("وبالقاهرة", "القاهرة", "Cairo", "EG"),
        ("للرياض", "للرياض", "Riyadh", "SA"),
        ("وروما", "روما", "Rome", "IT"),
        ("واشنطن", "واشنطن", "Washington", "US"),
        ("الرباط", "الرباط", "Rabat", "MA"),
        ("بكين", "بكين", "Beijing", "CN"),
        ("في جنيف", "جنيف", "Geneva", "CH"),
        ("بلجراد", "بلجراد", "Belgrade", "RS"),
        ("روالبندي", "روالبندي", "Rawalpindi", "PK"),
        ("الجزائر العاصمة", "الجزائر العاصمة", "Algiers", "DZ"),
        ("بيت لحم", "بيت لحم", "Bethlehem", "PS"),
        ("طرابلس", "طرابلس", "Tripoli", "LY"),
        ("in Islamabad's", "Islamabad", "Islamabad", "PK"),
        ("from New York City to", "New York City", "New York City", "US"),
    ],
)
def test_city(text: str, words: str, name: str, country: str) -> None:
    assert found(text) == [(words, name, country)]


@pytest.mark.parametrize("name", ["تونس", "الكويت", "الجزائر", "جيبوتي", "سنغافورة", "بنما"])
def test_a_name_of_city_and_state_is_both(name: str) -> None:
    (mention,) = city_mentions(f"في {name}")
    assert mention.capital
    assert [each.country for each in country_mentions(f"في {name}")] == [mention.country]


@pytest.mark.parametrize(
    "text",
    [
        "دولة الكويت",
        "سلطنة عمان",
        "عُمان",
        "خليج عمان",
        "في 6 نوفمبر /قنا/ بحث",
        "منظمة شنغهاي للتعاون",
        "كان ليل الخميس في ميدان كبير من الباب إلى المدينة",
        "صور ومشهد وسلطات المالية وبحري وسفيرة",
        "لويد أوستن وفلاديمير ورشيد وريم",
        "nice reading in a mobile rome",
    ],
)
def test_no_city(text: str) -> None:
    assert found(text) == []


def test_bare_amman_is_a_city() -> None:
    assert found("وصل إلى عمان ثم عَمّان") == [("عمان", "Amman", "JO"), ("عَمّان", "Amman", "JO")]


def test_table_is_small_and_whole() -> None:
    table = resources.files("summariser.lexicon").joinpath("data/cities.tsv").read_text("utf-8")
    assert len(table.encode()) < 1_000_000
    rows = [line.split("\t") for line in table.splitlines()]
    assert all(len(row) == 5 and row[0].isascii() and is_country(row[1]) for row in rows)
    assert sum(row[3] == "1" for row in rows) > 200
    assert "GeoNames" in (resources.files("summariser.lexicon") / "data/NOTICE").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("000_903c4ef960509dd2.txt", {"Rome", "Islamabad"}),
        ("001_24745438aeb55a23.txt", {"Islamabad", "Moscow"}),
        ("002_ca67cd81fc78246b.txt", {"Islamabad", "Washington"}),
        ("003_1922983f5266381a.txt", {"Cairo"}),
        ("004_bc80649835119055.txt", {"Islamabad"}),
    ],
)
def test_seeds(name: str, expected: set[str]) -> None:
    text = (SEEDS / name).read_text(encoding="utf-8")
    assert {mention.name for mention in city_mentions(text)} == expected


WORDS = (
    "و",
    "ب",
    "ال",
    "لل",
    "عمان",
    "الكويت",
    "دولة ",
    "شنغهاي",
    " ",
    "للتعاون",
    "منظمة ",
    "Rome",
)


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS)).map("".join)))
@settings(deadline=None)
def test_mentions_lie_inside_the_text_in_order(text: str) -> None:
    last = 0
    for mention in city_mentions(text):
        assert last <= mention.start < mention.end <= len(text)
        last = mention.end
