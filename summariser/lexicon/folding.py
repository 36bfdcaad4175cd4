"""Folding: one spelling for the many that Arabic type allows, with offsets kept.

Names are compared after folding everywhere: Unicode NFKC, no combining marks (tashkeel,
superscript alef, Latin accents) and no tatweel, no bidi or zero-width controls, one letter
for all alefs, ى→ي, ة→ه, Persian ی ک → ي ك, ASCII digits, casefold, one space for a run of
white space. The hamza forms ؤ and ئ stay letters of their own.
"""

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from summariser.lexicon.remembering import remembered

_TATWEEL = "\u0640"
_HAMZA_ABOVE = "\u0654"
# NFKC composes و and ي with a following hamza; a character alone cannot know it.
_HAMZA_SEATS = {"و": "ؤ", "ي": "ئ"}
_LETTERS = {
    "\u0671": "ا",  # alef wasla and the two wavy alefs have no decomposition in Unicode
    "\u0672": "ا",
    "\u0673": "ا",
    "ى": "ي",
    "ة": "ه",
    "ی": "ي",
    "ک": "ك",
    "ؤ": "ؤ",
    "ئ": "ئ",
}


def _is_mark(character: str) -> bool:
    return character == _TATWEEL or unicodedata.category(character)[0] == "M"


def _fold_character(character: str) -> str:
    folded: list[str] = []
    for letter in unicodedata.normalize("NFKC", character):
        if letter in _LETTERS:
            folded.append(_LETTERS[letter])
        elif letter.isdecimal():
            folded.append(str(unicodedata.decimal(letter)))
        elif letter.isspace():
            folded.append(" ")
        else:
            folded.extend(
                part.casefold()
                for part in unicodedata.normalize("NFKD", letter)
                if not _is_mark(part) and unicodedata.category(part) != "Cf"
            )
    return "".join(folded)


class _Table(dict[str, str]):
    """What each character folds to; "" for those that disappear. Fills itself."""

    def __missing__(self, character: str) -> str:
        self[character] = folded = _fold_character(character)
        return folded


_TABLE = _Table()


class _Letters(dict[int, str]):
    """The same by code point, as `str.translate` asks for it."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _TABLE[chr(code)]
        return folded


_LETTERS_OF = _Letters()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. ``starts[i]:ends[i]`` is the slice that its character ``i`` comes from.

    Offsets are code points of the original text. A letter's slice takes in the marks
    written on it, a space's slice the whole run of white space.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the original slice of ``text[start:end]``; an empty span gives an empty slice."""
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"span {start}:{end} is not inside the folded text")
        if start < end:
            return self.starts[start], self.ends[end - 1]
        at = self.starts[start] if start < len(self.starts) else self.ends[-1] if self.ends else 0
        return at, at


@remembered
def fold(text: str) -> Folded:
    """Fold a text and remember where each character came from."""
    if _plain_runs().fullmatch(text):
        length = len(text)
        return Folded(text.translate(_LETTERS_OF), range(length), range(1, length + 1))
    folding = _Folding()
    position = 0
    for run in _plain_runs().finditer(text):
        folding.add(text, position, run.start())
        folding.add_plain(run)
        position = run.end()
    folding.add(text, position, len(text))
    starts, ends = array("I", folding.starts), array("I", folding.ends)
    return Folded("".join(folding.letters), starts, ends)


@cache
def _plain_runs() -> re.Pattern[str]:
    """Characters that fold to one letter each, with single spaces between them: most of a page."""
    usual = map(chr, (*range(0x21, 0x7F), *range(0x600, 0x700)))
    plain = [c for c in usual if len(_TABLE[c]) == 1 and _TABLE[c] != " "]
    one = f"[{re.escape(''.join(plain))}]"
    return re.compile(f"{one}(?: ?{one})*")


class _Folding:
    """A folded text while it grows; each letter with the slice that it comes from."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []

    def add_plain(self, run: re.Match[str]) -> None:
        """Add a run of :func:`_plain_runs`, as a whole."""
        self.letters.extend(run.group().translate(_LETTERS_OF))
        self.starts.extend(range(run.start(), run.end()))
        self.ends.extend(range(run.start() + 1, run.end() + 1))

    def add(self, text: str, begin: int, end: int) -> None:
        """Add a part of the text, character by character."""
        letters, ends = self.letters, self.ends
        last = letters[-1] if letters else ""
        for position in range(begin, end):
            character = text[position]
            folded = _TABLE[character]
            if not folded:
                if letters and _is_mark(character):
                    ends[-1] = position + 1
                    if character == _HAMZA_ABOVE and last in _HAMZA_SEATS:
                        last = letters[-1] = _HAMZA_SEATS[last]
                continue
            for letter in folded:
                if letter == " " and last == " ":
                    ends[-1] = position + 1
                    continue
                letters.append(letter)
                self.starts.append(position)
                ends.append(position + 1)
                last = letter


def folded(text: str) -> str:
    """Fold a text for comparison: :func:`fold` without the offsets and the outer spaces."""
    if _HAMZA_ABOVE in text:
        return fold(text).text.strip()
    return " ".join(text.translate(_LETTERS_OF).split())


def unmarked(text: str) -> str:
    """Leave out marks and tatweel but keep the letters, for where folding says too little."""
    return "".join(character for character in text if not _is_mark(character))
