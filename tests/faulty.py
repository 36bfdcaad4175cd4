"""An OpenAI-compatible server on loopback with faults, for many requests at once.

``with FaultyServer(Answering(), Faults.seeded(1)) as server:`` serves at ``server.url`` and
counts what it saw. Faults are kinds of ``faults.Fault``, answers come from ``fitting``.
"""

import asyncio
import hashlib
import json
import math
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any, NamedTuple

from faults import OVERLOAD, PERMANENT, STALLS, Fault, Faults, spoiled
from fitting import Completion, Json, schema_of, tool_of

_BACKLOG = 1024
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER: on, for no second
_PIECES = 3  # of a streamed answer
_WEB_PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
_TYPES = {
    401: ("authentication_error", "invalid_api_key"),
    403: ("permission_error", "forbidden"),
    404: ("invalid_request_error", "model_not_found"),
    429: ("rate_limit_error", "rate_limit_exceeded"),
}


class Seen(NamedTuple):
    """One question as it came. ``time`` is in seconds of ``time.monotonic``."""

    time: float
    body: str
    fault: Fault | None
    authorised: bool


@dataclass(frozen=True)
class _Request:
    method: str
    path: str
    headers: Mapping[str, str]
    raw: bytes


@dataclass(frozen=True)
class _Response:
    """Status, headers but those of length, and the body: as one, or as events of a stream."""

    status: int
    body: bytes | list[bytes]
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"

    def parts(self) -> tuple[bytes, bytes]:
        """The bytes of the head, and those of the body."""
        headers = {"Content-Type": self.content_type, **self.headers}
        if isinstance(self.body, list):
            headers["Transfer-Encoding"] = "chunked"
            body = b"".join(b"%x\r\n%b\r\n" % (len(event), event) for event in [*self.body, b""])
        else:
            headers["Content-Length"] = str(len(self.body))
            body = self.body
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode(), body


class FaultyServer:
    """Answers with ``answering``, unless ``faults`` (a script, or Faults) says otherwise.

    ``latency`` and ``retry_after`` are in seconds; the latter is what a 429 names. A request
    with a name that the server ``refuses``, of a field or in a schema, gets a 400 that says so
    and meets no fault; fields that it ``ignores`` have no effect. With ``follow_reasks`` a
    question that is an earlier one with one or two messages more is that one for ``faults``, so
    that their ``in_a_row`` covers answers that are asked for again with a complaint.
    Only questions meet faults and are counted; GET /v1/models always answers. What
    ``answering`` raises is raised again at the end.
    """

    def __init__(
        self,
        answering: Callable[[Json], str | Completion],
        faults: Faults | Sequence[Fault | None] = (),
        *,
        latency: float = 0.0,
        retry_after: int = 1,
        refuses: Collection[str] = (),
        ignores: Collection[str] = (),
        follow_reasks: bool = False,
    ) -> None:
        self.seen: list[Seen] = []
        self.open_most = 0
        self._answering = answering
        self._faults = faults if isinstance(faults, Faults) else Faults.scripted(faults)
        self._latency = latency
        self._retry_after = retry_after
        self._refuses = refuses
        self._ignores = ignores
        self._follow_reasks = follow_reasks
        self._open = 0
        self._chosen = 0
        self._bodies: Counter[str] = Counter()
        self._questions: dict[str, str] = {}
        self._asked: Counter[str] = Counter()
        self._conversations: set[asyncio.Task[None]] = set()
        self._errors: list[BaseException] = []

    @property
    def url(self) -> str:
        """The base URL, while the server runs."""
        return f"http://127.0.0.1:{self._port}/v1"

    @property
    def requests(self) -> int:
        """How many questions came."""
        return len(self.seen)

    def times(self, body: str) -> list[float]:
        """When the questions with that ``body_hash`` came."""
        return [seen.time for seen in self.seen if seen.body == body]

    def __enter__(self) -> "FaultyServer":
        listening = socket.create_server(("127.0.0.1", 0), backlog=_BACKLOG)
        self._port: int = listening.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, args=(listening,), name="faulty")
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        if error is None and self._errors:
            raise self._errors[0]

    def _run(self, listening: socket.socket) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve(listening))

    async def _serve(self, listening: socket.socket) -> None:
        server = await asyncio.start_server(self._begin, sock=listening, backlog=_BACKLOG)
        await self._stop.wait()
        # asyncio loses a connection that is being accepted when its server closes: accept no
        # more, and let the steps of accepting (task, transport, callback) come to their end.
        self._loop.remove_reader(server.sockets[0].fileno())
        for _ in range(4):
            await asyncio.sleep(0)
        server.close()
        for conversation in self._conversations:
            conversation.cancel()
        await asyncio.gather(*self._conversations, return_exceptions=True)

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.set_write_buffer_limits(0)  # drained is sent
        conversation = asyncio.create_task(self._converse(reader, writer))
        self._conversations.add(conversation)
        # Not in the conversation itself, which may be cancelled before its first step.
        conversation.add_done_callback(lambda ended: self._end(ended, writer))

    def _end(self, conversation: "asyncio.Task[None]", writer: asyncio.StreamWriter) -> None:
        self._conversations.discard(conversation)
        if conversation.cancelled():
            writer.transport.abort()
            return
        writer.close()
        if (error := conversation.exception()) is not None:
            self._errors.append(error)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request after the other, as long as both sides keep the connection."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):  # the client left
            while await self._exchange(await _read(reader), reader, writer):
                pass

    async def _exchange(
        self, request: _Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer one request; say whether the connection is good for another."""
        self._open += 1
        self.open_most = max(self.open_most, self._open)
        try:
            response, fault = self._respond(request)
            if self._latency:
                await asyncio.sleep(self._latency)
            whole = await _send(response, fault, reader, writer)
        finally:
            self._open -= 1
        return whole and request.headers.get("connection", "").lower() != "close"

    def _respond(self, request: _Request) -> tuple[_Response, Fault | None]:
        match request.method, request.path.partition("?")[0]:
            case "GET", "/v1/models":
                model = {"id": "m", "object": "model", "created": 1, "owned_by": "us"}
                return _json(200, {"object": "list", "data": [model]}), None
            case "POST", "/v1/chat/completions":
                return self._answer(request)
        return _error(404, "No such address", code="unknown_url"), None

    def _answer(self, request: _Request) -> tuple[_Response, Fault | None]:
        body: Json = json.loads(request.raw)
        hashed = body_hash(body)
        refused = next((name for name in self._refuses if f'"{name}":' in json.dumps(body)), None)
        fault = None if refused else self._choose(body, hashed)
        authorised = "authorization" in request.headers
        self.seen.append(Seen(time.monotonic(), hashed, fault, authorised))
        came_before = self._bodies[hashed] > 0
        self._bodies[hashed] += 1
        if refused:
            message = f"Unsupported parameter: '{refused}'"
            return _error(400, message, code="unsupported_parameter", param=refused), None
        if fault in OVERLOAD | PERMANENT:
            return _failure(fault, self._retry_after), fault
        if fault in (Fault.REFUSED, Fault.RESET, Fault.STALL):
            return _Response(200, b""), fault
        body = {name: value for name, value in body.items() if name not in self._ignores}
        said = self._answering(body)
        if isinstance(said, str):
            said = Completion(said)
        said = spoiled(said, fault, schema_of(body))
        prompt = len(request.raw) // 4
        usage = _usage(prompt, prompt if came_before else 0, max(1, len(said.content or "") // 4))
        form = _stream if body.get("stream") else _plain
        return form(body, said, usage, fault), fault

    def _choose(self, body: Json, hashed: str) -> Fault | None:
        question = self._question(body, hashed) if self._follow_reasks else hashed
        fault = self._faults.choose(self._chosen, question, self._asked[question])
        self._chosen += 1
        self._asked[question] += 1
        return fault

    def _question(self, body: Json, hashed: str) -> str:
        """The hash of the first body of which this one is a repetition."""
        if hashed not in self._questions:
            begun = [body_hash({**body, "messages": body["messages"][:-n]}) for n in (1, 2)]
            first = next((self._questions[b] for b in begun if b in self._questions), hashed)
            self._questions[hashed] = first
        return self._questions[hashed]


def body_hash(body: Json) -> str:
    """SHA-256 of a request's body, in whatever order its fields stand."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


async def _read(reader: asyncio.StreamReader) -> _Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head[:-4].split("\r\n")
    method, path, _version = first.split(" ")
    fields = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in fields}
    raw = await reader.readexactly(int(headers.get("content-length", "0")))
    return _Request(method, path, headers, raw)


async def _send(
    response: _Response,
    fault: Fault | None,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> bool:
    """Send as much as the fault lets through; say whether that was all."""
    head, body = response.parts()
    match fault:
        case Fault.REFUSED | Fault.RESET | Fault.STALL:
            sent = b""
        case Fault.STALL_HEADERS:
            sent = head
        case Fault.STALL_HALF | Fault.RESET_HALF | Fault.HALF:
            sent = head + body[: len(body) // 2]
        case _:
            writer.write(head + body)
            await writer.drain()
            return True
    writer.write(sent)
    await writer.drain()
    if fault in STALLS:
        await reader.read(1)  # ends when the client leaves
    elif fault in (Fault.RESET, Fault.RESET_HALF):
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        writer.transport.abort()
    return False


def _json(status: int, body: object, **headers: str) -> _Response:
    return _Response(status, json.dumps(body).encode(), headers)


def _error(
    status: int,
    message: str,
    *,
    code: str | None = None,
    param: str | None = None,
    headers: dict[str, str] | None = None,
) -> _Response:
    known = "server_error" if status >= 500 else "invalid_request_error"
    kind, usual = _TYPES.get(status, (known, None))
    error = {"message": message, "type": kind, "param": param, "code": code or usual}
    return _Response(status, json.dumps({"error": error}).encode(), headers or {})


def _failure(fault: Fault | None, retry_after: int) -> _Response:
    match fault:
        case Fault.CONTEXT_LENGTH:
            message = "This model's maximum context length is 8 tokens"
            return _error(400, message, code="context_length_exceeded", param="messages")
        case Fault.HTTP_429_SECONDS:
            return _error(429, "Slow down", headers={"Retry-After": str(retry_after)})
        case Fault.HTTP_429_DATE:
            moment = datetime.now(UTC) + timedelta(seconds=retry_after)
            when = format_datetime(moment, usegmt=True)
            return _error(429, "Slow down", headers={"Retry-After": when})
        case Fault.HTTP_502:
            return _Response(502, _WEB_PAGE, content_type="text/html")
    assert fault is not None
    return _error(int(fault.name.removeprefix("HTTP_")), "Faulty on purpose")


def _usage(prompt: int, cached: int, completed: int) -> Json:
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completed,
        "total_tokens": prompt + completed,
        "prompt_tokens_details": {"cached_tokens": cached},
    }


def _plain(body: Json, said: Completion, usage: Json, fault: Fault | None) -> _Response:
    message: Json = {"role": "assistant", "content": said.content}
    finish = said.finish
    tool = tool_of(body)
    if tool is not None and said.content is not None:
        function = {"name": tool["function"]["name"], "arguments": said.content}
        call = {"id": "call_1", "type": "function", "function": function}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
        finish = "tool_calls" if finish == "stop" else finish
    choice = {"index": 0, "message": message, "finish_reason": finish, **_logprobs(body, said)}
    whole = _whole(body, "chat.completion", [] if fault is Fault.EMPTY_CHOICES else [choice])
    raw = json.dumps({**whole, "usage": usage}).encode()
    return _Response(200, raw[: len(raw) // 2] if fault is Fault.BROKEN_BODY else raw)


def _stream(body: Json, said: Completion, usage: Json, fault: Fault | None) -> _Response:
    tool = tool_of(body)
    finish = "tool_calls" if tool is not None and said.finish == "stop" else said.finish
    choices: list[Json] = [{"delta": {"role": "assistant", "content": None}}]
    choices += [{"delta": delta} for delta in _deltas(said, tool)]
    choices[min(1, len(choices) - 1)] |= _logprobs(body, said)
    choices.append({"delta": {}, "finish_reason": finish})
    full = [{"index": 0, "finish_reason": None, **choice} for choice in choices]
    kept = [[] if fault is Fault.EMPTY_CHOICES else [choice] for choice in full]
    chunks = [_whole(body, "chat.completion.chunk", choices) for choices in kept]
    if (body.get("stream_options") or {}).get("include_usage"):
        chunks = [{**chunk, "usage": None} for chunk in chunks]
        chunks.append({**_whole(body, "chat.completion.chunk", []), "usage": usage})
    datas = [*(json.dumps(chunk).encode() for chunk in chunks), b"[DONE]"]
    if fault is Fault.BROKEN_BODY:
        datas[1] = datas[1][: len(datas[1]) // 2]
    events = [b"data: %b\n\n" % data for data in datas]
    return _Response(200, events, content_type="text/event-stream")


def _deltas(said: Completion, tool: Json | None) -> Iterator[Json]:
    """What is said in a few pieces: content, or a tool's name and then its arguments."""
    if said.content is None:
        return
    size = max(1, math.ceil(len(said.content) / _PIECES))
    pieces = [said.content[start : start + size] for start in range(0, len(said.content), size)]
    if tool is None:
        yield from ({"content": piece} for piece in pieces)
        return
    function = {"name": tool["function"]["name"], "arguments": ""}
    yield {"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": function}]}
    for piece in pieces:
        yield {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}


def _logprobs(body: Json, said: Completion) -> Json:
    """The first token's log-probabilities, where they are asked for and known."""
    if not body.get("logprobs") or not said.first:
        return {"logprobs": None}
    top: list[dict[str, Any]] = [
        {"token": token, "logprob": math.log(share), "bytes": list(token.encode())}
        for token, share in sorted(said.first.items(), key=lambda item: -item[1])
    ]
    return {"logprobs": {"content": [{**top[0], "top_logprobs": top[: body.get("top_logprobs")]}]}}


def _whole(body: Json, kind: str, choices: list[Json]) -> Json:
    model = body.get("model", "m")
    return {"id": "x", "object": kind, "created": 1, "model": model, "choices": choices}
