"""What can go wrong between a client and a model's server, and when it does."""

import hashlib
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final

from fitting import Completion, Json, alternatives, resolved

UNGROUNDED_WORDS: Final = "Zzyzx Qwfp"
_UNIT = 2.0**64


class Fault(Enum):
    """One kind of fault. "Half" is half of the answer's bytes after its headers."""

    # The connection
    REFUSED = "closed without a byte, as near to a refused connection as one who listens gets"
    RESET = "reset (RST) before a byte of the answer"
    RESET_HALF = "reset (RST) after half of the answer"
    STALL = "nothing is sent until the client leaves"
    STALL_HEADERS = "the headers, then nothing until the client leaves"
    STALL_HALF = "half of the answer, then nothing until the client leaves"
    HALF = "closed after half of the answer"
    # The status
    HTTP_408 = "HTTP 408"
    HTTP_409 = "HTTP 409"
    HTTP_425 = "HTTP 425"
    HTTP_429 = "HTTP 429 without Retry-After"
    HTTP_429_SECONDS = "HTTP 429, Retry-After in seconds"
    HTTP_429_DATE = "HTTP 429, Retry-After as a date"
    HTTP_500 = "HTTP 500"
    HTTP_502 = "HTTP 502 with a web page"
    HTTP_503 = "HTTP 503"
    HTTP_504 = "HTTP 504"
    # The body around the answer
    BROKEN_BODY = "the body (in a stream: an event) is cut off JSON, though whole by HTTP"
    EMPTY_CHOICES = "choices is empty"
    CONTENT_NULL = "content is null, and no tool is called"
    # The answer
    BROKEN_CONTENT = "half of the answer's text, as if it were all"
    TRUNCATED = "half of the answer's text, finish_reason length"
    WRONG_SCHEMA = "JSON that does not fit the schema"
    UNGROUNDED = "free strings say what no page says"
    THINKING = "<think>...</think> before the answer"
    THINKING_DRAFT = "<think>...</think> with other JSON in it before the answer"
    CHATTER = "words and a fence around the answer"
    DUPLICATE_KEYS = "the first key stands twice, first with a wrong value"
    # For good
    HTTP_400 = "HTTP 400"
    HTTP_401 = "HTTP 401"
    HTTP_403 = "HTTP 403"
    HTTP_404 = "HTTP 404"
    CONTEXT_LENGTH = "HTTP 400, code context_length_exceeded"


STALLS: Final = frozenset({Fault.STALL, Fault.STALL_HEADERS, Fault.STALL_HALF})
CONNECTION: Final = STALLS | {Fault.REFUSED, Fault.RESET, Fault.RESET_HALF, Fault.HALF}
PERMANENT: Final = frozenset(
    {Fault.HTTP_400, Fault.HTTP_401, Fault.HTTP_403, Fault.HTTP_404, Fault.CONTEXT_LENGTH}
)
OVERLOAD: Final = frozenset(f for f in Fault if f.name.startswith("HTTP_")) - PERMANENT
BODY: Final = frozenset({Fault.BROKEN_BODY, Fault.EMPTY_CHOICES, Fault.CONTENT_NULL})
PASSING: Final = frozenset(Fault) - PERMANENT
ANSWER: Final = PASSING - CONNECTION - OVERLOAD - BODY
_JSON_FAULTS = frozenset({Fault.WRONG_SCHEMA, Fault.UNGROUNDED, Fault.DUPLICATE_KEYS})


@dataclass(frozen=True)
class Faults:
    """Which fault a request meets.

    ``choose`` gets the request's number, its body's hash, and how often that body came before.
    """

    choose: Callable[[int, str, int], Fault | None]

    @classmethod
    def scripted(cls, script: Sequence[Fault | None]) -> "Faults":
        """One a request in the order of their coming, then none."""
        kept = tuple(script)
        return cls(lambda number, _body, _before: kept[number] if number < len(kept) else None)

    @classmethod
    def seeded(
        cls,
        seed: int,
        share: float = 0.3,
        kinds: Collection[Fault] = PASSING,
        in_a_row: int = 2,
    ) -> "Faults":
        """By chance, but always the same for the same body coming for the same time.

        ``share`` (0 to 1) of the requests meet one of ``kinds``, each as likely; the same body
        never meets more than ``in_a_row`` in a row.
        """
        ordered = [kind for kind in Fault if kind in kinds]

        def drawn(body: str, before: int) -> Fault | None:
            digest = hashlib.sha256(f"{seed} {body} {before}".encode()).digest()
            if int.from_bytes(digest[:8]) / _UNIT >= share:
                return None
            return ordered[int.from_bytes(digest[8:16]) % len(ordered)]

        def choose(_number: int, body: str, before: int) -> Fault | None:
            row = 0
            while row < before and drawn(body, before - 1 - row):
                row += 1
            # Of a longer row, each fault after ``in_a_row`` others is passed over.
            return None if row % (in_a_row + 1) == in_a_row else drawn(body, before)

        return cls(choose)


def spoiled(said: Completion, fault: Fault | None, schema: Json | None) -> Completion:
    """What is said, with a fault of ANSWER or CONTENT_NULL; any other leaves it as it is.

    Where no ``schema`` asks for JSON, WRONG_SCHEMA and UNGROUNDED change the words, and
    DUPLICATE_KEYS changes nothing. First tokens are those of the text.
    """
    if fault is Fault.CONTENT_NULL:
        return replace(said, content=None, first=None)
    if said.content is None or fault not in ANSWER:
        return said
    if fault in _JSON_FAULTS:
        return _spoiled_json(said, said.content, fault, schema)
    return _spoiled_text(said, said.content, fault)


def _spoiled_text(said: Completion, text: str, fault: Fault) -> Completion:
    half = text[: len(text) // 2]
    match fault:
        case Fault.TRUNCATED:
            return replace(said, content=half, finish="length")
        case Fault.THINKING:
            return _begun(said, "<think>", f"They want an answer.</think>\n\n{text}")
        case Fault.THINKING_DRAFT:
            return _begun(said, "<think>", f'Is it {{"draft": ["{{"]}}? No.</think>\n{text}')
        case Fault.CHATTER:
            return _begun(said, "Here", f" is the answer:\n```json\n{text}\n```\nI hope it helps!")
    return replace(said, content=half)


def _spoiled_json(said: Completion, text: str, fault: Fault, schema: Json | None) -> Completion:
    if schema is None:
        if fault is Fault.DUPLICATE_KEYS:
            return said
        return _begun(said, UNGROUNDED_WORDS[:2], UNGROUNDED_WORDS[2:])
    value = json.loads(text)
    match fault:
        case Fault.WRONG_SCHEMA:
            return replace(said, content=_unfitting(value))
        case Fault.UNGROUNDED:
            return replace(said, content=json.dumps(_ungrounded(value, schema, schema)))
    return replace(said, content=_doubled(value))


def _begun(said: Completion, token: str, rest: str) -> Completion:
    return replace(said, content=token + rest, first=said.first and {token: 1.0})


def _unfitting(value: Any) -> str:
    if not isinstance(value, dict) or not value:
        return json.dumps(["unexpected"] if isinstance(value, dict) else {"unexpected": []})
    return json.dumps(
        {
            name: "unexpected" if isinstance(inner, dict) else {"unexpected": []}
            for name, inner in value.items()
        }
    )


def _doubled(value: Any) -> str:
    text = json.dumps(value)
    if not isinstance(value, dict) or not value:
        return text
    return f"{{{json.dumps(next(iter(value)))}: {json.dumps(UNGROUNDED_WORDS)}, {text[1:]}"


def _ungrounded(value: Any, schema: Json, root: Json) -> Any:
    """The value, its strings replaced where the schema allows any string."""
    options = alternatives(schema, root)
    match value:
        case str():
            free = [option for option in options if _is_free_string(option)]
            if not free:
                return value
            least, most = free[0].get("minLength", 0), free[0].get("maxLength")
            words = UNGROUNDED_WORDS
            while len(words) < least:
                words += f" {UNGROUNDED_WORDS}"
            return words[:most]
        case list():
            items = next((o["items"] for o in options if isinstance(o.get("items"), dict)), {})
            return [_ungrounded(item, items, root) for item in value]
        case dict():
            objects = [o.get("properties", {}) for o in options if o.get("type") == "object"]
            known = next((o for o in objects if value.keys() <= o.keys()), {})
            return {
                name: _ungrounded(inner, resolved(known.get(name, {}), root), root)
                for name, inner in value.items()
            }
    return value


def _is_free_string(schema: Json) -> bool:
    closed = {"enum", "const", "pattern", "format"}
    return schema.get("type") == "string" and not closed & schema.keys()
