"""A real HTTP server on loopback that plays an OpenAI-compatible API by a script."""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


@dataclass(frozen=True)
class Scripted:
    """One reply: its body as JSON, or as it is where it is bytes; ``hang`` sends nothing."""

    body: object = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    hang: bool = False


@dataclass(frozen=True)
class Received:
    """One request as the server got it."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class ScriptedServer:
    """Gives the scripted replies in their order, the last one for ever."""

    def __init__(self, *script: Scripted) -> None:
        self.received: list[Received] = []
        self._script = list(script)
        self._let_go = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def __enter__(self) -> "ScriptedServer":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._let_go.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def _reply(self) -> Scripted:
        return self._script.pop(0) if len(self._script) > 1 else self._script[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.received.append(Received(self.path, _lowered(self.headers), json.loads(body)))
                reply = outer._reply()
                if reply.hang:
                    outer._let_go.wait(30)
                    return
                raw = (
                    reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
                )
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", reply.content_type)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


def _lowered(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def completion(
    content: str | None,
    *,
    finish: str = "stop",
    tokens: tuple[int, int, int] = (100, 40, 7),
    first: Sequence[tuple[str, float]] | None = None,
) -> dict[str, object]:
    """A chat completion; ``tokens`` are prompt, cached and completion tokens."""
    prompt, cached, completed = tokens
    choice: dict[str, object] = {
        "index": 0,
        "finish_reason": finish,
        "message": {"role": "assistant", "content": content},
    }
    if first is not None:
        top = [{"token": t, "logprob": p, "bytes": list(t.encode())} for t, p in first]
        choice["logprobs"] = {"content": [{**top[0], "top_logprobs": top}]}
    return {
        "id": "x",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [choice],
        "usage": {
            "prompt_tokens": prompt,
            "completion_tokens": completed,
            "total_tokens": prompt + completed,
            "prompt_tokens_details": {"cached_tokens": cached},
        },
    }


def good(content: str, **options: Any) -> Scripted:
    """A reply with that content."""
    return Scripted(completion(content, **options))


def refusal(status: int, code: str = "", message: str = "", **headers: str) -> Scripted:
    """An error reply in OpenAI's form."""
    body = {"error": {"message": message, "type": "some_error", "code": code, "param": None}}
    return Scripted(body, status, {k.replace("_", "-"): v for k, v in headers.items()})
