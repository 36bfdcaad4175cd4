"""The words of a text with what matters to titles of office: places, ranks, boundaries.

Used by ``role_grammar.py`` alone.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from summariser.lexicon.cities import city_mentions
from summariser.lexicon.countries import country_mentions
from summariser.lexicon.folding import folded
from summariser.lexicon.organisations import organisation_mentions
from summariser.lexicon.phrases import words_of
from summariser.lexicon.role_tables import Entry, Key, address, cuts, heads, rank_phrases
from summariser.lexicon.territories import english_name
from summariser.lexicon.titles import office_words

_LONGEST = 6  # words of a phrase of the tables
_WITH_ARTICLE = ("United ", "Netherlands", "Philippines", "Gambia", "Bahamas", "Maldives",
    "Comoros", "Central African", "Dominican", "Democratic")  # fmt: skip
_SHORT_NAMES = {
    "CD": "the Democratic Republic of the Congo",
    "CG": "the Republic of the Congo",
    "PS": "Palestine",
    "MM": "Myanmar",
}
# Function words at which a title ends (Ryding, chapters 16-19), verbs of speech and days.
_PARTICLES = """
في من إلى على عن مع بين خلال منذ حتى عند لدى حول بعد قبل إن أن الذي التي الذين قد حيث كما ثم أو
بل لكن لن لم لا ما هو هي وذلك اليوم أمس غدا مساء صباح صباحا ظهر قال أكد أعلن أوضح أضاف أشار شدد
عقب أثناء بشأن خلفا كل كان كانت نظيره بينما فيما عبر ضمن نيابة
""".split()  # noqa: SIM905 - words, not code
_BOUNDARIES = frozenset(map(folded, _PARTICLES))


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun with all that belongs to it. ``kind``: field, body, country or place."""

    end: int
    english: str
    kind: str
    chief: str = ""
    before: bool = False  # its complement may stand before it
    name: str = ""

    @property
    def full(self) -> str:
        """The noun with its article."""
        return f"the {self.english}" if self.kind == "body" else self.english


class RoleText:
    """The words of a text, counted from 0."""

    def __init__(self, text: str) -> None:
        self.words = words_of(text)
        self.count = len(self.words.tokens)
        self._text = text
        spans = [self._span(i) for i in range(self.count)]
        starts = dict(enumerate(spans))
        self._offices = {
            i
            for start, _ in office_words(text)
            for i, (low, high) in starts.items()
            if low <= start < high
        }
        self.places: dict[int, Noun] = {}
        self.covered: dict[int, Noun] = {}  # every word of a country's name or adjective
        named: list[tuple[int, int, Noun]] = [
            (m.start, m.end, Noun(0, m.name, "place", name="city")) for m in city_mentions(text)
        ]
        named += [
            (m.start, m.end, Noun(0, _country(m.country), "country", name=m.form))
            for m in country_mentions(text)
        ]
        named += [
            (m.start, m.end, Noun(0, _organisation(m.name), "place", name="organisation"))
            for m in organisation_mentions(text)
        ]
        for start, end, noun in named:
            inside = [i for i, (low, high) in starts.items() if low < end and start < high]
            if inside:
                self.places[inside[0]] = replace(noun, end=inside[-1] + 1)
                if noun.kind == "country":
                    self.covered.update(dict.fromkeys(inside, self.places[inside[0]]))

    def _span(self, index: int) -> tuple[int, int]:
        return self.words.folded.span(self.words.starts[index], self.words.ends[index])

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Offsets of words ``first`` to ``end`` (excluded), one joined particle left out."""
        start, stop = self._span(first)[0], self._span(end - 1)[1]
        word = self.words.tokens[first]
        for clitic, rest in cuts(word):
            if (
                clitic
                and not word.startswith("لل")
                and self.longest(first, rest, heads()) is not None
            ):
                start = self.words.folded.span(
                    self.words.starts[first] + len(clitic), self.words.ends[first]
                )[0]
                break
        return start, stop

    def tail(self) -> str:
        """What stands behind the last word."""
        return self._text[self._span(self.count - 1)[1] :] if self.count else self._text

    def adjacent(self, index: int) -> bool:
        """Whether only a space stands before a word."""
        return index > 0 and self.words.gap(index - 1) == " "

    def after_comma(self, index: int) -> bool:
        """Whether a comma stands before a word."""
        return index > 0 and self.words.gap(index - 1).strip() in ("،", ",")

    def is_office(self, index: int) -> bool:
        """Whether a word begins an office, and is more than a form of address or a rank."""
        ours = not self.words.tokens[index].isascii()
        return ours and index in self._offices and not self.is_address(index)

    def is_boundary(self, index: int) -> bool:
        """Whether no title goes on over a word."""
        word = self.words.tokens[index]
        return word in _BOUNDARIES or word.isdigit() or (word[0] == "و" and len(word) > 3)

    def is_joined(self, index: int) -> bool:
        """Whether «و» is written onto a rank or form of address."""
        word = self.words.tokens[index]
        return word[0] == "و" and word not in address()

    def is_address(self, index: int) -> bool:
        """Whether a word is (of) a rank, form of address or nationality."""
        word = self.words.tokens[index]
        if any(rest in address() for _, rest in cuts(word)):
            return True
        if any(first <= index < end for first, end in self._ranks):
            return True
        return index in self.covered and self.covered[index].name == "adjective"

    def is_rank(self, index: int) -> bool:
        """Whether a rank begins with a word that begins offices too."""
        return any(first == index for first, _ in self._ranks)

    @cached_property
    def _ranks(self) -> list[tuple[int, int]]:
        """Such ranks: their first words, and the words behind them."""
        tokens = self.words.tokens
        return [
            (first, first + len(key))
            for first, word in enumerate(tokens)
            for _, begin in cuts(word)
            for key in rank_phrases().get(begin, ())
            if tokens[first + 1 : first + len(key)] == key[1:]
        ]

    def longest(self, index: int, word: str, table: dict[Key, Entry]) -> tuple[int, Entry] | None:
        """The longest phrase of a table from a word on, and where it ends."""
        key: list[str] = [word]
        found: tuple[int, Entry] | None = None
        at = index + 1
        while True:
            entry = table.get(tuple(key))
            if entry is not None:
                found = at, entry
            if at >= self.count or len(key) == _LONGEST or not self.adjacent(at):
                return found
            key.append(self.words.tokens[at])
            at += 1


def _country(code: str) -> str:
    name = _SHORT_NAMES.get(code) or english_name(code).split(" (")[0]
    return f"the {name}" if name.startswith(_WITH_ARTICLE) else name


def _organisation(name: str) -> str:
    return name if " " not in name else f"the {name}"
