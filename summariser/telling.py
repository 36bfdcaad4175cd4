"""Says in one sentence what a sentence of the page tells, in the language of the record."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from summariser import composing, questions
from summariser.asking import Asker
from summariser.document import Document, Sentence
from summariser.grounding import english_names, named_in
from summariser.lexicon import arabic_name, english_name
from summariser.naming import name_spans
from summariser.record import Language, Official, Party

_TOKENS = 80
# Where a sentence can be cut: at a comma or semicolon, else before a joined «و» ("and")
_CUTS = (re.compile(r"[،؛,;]\s"), re.compile(r"\s(?=و\w\w)"))
_LEAST_CLAUSE, _MOST_CLAUSE = 40, 0.6  # characters, share of the sentence


@dataclass
class Teller:
    """Texts of one document's sentences, each made once.

    A sentence that is in the wanted language already stands for itself. Every other one is
    asked for and checked against the page. What says more than the page is asked for once more,
    of the sentence's first clauses alone, and left out with a warning when it still does: told
    what was wrong, a small model says it again, or what the examples say.
    """

    document: Document
    language: Language
    asker: Asker
    parties: Sequence[Party] = ()
    officials: Sequence[Official] = ()
    _texts: dict[int, str] = field(default_factory=dict[int, str])  # by sentence number

    def text(self, sentence: Sentence) -> str:
        """The sentence in the record's language; a fixed phrase where no fitting text came."""
        if sentence.number not in self._texts:
            own = self.document.language == self.language
            told = " ".join(sentence.text.split()) if own else self._translated(sentence)
            self._texts[sentence.number] = told or composing.untold(self.language)
        return self._texts[sentence.number]

    def _translated(self, sentence: Sentence) -> str | None:
        people = likely_people(sentence)
        known = allowed_names(
            self.document, sentence, self.language, self.parties, self.officials, people
        )
        template = questions.TEXTS[self.language]
        what = f"the text of sentence {sentence.number}"
        wrong: str | None = None
        for words in (sentence.text, _first_clauses(sentence.text)):
            if words is None:
                break
            prompt = questions.messages(template, sentence=words, names=", ".join(known))
            answer = self.asker.answer("text", prompt, questions.TextAnswer, _TOKENS, what)
            if answer is None:
                return None
            wrong = questions.complaint(answer.text, words, known, self.language)
            if wrong is None:
                return " ".join(answer.text.split())
        self.asker.warnings.append(f"left out {what}: {wrong}")
        return None


def likely_people(sentence: Sentence) -> list[str]:
    """What may be a person's name in the sentence."""
    return [span.words(sentence.text) for span in name_spans(sentence.text)]


def allowed_names(  # noqa: PLR0913, PLR0917 - all that names something
    document: Document,
    sentence: Sentence,
    language: Language,
    parties: Sequence[Party],
    officials: Sequence[Official],
    people: Sequence[str],
) -> dict[str, str]:
    """The names that a text of the sentence may have, in its language, and what each names.

    ``people`` are names of the sentence that are to be spelled in an English one.
    """
    if language != "en":
        states = {arabic_name(p.country): p.country for p in parties if p.country}
        return named_in(sentence.text) | states
    known = english_names(document, sentence, people)
    known |= {english_name(p.country): p.country for p in parties if p.country}
    again = (o for o in officials if _named_again(o.name, sentence.text))
    return known | {official.name_en: official.name for official in again}


def _first_clauses(text: str) -> str | None:
    """The longest beginning of up to three fifths of a sentence, or None where it has no cut."""
    for cut in _CUTS:
        places = [match.start() for match in cut.finditer(text)]
        fitting = [at for at in places if _LEAST_CLAUSE <= at <= _MOST_CLAUSE * len(text)]
        if fitting:
            return text[: fitting[-1]]
    return None


def _named_again(name: str, text: str) -> bool:
    """Whether the text has the name's last word, by which news call a person again."""
    return name.rsplit(maxsplit=1)[-1] in text
