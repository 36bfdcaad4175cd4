"""For which state, or for none, an official of the page acts.

The page says it in the title («وزير الدفاع الإيطالي», «سفير الهند لدى سلطنة عمان»), or not at
all, as the press of a country does with its own officials. Each state that the page names
is a candidate, and so is none (an organisation's official); what speaks for it is told as a
row of features, which `deciding` weighs.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from summariser.document import Document, Sentence
from summariser.lexicon import (
    BYLINE_REACH,
    city_mentions,
    country_mentions_in,
    folded,
    is_arab,
    is_byline,
    name_frequency,
    named_countries,
    office_words,
    organisation_mentions,
    rank_words,
    title_span,
)

NO_STATE = ""
# «لدى X», «إلى X»: where somebody is sent to, after the state that sent him
_SENT_TO = re.compile(r"(?:لدى|إلى|\bto)\s+(?:\w+\s)?$")
# ... and of envoys also «في X», «بX»; of others that is whose officer they are
_ENVOY = re.compile(r"سفير|قنصل|ملحق|قائم بالأعمال|[Aa]mbassador|[Cc]onsul|[Aa]ttach")
_SENT_IN = re.compile(r"(?:(?<!\w)في\s+|(?<!\w)ب|\b(?:in|for)\s+)(?:\w+\s)?$")
_IN = re.compile(r"(?<!\w)(?:في|إلى)\s+$|(?<!\w)ب$")
# «من الجانب العماني»: whose people the sentence goes on to list
_SIDE = re.compile(r"(?:الجانب|الوفد|وفد|الطرف)[\u064b-\u0652]?\s+$")
_CLOSE = 35  # characters
_BESIDE = 60  # characters between «نظيره» and the name, with nationality and rank
_CLAUSE = re.compile("[،,.؛:«»()]")
# «الأمين العام للمنظمة»: an organisation that is named elsewhere
_BODY = re.compile(
    r"منظم|للجامعة|بعثة|تحالف|للمجلس|للاتحاد|الأمين العام|أمين عام|الأممي|مبعوث|لحلف|الحلف|للمجموعة"
    r"|المشتركة|الموحدة|متعددة? ?الجنسيات|قوة المهام|قوة الواجب|مفوض|يونيفيل"
)
# Words that names of the Arab world have and others seldom: «عبد», «بن», the article
_ARAB_NAME = re.compile(r"(?<!\w)(?:بن|بنت|ولد|آل|أبو|عبد\w*|ال\w+)(?!\w)")
_USUAL = 6.0  # log of how many persons have a usual word of names
_JOINT = re.compile(r"[.؛:«»()]|،(?=\s*و)|\sو(?=\w)")
# what stands between a name and the title behind it
_APPOSED = re.compile(r"\s?(?:\([^()]*\))?[،,]?\s?(?:the\s+)?")
_AND = re.compile(r"(?<!\w)و\w*\s?$|\sو(?:عدد|كبار)\s+من\s+$|\sand\s+$")
_TITLE_REACH = 100  # characters behind a name in which its title ends
_COUNTERPART = re.compile(r"نظير(?:ه|ها|هما|هم|ته|تها)(?!\w)")


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    country: str  # NO_STATE for an organisation
    adjective: bool = False
    place: bool = False  # a city behind «في» or «ب»


@dataclass(frozen=True, slots=True)
class Named:
    """An official's name at ``sentence.text[start:end]``."""

    sentence: Sentence
    start: int
    end: int


@lru_cache(maxsize=4)  # each official of a page asks
def home(document: Document) -> str:
    """The country that the page is at home in, as far as it tells.

    That of its byline, else of the first capital or city that it names as a place, else where
    somebody is sent.
    """
    cities = [(s, city) for s in document.sentences for city in city_mentions(s.text)]
    for sentence, city in cities:
        if city.end <= BYLINE_REACH and is_byline(sentence.text, city.end):
            return city.country
    for sentence, city in cities:
        if city.capital or _IN.search(sentence.text[: city.start]):
            return city.country
    for sentence in document.sentences:
        for mention in country_mentions_in(document.text, *sentence.span):
            if _SENT_TO.search(sentence.text[: mention.start]):
                return mention.country
    return NO_STATE


def choices(document: Document, official: Named, parties: Sequence[str]) -> list[str]:
    """The states that the official may serve, and `NO_STATE`."""
    named = country_mentions_in(document.text, *official.sentence.span)
    near = [mention.country for mention in named]
    cities = [city.country for city in city_mentions(official.sentence.text)]
    found = dict.fromkeys((*near, *cities, *parties, home(document)))
    page = named_countries(document.text)  # what a sentence alone seems to name may be another
    return [*(country for country in found if country in page), NO_STATE]


def features(
    document: Document, official: Named, parties: Sequence[str], host: str
) -> dict[str, list[float]]:
    """For each of `choices` a row: what speaks for it. ``host`` is the venue's country."""
    text = official.sentence.text
    mentions = _mentions(document, official)
    span = title_span(text, official.start, official.end)
    counterpart = _COUNTERPART.search(text, max(0, official.start - _BESIDE), official.start)
    begin, end = _own_words(text, official, None if counterpart else span)
    if counterpart:
        begin = counterpart.start()
    own = [m for m in mentions if begin <= m.start and m.end <= end]
    envoy = _ENVOY.search(text, begin, end) is not None
    sent = [m for m in own if _is_sent_to(text, m, envoy=envoy)]
    # «… الأركان السنغالية، بحضور العقيد فلان، قائد المكتب الثالث بالأركان الموريتانية»
    own.sort(key=lambda m: (m.end <= official.start) == (end > official.end))
    first = next((m for m in own if m not in sent and not m.place), None)
    body = _BODY.search(text, begin, end) is not None
    near = _BODY.search(text, _clause(text, official.start, _TITLE_REACH), official.end) is not None
    side = [m for m in mentions if m.end <= begin and _SIDE.search(text[: m.start])]
    before = [
        m for m in mentions if m.end <= official.start and not _is_sent_to(text, m, envoy=True)
    ]
    after = [m for m in mentions if m.start >= official.end]
    counts = _counted(document)
    most = max(counts.values(), default=1)
    marked = _marked(document)
    least = min((marked[party] for party in parties), default=0)
    arab, usual = _arab_name(text[official.start : official.end])
    at_home = home(document)
    rows: dict[str, list[float]] = {}
    for choice in choices(document, official, parties):
        last_before = bool(before) and before[-1].country == choice
        near_before = last_before and official.start - before[-1].end <= _CLOSE
        first_after = bool(after) and after[0].country == choice
        near_after = first_after and not _CLAUSE.search(text[official.end + 2 : after[0].start])
        rows[choice] = [
            float(first is not None and first.country == choice),
            float(any(m.country == choice for m in own)),
            float(any(m.country == choice for m in sent)),
            float(first is None and bool(side) and side[-1].country == choice),
            float(first is None and last_before),
            float(first is None and near_before),
            float(first is None and near_after),
            float(first is None and not side and choice == at_home),
            float(first is None and not side and choice == host),
            float(first is None and bool(sent) and choice == host),
            float(counterpart is not None and last_before),
            float(choice in parties),
            float(choice in parties[:1]),
            counts[choice] / most,
            float(choice == NO_STATE),
            float(choice == NO_STATE and span is None),
            float(choice == NO_STATE and first is None and body),
            float(choice == NO_STATE and body),
            float(choice == NO_STATE and near),
            float(first is None and any(m.country == choice for m in own if m.place)),
            float(envoy and choice == at_home),
            float(envoy and choice == host),
            float(envoy and not sent and choice in parties and choice != host),
            float(first is None and choice in parties and marked[choice] == least),
            float(first is None and is_arab(choice) and arab),
            float(first is None and bool(choice) and not is_arab(choice) and arab),
            usual * (first is None and is_arab(choice)),
            usual * (first is None and bool(choice) and not is_arab(choice)),
            float(first is None and is_arab(choice)),
            float(len({m.country for m in mentions}) == 1 and mentions[0].country == choice),
        ]
    return rows


@lru_cache(maxsize=4)
def _counted(document: Document) -> Counter[str]:
    """How often the article names each state."""
    return Counter(
        m.country for s in document.sentences for m in country_mentions_in(document.text, *s.span)
    )


@lru_cache(maxsize=4)
def _marked(document: Document) -> Counter[str]:
    """How many words of office each state's name or adjective stands beside.

    The press marks the officials of others: its own need no adjective.
    """
    marked: Counter[str] = Counter()
    for sentence in document.sentences:
        ends = [end for _, end in office_words(sentence.text)]
        for mention in country_mentions_in(document.text, *sentence.span):
            marked[mention.country] += any(0 <= mention.start - end <= _CLOSE for end in ends)
    return marked


def _arab_name(name: str) -> tuple[bool, float]:
    """Whether a name has the form of Arab names, and how usual its words are, in [0, 1]."""
    words = [name_frequency(folded(word)) for word in name.split()]
    usual = sum(min(word, _USUAL) for word in words) / (_USUAL * len(words))
    return _ARAB_NAME.search(name) is not None, usual


def _mentions(document: Document, official: Named) -> list[_Mention]:
    """States and organisations beside the name, in order."""
    text = official.sentence.text
    states = country_mentions_in(document.text, *official.sentence.span)
    found = [_Mention(m.start, m.end, m.country, m.form == "adjective") for m in states]
    found += [_Mention(m.start, m.end, NO_STATE) for m in organisation_mentions(text)]
    taken = {place for m in found for place in range(m.start, m.end)}
    cities = (m for m in city_mentions(text) if taken.isdisjoint(range(m.start, m.end)))
    found += [
        _Mention(m.start, m.end, m.country, place=_IN.search(text[: m.start]) is not None)
        for m in cities
    ]
    outside = [m for m in found if m.end <= official.start or m.start >= official.end]
    return sorted(outside, key=lambda m: m.start)


def _is_sent_to(text: str, mention: _Mention, *, envoy: bool) -> bool:
    if not mention.country or mention.adjective:
        return False
    before = text[: mention.start]
    return bool(_SENT_TO.search(before) or (envoy and _SENT_IN.search(before)))


def _own_words(text: str, official: Named, span: tuple[int, int] | None) -> tuple[int, int]:
    """What belongs to the person: the title, the name, and all between the two.

    With a title behind the name that is also what stands before the name in its clause, as in
    «الجنرال الإسباني فلان، قائد …». A nationality may stand right behind the title's words.
    """
    if span is not None and span[1] <= official.start:
        return span[0], official.end
    begin = _clause(text, official.start, _CLOSE)
    office = next(iter(office_words(text[official.end :])), None)
    if office is None or not _APPOSED.fullmatch(text, official.end, official.end + office[0]):
        return begin, official.end
    first = official.end + office[1]
    stops = [match.start() for match in (_CLAUSE.search(text, first),) if match]
    stops += [first + end for _, end in _others(text[first:])]
    return begin, min((*stops, len(text), official.end + _TITLE_REACH))


def _clause(text: str, end: int, reach: int) -> int:
    """Where the clause before ``end`` begins, at most ``reach`` characters before it."""
    begin = max(0, end - reach)
    return max((match.end() for match in _JOINT.finditer(text, begin, end)), default=begin)


def _others(text: str) -> Iterator[tuple[int, int]]:
    """Words of office of other persons: ranks, and what «و» joins."""
    ranks = set(rank_words(text))
    for start, end in office_words(text):
        if (start, end) in ranks or _AND.search(text, 0, start):
            yield start, start
