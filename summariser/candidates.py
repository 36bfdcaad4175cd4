"""What the page itself offers as answers about its meeting: parties, venues, days.

Each candidate knows its words on the page and the sentence they stand in; which of them
are right is asked and weighed elsewhere.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from summariser.document import Document, Sentence
from summariser.lexicon import (
    DateCandidate,
    city_mentions,
    country_mentions,
    dates,
    english_name,
    office_words,
    organisation_mentions,
)

LEAD_SENTENCES = 4  # the news agency's rule: who, what, where and when stand in the first ones
_MOST_PARTIES = 16  # the largest meetings of the region (GCC, Arab League committees) have fewer
_MOST_VENUES = 6
_MOST_DATES = 6
# «القاهرة: …», «الرباط - (أ ش أ)»: a city before such a mark at a line's start is a byline
_BYLINE = re.compile(r"\s*(?:[:(\-–—]|/)")
_BYLINE_REACH = 30  # characters from the line's start within which a city is a byline
# Words of taking part, hosting, receiving and meeting, before or after the verb's prefixes
_TAKING_PART = re.compile(
    r"شارك|مشارك|حضر|حضور|انضم|ينضم|ضم|تضم|يضم|استضاف|تستضيف|يستضيف|استقبل|التق|زار|وفد"
)
_LIST = 4  # states in one sentence from which it is an enumeration
_BESIDE = 25  # characters between a word of office and the nationality that belongs to it
_AFTER_IN = re.compile(r"(?:(?<!\w)(?:في|ب?العاصمة(?: \w+)?|ب?مدينة|in)\s+|(?<!\w)ب)$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible answer: its English name, its words ``text[start:end]``, their sentence."""

    name: str
    start: int
    end: int
    sentence: Sentence
    country: str | None = None
    city: str | None = None
    date: DateCandidate | None = None
    count: int = 1  # how often the article names it
    in_lead: bool = False
    beside_office: bool = False  # its adjective stands beside a word of office
    after_in: bool = False  # it stands after a word for "in" somewhere
    capital: bool = False
    listed: bool = False  # its sentence names three other states or more
    takes_part: bool = False  # its sentence has a word of taking part before it


class _Gathering:
    """Candidates by name in the order of the page; later mentions add to the first one."""

    def __init__(self) -> None:
        self.found: dict[str, Candidate] = {}

    def add(self, candidate: Candidate) -> None:
        known = self.found.get(candidate.name)
        if known is None:
            in_lead = candidate.sentence.number <= LEAD_SENTENCES
            self.found[candidate.name] = replace(candidate, in_lead=in_lead)
            return
        self.found[candidate.name] = replace(
            known,
            count=known.count + 1,
            beside_office=known.beside_office or candidate.beside_office,
            after_in=known.after_in or candidate.after_in,
            listed=known.listed or candidate.listed,
            takes_part=known.takes_part or candidate.takes_part,
        )

    def commonest(self, most: int) -> list[Candidate]:
        """In the order of the page, with at most ``most`` of them: those named oftenest."""
        counts = Counter({name: candidate.count for name, candidate in self.found.items()})
        kept = {name for name, _ in counts.most_common(most)}
        return [candidate for name, candidate in self.found.items() if name in kept]


def party_candidates(document: Document) -> list[Candidate]:
    """States and organisations that the article names as parties are named.

    In its beginning, beside a word of office, or in an enumeration of states. Of very many
    those named oftenest are kept.
    """
    gathering = _Gathering()
    for sentence in document.sentences:
        offices = office_words(sentence.text)
        mentions = country_mentions(sentence.text)
        joins = _TAKING_PART.search(sentence.text)
        listed = len({mention.country for mention in mentions}) >= _LIST
        for mention in mentions:
            beside = any(0 <= mention.start - end <= _BESIDE for _, end in offices)
            gathering.add(
                Candidate(
                    english_name(mention.country),
                    sentence.start + mention.start,
                    sentence.start + mention.end,
                    sentence,
                    country=mention.country,
                    beside_office=beside,
                    listed=listed,
                    takes_part=joins is not None and joins.start() < mention.start,
                )
            )
        for mention in organisation_mentions(sentence.text):
            start, end = sentence.start + mention.start, sentence.start + mention.end
            gathering.add(Candidate(mention.name, start, end, sentence))
    return [
        candidate
        for candidate in gathering.commonest(_MOST_PARTIES)
        if candidate.in_lead or candidate.beside_office or candidate.listed
    ]


def venue_candidates(document: Document) -> list[Candidate]:
    """Cities that the article names outside bylines, in the order of the page."""
    gathering = _Gathering()
    bylines: set[str] = set()
    for sentence in document.sentences:
        for mention in city_mentions(sentence.text):
            if _is_byline(document, sentence, mention.end):
                bylines.add(mention.name)
                continue
            gathering.add(
                Candidate(
                    f"{mention.name}, {english_name(mention.country)}",
                    sentence.start + mention.start,
                    sentence.start + mention.end,
                    sentence,
                    country=mention.country,
                    city=mention.name,
                    after_in=_AFTER_IN.search(sentence.text, 0, mention.start) is not None,
                    capital=mention.capital,
                )
            )
    # A byline is no evidence, but the city that the article then names again opened the page.
    return [
        replace(candidate, in_lead=candidate.in_lead or candidate.city in bylines)
        for candidate in gathering.commonest(_MOST_VENUES)
    ]


def date_candidates(document: Document) -> list[Candidate]:
    """Days, months and years that the article tells, and those that follow from its dateline.

    A dateline alone is no candidate: a page's date is not its meeting's.
    """
    gathering = _Gathering()
    for date in dates(document.text):
        start, end = date.spans[0]
        sentence = _sentence_at(document.sentences, start)
        if date.kind == "dateline" or sentence is None:
            continue
        words = document.text[start:end]
        known = next(
            (c for c in gathering.found.values() if c.date and c.date.value == date.value), None
        )
        name = known.name if known else words
        gathering.add(Candidate(name, start, end, sentence, date=date))
    return list(gathering.found.values())[:_MOST_DATES]


def _is_byline(document: Document, sentence: Sentence, end: int) -> bool:
    starts_line = any(line.start == sentence.start for line in document.lines)
    behind = sentence.text[end:]
    return starts_line and end <= _BYLINE_REACH and _BYLINE.match(behind) is not None


def _sentence_at(sentences: Sequence[Sentence], offset: int) -> Sentence | None:
    return next((s for s in sentences if s.start <= offset < s.end), None)
