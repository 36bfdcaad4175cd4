"""A server of files and batches on loopback, for openai's client.

``with BatchingServer(answering) as server:`` serves at ``server.url``. A batch is validated when
it is created, in progress at the first look at it, and ended at the second. ``answering`` gives
the words of the answer to a request's body, or a `Line` for anything else.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from fitting import minimal, schema_of

Json = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """What stands in a line of replies; ``file`` is the one it is in, None for neither."""

    response: Json | None = None
    error: Json | None = None
    file: str | None = "error"


NOTHING = Line(file=None)
EXPIRED = Line(error={"code": "batch_expired", "message": "not in time: the minister met"})


def refusal(status: int, code: str = "invalid_value") -> Line:
    """A request that the server refused, with a sentence that quotes the page."""
    error = {"message": "the minister met", "type": "some_error", "code": code, "param": None}
    return Line({"status_code": status, "request_id": "r", "body": {"error": error}})


def completion(body: Json, words: str) -> Json:
    """The reply to a request."""
    message = {"role": "assistant", "content": words}
    return {
        "id": "x\u2028y",
        "object": "chat.completion",
        "created": 1,
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    }


def answered(request: Json, said: str | Line) -> tuple[str | None, bytes]:
    """The file that the reply to a line stands in, and the reply's own line."""
    if isinstance(said, str):
        body = completion(request["body"], said)
        said = Line({"status_code": 200, "request_id": "r", "body": body}, file="output")
    line = {"id": f"l-{request['custom_id']}", "custom_id": request["custom_id"]}
    told = {**line, "response": said.response, "error": said.error}
    # Unescaped, so that U+2028 stands in it, which ends no line of JSONL.
    return said.file, (json.dumps(told, ensure_ascii=False) + "\n").encode()


@dataclass
class BatchingServer:
    answering: Callable[[Json], str | Line]
    ends: str = "completed"
    errors: list[Json] = field(default_factory=list)
    lost: int = 0  # so many batches are created without the server saying so
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, Json] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)  # custom ids, in batches
    fetched: Counter[str] = field(default_factory=Counter)
    keys: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> "BatchingServer":
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def upload(self, raw: bytes, content_type: str) -> Json:
        head = f"Content-Type: {content_type}\r\n\r\n".encode()
        parts = message_from_bytes(head + raw, policy=default)
        content = next(p for p in parts.iter_parts() if p.get_filename())
        name = f"file-{len(self.files)}"
        payload = content.get_payload(decode=True)
        assert isinstance(payload, bytes)
        self.files[name] = payload
        return self._file(name)

    def _file(self, name: str) -> Json:
        size = len(self.files[name])
        return {
            "id": name,
            "object": "file",
            "bytes": size,
            "created_at": 1,
            "filename": name,
            "purpose": "batch",
            "status": "processed",
        }

    def create(self, asked: Json) -> Json | None:
        requests = [json.loads(line) for line in self.files[asked["input_file_id"]].splitlines()]
        assert all(request["url"] == asked["endpoint"] for request in requests)
        self.sent.update(request["custom_id"] for request in requests)
        name = f"batch-{len(self.batches)}"
        self.batches[name] = {
            **asked,
            "id": name,
            "object": "batch",
            "status": "validating",
            "created_at": int(time.time()),
            "request_counts": {"total": len(requests), "completed": 0, "failed": 0},
        }
        if self.lost:
            self.lost -= 1
            return None
        return self.batches[name]

    def look(self, name: str) -> Json:
        batch = self.batches[name]
        if batch["status"] == "validating":
            batch["status"] = "in_progress"
        elif batch["status"] == "in_progress":
            self._end(batch)
        return batch

    def _end(self, batch: Json) -> None:
        batch["status"] = self.ends
        if self.ends == "failed":
            batch["errors"] = {"object": "list", "data": self.errors}
            return
        made: dict[str | None, bytes] = {}
        for raw in self.files[batch["input_file_id"]].splitlines():
            request = json.loads(raw)
            file, line = answered(request, self.answering(request["body"]))
            made[file] = made.get(file, b"") + line
        made.pop(None, None)
        for kind, lines in made.items():
            name = f"{kind}-{batch['id']}"
            self.files[name] = lines
            batch[f"{kind}_file_id"] = name

    def listed(self, after: str | None) -> Json:
        newest = list(reversed(self.batches.values()))
        names = [batch["id"] for batch in newest]
        start = names.index(after) + 1 if after else 0
        page = newest[start : start + 1]  # small, so that more than one has to be read
        return {"object": "list", "data": page, "has_more": start + 1 < len(newest)}


def _handler(server: BatchingServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            server.keys.add(self.headers["Authorization"])
            if self.path == "/v1/files":
                self._say(server.upload(raw, self.headers["Content-Type"]))
            elif self.path == "/v1/chat/completions":  # a live one: what the server can
                body = json.loads(raw)
                self._say(completion(body, json.dumps(minimal(schema_of(body) or {}))))
            elif (made := server.create(json.loads(raw))) is not None:
                self._say(made)
            else:
                self.close_connection = True

        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            match path.removeprefix("/v1/").split("/"):
                case ["batches"]:
                    after = dict(part.split("=") for part in query.split("&")).get("after")
                    self._say(server.listed(after))
                case ["batches", name] if name in server.batches:
                    self._say(server.look(name))
                case ["files", name, "content"] if name in server.files:
                    server.fetched[name] += 1
                    self._say(server.files[name])
                case _:
                    error = {"message": "no such thing", "type": "invalid_request_error"}
                    self._say({"error": error}, 404)

        def _say(self, body: Json | bytes, status: int = 200) -> None:
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
