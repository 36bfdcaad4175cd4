"""Countries that a text names, by name («باكستان») or adjective («الباكستانية»).

Codes are ISO 3166-1 alpha-2, and XK for Kosovo. Offsets are code points of the text.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from summariser.lexicon import country_context as context
from summariser.lexicon.country_table import (
    CountryName,
    Form,
    country_phrases,
    shared_adjectives,
    surnames,
)
from summariser.lexicon.folding import folded
from summariser.lexicon.phrases import Match, PhraseIndex, Words, readings, words_of
from summariser.lexicon.remembering import built_once, remembered

# Titles of state written before a name or, with the article, before an adjective.
_TITLES = frozenset(map(folded, ("جمهورية", "مملكة", "سلطنة", "دولة", "إمارة")))
_DEFINITE_TITLES = frozenset(map(folded, ("الجمهورية", "المملكة")))
_OMAN = folded("عمان")
# The name of the state and the feminine of its adjective alike.
_SAUDI = folded("السعودية")
# What may stand between two countries of one list: «النيجر ومالي», «النيجر، مالي».
_LIST_GAP = re.compile(r" ?[،,\-–]? ?و?")


@dataclass(frozen=True, slots=True)
class CountryMention:
    """A country named in a text at ``start:end`` (code points)."""

    start: int
    end: int
    country: str
    form: Form


def country_mentions(text: str) -> list[CountryMention]:
    """Find the countries that a text names, in order, none overlapping.

    A mention leaves out joined conjunctions and prepositions and takes in a title of state
    («جمهورية باكستان», «المملكة المغربية»). Names of cities that are also names of states are
    mentions; «عمان» is one unless the text speaks of Jordan and nowhere else of Oman. Bare
    «الكونغو» is CG, as in ISO 3166, unless the text names only the other one in full; «الكوري»
    is of that Korea which the text names more.
    """
    return list(_mentions(text))


def country_mentions_in(text: str, start: int, end: int) -> list[CountryMention]:
    """Find the countries that ``text[start:end]`` names, read as a part of the whole text.

    Offsets are those of the slice. What a name means («عمان», «الكونغو») the whole text tells.
    """
    return [
        CountryMention(mention.start - start, mention.end - start, mention.country, mention.form)
        for mention in _mentions(text)
        if start <= mention.start and mention.end <= end
    ]


@remembered
def _mentions(text: str) -> tuple[CountryMention, ...]:
    words = words_of(text)
    matches = [match for match in _index().find(text, _accept) if match.value.country]
    shared = [match for match in matches if _is_shared(match)]
    sure = [match for match in matches if match not in shared and not _is_open(words, match)]
    named = {match.value.country for match in sure}
    full = {match.value.country for match in sure if match.first < match.last}
    told = Counter(match.value.country for match in sure)
    one_congo = "CD" if "CD" in full and "CG" not in full else "CG"
    mentions: list[CountryMention] = []
    for match in matches:
        if _is_open(words, match) and not _means_state(words, match, sure, named):
            continue
        start, form = _with_title(words, match)
        country = match.value.country or ""
        if country == "CG" and match.first == match.last:
            country = one_congo
        if match in shared:
            country = max(_shared()[match.reading], key=told.__getitem__)
            if not told[country]:
                continue
        mentions.append(CountryMention(start, match.end, country, form))
    return tuple(mentions)


@built_once
def _index() -> PhraseIndex[CountryName]:
    return PhraseIndex(country_phrases())


_surnames = cache(surnames)
_shared = cache(shared_adjectives)


def _accept(words: Words, match: Match[CountryName]) -> bool:
    written = words.text[match.start : match.end]
    if match.reading[0].isascii():
        return _accept_english(words, match, written)
    if match.first < match.last or match.value.country is None:
        return True
    if not context.speaks_of_state(words, match.first, match.reading):
        return False
    if match.value.form == "name":
        return match.reading != _OMAN or not context.is_amman_vowelled(written)
    if match.reading in _surnames() and context.is_surname(words, match.first, match.clitic):
        return False
    return context.is_plain_adjective(words, match.first, match.reading, match.clitic)


def _accept_english(words: Words, match: Match[CountryName], written: str) -> bool:
    if not match.value.acronym:
        return written[0].isupper()
    # "CONTACT US" and "FOLLOW US" stand on every second page.
    before = words.written(match.first - 1) if words.before(match.first) else ""
    return written.isupper() and not (len(before) > 1 and before.isupper())


def _is_shared(match: Match[CountryName]) -> bool:
    return match.first == match.last and match.reading in _shared()


def _is_open(words: Words, match: Match[CountryName]) -> bool:
    """Tell whether only the rest of the text can say if a match means its country."""
    if match.first < match.last:
        return False
    if match.reading == _OMAN:
        titled = _with_title(words, match)[0] < match.start
        return not titled and not context.is_oman_vowelled(words.text[match.start : match.end])
    return match.reading in context.UNCERTAIN


def _means_state(
    words: Words,
    match: Match[CountryName],
    sure: list[Match[CountryName]],
    named: set[str | None],
) -> bool:
    if match.reading == _OMAN:
        return "JO" not in named or "OM" in named
    if context.has_state_context(words, match.first, match.value.form):
        return True
    return match.value.form == "name" and any(
        _LIST_GAP.fullmatch(words.text, min(match.end, other.end), max(match.start, other.start))
        for other in sure
        if other.value.form == "name"
    )


def _with_title(words: Words, match: Match[CountryName]) -> tuple[int, Form]:
    """Give the mention's start, with a title of state before it, and its form then."""
    form = match.value.form
    before = words.before(match.first)
    if not before or match.clitic:
        return match.start, form
    titles = _TITLES if form == "name" else _DEFINITE_TITLES
    for cut, reading in readings(before):
        if reading in titles:
            return words.folded.starts[words.starts[match.first - 1] + cut], "name"
    if match.reading == _SAUDI and context.is_definite(before):
        return match.start, "adjective"
    return match.start, form
