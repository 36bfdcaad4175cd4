"""Places values in the document, or refuses them.

Everything that a record holds passes through here: a span becomes `Evidence` with the
page's own words, and free English is checked against what the page says.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from rapidfuzz import fuzz

from summariser.document import Document, Sentence
from summariser.lexicon import (
    city_mentions,
    country_mentions,
    country_mentions_in,
    english_months,
    english_name,
    folded,
    likeliest_first,
    organisation_mentions,
    romanise,
    romanised,
)
from summariser.record import Evidence

_SAME_PERSON = 82.0  # rapidfuzz ratio (0-100): «همايون عزيز» and «هاميون عزيز» give 91
_NAME_WORDS = 2


def evidence(document: Document, start: int, end: int) -> Evidence:
    """The page's words at these offsets."""
    return Evidence(quote=document.text[start:end], start=start, end=end)


def sentence_evidence(document: Document, sentences: Iterable[Sentence]) -> tuple[Evidence, ...]:
    """Whole sentences as evidence, in the page's order."""
    ordered = sorted(sentences, key=lambda sentence: sentence.start)
    return tuple(evidence(document, sentence.start, sentence.end) for sentence in ordered)


def find_words(document: Document, words: str, sentences: Sequence[Sentence]) -> Evidence | None:
    """The first place in the sentences where exactly these words stand."""
    pattern = re.compile(rf"(?<!\w)(?:و)?(?P<words>{re.escape(words)})(?!\w)")
    for sentence in sentences:
        if match := pattern.search(document.text, sentence.start, sentence.end):
            return evidence(document, match.start("words"), match.end("words"))
    return None


def same_person(one: str, other: str) -> bool:
    """Whether two names of a page are one person's: spelled alike, or one a part of the other."""
    a, b = folded(one), folded(other)
    shorter, longer = sorted((a.split(), b.split()), key=len)
    if len(shorter) >= _NAME_WORDS and set(shorter) <= set(longer):
        return True
    return fuzz.ratio(a, b) >= _SAME_PERSON


# ── names in free English ────────────────────────────────────────────────────

_CAPITALISED = re.compile(r"(?<![\w'’])[A-Z][\w'’]+")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f][\w'’]*")
_JOINED = re.compile("^[وفبلك]")  # what Arabic writes together with the next word
_VOWELS = re.compile(r"[aeiouyw'’h-]")
_ARABIC_WORD = re.compile(r"[\u0620-\u064a]{3,}")
_MUCH_LIKE = 75.0  # the same, where nothing says that the word is a name
_SKELETON = 3  # consonants from which a likeness to any word of a sentence is no accident
_LIKE = 60.0  # rapidfuzz ratio (0-100) of consonants: "Karamoun" and "Karmon" give 100
# Words that English writes with a capital and that name nobody: months, days, and the
# offices, bodies and forces that news style capitalises.
_COMMON = frozenset(
    """
    january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday minister ministers ministry defence
    defense foreign interior deputy chief staff general admiral commander president prime king
    prince sheikh secretary director ambassador embassy army navy naval air force forces armed
    royal joint military national security council committee command commission state states
    government parliament republic kingdom east west north south middle central asia asian
    africa african europe european gulf arab arabs arabic islamic mediterranean sea red ocean
    the a an in on at of for and to by with it its he she his her they their both this these
    that those during after before also as from however there while under over since when within
    """.split()  # noqa: SIM905 - words, not code
)


def named_in(text: str) -> dict[str, str]:
    """Countries, cities and organisations that a text names: its words, and what they mean.

    A country stands for its code, and so does each of its cities.
    """
    names = {text[m.start : m.end]: m.country for m in country_mentions(text)}
    names |= {text[m.start : m.end]: m.country for m in city_mentions(text)}
    return names | {text[m.start : m.end]: m.name for m in organisation_mentions(text)}


def english_names(document: Document, sentence: Sentence, people: Sequence[str]) -> dict[str, str]:
    """What the English of an Arabic sentence may name, in usual English spelling.

    Countries, cities, organisations, months, and the ``people`` in Latin letters.
    """
    text = sentence.text
    states = country_mentions_in(document.text, *sentence.span)
    names = {english_name(m.country): m.country for m in states}
    names |= {m.name: m.country for m in city_mentions(text)}
    names |= {m.name: m.name for m in organisation_mentions(text)}
    names |= {name: name for name in english_months(text)}
    here = [name for name in people if name in text]
    romanise(here)
    return names | {romanised(name): name for name in here}


def unknown_name(
    text: str,
    known: Sequence[str],
    source: str,
    people: Sequence[str] = (),
    common: Collection[str] = frozenset(),
) -> str | None:
    """The first capitalised word that is no common one, no known name and no word of the source.

    ``people`` are known names in the page's letters, ``common`` are words in small letters that
    are common beside those that always are.

    A name may be spelt otherwise than the one that was given, and the page may have names that
    nobody took for one: a word of ``source``, or what sounds like one, is from there.
    """
    said = list(dict.fromkeys(_ARABIC_WORD.findall(source)))
    for word in strange_words(text, known, source, people, common):
        own = _consonants(_bare(word))
        if len(own) < _SKELETON or not any(
            fuzz.ratio(own, _consonants(romanised(other))) >= _MUCH_LIKE
            for other in likeliest_first(said, own)
        ):
            return word
    return None


def strange_words(
    text: str,
    known: Sequence[str],
    source: str,
    people: Sequence[str],
    common: Collection[str],
) -> Iterator[str]:
    """Those capitalised words that are no common ones, no known names and not in the source.

    The arguments are those of `unknown_name`. Whether a word sounds like one of the source is
    still to be heard.
    """
    sounds = [_consonants(word) for name in known for word in name.split()]
    written = {word.lower() for word in _LATIN_WORD.findall(source)}
    placed = [span for name in named_in(text) for span in _spans(text, name)]
    first = True
    for match in _CAPITALISED.finditer(text):
        begins, first = first and match.start() == 0, False
        word = match.group()
        bare = _bare(word)
        if (
            begins
            or bare in _COMMON
            or bare in common
            or any(a <= match.start() < b for a, b in placed)
        ):
            continue
        own = _consonants(bare)
        if bare in written or any(fuzz.ratio(own, sound) >= _LIKE for sound in sounds):
            continue
        # They are spelled when nothing else explains the word: that is slow.
        spelled = map(romanised, likeliest_first(people, bare))
        parts = (_consonants(part) for name in spelled for part in name.split())
        if not any(fuzz.ratio(own, sound) >= _LIKE for sound in parts):
            yield word


def _bare(word: str) -> str:
    """The word in small letters, without an English genitive's ending."""
    return word.removesuffix("'s").removesuffix("’s").lower()


def unheard_name(names: Sequence[str], source: str) -> str | None:
    """The first word of Arabic names that is no word of the source and sounds like none of it."""
    words = re.findall(r"\w+", source)
    said = [_consonants(word) for word in words]
    written = {form for word in map(folded, words) for form in (word, _JOINED.sub("", word))}
    for word in (word for name in names for word in name.split()):
        if folded(word) in written:
            continue
        own = _consonants(romanised(word))
        if len(own) >= _SKELETON and not any(fuzz.ratio(own, other) >= _LIKE for other in said):
            return word
    return None


def _spans(text: str, words: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(re.escape(words), text)]


def _consonants(word: str) -> str:
    return _VOWELS.sub("", word.lower()) or word.lower()
