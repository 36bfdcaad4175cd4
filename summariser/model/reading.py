"""From what a server sends to the JSON of an answer."""

import json
import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from summariser.errors import ModelUnreachableError
from summariser.model.failures import not_a_completion

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_UNSAID = re.compile(r"^.*?</(?:think|thinking|reasoning)>", re.DOTALL | re.IGNORECASE)
_DECODER = json.JSONDecoder()


def answer_in(text: str) -> str:
    """The JSON object in a model's words: without its thoughts, a fence, or words around it.

    Of several objects the last whole one outside the others, as models that think aloud
    write drafts first. Text without any comes back as it is.
    """
    said = _UNSAID.sub("", _THOUGHT.sub("", text)).strip()
    if said.startswith("{") and said.endswith("}") and _ends_at(said, 0) == len(said):
        return said
    found, at = "", said.find("{")
    while at >= 0:
        end = _ends_at(said, at)
        found = said[at:end] if end else found
        at = said.find("{", end or at + 1)
    return found or said


def _ends_at(text: str, start: int) -> int | None:
    try:
        return _DECODER.raw_decode(text, start)[1]
    except (ValueError, RecursionError):
        return None


def written(completion: "ChatCompletion", mode: str) -> str:
    """The answer's JSON, wherever the mode has it put; "" where there is none."""
    message = completion.choices[0].message if completion.choices else None
    if message is None:
        return ""
    if mode != "tools":
        return message.content or ""
    calls: Any = message.tool_calls or ()
    return calls[0].function.arguments if calls else ""


def tidied(completion: "ChatCompletion") -> "ChatCompletion":
    """The completion with nothing but JSON in its answer."""
    for choice in getattr(completion, "choices", None) or ():
        if choice.message.content:
            said = answer_in(choice.message.content)
            choice.message.content = "" if _says_twice(said) else said
    return completion


def _says_twice(answer: str) -> bool:
    """Whether an object gives one of its names two values: nobody can tell which is meant."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        if len({name for name, _ in pairs}) < len(pairs):
            raise KeyError
        return dict(pairs)

    try:
        json.loads(answer, object_pairs_hook=once)
    except KeyError:
        return True
    except (ValueError, RecursionError):
        return False
    return False


def whole(body: object, server: str) -> "ChatCompletion":
    """The completion that a reply's JSON is. Raises ModelRefusedError for anything else."""
    from openai.types.chat import ChatCompletion  # noqa: PLC0415 - slow to import

    try:
        return checked(ChatCompletion.model_validate(body), server)
    except ValidationError:
        pass
    raise not_a_completion(server)


def checked(completion: "ChatCompletion", server: str) -> "ChatCompletion":
    """The completion, if it is one and has an answer.

    Raises ModelRefusedError for another kind of reply, which it would be the next time too, and
    ModelUnreachableError for one that lacks its answer, which can be a slip.
    """
    choices: object = getattr(completion, "choices", None)
    if not isinstance(choices, list):
        raise not_a_completion(server)
    if not choices:
        raise ModelUnreachableError(f"{server} sent a reply without an answer")
    return completion


def gathered(chunks: Iterable[object], server: str, deadline: float) -> Any:
    """One completion from the pieces of JSON in which a server sends it.

    ``deadline`` is a `time.monotonic` moment. Raises ModelUnreachableError when it passes, or
    when the pieces end before the answer does.
    """
    from openai.types.chat import ChatCompletion  # noqa: PLC0415 - slow to import

    content: list[str] = []
    arguments: list[str] = []
    tool = finish = usage = None
    first: dict[str, Any] = {}
    for chunk in chunks:
        if time.monotonic() > deadline:
            raise ModelUnreachableError(f"{server} did not finish its answer in time")
        piece = _object(chunk)
        first = first or piece
        usage = piece.get("usage") or usage
        for choice in map(_object, _list(piece.get("choices"))):
            delta = _object(choice.get("delta"))
            finish = choice.get("finish_reason") or finish
            content.append(_text(delta.get("content")))
            for call in map(_object, _list(delta.get("tool_calls"))):
                function = _object(call.get("function"))
                tool = tool or _text(function.get("name"))
                arguments.append(_text(function.get("arguments")))
    if not first or finish is None:
        raise ModelUnreachableError(f"{server} broke off its answer")
    message: dict[str, Any] = {"role": "assistant", "content": "".join(content) or None}
    if tool:
        called = {"name": tool, "arguments": "".join(arguments)}
        message["tool_calls"] = [{"id": "call", "type": "function", "function": called}]
    return ChatCompletion.model_validate(
        {
            "id": first.get("id") or "",
            "object": "chat.completion",
            "created": first.get("created") or 0,
            "model": first.get("model") or "",
            "choices": [{"index": 0, "finish_reason": finish, "message": message}],
            "usage": usage,
        }
    )


def _object(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
