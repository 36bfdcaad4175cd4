"""Smaller towns, bases and ports, where the text says that it speaks of a place.

The wider table (``data/towns.tsv``, see ``data/NOTICE``) has names that are also ordinary words
or persons. So a name counts only behind a word of place («في», «بلدة», "in") or as a byline,
and only of a town in a country that the text names. A foreign town that the table does not have
in Arabic is found by its sound behind a noun of place: «مدينة تييس», Thiès.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from sys import intern

from rapidfuzz import fuzz

from summariser.lexicon.cities import CityMention, city_mentions
from summariser.lexicon.countries import country_mentions
from summariser.lexicon.folding import folded
from summariser.lexicon.organisations import organisation_mentions
from summariser.lexicon.phrases import Match, PhraseIndex, Words, readings, words_of
from summariser.lexicon.remembering import built_once, remembered
from summariser.lexicon.territories import is_arab

_PLACE_NOUNS = (
    "مدينة", "بلدة", "قرية", "ضاحية", "قاعدة", "ميناء", "مرفأ", "جزيرة", "معسكر",
    "محافظة", "ولاية", "مقاطعة", "مطار", "قضاء", "ثكنة", "ثكنات", "حامية",
)  # fmt: skip
_NOUNS = frozenset(map(folded, _PLACE_NOUNS))
_IN = frozenset(("في",))
_ENGLISH_IN = frozenset(("in", "at", "of", "near"))
_ENGLISH_NOUNS = frozenset(("city", "town", "port", "village", "island", "province"))
# After "in" these are no towns, though towns are called so.
_NO_TOWNS = frozenset((
    "march", "may", "august", "mobile", "nice", "reading", "split", "male", "victoria",
    "enterprise", "central", "general", "union", "university", "police", "army", "navy", "early",
    "mid", "late", "defence", "defense", "military", "joint", "north", "south", "east", "west",
))  # fmt: skip
# «الدقم ـ العمانية», «لامو (كينيا) –», «مسقط / …», "WARSAW, 12 March 2025 —", «مسقط في ١٧ أبريل /»
_BYLINE = re.compile(
    r"[ \t]*[:(\-–—ـ/]|[ \t]*[،,][ \t][\w ]{3,25}?[ \t]?[:\-–—ـ/]"
    r"|[ \t]+في[ \t][\w ]{3,20}?[:\-–—ـ/]"
)
BYLINE_REACH = 30  # characters from the line's start within which a place is a byline
_LONGEST = 4  # words of a name found by sound: «ساو جوزيه دوس كامبوس»
_ALIKE = 60  # of 100: likeness of the sounds with their vowels (Arabic leaves out the short ones)
# With two consonants nearly the same sound, and a town that readers abroad would know.
_SHORT, _SHORT_ALIKE, _SHORT_TOWN = 2, 85, 50_000


@dataclass(frozen=True, slots=True)
class _Town:
    name: str
    country: str
    population: int


def is_byline(text: str, end: int) -> bool:
    """Tell whether what stands behind ``end``, near a line's start, makes a byline of it."""
    return _BYLINE.match(text, end) is not None


@remembered
def named_countries(text: str) -> frozenset[str]:
    """Give the countries that a text names, or of which it names a city."""
    return frozenset(mention.country for mention in (*country_mentions(text), *city_mentions(text)))


def town_mentions(text: str, countries: Collection[str] | None = None) -> list[CityMention]:
    """Find towns behind a word of place, and towns of bylines, in order, none overlapping.

    ``countries`` are those of whose towns a text can speak, by default those that it names.
    What :func:`city_mentions` finds is left out.
    """
    near = named_countries(text) if countries is None else frozenset(countries)
    taken = [
        (mention.start, mention.end)
        for mention in (
            *city_mentions(text),
            *country_mentions(text),
            *organisation_mentions(text),
        )
    ]
    found: list[CityMention] = []
    for start, end, town in (*_written(text, near), *_heard(text, near)):
        if all(end <= other or stop <= start for other, stop in taken):
            taken.append((start, end))
            found.append(CityMention(start, end, town.name, town.country, capital=False))
    return sorted(found, key=lambda mention: mention.start)


# ── by spelling ──────────────────────────────────────────────────────────────


def _written(text: str, near: frozenset[str]) -> Iterator[tuple[int, int, _Town]]:
    def accept(words: Words, match: Match[tuple[_Town, ...]]) -> bool:
        if not any(town.country in near for town in match.value):
            return False
        return _stands_as_place(words, match)

    for match in _index().find(text, accept):
        owners = [town for town in match.value if town.country in near]
        yield match.start, match.end, max(owners, key=lambda town: town.population)


def _stands_as_place(words: Words, match: Match[tuple[_Town, ...]]) -> bool:
    opening = words.text.rfind("\n", 0, match.start) + 1
    if match.end - opening <= BYLINE_REACH and not words.text[opening : match.start].strip():
        return is_byline(words.text, match.end)
    before = words.before(match.first)
    if match.reading[0].isascii():
        if not words.text[match.start].isupper() or match.reading in _NO_TOWNS:
            return False
        return before in _ENGLISH_IN or before in _ENGLISH_NOUNS
    return match.clitic.endswith("ب") or (not match.clitic and _is_word_of_place(before))


def _is_word_of_place(word: str) -> bool:
    return bool(word) and any(reading in _NOUNS | _IN for _, reading in readings(word))


# ── by sound ─────────────────────────────────────────────────────────────────


def _heard(text: str, near: frozenset[str]) -> Iterator[tuple[int, int, _Town]]:
    abroad = [country for country in sorted(near) if not is_arab(country)]
    if not abroad:
        return
    words = words_of(text)
    for index in range(1, len(words.tokens)):
        before = words.before(index)
        if not before or not any(reading in _NOUNS for _, reading in readings(before)):
            continue
        last = index
        while last + 1 < len(words.tokens) and last + 1 < index + _LONGEST and words.joins(last):
            last += 1
        for end in range(last, index - 1, -1):
            run = words.tokens[index : end + 1]
            if not _is_foreign(run):
                continue
            town = _by_likeness(run, abroad)
            if town is not None:
                yield *words.folded.span(words.starts[index], words.ends[end]), town
                break


def _is_foreign(run: Sequence[str]) -> bool:
    """Tell whether folded words can be a foreign name: no article, no Arabic adjective."""
    if any(not "ء" <= word[0] <= "ي" or word.startswith(("ال", "لل")) for word in run):
        return False
    return len(run) > 1 or not run[-1].endswith("يه")


def _by_likeness(run: tuple[str, ...], countries: Collection[str]) -> _Town | None:
    sound = _sound(" ".join(run))
    bones = _consonants(sound)
    best: tuple[float, int, _Town] | None = None
    for country in countries:
        for heard, town in _by_sound(country).get(bones, ()):
            alike = fuzz.ratio(sound, heard)
            short = len(bones) <= _SHORT
            if alike < (_SHORT_ALIKE if short else _ALIKE) or not _vowels_agree(sound, heard):
                continue
            if short and (len(bones) < _SHORT or town.population < _SHORT_TOWN):
                continue
            if best is None or (alike, town.population) > best[:2]:
                best = alike, town.population, town
    return best[2] if best else None


_ARABIC_SOUNDS = str.maketrans({
    "ا": "a", "و": "u", "ي": "i", "ى": "a", "ه": "", "ة": "a", "ء": "", "ئ": "i", "ؤ": "u",
    "ع": "", "ح": "", "ب": "B", "ت": "T", "ط": "T", "ث": "T", "ج": "G", "غ": "G", "خ": "K",
    "ق": "K", "ك": "K", "د": "D", "ض": "D", "ذ": "D", "ر": "R", "ز": "S", "س": "S", "ص": "S",
    "ظ": "S", "ش": "C", "ف": "F", "ل": "L", "م": "M", "ن": "N",
})  # fmt: skip
_LATIN_PAIRS = (
    ("sch", "C"), ("tch", "C"), ("sh", "C"), ("ch", "C"), ("sz", "C"), ("cz", "C"), ("kh", "K"),
    ("gh", "G"), ("ph", "F"), ("th", "T"), ("ce", "Se"), ("ci", "Si"), ("x", "KS"),
)  # fmt: skip
_LATIN_SOUNDS = str.maketrans({
    "b": "B", "p": "B", "c": "K", "k": "K", "q": "K", "d": "D", "f": "F", "v": "F", "g": "G",
    "j": "G", "h": "", "l": "L", "m": "M", "n": "N", "r": "R", "s": "S", "z": "S", "t": "T",
    "w": "u", "o": "u", "y": "i", "e": "i", "-": " ", "'": "",
})  # fmt: skip


def _sound(name: str) -> str:
    """Write a folded name by classes of sounds: consonants in capitals, vowels small."""
    if name.isascii():
        name = re.sub(r"\bh", "H", name)
        for pair, letter in _LATIN_PAIRS:
            name = name.replace(pair, letter)
        name = name.translate(_LATIN_SOUNDS)
    else:
        name = re.sub(r"\b[هح]", "H", name.replace("تش", "ش")).translate(_ARABIC_SOUNDS)
    return re.sub(r"(.)\1+", r"\1", name)


def _consonants(sound: str) -> str:
    # The vowel that opens a word is written in Arabic too, so it counts: «أوش» is not «شا».
    return re.sub(r"(?<=[^ ])[aiu]", "", re.sub(r"^[aiu]|(?<= )[aiu]", "a", sound))


def _vowels_agree(arabic: str, latin: str) -> bool:
    """Tell whether each vowel that Arabic wrote has one of its kind at its place.

    Both have the same consonants; a short vowel of the Latin name may be unwritten.
    """
    pairs = zip(re.split("[A-Z ]", arabic), re.split("[A-Z ]", latin), strict=False)
    return all(not own or set(own) & set(other) for own, other in pairs)


# ── the table ────────────────────────────────────────────────────────────────


def _rows() -> Iterator[list[str]]:
    table = resources.files("summariser.lexicon").joinpath("data/towns.tsv")
    yield from (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines())


@built_once  # both ways of finding them use the same
def _towns() -> tuple[_Town, ...]:
    return tuple(
        _Town(name, intern(country), int(population)) for name, country, population, *_ in _rows()
    )


@built_once
def _index() -> PhraseIndex[tuple[_Town, ...]]:
    entries: list[tuple[str, _Town]] = []
    for town, (name, *_, arabic) in zip(_towns(), _rows(), strict=True):
        entries += [(words, town) for words in (*(arabic.split("|") if arabic else ()), name)]
    owners: dict[str, list[_Town]] = {}
    # One fold of all names is much faster than one of each; no name has a character of private use.
    keys = folded("\ue000".join(words for words, _ in entries)).split("\ue000")
    for key, (_, town) in zip(keys, entries, strict=True):
        owners.setdefault(key, []).append(town)
    return PhraseIndex((spelling, tuple(towns)) for spelling, towns in owners.items())


@built_once
def _of_country() -> dict[str, list[_Town]]:
    found: dict[str, list[_Town]] = {}
    for town in _towns():
        found.setdefault(town.country, []).append(town)
    return found


@built_once  # a country at a time: all of them take seconds, and few are looked through
def _by_sound(country: str) -> dict[str, list[tuple[str, _Town]]]:
    """Towns of a country with their sounds, by consonants."""
    found: dict[str, list[tuple[str, _Town]]] = {}
    for town in _of_country().get(country, ()):
        sound = _sound(folded(town.name))
        found.setdefault(_consonants(sound), []).append((sound, town))
    return found
