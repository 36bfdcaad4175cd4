"""The interview: asks the questions of the plan ``stepwise`` and assembles the record.

Order of the plan, each step over what the page itself offers:
    1. sentences are marked (agreement? background? which topic?)
    2. behind the page's beginning, yes-or-no questions about the meeting: is there one, who
       takes part, where and when was it. They share their prompt up to the question.
    3. in each sentence with a word of office: who is named, with which job, for whom
    4. for each matter and each background sentence: its English
One question that fails leaves its value out and the record "partial"; a model that cannot
be reached or refuses fails the document.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from summariser import composing, deciding, questions, serving
from summariser.candidates import (
    LEAD_SENTENCES,
    Candidate,
    date_candidates,
    party_candidates,
    venue_candidates,
)
from summariser.document import Document, Sentence
from summariser.errors import AnswerError
from summariser.grounding import (
    english_names,
    evidence,
    find_words,
    same_person,
    sentence_evidence,
)
from summariser.lexicon import (
    call_words,
    country_mentions_in,
    english_name,
    office_words,
    role_in_english,
    romanised,
    title_span,
)
from summariser.marking import Mark, mark, thresholds
from summariser.model.protocol import AnswerT, Message, Model, Reply, T
from summariser.model.protocol import Usage as ModelUsage
from summariser.naming import name_spans
from summariser.record import (
    Agreement,
    ContextItem,
    DocumentInfo,
    Evidence,
    MeetingDate,
    MeetingSummary,
    Official,
    Party,
    Provenance,
    Status,
    Topic,
    Usage,
    Venue,
)
from summariser.version import VERSION

PLAN = "stepwise"
_YES = 0.5  # probability of "yes" from which a yes-or-no question is answered yes
_SURE_NAME = 0.7  # chance of a candidate from which somebody is named beside the title
_LEAD_CHARACTERS = 900
_PEOPLE_TOKENS = 240
_ENGLISH_TOKENS = 80
_ENGLISH_TRIES = 2


@dataclass
class Interview:
    """One document's questions to one model. Use once: ``Interview(document, model).record()``."""

    document: Document
    model: Model
    usage: ModelUsage = field(default_factory=ModelUsage)
    from_cache: bool = True
    warnings: list[str] = field(default_factory=list[str])
    failed_questions: int = 0
    parties: list[Party] = field(default_factory=list[Party])
    officials: list[Official] = field(default_factory=list[Official])
    english: dict[int, str | None] = field(default_factory=dict[int, str | None])  # by sentence

    def __post_init__(self) -> None:
        self.sentences = self.document.sentences
        self.body = [s for s in self.sentences if not s.heading]
        self.marks = dict(zip((s.number for s in self.body), mark(self.body), strict=True))
        self.lead = "\n".join(s.text for s in self.sentences[:LEAD_SENTENCES])[:_LEAD_CHARACTERS]

    def record(self) -> MeetingSummary:
        """Ask everything and give the record, its quotes checked against the page.

        Raises `ModelError` when the model cannot be reached or refuses.
        """
        begun = time.perf_counter()
        parts = self._empty()
        if not self.body:
            self.warnings.append("no article text found: the page is menus and boilerplate alone")
        elif not self._is_meeting():
            self.warnings.append("no meeting found in the text: all fields are left empty")
        else:
            parts = self._filled()
        status: Status = "partial" if self.failed_questions or not self.body else "ok"
        return MeetingSummary.model_validate(
            {
                "document": document_info(self.document),
                "status": status,
                **parts,
                "warnings": self.warnings,
                "provenance": self._provenance(time.perf_counter() - begun),
            },
            context={"text": self.document.text},
        )

    # ── the plan ─────────────────────────────────────────────────────────────

    def _empty(self) -> dict[str, object]:
        return {
            "headline": "",
            "summary": "",
            "parties": [],
            "officials": [],
            "venue": None,
            "date": None,
            "agreements": [],
            "context": [],
        }

    def _filled(self) -> dict[str, object]:
        self.parties = self.take_parties()
        venue = self._venue()
        date = self._date()
        host = (venue.country if venue else None) or serving.NO_STATE
        self.officials = [self._served(*found, host) for found in self.people()]
        agreements = self._agreements()
        context = self._context()
        return {
            "headline": composing.headline(self.parties, venue),
            "summary": composing.summary(
                self.parties, self.officials, venue, date, agreements, context
            ),
            "parties": self.parties,
            "officials": self.officials,
            "venue": venue,
            "date": date,
            "agreements": agreements,
            "context": context,
        }

    def _is_meeting(self) -> bool:
        return self._yes("meeting") >= _YES

    def take_parties(self) -> list[Party]:
        """The states and organisations that take part."""
        return [
            Party(
                name=candidate.name,
                kind="state" if candidate.country else "organisation",
                country=candidate.country,
                evidence=(evidence(self.document, candidate.start, candidate.end),),
            )
            for candidate, chance in self._weighed("party", party_candidates(self.document))
            if chance >= deciding.threshold("party")
        ]

    def _venue(self) -> Venue | None:
        calls = call_words(self.lead)
        if calls and self._yes("call") >= _YES:
            grounds = self._lead_evidence(calls)
            return Venue(city=None, country=None, place=None, evidence=(grounds,))
        weighed = self._weighed("venue", venue_candidates(self.document))
        best, chance = max(weighed, key=lambda pair: pair[1], default=(None, 0.0))
        if best is None or chance < deciding.threshold("venue"):
            return None
        return Venue(
            city=best.city,
            country=best.country,
            place=None,
            evidence=(evidence(self.document, best.start, best.end),),
        )

    def _lead_evidence(self, spans: Sequence[tuple[int, int]]) -> Evidence:
        words = self.lead[spans[0][0] : spans[0][1]]
        found = find_words(self.document, words, self.sentences)
        return found or sentence_evidence(self.document, self.sentences[:1])[0]

    def _date(self) -> MeetingDate | None:
        weighed = self._weighed("date", date_candidates(self.document))
        best, chance = max(weighed, key=lambda pair: pair[1], default=(None, 0.0))
        if best is None or best.date is None or chance < deciding.threshold("date"):
            return None
        return MeetingDate(
            value=best.date.value,
            precision=best.date.precision,
            evidence=tuple(evidence(self.document, *span) for span in best.date.spans),
        )

    # ── officials ────────────────────────────────────────────────────────────

    def people(self) -> list[tuple[Official, serving.Named]]:
        """The officials, and where each is named first. The parties have to be known."""
        found: list[tuple[Official, serving.Named]] = []
        for sentence in self.sentences:
            if not office_words(sentence.text):
                continue
            names = self._new_names(sentence, [official for official, _ in found])
            if not names:
                continue
            countries = self._countries_for(sentence)
            answer = self._ask(
                questions.messages("people", sentence=sentence.text),
                questions.people_answer(
                    list(names), list(countries), least=int(max(names.values()) >= _SURE_NAME)
                ),
                _PEOPLE_TOKENS,
                f"who is named in sentence {sentence.number}",
            )
            for person in answer.people if answer else ():
                self._add_official(found, person, sentence, countries.get(person.country))
        return found

    def _new_names(self, sentence: Sentence, found: Sequence[Official]) -> dict[str, float]:
        """The sentence's candidate names with their chances, those already found left out."""
        known = [span for official in found for span in _places(sentence.text, official.name)]
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

    def _add_official(
        self,
        found: list[tuple[Official, serving.Named]],
        person: questions.PersonAnswer,
        sentence: Sentence,
        country: str | None,
    ) -> None:
        place = find_words(self.document, person.name, [sentence])
        if place is None:  # the closed set is made of the sentence's words: cannot happen
            raise AnswerError(f"{self.document.id}: a name outside its sentence was answered")
        present = self._topic(sentence) != "prior_meeting"
        for i, (known, first) in enumerate(found):
            if same_person(known.name, person.name):
                more = {"present": known.present or present, "evidence": (*known.evidence, place)}
                found[i] = known.model_copy(update=more), first
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
        found.append((official, named))

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
        self.warnings.append(f"left out the role of {romanised(name)}: {wrong}")
        return ""

    def _served(self, official: Official, named: serving.Named, host: str) -> Official:
        """The official with the state served, as the head decides it."""
        parties = [party.country for party in self.parties if party.country]
        rows = serving.features(self.document, named, parties, host)
        chances = deciding.judged("country", list(rows.values()))
        best = max(zip(chances, rows, strict=True), key=lambda pair: pair[0])[1]
        return official.model_copy(update={"country": best or None})

    # ── matters and background ───────────────────────────────────────────────

    def _agreements(self) -> list[Agreement]:
        limit = thresholds().agreement
        matters: list[Agreement] = []
        for sentence in self.body:
            told = self.marks[sentence.number]
            if told.agreement < limit or told.context > told.agreement:
                continue
            matters.append(
                Agreement(
                    text=self._english(sentence) or composing.UNTRANSLATED,
                    status=told.status,
                    evidence=sentence_evidence(self.document, [sentence]),
                )
            )
        return matters

    def _context(self) -> list[ContextItem]:
        by_topic: dict[Topic, list[Sentence]] = {}
        for sentence in self.body:
            if topic := self._topic(sentence):
                by_topic.setdefault(topic, []).append(sentence)
        items: list[ContextItem] = []
        for topic, sentences in by_topic.items():
            best = max(sentences, key=partial(self._topic_chance, topic))
            text = self._english(best) or composing.UNTRANSLATED
            grounds = sentence_evidence(self.document, sentences)
            items.append(ContextItem(topic=topic, text=text, evidence=grounds))
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

    def _english(self, sentence: Sentence) -> str | None:
        """The sentence in English, or None (and a warning) when there is none that fits."""
        if sentence.number not in self.english:
            self.english[sentence.number] = self._translated(sentence)
        return self.english[sentence.number]

    def _translated(self, sentence: Sentence) -> str | None:
        people = [span.words(sentence.text) for span in name_spans(sentence.text)]
        known = english_names(self.document, sentence, people)
        known |= {english_name(p.country): p.country for p in self.parties if p.country}
        known |= {o.name_en: o.name for o in self.officials if _named_again(o.name, sentence.text)}
        prompt = questions.messages("english", sentence=sentence.text, names=", ".join(known))
        what = f"the English of sentence {sentence.number}"
        wrong: str | None = None
        for _ in range(_ENGLISH_TRIES):
            answer = self._ask(prompt, questions.EnglishAnswer, _ENGLISH_TOKENS, what)
            if answer is None:
                return None
            wrong = questions.complaint(answer.text, sentence.text, known)
            if wrong is None:
                return " ".join(answer.text.split())
            again = questions.messages("again", answer=answer.model_dump_json(), complaint=wrong)
            prompt = [*prompt, *again]
        self.warnings.append(f"left out {what}: {wrong}")
        return None

    # ── asking ───────────────────────────────────────────────────────────────

    def _yes(self, about: str, name: str = "", sentence: str = "") -> float:
        prompt = questions.messages(
            "meeting", lead=self.lead, about=about, name=name, sentence=sentence
        )
        return self._counted(self.model.weigh(prompt, questions.YES_OR_NO))["yes"]

    def answers(
        self, about: deciding.About, candidates: Sequence[Candidate]
    ) -> list[tuple[Candidate, float]]:
        """Each candidate with the model's probability of "yes"."""
        return [(candidate, self._yes_about(about, candidate)) for candidate in candidates]

    def _weighed(
        self, about: deciding.About, candidates: Sequence[Candidate]
    ) -> list[tuple[Candidate, float]]:
        """Each candidate with its decided chance."""
        decided = deciding.chances(about, self.answers(about, candidates))
        return list(zip(candidates, decided, strict=True))

    def _yes_about(self, about: str, candidate: Candidate) -> float:
        sentence = candidate.sentence.text
        return self._yes(about, candidate.name, "" if sentence in self.lead else sentence)

    def _ask(
        self, prompt: list[Message], answer: type[AnswerT], max_tokens: int, what: str
    ) -> AnswerT | None:
        try:
            return self._counted(self.model.ask(prompt, answer, max_tokens=max_tokens))
        except AnswerError as error:
            self.failed_questions += 1
            self.warnings.append(f"not answered: {what} ({error})")
            return None

    def _counted(self, reply: Reply[T]) -> T:
        self.usage += reply.usage
        self.from_cache = self.from_cache and reply.from_cache
        return reply.value

    def _provenance(self, seconds: float) -> Provenance:
        return provenance(self.model, self.usage, seconds, self.from_cache)


def document_info(document: Document) -> DocumentInfo:
    """What a record says of its document."""
    return DocumentInfo(
        id=document.id,
        sha256=document.sha256,
        language=document.language,
        characters=len(document.text),
    )


def provenance(model: Model, usage: ModelUsage, seconds: float, from_cache: bool) -> Provenance:
    """What a record says of how it was made."""
    return Provenance(
        model=model.name,
        weights_sha256=model.weights_sha256,
        plan=PLAN,
        prompts=questions.prompt_hashes(),
        package_version=VERSION,
        usage=Usage(
            requests=usage.requests,
            prompt_tokens=usage.prompt_tokens,
            cached_tokens=usage.cached_tokens,
            completion_tokens=usage.completion_tokens,
        ),
        seconds=round(seconds, 3),
        from_cache=from_cache,
    )


def _named_again(name: str, text: str) -> bool:
    """Whether the text has the name's last word, by which news call a person again."""
    return bool(_places(text, name.rsplit(maxsplit=1)[-1]))


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Every place of exactly these words in the text."""
    return [match.span() for match in re.finditer(re.escape(words), text)]
