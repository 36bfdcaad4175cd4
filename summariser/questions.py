"""Questions: a template of ``prompts/`` together with the answer type made for this page.

A closed question offers only answers that the page contains, so that an ungrounded answer
cannot be written down. All words said to a model are in the templates; the page enters
them as data only, after everything that a chat format could take for its own marks is
taken out.
"""

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from jinja2 import Environment, StrictUndefined, Template
from pydantic import BaseModel, Field, create_model, field_validator

from summariser.model.protocol import Message

YES_OR_NO = ("yes", "no")
NO_COUNTRY = "none"
_MARK = re.compile(r"^<<(system|user|assistant)>>\n", re.MULTILINE)
_NOT_SHOWN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]"
)
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class EnglishAnswer(BaseModel):
    """One English sentence (or headline) that says what a sentence of the page says."""

    text: str = Field(max_length=300)


class PersonAnswer(BaseModel):
    """One official; the concrete type of a page has closed sets for name and country."""

    name: str
    role: str
    country: str


class PeopleAnswer(BaseModel):
    """The officials of one sentence."""

    people: list[PersonAnswer]


def prompts_folder() -> Traversable:
    """The templates: inside the installed package, in a checkout beside it."""
    packaged = files("summariser").joinpath("prompts")
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "prompts"


@cache
def prompt_hashes() -> dict[str, str]:
    """SHA-256 of every template by its file name: part of provenance and cache keys."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(prompts_folder().iterdir(), key=lambda file: file.name)
        if file.name.endswith(".jinja")
    }


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
    """Text of a page as a model sees it: one line, without invisible characters, and
    without the marks by which chat formats (ChatML, Llama, Gemma, ours) part messages.
    """
    visible = _NOT_SHOWN.sub("", text)
    return " ".join(re.sub(r"<(?=[|/a-z<])|(?<=\|)>|\[/?INST\]", " ", visible).split())


def messages(template: str, **values: str) -> list[Message]:
    """The template filled in. Every value is shown text."""
    safe = {name: shown(value) for name, value in values.items()}
    return [
        cast("Message", {"role": role, "content": section.render(safe)})
        for role, section in _sections(template)
    ]


def _one_of(values: Sequence[str]) -> Any:
    return Literal[tuple(values)]  # a set made at run time: no checker can know it


def people_answer(names: Sequence[str], countries: Sequence[str]) -> type[PeopleAnswer]:
    """The officials of one sentence: names are spans of it, countries are on the page."""
    person = create_model(
        "Person",
        __base__=PersonAnswer,
        name=(_one_of(names), ...),
        role=(Annotated[str, Field(max_length=80)], ...),
        country=(_one_of([*countries, NO_COUNTRY]), ...),
    )
    limit = min(len(names), 6)  # a sentence that names more officials is a list, not a sentence
    return create_model(
        "People", __base__=PeopleAnswer, people=(Annotated[list[person], Field(max_length=limit)], ...)
    )


def english_answer(source: str) -> type[EnglishAnswer]:
    """English for ``source``: no Arabic left in it, and no number that the source lacks."""
    known = {number.replace(",", "") for number in _NUMBER.findall(_ascii_digits(source))}

    def checked(text: str) -> str:
        if _ARABIC.search(text):
            raise ValueError("write English only: there is Arabic in the answer")
        for number in _NUMBER.findall(text):
            if number.replace(",", "") not in known:
                raise ValueError(f"the number {number} is not in the sentence")
        if not text.strip():
            raise ValueError("the answer is empty")
        return " ".join(text.split())

    return create_model(
        "English", __base__=EnglishAnswer, __validators__={"checked": field_validator("text")(checked)}
    )


def _ascii_digits(text: str) -> str:
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)
