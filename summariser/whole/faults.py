"""What is wrong with an answer, in words for the model and for the reader of the record."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from summariser.document import Sentence
from summariser.lexicon import folded
from summariser.questions import shown

_TOKEN = re.compile(r"[^\s،؛,;:.!?؟()\[\]«»\"“”]+")
_LONGEST_QUOTE = 80  # characters


@dataclass(frozen=True, slots=True)
class Fault:
    """``what`` of the answer is wrong, and why: "the venue", "«X» is not one of the choices"."""

    what: str
    wrong: str

    def __str__(self) -> str:
        return f"{self.what}: {self.wrong}"


def quoted(words: str) -> str:
    """Words of a page or a model as they stand in a complaint: one line, not without end."""
    told = shown(words)
    return f"«{told if len(told) <= _LONGEST_QUOTE else told[:_LONGEST_QUOTE] + '…'}»"


def not_in_document(words: str, sentences: Sequence[Sentence]) -> str:
    """The complaint about words that the page does not have, with its nearest ones."""
    size = len(words.split()) or 1
    runs = [run for sentence in sentences for run in _runs(sentence.text, size)]
    nearest = process.extractOne(folded(words), runs, scorer=fuzz.ratio, processor=folded)
    told = f"; the nearest words are {quoted(nearest[0])}" if nearest else ""
    return f"{quoted(words)} is not in the document{told}"


def no_choice(words: str, choices: Sequence[str]) -> str:
    """The complaint about a value that was not offered, with the nearest one that was."""
    nearest = process.extractOne(words, choices, scorer=fuzz.ratio)
    told = f"; the nearest is {quoted(nearest[0])}" if nearest else ""
    return f"{quoted(words)} is not one of the choices{told}"


def _runs(text: str, size: int) -> list[str]:
    """All runs of so many words; the whole text where it has no more."""
    tokens = [match.span() for match in _TOKEN.finditer(text)]
    last = max(1, len(tokens) - size + 1) if tokens else 0
    return [
        text[tokens[first][0] : tokens[min(first + size, len(tokens)) - 1][1]]
        for first in range(last)
    ]
