"""Words that a person's name can be made of, and how often each is known to be one.

Arabic writes no capitals. What a name cannot contain is known to the language: numbers,
function words, words of office, names and adjectives of countries and organisations.
"""

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from summariser.lexicon.cities import city_mentions
from summariser.lexicon.countries import country_mentions
from summariser.lexicon.folding import folded
from summariser.lexicon.organisations import organisation_mentions
from summariser.lexicon.remembering import built_once, remembered
from summariser.lexicon.titles import office_words

_MARKS = "\u064b-\u065f\u0670\u0640"  # vowel signs and tatweel: inside a word, never alone
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}]|['’-](?=[^\W\d_]))*|\d+")

# Closed classes of Arabic: prepositions, conjunctions, pronouns (relative, demonstrative,
# personal), negations, auxiliaries (Ryding, A Reference Grammar of Modern Standard Arabic,
# 2005, chapters 12-19), the verbs of report that stand beside names in news, the adjectives of
# time («ماي الماضي») and «رفيع المستوى» ("high-level").
_FUNCTION_WORDS = """
في من الى على عن مع بين خلال منذ حتى عند لدى حول ضد بعد قبل تحت فوق امام خلف عبر نحو دون ضمن
بدون حيث اذ اذا كما لكن بل او ام ثم ان انه انها انهم لان كي لكي لو لولا ما لا لم لن ليس ليست هذا
هذه ذلك تلك هؤلاء الذي التي الذين اللذين اللذان هو هي هم هما نحن انا كل بعض جميع كلا كلتا غير
سوي مثل قد لقد سوف كان كانت كانوا يكون تكون ايضا اليوم امس غدا عقب اثناء بشان وفق وفقا بحسب حسب
بما فيما مما عما الا انما اي هنا هناك الان يوم عام سنه شهر به بها بهم له لها لهم منه منها فيه
فيها عليه عليها اليه اليها معه معها عنه عنها اكد قال اضاف اعرب اشار اوضح شدد بحث التقي استقبل
اجري عقد برئاسه برفقه بحضور بمشاركه نيابه ممثلا ابدي ابدت ابديا اعلن اعلنت صرح صرحت ذكر ذكرت
تناول تناولت ناقش ناقشت رحب رحبت جدد جددت وصل وصلت زار زارت الماضي الماضيه المقبل المقبله القادم
القادمه الجاري الجاريه الحالي الحاليه المنصرم رفيع رفيعه رفيعي رفيعو المستوي
""".split()  # noqa: SIM905 - words, not code
_LATIN_WORDS = frozenset(
    """
    the of and in on at for with by to from a an is was his her
    """.split()  # noqa: SIM905 - words, not code
)


# What follows a rank or the name of a force and no name begins with: staff, arm and profession
# («العميد الركن بحري», «الفريق أول طبيب», «اللواء أركان حرب»), and the adjectives of armies.
# Inside a name some are names («جعفر العسكري»).
_QUALIFIERS = frozenset(
    """
    ركن الركن اركان حرب بحري البحري بري البري جوي الجوي طيار الطيار طبيب الطبيب مهندس المهندس حقوقي
    الحقوقي مظلي المظلي متقاعد المتقاعد فني وطني الوطني شعبي الشعبي قومي القومي عسكري العسكري
    """.split()  # noqa: SIM905 - words, not code
)
_PARTS = frozenset(("عبد", "بن", "ابن", "ولد", "بنت", "ابو", "بو", "ال"))


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word of a sentence, ``text[start:end]``, as a possible part of a person's name."""

    start: int
    end: int
    folded: str
    possible: bool  # the language does not rule it out


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(folded(word) for word in _FUNCTION_WORDS)


def name_words(text: str) -> list[NameWord]:
    """The words of a sentence in order.

    A leading و ("and") is left out where only the rest of the word is known as a name; a word
    of office is possible behind a name or a part of one («عبد الأمير», «عدن شيخ»).
    """
    return list(_name_words(text))


@remembered
def _name_words(text: str) -> tuple[NameWord, ...]:
    offices = office_words(text)
    others = [(m.start, m.end) for m in country_mentions(text)]
    others += [(m.start, m.end) for m in organisation_mentions(text)]
    # A city of several words is no person; one of one word (خليفة) may be.
    others += [(m.start, m.end) for m in city_mentions(text) if " " in text[m.start : m.end]]
    words: list[NameWord] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        key = folded(match.group())
        if _is_joined(match.group(), key):
            start, key = start + 1, key[1:]
        free = not _touches(start, end, others)
        if _touches(start, end, offices):
            free = free and bool(words) and _goes_on(text, words[-1], start, key)
        if key in _QUALIFIERS:
            free = free and bool(words) and words[-1].possible
            free = free and not text[words[-1].end : start].strip()
        words.append(NameWord(start, end, key, free and _possible(match.group(), key)))
    return tuple(words)


def _touches(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < stop and begin < end for begin, stop in spans)


def _is_joined(word: str, key: str) -> bool:
    return word[0] == "و" and len(key) > 3 and name_frequency(key[1:]) > name_frequency(key) + 1


def _goes_on(text: str, before: NameWord, start: int, key: str) -> bool:
    """Whether a word of office goes on with a name that the word before it is a part of."""
    if text[before.end : start].strip() or not before.possible:
        return False
    return before.folded in _PARTS or min(name_frequency(before.folded), name_frequency(key)) > 3


def _possible(word: str, key: str) -> bool:
    if word[0].isascii():
        return word[0].isupper() and key not in _LATIN_WORDS
    stop = _stop_words()
    joined = key[:1] in ("و", "ف") and key[1:] in stop
    return bool(key) and not word[0].isdigit() and key not in stop and not joined


@built_once
def _name_index() -> Any:  # arabic-name-romanizer's dictionary of names: SQLite, read-only
    from arabic_name_romanizer.lookup import NameIndex  # noqa: PLC0415 - numpy comes with it

    return NameIndex(str(files("arabic_name_romanizer") / "resources" / "names.sqlite3"))


@lru_cache(maxsize=65_536)  # the words of a language come again and again
def name_frequency(key: str) -> float:
    """log(1 + how many known persons have the folded word in their name); 0 for none.

    Source: the dictionary of the package arabic-name-romanizer (32,534 words, built from
    Wikidata and other open lists).
    """
    from arabic_name_romanizer.normalize import lookup_key  # noqa: PLC0415 - see above

    rows = _name_index().conn.execute(
        "SELECT SUM(count) FROM units WHERE arabic_key = ?", (lookup_key(key),)
    )
    return math.log1p(rows.fetchone()[0] or 0)
