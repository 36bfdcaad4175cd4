"""Places values in the document, or refuses them.

Everything that a record holds passes through here: a span becomes `Evidence` with the
page's own words, and free English is checked against what the page says.
"""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from summariser.document import Document, Sentence
from summariser.lexicon.folding import folded
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
