"""Finds where names of persons could stand: the closed sets for the question who is named.

A logistic head over each word's letters, its place beside titles, nationalities and commas,
and its frequency in a dictionary of names; ``scripts/fit_names.py`` fits it on
``eval/dev/tune``. It keeps the sets short (a sentence has some 40 spans of two to six words,
of which one or two are names) and spares the question where no name can be. Whether a
candidate is an official's name is still for the model to say.
"""

import json
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from summariser.lexicon import NameWord, country_mentions, name_frequency, name_words, office_words

BUCKETS = 2048  # of hashed letter sequences
_LEAST_CHANCE = 0.15  # of a span; below it are 10 of 100 names of eval/dev/tune, and much else
_LONGEST = 6  # words: «محمد بن سلمان بن عبد العزيز»
_SMALL_PARTS = frozenset(("بن", "ابن", "ال", "بو", "ابو", "عبد", "van", "von", "de", "bin", "al"))


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A possible name, ``text[start:end]`` of its sentence; ``chance`` in [0, 1]."""

    start: int
    end: int
    chance: float

    def words(self, sentence: str) -> str:
        """The name as the sentence writes it."""
        return sentence[self.start : self.end]


def word_features(text: str) -> list[dict[int | str, float]]:
    """The features of each word of `name_words`, as sparse rows."""
    words = name_words(text)
    offices = office_words(text)
    nations = [(m.start, m.end) for m in country_mentions(text)]
    kinds = [_kind(word, offices, nations) for word in words]
    rows: list[dict[int | str, float]] = []
    for i, word in enumerate(words):
        row: dict[int | str, float] = {"frequency": name_frequency(word.folded)}
        for step in (-2, -1, 1, 2):
            near = i + step
            kind = kinds[near] if 0 <= near < len(words) else "edge"
            row[f"{step} {kind}"] = 1.0
            if 0 <= near < len(words):
                row[f"{step} frequency"] = name_frequency(words[near].folded)
        row["gap before " + _gap(text, words, i - 1)] = 1.0
        row["gap after " + _gap(text, words, i)] = 1.0
        row["article"] = float(word.folded.startswith(("ال", "وال", "لل", "بال")))
        row["length"] = min(len(word.folded), 12) / 12
        for gram in _grams(word.folded):
            row[zlib.crc32(gram.encode()) % BUCKETS] = 0.5
        rows.append(row)
    return rows


def name_spans(text: str) -> list[NameSpan]:
    """Spans of a sentence that may be a full name (two words or more), likeliest first."""
    words = name_words(text)
    head = _head()
    chances = [
        _chance(head, row) if word.possible else 0.0
        for word, row in zip(words, word_features(text), strict=True)
    ]
    spans: list[NameSpan] = []
    for first in range(len(words)):
        for last in range(first + 1, min(first + _LONGEST, len(words))):
            run = chances[first : last + 1]
            if min(run) < head["threshold"] or not _adjoin(text, words[first : last + 1]):
                break
            # Between two spans of one run the longer is the fuller name.
            chance = min(sum(run) / len(run) + 0.01 * len(run), 1.0)
            if chance >= _LEAST_CHANCE:
                spans.append(NameSpan(words[first].start, words[last].end, chance))
    return sorted(spans, key=lambda span: -span.chance)


def _kind(
    word: NameWord, offices: Sequence[tuple[int, int]], nations: Sequence[tuple[int, int]]
) -> str:
    if any(start <= word.start < end for start, end in offices):
        return "office"
    if any(start <= word.start < end for start, end in nations):
        return "nation"
    return "possible" if word.possible else "other"


def _gap(text: str, words: Sequence[NameWord], left: int) -> str:
    """What stands between a word and the next: blank, comma, other punctuation or the edge."""
    if not 0 <= left < len(words) - 1:
        return "edge"
    between = text[words[left].end : words[left + 1].start].strip()
    return "blank" if not between else "comma" if between in ("،", ",") else "mark"


def _adjoin(text: str, run: Sequence[NameWord]) -> bool:
    return all(not text[a.end : b.start].strip() for a, b in pairwise(run))


def _grams(word: str) -> set[str]:
    if word in _SMALL_PARTS:
        return {f"^{word}$"}
    framed = f"^{word}$"
    return {framed[i : i + n] for n in (2, 3, 4) for i in range(len(framed) - n + 1)}


@cache
def _head() -> dict[str, Any]:
    return json.loads(files("summariser").joinpath("data/names.json").read_text("utf-8"))


def _chance(head: dict[str, Any], row: dict[int | str, float]) -> float:
    weights = head["weights"]
    total = head["bias"] + sum(weights.get(str(k), 0.0) * v for k, v in row.items())
    return 1 / (1 + math.exp(-total))


def apart(spans: Sequence[NameSpan]) -> list[NameSpan]:
    """The likeliest spans that do not overlap, in their order in the sentence."""
    kept: list[NameSpan] = []
    for span in sorted(spans, key=lambda span: -span.chance):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)
