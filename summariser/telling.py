"""Says in one sentence what a sentence of the page tells, in the language of the record."""

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
_TRIES = 2


@dataclass
class Teller:
    """Texts of one document's sentences, each made once.

    A sentence that is in the wanted language already stands for itself. Every other one is
    asked for, checked against the page, asked for once more with the complaint, and left out
    with a warning when it still says what the page does not.
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
        known = allowed_names(self.document, sentence, self.language, self.parties, self.officials)
        template = questions.TEXTS[self.language]
        prompt = questions.messages(template, sentence=sentence.text, names=", ".join(known))
        what = f"the text of sentence {sentence.number}"
        wrong: str | None = None
        for _ in range(_TRIES):
            answer = self.asker.answer("text", prompt, questions.TextAnswer, _TOKENS, what)
            if answer is None:
                return None
            wrong = questions.complaint(answer.text, sentence.text, known, self.language)
            if wrong is None:
                return " ".join(answer.text.split())
            again = questions.messages("again", answer=answer.model_dump_json(), complaint=wrong)
            prompt = [*prompt, *again]
        self.asker.warnings.append(f"left out {what}: {wrong}")
        return None


def allowed_names(
    document: Document,
    sentence: Sentence,
    language: Language,
    parties: Sequence[Party],
    officials: Sequence[Official],
) -> dict[str, str]:
    """The names that a text of the sentence may have, in its language, and what each names."""
    if language != "en":
        states = {arabic_name(p.country): p.country for p in parties if p.country}
        return named_in(sentence.text) | states
    people = [span.words(sentence.text) for span in name_spans(sentence.text)]
    known = english_names(document, sentence, people)
    known |= {english_name(p.country): p.country for p in parties if p.country}
    again = (o for o in officials if _named_again(o.name, sentence.text))
    return known | {official.name_en: official.name for official in again}


def _named_again(name: str, text: str) -> bool:
    """Whether the text has the name's last word, by which news call a person again."""
    return name.rsplit(maxsplit=1)[-1] in text
