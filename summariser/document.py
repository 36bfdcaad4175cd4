"""A document: raw text in; body, numbered sentences and exact offsets out.

Offsets are code points of the text as read: nothing is stripped, folded or normalised
before they are taken, so ``document.text[s.start:s.end]`` is always what the page says
(byte-order marks, CRLF, direction marks and tatweel included).
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from summariser.errors import DocumentError

if TYPE_CHECKING:
    from summariser.dividing import Line

# How a text is divided is imported where a page is really read: a page whose record is on the
# shelf is not.

LEAD_SENTENCES = 4  # the news agency's rule: who, what, where and when stand in the first ones
MAX_CHARACTERS = 200_000  # some 60 printed pages; a news page has 1,000 to 10,000
MAX_BYTES = 4 * MAX_CHARACTERS  # UTF-8 needs at most four bytes a code point


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the body: ``number`` counts from 1, offsets are those of the text."""

    number: int
    start: int
    end: int
    text: str
    heading: bool

    @property
    def span(self) -> tuple[int, int]:
        """Give both offsets."""
        return self.start, self.end


@dataclass(frozen=True)
class Document:
    """A page of text under the name ``id`` (for a file, its name).

    ``notes`` say what is to be told of how it was read; they stand in its record's warnings.
    """

    id: str
    text: str
    notes: tuple[str, ...] = ()

    @classmethod
    def from_text(cls, text: str, document_id: str = "text") -> "Document":
        """Take a string as it is. Raises `DocumentError` when no page can be in it."""
        if len(text) > MAX_CHARACTERS:
            raise DocumentError(
                f"{document_id}: {len(text):,} characters, more than the {MAX_CHARACTERS:,} "
                "that a page may have; split it into its articles"
            )
        if not text.strip("\ufeff \t\r\n"):
            raise DocumentError(f"{document_id}: empty, there is nothing to summarise")
        if "\0" in text:
            raise DocumentError(f"{document_id}: binary, not text; give the page as UTF-8 text")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise DocumentError(
                f"{document_id}: not Unicode text (a lone surrogate at character {error.start})"
            ) from error
        return cls(document_id, text)

    @classmethod
    def from_bytes(cls, data: bytes, document_id: str) -> "Document":
        """Decode UTF-8 without changing a character. Raises `DocumentError`."""
        if len(data) > MAX_BYTES:
            raise DocumentError(
                f"{document_id}: {len(data) / 1e6:.1f} MB, more than the {MAX_BYTES / 1e6:.1f} MB "
                "that a page may have; split it into its articles"
            )
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise DocumentError(
                f"{document_id}: UTF-16, not UTF-8; convert it: iconv -f UTF-16 -t UTF-8"
            )
        if b"\0" in data:
            raise DocumentError(f"{document_id}: binary, not text; give the page as UTF-8 text")
        try:
            return cls.from_text(data.decode("utf-8"), document_id)
        except UnicodeDecodeError as error:
            raise DocumentError(
                f"{document_id}: not UTF-8 (byte {data[error.start]:#04x} at position "
                f"{error.start}); convert it, for example: iconv -f WINDOWS-1256 -t UTF-8"
            ) from error

    @classmethod
    def from_path(cls, path: Path) -> "Document":
        """Read a file of UTF-8 text as it is; `intake` reads whatever else a page may be.

        Raises `DocumentError` when it cannot be read or holds no text.
        """
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
                size = path.stat().st_size
        except FileNotFoundError as error:
            raise DocumentError(f"{path}: no such file") from error
        except OSError as error:
            raise DocumentError(f"{path}: cannot be read ({error.strerror})") from error
        if size > MAX_BYTES:
            raise DocumentError(
                f"{path.name}: {size / 1e6:.1f} MB, more than the {MAX_BYTES / 1e6:.1f} MB that a "
                "page may have; split it into its articles"
            )
        return cls.from_bytes(data, path.name)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the text as UTF-8: of a file of UTF-8 text, the hash of its bytes."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def language(self) -> str:
        """ISO 639-1 code of the body's language, 'und' when there is none to tell."""
        from summariser.dividing import detect_language  # noqa: PLC0415 - see above

        return detect_language(" ".join(s.text for s in self.sentences) or self.text)

    @cached_property
    def lines(self) -> "tuple[Line, ...]":
        """All lines that are not blank, told apart into text, headings and boilerplate."""
        from summariser.dividing import lines_of  # noqa: PLC0415 - see above

        return tuple(lines_of(self.text))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The body's sentences, numbered from 1 in the order of the page."""
        from summariser.dividing import sentence_spans  # noqa: PLC0415 - see above

        spans = [
            (*span, line.kind == "heading")
            for line in self.lines
            if line.kind != "boilerplate"
            for span in sentence_spans(self.text, line.start, line.end)
        ]
        return tuple(
            Sentence(number, start, end, self.text[start:end], heading)
            for number, (start, end, heading) in enumerate(spans, 1)
        )
