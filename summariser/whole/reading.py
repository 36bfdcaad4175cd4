"""The one request: its prompt, the second try with the complaints, the record."""

import hashlib
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from summariser import questions
from summariser.asking import Asker
from summariser.document import Document
from summariser.model.protocol import Message, Model
from summariser.record import Language, MeetingSummary
from summariser.recording import EMPTY, NO_MEETING, NO_TEXT, recorded
from summariser.whole.checks import Checked
from summariser.whole.offers import Offer, WholeAnswer, answer_type

PLAN = "whole"
_TOKENS = 3072  # a record of 20 officials; an answer cut off is asked once more with twice as much
_FENCE_LETTERS = 16  # of the hash


@dataclass
class WholeReading:
    """One document's one request. Use once: ``WholeReading(document, model).record()``.

    ``language`` is that of headline, summary and texts.
    """

    document: Document
    model: Model
    language: Language = "en"

    def __post_init__(self) -> None:
        self.asker = Asker(self.model)

    def record(self) -> MeetingSummary:
        """Ask for everything and give the record, its quotes checked against the page.

        Raises `ModelError` when the model cannot be reached or refuses.
        """
        begun = time.perf_counter()
        parts = EMPTY
        if any(not sentence.heading for sentence in self.document.sentences):
            parts = self._filled()
        else:
            self.asker.warnings.append(NO_TEXT)
        return recorded(self.document, self.asker, self.language, PLAN, parts, begun)

    def _filled(self) -> Mapping[str, object]:
        """The parts of the record: of the first answer, or of the second where that was wrong."""
        offer = Offer.of(self.document)
        shape = answer_type(offer, self.model.most_choices)
        prompt = question(self.document, offer, self.language)
        answer = self.asker.answer("whole", prompt, shape, _TOKENS, "the whole record")
        checked = self._checked(offer, answer)
        if answer and checked and checked.faults:
            complaints = [str(fault) for fault in checked.faults]
            again = questions.messages(
                "whole_again", answer=answer.model_dump_json(), complaints=complaints
            )
            what = "the whole record with its faults put right"
            second = self.asker.answer("whole", [*prompt, *again], shape, _TOKENS, what)
            answer = second or answer
            checked = self._checked(offer, second) if second else checked
        if answer and not answer.meeting:
            self.asker.warnings.append(NO_MEETING)
        if checked is None:
            return EMPTY
        self.asker.warnings += [f"left out {fault}" for fault in checked.faults]
        return checked.parts

    def _checked(self, offer: Offer, answer: WholeAnswer | None) -> Checked | None:
        """The answer verified; None where it tells of no meeting."""
        if answer is None or not answer.meeting:
            return None
        return Checked(self.document, offer, self.language, answer)


def question(document: Document, offer: Offer, language: Language) -> list[Message]:
    """The request for the whole record of a page."""
    sentences = [questions.shown(sentence.text) for sentence in document.sentences]
    return questions.messages(
        "whole",
        fence=fence(sentences),
        sentences=sentences,
        language=language,
        **offer.explained(),
    )


def fence(sentences: Sequence[str]) -> str:
    """A word that none of the sentences contains, the same for the same page."""
    page = unicodedata.normalize("NFKC", "\n".join(sentences)).casefold()
    return next(word for word in _words(page) if word not in page)


def _words(page: str) -> Iterator[str]:
    """Words made of the page's hash, without end."""
    word = hashlib.sha256(page.encode()).hexdigest()
    while True:
        yield f"page-{word[:_FENCE_LETTERS]}"
        word = hashlib.sha256(word.encode()).hexdigest()
