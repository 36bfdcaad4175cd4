import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from summariser.lexicon.folding import fold, folded, unmarked

# Arbitrary Unicode, and Arabic with all that folding touches, which chance rarely meets.
ARABIC = "أإآٱاىيةهؤئوءیکـ\u064b\u0651\u0654\u0655\u0670\u200f\u200b\u00a0 \n٠٩۱ﷺﻻabÉİß１"
TEXTS = st.one_of(st.text(max_size=60), st.text(alphabet=ARABIC, max_size=40))


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("إسلام آباد", "اسلام اباد"),
        ("عُمَانِيّـة", "عمانيه"),
        ("مصطفى", "مصطفي"),
        ("باکستانی", "باكستاني"),
        ("٢٩ / ۲۹", "29 / 29"),
        ("ﻻﷲ", "لاالله"),
        ("هٰذا", "هذا"),
        ("Türkiye  \n OK", "turkiye ok"),
        ("\u200fسورية\u202c", "سوريه"),
    ],
)
def test_spellings_that_are_the_same(written: str, same: str) -> None:
    assert folded(written) == same


def test_hamza_on_its_seats_stays_whether_composed_or_not() -> None:
    assert folded("رؤساء هيئة") == "رؤساء هيئه"
    assert folded(unicodedata.normalize("NFD", "رؤساء هيئة")) == "رؤساء هيئه"
    assert folded("رؤية") != folded("روية")


def test_span_takes_in_marks_and_runs_of_space_but_not_controls() -> None:
    text = "في عُمانَ \n وغيرها\u200f"
    found = fold(text)
    start = found.text.index("عمان")
    assert text[slice(*found.span(start, start + 4))] == "عُمانَ"
    assert text[slice(*found.span(start + 4, start + 5))] == " \n "
    assert text[slice(*found.span(len(found.text) - 6, len(found.text)))] == "وغيرها"


def test_span_of_nothing_and_outside() -> None:
    found = fold("نص")
    assert found.span(0, 0) == (0, 0)
    assert found.span(2, 2) == (2, 2)
    assert fold("").span(0, 0) == (0, 0)
    with pytest.raises(ValueError, match="not inside"):
        found.span(0, 3)


def test_unmarked_keeps_the_letters() -> None:
    assert unmarked("اليُمـنى") == "اليمنى"


@given(TEXTS)
@example("ئـ\u0654")
@example("و\u200f\u0654")
@settings(deadline=None)
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once
    assert folded(once) == folded(text)


@given(TEXTS)
@settings(deadline=None)
def test_both_ways_to_fold_agree(text: str) -> None:
    assert folded(text) == fold(text).text.strip()


@given(TEXTS)
@settings(deadline=None)
def test_composed_and_decomposed_text_are_the_same(text: str) -> None:
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))


@given(TEXTS)
@settings(deadline=None)
def test_spans_lie_inside_the_text_and_rise(text: str) -> None:
    found = fold(text)
    assert len(found.text) == len(found.starts) == len(found.ends)
    last = (0, 0)
    for place in range(len(found.text)):
        start, end = found.span(place, place + 1)
        assert 0 <= start < end <= len(text)
        assert last[0] <= start
        assert last[1] <= end
        last = (start, end)


def test_folding_each_character_twice_changes_nothing() -> None:
    for code in range(0x10000):
        once = folded(chr(code))
        assert folded(once) == once, hex(code)


@given(TEXTS, st.data())
@settings(deadline=None)
def test_a_slice_folds_to_the_text_that_it_was_found_by(text: str, data: st.DataObject) -> None:
    found = fold(text)
    length = len(found.text)
    # A ligature gives several letters of one character; cut only where characters begin.
    firsts = [i for i in range(length) if i == 0 or found.starts[i] != found.starts[i - 1]]
    if firsts:
        start = data.draw(st.sampled_from(firsts))
        end = data.draw(st.sampled_from([*(i for i in firsts if i > start), length]))
        piece = text[slice(*found.span(start, end))]
        assert fold(piece).text == found.text[start:end]
