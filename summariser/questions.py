"""Questions: a template of ``prompts/`` together with the answer type made for this page.

A closed question offers only answers that the page contains, so that an ungrounded answer
cannot be written down. All words said to a model are in the templates; the page enters
them as data only, after everything that a chat format could take for its own marks is
taken out.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, Literal, cast

from jinja2 import Environment, StrictUndefined, Template
from pydantic import BaseModel, Field, create_model
from rapidfuzz import fuzz

from summariser.grounding import named_in, unheard_name, unknown_name
from summariser.model.protocol import Message
from summariser.naming import name_spans
from summariser.record import Language
from summariser.templates import prompts_folder

YES_OR_NO = ("yes", "no")
About = Literal["meeting", "call"]  # what is asked of the beginning
_MARK = re.compile(r"^<<(system|user|assistant)>>\n", re.MULTILINE)
_NOT_SHOWN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]"
)
TEXTS: Mapping[Language, str] = {"en": "english", "ar": "arabic"}  # the templates of texts
# Letters that a language does not write with, and the complaint about them
_LETTERS: Mapping[Language, tuple[re.Pattern[str], str]] = {
    "en": (
        re.compile(r"[^\W\d_A-Za-z\u00c0-\u024f]"),
        "Write English only, in Latin letters.",
    ),
    "ar": (re.compile(r"[^\W\d_\u0620-\u065f\u0670]"), "Write Arabic only, in Arabic letters."),
}
_NUMBER = re.compile(r"\d+(?:[.,٫٬]\d+)*")
_SAME_TEXT = 80.0  # rapidfuzz ratio (0-100) from which two sentences are one
_SCALES = (1, 1_000, 1_000_000, 1_000_000_000)  # «436 ألف» is 436,000, and 1200 is 1.2 thousand


class TextAnswer(BaseModel):
    """One sentence, in the language asked for, that says what a sentence of the page says."""

    text: str = Field(max_length=300)


class RoleAnswer(BaseModel):
    """An official's job in English."""

    role: str = Field(max_length=80)


class NamesAnswer(BaseModel):
    """The officials of one sentence; the concrete type has a closed set of names."""

    names: list[str]


@cache
def _sections(name: str) -> tuple[tuple[str, Template], ...]:
    """The template's messages. They are told apart before anything of a page enters."""
    source = prompts_folder().joinpath(f"{name}.jinja").read_text("utf-8")
    # Prompts are plain text for a model, not markup for a browser: nothing to escape.
    environment = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701
    pieces = _MARK.split(source)[1:]
    return tuple(
        (role, environment.from_string(body.strip()))
        for role, body in zip(pieces[::2], pieces[1::2], strict=True)
    )


def shown(text: str) -> str:
    """Text of a page as a model sees it.

    One line, without invisible characters, and without the marks by which chat formats
    (ChatML, Llama, Gemma, ours) part messages.
    """
    visible = _NOT_SHOWN.sub("", text)
    return " ".join(re.sub(r"<(?=[|/a-z<])|(?<=\|)>|\[/?INST\]", " ", visible).split())


def messages(template: str, **values: str | Sequence[str]) -> list[Message]:
    """The template filled in. Every value, and every item of a list, is shown text."""
    safe = {
        name: shown(value) if isinstance(value, str) else [shown(item) for item in value]
        for name, value in values.items()
    }
    return [
        cast("Message", {"role": role, "content": section.render(safe)})
        for role, section in _sections(template)
    ]


@cache
def _examples(template: str) -> tuple[str, ...]:
    """The texts that a template shows as answers: a small model gives them for its own."""
    written = [section.render() for role, section in _sections(template) if role == "assistant"]
    return tuple(TextAnswer.model_validate_json(answer).text for answer in written)


def _one_of(values: Sequence[str]) -> Any:
    return Literal[tuple(values)]  # a set made at run time: no checker can know it


def names_answer(names: Sequence[str], *, least: int) -> type[NamesAnswer]:
    """The officials of one sentence: spans of it, at least ``least`` (0 or 1) of them."""
    most = min(len(names), 6)  # a sentence that names more officials is a list, not a sentence
    some: Any = Annotated[list[_one_of(names)], Field(min_length=least, max_length=most)]
    return create_model("Names", __base__=NamesAnswer, names=(some, ...))


def complaint(
    text: str, source: str, known: Mapping[str, str], language: Language = "en"
) -> str | None:
    """What is wrong with ``text`` as the ``language`` of ``source``; None when nothing is.

    ``known`` gives the names that the page allows (as `named_in` does: spelling to what it
    names). Letters, numbers, countries, cities, organisations and other names are checked:
    what the sentence does not name, its text may not.
    """
    if any(fuzz.ratio(text, example) >= _SAME_TEXT for example in _examples(TEXTS[language])):
        return "That is what the example says, not this sentence."
    return ungrounded(text, source, known, language, "the sentence")


def ungrounded(  # noqa: PLR0913, PLR0917 - what a text is held against
    text: str,
    source: str,
    known: Mapping[str, str],
    language: Language,
    place: str,
    people: Sequence[str] = (),
    common: Collection[str] = frozenset(),
) -> str | None:
    """What `complaint` says of a text that no example was shown for.

    ``place`` is what the complaint calls the source. ``people`` and ``common`` are those of
    `unknown_name`, for English texts.
    """
    wrong = _malformed(text, language)
    if wrong is not None:
        return wrong
    stranger = _unfounded(text, source, {*known.values(), *people})
    if stranger is None and language == "en":
        stranger = unknown_name(text, list(known), source, people, common)
    elif stranger is None:
        stranger = unheard_name([span.words(text) for span in name_spans(text)], source)
    return f"{stranger} is not in {place}." if stranger else None


def _malformed(text: str, language: Language) -> str | None:
    if not text.strip():
        return "The answer is empty."
    foreign, told = _LETTERS[language]
    return told if foreign.search(text) else None


def _unfounded(text: str, source: str, allowed: Collection[str]) -> str | None:
    told = _numbers(source)
    numbers = {value * scale for value in told for scale in _SCALES}
    numbers |= {value / scale for value in told for scale in _SCALES}
    for number in sorted(_numbers(text) - numbers):
        return f"The number {number:g}"
    for name, meaning in named_in(text).items():
        if meaning not in allowed:
            return name
    return None


def _numbers(text: str) -> set[float]:
    """The values of all numbers in digits; 7.5, 7,500 and ٧٫٥ are read as they are written."""
    values: set[float] = set()
    for match in _NUMBER.finditer(text):
        digits = "".join(str(int(c)) if c.isdecimal() else c for c in match.group())
        digits = re.sub(r"[,٬](?=\d{3}(?!\d))", "", digits)
        whole, _, fraction = re.sub("[,٫]", ".", digits).partition(".")
        values.add(float(f"{whole}.{fraction.replace('.', '') or 0}"))
    return values
