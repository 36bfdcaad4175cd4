"""What a faulty server would say if it had no faults: the least that fits what is asked."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from math import ceil
from typing import Any

Json = dict[str, Any]

_FORMATS = {
    "date": "2021-09-29",
    "date-time": "2021-09-29T10:00:00Z",
    "time": "10:00:00Z",
    "email": "x@example.org",
    "uri": "https://example.org/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
_LONGEST_FOR_PATTERN = 16  # letters that are tried for a pattern without a least length


@dataclass(frozen=True)
class Completion:
    """What the assistant says, or the arguments of the tool that it calls.

    ``first`` gives the probabilities (0 to 1) of the first token, most likely first.
    """

    content: str | None
    finish: str = "stop"
    first: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Answering:
    """Fits any JSON Schema; says ``text`` where there is none, or the likeliest of ``first``."""

    text: str = "x"
    first: Mapping[str, float] = field(default_factory=lambda: {"yes": 0.9, "no": 0.1})

    def __call__(self, body: Json) -> Completion:
        """Answer a request. Raises ValueError for a schema that is too hard to fit."""
        schema = schema_of(body)
        if schema is not None:
            return Completion(json.dumps(minimal(schema)))
        if body.get("logprobs"):
            return Completion(max(self.first, key=self.first.__getitem__), "length", self.first)
        return Completion(self.text)


def schema_of(body: Json) -> Json | None:
    """The JSON Schema that the answer to a request must fit, or None where it is free."""
    tool = tool_of(body)
    if tool is not None:
        return tool["function"].get("parameters", {"type": "object"})
    match body.get("response_format"):
        case {"type": "json_schema", "json_schema": {"schema": schema}}:
            return schema
        case {"type": "json_object"}:
            return {"type": "object"}
    return None


def tool_of(body: Json) -> Json | None:
    """The tool that is called: the one that ``tool_choice`` names, else the first."""
    tools = body.get("tools")
    match body.get("tool_choice"):
        case "none":
            return None
        case {"function": {"name": name}}:
            return next(tool for tool in tools or [] if tool["function"]["name"] == name)
    return tools[0] if tools else None


def minimal(schema: Json) -> Any:
    """The least value that fits: null where it may be, required properties alone.

    Raises ValueError where that is not easily found.
    """
    return _least(schema, schema)


def resolved(schema: Json, root: Json) -> Json:
    """The schema itself where it refers to a part of ``root``, all parts of ``allOf`` in one."""
    while (reference := schema.get("$ref")) is not None:
        found: Json = root
        for name in reference.removeprefix("#").split("/")[1:]:
            found = found[name]
        schema = {**found, **{key: value for key, value in schema.items() if key != "$ref"}}
    if "allOf" in schema:
        parts = [resolved(part, root) for part in schema["allOf"]]
        own = {key: value for key, value in schema.items() if key != "allOf"}
        merged: Json = {}
        for part in [*parts, own]:
            merged |= {
                **part,
                "properties": {**merged.get("properties", {}), **part.get("properties", {})},
                "required": [*merged.get("required", []), *part.get("required", [])],
            }
        return merged
    return schema


def alternatives(schema: Json, root: Json) -> list[Json]:
    """All forms that a value may take, the schema itself where there is but one."""
    schema = resolved(schema, root)
    options = schema.get("anyOf") or schema.get("oneOf")
    if options:
        return list(chain.from_iterable(alternatives(option, root) for option in options))
    if isinstance(types := schema.get("type"), list):
        return [{**schema, "type": name} for name in types]
    return [schema]


def _least(schema: Json, root: Json) -> Any:
    options = alternatives(schema, root)
    if any(option.get("type") == "null" for option in options):
        return None
    schema = options[0]
    if "const" in schema or "enum" in schema:
        return schema["const"] if "const" in schema else schema["enum"][0]
    match schema.get("type"):
        case "array":
            return _array(schema, root)
        case "object":
            properties = schema.get("properties", {})
            return {
                name: _least(properties.get(name, {}), root)
                for name in dict.fromkeys(schema.get("required", []))
            }
    return _scalar(schema)


def _scalar(schema: Json) -> Any:
    match schema.get("type"):
        case "integer" | "number":
            return _number(schema)
        case "boolean":
            return False
    return _string(schema)


def _string(schema: Json) -> str:
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if (known := _FORMATS.get(schema.get("format", ""))) is not None:
        return known
    if (pattern := schema.get("pattern")) is None:
        return "x" * max(least, min(1, 1 if most is None else most))
    longest = max(least, _LONGEST_FOR_PATTERN) if most is None else most
    lengths = range(least, longest + 1)
    tried = chain(_FORMATS.values(), (letter * n for n in lengths for letter in "xX0"))
    for text in tried:
        if len(text) in lengths and re.search(pattern, text):
            return text
    raise ValueError(f"no string was found for the pattern {pattern}")


def _number(schema: Json) -> float:
    step = schema.get("multipleOf", 1)
    above = schema.get("exclusiveMinimum", float("-inf"))
    least = schema.get("minimum", float("-inf"))
    below = schema.get("exclusiveMaximum", float("inf"))
    most = schema.get("maximum", float("inf"))
    floor = max(least, above)
    start = 0 if floor == float("-inf") else ceil(floor / step)
    if floor == float("-inf") and min(most, below) < 0:
        start = int(min(most, below) // step) - 1
    found = next(step * n for n in (start, start + 1) if least <= step * n and above < step * n)
    if found > most or found >= below:
        raise ValueError(f"no number was found for {schema}")
    return found


def _array(schema: Json, root: Json) -> list[Any]:
    least = schema.get("minItems", 0)
    items = schema.get("items", {})
    found = [_least(item, root) for item in schema.get("prefixItems", [])][:least]
    if schema.get("uniqueItems") and least - len(found) > 1:
        values = resolved(items, root).get("enum", [])
        found += [value for value in values if value not in found][: least - len(found)]
        if len(found) < least:
            raise ValueError(f"no {least} different items were found for {items}")
        return found
    return found + [_least(items, root) for _ in range(least - len(found))]
