"""Verifies the texts of an answer: what they may name, and the sentences that they rest on."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from summariser import composing
from summariser.document import Document, Sentence
from summariser.grounding import english_names, named_in, sentence_evidence
from summariser.naming import full_names
from summariser.questions import ungrounded
from summariser.record import (
    TOPICS,
    Agreement,
    AgreementStatus,
    ContextItem,
    Language,
    Official,
    Party,
    Topic,
)
from summariser.telling import allowed_names, likely_people
from summariser.whole.faults import Fault, no_choice
from summariser.whole.offers import (
    LONGEST_HEADLINE,
    LONGEST_SUMMARY,
    LONGEST_TEXT,
    STATUSES,
    AgreementAnswer,
    ContextAnswer,
)
from summariser.whole.sounds import stranger

_STATUSES: Mapping[str, AgreementStatus] = {status: status for status in STATUSES}
_TOPICS: Mapping[str, Topic] = {topic: topic for topic in TOPICS}
_NUMBER = re.compile(r"\d+(?:[.,٫٬]\d+)*")
_NEXT_SENTENCE = re.compile(r"(?<=[.!?؟…])\s+")


def page_names(document: Document, language: Language) -> dict[str, str]:
    """What the page names, but persons: countries, cities and organisations."""
    names: dict[str, str] = {}
    for sentence in document.sentences:
        if language == "en":
            names |= english_names(document, sentence, ())
        else:
            names |= named_in(sentence.text)
    return names


def page_people(document: Document) -> list[str]:
    """The likely persons of the page, in its own letters."""
    names = (
        span.words(sentence.text)
        for sentence in document.sentences
        for span in full_names(sentence.text)
    )
    return list(dict.fromkeys(names))


class _Ground(NamedTuple):
    """What a text is held against, as `questions.ungrounded` takes it."""

    source: str
    known: Mapping[str, str]
    people: Sequence[str]  # of English texts
    place: str


@dataclass(frozen=True)
class TextCheck:
    """Texts of one document, in ``language``, beside its parties and officials.

    ``names`` and ``people``: what its page names, as `page_names` and `page_people` tell it.
    """

    document: Document
    language: Language
    names: Mapping[str, str]
    people: Sequence[str]
    parties: Sequence[Party]
    officials: Sequence[Official]
    faults: list[Fault]

    def agreements(self, answers: Sequence[AgreementAnswer]) -> list[Agreement]:
        """The matters that rest on sentences of the page, in its order."""
        items: list[Agreement] = []
        for number, answer in enumerate(answers, 1):
            what = f"agreement {number}"
            status = _STATUSES.get(answer.status)
            if status is None:
                self._fault(f"the status of {what}", no_choice(answer.status, STATUSES))
            sentences = self._sentences(answer.sentences, what)
            if sentences and status is not None:
                grounds = sentence_evidence(self.document, sentences)
                text = self._text(answer.text, sentences, what)
                items.append(Agreement(text=text, status=status, evidence=grounds))
        return sorted(items, key=lambda item: item.evidence[0].start)

    def context(self, answers: Sequence[ContextAnswer]) -> list[ContextItem]:
        """The background that rests on sentences of the page, one item a topic."""
        items: dict[Topic, ContextItem] = {}
        for number, answer in enumerate(answers, 1):
            what = f"context {number}"
            topic = _TOPICS.get(answer.topic)
            if topic is None:
                self._fault(f"the topic of {what}", no_choice(answer.topic, TOPICS))
            elif topic in items:
                self._fault(what, f"{topic} is there already; one item a topic, all of it joined")
            sentences = self._sentences(answer.sentences, what)
            if sentences and topic is not None and topic not in items:
                grounds = sentence_evidence(self.document, sentences)
                text = self._text(answer.text, sentences, what)
                items[topic] = ContextItem(topic=topic, text=text, evidence=grounds)
        return list(items.values())

    def headline(self, told: str, meeting: composing.Meeting) -> str:
        """The headline as told, composed where it says more than page and record."""
        wrong = self._wrong_overview(told, LONGEST_HEADLINE, meeting)
        if wrong is None:
            return " ".join(told.split())
        self._fault("the headline", wrong)
        return composing.headline(meeting, self.language)

    def summary(self, told: str, meeting: composing.Meeting) -> str:
        """The summary as told, composed where it says more than page and record."""
        wrong = self._wrong_overview(told, LONGEST_SUMMARY, meeting)
        if wrong is None:
            return " ".join(told.split())
        self._fault("the summary", wrong)
        return composing.summary(meeting, self.language)

    def _wrong_overview(self, text: str, limit: int, meeting: composing.Meeting) -> str | None:
        known = dict(self.names)
        if self.language == "en":
            known |= {official.name_en: official.name for official in self.officials}
        ground = _Ground(self._record(meeting), known, self.people, "the record")
        return self._wrong(text, limit, ground)

    def _fault(self, what: str, wrong: str) -> None:
        self.faults.append(Fault(what, wrong))

    def _sentences(self, numbers: Sequence[int], what: str) -> list[Sentence]:
        count = len(self.document.sentences)
        for number in dict.fromkeys(numbers):
            if not 1 <= number <= count:
                wrong = f"there is no sentence {number}, the page has {count}"
                self._fault(f"a sentence of {what}", wrong)
        told = [s for s in self.document.sentences if s.number in numbers]
        if not told:
            self._fault(what, "it rests on no sentence of the page")
        return told

    def _text(self, text: str, sentences: Sequence[Sentence], what: str) -> str:
        """The text, or the fixed phrase for one that says more than the sentences."""
        source = " ".join(sentence.text for sentence in sentences)
        numbers = ", ".join(str(sentence.number) for sentence in sentences)
        people = [name for sentence in sentences for name in likely_people(sentence)]
        ground = _Ground(source, self._known(sentences), people, "its sentences")
        wrong = self._wrong(text, LONGEST_TEXT, ground)
        if wrong is None:
            return " ".join(text.split())
        self._fault(f"the text of {what} (of sentence {numbers})", wrong)
        return composing.untold(self.language)

    def _known(self, sentences: Sequence[Sentence]) -> dict[str, str]:
        names: dict[str, str] = {}
        for sentence in sentences:
            names |= allowed_names(
                self.document, sentence, self.language, self.parties, self.officials, ()
            )
        return names

    def _record(self, meeting: composing.Meeting) -> str:
        """The words that headline and summary may take up, and all numbers of the page.

        Of English texts these are not the page's own words: among so many, half of all
        foreign names sound like one or the other.
        """
        page = self.document.text
        items = (*meeting.agreements, *meeting.context)
        words = [item.text for item in items if item.text != composing.untold(self.language)]
        words += [official.role for official in meeting.officials]
        words += [meeting.date.value] if meeting.date else []
        words += _NUMBER.findall(page) if self.language == "en" else [page]
        return " ".join(words)

    def _wrong(self, text: str, limit: int, ground: _Ground) -> str | None:
        if len(text) > limit:
            return f"it is longer than {limit} characters"
        return next(self._strangers(text, ground), None)

    def _strangers(self, text: str, ground: _Ground) -> Iterator[str]:
        """What is wrong with each sentence of the text: each may begin with a capital."""
        source, known, people, place = ground
        for sentence in _NEXT_SENTENCE.split(" ".join(text.split())):
            wrong = (
                stranger(sentence, source, known, place, people)
                if self.language == "en"
                else ungrounded(sentence, source, known, self.language, place)
            )
            if wrong:
                yield wrong
