"""Whom an official serves: the candidates, and that the page's own words decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summariser import deciding, serving
from summariser.document import Document

OPENING = "الرباط - استقبل وزير الدفاع المغربي أحمد العلمي نظيره القطري خالد العطية في الرباط."


def served(page: str, name: str, parties: list[str], host: str = "") -> str:
    document = Document.from_text(page)
    sentence = next(s for s in document.sentences if name in s.text)
    start = sentence.text.index(name)
    named = serving.Named(sentence, start, start + len(name))
    choices = serving.choices(document, named, parties)
    rows = serving.features(document, named, parties, host)
    assert len(rows) == len(choices)
    assert list(rows) == choices
    chances = deciding.judged("country", list(rows.values()))
    return max(zip(chances, choices, strict=True), key=lambda pair: pair[0])[1]


@pytest.mark.parametrize(
    ("sentence", "name", "country"),
    [
        ("", "أحمد العلمي", "MA"),
        ("", "خالد العطية", "QA"),
        ("وحضر اللقاء سفير الهند لدى المغرب راجيش كومار.", "راجيش كومار", "IN"),
        ("وحضر اللقاء الجنرال الإسباني خوان غارثيا، قائد القوات البحرية.", "خوان غارثيا", "ES"),
        ("ومن الجانب القطري حضر قائد القوات الجوية سالم النابت.", "سالم النابت", "QA"),
        (
            "وقال الأمين العام لجامعة الدول العربية أحمد أبو الغيط إن اللقاء مهم.",
            "أحمد أبو الغيط",
            "",
        ),
        ("كما حضر رئيس الأركان العامة محمد بريظ.", "محمد بريظ", "MA"),
        ("وحضر قائد سلاح الجو للجيش القطري العميد سالم النابت.", "سالم النابت", "QA"),
        # a title behind the name, known to the grammar or not, and what belongs to another
        (
            "وافتتحه قائد الأركان السنغالية، بحضور العقيد سيدينا الشيخ، قائد المكتب القطري.",
            "سيدينا الشيخ",
            "QA",
        ),
        ("وحضر الكومودور ناصر بهتي، قائد مجموعة السفن القطرية.", "ناصر بهتي", "QA"),
        ("وحضر العميد سالم النابت قائد القوات البحرية والسفير القطري.", "سالم النابت", "MA"),
    ],
)
def test_the_page_says_whom_an_official_serves(sentence: str, name: str, country: str) -> None:
    page = f"{OPENING}\n\n{sentence}\n"
    assert served(page, name, ["MA", "QA"], host="MA") == country


def test_the_city_in_which_an_office_stands_is_not_whom_it_serves() -> None:
    page = f"{OPENING}\n\nوحضر الأميرال كولفيل، نائب قائد القيادة المشتركة للحلف بنابولي.\n"
    assert served(page, "كولفيل", ["MA", "QA"], host="MA") != "IT"


def test_only_states_that_the_page_names_are_candidates() -> None:
    document = Document.from_text(OPENING)
    sentence = document.sentences[0]
    start = sentence.text.index("أحمد")
    named = serving.Named(sentence, start, start + 11)
    assert serving.choices(document, named, []) == ["MA", "QA", ""]


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=80)


@given(TEXT, TEXT)
def test_any_page_has_one_row_for_each_choice(before: str, after: str) -> None:
    page = f"{before} وزير الدفاع أحمد العلمي {after}"
    document = Document.from_text(page)
    for sentence in document.sentences:
        start = sentence.text.find("أحمد العلمي")
        if start >= 0:
            named = serving.Named(sentence, start, start + 11)
            choices = serving.choices(document, named, ["MA"])
            rows = serving.features(document, named, ["MA"], "")
            assert len(rows) == len(choices) == len(set(choices))
            assert {len(row) for row in rows.values()} == {len(rows[choices[0]])}
