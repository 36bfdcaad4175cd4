"""Titles of office: where a person's title stands, and what it is in English.

An Arabic title is put together by rule: an office («وزير»), its complement in the construct
state («وزير الدفاع»), adjectives that agree in gender, then what is joined by «ل», «في»,
«لدى», «باسم» (Ryding, *A Reference Grammar of Modern Standard Arabic*, chapters 8 and 10).
The English is put together in the same way from the words of ``role_words.py`` (Wehr's
dictionary, UN terminology). One unknown word and there is no English: nothing is guessed.
The nationality of who is served is left out, except where it is the office itself
(ambassadors, heads of state).
"""

import re
from collections.abc import Iterator

from summariser.lexicon.folding import folded
from summariser.lexicon.names import name_frequency
from summariser.lexicon.role_grammar import RoleGrammar, Title

_END = re.compile(r"[.!?؟؛;:…\n\r\"«»“”]")
_LOOSE = re.compile(r"[\s،,()\-–—.]*")  # between a title, ranks and the name
_TIGHT = re.compile(r"\s*[،,]?\s*")  # between a name and the title in apposition
_COUNTERPART = re.compile(r"نظير(?:ه|ها|هما|هم|ته|تها)")
_NAME_LIKE = 3.0  # log of how many persons have the word in their name
_INSIDE = frozenset(("في", "لدي", "الي"))  # particles that a title may hold
_NEAR = 400  # letters around a name in which its title is looked for
_LONGEST_UNKNOWN = 10  # words of a title that is not understood


def role_in_english(words: str) -> str | None:
    """Put a title of office into English; None where one word of it is not known.

    Ranks, forms of address and nationalities are left out. Two titles of one person are
    joined by "and". A rank alone is no office: None.
    """
    grammar = RoleGrammar(words)
    at, parts = grammar.skip_address(0), list[str]()
    while at < grammar.count:
        title = grammar.title_at(at) or (grammar.title_at(at, joined=True) if parts else None)
        if title is None:
            return None
        if title.english not in parts:
            parts.append(title.english)
        at = grammar.skip_address(title.end)
    return " and ".join(parts) or (grammar.ambassador() if grammar.count else None)


def title_span(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Give the span of the title of office of the person whose name is ``text[start:end]``.

    A title before the name comes before one in apposition after it, a title that
    `role_in_english` understands before one that it does not, and a full one before a single
    word («الوزير»). «نظيره» ("his counterpart") gives the title that it refers back to, where
    that stands in the same sentence. None where there is only a rank, or nothing.
    """
    low, high = _sentence(text, start, end)
    before = RoleGrammar(text[low:start])
    first, last = _before(before), _after(text[end:high])
    spans: list[tuple[int, int]] = []
    if first is not None:
        spans.append((low + first[0], low + first[1]))
    if last is not None:
        spans.append((end + last[0], end + last[1]))
    if first is not None and last is not None and "،" in text[low + first[1] : start]:
        spans.reverse()  # «رئيس الأركان، العميد فلان، مدير المستشفى»: the nearer one
    known = [span for span in spans if role_in_english(text[span[0] : span[1]])]
    full = [span for span in known if " " in text[span[0] : span[1]].strip()]
    chosen = next(iter(full or known), None)
    if chosen is None or not full:
        other = _counterpart(before)
        if other is not None:
            return low + other[0], low + other[1]
    return chosen or next(iter(spans), None)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    low = max(0, start - _NEAR)
    low = max((match.end() for match in _END.finditer(text, low, start)), default=low)
    high = min(len(text), end + _NEAR)
    stop = _END.search(text, end, high)
    return low, stop.start() if stop else high


def _before(grammar: RoleGrammar) -> tuple[int, int] | None:
    """The title that ends at the name, ranks and forms of address between left out."""
    for first in range(grammar.count):
        title = grammar.title_at(first, joined=True, single=True)
        end = _reaches(grammar, title.end) if title else None
        if end is None:
            continue
        if _governed(grammar, first):
            break
        return grammar.span(first, end)
    if grammar.count and grammar.ambassador():
        return grammar.span(grammar.count - 1, grammar.count)
    return _unknown_before(grammar)


def _reaches(grammar: RoleGrammar, end: int) -> int | None:
    """The end of the titles, if only ranks and titles after commas follow up to the name."""
    at = grammar.skip_address(end)
    while at < grammar.count and grammar.after_comma(at):
        title = grammar.title_at(at)
        if title is None:
            return None
        end = title.end
        at = grammar.skip_address(end)
    return end if at == grammar.count and _LOOSE.fullmatch(grammar.tail()) else None


def _governed(grammar: RoleGrammar, first: int) -> bool:
    """Whether an office that was not understood governs the title: «أمين مكتبة رئيس …»."""
    return first > 0 and grammar.adjacent(first) and grammar.is_office(first - 1)


def _last_word(grammar: RoleGrammar) -> int:
    """The end of what stands before the rank and address of the name; 0 for nothing.

    A joined rank («والعميد فلان») begins a new person: nothing before it is theirs.
    """
    last = grammar.count
    while last > 0 and grammar.is_address(last - 1):
        last -= 1
        if grammar.is_joined(last):
            return 0
    return last


def _unknown_before(grammar: RoleGrammar) -> tuple[int, int] | None:
    """From the nearest word of office to the name, where the words between are not known."""
    last = _last_word(grammar)
    for first in range(last - 1, max(last - 1 - _LONGEST_UNKNOWN, -1), -1):
        if first + 1 < last and not grammar.adjacent(first + 1):
            return None
        if grammar.is_office(first):
            begin = first
            while begin > 0 and grammar.adjacent(begin) and grammar.is_office(begin - 1):
                begin -= 1
            return grammar.span(begin, last)
        if grammar.is_boundary(first) and grammar.words.tokens[first] not in _INSIDE:
            return None
    return None


def _after(rest: str) -> tuple[int, int] | None:
    """The title in apposition right after the name."""
    grammar = RoleGrammar(rest)
    if not grammar.count or not _TIGHT.fullmatch(rest[: grammar.span(0, 1)[0]]):
        return None
    first = grammar.skip_address(0, loose=False)
    title = grammar.title_at(first) if first < grammar.count else None
    if title is None:
        return None
    end = title.end
    for further in _juxtaposed(grammar, end):
        end = further.end
    if _ends_at(grammar, end):
        return grammar.span(first, end)
    # Behind a comma a title ends with one; a word that goes on may be the next person's.
    comma = "،" in rest[: grammar.span(first, first + 1)[0]]
    if comma or grammar.is_address(end) or grammar.is_office(end):
        return None
    word = grammar.words.tokens[end]
    if name_frequency(word) > _NAME_LIKE:
        return None
    end += word.startswith("ال")  # an adjective that is not known
    return grammar.span(first, end)


def _ends_at(grammar: RoleGrammar, end: int) -> bool:
    """Whether a title is complete before a word; what it is for («للشؤون ...») may be left out."""
    if end == grammar.count or not grammar.adjacent(end):
        return True
    return grammar.is_boundary(end) or grammar.words.tokens[end].startswith("لل")


def _juxtaposed(grammar: RoleGrammar, at: int) -> Iterator[Title]:
    while at < grammar.count and grammar.adjacent(at):
        title = grammar.title_at(at, single=True)
        if title is None:
            return
        at = title.end
        if not _ends_at(grammar, at):
            return
        yield title


def _counterpart(grammar: RoleGrammar) -> tuple[int, int] | None:
    """Where «نظيره» stands before the name: the last office named before it."""
    own = _last_word(grammar) - 1
    if own < 0 or not _COUNTERPART.fullmatch(_bare(grammar.words.tokens[own])):
        return None
    found: tuple[int, int] | None = None
    at = 0
    while at < own:
        title = grammar.title_at(at, joined=True, single=True)
        if title is not None and title.end <= own:
            found, at = grammar.span(at, title.end), title.end
        else:
            at += 1
    return found or grammar.span(own, own + 1)


def _bare(word: str) -> str:
    return re.sub(r"^[وفبل]+(?=نظير)", "", folded(word))
