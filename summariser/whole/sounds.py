"""Names in English texts: which are spellings of the page's own, which are strangers.

`questions.ungrounded` refuses every capitalised word that does not sound like one of the page.
It was made for texts of a small model, which invents names. A stronger one writes more of
what is really there («غزة»: Gaza, «ميدوزا»: Medusa) and capitalises nouns (University, Lake),
so here the sounds are compared more broadly.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from rapidfuzz import fuzz

from summariser.grounding import strange_words
from summariser.lexicon import (
    city_mentions,
    likeliest_first,
    role_vocabulary,
    romanised,
    rough_consonants,
)
from summariser.questions import ungrounded

# Consonants that are spelled one for the other from language to language («جوزيف»: Joseph)
_CLASSES = str.maketrans(
    {
        letter: letters[0]
        for letters in ("bpfv", "cgjkqsxz", "dt", "l", "mn", "r")
        for letter in letters
    }
)
_NO_CONSONANT = re.compile(r"[^bcdfgjklmnpqrstvxz]")
_DOUBLED = re.compile(r"(\w)\1+")
# rapidfuzz ratio (0-100) of the classes of whole names: of 861 spellings in eval/dev/tune, 99 of
# 100 reach 77 against their own name, and 1 of 100 reaches 71 against another
_SAME_NAME = 74.0
# The same of the letters alone: of 522 names in eval/ 95 of 100 reach 84 against their own spelling
# and 6 of 10,000 against another name's. Those need no network, which takes 7 ms a name.
_SAME_LETTERS_ROUGHLY = 84.0
_NUMERAL = re.compile(r"\s+[IVX]+$")  # of kings, whom Arabic gives an ordinal number
_LATIN_NAME = re.compile(r"[A-Za-z\u00c0-\u024f'’ .\-]{2,80}")
# The same of single words, classes and letters: of 113 capitalised words in texts of labels that
# are no common ones 80 % are taken (the nouns below with them), of words of other pages' labels
# 12 % (without the nouns). With `questions.ungrounded` alone it is 37 % and 7 %.
_SAME_CLASSES, _SAME_LETTERS = 80.0, 54.0
_FEW_CLASSES = 3  # below it they must be the same
_CAPITALISED = re.compile(r"(?<![\w'’])[A-Z\u00c0-\u00de][\w'’]+")
_ARABIC_WORD = re.compile(r"[\u0620-\u064a]{3,}")
_JOINED = re.compile(r"^[وفبلك](?=\w{3})")
_ARTICLE = re.compile(r"^(?:ال|لل)(?=\w{2})")
# Nouns that news style capitalises as a part of names and that name nothing alone
_NOUNS = frozenset(
    """
    university academy college faculty school hospital museum airport port harbour base camp canal
    strait river lake dam valley mount mountain mountains desert island islands peninsula strip cape
    horn basin plain city town province district village road street highway bridge gate square
    bloc block group pact treaty charter declaration memorandum accord agreement initiative
    programme program project plan vision strategy summit forum conference exhibition festival cup
    exercise exercises manoeuvre manoeuvres operation operations mission dialogue process committee
    war battle revolution liberation border borders corridor crossing type class mark model
    great greater new old world international democratic allied united
    """.split()  # noqa: SIM905 - words, not code
)


def is_spelling(spelling: str, name: str) -> bool:
    """Whether this is the name in Latin letters, in whatever language's spelling."""
    if not _LATIN_NAME.fullmatch(spelling):
        return False
    names = [(spelling, name)]
    if _NUMERAL.search(spelling):
        names.append((_NUMERAL.sub("", spelling), name.rsplit(maxsplit=1)[0]))
    return any(_roughly_alike(*pair) for pair in names) or any(
        fuzz.ratio(_classes(one), _classes(romanised(own))) >= _SAME_NAME for one, own in names
    )


def _roughly_alike(spelling: str, name: str) -> bool:
    """Whether their letters say already that one is the other's spelling."""
    one, own = (rough_consonants(words).replace(" ", "") for words in (spelling, name))
    return fuzz.ratio(one, own) >= _SAME_LETTERS_ROUGHLY


def stranger(
    text: str, source: str, known: Mapping[str, str], place: str, people: Sequence[str] = ()
) -> str | None:
    """What is wrong with an English text about ``source``; None when nothing is.

    ``known``, ``place`` and ``people`` are those of `questions.ungrounded`.
    """
    common = _common()
    strange = strange_words(text, list(known), source, people, common)
    wanted = {_without_genitive(word) for word in strange}
    told = " ".join((source, *_heard(text, source, wanted)))
    wrong = ungrounded(text, told, known, "en", place, people, common)
    if not wrong:
        return None
    cities = {text[m.start : m.end]: m.country for m in city_mentions(text)}
    # A word with a digit tells a number too.
    wanted |= {word for word in _names(text) if any(letter.isdecimal() for letter in word)}
    wanted.update(word for name in cities for word in name.split())
    heard = set(_heard(text, source, wanted))
    # Not so countries: Niger and Nigeria sound alike.
    placed = {name: country for name, country in cities.items() if heard.issuperset(name.split())}
    told = " ".join((source, *heard))
    return ungrounded(text, told, {**known, **placed}, "en", place, people, common)


@cache
def _common() -> frozenset[str]:
    return role_vocabulary() | _NOUNS


def _heard(text: str, source: str, wanted: Collection[str]) -> Iterator[str]:
    """Those of the capitalised words wanted that sound like a word of the source."""
    forms = sorted({form for word in _ARABIC_WORD.findall(source) for form in _forms(word)})
    for word in _names(text):
        if word not in wanted:
            continue
        own, letters = _classes(word), word.lower()
        for sound in map(romanised, likeliest_first(forms, word)) if own else ():
            classes = _classes(sound)
            alike = own == classes or (
                len(own) >= _FEW_CLASSES and fuzz.ratio(own, classes) >= _SAME_CLASSES
            )
            if alike and fuzz.ratio(letters, sound.lower()) >= _SAME_LETTERS:
                yield word
                break


def _names(text: str) -> list[str]:
    """Its capitalised words, each once."""
    return list(dict.fromkeys(map(_without_genitive, _CAPITALISED.findall(text))))


def _without_genitive(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s")


def _forms(word: str) -> set[str]:
    """The word, and what is left of it without joined particle and article."""
    bare = _JOINED.sub("", word)
    return {word, bare, _ARTICLE.sub("", word), _ARTICLE.sub("", bare)}


def _classes(name: str) -> str:
    """The classes of the consonants in order, doubled letters as one."""
    single = _DOUBLED.sub(r"\1", name.lower())
    return _NO_CONSONANT.sub("", single).translate(_CLASSES)
