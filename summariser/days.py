"""On which day the meeting may have been, and what speaks for each day.

Candidates are the days, months and years that the article tells, and those that follow from
its dateline («أمس»); a dateline alone is none, because a page's date is not its meeting's.
`deciding` weighs the rows of `features`; the head was fitted on ``eval/dev/tune``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from summariser.document import LEAD_SENTENCES, Document, Sentence
from summariser.lexicon import DateCandidate, tells_coming
from summariser.lexicon.dates import dates

_MOST = 8
# What happened at another time, before the word of the date in its sentence
_EARLIER = re.compile(
    r"(?<!\w)(?:منذ|[وف]?كان(?:ت|ا|وا)?\s+(?:\w+\s+){0,3}قد|[وف]?سبق|[وف]?تأسس\w*|since|last)(?!\w)"
)


@dataclass(slots=True)
class DayCandidate:
    """A date with its first words ``text[start:end]`` and the sentences that tell it."""

    date: DateCandidate
    start: int
    end: int
    sentences: list[Sentence] = field(default_factory=list[Sentence])


def day_candidates(document: Document) -> list[DayCandidate]:
    """The dates that the article tells, in its order."""
    found: dict[str, DayCandidate] = {}
    for date in dates(document.text):
        start, end = date.spans[0]
        sentence = _sentence_at(document.sentences, start)
        if date.kind == "dateline" or sentence is None:
            continue
        known = found.setdefault(date.value, DayCandidate(date, start, end))
        known.sentences.append(sentence)
    return list(found.values())[:_MOST]


def features(
    candidates: Sequence[DayCandidate], background: Mapping[int, float]
) -> list[list[float]]:
    """One row a candidate, in order. ``background``: chances by sentence number."""
    most = max((len(c.sentences) for c in candidates), default=1)
    precise = [c for c in candidates if c.date.precision == "day"]
    rows: list[list[float]] = []
    for place, c in enumerate(candidates):
        first = c.sentences[0]
        before = first.text[: max(0, c.start - first.start)]
        row = [
            first.number <= LEAD_SENTENCES,
            first.number <= 2,
            len(c.sentences) / most,
            c.date.precision == "day",
            c.date.kind == "relative",
            place == 0,
            bool(precise) and c is precise[0],
            min(background.get(s.number, 0.0) for s in c.sentences),
            _EARLIER.search(before) is not None,
            tells_coming(first.text),
            c.date.precision == "year",
        ]
        rows.append([float(value) for value in row])
    return rows


def _sentence_at(sentences: Sequence[Sentence], offset: int) -> Sentence | None:
    return next((s for s in sentences if s.start <= offset < s.end), None)
