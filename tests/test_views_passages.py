import pytest
from hypothesis import given
from hypothesis import strategies as st
from shown import PAGE, data, document, grounds, made

from summariser.document import Document
from summariser.record import Evidence
from summariser.views import plain
from summariser.views.passages import Passage, Passages

SENTENCES = document().sentences


def passages() -> Passages:
    return Passages(made(data()), document())


def piece(start: int, end: int) -> Evidence:
    return Evidence(quote=PAGE[start:end], start=start, end=end)


def evidence(*words: str) -> list[Evidence]:
    return [Evidence.model_validate(ground) for ground in grounds(*words)]


def test_words_stand_in_their_sentence() -> None:
    (passage,) = passages().of(evidence("القطري", "الرباط"))
    assert passage.text == SENTENCES[0].text
    assert passage.numbers == (1,)
    assert [passage.text[start:end] for start, end in passage.cited] == ["القطري", "الرباط"]


def test_words_of_several_sentences_have_all_of_them() -> None:
    second, third = SENTENCES[1:3]
    (passage,) = passages().of([piece(second.end - 9, third.start + 4)])
    assert passage.label == "2–3"
    assert passage.text == PAGE[second.start : third.end]


def test_words_that_begin_before_a_sentence_are_whole() -> None:
    start, end = SENTENCES[3].start - 1, SENTENCES[3].start + 6
    (passage,) = passages().of([piece(start, end)])
    assert passage.label == "4"
    assert passage.text == PAGE[start : SENTENCES[3].end]
    assert passage.cited == ((0, 7),)


def test_words_of_no_sentence_stand_alone() -> None:
    (passage,) = passages().of(evidence("29 سبتمبر"))
    assert (passage.label, passage.text, passage.cited) == ("", "29 سبتمبر", ((0, 9),))


def test_labels_are_each_sentences_number_once() -> None:
    words = evidence("خالد بن محمد", "القطري", "الرباط", "29 سبتمبر")
    assert passages().label(words) == "[3, 1]"
    assert passages().label(words[3:]) == ""
    assert passages().words([*words, *words]) == {
        "خالد بن محمد": "[3]",
        "القطري": "[1]",
        "الرباط": "[1]",
        "29 سبتمبر": "",
    }


def test_a_whole_sentence_does_not_hide_what_is_marked_in_it() -> None:
    whole = piece(*SENTENCES[0].span)
    (passage,) = passages().of([whole, *evidence("الرباط")])
    assert [passage.text[start:end] for start, end in passage.cited] == ["الرباط"]
    (passage,) = passages().of([whole])
    assert passage.cited == ((0, len(passage.text)),)


def test_the_page_of_another_record_is_refused() -> None:
    with pytest.raises(ValueError, match="not the page"):
        Passages(made(data()), Document.from_text(PAGE + " ", "folder/page.txt"))


SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5)), min_size=1, max_size=4)


@given(st.text(st.sampled_from("ab \n\u200b\u202e\x1bا"), min_size=26, max_size=30), SPANS)
def test_pieces_are_the_text_and_take_turns(text: str, spans: list[tuple[int, int]]) -> None:
    page = Document.from_text(f"x{text}", "a.txt")
    about = {"id": "a.txt", "sha256": page.sha256, "language": "en", "characters": len(page.text)}
    empty = {field: [] for field in ("parties", "officials", "agreements", "context")}
    record = made(data() | empty | {"document": about, "venue": None, "date": None})
    grounds = [
        Evidence(quote=page.text[start : start + size], start=start, end=start + size)
        for start, size in spans
    ]
    for passage in Passages(record, page).of(grounds):
        pieces = passage.pieces()
        words = "".join(part for part, _ in pieces)
        assert words.replace(" ", "") == plain(passage.text).replace(" ", "")
        assert all(pieces[i][1] != pieces[i + 1][1] for i in range(len(pieces) - 1))
        cited = "".join(part for part, is_cited in pieces if is_cited)
        marked = "".join(passage.text[start:end] for start, end in passage.cited)
        assert cited.replace(" ", "") == plain(marked).replace(" ", "")


def test_evidence_is_marked_in_the_pages_order() -> None:
    words = SENTENCES[0].text.split()
    (passage,) = passages().of(evidence(*reversed(words)))
    assert [passage.text[start:end] for start, end in passage.cited] == words


def test_what_cannot_be_seen_keeps_no_pieces_apart() -> None:
    passage = Passage((1,), "a\u200bb c", 0, ((0, 1), (2, 3)))
    assert passage.pieces() == [("ab", True), (" c", False)]


def test_touching_evidence_is_one_piece() -> None:
    passage = Passage((1,), "abcdef", 0, ((1, 3),))
    assert passage.pieces() == [("a", False), ("bc", True), ("def", False)]
    start = SENTENCES[0].start
    (joined,) = passages().of([piece(start, start + 4), piece(start + 2, start + 8)])
    assert joined.cited == ((0, 8),)
