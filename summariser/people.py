"""Finds the officials of a page: who is named, with which job, for which state."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summariser import deciding, questions, serving
from summariser.asking import Asker
from summariser.document import Document, Sentence
from summariser.errors import AnswerError
from summariser.grounding import english_names, find_words, same_person
from summariser.lexicon import (
    country_mentions_in,
    english_name,
    office_words,
    role_in_english,
    romanised,
    title_span,
)
from summariser.naming import name_spans
from summariser.record import Official, Party

_SURE_NAME = 0.7  # chance of a candidate from which somebody is named beside the title
_TOKENS = 240


@dataclass(frozen=True, slots=True)
class Found:
    """An official, and where the page names him first."""

    official: Official
    named: serving.Named

    @property
    def title(self) -> str:
        """The page's own words for the job; empty where it has none."""
        text = self.named.sentence.text
        span = title_span(text, self.named.start, self.named.end)
        return " ".join(text[slice(*span)].split()) if span else ""


@dataclass
class People:
    """One document's officials. ``absent``: numbers of the sentences about another meeting."""

    document: Document
    asker: Asker
    parties: Sequence[Party]
    absent: frozenset[int]

    def found(self) -> list[Found]:
        """The officials in the order of the page; the state served is the model's answer."""
        people: list[Found] = []
        for sentence in self.document.sentences:
            if not office_words(sentence.text):
                continue
            names = self._new_names(sentence, people)
            if not names:
                continue
            countries = self._countries_for(sentence)
            answer = self.asker.answer(
                "people",
                questions.messages("people", sentence=sentence.text),
                questions.people_answer(
                    list(names), list(countries), least=int(max(names.values()) >= _SURE_NAME)
                ),
                _TOKENS,
                f"who is named in sentence {sentence.number}",
            )
            for person in answer.people if answer else ():
                self._add(people, person, sentence, countries.get(person.country))
        return people

    def served(self, found: Found, host: str) -> Official:
        """The official with the state served, as the head decides it. ``host``: the venue's."""
        parties = [party.country for party in self.parties if party.country]
        rows = serving.features(self.document, found.named, parties, host)
        chances = deciding.judged("country", list(rows.values()))
        best = max(zip(chances, rows, strict=True), key=lambda pair: pair[0])[1]
        return found.official.model_copy(update={"country": best or None})

    def _new_names(self, sentence: Sentence, people: Sequence[Found]) -> dict[str, float]:
        """The sentence's candidate names with their chances, those already found left out."""
        known = [span for one in people for span in _places(sentence.text, one.official.name)]
        spans = [
            span
            for span in name_spans(sentence.text)
            if not any(span.start < end and start < span.end for start, end in known)
        ]
        return {sentence.text[span.start : span.end]: span.chance for span in spans}

    def _countries_for(self, sentence: Sentence) -> dict[str, str]:
        """English names of the countries that an official of the sentence may serve.

        Those that the sentence names; the parties' only where it names none.
        """
        codes = [m.country for m in country_mentions_in(self.document.text, *sentence.span)]
        codes = codes or [party.country for party in self.parties if party.country]
        return {english_name(code): code for code in codes}

    def _add(
        self,
        people: list[Found],
        person: questions.PersonAnswer,
        sentence: Sentence,
        country: str | None,
    ) -> None:
        place = find_words(self.document, person.name, [sentence])
        if place is None:  # the closed set is made of the sentence's words: cannot happen
            raise AnswerError(f"{self.document.id}: a name outside its sentence was answered")
        present = sentence.number not in self.absent
        for i, known in enumerate(people):
            official = known.official
            if same_person(official.name, person.name):
                more = {
                    "present": official.present or present,
                    "evidence": (*official.evidence, place),
                }
                people[i] = Found(official.model_copy(update=more), known.named)
                return
        named = serving.Named(
            sentence, place.start - sentence.start, place.end - sentence.start, country
        )
        official = Official(
            name=person.name,
            name_en=romanised(person.name),
            role=self._role(named, person.role.strip()),
            country=country,
            present=present,
            evidence=(place,),
        )
        people.append(Found(official, named))

    def _role(self, named: serving.Named, answered: str) -> str:
        """The job: the page's title in English, or else what the model made of it.

        The model's words may name only what the sentence names; else there is no role.
        """
        text = named.sentence.text
        span = title_span(text, named.start, named.end)
        if span and (role := role_in_english(text[slice(*span)])):
            return role
        wrong = (
            questions.complaint(answered, text, english_names(self.document, named.sentence, ()))
            if answered
            else None
        )
        if wrong is None:
            return answered
        name = text[named.start : named.end]
        self.asker.warnings.append(f"left out the role of {romanised(name)}: {wrong}")
        return ""


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Every place of exactly these words in the text."""
    return [match.span() for match in re.finditer(re.escape(words), text)]
