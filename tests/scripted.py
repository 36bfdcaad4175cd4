"""A model by script: it answers at once, what the test says, and remembers what it was asked.

Run as a program it is the command line with that model, for tests that need a process of its
own: ``python tests/scripted.py summarise PATH``. A page with the word HANG is never answered.
"""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from summariser.model import Message, Reply, Usage

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
    if "$ref" in schema:
        return _example(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        return _example(schema["anyOf"][0], definitions)
    for key in ("const", "enum"):
        if key in schema:
            return schema[key] if key == "const" else schema[key][0]
    match schema["type"]:
        case "object":
            parts = schema.get("properties", {})
            return {name: _example(part, definitions) for name, part in parts.items()}
        case "array":
            return [_example(schema["items"], definitions)]
        case "string":
            return "Words"
        case "boolean":
            return True
        case _:
            return schema.get("minimum", 0)


class ScriptedModel:
    """A `Model` whose answers are two functions; they may raise what a model may raise."""

    name = "scripted"
    weights_sha256 = None

    def __init__(
        self,
        weigh: Callable[[Asked], Weights] = first_option,
        answer: Callable[[Asked], object] = anything_valid,
    ) -> None:
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


def _hang_on_demand(asked: Asked) -> Weights:
    if "HANG" in asked.words:
        print("hanging", file=sys.stderr, flush=True)
        time.sleep(60)
    return first_option(asked)


if __name__ == "__main__":
    from summariser import cli, service

    cast("Any", service).open_model = lambda *_, **__: ScriptedModel(_hang_on_demand)
    cli.main()
