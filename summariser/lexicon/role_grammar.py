"""The grammar of titles of office: reads one from its first word on and puts it into English.

Used by ``roles.py`` alone; see there for the rules and ``role_words.py`` for the words.
"""

from dataclasses import dataclass, replace

from summariser.lexicon.folding import folded
from summariser.lexicon.role_tables import (
    ARTICLE,
    Entry,
    cuts,
    feminine,
    heads,
    nouns,
    person_adjectives,
    thing_adjectives,
)
from summariser.lexicon.role_text import Noun, RoleText

# Bodies that the name of a city may follow.
_SETTLED = frozenset(("Region", "Governorate", "City", "Base", "Embassy", "Consulate"))
_ORDINALS = frozenset(("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh"))
_ACCREDITED = frozenset(map(folded, ("المعتمد", "المعتمدة", "المقيم", "المقيمة")))
_CHARGED = frozenset(map(folded, ("المكلف", "المكلفة")))
_OWN_STATE = frozenset(map(folded, ("البلاد", "المملكة", "السلطنة")))
_IN = folded("في")
_TO = frozenset(map(folded, ("لدى", "إلى")))


@dataclass(frozen=True, slots=True)
class Title:
    """A title that ends before word ``end``; the parts of its English in order."""

    end: int
    core: str
    kind: str = ""
    before: tuple[str, ...] = ()
    after: str = ""

    @property
    def english(self) -> str:
        """The title in English, without an article."""
        whole = " ".join((*self.before, self.core)) + self.after
        return whole.replace("Deputy President", "Vice President")


class RoleGrammar(RoleText):
    """Reads titles of office in a text. Words are counted from 0."""

    def skip_address(self, index: int, *, loose: bool = True) -> int:
        """The first word from ``index`` on that is no rank, form of address or nationality.

        A word joined by «و» speaks of the next person; «السفير» with a country is an office.
        """
        while index < self.count and self.is_address(index):
            word = self.words.tokens[index]
            if index and self.is_joined(index):
                break
            if not loose and index and not self.adjacent(index):
                break
            if _bare_ambassador(word) and self._with_country(index):
                break
            index += 1
        return index

    def _with_country(self, index: int) -> bool:
        title = self.title_at(index, joined=True)
        return title is not None and title.end > index + 1

    def ambassador(self) -> str | None:
        """What «السفير» is when no other office is named."""
        return "Ambassador" if _bare_ambassador(self.words.tokens[-1]) else None

    # ── titles ───────────────────────────────────────────────────────────────

    def title_at(self, index: int, *, joined: bool = False, single: bool = False) -> Title | None:
        """Read the longest title that begins with a word.

        ``joined``: particles may be written onto it; ``single``: not a form of address.
        """
        if single and self.is_address(index) and index not in self._offices:
            return None
        for clitic, rest in cuts(self.words.tokens[index]):
            if clitic and not joined and index:
                break
            title = self._title(index, rest)
            if title is not None:
                return title
        return None

    def _head(self, index: int, word: str) -> tuple[int, Entry] | None:
        return self.longest(index, word, heads())

    def _title(self, index: int, word: str) -> Title | None:
        if self.is_rank(index):
            return None
        head = self._head(index, word)
        if head is None:
            return None
        end, entry = head
        title: Title | None = Title(
            end, entry.english, "envoy" if entry.kind == "own" else entry.kind
        )
        if entry.open:
            title = self._complement(title, end)
        elif entry.kind in ("chief", "realm"):
            title = self._bare_head(title, entry.kind)
        elif entry.kind == "acting":
            title = self._complement(title, end)
        return None if title is None else self._usage(self._further(title, index), index)

    def _bare_head(self, title: Title, kind: str) -> Title | None:
        """«الرئيس الروسي» is a president; «الرئيس» alone may be many things."""
        if kind == "realm":
            return title if title.core in ("King", "Queen") else None
        place = self.places.get(title.end)
        if place is None or place.kind != "country" or not self.adjacent(title.end):
            return None
        return replace(title, end=place.end, core="President")

    def _complement(self, title: Title, at: int) -> Title | None:
        """What stands in the construct state behind an office."""
        if not self._goes_on(at):
            return None
        word, kind = self.words.tokens[at], title.kind
        inner, noun = self._title(at, word), self._noun(at, word)
        if kind in ("deputy", "assistant", "acting"):
            if inner is not None:
                return replace(inner, before=(title.core, *inner.before))
            if kind == "acting" and noun is not None and noun.english.startswith("Embassy"):
                return Title(noun.end, "Chargé d'Affaires", "envoy", after=f" of {noun.full}")
            noun = None
        elif inner is not None and kind in ("to", "envoy", "of"):
            link = "to" if kind == "to" else "of"
            return replace(title, end=inner.end, after=f" {link} the {inner.english}")
        if noun is None or (noun.name == "city" and kind != "town"):
            return self._indefinite(title, at)
        return self._with_noun(title, noun)

    def _with_noun(self, title: Title, noun: Noun) -> Title | None:
        kind, country = title.kind, noun.kind == "country"
        if kind in ("realm", "served") and not country:
            return None
        link = "of"
        if kind == "to":
            link = "for" if noun.kind == "field" else "to"
        after = "" if kind == "served" else f" {link} {noun.full}"
        core = title.core
        if kind == "chief":
            core = "President" if country else noun.chief or "Head"
        return replace(title, end=noun.end, core=core, after=after)

    def _indefinite(self, title: Title, at: int) -> Title | None:
        """«مستشار خاص لوزير الدفاع», «مستشار لوزير الدفاع»."""
        before: list[str] = []
        while self._goes_on(at) and self.words.tokens[at] in person_adjectives():
            before.append(person_adjectives()[self.words.tokens[at]][0])
            at += 1
        if not self._goes_on(at) or self.words.tokens[at][0] != "ل":
            return None
        if not any(
            self._title(at, rest) or self._noun(at, rest)
            for clitic, rest in cuts(self.words.tokens[at])
            if clitic == "ل"
        ):
            return None
        return replace(title, end=at, before=(*before, *title.before))

    def _goes_on(self, at: int) -> bool:
        return at < self.count and self.adjacent(at)

    # ── what is joined to a title ────────────────────────────────────────────

    def _further(self, title: Title, first: int) -> Title:
        while self._goes_on(title.end):
            longer = self._one_more(title, first)
            if longer is None:
                break
            title = longer
        return title

    def _one_more(self, title: Title, first: int) -> Title | None:
        at = title.end
        word = self.words.tokens[at]
        place = self.covered.get(at)
        if place is not None and word.startswith(ARTICLE):
            envoy = title.kind == "envoy" and not title.after
            after = f" of {place.full}" if envoy else title.after
            return replace(title, end=place.end, after=after)
        english = self._adjective(first, at)
        if english is not None:
            return replace(title, end=at + 1, before=(english, *title.before))
        return self._phrase(title, at, word)

    def _adjective(self, first: int, at: int) -> str | None:
        """An adjective of the person: right behind the first word, or agreeing with it."""
        word = self.words.tokens[at]
        bare = word.removeprefix(ARTICLE)
        if bare == word and word[0] != "ب":
            return None
        persons, things = person_adjectives(), thing_adjectives()
        is_feminine = feminine(self.words.tokens[first])
        if bare in persons and (bare == word or persons[bare][1] == is_feminine):
            return persons[bare][0]
        return things[bare][0] if bare in things and at == first + 1 else None

    def _phrase(self, title: Title, at: int, word: str) -> Title | None:
        """What a particle joins to a title."""
        if word in _ACCREDITED and self._goes_on(at + 1):
            at, word = at + 1, self.words.tokens[at + 1]
        envoy = title.kind == "envoy"
        clitic, link, keep = "", "to" if envoy else "in", envoy
        if word in _CHARGED:
            if not self._goes_on(at + 1) or self.words.tokens[at + 1][0] != "ب":
                return replace(title, end=at + 1, before=("Acting", *title.before))
            at, clitic, link = at + 1, "ب", "in charge of"
        elif word == folded("باسم"):
            at, link = at + 1, "of"
        elif word in _TO:
            at, link, keep = at + 1, "to", True
        elif word == _IN:
            at += 1
        elif word[0] == "ل":
            clitic, link = "ل", "for"
        elif word[0] == "ب":
            clitic = "ب"
        else:
            return None
        return self._joined(title, at, clitic, link, keep=keep) if self._goes_on(at) else None

    def _joined(
        self, title: Title, at: int, clitic: str, link: str, *, keep: bool = False
    ) -> Title | None:
        """A particle with its noun; countries that only say whom one serves are left out."""
        for own, rest in cuts(self.words.tokens[at]):
            if own == clitic:
                inner = self._title(at, rest) if link in ("for", "of", "to") else None
                noun = self._noun(at, rest)
                if inner is not None:
                    return self._joined_title(title, inner, link)
                if noun is not None:
                    return self._joined_noun(title, noun, link, keep=keep)
        return replace(title, end=at + 1) if self.words.tokens[at] in _OWN_STATE else None

    def _joined_title(self, title: Title, inner: Title, link: str) -> Title:
        if title.kind in ("deputy", "assistant"):
            before = (*title.before, title.core, *inner.before)
            return replace(inner, before=before, after=title.after + inner.after)
        link = "to" if title.kind == "to" or link == "to" else "of"
        return replace(title, end=inner.end, after=f"{title.after} {link} the {inner.english}")

    def _joined_noun(self, title: Title, noun: Noun, link: str, *, keep: bool) -> Title:
        country, body = noun.kind == "country", noun.kind == "body"
        if country and not keep and not self._abroad(title):
            return replace(title, end=noun.end)
        if link == "to" and (noun.name == "city" or body):
            link = "at" if body else "in"
        elif link == "for" and title.kind == "envoy" and country:
            link = "to"
        elif link == "for" and (body or country or noun.name == "organisation"):
            link = "to" if title.kind == "to" else "of"
        elif link == "for" and title.kind == "of" and not title.after:
            link = "for" if noun.english.endswith("Affairs") else "of"
        elif link == "in" and noun.english.startswith(("Ministry", "Embassy", "General Comm")):
            link = "at"
        return replace(title, end=noun.end, after=f"{title.after} {link} {noun.full}")

    def _abroad(self, title: Title) -> bool:
        """Whether a country says where something is, not whom it serves."""
        words = ("Mission", "Embassy", "Deployed", "Stationed", "Operating", "Office", "Hospital")
        return any(word in title.after for word in (*words, "Representative"))

    def _usage(self, title: Title, first: int) -> Title:
        """Titles that a country itself has in English."""
        served = {noun.english for at, noun in self.places.items() if first <= at < title.end}
        if "the United States" not in served or title.core != "Minister":
            return title
        if title.after.startswith(" of Defence"):
            return replace(title, core="Secretary")
        if title.after.startswith(" of Foreign Affairs"):
            after = " of State" + title.after.removeprefix(" of Foreign Affairs")
            return replace(title, core="Secretary", after=after)
        return title

    # ── nouns ────────────────────────────────────────────────────────────────

    def _noun(self, index: int, word: str) -> Noun | None:
        place = self.places.get(index)
        if place is not None and place.name != "adjective" and self._begins(index, word):
            return place
        found = self.longest(index, word, nouns())
        if found is None:
            return None
        end, entry = found
        noun = Noun(end, entry.english, entry.kind, entry.chief, entry.before)
        if entry.kind == "place":
            return noun
        if entry.open:
            opened = self._opened(noun)
            if opened is None:
                return None
            noun = opened
        noun = self._qualified(noun, with_feminine=feminine(word))
        return self._coordinated(noun) if noun.kind == "field" else noun

    def _begins(self, index: int, word: str) -> bool:
        """Whether the rest of a word is all that the place's name begins with."""
        return self.words.tokens[index].endswith(word) or word.startswith(ARTICLE)

    def _opened(self, noun: Noun) -> Noun | None:
        """A noun with what stands behind it in the construct state."""
        if not self._goes_on(noun.end):
            return None
        word = self.words.tokens[noun.end]
        inner = self._noun(noun.end, word)
        if inner is None:
            title = self._title(noun.end, word)
            if title is None:
                return None
            return replace(noun, end=title.end, english=f"{noun.english} of the {title.english}")
        if inner.name == "city" and noun.english not in _SETTLED:
            return None
        abroad = inner.kind in ("country", "place") and inner.name != "organisation"
        simple = abroad or (inner.kind == "field" and not inner.english.startswith("the "))
        simple = simple and " of " not in inner.english and " for " not in inner.english
        english = f"{noun.english} of {inner.full}"
        if noun.kind == "field" and inner.kind == "country" and not noun.before:
            english = noun.english
        elif noun.before and simple and (noun.kind == "field" or not abroad):
            english = f"{inner.english.removeprefix('the ')} {noun.english}"
        return replace(noun, end=inner.end, english=english)

    def _qualified(self, noun: Noun, *, with_feminine: bool) -> Noun:
        """A noun with the adjectives that agree with it; nationalities are passed over."""
        at, before, behind = noun.end, list[str](), list[str]()
        while self._goes_on(at):
            place = self.covered.get(at)
            word = self.words.tokens[at]
            if place is not None and word.startswith(ARTICLE):
                if noun.english == "Embassy":
                    behind.append(f"of {place.full}")
                at = place.end
                continue
            joined = word.startswith("و" + ARTICLE) and bool(before)
            bare = word[1:] if joined else word
            adjective = thing_adjectives().get(bare.removeprefix(ARTICLE))
            if adjective is None or not bare.startswith(ARTICLE) or adjective[1] != with_feminine:
                break
            english = adjective[0]
            if noun.kind == "field" and english in _ORDINALS:
                break
            if english.startswith("~"):
                behind.append(english[1:])
            elif joined:
                before[0] = f"{before[0]} and {english}"
            else:
                before.insert(0, english)
            at += 1
        english = " ".join((*before, noun.english, *behind))
        return replace(noun, end=at, english=english)

    def _coordinated(self, noun: Noun) -> Noun:
        """Fields of work joined by «و»."""
        parts = [noun.english]
        at = noun.end
        while self._goes_on(at) and self.words.tokens[at][0] == "و":
            found = self.longest(at, self.words.tokens[at][1:], nouns())
            if found is None or found[1].kind != "field" or found[1].open:
                break
            other = Noun(found[0], found[1].english, "field")
            other = self._qualified(other, with_feminine=feminine(self.words.tokens[at][1:]))
            parts.append(other.english)
            at = other.end
        *most, last = parts
        english = f"{', '.join(most)} and {last}" if most else last
        return replace(noun, end=at, english=english)


def _bare_ambassador(word: str) -> bool:
    return any(rest in ("السفير", "السفيره") for _, rest in cuts(word))
