"""The tables of ``role_words.py`` in the forms in which titles are written, folded.

Used by ``role_grammar.py``; `english_words` also tells an English title's words from names.
"""

import re
from dataclasses import dataclass
from functools import cache

from summariser.lexicon import role_words
from summariser.lexicon.folding import folded

ARTICLE = "ال"
_ENGLISH = re.compile(r"[^\W\d_]+")
_CLITICS = frozenset("وفبلك")
# Plurals of things, which take feminine adjectives as feminines do.
_FEMININE = frozenset(map(folded, ("شؤون", "أركان", "جيوش", "قوى", "سواحل", "عقود", "برامج",
    "مشاريع", "موارد", "بحوث", "أبحاث", "أولى", "عليا", "دروع", "أشغال", "شئون")))  # fmt: skip
# English nouns before which a field of work stands: "Training Programmes".
_AFTER_FIELD = frozenset(("Affairs", "Services", "Operations", "Policy", "Policies", "Projects",
    "Programmes", "Studies", "Industries", "Contracts", "Relations", "Research", "Resources",
    "Strategy"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase of the tables; ``open`` where it wants a complement in the construct state."""

    english: str
    open: bool
    kind: str = ""
    chief: str = ""
    before: bool = False


Key = tuple[str, ...]


def _keys(phrase: str) -> list[tuple[Key, bool]]:
    """The ways to write a phrase: (folded words, whether it is open)."""
    words = folded(phrase).split()
    definite = any(word.startswith(ARTICLE) and len(word) > 3 for word in words)
    if len(words) == 1 and not definite:
        return [((words[0],), True), ((ARTICLE + words[0],), False)]
    return [(tuple(words), not definite)]


@cache
def heads() -> dict[Key, Entry]:
    """Offices."""
    table: dict[Key, Entry] = {}
    for phrase, value in role_words.entries(role_words.HEADS):
        english, _, kind = value.partition("|")
        for key, is_open in _keys(phrase):
            table[key] = Entry(english, is_open and kind not in ("", "own"), kind)
    return table


@cache
def nouns() -> dict[Key, Entry]:
    """Fields of work, bodies and regions."""
    table: dict[Key, Entry] = {}
    for phrase, english in role_words.entries(role_words.FIELDS):
        for key, is_open in _keys(phrase):
            table[key] = Entry(english, is_open, "field", before=english in _AFTER_FIELD)
    for phrase, value in role_words.entries(role_words.BODIES):
        english, _, chief = value.partition("|")
        for key, is_open in _keys(phrase):
            before = english.startswith("+")
            table[key] = Entry(english.lstrip("+"), is_open, "body", chief, before)
    for phrase, english in role_words.entries(role_words.REGIONS):
        table[tuple(folded(phrase).split())] = Entry(english, False, "place")
    return table


def _adjectives(table: str) -> dict[str, tuple[str, bool]]:
    """Adjectives without the article: English, and whether the form is feminine."""
    forms: dict[str, tuple[str, bool]] = {}
    for word, english in role_words.entries(table):
        key = folded(word)
        forms[key] = (english, key in _FEMININE)
        forms.setdefault(key + "ه", (english, True))
    return forms


@cache
def thing_adjectives() -> dict[str, tuple[str, bool]]:
    """Adjectives of things: English, and whether the form is feminine."""
    return _adjectives(role_words.ADJECTIVES)


@cache
def person_adjectives() -> dict[str, tuple[str, bool]]:
    """Adjectives of persons, in the same way."""
    return _adjectives(role_words.PERSON_ADJECTIVES)


@cache
def address() -> frozenset[str]:
    """Words of ranks and forms of address."""
    words = {folded(word) for word in role_words.ADDRESS}
    ranks = {folded(word) for word in role_words.RANKS}
    return frozenset(words | ranks | {ARTICLE + rank for rank in ranks})


@cache
def rank_phrases() -> dict[str, list[Key]]:
    """Ranks that begin with a word of office, by their first words."""
    table: dict[str, list[Key]] = {}
    for phrase in role_words.RANK_PHRASES:
        words = tuple(folded(phrase).split())
        table.setdefault(words[0], []).append(words)
    return table


@cache
def english_words() -> frozenset[str]:
    """The English words of offices, fields of work and bodies, in lower case."""
    tables = (
        role_words.HEADS,
        role_words.FIELDS,
        role_words.BODIES,
        role_words.ADJECTIVES,
        role_words.PERSON_ADJECTIVES,
    )
    sides = (english for table in tables for _, english in role_words.entries(table))
    words = (word for side in sides for word in _ENGLISH.findall(side.partition("|")[0]))
    return frozenset(word.lower() for word in words)


def feminine(word: str) -> bool:
    """Whether adjectives of a noun take the feminine form."""
    bare = word.removeprefix(ARTICLE)
    return bare.endswith(("ه", "ات")) or bare in _FEMININE


def cuts(word: str) -> list[tuple[str, str]]:
    """The clitics that a word may begin with: (clitic, rest), the word as it stands first."""
    ways = [("", word)]
    if len(word) > 3 and word[0] in _CLITICS:
        if word.startswith("لل"):
            ways += [("ل", ARTICLE + word[2:]), ("ل", "ا" + word[1:])]
            ways.append(("ل", ARTICLE + word[1:]))
        else:
            ways.append((word[0], word[1:]))
            if word[0] in "وف":
                ways += [(word[0] + more, rest) for more, rest in cuts(word[1:]) if more]
    return ways
