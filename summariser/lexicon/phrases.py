"""Finding the phrases of a table in a text, with Arabic clitics written onto them.

Arabic joins conjunctions, prepositions and the article to the next word: «وباكستان» is
"and Pakistan", «للمغرب» "for the Morocco". A phrase of a table is found in such words, and
its span leaves out what can be cut off («و», «ب», «ك», «ل»), but keeps the article and the
merged «لل».
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from typing import Generic, TypeVar

from summariser.lexicon.folding import Folded, fold, folded, unmarked
from summariser.lexicon.remembering import remembered

T = TypeVar("T")

_WORD = re.compile(r"[^\W_]+")
_CONJUNCTIONS = frozenset("وف")
_PREPOSITIONS = frozenset("بكل")
# The shortest names («مصر», «قطر») have three letters; shorter rests are chance.
_SHORTEST = 3
_ABBREVIATIONS = frozenset(("st", "ft", "mt", "s"))  # "St. Lucia", "U.S. Virgin Islands"
# A character of private use, which folding leaves alone.
_MARK = "\ue000"
# What may stand between two words of one name: «تيمور - ليشتي», "Guinea-Bissau", "U.S.",
# "Bosnia & Herzegovina", hashtags. A full stop with a space or a comma ends a name.
_GAPS = frozenset((" ", "-", " - ", "–", " – ", "—", " — ", ".", "'", "’", " & ", "_", "/"))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, folded; ``starts`` and ``ends`` are offsets in ``folded.text``.

    ``readings`` gives what :func:`readings` gives for each word.
    """

    text: str
    folded: Folded
    tokens: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    readings: tuple[tuple[tuple[int, str], ...], ...]

    def written(self, index: int) -> str:
        """Give word ``index`` with the document's own letters, marks and tatweel left out."""
        start, end = self.folded.span(self.starts[index], self.ends[index])
        return unmarked(self.text[start:end])

    def gap(self, index: int) -> str:
        """Give what stands between word ``index`` and the next."""
        return self.folded.text[self.ends[index] : self.starts[index + 1]]

    def joins(self, index: int) -> bool:
        """Tell whether word ``index`` and the next can be of one name."""
        gap = self.gap(index)
        return gap in _GAPS or (gap == ". " and self.tokens[index] in _ABBREVIATIONS)

    def before(self, index: int) -> str:
        """Give the word before word ``index`` when only a space is between, else ""."""
        return self.tokens[index - 1] if index > 0 and self.gap(index - 1) == " " else ""

    def after(self, index: int) -> str:
        """Give the word after word ``index`` when only a space is between, else ""."""
        near = index + 1 < len(self.tokens) and self.gap(index) == " "
        return self.tokens[index + 1] if near else ""


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """A phrase found: words ``first`` to ``last`` (both included), clitics cut off.

    ``start`` and ``end`` are offsets in the original text, ``reading`` is the first word as
    the table has it, ``clitic`` what was read off it.
    """

    start: int
    end: int
    first: int
    last: int
    reading: str
    clitic: str
    value: T


@remembered
def words_of(text: str) -> Words:
    """Fold a text and cut it into words."""
    folded_text = fold(text)
    places = [word.span() for word in _WORD.finditer(folded_text.text)]
    tokens = [folded_text.text[start:end] for start, end in places]
    return Words(
        text,
        folded_text,
        tuple(tokens),
        tuple([start for start, _ in places]),
        tuple([end for _, end in places]),
        tuple(map(_readings, tokens)),
    )


def readings(word: str) -> Iterator[tuple[int, str]]:
    """Give a folded word as it stands, then without the clitics that it may begin with.

    Yields (letters cut off, rest), the fewest cut off first. «للمغرب» is read «المغرب» with
    nothing cut off, as its article is merged with the preposition.
    """
    yield 0, word
    joined = len(word) > _SHORTEST and word[0] in _CONJUNCTIONS
    if joined:
        yield 1, word[1:]
    for cut in (0, 1) if joined else (0,):
        rest = word[cut:]
        if rest[0] not in _PREPOSITIONS or len(rest) <= _SHORTEST:
            continue
        if rest.startswith("لل"):
            yield cut, "ال" + rest[2:]
            # «للبناني» is ل + اللبناني: three lams are written as two.
            yield cut, "ال" + rest[1:]
        yield cut + 1, rest[1:]


# The words of one language: most of a page's were on the page before.
@lru_cache(maxsize=65_536)
def _readings(word: str) -> tuple[tuple[int, str], ...]:
    return tuple(readings(word))


def reads_as(word: str, choices: frozenset[str]) -> bool:
    """Tell whether a folded word is one of some folded words, clitics or not."""
    return bool(word) and any(reading in choices for _, reading in readings(word))


class PhraseIndex(Generic[T]):
    """Phrases and what each stands for. Of two equal phrases the first one given counts."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        names: list[str] = []
        values: list[T] = []
        for phrase, value in phrases:
            names.append(phrase)
            values.append(value)
        known: dict[tuple[str, ...], T] = {}
        # One fold of all phrases is much faster than one of each.
        for name, value in zip(folded(_MARK.join(names)).split(_MARK), values, strict=True):
            known.setdefault(tuple(_WORD.findall(name)), value)
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for (first, *rest), value in known.items():
            self._by_first.setdefault(first, []).append((tuple(rest), value))
        for followers in self._by_first.values():
            followers.sort(key=lambda item: -len(item[0]))
        self._begins = lru_cache(maxsize=65_536)(self._may_begin)

    def _may_begin(self, word: str) -> bool:
        return any(reading in self._by_first for _, reading in _readings(word))

    def find(
        self, text: str, accept: Callable[[Words, Match[T]], bool] | None = None
    ) -> list[Match[T]]:
        """Find the phrases of a text: the longest first, none overlapping, in order.

        A match that ``accept`` refuses is as if it were not in the table.
        """
        words = words_of(text)
        found: list[Match[T]] = []
        free = 0  # the first word that is in no match yet
        for index in compress(range(len(words.tokens)), map(self._begins, words.tokens)):
            if index < free:
                continue
            match = self._best_at(words, index, accept)
            if match is not None:
                found.append(match)
                free = match.last + 1
        return found

    def _best_at(
        self, words: Words, index: int, accept: Callable[[Words, Match[T]], bool] | None
    ) -> Match[T] | None:
        matches = list(self._matches_at(words, index))
        if len(matches) > 1:
            matches.sort(key=lambda match: -match.last)
        return next((match for match in matches if accept is None or accept(words, match)), None)

    def _matches_at(self, words: Words, index: int) -> Iterator[Match[T]]:
        word = words.tokens[index]
        for cut, reading in words.readings[index]:
            for rest, value in self._by_first.get(reading, ()):
                last = index + len(rest)
                if words.tokens[index + 1 : last + 1] != rest:
                    continue
                if not all(words.joins(place) for place in range(index, last)):
                    continue
                start, end = words.folded.span(words.starts[index] + cut, words.ends[last])
                clitic = word[:cut] if word[cut:] == reading else word[: cut + 1]
                yield Match(start, end, index, last, reading, clitic, value)
