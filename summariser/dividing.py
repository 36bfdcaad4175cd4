"""Divides a text: into lines of prose, headings and boilerplate, into sentences; its language."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from summariser.lexicon.boilerplate import boilerplate_words
from summariser.lexicon.folding import folded

LineKind = Literal["text", "heading", "boilerplate"]

_TEXT_WORDS = 12  # a line this long is prose even without a full stop (wire pages omit it)
_STOPPED_WORDS = 5  # a shorter line that ends with a full stop is a sentence all the same
_ENDED_WORDS = 8  # other ends ("؟", ":") stand behind headlines and comments too
_HEADING_REACH = 4  # lines: title, second title, byline and dateline before the prose
_HEADING_WORDS = 3  # "Home", "Ru En", "دفاع": menus are one or two words
_REPEAT = 90.0  # rapidfuzz partial ratio (0-100) from which a heading repeats another line


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space around it, and what it is part of."""

    start: int
    end: int
    kind: LineKind


# ── lines ────────────────────────────────────────────────────────────────────

_BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# What may stand around a line or a sentence without being part of it.
_EDGE = frozenset(
    map(chr, (0xFEFF, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
# «الرئيسية / أخبار»; a long line that begins so is a dateline and its sentence («مسقط / عُقد …»)
_BREADCRUMB = re.compile(r"^(?=.{0,80}$)\S+(?:\s\S+){0,3}\s+[»›>|/]\s")
_SENTENCE_END = re.compile(r"""[.!?؟۔…:]["'”“’»)\]]*$""")
_FULL_STOP = re.compile(r"""(?<![.…])\.["'”“’»)\]]*$""")
_WORD = re.compile(r"\w{2,}")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space and direction marks at its edges."""
    while start < end and _is_edge(text[start]):
        start += 1
    while start < end and _is_edge(text[end - 1]):
        end -= 1
    return start, end


def _is_edge(character: str) -> bool:
    return character.isspace() or character in _EDGE


def lines_of(text: str) -> Iterator[Line]:
    """All lines that are not blank, told apart."""
    return _classify(text, list(_line_spans(text)))


def _line_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in _BREAK.finditer(text):
        span = _trimmed(text, start, mark.start())
        if span[0] < span[1]:
            yield span
        start = mark.end()
    span = _trimmed(text, start, len(text))
    if span[0] < span[1]:
        yield span


def _classify(text: str, spans: list[tuple[int, int]]) -> Iterator[Line]:
    """Tell prose from headings and boilerplate by shape, as jusText does for HTML blocks.

    Prose is long or ends like a sentence. A short line is a heading only where prose
    follows within a few lines, and where it does not repeat another.
    """
    texts = [text[start:end] for start, end in spans]
    prose = [_is_prose(line) for line in texts]
    words = [folded(line) for line in texts]
    for i, (span, line) in enumerate(zip(spans, texts, strict=True)):
        kind: LineKind = "boilerplate"
        if prose[i]:
            kind = "text"
        elif any(prose[i + 1 : i + 1 + _HEADING_REACH]) and _is_heading(line):
            kind = "heading"
        if kind != "boilerplate" and _repeats_a_later_heading(words, i):
            kind = "boilerplate"
        yield Line(*span, kind)


def _is_prose(line: str) -> bool:
    words = len(_WORD.findall(line))
    if boilerplate_words(line) or _BREADCRUMB.match(line):
        return False
    if words >= _TEXT_WORDS:
        return True
    if words >= _ENDED_WORDS and _SENTENCE_END.search(line):
        return True
    return words >= _STOPPED_WORDS and _FULL_STOP.search(line) is not None


def _is_heading(line: str) -> bool:
    if boilerplate_words(line) or _BREADCRUMB.match(line):
        return False
    return len(_WORD.findall(line)) >= _HEADING_WORDS and any(c.isalpha() for c in line)


def _repeats_a_later_heading(lines: Sequence[str], index: int) -> bool:
    """Whether the line is the page's title once more, glued to menu words or cut short.

    ``lines`` are folded.
    """
    own = lines[index]
    if len(own) < 20:
        return False
    for other in lines[index + 1 : index + 6]:
        if len(other) <= 1.5 * len(own) and _is_repeated(own, other):
            return len(other) >= 20
    return False


def _is_repeated(one: str, other: str) -> bool:
    """Whether the partial ratio of two lines is at least _REPEAT.

    It is 100 * 2c / (n + w): n is the shorter line's length, w <= n that of a part of the longer
    one, c <= w how many letters both have in the same order. So c is at least n * r / (2 - r).
    How many both lines have in all is much quicker told, and seldom enough.
    """
    # Here and not above: records that are only shown need none of it.
    from rapidfuzz import fuzz  # noqa: PLC0415
    from rapidfuzz.distance import LCSseq  # noqa: PLC0415

    share = _REPEAT / 100
    common = LCSseq.similarity(one, other)
    if common < int(min(len(one), len(other)) * share / (2 - share)):
        return False
    return fuzz.partial_ratio(one, other, score_cutoff=_REPEAT) > 0


# ── sentences ────────────────────────────────────────────────────────────────

_STOP = re.compile(r"""[.!?؟۔…]+["'”“’»)\]]*""")


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split one line.

    A full stop ends a sentence unless it belongs to a number, an initial, an abbreviation
    of single letters, a web address, or a run of dots.
    """
    cuts = [start]
    cuts += [m.end() for m in _STOP.finditer(text, start, end) if _ends_sentence(text, m, end)]
    cuts.append(end)
    for cut, next_cut in pairwise(cuts):
        span = _trimmed(text, cut, next_cut)
        if span[0] < span[1]:
            yield span


def _ends_sentence(text: str, mark: re.Match[str], line_end: int) -> bool:
    after = text[mark.end() : line_end]
    if not any(c.isalnum() for c in after):
        return False  # what is left of the line is punctuation: it stays with the sentence
    stop = mark.group().rstrip("\"'”“’»)]")
    if "؟" in stop or "?" in stop or "!" in stop or "۔" in stop:
        return True
    if len(stop) > 1 or stop == "…":
        return False  # Arabic headlines write ".." where others write a dash
    word_start = mark.start()
    while word_start and (text[word_start - 1].isalnum() or _is_mark(text[word_start - 1])):
        word_start -= 1
    word = text[word_start : mark.start()]
    letters = sum(c.isalnum() for c in word)
    if letters == 1 and not word.isdigit():
        return False  # "أ.", "J."
    follower = after[0]
    if follower.isspace() or len(mark.group()) > 1:
        return not (_is_latin(word) and len(word) <= 3 and word.istitle())  # "Gen. Smith"
    return not word.isdigit() and not _is_latin(word + follower) and follower.isalpha()


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) == "Mn"


def _is_latin(text: str) -> bool:
    return any("a" <= c <= "z" for c in text.lower())


# ── language ─────────────────────────────────────────────────────────────────

# Letters that one language of the Arabic script has and Arabic does not (CLDR exemplars).
_URDU = frozenset("ٹڈڑےںھہ")
_PERSIAN = frozenset("پچژگ")
_ENGLISH = frozenset(["the", "of", "and", "to", "in", "a", "is", "for", "with", "on", "that", "by"])


def detect_language(text: str) -> str:
    """ISO 639-1 code from scripts and tell-tale letters or words; 'und' when in doubt.

    One misspelt Persian letter does not make an Arabic page Persian: a hundredth of the
    letters has to be foreign.
    """
    characters = Counter(text)
    counts: dict[str, int] = {}
    for character, times in characters.items():
        if character.isalpha():
            script = unicodedata.name(character, "?").split(" ", 1)[0]
            counts[script] = counts.get(script, 0) + times
    if not counts:
        return "und"
    script, letters = max(counts.items(), key=lambda item: item[1])
    if script == "ARABIC":
        if sum(characters[c] for c in _URDU) > letters / 100:
            return "ur"
        return "fa" if sum(characters[c] for c in _PERSIAN) > letters / 100 else "ar"
    if script == "LATIN":
        words = re.findall(r"[a-z]+", text.lower())
        return "en" if sum(w in _ENGLISH for w in words) > len(words) / 10 else "und"
    return {"CYRILLIC": "ru", "HEBREW": "he", "CJK": "zh", "HANGUL": "ko"}.get(script, "und")
