"""The sentences of a page that a record's evidence stands in, for people who read it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter

from summariser.document import Document, Sentence
from summariser.record import Evidence, MeetingSummary
from summariser.views import plain_part


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the page as a reader wants them: the whole sentence, the evidence marked in it.

    ``numbers`` are those of its sentences, from 1; none where the page is not known, or where
    the words stand in no sentence (a dateline, a menu). Then the words stand alone. ``cited``
    are offsets of the evidence in ``text``, in order, apart from one another.
    """

    numbers: tuple[int, ...]
    text: str
    start: int  # of the text in the page
    cited: tuple[tuple[int, int], ...]

    @property
    def label(self) -> str:
        """The numbers as they are shown: "7" or "7–8"; empty without any."""
        return "–".join(str(number) for number in dict.fromkeys(self.numbers))

    def pieces(self) -> list[tuple[str, bool]]:
        """The text without controls, cut into what is cited and what is not, by turns."""
        cuts = sorted({0, len(self.text), *(offset for span in self.cited for offset in span)})
        starts = {start for start, _ in self.cited}
        parts = [(plain_part(self.text[a:b]), a in starts) for a, b in pairwise(cuts)]
        turns = groupby((part for part in parts if part[0]), key=itemgetter(1))
        return [("".join(words for words, _ in turn), cited) for cited, turn in turns]


class Passages:
    """Finds the passages of a record's evidence, in its page if that is at hand."""

    def __init__(self, record: MeetingSummary, document: Document | None) -> None:
        """Take the page of the record. Raises `ValueError` for another one's."""
        if document is not None and document.sha256 != record.document.sha256:
            raise ValueError(f"{document.id} is not the page that the record is about")
        self._document = document

    def of(self, grounds: Iterable[Evidence]) -> list[Passage]:
        """The passages of these pieces, each once, in the order in which they come first."""
        found: dict[tuple[int, int], list[Evidence]] = {}
        for piece in grounds:
            sentences = self._sentences(piece)
            first = sentences[0].start if sentences else piece.start
            last = sentences[-1].end if sentences else piece.end
            found.setdefault((min(first, piece.start), max(last, piece.end)), []).append(piece)
        return [self._passage(span, pieces) for span, pieces in found.items()]

    def label(self, grounds: Iterable[Evidence]) -> str:
        """The numbers of all sentences of these pieces: "[7]", "[2, 7–8]"; empty without any."""
        labels = dict.fromkeys(passage.label for passage in self.of(grounds) if passage.label)
        return f"[{', '.join(labels)}]" if labels else ""

    def words(self, grounds: Sequence[Evidence]) -> dict[str, str]:
        """Each wording of the evidence once, with the label of where it stands."""
        wordings = dict.fromkeys(piece.quote for piece in grounds)
        return {
            quote: self.label(piece for piece in grounds if piece.quote == quote)
            for quote in wordings
        }

    def _sentences(self, piece: Evidence) -> list[Sentence]:
        sentences = self._document.sentences if self._document else ()
        return [s for s in sentences if s.start < piece.end and piece.start < s.end]

    def _passage(self, span: tuple[int, int], pieces: Sequence[Evidence]) -> Passage:
        start, end = span
        sentences = self._sentences(pieces[0])
        text = self._document.text[start:end] if self._document else pieces[0].quote
        numbers = (sentences[0].number, sentences[-1].number) if sentences else ()
        spans = {(piece.start - start, piece.end - start) for piece in pieces}
        parts = spans - {(0, len(text))}  # the whole would hide what is marked in it
        return Passage(tuple(dict.fromkeys(numbers)), text, start, tuple(_joined(parts or spans)))


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans in order, those that touch made one."""
    start, end = -1, -1
    for one_start, one_end in sorted(spans):
        if one_start > end:
            if end > start:
                yield start, end
            start, end = one_start, one_end
        end = max(end, one_end)
    if end > start:
        yield start, end
