import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summariser.lexicon.organisations import organisation_mentions


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("مع حلف شمال الأطلسي (الناتو)", "حلف شمال الأطلسي", "NATO"),
        ("قيادة حلف الناتو", "حلف الناتو", "NATO"),
        ("وبالناتو", "الناتو", "NATO"),
        ("أمين عام جامعة الدول العربية", "جامعة الدول العربية", "League of Arab States"),
        (
            "لمجلس التعاون لدول الخليج العربية",
            "مجلس التعاون لدول الخليج العربية",
            "Gulf Cooperation Council",
        ),
        ("دول مجلس التعاون، مع", "مجلس التعاون", "Gulf Cooperation Council"),
        ("مبعوث للأمم المتحدة", "للأمم المتحدة", "United Nations"),
        ("ومنظمة شنغهاي للتعاون", "منظمة شنغهاي للتعاون", "Shanghai Cooperation Organisation"),
        ("الاتحاد الإفريقي", "الاتحاد الإفريقي", "African Union"),
        ("the EU mission", "EU", "European Union"),
    ],
)
def test_names_and_short_forms(text: str, words: str, name: str) -> None:
    mention = organisation_mentions(text)[0]
    assert (text[mention.start : mention.end], mention.name) == (words, name)


@pytest.mark.parametrize(
    "text",
    [
        "مجلس الأمن القومي",
        "مجلس التعاون العسكري",
        "الولايات المتحدة والمملكة المتحدة",
        "who saw the eu of Au",
    ],
)
def test_what_only_looks_like_one(text: str) -> None:
    assert organisation_mentions(text) == []


def test_security_council_of_the_united_nations() -> None:
    names = [mention.name for mention in organisation_mentions("مجلس الأمن الدولي ومجلس الأمن")]
    assert names == ["United Nations Security Council"] * 2


@given(st.text(alphabet="الأمم المتحدة حلفناتوUEN .،و\u064e", max_size=60))
@settings(deadline=None)
def test_mentions_lie_inside_the_text_in_order(text: str) -> None:
    last = 0
    for mention in organisation_mentions(text):
        assert last <= mention.start < mention.end <= len(text)
        last = mention.end
