"""What instructor is given in place of an answer type, and what it makes of it."""

import contextlib
from typing import Any, Literal

import instructor
import pytest
from instructor.core.exceptions import InstructorRetryException
from openai.types.chat import ChatCompletion
from pydantic import BaseModel, Field, create_model
from servers import completion

from summariser.model.forms import for_instructor, schema_of


class Stone(BaseModel):
    """A stone."""

    name: Literal["zircon", "quartz"]
    weights: list[int] = Field(max_length=2)


MODES = ("JSON_SCHEMA", "TOOLS", "JSON")
SAID: Any = [{"role": "system", "content": "You know stones."}, {"role": "user", "content": "One?"}]


def requests(answer: type[BaseModel], mode: str, *contents: str) -> list[dict[str, Any]]:
    """The requests that instructor makes of a question whose answers are these."""

    sent: list[dict[str, Any]] = []

    def create(**request: Any) -> ChatCompletion:
        sent.append({**request, "messages": [dict(message) for message in request["messages"]]})
        told = completion(contents[len(sent) - 1])
        if mode == "TOOLS":
            called = {"name": "Stone", "arguments": contents[len(sent) - 1]}
            call = {"id": "c", "type": "function", "function": called}
            told["choices"][0]["message"] |= {"content": None, "tool_calls": [call]}  # type: ignore[index]
        return ChatCompletion.model_validate(told)

    patched: Any = instructor.patch(create=create, mode=instructor.Mode[mode])
    with contextlib.suppress(InstructorRetryException):
        patched(messages=SAID, response_model=answer, max_retries=len(contents) - 1)
    return sent


@pytest.mark.parametrize("mode", MODES)
def test_questions_and_complaints_are_those_of_the_type_itself(mode: str) -> None:
    answers = ('{"name": "gold", "weights": [1, 2, 3]}', "no JSON", '{"name": "quartz"}')
    own = requests(Stone, mode, *answers)
    assert len(own) == 3
    assert requests(for_instructor(Stone), mode, *answers) == own
    assert "zircon" in str(own[1]["messages"][-1])


@pytest.mark.parametrize("mode", MODES)
def test_two_types_of_one_name_keep_their_own_schemas(mode: str) -> None:
    other = create_model("Stone", name=(Literal["gold"], ...))
    (one,), (two,) = (
        requests(for_instructor(kind), mode, '{"name": "gold"}') for kind in (Stone, other)
    )
    assert "quartz" in str(one)
    assert "quartz" not in str(two)


def test_a_schema_is_made_once_and_goes_with_its_type() -> None:
    made: list[int] = []

    def stone() -> type[BaseModel]:
        class Counted(BaseModel):
            name: str

            @classmethod
            def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
                made.append(1)
                return {"type": "object"}

        return Counted

    kind = stone()
    assert schema_of(kind) is schema_of(kind)
    assert made == [1]
    schema_of(stone())
    assert made == [1, 1]
