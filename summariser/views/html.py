"""What the pages for browsers share: one file each, safe, with evidence marked in its text.

A page needs no network. Its template escapes words of documents and models, and a content
security policy lets nothing but the file's own style and script take effect.
"""

import hashlib
import json
import re
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Generic, Literal, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

MarkT = TypeVar("MarkT", bound=Hashable)
Span = tuple[int, int]  # start and end, code points of the text

_RIGHT_TO_LEFT = frozenset(["ar", "fa", "he", "ur"])  # of the languages that a document can have
_LANGUAGE = re.compile(r"[a-z]{2,3}")
# A line break of old Macs, as long as the one that HTML has, so that offsets stay.
_LONE_RETURN = re.compile(r"\r(?!\n)")
# What HTML and UTF-8 do not allow, and what makes letters read in another order than written.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def language_tag(language: str) -> str:
    """Give a document's language for ``lang``; "" when it is not known."""
    return language if language != "und" and _LANGUAGE.fullmatch(language) else ""


def direction(language: str) -> Literal["rtl", "auto"]:
    """Give a text's direction; "auto" leaves it to the text's first letters."""
    return "rtl" if language in _RIGHT_TO_LEFT else "auto"


def allowed(text: str) -> str:
    """Leave out what no page may hold. Of escaped text this can make no markup."""
    return _FORBIDDEN.sub("", text)


def broken_lines(text: str) -> str:
    """Give a text, as long as before, with line breaks that a browser shows."""
    return _LONE_RETURN.sub("\n", text)


# ── evidence in a text ───────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Segment(Generic[MarkT]):
    """A piece of a text that belongs to the same marks from end to end."""

    start: int
    text: str
    marks: frozenset[MarkT]


def cut(text: str, marks: Iterable[tuple[Span, MarkT]]) -> Iterator[Segment[MarkT]]:
    """Cut a text wherever a mark begins or ends. Marks lie within the text and may overlap."""
    changes: dict[int, Counter[MarkT]] = defaultdict(Counter)
    for (start, end), mark in marks:
        changes[start][mark] += 1
        changes[end][mark] -= 1
    open_marks: Counter[MarkT] = Counter()
    for start, end in pairwise(sorted({0, len(text), *changes})):
        open_marks.update(changes.get(start, Counter()))
        here = frozenset(mark for mark, times in open_marks.items() if times)
        yield Segment(start, text[start:end], here)


# ── the file ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Inline:
    """A style or a script that stands in the page, and the policy's word for it."""

    source: str

    @property
    def permit(self) -> str:
        """Give the source expression that allows it in a content security policy."""
        return f"'sha256-{b64encode(hashlib.sha256(self.source.encode()).digest()).decode()}'"


def inline(*names: str) -> Inline:
    """Join files of this room, named by their paths in it."""
    room = files("summariser.views")
    return Inline("".join(room.joinpath(name).read_text("utf-8") for name in names))


@cache
def environment() -> Environment:
    """Templates of this room, named by their paths in it; what they show is escaped."""
    return Environment(
        loader=PackageLoader("summariser", "views"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def data(value: object) -> Markup:
    """Write JSON that can stand in a script element: nothing in it can end the element."""
    return htmlsafe_json_dumps(value, dumps=_dumps)


def _dumps(value: object, **_: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def clipped(text: str, most: int) -> str:
    """Cut what is too long to be read, and say how long it is."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text):,} characters)"
