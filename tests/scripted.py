"""A model by script, and an interview of two questions, for tests of what is around them.

Run as a program this is the command line with both, for tests that need a process of its
own: ``python tests/scripted.py summarise PATH``. A page with the word HANG is never answered.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from summariser import Document, Evidence, MeetingSummary, interview, service
from summariser.cli import main
from summariser.errors import AnswerError
from summariser.interview import PLAN
from summariser.model import Message, Model, Reply, Usage
from summariser.record import Language, Party, Venue
from summariser.recording import document_info, provenance
from summariser.turns import TURNS

AnswerT = TypeVar("AnswerT", bound=BaseModel)
Weights = dict[str, float]
USAGE = Usage(requests=1, prompt_tokens=100, cached_tokens=90, completion_tokens=5)


@dataclass(frozen=True)
class Asked:
    """One question, as the model got it: to be weighed (options) or answered (a type)."""

    messages: tuple[Message, ...]
    options: tuple[str, ...] = ()
    answer: type[BaseModel] | None = None

    @property
    def words(self) -> str:
        return "\n".join(message["content"] for message in self.messages)


def first_option(asked: Asked) -> Weights:
    """Weigh the first option highest: "yes" of yes and no."""
    weights = dict.fromkeys(asked.options, 0.1 / max(1, len(asked.options) - 1))
    return {**weights, asked.options[0]: 0.9}


def anything_valid(asked: Asked) -> object:
    """Build an answer from nothing but the JSON Schema of its type."""
    assert asked.answer is not None
    schema = asked.answer.model_json_schema()
    return _example(schema, schema.get("$defs", {}))


def _example(schema: dict[str, Any], definitions: dict[str, Any]) -> object:
    match schema:
        case {"$ref": name}:
            found = _example(definitions[name.rpartition("/")[2]], definitions)
        case {"anyOf": [first, *_]}:
            found = _example(first, definitions)
        case {"const": found} | {"enum": [found, *_]}:
            pass
        case {"type": "object"}:
            parts = schema.get("properties", {})
            found = {name: _example(part, definitions) for name, part in parts.items()}
        case {"type": "array", "items": item}:
            found = [_example(item, definitions)]
        case {"type": "string"}:
            found = "Words"
        case {"type": "boolean"}:
            found = True
        case _:
            found = schema.get("minimum", 0)
    return found


class ScriptedModel:
    """A `Model` whose answers are two functions; they may raise what a model may raise."""

    name = "scripted"
    weights_sha256 = None

    def __init__(
        self,
        weigh: Callable[[Asked], Weights] = first_option,
        answer: Callable[[Asked], object] = anything_valid,
        most_choices: int = 1000,
    ) -> None:
        self.most_choices = most_choices
        self.asked: list[Asked] = []
        self.closed = False
        self._weigh = weigh
        self._answer = answer

    def ask(
        self, messages: Sequence[Message], answer: type[AnswerT], *, max_tokens: int
    ) -> Reply[AnswerT]:
        assert max_tokens > 0
        asked = Asked(tuple(messages), answer=answer)
        self.asked.append(asked)
        return Reply(answer.model_validate(self._answer(asked)), USAGE, from_cache=False)

    def weigh(self, messages: Sequence[Message], options: Sequence[str]) -> Reply[Weights]:
        asked = Asked(tuple(messages), options=tuple(options))
        self.asked.append(asked)
        return Reply(self._weigh(asked), USAGE, from_cache=False)

    def close(self) -> None:
        self.closed = True


class Headline(BaseModel):
    text: str


class ShortInterview:
    """Stands for `Interview` where a test is not about questions: one of each kind."""

    def __init__(self, document: Document, model: Model, language: Language = "en") -> None:
        self._language: Language = language
        self._document = document
        self._model = model

    def record(self) -> MeetingSummary:
        prompt: list[Message] = [{"role": "user", "content": self._document.text}]
        with TURNS.given_away():
            costs = self._model.weigh(prompt, ["yes", "no"]).usage
        headline, warnings = "", list(self._document.notes)
        try:
            with TURNS.given_away():
                reply = self._model.ask(prompt, Headline, max_tokens=20)
            headline, costs = reply.value.text, costs + reply.usage
        except AnswerError as error:
            warnings.append(f"no headline ({error})")
        words = Evidence(quote=self._document.text[:20], start=0, end=20)
        return MeetingSummary(
            document=document_info(self._document),
            status="ok" if headline else "partial",
            headline=headline,
            summary="",
            parties=(Party(name="Morocco", kind="state", country="MA", evidence=(words,)),),
            officials=(),
            venue=Venue(city="Rabat", country="MA", place=None, evidence=(words,)),
            date=None,
            agreements=(),
            context=(),
            warnings=tuple(warnings),
            provenance=provenance(self._model, costs, 0.5, False, self._language, PLAN),
        )


def scripted_summariser(seconds: float = 0.0) -> service.Summariser:
    """One whose short interviews take so long, made in whatever process calls this."""

    def slow(asked: Asked) -> object:
        time.sleep(seconds)
        return anything_valid(asked)

    cast("Any", interview).Interview = ShortInterview
    return service.Summariser(ScriptedModel(answer=slow))


def hear_interrupts() -> None:
    """For a child process: SIGINT counts, also where a shell started the tests with it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _hang_on_demand(asked: Asked) -> Weights:
    if log := os.environ.get("SCRIPTED_ASKED"):
        with open(log, "a", encoding="utf-8") as file:  # noqa: PTH123 - one write, whole
            file.write(asked.words.rsplit("رقم ", 1)[-1].split(".")[0] + "\n")
        time.sleep(float(os.environ["SCRIPTED_SECONDS"]))
    if "HANG" in asked.words:
        print("hanging", file=sys.stderr, flush=True)
        time.sleep(60)
    return first_option(asked)


class _Nothing(list[Asked]):
    """Forgets at once what it is told: a corpus has questions without end."""

    def append(self, _: Asked) -> None:
        pass


def _forgetful_model(*_: object, **__: object) -> ScriptedModel:
    model = ScriptedModel(_hang_on_demand)
    model.asked = _Nothing()
    return model


if __name__ == "__main__":
    cast("Any", service).open_model = _forgetful_model
    cast("Any", interview).Interview = ShortInterview
    main()
