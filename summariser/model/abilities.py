"""What a server can do, found out once by asking it, and remembered.

OpenAI's protocol has many half implementations: servers that know no JSON Schema, that take
one and do not keep to it, that give no log-probabilities, that refuse a field. No table of
model names tells which; so the first question to a server is preceded by a small one.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, cast, get_args

from pydantic import TypeAdapter, ValidationError

from summariser.errors import ModelRefusedError, SetupError
from summariser.model.protocol import Message
from summariser.model.reading import written

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

Mode = Literal["json_schema", "tools", "json"]
MODES: Final[tuple[Mode, ...]] = get_args(Mode)

_MANY = 250  # choices: the most that OpenAI takes whatever their length
_FEW = 2
# What a schema may hold, from the most to the least: values in closed sets, limits of lists and
# strings.
_SIZES = ((_MANY, True), (_MANY, False), (_FEW, False))
_WORDS = ("zirkon", "quarz")  # answers that hardly anybody gives who is not held to them
_TOKENS = 40
MISFIT = (400, 422)
# Fields of a request that may be left out, in the order in which they are given up.
_DISPENSABLE = ("max_tokens", "stream_options", "seed", "temperature", "stream")
_RENAMED = {"max_tokens": "max_completion_tokens"}


@dataclass(frozen=True, slots=True)
class Abilities:
    """How a server wants to be asked.

    ``strict``: schemas are sent in OpenAI's strict form. ``held``: answers keep to the schema.
    ``most_choices``: the most values that the closed sets of one question may have in all.
    ``limits``: schemas may say how long a list or a string can get, without which small models
    repeat items and words without end.
    ``left_out``: fields of a request that the server refuses; ``max_tokens`` in it means that
    it wants ``max_completion_tokens``.
    """

    mode: Mode = "json_schema"
    strict: bool = True
    held: bool = True
    most_choices: int = _MANY
    limits: bool = True
    left_out: tuple[str, ...] = ()

    def without(self, *fields: str) -> "Abilities":
        """The same server, with these fields left out of requests."""
        return replace(self, left_out=tuple(dict.fromkeys((*self.left_out, *fields))))

    @property
    def streams(self) -> bool:
        """Whether answers come piece by piece, so that silence can be told from slowness."""
        return "stream" not in self.left_out

    def fitted(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The request as this server takes it."""
        fit = dict(request)
        if self.streams:
            fit["stream"] = True
            fit["stream_options"] = {"include_usage": True}
        for field in self.left_out:
            value = fit.pop(field, None)
            if value is not None and field in _RENAMED:
                fit[_RENAMED[field]] = value
        return self._strict(fit) if self.strict else fit

    def _strict(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The request with its schema marked and written as strict."""
        unknown = _UNKNOWN_TO_STRICT if self.limits else _UNKNOWN_TO_STRICT | _LIMITS
        form = request.get("response_format", {}).get("json_schema")
        if form is not None:
            strict = {**form, "schema": _closed(form["schema"], unknown), "strict": True}
            return {**request, "response_format": {"type": "json_schema", "json_schema": strict}}
        if "tools" in request:
            functions = [tool["function"] for tool in request["tools"]]
            tools = [
                {**each, "parameters": _closed(each["parameters"], unknown), "strict": True}
                for each in functions
            ]
            return {**request, "tools": [{"type": "function", "function": tool} for tool in tools]}
        return dict(request)

    def to_json(self) -> dict[str, object]:
        """For the cache."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: object) -> "Abilities | None":
        """What `to_json` gave, or None for anything else."""
        try:
            return TypeAdapter(cls).validate_python(kept)
        except ValidationError:
            return None


# llama.cpp in this process: schemas become grammars as they are, and nobody has to listen for
# silence, as the server ends with this process.
EMBEDDED: Final = Abilities(strict=False, most_choices=1_000, left_out=("stream", "stream_options"))

Send = Callable[[Abilities, Mapping[str, Any]], "ChatCompletion"]


def find_out(
    send: Send, question: Sequence[Message], wanted: Mode | None, server: str
) -> Abilities:
    """Ask a small question until it is known how the server wants to be asked.

    One request where it can all; at most a handful. ``question`` may be anything that an
    answer in JSON fits. ``wanted`` is the mode that the user chose, or None. Raises what
    ``send`` raises for a wrong key, a wrong address or no server; SetupError where the server
    refuses the wanted mode, or all of them.
    """
    left_out: tuple[str, ...] = ()
    for mode in (wanted,) if wanted else MODES:
        for choices, limits in _SIZES:
            asked = Abilities(mode=mode, most_choices=choices, limits=limits, left_out=left_out)
            found = _tried(send, question, asked)
            if found is None:
                continue
            left_out = found.left_out  # what one mode had to leave out, the next need not try
            if found.held or wanted or mode == "json":
                return replace(found, most_choices=choices if found.held else 0)
            break  # it takes the question and does not keep to its form: fewer choices are no help
    if wanted:
        raise SetupError(f"{server} takes no questions in mode {wanted}: use --mode auto")
    raise SetupError(
        f"{server} refuses every form of question (JSON Schema, tools, JSON): check that the "
        "base URL is that of an OpenAI-compatible chat API, and the model one that chats"
    )


def _tried(send: Send, question: Sequence[Message], abilities: Abilities) -> Abilities | None:
    """These abilities with what had to be left out, or None where the mode is refused."""
    while True:
        try:
            completion = send(abilities, _request(question, abilities))
        except ModelRefusedError as error:
            if error.status not in MISFIT:
                raise
            refused = next((name for name in _DISPENSABLE if _is_new(name, error, abilities)), None)
            if refused is None:
                return None
            abilities = abilities.without(refused)
        else:
            return replace(abilities, held=_keeps_to_form(written(completion, abilities.mode)))


def _is_new(name: str, error: ModelRefusedError, abilities: Abilities) -> bool:
    return name in error.fields and name not in abilities.left_out


def _request(question: Sequence[Message], abilities: Abilities) -> dict[str, Any]:
    choices = [
        *_WORDS,
        *(f"stone {number}" for number in range(len(_WORDS), abilities.most_choices)),
    ]
    note = {"type": "string", "maxLength": 9}
    schema = {
        "type": "object",
        "properties": {
            "answer": {"type": "string", "enum": choices},
            "others": {"type": "array", "items": note, "maxItems": 1},
        },
        "required": ["answer", "others"],
    }
    request = {"messages": list(question), "max_tokens": _TOKENS, "temperature": 0.0, "seed": 1}
    if abilities.mode == "json_schema":
        form = {"name": "Answer", "schema": schema}
        return {**request, "response_format": {"type": "json_schema", "json_schema": form}}
    if abilities.mode == "tools":
        function = {"name": "Answer", "parameters": schema}
        return {
            **request,
            "tools": [{"type": "function", "function": function}],
            "tool_choice": {"type": "function", "function": {"name": "Answer"}},
        }
    return {**request, "response_format": {"type": "json_object"}}


def _keeps_to_form(text: str) -> bool:
    try:
        answer = json.loads(text)
    except ValueError:
        return False
    said = cast("dict[str, object]", answer).get("answer") if isinstance(answer, dict) else None
    return isinstance(said, str) and (said in _WORDS or said.startswith("stone "))


# ── OpenAI's strict form of a schema ─────────────────────────────────────────

# What strict mode does not know; pydantic holds the answer to it afterwards.
_UNKNOWN_TO_STRICT = frozenset(("title", "default"))
_LIMITS = frozenset(("minItems", "maxItems", "minLength", "maxLength"))


def _closed(schema: Any, unknown: frozenset[str]) -> Any:
    """Every object with all its properties required and no others; no ``unknown`` keywords."""
    if isinstance(schema, list):
        return [_closed(item, unknown) for item in cast("list[Any]", schema)]
    if not isinstance(schema, dict):
        return schema
    known = cast("dict[str, Any]", schema)
    made: dict[str, Any] = {}
    for name, value in known.items():
        if name in {"properties", "$defs"}:  # their keys are names, not keywords
            made[name] = {key: _closed(part, unknown) for key, part in value.items()}
        elif name not in unknown:
            made[name] = _closed(value, unknown)
    if "properties" in made:
        made["required"] = list(made["properties"])
        made["additionalProperties"] = False
    return made
