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
    BYLINE_REACH,
    CityMention,
    DateCandidate,
    city_mentions,
    country_mentions_in,
    dates,
    english_name,
    is_byline,
    named_countries,
    office_words,
    organisation_mentions,
    town_mentions,
)

LEAD_SENTENCES = 4  # the news agency's rule: who, what, where and when stand in the first ones
_MOST_PARTIES = 16  # the largest meetings of the region (GCC, Arab League committees) have fewer
_MOST_VENUES = 7
_MOST_DATES = 6
# Words of taking part, hosting, receiving and meeting, before or after the verb's prefixes
_TAKING_PART = re.compile(
    r"شارك|مشارك|حضر|حضور|انضم|ينضم|ضم|تضم|يضم|استضاف|تستضيف|يستضيف|استقبل|التق|زار|وفد"
)
_LIST = 4  # states in one sentence from which it is an enumeration
_BESIDE = 25  # characters between a word of office and the nationality that belongs to it
_AFTER_IN = re.compile(
    r"(?:(?<!\w)(?:في|in|at)\s+(?:the\s+)?"
    r"|(?<!\w)(?:في\s+|[وف]?ب)?"
    r"(?:العاصمة(?: \w+)?|مدينة|بلدة|ضاحية|محافظة|ولاية|مقاطعة|جزيرة|قاعدة|ميناء|معسكر|دولة)\s+"
    r"|(?<!\w)[وف]?ب)$",
    re.IGNORECASE,
)
_AFTER_FI = re.compile(r"(?<!\w)(?:في|in)\s+(?:the\s+)?$", re.IGNORECASE)
_OF_OFFICE = re.compile(r"(?:\s+\w+)?\s+(?:في|in)\s+(?:the\s+)?", re.IGNORECASE)
# «عقد/جرى … في X», «في مقر … بX», "was held in X", «استضافت X» (vowel signs taken out before)
_HELD = re.compile(
    r"(?<!\w)[وف]?(?:[يت]?عقد(?:ت|ا|ه|ها|اه|وا)?(?!\w)|[اتين]نعقد|[أا]جر[ىي]|[يت]?جر[ىيت](?!\w)"
    r"|[أا]قيم|[يت]قام|اختتم|انطلق|[اتي]?ستض[اي]ف|[اتي]?حتضن|[ايت]لتق|[ايت]جتمع|[يت]?ترأس|[اي]ستقبل)"
    r"|(?<!\w)ب?مقر(?!\w)|\b(?:held|hosted|took place|met|meeting|struck|signed)\b"
)
_HOSTS = re.compile(
    r"(?<!\w)[وف]?(?:[اتي]ستض[اي]ف|[اتي]حتضن)\w*\s+(?:(?:ال)?(?:عاصمة|مدينة|ولاية)\s+(?:\w+\s+)?)?$"
)
_VISITED = re.compile(
    r"(?:(?<!\w)[وف]?(?:[يت]زور|زار|[بل]?(?:ال)?زيار|[يت]صل|وصل|وصول|توجه)\w{0,3}(?!\w)"
    r"|\b(?:visit|arriv)\w*)[^.،؛:!؟\n]{0,40}?$"
)
_VOWELS = re.compile("[\u064b-\u0652\u0640]")
_HELD_REACH = 150  # characters between the word of taking place and the place


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
    byline: bool = False  # a byline names it: «القاهرة: …»
    country_only: bool = False  # a state, with no city of it named as a place
    town: bool = False  # it is in the wider gazetteer only
    held_near: bool = False  # its sentence says before it that something took place
    visited: bool = False  # its sentence has a word of visiting or arriving before it


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
            held_near=known.held_near or candidate.held_near,
            visited=known.visited or candidate.visited,
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
        mentions = country_mentions_in(document.text, *sentence.span)
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
    """Cities, towns and states in which the article says that something was, page order.

    The city of a byline is one too, with the article's own words for it where it has any. A
    state is one where the beginning names it so and none of its cities is one. Those that
    are likeliest by their place are kept.
    """
    gathering, bylines = _Gathering(), _Gathering()
    countries = named_countries(document.text)
    for sentence in document.sentences:
        cities = [(mention, False) for mention in city_mentions(sentence.text)]
        towns = [(mention, True) for mention in town_mentions(sentence.text, countries)]
        for mention, town in sorted((*cities, *towns), key=lambda pair: pair[0].start):
            if mention.country not in countries:  # on the whole page the name means another
                continue
            candidate = _venue(sentence, mention, town=town)
            byline = _is_byline(document, sentence, mention.end)
            (bylines if byline else gathering).add(candidate)
    for name, candidate in bylines.found.items():
        told = gathering.found.get(name, candidate)
        gathering.found[name] = replace(told, byline=True, in_lead=True)
    _add_states(gathering, document)
    kept = [c for c in gathering.found.values() if _has_grounds(c)] or gathering.found.values()
    best = sorted(kept, key=_likelihood, reverse=True)[:_MOST_VENUES]
    return sorted(best, key=lambda candidate: candidate.start)


def _venue(sentence: Sentence, mention: CityMention, *, town: bool) -> Candidate:
    after_in, held, visited = _surroundings(sentence.text, mention.start)
    return Candidate(
        f"{mention.name}, {english_name(mention.country)}",
        sentence.start + mention.start,
        sentence.start + mention.end,
        sentence,
        country=mention.country,
        city=mention.name,
        after_in=after_in,
        capital=mention.capital,
        town=town,
        held_near=held,
        visited=visited,
    )


def _add_states(gathering: _Gathering, document: Document) -> None:
    with_city = {c.country for c in gathering.found.values() if c.in_lead or c.after_in}
    for sentence in document.sentences[:LEAD_SENTENCES]:
        offices = office_words(sentence.text)
        for mention in country_mentions_in(document.text, *sentence.span):
            after_in, held, visited = _surroundings(sentence.text, mention.start)
            # «وزير الدفاع بجمهورية كوسوفو» is whose minister he is, not where he was.
            after_in = after_in and _AFTER_FI.search(sentence.text, 0, mention.start) is not None
            of_office = any(
                _OF_OFFICE.fullmatch(sentence.text, end, mention.start) for _, end in offices
            )
            placed = visited or (after_in and not of_office)
            if mention.form != "name" or not placed or mention.country in with_city:
                continue
            gathering.add(
                Candidate(
                    english_name(mention.country),
                    sentence.start + mention.start,
                    sentence.start + mention.end,
                    sentence,
                    country=mention.country,
                    after_in=after_in,
                    country_only=True,
                    held_near=held,
                    visited=visited,
                )
            )


def _surroundings(text: str, start: int) -> tuple[bool, bool, bool]:
    """Tell of a place whether it stands after "in", where something was held, as visited."""
    before = _VOWELS.sub("", text[:start])
    after_in = _AFTER_IN.search(before) is not None
    hosts = _HOSTS.search(before) is not None
    held = hosts or (after_in and _HELD.search(before[-_HELD_REACH:]) is not None)
    return after_in, held, _VISITED.search(before) is not None


def _has_grounds(candidate: Candidate) -> bool:
    """Tell whether anything but a passing mention speaks for a place."""
    return (
        candidate.in_lead
        or candidate.after_in
        or candidate.held_near
        or candidate.visited
        or candidate.count > 1
    )


def _likelihood(candidate: Candidate) -> float:
    """Order in which candidates are kept; the fitted head decides among those kept."""
    return (
        3 * candidate.held_near
        + 2 * candidate.in_lead
        + 2 * candidate.byline
        + candidate.after_in
        + candidate.visited
        + min(candidate.count, 3) / 2
    )


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
    return starts_line and end <= BYLINE_REACH and is_byline(sentence.text, end)


def _sentence_at(sentences: Sequence[Sentence], offset: int) -> Sentence | None:
    return next((s for s in sentences if s.start <= offset < s.end), None)
