"""The table of country names: CLDR's, the other spellings, the adjectives."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from summariser.lexicon import country_names as arabic
from summariser.lexicon import country_names_en as english
from summariser.lexicon.country_context import SURNAME_COUNTRIES
from summariser.lexicon.folding import folded
from summariser.lexicon.nisba import inflect, nisba
from summariser.lexicon.territories import territories

Form = Literal["name", "adjective"]


@dataclass(frozen=True, slots=True)
class CountryName:
    """What a phrase stands for; ``country`` is None for a name that only holds a country's.

    ``acronym``: counts in capital letters only.
    """

    country: str | None
    form: Form = "name"
    acronym: bool = False


def _arabic_names() -> Iterator[tuple[str, str]]:
    for code, state in territories().items():
        if code not in arabic.AMBIGUOUS_CODES:
            yield from ((name.split(" (")[0], code) for name in (state.arabic, state.saudi))
    for code, names in arabic.VARIANTS.items():
        yield from ((name, code) for name in names)


def _arabic_adjectives() -> Iterator[tuple[str, str]]:
    for code, adjectives in (arabic.IRREGULAR_ADJECTIVES | arabic.TWO_WORD_ADJECTIVES).items():
        yield from ((form, code) for adjective in adjectives for form in inflect(adjective))
    for name, code in _arabic_names():
        adjective = nisba(name) if code not in arabic.IRREGULAR_ADJECTIVES else None
        yield from ((form, code) for form in (inflect(adjective) if adjective else ()))
    for adjective, codes in arabic.SHARED_ADJECTIVES.items():
        yield from ((form, codes[0]) for form in inflect(adjective))
    for code, peoples in arabic.PEOPLES.items():
        yield from ((people, code) for people in peoples)


def _english_names() -> Iterator[tuple[str, str]]:
    for code, state in territories().items():
        plain = state.english.split(" (")[0]
        yield from ((plain, code), (plain.replace("&", "and"), code))
    for code, names in english.VARIANTS.items():
        yield from ((name, code) for name in names)


def country_phrases() -> Iterator[tuple[str, CountryName]]:
    """Give every phrase of the table with what it stands for; the first of two equal counts."""
    for phrase in (*arabic.NOT_COUNTRIES, *english.NOT_COUNTRIES):
        yield phrase, CountryName(None)
    for code, acronyms in english.ACRONYMS.items():
        yield from ((acronym, CountryName(code, acronym=True)) for acronym in acronyms)
    for name, code in (*_arabic_names(), *_english_names()):
        yield name, CountryName(code)
    for adjective, code in _arabic_adjectives():
        yield adjective, CountryName(code, "adjective")
    for code, adjectives in english.ADJECTIVES.items():
        for adjective in adjectives:
            yield from (
                (form, CountryName(code, "adjective")) for form in (adjective, adjective + "s")
            )


def shared_adjectives() -> dict[str, tuple[str, ...]]:
    """Give the states that each adjective of several states, folded, can mean."""
    return {
        folded(form): codes
        for adjective, codes in arabic.SHARED_ADJECTIVES.items()
        for form in inflect(adjective)
    }


def surnames() -> frozenset[str]:
    """Give the nisbas, folded and with article, that are surnames too."""
    regular = [nisba(name) for name, code in _arabic_names() if code in SURNAME_COUNTRIES]
    irregular = [
        adjective
        for code in SURNAME_COUNTRIES
        for adjective in arabic.IRREGULAR_ADJECTIVES.get(code, ())
    ]
    return frozenset(folded("ال" + word) for word in (*regular, *irregular) if word)
