"""Offsets are exact whatever the page holds; body and boilerplate are told apart."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from summariser.dividing import (
    _is_repeated,  # pyright: ignore[reportPrivateUsage]
    _trimmed,  # pyright: ignore[reportPrivateUsage]
    detect_language,
)
from summariser.document import MAX_CHARACTERS, Document
from summariser.errors import DocumentError

CHECKOUT = Path(__file__).parent.parent
ODD = "\u064b\u0651\u0640\u200f\u202b\u2066\ufeff\r\n.؟!«»”… 7,\u2028😀أبجدية"
TEXTS = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(ODD)))


def sentences(text: str) -> list[str]:
    return [sentence.text for sentence in Document("page", text).sentences]


@given(TEXTS)
def test_sentences_are_slices_in_order_without_overlap(text: str) -> None:
    document = Document("page", text)
    end = 0
    for number, sentence in enumerate(document.sentences, 1):
        assert sentence.number == number
        assert document.text[sentence.start : sentence.end] == sentence.text
        assert sentence.start >= end
        assert sentence.text.strip() == sentence.text != ""
        end = sentence.end


@given(TEXTS)
def test_every_letter_of_the_body_stands_in_one_sentence(text: str) -> None:
    document = Document("page", text)
    covered = {i for s in document.sentences for i in range(s.start, s.end)}
    for line in document.lines:
        if line.kind != "boilerplate":
            letters = {i for i in range(line.start, line.end) if text[i].isalnum()}
            assert letters <= covered


@given(TEXTS)
def test_lines_hold_every_letter_of_the_page(text: str) -> None:
    covered = {i for line in Document("p", text).lines for i in range(line.start, line.end)}
    assert {i for i, c in enumerate(text) if c.isalnum()} <= covered


PROSE = "التقى الوزير المغربي أحمد العلمي نظيره القطري في العاصمة الرباط وبحثا التعاون العسكري"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"{PROSE}. واتفق الطرفان على ذلك.", 2),
        (f"{PROSE}؟ واتفق الطرفان على ذلك.", 2),
        (f"{PROSE}.واتفق الطرفان على ذلك.", 2),
        (f"«{PROSE}.» واتفق الطرفان على ذلك.", 2),
        (f"{PROSE} أ. العلمي وحضره آخرون.", 1),
        (f"{PROSE} وبلغت 7.5 مليون هكتار.", 1),
        (f"{PROSE} .. محور المحادثات", 1),
        (f"{PROSE}\r\n\r\nواتفق الطرفان على تشكيل لجنة مشتركة للتدريب.", 2),
    ],
)
def test_splitting(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_furniture_is_no_sentence() -> None:
    page = f"الرئيسية\nشارك الخبر\n{PROSE}.\nاقرأ أيضا: خبر آخر عن الطقس في المدينة\nترك الرد\n"
    assert sentences(page) == [PROSE + "."]


def test_a_heading_before_prose_is_one() -> None:
    page = f"لقاء مغربي قطري في الرباط\n{PROSE}."
    assert [s.heading for s in Document("p", page).sentences] == [True, False]


def test_bom_and_crlf_count_as_characters() -> None:
    document = Document.from_bytes(f"\ufeff{PROSE}.\r\n".encode(), "page")
    assert document.text[0] == "\ufeff"
    assert document.sentences[0].start == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\x89PNG\r\n\x00\x01", "binary"),
        ("Défense à Alger".encode("latin-1"), "not UTF-8"),
        (PROSE.encode("utf-16"), "UTF-16"),
        (b"a" * (4 * MAX_CHARACTERS + 1), "more than"),
        (b"a" * (MAX_CHARACTERS + 1), "more than"),
    ],
)
def test_what_is_no_page_is_refused_with_its_reason(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words) as caught:
        Document.from_bytes(data, "page.txt")
    assert str(caught.value).startswith("page.txt")


def test_a_lone_surrogate_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="surrogate"):
        Document.from_text("\ud800 text")
    with pytest.raises(DocumentError, match="no such file"):
        Document.from_path(tmp_path / "none.txt")
    with pytest.raises(DocumentError, match="cannot be read"):
        Document.from_path(tmp_path)


def test_a_file_of_50_mb_is_refused_without_reading_it(tmp_path: Path) -> None:
    page = tmp_path / "big.txt"
    with page.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(DocumentError, match=r"50\.0 MB"):
        Document.from_path(page)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (PROSE, "ar"),
        ("The ministers met in Rabat and agreed on the training of pilots", "en"),
        ("وزیر دفاع ایران گفت که پژوهش‌های دفاعی گسترش می‌یابد و گفتگوها", "fa"),
        ("وزیر دفاع نے کہا ہے کہ پاکستان اور چین کے تعلقات بڑھیں گے", "ur"),
        ("12 34 !", "und"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_seeds_keep_their_bytes_and_their_titles() -> None:
    for path in sorted((CHECKOUT / "seeds").glob("*.txt")):
        document = Document.from_path(path)
        assert document.text.encode() == path.read_bytes()
        assert document.language == "ar"
        assert 8 <= len(document.sentences) <= 25


def test_an_article_may_begin_like_a_menu() -> None:
    for line in (
        "بحث وزير الدفاع الكويتي مع نظيره البريطاني سبل تعزيز التعاون العسكري بين البلدين.",
        "شارك رئيس الأركان في الاجتماع الذي عقد في الكويت وبحث التعاون العسكري بين الجيشين.",
        "مسقط / عُقد اليوم الأربعاء الاجتماع الثاني عشر للجنة التعاون العسكري المشترك بين البلدين.",
    ):
        assert [s.text for s in Document.from_text(f"العنوان\n{line}\n").sentences][-1] == line
    for line in ("بحث", "شارك على تويتر", "الرئيسية / أخبار / دفاع"):
        article = "التقى وزير الدفاع نظيره في الكويت يوم الخميس وبحثا التعاون العسكري بين البلدين."
        assert line not in [s.text for s in Document.from_text(f"{line}\n{article}").sentences]


_LINES = st.text(alphabet="ابتثجحم ،.", max_size=60) | st.sampled_from(("وزير الدفاع " * 9,) * 2)


@given(_LINES, _LINES, st.text(alphabet="اب د", max_size=8), st.booleans())
def test_repetition_is_told_as_the_whole_comparison_tells_it(
    one: str, other: str, more: str, within: bool
) -> None:
    other = more + one[:-3] + more if within else other
    assert _is_repeated(one, other) == (fuzz.partial_ratio(one, other) >= 90)


@given(st.text(alphabet="ا \t\u00a0\u200f\u2067\u202e\ufeff\u2028.", max_size=12))
def test_edges_are_white_space_and_marks_of_direction(text: str) -> None:
    edge = "[\\s\u00a0\u3000\ufeff\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]*"
    start = re.match(edge, text).end()  # type: ignore[union-attr]
    end = max(start, re.search(f"{edge}\\Z", text).start())  # type: ignore[union-attr]
    got = _trimmed(text, 0, len(text))
    assert text[slice(*got)] == text[start:end]
