"""From bytes to text: by the marks and the declaration that they carry, else by their look.

A guess is told in the notes of what it gave. Nothing is replaced and nothing is left out: what
cannot be decoded whole is refused.
"""

import codecs
import re
from dataclasses import dataclass

from summariser.errors import DocumentError

# What news pages were written in before UTF-8, by Python's names; the others are for people.
# Of those that give the same text, or look as likely, the first is taken.
_NAMES = {
    "cp1252": "Windows-1252",
    "cp1256": "Windows-1256",
    "iso8859_6": "ISO-8859-6",
    "cp720": "DOS-720",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp1255": "Windows-1255",
    "koi8_r": "KOI8-R",
    "utf_16_le": "UTF-16",
    "utf_16_be": "UTF-16",
}
_UTF_16 = ["utf_16_le", "utf_16_be"]
_ONE_BYTE = [name for name in _NAMES if name not in _UTF_16]
_SAMPLE = 20_000  # bytes that a guess is made from
# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOTE = "encoding guessed from the bytes: "
_CONVERT = "convert it, for example: iconv -f WINDOWS-1256 -t UTF-8"
_DECLARED = re.compile(
    rb"""<(?:meta\b[^<>]{0,500}?charset|\?xml\b[^<>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_HEAD = 4096  # bytes in which a page declares its encoding; browsers read 1,024
_PART = re.compile(rb"[<>\r\n]+")  # what stands between lines, and between tags


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what is to be told of how it was read."""

    text: str
    notes: tuple[str, ...] = ()


def is_note(warning: str) -> bool:
    """Whether a record's warning is about the encoding of the page's own file."""
    return warning.startswith(_NOTE)


def decoded(data: bytes, name: str, *, html: bool = False) -> Decoded:
    """The text of a page: UTF-8, or as its mark or its ``<meta charset>`` says, or a guess.

    The mark of UTF-8 stays in the text, which has the bytes of its file then. ``name`` is for
    messages. Raises `DocumentError`.
    """
    if marked := _marked(data):
        try:
            return Decoded(data.decode(marked))
        except UnicodeDecodeError as error:
            raise DocumentError(f"{name}: begins as {marked.upper()} and is not") from error
    if b"\0" in data:  # Arabic in UTF-16 would pass as UTF-8
        if guess := _guessed(data, _UTF_16):
            return guess
        raise DocumentError(f"{name}: binary, not text; give the page as UTF-8 text")
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        at = error.start
    text = _as_declared(data) if html else None
    if text is not None:
        return Decoded(text)
    if guess := _guessed(data, _ONE_BYTE):
        return guess
    raise DocumentError(
        f"{name}: not UTF-8 (byte {data[at]:#04x} at position {at}), and too little of it tells "
        f"its encoding; {_CONVERT}"
    )


def encoding_of(sample: bytes) -> tuple[str, tuple[str, ...]]:
    """Python's name for the encoding of a long file that begins so, and the notes on that.

    UTF-8 where nothing tells.
    """
    if marked := _marked(sample):
        return marked, ()
    try:  # a character may be cut off at the end
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        if found := _best(sample, _ONE_BYTE):
            return found, (_note(found),)
    return "utf-8-sig", ()


def _marked(data: bytes) -> str | None:
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def _as_declared(data: bytes) -> str | None:
    """The text by the page's own declaration, as browsers understand it, if it fits."""
    import webencodings  # noqa: PLC0415 - old pages alone need it

    found = _DECLARED.search(data, 0, _HEAD)
    encoding = webencodings.lookup(found.group(1).decode("ascii")) if found else None
    # Such a declaration cannot be true, else it could not have been read.
    if encoding is None or encoding.name.startswith(("utf-16", "x-user-defined")):
        return None
    try:
        return encoding.codec_info.decode(data, "strict")[0]
    except UnicodeDecodeError:
        return None


def _guessed(data: bytes, candidates: list[str]) -> Decoded | None:
    found = _best(data, candidates)
    if found is None:
        return None
    try:
        return Decoded(data.decode(found), (_note(found),))
    except UnicodeDecodeError:
        return None


def _note(encoding: str) -> str:
    return f"{_NOTE}{_NAMES[encoding]}"


def _best(data: bytes, candidates: list[str]) -> str | None:
    """The encoding in which the bytes look most like a language; None where none does."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - old pages alone need it

    if candidates is not _UTF_16:  # what is ASCII tells nothing
        data = b"\n".join(part for part in _PART.split(data) if not part.isascii())
    matches = from_bytes(data[:_SAMPLE], cp_isolation=candidates)
    best = matches.best()
    if best is None or best.coherence == 0:
        return None
    likely = {
        name
        for match in matches
        if (match.chaos, match.coherence) == (best.chaos, best.coherence)
        for name in match.could_be_from_charset
    }
    return next(name for name in _NAMES if name in likely)
