"""Finds where names of persons could stand: the closed sets for the question who is named.

A logistic head over each word's letters, its place beside titles, nationalities and commas,
and its frequency in a dictionary of names; ``scripts/fit_names.py`` fits it on
``eval/dev/tune``. It keeps the sets short (a sentence has some 40 spans of two to six words,
of which one or two are names) and spares the question where no name can be. Which
candidates are officials, `people` decides, and asks the model where it is doubtful.
"""

import json
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from summariser.lexicon import (
    NameWord,
    built_once,
    country_mentions,
    name_frequency,
    name_words,
    office_words,
    remembered,
)

BUCKETS = 2048  # of hashed letter sequences
_LEAST_CHANCE = 0.15  # of a span; below it are 10 of 100 names of eval/dev/tune, and much else
_LEAST_FULL = 0.2  # of a full name: best mean F1 over documents, cross-validated
_ADDED = 0.1  # chance of a word from which it belongs to the name beside it
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
    kinds = _kinds(text, words)
    return [
        {**_own_features(word.folded), **_place_features(text, words, kinds, i)}
        for i, word in enumerate(words)
    ]


def _own_features(word: str) -> dict[int | str, float]:
    """What a folded word itself says."""
    row: dict[int | str, float] = {
        "frequency": name_frequency(word),
        "article": float(word.startswith(("ال", "وال", "لل", "بال"))),
        "length": min(len(word), 12) / 12,
    }
    return row | {zlib.crc32(gram.encode()) % BUCKETS: 0.5 for gram in _grams(word)}


def _place_features(
    text: str, words: Sequence[NameWord], kinds: Sequence[str], index: int
) -> dict[str, float]:
    """What the words and marks beside a word say of it."""
    row: dict[str, float] = {}
    for step in (-2, -1, 1, 2):
        near = index + step
        if 0 <= near < len(words):
            row[f"{step} {kinds[near]}"] = 1.0
            row[f"{step} frequency"] = name_frequency(words[near].folded)
        else:
            row[f"{step} edge"] = 1.0
    row["gap before " + _gap(text, words, index - 1)] = 1.0
    row["gap after " + _gap(text, words, index)] = 1.0
    return row


def name_spans(text: str) -> list[NameSpan]:
    """Spans of a sentence that may be a full name (two words or more), likeliest first."""
    words, chances = _weighed(text)
    return [
        NameSpan(words[first].start, words[last].end, chance)
        for chance, first, last in _runs(text, words, chances)
    ]


def full_names(text: str) -> list[NameSpan]:
    """The likeliest names of a sentence that do not overlap, each in full, in order.

    A run of likely words is seldom the whole name: «عبد», a rare surname or a foreign one have a
    small chance alone. So a name takes in the words beside it that may belong to it.
    """
    words, chances = _weighed(text)
    kept: list[tuple[float, int, int]] = []
    for chance, first, last in _runs(text, words, chances):
        if chance >= _LEAST_FULL and all(last < a or b < first for _, a, b in kept):
            kept.append((chance, first, last))
    taken = {place for _, first, last in kept for place in range(first, last + 1)}
    names: list[NameSpan] = []
    for chance, first, last in sorted(kept, key=lambda run: run[1]):
        low, high = first, last
        while _goes_on(text, words, chances, high, taken, high - low):
            high += 1
        while low > 0 and _goes_on(text, words, chances, low - 1, taken, high - low, back=True):
            low -= 1
        taken |= set(range(low, high + 1))
        names.append(NameSpan(words[low].start, words[high].end, chance))
    return names


def _goes_on(  # noqa: PLR0913, PLR0917 - one step of `full_names`
    text: str,
    words: Sequence[NameWord],
    chances: Sequence[float],
    left: int,
    taken: set[int],
    length: int,
    *,
    back: bool = False,
) -> bool:
    """Whether the words ``left`` and ``left + 1`` belong to one name; one of them is new."""
    new = left if back else left + 1
    if length >= _LONGEST - 1 or not 0 <= new < len(words) or new in taken:
        return False
    return chances[new] >= _ADDED and _adjoin(text, words[left : left + 2])


@remembered
def _weighed(text: str) -> tuple[Sequence[NameWord], Sequence[float]]:
    """The words of a sentence, and the chance of each to be of a name."""
    words = name_words(text)
    kinds = _kinds(text, words)
    chances = [0.0] * len(words)
    for i, word in enumerate(words):
        if word.possible:
            total = _own_weight(word.folded) + _weight(_place_features(text, words, kinds, i))
            chances[i] = 1 / (1 + math.exp(-_head()["bias"] - total))
    return words, chances


def _weight(row: Mapping[int | str, float] | Mapping[str, float]) -> float:
    """What the head makes of features."""
    weights = _head()["weights"]
    return sum(weights.get(str(name), 0.0) * value for name, value in row.items())


@lru_cache(maxsize=65_536)  # the words of a language come again and again
def _own_weight(word: str) -> float:
    return _weight(_own_features(word))


def _runs(
    text: str, words: Sequence[NameWord], chances: Sequence[float]
) -> list[tuple[float, int, int]]:
    """Chance, first and last word of each run that may be a name, likeliest first."""
    runs: list[tuple[float, int, int]] = []
    least = _head()["threshold"]
    for first in range(len(words)):
        for last in range(first + 1, min(first + _LONGEST, len(words))):
            run = chances[first : last + 1]
            if min(run) < least or not _adjoin(text, words[first : last + 1]):
                break
            # Between two spans of one run the longer is the fuller name.
            chance = min(sum(run) / len(run) + 0.01 * len(run), 1.0)
            if chance >= _LEAST_CHANCE:
                runs.append((chance, first, last))
    return sorted(runs, key=lambda run: -run[0])


def _kinds(text: str, words: Sequence[NameWord]) -> list[str]:
    """What each word is: of an office, of a nation, possibly of a name, or other."""
    places = {place: "nation" for m in country_mentions(text) for place in range(m.start, m.end)}
    places |= {place: "office" for span in office_words(text) for place in range(*span)}
    return [places.get(w.start, "possible" if w.possible else "other") for w in words]


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


@built_once
def _head() -> dict[str, Any]:
    return json.loads(files("summariser").joinpath("data/names.json").read_text("utf-8"))
