"""Where a person's name could stand in a sentence: spans of words that may be one.

Arabic writes no capitals, so the candidates are all short runs of words between what a
name cannot contain: punctuation, numbers, function words, words of office, names and
adjectives of countries and organisations. Which of them are names is asked, not decided.
"""

import re
from functools import cache

from summariser.lexicon.countries import country_mentions
from summariser.lexicon.folding import folded
from summariser.lexicon.organisations import organisation_mentions
from summariser.lexicon.titles import office_words

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u064b-\u065f\u0670\u0640'’-](?=[^\W\d_])|[\u064b-\u065f\u0670])*")
_GAP = re.compile(r"[\s\u200e\u200f]+")
_LONGEST = 6  # words: "محمد بن سلمان بن عبد العزيز"
_LONGEST_LATIN = 4

# Closed classes of Arabic: prepositions, conjunctions, relative and demonstrative pronouns,
# negations and auxiliaries (Ryding, A Reference Grammar of Modern Standard Arabic, 2005,
# chapters 13-16 and 18), with the adverbs of reporting that stand beside names.
_FUNCTION_WORDS = """
في من الى على عن مع بين خلال منذ حتى عند لدى حول ضد بعد قبل تحت فوق امام خلف عبر نحو دون ضمن
بدون حيث اذ اذا كما لكن بل او ام ثم ان انه انها انهم لان كي لكي لو لولا ما لا لم لن ليس ليست
هذا هذه ذلك تلك هؤلاء الذي التي الذين اللذين اللذان اللواتي هو هي هم هما نحن انا كل بعض جميع كلا
كلتا غير سوي مثل قد لقد سوف كان كانت كانوا يكون تكون اصبح ظل ايضا اليوم امس غدا عقب اثناء بشان
وفق وفقا بحسب حسب بما فيما مما عما الا انما اي ايضا هنا هناك الان يوم عام سنه شهر الماضي المقبل
به بها بهم له لها لهم منه منها فيه فيها عليه عليها اليه اليها معه معها عنه عنها نظيره نظيرته
نظيريه نظيره اكد واكد قال وقال اضاف واضاف اعرب واعرب اشار واشار اوضح واوضح شدد وشدد بحث وبحث
التقي والتقي استقبل واستقبل اجري واجري عقد وعقد عقب برئاسه برفقه بحضور بمشاركه لبحث نيابه ممثلا
""".split()
_LATIN_WORDS = frozenset("the of and in on at for with by to from a an is was his her".split())


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(folded(word) for word in _FUNCTION_WORDS)


def _is_stop(word: str) -> bool:
    key = folded(word)
    return key in _stop_words() or (key[:1] in "وف" and key[1:] in _stop_words())


def name_spans(text: str) -> list[tuple[int, int]]:
    """All spans of ``text`` (one sentence) that may be a person's full name.

    A word that begins with the conjunction و also gives the span without it: «وكارمين
    ماسيلو» may be "and Carmine Masiello". Names of one word are no candidates: the full
    name is what a record holds.
    """
    taken = [*office_words(text)]
    taken += [(m.start, m.end) for m in country_mentions(text)]
    taken += [(m.start, m.end) for m in organisation_mentions(text)]
    words = [(m.start(), m.end()) for m in _WORD.finditer(text)]
    usable = [
        not any(start < t_end and t_start < end for t_start, t_end in taken)
        and not _is_stop(text[start:end])
        and _may_be_latin_name(text[start:end])
        for start, end in words
    ]
    spans: list[tuple[int, int]] = []
    for first in range(len(words)):
        longest = _LONGEST_LATIN if text[words[first][0]].isascii() else _LONGEST
        for last in range(first, min(first + longest, len(words))):
            if not usable[last]:
                break
            if last > first:
                if not _GAP.fullmatch(text, words[last - 1][1], words[last][0]):
                    break
                spans.append((words[first][0], words[last][1]))
                if text[words[first][0]] == "و" and words[first][1] - words[first][0] > 3:
                    spans.append((words[first][0] + 1, words[last][1]))
    return spans


def _may_be_latin_name(word: str) -> bool:
    if not word[0].isascii():
        return True
    return word[0].isupper() and word.lower() not in _LATIN_WORDS
