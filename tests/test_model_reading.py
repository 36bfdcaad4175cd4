"""Answers put together from pieces of JSON, whatever the pieces are."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summariser.errors import ModelUnreachableError
from summariser.model.reading import gathered

END = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("choices", "delta", "content", "tool_calls", "function", "name")),
            inner,
        )
    ),
    max_leaves=8,
)


def piece(content: str) -> dict[str, Any]:
    return {"id": "x", "created": 1, "model": "m", "choices": [{"delta": {"content": content}}]}


def read(*pieces: object) -> Any:
    return gathered(pieces, "the server", time.monotonic() + 60)


def test_pieces_are_joined() -> None:
    usage = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}
    told = read(piece("Ro"), piece("me"), END, {"choices": [], "usage": usage})
    assert told.choices[0].message.content == "Rome"
    assert (told.id, told.model, told.usage.prompt_tokens) == ("x", "m", 5)


def test_pieces_of_a_call_are_joined() -> None:
    calls = [{"name": "Answer", "arguments": '{"a"'}, {"arguments": ": 1}"}]
    pieces = [{"choices": [{"delta": {"tool_calls": [{"function": call}]}}]} for call in calls]
    (call,) = read(*pieces, END).choices[0].message.tool_calls
    assert (call.function.name, json.loads(call.function.arguments)) == ("Answer", {"a": 1})


@pytest.mark.parametrize("pieces", [(), ([], 3, None), (piece("x"),), ({}, "x")])
def test_no_end_is_a_broken_answer(pieces: tuple[object, ...]) -> None:
    with pytest.raises(ModelUnreachableError, match="the server broke off its answer"):
        read(*pieces)


def test_an_answer_may_not_take_for_ever() -> None:
    with pytest.raises(ModelUnreachableError, match="did not finish its answer in time"):
        gathered([piece("x"), END], "the server", time.monotonic() - 1)


@given(st.lists(JSON, max_size=4))
def test_whatever_comes_nothing_else_is_raised(pieces: list[object]) -> None:
    assert read(piece("a"), *pieces, piece("b"), END).choices[0].message.content
