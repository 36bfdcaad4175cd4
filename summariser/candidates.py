"""What the page itself offers as answers about its meeting: parties, venues, days.

Each candidate knows its words on the page and the sentence they stand in; which of them
are right is for the model to say.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summariser.document import Document, Sentence
from summariser.lexicon import (
    DateCandidate,
    city_mentions,
    country_mentions,
    dates,
    english_name,
    organisation_mentions,
)

_MOST_PARTIES = 16  # the largest meetings of the region (GCC, Arab League committees) have fewer
_MOST_VENUES = 6
_MOST_DATES = 6
# «القاهرة: …», «الرباط - (أ ش أ)»: a city before such a mark at a line's start is a byline
_BYLINE = re.compile(r"\s*(?:[:(\-–—]|/)")
_BYLINE_REACH = 30  # characters from the line's start within which a city is a byline


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible answer: its English name, its words ``text[start:end]``, their sentence."""

    name: str
    start: int
    end: int
    sentence: Sentence | None
    country: str | None = None
    city: str | None = None
    date: DateCandidate | None = None


def party_candidates(document: Document) -> list[Candidate]:
    """States and organisations that the article names, those named oftenest first kept."""
    found: dict[str, Candidate] = {}
    count: Counter[str] = Counter()
    for sentence in document.sentences:
        for mention in country_mentions(sentence.text):
            name = english_name(mention.country)
            count[name] += 1
            place = (sentence.start + mention.start, sentence.start + mention.end)
            found.setdefault(name, Candidate(name, *place, sentence, country=mention.country))
        for mention in organisation_mentions(sentence.text):
            count[mention.name] += 1
            place = (sentence.start + mention.start, sentence.start + mention.end)
            found.setdefault(mention.name, Candidate(mention.name, *place, sentence))
    kept = {name for name, _ in count.most_common(_MOST_PARTIES)}
    return [candidate for name, candidate in found.items() if name in kept]


def venue_candidates(document: Document) -> list[Candidate]:
    """Cities that the article names outside bylines, in the order of the page."""
    found: dict[str, Candidate] = {}
    for sentence in document.sentences:
        for mention in city_mentions(sentence.text):
            if _is_byline(document, sentence, mention.end):
                continue
            found.setdefault(
                mention.name,
                Candidate(
                    f"{mention.name}, {english_name(mention.country)}",
                    sentence.start + mention.start,
                    sentence.start + mention.end,
                    sentence,
                    country=mention.country,
                    city=mention.name,
                ),
            )
    return list(found.values())[:_MOST_VENUES]


def date_candidates(document: Document) -> list[Candidate]:
    """Days, months and years that the article tells, and those that follow from its dateline.

    A dateline alone is no candidate: a page's date is not its meeting's.
    """
    found: dict[str, Candidate] = {}
    for date in dates(document.text):
        if date.kind == "dateline":
            continue
        start, end = date.spans[0]
        sentence = _sentence_at(document.sentences, start)
        if sentence is None:
            continue
        words = document.text[start:end]
        found.setdefault(date.value, Candidate(words, start, end, sentence, date=date))
    return list(found.values())[:_MOST_DATES]


def _is_byline(document: Document, sentence: Sentence, end: int) -> bool:
    starts_line = any(line.start == sentence.start for line in document.lines)
    behind = sentence.text[end:]
    return starts_line and end <= _BYLINE_REACH and _BYLINE.match(behind) is not None


def _sentence_at(sentences: Sequence[Sentence], offset: int) -> Sentence | None:
    hits: Iterator[Sentence] = (s for s in sentences if s.start <= offset < s.end)
    return next(hits, None)
