"""Words that begin a title of office or a military rank. Candidates only, never decisions.

Many of them have everyday meanings too («الفريق»: the team, «المقدم»: the offered, «اللواء»:
the brigade). The offices are words that Wehr, *A Dictionary of Modern Written Arabic*,
glosses as such; the ranks are the ladder that the Arab armies share
(https://en.wikipedia.org/wiki/Comparative_army_officer_ranks_of_Arabophone_countries) and
the loans that the press uses for foreign officers.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from summariser.lexicon.phrases import Match, PhraseIndex, Words
from summariser.lexicon.remembering import built_once, remembered

# Found in all inflections, gender and number.
_OFFICES = (
    "وزير", "نائب", "قائد", "مدير", "سفير", "مستشار", "مبعوث", "مندوب", "ممثل", "مفوض", "مفتش",
    "منسق", "مسؤول", "مسئول", "متحدث", "ناطق", "وكيل", "ملحق", "قنصل", "نظير", "مشرف",
)  # fmt: skip
# Found bare, with the article and with pronouns only: their other forms are commoner as
# something else («الرئيسي»: main, «الملكي»: royal).
_PLAIN_OFFICES = (
    "رئيس", "رئيسة", "أمين", "أمينة", "ملك", "ملكة", "أمير", "أميرة", "سلطان", "شيخ", "عاهل",
    "إمبراطور", "والي", "حاكم", "عمدة", "عضو", "سيناتور", "وزراء", "رؤساء",
    "نواب", "قادة", "أمناء", "مدراء", "سفراء", "ملوك", "أمراء", "شيوخ", "وكلاء", "نظراء", "قناصل",
)  # fmt: skip
# Found as they stand: titles of several words, words of address, and words of which even a
# pronoun makes something else (folded, «محافظه» is also «محافظة»).
_OFFICE_PHRASES = (
    "ولي العهد", "ولي ولي العهد", "القائم بالأعمال", "القائم بأعمال", "قائم بالأعمال",
    "كاتب الدولة", "كاتبة الدولة", "كاتب عام", "الكاتب العام", "خادم الحرمين الشريفين",
    "صاحب الجلالة", "صاحب السمو", "جلالة الملك", "سمو الأمير", "سمو الشيخ", "دولة الرئيس",
    "رئيسا", "رئيسي", "محافظ", "المحافظ", "مساعد", "المساعد", "مساعدا", "مساعدي",
    "معالي", "سعادة", "فخامة", "السيد", "السيدة",
)  # fmt: skip
_RANKS = (
    "مشير", "فريق", "لواء", "عميد", "عقيد", "مقدم", "رائد", "نقيب", "ملازم", "جنرال", "أدميرال",
    "أميرال", "كولونيل", "بريغادير", "بريجادير", "كوماندور", "كومودور", "مارشال", "ماريشال",
)  # fmt: skip
_RANK_PHRASES = ("فريق أول", "الفريق أول", "الفريق الأول")

_OFFICES_EN = (
    "minister", "secretary", "president", "premier", "chancellor", "chairman", "chairwoman",
    "chief", "commander", "ambassador", "envoy", "attache", "representative", "spokesman",
    "spokeswoman", "spokesperson", "adviser", "advisor", "director", "deputy", "undersecretary",
    "king", "queen", "prince", "princess", "emir", "sultan", "sheikh", "governor", "mayor",
    "senator", "commissioner", "inspector", "counterpart", "ministers", "chiefs", "commanders",
)  # fmt: skip
# With a capital only: "general" and "major" are ordinary adjectives.
_RANKS_EN = (
    "General", "Admiral", "Marshal", "Colonel", "Brigadier", "Commodore", "Major", "Captain",
    "Lieutenant", "Gen.", "Lt.", "Col.", "Adm.", "Brig.", "Maj.", "Capt.",
)  # fmt: skip

_FREE_ENDINGS = ("", "ة", "ان", "ين", "ون", "ات", "تان", "تين")
_CONSTRUCT_ENDINGS = ("ا", "ي", "و", "تا", "تي")  # before another noun: «وزيري الدفاع»
_PRONOUNS = ("ه", "ها", "هم", "هما", "نا")


def _plain(nouns: Iterable[str]) -> Iterator[str]:
    for noun in nouns:
        yield from (noun, "ال" + noun)
        stem = noun.removesuffix("ة") + "ت" if noun.endswith("ة") else noun
        yield from (stem + pronoun for pronoun in _PRONOUNS)


def _inflected(nouns: Iterable[str]) -> Iterator[str]:
    for noun in nouns:
        yield from _plain((noun, noun + "ة"))
        yield from (article + noun + ending for article in ("", "ال") for ending in _FREE_ENDINGS)
        yield from (noun + ending for ending in _CONSTRUCT_ENDINGS)


def _ranks() -> Iterator[str]:
    for rank in _RANKS:
        yield from (rank, "ال" + rank, "ال" + rank + "ان", "ال" + rank + "ين")


@built_once
def _index() -> PhraseIndex[bool]:
    """Give the table; the value says whether the phrase is a rank."""
    ranks = chain(_ranks(), _RANK_PHRASES, _RANKS_EN)
    offices = chain(_inflected(_OFFICES), _plain(_PLAIN_OFFICES), _OFFICE_PHRASES, _OFFICES_EN)
    return PhraseIndex((*((rank, True) for rank in ranks), *((word, False) for word in offices)))


def _accept(words: Words, match: Match[bool]) -> bool:
    ordinary = match.value and match.reading[0].isascii()
    return not ordinary or words.text[match.start].isupper()


def office_words(text: str) -> list[tuple[int, int]]:
    """Find the words that begin a title of office or rank: spans in code points, in order.

    A span leaves out joined conjunctions and prepositions; «نظيره» ("his counterpart") and
    other nouns with a pronoun count.
    """
    return [(match.start, match.end) for match in _matches(text)]


def rank_words(text: str) -> list[tuple[int, int]]:
    """Find those of :func:`office_words` that are military ranks."""
    return [(match.start, match.end) for match in _matches(text) if match.value]


@remembered
def _matches(text: str) -> tuple[Match[bool], ...]:
    return tuple(_index().find(text, _accept))
