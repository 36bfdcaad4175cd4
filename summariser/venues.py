"""Where the meeting may have been, and what speaks for each place.

Candidates are the cities and towns that the article names; the capital behind «العاصمة
القطرية»; and, where it tells of a base, a ship or a building in no city that the tables know,
the states in which that may be. `deciding` weighs the rows of `features`; the head was fitted on
``eval/dev/tune``.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from summariser.document import LEAD_SENTENCES, Document, Sentence
from summariser.lexicon import (
    BYLINE_REACH,
    capital_of,
    city_mentions,
    country_mentions,
    country_mentions_in,
    english_name,
    is_byline,
    named_countries,
    office_words,
    tells_coming,
    town_mentions,
)

_MOST = 10  # candidates that are weighed: the likeliest by their place
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
# A building, base or ship as the place itself: «في قاعدة …», «بمقر …», «على متن …», «بديوان …»
_SITE = re.compile(
    r"(?<!\w)(?:(?:في|إلى|داخل)\s+|[وف]?ب|على\s+)"
    r"(?P<site>(?:قاعدة|(?:ال)?مقر|متن|(?:ال)?مكتب|(?:ال)?ديوان|معسكر|ثكنة|ميناء|مطار|كلية|أكاديمية|قصر|مدرسة"
    r"|مستشفى|مبنى|فندق|قاعة|(?:ال)?قيادة(?:\s+العامة)?|الأمانة\s+العامة)"
    r"(?:ه|ها)?(?!\w)(?:\s+\w+){0,3})"
)
_CAPITAL = re.compile(r"(?<!\w)(?:[وفبل]|بال|لل)?(?:ال)?عاصمة\s+$")
# What was at another time: «كان قد», «سبق أن», «عام 2014», "last year"
_PAST = re.compile(
    r"(?<!\w)(?:[وف]?كان(?:ت|ا|وا)?\s+(?:\w+\s+){0,3}قد(?!\w)|[وف]?سبق|الماضي(?:ة)?(?!\w)|السابق(?:ة)?(?!\w)"
    r"|(?:منذ|عام|سنة)\s+(?:عام\s+)?\d{4}|[وف]?تأسس\w*|last year|in \d{4}|since)"
)
_VOWELS = re.compile("[\u064b-\u0652\u0640]")
_HELD_REACH = 150  # characters between the word of taking place and the place
_SITE_REACH = 60  # characters in which a base or building says whose it is
_CLAUSE = re.compile("[،,.؛:«»()–]")


@dataclass(slots=True)
class VenueCandidate:
    """A place: its English names, its first words ``text[start:end]``, and how it is named."""

    city: str | None
    country: str
    start: int
    end: int
    sentences: list[int] = field(default_factory=list[int])  # numbers, one for each mention
    now: list[int] = field(default_factory=list[int])  # ... of mentions as a place of this time
    after_in: int = 0  # mentions behind a word for "in"
    held: int = 0  # ... behind a word of taking place in their sentence
    visited: int = 0  # ... behind a word of visiting or arriving
    coming: int = 0  # mentions as a place where something will be
    capital: bool = False
    town: bool = False  # in the wider gazetteer only
    byline: bool = False  # a byline names it: «القاهرة: …»
    owned: bool = False  # the words of that base, ship or building name the state
    site: bool = False  # a base, ship or building, in no city that is known
    heading: bool = False  # a headline or caption names it

    @property
    def name(self) -> str:
        """City and state in English."""
        state = english_name(self.country)
        return f"{self.city}, {state}" if self.city else state

    def has_grounds(self) -> bool:
        """Whether the article names the place, by more than a word that means something else.

        The city of a byline alone is where the report was written.
        """
        if self.byline and len(self.sentences) == 1:
            return False
        told = self.capital or self.byline or self.after_in or self.held or self.visited
        return bool(told or (not self.town and len(self.sentences) > 1))

    def likelihood(self) -> float:
        """Order in which candidates are kept."""
        return (
            3 * bool(self.held)
            + 2 * (self.sentences[0] <= LEAD_SENTENCES)
            + 2 * self.byline
            + bool(self.after_in)
            + bool(self.visited)
            + 2 * self.site
            + min(len(self.sentences), 3) / 2
        )


def venue_candidates(document: Document, home: str) -> list[VenueCandidate]:
    """The places that the article names, the likeliest of them, in its order.

    ``home`` is the country that the page is at home in.
    """
    found: dict[tuple[str | None, str], VenueCandidate] = {}
    countries = named_countries(document.text)
    for sentence in document.sentences:
        for city, country, start, end, capital, town in _cities(sentence, countries):
            if country not in countries:  # on the whole page the name means another
                continue
            key = city, country
            place = sentence.start + start, sentence.start + end
            known = found.setdefault(key, VenueCandidate(city, country, *place))
            known.capital, known.town = capital, town
            if _is_byline(document, sentence, end):
                known.byline = True
            elif known.byline and not known.held + known.after_in:
                known.start, known.end = place  # the article's own words, not the byline's
            _tell(known, sentence, start)
    found = {key: place for key, place in found.items() if place.has_grounds()}
    _add_states(found, document)
    _add_sites(found, document, home)
    best = sorted(found.values(), key=VenueCandidate.likelihood, reverse=True)[:_MOST]
    return sorted(best, key=lambda candidate: candidate.start)


def _cities(
    sentence: Sentence, countries: frozenset[str]
) -> Iterator[tuple[str, str, int, int, bool, bool]]:
    """City, country, place in the sentence; whether a capital, whether a town."""
    text = sentence.text
    cities = city_mentions(text)
    found = [(m.name, m.country, m.start, m.end, m.capital, False) for m in cities]
    towns = town_mentions(text, countries)
    found += [(m.name, m.country, m.start, m.end, False, True) for m in towns]
    for mention in country_mentions(text):
        before = _CAPITAL.search(text[: mention.start])
        capital = capital_of(mention.country) if mention.form == "adjective" else None
        named = any(city.country == mention.country for city in cities)
        if before and capital and not named:
            found.append((capital, mention.country, before.start(), mention.end, True, False))
    yield from sorted(found, key=lambda place: place[2])


def _tell(candidate: VenueCandidate, sentence: Sentence, start: int) -> None:
    after_in, held, visited = _surroundings(sentence.text, start)
    candidate.sentences.append(sentence.number)
    candidate.after_in += after_in
    candidate.held += held
    candidate.visited += visited
    candidate.heading = candidate.heading or sentence.heading
    if (after_in or visited) and not _PAST.search(sentence.text):
        candidate.now.append(sentence.number)
        candidate.coming += tells_coming(sentence.text)


def _add_states(found: dict[tuple[str | None, str], VenueCandidate], document: Document) -> None:
    """States in which, or to which somebody came, with no city of theirs named as a place."""
    with_city = {c.country for c in found.values() if c.sentences[0] <= LEAD_SENTENCES}
    with_city |= {c.country for c in found.values() if c.after_in}
    for sentence in document.sentences[:LEAD_SENTENCES]:
        offices = office_words(sentence.text)
        for mention in country_mentions_in(document.text, *sentence.span):
            after_in, _, visited = _surroundings(sentence.text, mention.start)
            # «وزير الدفاع بجمهورية كوسوفو» is whose minister he is, not where he was.
            after_in = after_in and _AFTER_FI.search(sentence.text, 0, mention.start) is not None
            of_office = any(
                _OF_OFFICE.fullmatch(sentence.text, end, mention.start) for _, end in offices
            )
            placed = visited or (after_in and not of_office)
            if mention.form != "name" or not placed or mention.country in with_city:
                continue
            place = sentence.start + mention.start, sentence.start + mention.end
            key = None, mention.country
            known = found.setdefault(key, VenueCandidate(None, mention.country, *place))
            _tell(known, sentence, mention.start)


def _add_sites(
    found: dict[tuple[str | None, str], VenueCandidate], document: Document, home: str
) -> None:
    """The state of a base, ship or building of the beginning: whose it is, else the page's."""
    counts = Counter(
        m.country for s in document.sentences for m in country_mentions_in(document.text, *s.span)
    )
    likeliest = home or next((country for country, _ in counts.most_common(1)), None)
    for sentence in document.sentences[: 2 * LEAD_SENTENCES]:
        for site in _SITE.finditer(sentence.text):
            span = sentence.start + site.start("site"), sentence.start + site.end("site")
            if any(c.start < span[1] and span[0] < c.end for c in found.values()):
                continue
            owner = _owner(document, sentence, site.start("site"))
            state = owner or likeliest
            if state is None:
                continue
            known = found.setdefault((None, state), VenueCandidate(None, state, *span))
            known.site = True
            known.owned = known.owned or owner is not None
            _tell(known, sentence, site.start("site"))


def _owner(document: Document, sentence: Sentence, start: int) -> str | None:
    """The first state named in the clause that begins with a base, ship or building."""
    stop = _CLAUSE.search(sentence.text, start)
    end = stop.start() if stop else len(sentence.text)
    place = sentence.start + start, sentence.start + min(end, start + _SITE_REACH)
    return next((m.country for m in country_mentions_in(document.text, *place)), None)


def _surroundings(text: str, start: int) -> tuple[bool, bool, bool]:
    """Tell of a place whether it stands after "in", where something was held, as visited."""
    before = _VOWELS.sub("", text[:start])
    after_in = _AFTER_IN.search(before) is not None
    hosts = _HOSTS.search(before) is not None
    held = hosts or (after_in and _HELD.search(before[-_HELD_REACH:]) is not None)
    return after_in, held, _VISITED.search(before) is not None


def _is_byline(document: Document, sentence: Sentence, end: int) -> bool:
    starts_line = any(line.start == sentence.start for line in document.lines)
    return starts_line and end <= BYLINE_REACH and is_byline(sentence.text, end)


def features(
    candidates: Sequence[VenueCandidate],
    agreement: Mapping[int, float],
    background: Mapping[int, float],
    home: str,
) -> list[list[float]]:
    """One row a candidate, in order. The arguments are those of `parties.features`."""
    most = max((len(c.sentences) for c in candidates), default=1)
    most_now = max((len(c.now) for c in candidates), default=1) or 1
    placed = [c for c in candidates if c.city and c.now]
    rows: list[list[float]] = []
    for c in candidates:
        told = [background.get(number, 0.0) for number in c.now or c.sentences]
        matters = [agreement.get(number, 0.0) for number in c.now or c.sentences]
        first = c.sentences[0]
        others = [other for other in placed if other is not c]
        row = [
            first <= LEAD_SENTENCES,
            first <= 2,
            len(c.sentences) / most,
            len(c.now) / most_now,
            bool(c.now) and c.now[0] <= LEAD_SENTENCES,
            bool(c.now) and not any(other.now[0] < c.now[0] for other in others),
            bool(c.now) and c.coming == len(c.now),
            c.after_in > 0,
            c.held > 0,
            c.held > 0 and first <= LEAD_SENTENCES,
            c.visited > 0,
            c.capital,
            c.byline,
            c.town,
            c.city is None,
            c.site,
            c.site and c.country == home,
            c.owned,
            c.country == home,
            c.heading,
            min(told),
            max(matters),
            not others,
            c.site and not others,
        ]
        rows.append([float(value) for value in row])
    return rows
