"""Cities that a text names, from GeoNames (``data/cities.tsv``, see ``data/NOTICE``)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from summariser.lexicon.countries import country_mentions
from summariser.lexicon.country_context import is_oman_vowelled, is_water
from summariser.lexicon.organisations import organisation_mentions
from summariser.lexicon.phrases import Match, PhraseIndex, Words
from summariser.lexicon.remembering import built_once, remembered


@dataclass(frozen=True, slots=True)
class CityMention:
    """A city named in a text at ``start:end`` (code points).

    ``name`` is the usual English name in ASCII, ``country`` an ISO 3166-1 code.
    """

    start: int
    end: int
    name: str
    country: str
    capital: bool


@dataclass(frozen=True, slots=True)
class _City:
    name: str
    country: str
    capital: bool


# Smaller towns of the table share their English names with people («Jackson», «Marion»).
_KNOWN_IN_ENGLISH = 300_000  # inhabitants


def _phrases() -> Iterator[tuple[str, _City]]:
    table = resources.files("summariser.lexicon").joinpath("data/cities.tsv")
    english: list[tuple[bool, int, _City]] = []
    for line in table.read_text(encoding="utf-8").splitlines():
        name, country, population, capital, arabic = line.split("\t")
        city = _City(name, country, capital == "1")
        for spelling in arabic.split("|") if arabic else ():
            # «مدينة زنجبار» is Zanzibar; Madinat Khalifah is so called («خليفة» is a person)
            yield spelling if name.startswith("Madinat") else spelling.removeprefix("مدينة "), city
        if city.capital or int(population) >= _KNOWN_IN_ENGLISH:
            english.append((city.capital, int(population), city))
    # Of equal English names the capital counts, or the larger city.
    for _, _, city in sorted(english, key=lambda entry: entry[:2], reverse=True):
        yield city.name, city


@cache
def _capitals() -> dict[str, str]:
    capitals = (city for _, city in _phrases() if city.capital)
    return {city.country: city.name for city in capitals}


def capital_of(country: str) -> str | None:
    """The usual English name of a country's capital, by ISO 3166-1 code."""
    return _capitals().get(country)


@built_once
def _index() -> PhraseIndex[_City]:
    return PhraseIndex(_phrases())


def _accept(words: Words, match: Match[_City]) -> bool:
    written = words.text[match.start : match.end]
    if match.reading[0].isascii():
        return written[0].isupper()
    if words.text[match.start - 1 : match.start] == "/" == words.text[match.end : match.end + 1]:
        return False  # a news agency: «/قنا/»
    return not (is_water(words, match.first) or is_oman_vowelled(written))


def city_mentions(text: str) -> list[CityMention]:
    """Find the cities that a text names, in order, none overlapping.

    What is only a part of a longer name is left out: the city in «دولة الكويت», in «سلطنة
    عمان» or in «منظمة شنغهاي للتعاون». A name that a city shares with its state («تونس») is a
    mention here and one of :func:`country_mentions`.
    """
    return list(_mentions(text))


@remembered
def _mentions(text: str) -> tuple[CityMention, ...]:
    around = {
        place: (mention.start, mention.end)
        for mention in (*country_mentions(text), *organisation_mentions(text))
        for place in range(mention.start, mention.end)
    }
    mentions: list[CityMention] = []
    for match in _index().find(text, _accept):
        start, end = around.get(match.start, (match.start, match.end))
        if match.start <= start and match.end >= end:
            city = match.value
            mentions.append(
                CityMention(match.start, match.end, city.name, city.country, city.capital)
            )
    return tuple(mentions)
