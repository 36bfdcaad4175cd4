"""What stands beside a country's name or adjective and makes it something else.

Every rule is one of Arabic usage: seas and rivers named after countries, languages, nisbas
that are surnames, and words that only look like a country's.
"""

import re
from typing import Final

from summariser.lexicon.folding import folded
from summariser.lexicon.nisba import inflect
from summariser.lexicon.phrases import Words, reads_as


def _set(words: str) -> frozenset[str]:
    return frozenset(folded(word) for word in words.split())


# «بحر الصين», «خليج عمان», «المحيط الهندي», «نهر الأردن» are waters, not states.
_WATERS: Final = _set("بحر خليج محيط المحيط المحيطين المحيطان نهر مضيق الهادئ")
# «باللغة الفرنسية»; an empire is history («الإمبراطورية الرومانية»).
_NO_STATE: Final = _set("لغة اللغة إمبراطورية الإمبراطورية")
_QATAR: Final = folded("قطر")
_OTHER_SENSES: Final = {
    folded("المغرب"): _set("صلاة أذان"),  # the sunset prayer
    folded("جورجيا"): _set("ولاية"),  # the American state
    _QATAR: _set("نصف"),  # «نصف قطر»: radius
    folded("الكورية"): _set("الجزيرة"),  # the peninsula of both
}
# States whose nisba is a common surname too («محمد السوداني», «أحمد المصري»).
SURNAME_COUNTRIES: Final = frozenset((
    "AE", "AF", "BH", "DZ", "EG", "IN", "IQ", "JO", "KW", "LB", "LY", "MA",
    "MR", "OM", "PS", "QA", "SA", "SD", "SO", "SY", "TN", "TR", "YE",
))  # fmt: skip
# Words without article after which a nisba with article is no surname.
_PARTICLES: Final = _set("بين من مع عن في على إلى ضد لدى عند حتى هو هذا غير")
_PRONOUNS: Final = ("ه", "ها", "هم", "هما", "نا")
_TURKI: Final = folded("تركي")  # a given name too: «الأمير تركي», «تركي بن»
_FILIATION: Final = _set("بن ابن آل")
# Folding writes ى as ي: «اليد اليمنى» is the right hand, «مجرى النهر» a course.
_LOOKALIKES: Final = _set("يمني اليمني مجري المجري")
# «دعم مالي» is financial support, «بنين» boys, «قمري» lunar: a state only beside a word
# that says so.
UNCERTAIN: Final = _set("بنين") | frozenset(
    folded(form) for adjective in ("مالي", "بنيني", "قمري") for form in inflect(adjective)
)
# Written with its vowels, Oman has u after ع; Amman has a there, and a doubled م.
_OMAN_VOWELLED: Final = re.compile("ع\u064f")
_AMMAN_VOWELLED: Final = re.compile("ع\u064e|عم[\u064b-\u0650]*\u0651")
_BEFORE_STATE: Final = _set("في من إلى عن بين ضد جمهورية دولة شمال جنوب شرق غرب وسط")
_BEFORE_ADJECTIVE: Final = _set("الرئيس الجيش الشعب الجنرال العقيد القوات المسلحة")


def is_oman_vowelled(written: str) -> bool:
    """Tell whether «عمان» has the vowels of Oman (عُمان)."""
    return _OMAN_VOWELLED.match(written) is not None


def is_amman_vowelled(written: str) -> bool:
    """Tell whether «عمان» has the vowels of Amman (عَمّان)."""
    return _AMMAN_VOWELLED.match(written) is not None


def is_definite(word: str) -> bool:
    """Tell whether a folded word carries the article, behind clitics or not."""
    return word.startswith(("ال", "لل", "وال", "بال", "فال", "كال", "ولل", "وبال"))


def is_water(words: Words, first: int) -> bool:
    """Tell whether the word ``first`` only names a sea, gulf or river."""
    return reads_as(words.before(first), _WATERS)


def speaks_of_state(words: Words, first: int, reading: str) -> bool:
    """Tell whether a one-word name or adjective can mean its country at this place."""
    before, after = words.before(first), words.after(first)
    if is_water(words, first) or reads_as(before, _OTHER_SENSES.get(reading, frozenset())):
        return False
    if reading == _QATAR and after.isdecimal():  # "with a diameter of 30 metres"
        return False
    if reading == _TURKI and (is_definite(before) or after in _FILIATION):
        return False
    return reading not in _LOOKALIKES or not words.written(first).endswith("ى")


def is_plain_adjective(words: Words, first: int, reading: str, clitic: str) -> bool:
    """Tell whether a one-word nisba describes something of a state.

    It does not as the name of a language or an empire, nor «بالفرنسية» ("in French").
    """
    language = clitic.endswith("ب") and reading.endswith("يه") and reading.startswith("ال")
    return not language and not reads_as(words.before(first), _NO_STATE)


def is_surname(words: Words, first: int, clitic: str) -> bool:
    """Tell whether a nisba with article can only be somebody's surname.

    An adjective with article follows a definite noun: one with the article, or with a
    pronoun («نظيره»). After a bare word it closes a person's name («محمد شياع السوداني»).
    """
    before = words.before(first)
    if clitic or not before or not "ء" <= before[0] <= "ي":
        return False
    pronoun = words.written(first - 1).endswith(_PRONOUNS)
    return not (is_definite(before) or pronoun or reads_as(before, _PARTICLES))


def has_state_context(words: Words, first: int, form: str) -> bool:
    """Tell whether the word before an :data:`UNCERTAIN` one shows that a state is meant."""
    before = words.before(first)
    if form == "adjective":
        return reads_as(before, _BEFORE_ADJECTIVE)
    return reads_as(before, _BEFORE_STATE)
