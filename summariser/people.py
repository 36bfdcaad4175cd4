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
    office_words,
    role_in_english,
    romanised,
    title_span,
)
from summariser.naming import NameSpan, full_names
from summariser.record import Official, Party

# Chances of a name, by how often such spans of eval/dev/tune were an official's in
# cross-validation: with a title beside it .94 to .98 from .5 on, .55 to .85 below; without one
# .8 from .5 on, a third below .4.
_CERTAIN_WITH_TITLE = 0.5  # no question is asked
_LEAST_WITHOUT_TITLE = 0.4  # below it, the span is no name
_SURE = 0.7  # the question may not be answered with nobody
_NAMES_TOKENS, _ROLE_TOKENS = 160, 40


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
        """The officials in the order of the page; the state served is not told yet."""
        people: list[Found] = []
        for sentence in self.document.sentences:
            if not office_words(sentence.text):
                continue
            certain, doubtful = self._new_names(sentence, people)
            names = [span.words(sentence.text) for span in certain]
            for name in (*names, *self._asked(sentence, doubtful)):
                self._add(people, name, sentence)
        return people

    def _asked(self, sentence: Sentence, spans: Sequence[NameSpan]) -> list[str]:
        """Those of the possible names that the model takes for an official's."""
        if not spans:
            return []
        names = list(dict.fromkeys(span.words(sentence.text) for span in spans))
        sure = any(span.chance >= _SURE for span in spans)
        answer = self.asker.answer(
            "people",
            questions.messages("people", sentence=sentence.text),
            questions.names_answer(names, least=int(sure)),
            _NAMES_TOKENS,
            f"who is named in sentence {sentence.number}",
        )
        return list(dict.fromkeys(answer.names)) if answer else []

    def served(self, found: Found, host: str) -> Official:
        """The official with the state served, as the head decides it. ``host``: the venue's."""
        parties = [party.country for party in self.parties if party.country]
        rows = serving.features(self.document, found.named, parties, host)
        chances = deciding.judged("country", list(rows.values()))
        best = max(zip(chances, rows, strict=True), key=lambda pair: pair[0])[1]
        return found.official.model_copy(update={"country": best or None})

    def _new_names(
        self, sentence: Sentence, people: Sequence[Found]
    ) -> tuple[list[NameSpan], list[NameSpan]]:
        """The sentence's names that are certain, and those that are doubtful; none found before."""
        text = sentence.text
        known = [span for one in people for span in _places(text, one.official.name)]
        certain, doubtful = list[NameSpan](), list[NameSpan]()
        for span in full_names(text):
            if any(span.start < end and start < span.end for start, end in known):
                continue
            titled = title_span(text, span.start, span.end) is not None
            if titled and span.chance >= _CERTAIN_WITH_TITLE:
                certain.append(span)
            elif titled or span.chance >= _LEAST_WITHOUT_TITLE:
                doubtful.append(span)
        return certain, doubtful

    def _add(self, people: list[Found], name: str, sentence: Sentence) -> None:
        place = find_words(self.document, name, [sentence])
        if place is None:  # the closed set is made of the sentence's words: cannot happen
            raise AnswerError(f"{self.document.id}: a name outside its sentence was answered")
        present = sentence.number not in self.absent
        for i, known in enumerate(people):
            official = known.official
            if same_person(official.name, name):
                more = {
                    "present": official.present or present,
                    "evidence": (*official.evidence, place),
                }
                people[i] = Found(official.model_copy(update=more), known.named)
                return
        named = serving.Named(sentence, place.start - sentence.start, place.end - sentence.start)
        official = Official(
            name=name,
            name_en=romanised(name),
            role=self._role(named),
            country=None,
            present=present,
            evidence=(place,),
        )
        people.append(Found(official, named))

    def _role(self, named: serving.Named) -> str:
        """The job: the page's title in English, or else what the model makes of it.

        The model's words may name only what the sentence names; else there is no role.
        """
        text = named.sentence.text
        span = title_span(text, named.start, named.end)
        if span and (role := role_in_english(text[slice(*span)])):
            return role
        name = text[named.start : named.end]
        what = f"the role of {romanised(name)}"
        prompt = questions.messages("role", sentence=text, name=name)
        answer = self.asker.answer("role", prompt, questions.RoleAnswer, _ROLE_TOKENS, what)
        role = answer.role.strip() if answer else ""
        known = english_names(self.document, named.sentence, ())
        wrong = questions.complaint(role, text, known) if role else None
        if wrong is None:
            return role
        self.asker.warnings.append(f"left out {what}: {wrong}")
        return ""


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Every place of exactly these words in the text."""
    return [match.span() for match in re.finditer(re.escape(words), text)]
