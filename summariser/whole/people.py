"""Verifies the officials of an answer: names, titles, spellings, jobs, states."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from summariser.document import Document, Sentence
from summariser.grounding import evidence, same_person
from summariser.lexicon import (
    fold,
    folded,
    name_words,
    office_words,
    role_in_english,
    romanised,
)
from summariser.people import Found
from summariser.record import Evidence, Official
from summariser.serving import Named
from summariser.whole.faults import Fault, no_choice, not_in_document, quoted
from summariser.whole.offers import LONGEST_ROLE, NO_COUNTRY, Offer, OfficialAnswer
from summariser.whole.sounds import is_spelling, stranger

_NAME = re.compile(r"[^\W\d_]+(?:[ '’.\-]+[^\W\d_]+)*\.?")  # after folding
_MOST_WORDS = 10  # «محمد بن عبد الرحمن بن جاسم آل ثاني» has eight
_SMALL_WORDS = frozenset(("of", "the", "and", "for", "in", "to", "at", "on", "by", "with"))


@dataclass(frozen=True)
class PeopleCheck:
    """Officials of one document. ``names`` and ``people``: those of `TextCheck`, in English."""

    document: Document
    offer: Offer
    names: Mapping[str, str]
    people: Sequence[str]
    faults: list[Fault]

    def found(self, answers: Sequence[OfficialAnswer]) -> list[Found]:
        """Those whom the page names, each once, in its order."""
        people: list[Found] = []
        for number, answer in enumerate(answers, 1):
            self._add(people, answer, f"official {number}")
        return sorted(people, key=lambda one: one.official.evidence[0].start)

    def _add(self, people: list[Found], answer: OfficialAnswer, what: str) -> None:
        sentences = self.document.sentences
        own = [sentence for sentence in sentences if sentence.number == answer.sentence]
        if not own:
            self._fault(f"the sentence of {what}", f"there is no sentence {answer.sentence}")
        name = self._untitled(answer.name, what)
        placed = self._placed(name, [*own, *sentences]) if name else None
        if placed is None:
            return
        sentence, place = placed
        for i, known in enumerate(people):
            if same_person(known.official.name, place.quote):
                people[i] = _joined(known, answer, place)
                return
        official = Official(
            name=place.quote,
            name_en=self._spelled(answer.name_en, place.quote, what),
            role=self._role(answer.role, sentence, what),
            country=self._country(answer.country, what),
            present=answer.present,
            evidence=(place,),
        )
        named = Named(sentence, place.start - sentence.start, place.end - sentence.start)
        people.append(Found(official, named))

    def _fault(self, what: str, wrong: str) -> None:
        self.faults.append(Fault(what, wrong))

    def _untitled(self, name: str, what: str) -> str | None:
        """The name without a title before it; None where it is no name of the page."""
        words = folded(name)
        if not _NAME.fullmatch(words) or len(words.split()) > _MOST_WORDS:
            self._fault(what, f"{quoted(name)} is not a person's name")
            return None
        placed = self._placed(name, self.document.sentences)
        if placed is None:
            self._fault(what, not_in_document(name, self.document.sentences))
            return None
        sentence, place = placed
        if _is_title(place.quote, sentence, place.start - sentence.start):
            self._fault(what, f"{quoted(name)} is a title, not a person's name")
            return None
        cut = _title_length(place.quote)
        if place.quote[cut:].split(maxsplit=1)[0].lower() in _SMALL_WORDS:
            self._fault(what, f"{quoted(name)} is a title, not a person's name")
            return None
        if cut:
            title = place.quote[:cut].strip()
            self._fault(f"the title of {what}", f"{quoted(title)} does not belong to the name")
        return place.quote[cut:]

    def _placed(self, name: str, sentences: Sequence[Sentence]) -> tuple[Sentence, Evidence] | None:
        """Where the page has the name first, whatever its marks and forms of alef."""
        pattern = re.compile(rf"(?<!\w)(?:و)?(?P<name>{re.escape(folded(name))})(?!\w)")
        for sentence in sentences:
            page = fold(sentence.text)
            if match := pattern.search(page.text):
                start, end = page.span(*match.span("name"))
                shift = sentence.start
                return sentence, evidence(self.document, shift + start, shift + end)
        return None

    def _spelled(self, spelling: str, name: str, what: str) -> str:
        """The name in English: the model's spelling where it is one of this name."""
        told = " ".join(spelling.split())
        if name.isascii():
            return name
        if is_spelling(told, name):
            return told
        own = romanised(name)
        self._fault(f"the English name of {what}", f"{quoted(told)} is not how {own} is spelled")
        return own

    def _role(self, role: str, sentence: Sentence, what: str) -> str:
        told = " ".join(role.split())
        if not told:
            return ""
        wrong: str | None = f"it is longer than {LONGEST_ROLE} characters"
        if len(told) <= LONGEST_ROLE:
            wrong = stranger(told, sentence.text, self.names, "the document", self.people)
        if wrong is None:
            return _title_case(told)
        self._fault(f"the role of {what}", wrong)
        return ""

    def _country(self, country: str, what: str) -> str | None:
        if country in self.offer.countries:
            return country
        if country != NO_COUNTRY:
            wrong = no_choice(country, self.offer.country_choices)
            self._fault(f"the country of {what}", wrong)
        return None


def _joined(known: Found, answer: OfficialAnswer, place: Evidence) -> Found:
    """An official who was given twice."""
    official = known.official
    places = dict.fromkeys((*official.evidence, place))
    more = {"present": official.present or answer.present, "evidence": tuple(places)}
    return Found(official.model_copy(update=more), known.named)


def _is_title(name: str, sentence: Sentence, start: int) -> bool:
    """Whether none of the words can be a name's in this sentence, or all are a title."""
    end = start + len(name)
    words = [word for word in name_words(sentence.text) if start <= word.start < end]
    return not any(word.possible for word in words) or role_in_english(name) is not None


def _title_length(name: str) -> int:
    """How many characters of titles and ranks a name begins with.

    One bare word is no title: «أمير حاتمي», «رائد محمد» are names.
    """
    longest, offices = 0, office_words(name)
    cuts = [match.end() for match in re.finditer(r"\s+", name)]
    for words, cut in enumerate(cuts, 1):
        before = name[:cut].strip()
        of_office = any(end == len(before) for _, end in offices) and offices[0][0] == 0
        sure = words > 1 or before.startswith("ال") or before.isascii()
        if sure and (role_in_english(before) or (of_office and not longest)):
            longest = cut
    return longest


def _title_case(role: str) -> str:
    words = (word if word in _SMALL_WORDS else word[0].upper() + word[1:] for word in role.split())
    told = " ".join(words)
    return told[0].upper() + told[1:]
