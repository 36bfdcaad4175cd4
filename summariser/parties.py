"""Which states and organisations may take part in the meeting, and what speaks for each.

Every state and organisation that the article names is a candidate. What is known of it is how
often and where it is named: beside words of office, as a side or a counterpart, in an
enumeration, or only in sentences that tell the background. `deciding` weighs these rows; the
head was fitted on ``eval/dev/tune``. Measured there in cross-validation, the model's own yes
or no to "does X take part?" added nothing to them (``docs/quality.md``).
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from summariser.document import LEAD_SENTENCES, Document, Sentence
from summariser.lexicon import (
    country_mentions_in,
    english_name,
    office_words,
    organisation_mentions,
)

# Words of taking part, hosting, receiving and meeting, before or after the verb's prefixes
_TAKING_PART = re.compile(
    r"شارك|مشارك|حضر|حضور|انضم|ينضم|ضم|تضم|يضم|استضاف|تستضيف|يستضيف|استقبل|التق|زار|وفد"
)
# «الجانب الماليزي», «الوفد الروسي», «القوات المسلحة الأردنية», «البحرية الباكستانية»
_SIDE = re.compile(
    r"(?:الجانب|الوفد|وفد|الطرف|القوات|الجيش|البحري[ةه]|المسلح[ةه])\w*[\u064b-\u0652]?\s+(?:\w+\s+)?$"
)
_BETWEEN = re.compile(r"بين\s+(?:\w+\s+){0,3}$|بين\s+(?:\w+\s+){0,4}و$")
_COUNTERPART = re.compile(r"نظير\w*\s+(?:\w+\s+)?$")
_LIST = 4  # states in one sentence from which it is an enumeration
_BESIDE = 25  # characters between a word of office and the nationality that belongs to it
_MANY = 12  # candidates from which a page names very many


@dataclass(slots=True)
class PartyCandidate:
    """A state or organisation: its English name, its first words ``text[start:end]``."""

    name: str
    country: str | None  # None for an organisation
    start: int
    end: int
    sentences: list[int] = field(default_factory=list[int])  # numbers, one for each mention
    adjectives: int = 0  # how many mentions are adjectives
    beside: int = 0  # ... stand beside a word of office
    side: int = 0  # ... are called a side, a delegation or a force
    between: int = 0
    counterparts: int = 0
    joining: int = 0  # ... stand behind a word of taking part
    listed: int = 0  # ... stand in an enumeration of states

    @property
    def count(self) -> int:
        """How often the article names it."""
        return len(self.sentences)


def party_candidates(document: Document) -> list[PartyCandidate]:
    """The states and organisations that the article names, in its order."""
    found: dict[str, PartyCandidate] = {}
    for sentence in document.sentences:
        _gather(document, sentence, found)
    return list(found.values())


def _gather(document: Document, sentence: Sentence, found: dict[str, PartyCandidate]) -> None:
    text = sentence.text
    offices = office_words(text)
    joins = _TAKING_PART.search(text)
    states = country_mentions_in(document.text, *sentence.span)
    listed = len({mention.country for mention in states}) >= _LIST
    named = [(m.start, m.end, m.country, english_name(m.country), m.form) for m in states]
    named += [(m.start, m.end, None, m.name, "name") for m in organisation_mentions(text)]
    for start, end, country, name, form in sorted(named, key=lambda mention: mention[:2]):
        known = found.setdefault(
            name, PartyCandidate(name, country, sentence.start + start, sentence.start + end)
        )
        before = text[:start]
        known.sentences.append(sentence.number)
        known.adjectives += form == "adjective"
        known.beside += any(0 <= start - stop <= _BESIDE for _, stop in offices)
        known.side += _SIDE.search(before) is not None
        known.between += _BETWEEN.search(before) is not None
        known.counterparts += _COUNTERPART.search(before) is not None
        known.joining += joins is not None and joins.start() < start
        known.listed += listed


def features(
    candidates: list[PartyCandidate],
    agreement: Mapping[int, float],
    background: Mapping[int, float],
    home: str,
) -> list[list[float]]:
    """One row a candidate, in order.

    ``agreement`` and ``background`` are the chances that a sentence tells a matter, or the
    background, by its number; ``home`` is the country that the page is at home in.
    """
    most = max((c.count for c in candidates), default=1)
    most_beside = max((c.beside + c.side for c in candidates), default=1) or 1
    counts = sorted((c.count for c in candidates if c.country), reverse=True)
    second = counts[1] if len(counts) > 1 else 0
    in_order = sorted(candidates, key=lambda candidate: candidate.sentences[0])
    rank = {candidate.name: place for place, candidate in enumerate(in_order)}
    rows: list[list[float]] = []
    for c in candidates:
        first, organisation = c.sentences[0], c.country is None
        told = [background.get(number, 0.0) for number in c.sentences]
        matters = [agreement.get(number, 0.0) for number in c.sentences]
        row = [
            first <= 2,
            first <= LEAD_SENTENCES,
            c.count / most,
            c.count / second if second and not organisation else 0,
            organisation,
            c.beside > 0,
            min(c.beside, 3) / 3,
            (c.beside + c.side) / most_beside,
            c.side > 0,
            c.between > 0,
            c.counterparts > 0,
            c.joining > 0,
            c.listed == c.count,
            c.listed > 0,
            min(told),
            sum(told) / len(told),
            max(matters),
            bool(home) and c.country == home,
            min(rank[c.name], 5) / 5,
            c.adjectives > 0,
            c.count == 1,
            min(len(candidates), _MANY) / _MANY,
            organisation and first <= 2,
            math.log(c.count),
            organisation and c.beside > 0,
        ]
        rows.append([float(value) for value in row])
    return rows
