from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summariser.lexicon.titles import office_words, rank_words

SEEDS = Path(__file__).parent.parent / "seeds"


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in office_words(text)]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("ووزير الدفاع", ["وزير"]),
        ("بالوزيرة وللوزير", ["الوزيرة", "للوزير"]),
        ("وزيرا الدفاع ووزيري الخارجية", ["وزيرا", "وزيري"]),
        ("الأمين العام", ["الأمين"]),
        ("ولي العهد الأمير", ["ولي العهد", "الأمير"]),
        ("بنظيره ونظيرته ونائبها", ["نظيره", "نظيرته", "نائبها"]),
        ("الفريق أول ركن", ["الفريق أول"]),
        ("معالي السيد", ["معالي", "السيد"]),
        ("رؤساء أركان وقادة", ["رؤساء", "قادة"]),
        ("the Defence Minister and Gen. Smith", ["Minister", "Gen"]),
    ],
)
def test_words_that_begin_a_title(text: str, titles: list[str]) -> None:
    assert words(text) == titles


@pytest.mark.parametrize(
    "text",
    ["الوزارة", "مشيرا إلى", "المقدمة", "القطاع الرئيسي", "القوات الملكية", "محافظة", "in general"],
)
def test_words_of_the_same_root_that_are_no_title(text: str) -> None:
    assert words(text) == []


def test_ranks_are_some_of_the_office_words() -> None:
    text = "وزير الدفاع الفريق أول محمد واللواء أحمد والأدميرال أشرف"
    ranks = [text[start:end] for start, end in rank_words(text)]
    assert ranks == ["الفريق أول", "اللواء", "الأدميرال"]
    assert set(rank_words(text)) < set(office_words(text))


def test_seed_has_its_titles() -> None:
    text = (SEEDS / "004_bc80649835119055.txt").read_text(encoding="utf-8")
    assert {"مفتش", "نظيره", "الأدميرال", "قائد", "المدير", "سفير", "وزير"} <= set(words(text))


@given(st.text(alphabet="وزيرالعام فريقأمين\u064bGen. ", max_size=60))
@settings(deadline=None)
def test_spans_lie_inside_the_text_in_order(text: str) -> None:
    last = 0
    for start, end in office_words(text):
        assert last <= start < end <= len(text)
        last = end
