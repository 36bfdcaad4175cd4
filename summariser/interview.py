"""The interview: asks the questions of the plan ``stepwise`` and assembles the record.

Order of the plan, each step over what the page itself offers:
    1. sentences are marked (agreement? background? which topic?)
    2. behind the page's beginning: is there a meeting (asked where the page does not tell by two
       sure parties and a word of meeting), and was it a call? (yes or no)
    3. who takes part, where and when: what speaks for each candidate, weighed by fitted heads
    4. in each sentence with a word of office: who is named (asked only where a possible name is
       not certain), with which job (asked only where the lexicon does not know the title)
    5. for each matter and each background sentence: its text in the record's language
One question that fails leaves its value out and the record "partial"; a model that cannot
be reached or refuses fails the document.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeVar

from summariser import composing, days, deciding, parties, questions, recording, serving, venues
from summariser.asking import Asker
from summariser.document import Document, Sentence
from summariser.grounding import find_words, sentence_evidence
from summariser.lexicon import call_words, meeting_words
from summariser.marking import Mark, mark, thresholds
from summariser.model.protocol import Model
from summariser.parties import PartyCandidate
from summariser.people import People
from summariser.record import (
    Agreement,
    ContextItem,
    Evidence,
    Language,
    MeetingDate,
    MeetingSummary,
    Party,
    Topic,
    Venue,
)
from summariser.recording import EMPTY, NO_MEETING, NO_TEXT, recorded
from summariser.telling import Teller

T = TypeVar("T")

PLAN = "stepwise"
_SURE_PARTY = 0.9  # chance that two parties have; with a word of meeting it is told by the page
# Probabilities of "yes" from which a question is answered so. The model is too ready to see a
# meeting: on 19 pages of eval/dev/tune it gave .67 to .91, on 14 of 16 pages about other matters
# (tests/no_meeting) .35 to .62. None of those 16 has two sure parties and a word of meeting.
_YES = {"meeting": 0.64, "call": 0.5}
_LEAD_SENTENCES, _LEAD_CHARACTERS = 4, 900  # with 500 meetings and other news come close


@dataclass
class Interview:
    """One document's questions to one model. Use once: ``Interview(document, model).record()``.

    ``language`` is that of headline, summary and texts.
    """

    document: Document
    model: Model
    language: Language = "en"

    def __post_init__(self) -> None:
        self.asker = Asker(self.model)
        self.sentences = self.document.sentences
        self.body = [s for s in self.sentences if not s.heading]
        self.marks = dict(zip((s.number for s in self.body), mark(self.body), strict=True))
        # Each sentence once: a page can repeat one until nothing else fits into its beginning.
        different = list(dict.fromkeys(s.text for s in self.sentences))[:_LEAD_SENTENCES]
        self.lead = "\n".join(different)[:_LEAD_CHARACTERS]
        self.matters = {number: told.agreement for number, told in self.marks.items()}
        self.background = {number: told.context for number, told in self.marks.items()}
        self.home = serving.home(self.document)

    def record(self) -> MeetingSummary:
        """Ask everything and give the record, its quotes checked against the page.

        Raises `ModelError` when the model cannot be reached or refuses.
        """
        begun = time.perf_counter()
        parts = EMPTY
        warnings = self.asker.warnings
        if not self.body:
            warnings.append(NO_TEXT)
        elif not self._is_meeting():
            warnings.append(NO_MEETING)
        else:
            parts = self._filled()
        return recorded(self.document, self.asker, self.language, PLAN, parts, begun)

    # ── the plan ─────────────────────────────────────────────────────────────

    def _filled(self) -> dict[str, object]:
        taking_part = self.parties()
        venue = self.venue()
        date = self.date()
        absent = (s.number for s in self.body if self._topic(s) == "prior_meeting")
        people = People(self.document, self.asker, taking_part, frozenset(absent))
        found = people.found()
        host = (venue.country if venue else None) or serving.NO_STATE
        officials = [people.served(one, host) for one in found]
        teller = Teller(self.document, self.language, self.asker, taking_part, officials)
        agreements = self._agreements(teller)
        context = self._context(teller)
        titles = {one.official.name: one.title for one in found}
        meeting = composing.Meeting(
            taking_part, officials, venue, date, agreements, context, titles
        )
        return {
            "headline": composing.headline(meeting, self.language),
            "summary": composing.summary(meeting, self.language),
            "parties": taking_part,
            "officials": officials,
            "venue": venue,
            "date": date,
            "agreements": agreements,
            "context": context,
        }

    def _is_meeting(self) -> bool:
        """Whether the page tells of a meeting; asked where words and parties do not say it."""
        chances = sorted((chance for _, chance in self._weighed_parties), reverse=True)
        told = len(chances) > 1 and chances[1] >= _SURE_PARTY and meeting_words(self.lead) > 0
        return told or self._yes("meeting")

    def parties(self) -> list[Party]:
        """The states and organisations that take part."""
        limit = deciding.threshold("party")
        return [
            recording.party(self.document, candidate)
            for candidate, chance in self._weighed_parties
            if chance >= limit
        ]

    @cached_property  # asked for by the meeting and by its parties
    def _weighed_parties(self) -> list[tuple[PartyCandidate, float]]:
        candidates = parties.party_candidates(self.document)
        rows = parties.features(candidates, self.matters, self.background, self.home)
        return list(zip(candidates, deciding.judged("party", rows), strict=True))

    def venue(self) -> Venue | None:
        """Where it was: no city and no country for a call."""
        calls = call_words(self.lead)
        if calls and self._yes("call"):
            return recording.call(self._lead_evidence(calls))
        candidates = venues.venue_candidates(self.document, self.home)
        rows = venues.features(candidates, self.matters, self.background, self.home)
        best = _best(candidates, deciding.judged("venue", rows), deciding.threshold("venue"))
        return None if best is None else recording.venue(self.document, best)

    def _lead_evidence(self, spans: Sequence[tuple[int, int]]) -> Evidence:
        words = self.lead[spans[0][0] : spans[0][1]]
        found = find_words(self.document, words, self.sentences)
        return found or sentence_evidence(self.document, self.sentences[:1])[0]

    def date(self) -> MeetingDate | None:
        """When it was, as precise as the page lets one say."""
        candidates = days.day_candidates(self.document)
        rows = days.features(candidates, self.background)
        best = _best(candidates, deciding.judged("date", rows), deciding.threshold("date"))
        return None if best is None else recording.day(self.document, best)

    # ── matters and background ───────────────────────────────────────────────

    def _agreements(self, teller: Teller) -> list[Agreement]:
        limit = thresholds().agreement
        matters: list[Agreement] = []
        for sentence in self.body:
            told = self.marks[sentence.number]
            if told.agreement < limit:
                continue
            matters.append(
                Agreement(
                    text=teller.text(sentence),
                    status=told.status,
                    evidence=sentence_evidence(self.document, [sentence]),
                )
            )
        return matters

    def _context(self, teller: Teller) -> list[ContextItem]:
        by_topic: dict[Topic, list[Sentence]] = {}
        for sentence in self.body:
            if topic := self._topic(sentence):
                by_topic.setdefault(topic, []).append(sentence)
        items: list[ContextItem] = []
        for topic, sentences in by_topic.items():
            best = max(sentences, key=partial(self._topic_chance, topic))
            grounds = sentence_evidence(self.document, sentences)
            items.append(ContextItem(topic=topic, text=teller.text(best), evidence=grounds))
        return items

    def _topic_chance(self, topic: Topic, sentence: Sentence) -> float:
        return self.marks[sentence.number].topics[topic]

    def _topic(self, sentence: Sentence) -> Topic | None:
        """The background that the sentence describes, if it does."""
        told: Mark | None = self.marks.get(sentence.number)
        if told is None or told.context < thresholds().context:
            return None
        topic = max(told.topics, key=lambda name: told.topics[name])
        return topic if told.topics[topic] >= thresholds().topic else None

    def _yes(self, about: questions.About) -> bool:
        prompt = questions.messages("meeting", lead=self.lead, about=about)
        return self.asker.yes(about, prompt) >= _YES[about]


def _best(candidates: Sequence[T], chances: Sequence[float], least: float) -> T | None:
    """The likeliest candidate, if it is likely enough."""
    ranked = zip(chances, candidates, strict=True)
    chance, best = max(ranked, key=lambda pair: pair[0], default=(0.0, None))
    return best if chance >= least else None
