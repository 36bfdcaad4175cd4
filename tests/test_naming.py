"""Names by the fitted head, the same person's names, English names; marks of sentences."""

import json
import math
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summariser.document import Document
from summariser.grounding import english_names, same_person, unknown_name
from summariser.lexicon import name_words
from summariser.marking import mark
from summariser.naming import (
    _weighed,  # pyright: ignore[reportPrivateUsage]
    full_names,
    name_spans,
    word_features,
)


def page(text: str) -> Document:
    return Document("page.txt", text)


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


def test_fitted_heads_are_plain_numbers() -> None:
    for name in ("marks", "names", "choices"):
        assert json.loads(files("summariser").joinpath(f"data/{name}.json").read_text("utf-8"))


def test_what_qualifies_a_rank_begins_no_name() -> None:
    sentence = "والتقى العميد الركن بحري بدر خليفة الشطي، واللواء أركان حرب حسام لطفي عفيفي"
    names = [span.words(sentence) for span in name_spans(sentence)]
    assert "بدر خليفة الشطي" in names and "حسام لطفي عفيفي" in names
    assert not any(name.startswith(("بحري", "حرب", "أركان")) for name in names)


@pytest.mark.parametrize("words", ["أبدى عزيز", "رفيعي المستوى", "ماي الماضي"])
def test_verbs_and_times_are_no_names(words: str) -> None:
    sentence = f"وقال وزير الدفاع {words} إن اللقاء مهم"
    assert words not in [span.words(sentence) for span in name_spans(sentence)]


@given(st.text())
def test_full_names_do_not_overlap_and_hold_the_likeliest(text: str) -> None:
    sentence = f"{text} وزير الدفاع المصري محمد عبد الله حسن والعميد خالد بن سالم الكعبي {text}"
    names = full_names(sentence)
    assert all(a.end <= b.start for a, b in pairwise(names))
    likeliest = name_spans(sentence)[0]
    assert any(n.start <= likeliest.start and likeliest.end <= n.end for n in names)


def test_a_full_name_has_its_small_words() -> None:
    sentence = "التقى وزير الدفاع المصري عبد اللطيف حموشي نظيره الباكستاني سيد عاصم منير في القاهرة"
    names = [span.words(sentence) for span in full_names(sentence)]
    assert names == ["عبد اللطيف حموشي", "سيد عاصم منير"]


def test_chances_are_what_the_head_makes_of_the_features_it_was_fitted_on() -> None:
    text = "واستقبل وزير الدفاع المغربي أحمد بن محمد العلمي نظيره لوتشيانو بورتولانو، Mark Milley"
    head = json.loads(files("summariser").joinpath("data/names.json").read_text("utf-8"))
    words, chances = _weighed(text)
    assert [word.folded for word in words] == [word.folded for word in name_words(text)]
    for word, row, chance in zip(words, word_features(text), chances, strict=True):
        total = head["bias"] + sum(head["weights"].get(str(k), 0.0) * v for k, v in row.items())
        expected = 1 / (1 + math.exp(-total)) if word.possible else 0.0
        assert chance == pytest.approx(expected, rel=1e-9)
    assert max(chances) > 0.5
