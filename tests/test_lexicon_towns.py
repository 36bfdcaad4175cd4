"""Towns of the wider gazetteer: only behind a word of place, only in countries that are named."""

from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summariser.evaluation.matching import PageWords
from summariser.lexicon import city_mentions, folded, is_byline, is_country, town_mentions


def found(text: str) -> list[tuple[str, str, str]]:
    return [(text[m.start : m.end], m.name, m.country) for m in town_mentions(text)]


@pytest.mark.parametrize(
    ("text", "words", "name", "country"),
    [
        ("استقبل القائد اللبناني ضيفه في اليرزة", "اليرزة", "Yarze", "LB"),
        ("وصلت السفينة إلى ميناء الدقم في سلطنة عمان", "الدقم", "Duqm", "OM"),
        ("الجيش الكيني عزز مواقعه في بلدة لامو", "لامو", "Lamu", "KE"),
        ("الجيش الكيني عزز مواقعه بلامو", "لامو", "Lamu", "KE"),
        ("لامو (كينيا) – اجتمع القائدان", "لامو", "Lamu", "KE"),
        ("The Polish minister met him in Rzeszow", "Rzeszow", "Rzeszow", "PL"),
    ],
)
def test_town_behind_a_word_of_place_or_as_a_byline(
    text: str, words: str, name: str, country: str
) -> None:
    assert found(text) == [(words, name, country)]


@pytest.mark.parametrize(
    ("text", "words", "name", "country"),
    [
        ("المناورات السنغالية بمدينة تييس شرق العاصمة", "تييس", "Thies", "SN"),
        (
            "في مدينة ساو جوزيه دوس كامبوس البرازيلية",
            "ساو جوزيه دوس كامبوس",
            "Sao Jose dos Campos",
            "BR",
        ),
    ],
)
def test_foreign_town_by_its_sound(text: str, words: str, name: str, country: str) -> None:
    assert found(text) == [(words, name, country)]


@pytest.mark.parametrize(
    "text",
    [
        "التقى القائد الكيني لامو ثم عاد",  # no word of place
        "عزز الجيش الليبي مواقعه في بلدة لامو",  # no word of its country
        "التقى الوزير المصري نظيره في مكتب القائد وفي مقر الوزارة وفي قاعة الشرف وفي إطار زيارة",
        "تضم كينيا قاعدة بحرية وقاعدة جوية وميناء تجاري ومدينة كبيرة",
        "زار القائد السنغالي مدينة تييسو",  # another consonant or vowel is another name
        "في لقاء القائد التركي بمدينة هورسو",
        "The British army is in Reading and in May in the port",
        "وصل إلى القاهرة الوزير المصري",  # a city is for city_mentions
    ],
)
def test_no_town(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("behind", "byline"),
    [
        (" / اجتمع", True),
        (" ـ العمانية", True),
        (" في ١٧ أبريل / تقرير", True),
        (", 12 March 2025 — Poland", True),
        (" اجتمع الوزيران", False),
        ("، اجتمع الوزيران في مقر الوزارة لبحث التعاون - كما قال", False),
    ],
)
def test_what_makes_a_byline(behind: str, byline: bool) -> None:
    assert is_byline("لامو" + behind, 4) is byline


def test_towns_stand_in_the_order_of_the_text() -> None:
    heard, spelled = "المناورات السنغالية بمدينة تييس. ", "استقبل القائد اللبناني ضيفه في اليرزة. "
    assert [m.name for m in town_mentions(heard + spelled)] == ["Thies", "Yarze"]
    assert [m.name for m in town_mentions(spelled + heard)] == ["Yarze", "Thies"]


def test_a_city_is_left_to_city_mentions() -> None:
    text = "وصل القائد الألماني إلى مدينة هامبورغ"
    assert [m.name for m in city_mentions(text)] == ["Hamburg"]
    assert found(text) == []


def test_countries_can_be_given() -> None:
    assert town_mentions("في بلدة لامو") == []
    assert [m.name for m in town_mentions("في بلدة لامو", ["KE"])] == ["Lamu"]


def test_a_page_that_names_a_town_grounds_it() -> None:
    page = PageWords("استقبل القائد اللبناني ضيفه في اليرزة")
    assert page.has_city("Yarze")
    assert not page.has_city("Jounieh")


def test_table_is_small_and_whole() -> None:
    table = resources.files("summariser.lexicon").joinpath("data/towns.tsv").read_text("utf-8")
    assert len(table.encode()) < 3_000_000
    rows = [line.split("\t") for line in table.splitlines()]
    assert all(len(row) == 5 and row[0].isascii() and is_country(row[1]) for row in rows)
    assert len(rows) > 20_000


PIECES = (
    "في ", "ب", "و", "مدينة ", "بلدة ", "لامو", "اليرزة", "تييس", " ", "\n", " - ", "كينيا ",
    "لبنان ", "السنغال ", "القاهرة ", "in ", "Rzeszow", "Poland ", "\u064e", "\u0640", ": ",
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES)).map("".join)))
@settings(deadline=None)
def test_mentions_lie_inside_the_text_apart_and_of_named_countries(text: str) -> None:
    last = 0
    cities = city_mentions(text)
    for mention in town_mentions(text, ["KE", "LB", "SN", "PL"]):
        assert last <= mention.start < mention.end <= len(text)
        assert mention.country in ("KE", "LB", "SN", "PL")
        assert all(mention.end <= c.start or c.end <= mention.start for c in cities)
        last = mention.end


WRITTEN = {"لامو": "Lamu", "اليرزة": "Yarze", "تييس": "Thies", "Rzeszow": "Rzeszow"}


@given(st.lists(st.sampled_from(PIECES)).map("".join))
@settings(deadline=None)
def test_the_words_fold_to_the_name_that_is_found(text: str) -> None:
    by_key = {folded(words): name for words, name in WRITTEN.items()}
    for mention in town_mentions(text, ["KE", "LB", "SN", "PL"]):
        words = folded(text[mention.start : mention.end])
        assert by_key.get(words, mention.name) == mention.name
        assert not words.startswith(("في ", "مدينه ", "بلده ")) and words.strip() == words
