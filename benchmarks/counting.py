"""A way to the server on which requests and tokens are counted, for clients that do not say."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

import httpx2 as httpx

from summariser.model import Usage


class CountingProxy:
    """Hands requests on to a server at ``url`` (with /v1), unchanged, and adds up its usages."""

    def __init__(self, url: str) -> None:
        self._upstream = httpx.Client(timeout=None)
        self._lock = threading.Lock()
        self._usage = Usage()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                path = self.path.removeprefix("/v1")
                kept = {
                    key: value
                    for key, value in self.headers.items()
                    if key.lower() in ("authorization", "content-type")
                }
                reply = proxy._upstream.post(url + path, content=body, headers=kept)
                if reply.is_success:
                    proxy._count(reply.json())
                self.send_response(reply.status_code)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(reply.content)))
                self.end_headers()
                self.wfile.write(reply.content)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def taken(self) -> Usage:
        """What was counted since the last time."""
        with self._lock:
            usage, self._usage = self._usage, Usage()
        return usage

    def _count(self, answer: Any) -> None:
        usage = answer["usage"]
        read = int((usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0)
        with self._lock:
            self._usage += Usage(
                requests=1,
                prompt_tokens=int(usage["prompt_tokens"]),
                cached_tokens=read,
                completion_tokens=int(usage["completion_tokens"]),
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._upstream.close()
