"""The official source of weights: a file of a Hugging Face repository, by HTTPS."""

import os
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from summariser.model.reporting import Progress
from summariser.model.sources import SourceFailedError, size_of

if TYPE_CHECKING:
    import httpx2

OPEN_SECONDS = 4.0  # DNS, connection, redirects and headers together, proxies included
STALL_SECONDS = 15.0  # without a byte, or a whole window below the slowest pace
SLOWEST_BYTES_PER_SECOND = 2048
TRANSFERS = 3  # a connection that breaks off is taken up again where it stopped


@dataclass(frozen=True)
class HubFile:
    """A file of a Hugging Face repository at a pinned revision; HF_ENDPOINT is honoured."""

    repository: str
    revision: str
    file: str

    @property
    def label(self) -> str:
        """The host, without any credentials that HF_ENDPOINT may carry."""
        try:
            host = urlsplit(_endpoint()).hostname
        except ValueError:
            host = None
        return f"the hub ({host or 'HF_ENDPOINT names no host'})"

    def fill(self, partial: Path, size: int, progress: Progress) -> None:
        """Download by HTTPS, from where the partial file ends.

        Gives up within OPEN_SECONDS where nobody answers, within STALL_SECONDS where a
        transfer stalls, after TRANSFERS where it breaks off. Raises SourceFailedError.
        """
        # Here and not above: httpx2 takes 0.15 s to import, most runs fetch nothing.
        import httpx2  # noqa: PLC0415

        url = f"{_endpoint()}/{self.repository}/resolve/{self.revision}/{self.file}"
        for transfer in range(1, TRANSFERS + 1):
            try:
                _transfer(url, partial, size, progress)
            except httpx2.HTTPError as error:
                reason = f"the transfer broke off at {size_of(partial)} of {size} bytes"
                if transfer == TRANSFERS or isinstance(error, httpx2.TimeoutException):
                    raise SourceFailedError(f"{reason}: {_named(error)}") from error
            else:
                return


def _endpoint() -> str:
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


def _transfer(url: str, partial: Path, size: int, progress: Progress) -> None:
    """One request, from the end of the partial file on; httpx2.HTTPError when it breaks off."""
    etag = partial.with_name(f"{partial.name}.etag")
    start = size_of(partial)
    headers = {"Accept-Encoding": "identity"}  # a range counts the bytes that are sent
    if start:
        headers["Range"] = f"bytes={start}-"
        if etag.exists():
            headers["If-Range"] = etag.read_text(encoding="ascii")
    with _opened(url, headers) as response:
        if response.status_code == 200:
            start = 0
        _check_length(response, start, size)
        strong = response.headers.get("etag", "")
        if strong.startswith('"') and strong.isascii():
            etag.write_text(strong, encoding="ascii")
        else:
            etag.unlink(missing_ok=True)
        with partial.open("ab") as file:
            file.truncate(start)
            _copy(response, file.write, start, size, progress)


def _check_length(response: "httpx2.Response", start: int, size: int) -> None:
    """Refuse an answer that cannot be the rest of the file, before any of it is written."""
    if response.status_code not in (200, 206):
        raise SourceFailedError(f"HTTP {response.status_code} {response.reason_phrase}")
    if response.status_code == 206:
        announced = response.headers.get("content-range", "")
        if announced != f"bytes {start}-{size - 1}/{size}":
            raise SourceFailedError(f"it sent another range than asked for: {announced!r}")
    length = response.headers.get("content-length")
    if length is not None and length != str(size - start):
        raise SourceFailedError(f"it has {length} bytes where {size - start} are expected")


def _copy(
    response: "httpx2.Response",
    write: Callable[[bytes], object],
    done: int,
    size: int,
    progress: Progress,
) -> None:
    window_start, window_bytes = time.monotonic(), 0
    for block in response.iter_raw():
        done += len(block)
        if done > size:
            raise SourceFailedError(f"it sent more than {size} bytes")
        write(block)
        progress(done, size)
        window_bytes += len(block)
        if (waited := time.monotonic() - window_start) > STALL_SECONDS:
            if window_bytes < waited * SLOWEST_BYTES_PER_SECOND:
                raise SourceFailedError(f"it stalled at {done} of {size} bytes")
            window_start, window_bytes = time.monotonic(), 0
    if done < size:
        raise SourceFailedError(f"it ended at {done} of {size} bytes")


@contextmanager
def _opened(url: str, headers: dict[str, str]) -> "Generator[httpx2.Response]":
    """Give the answer with its body still to come; SourceFailedError within OPEN_SECONDS."""
    import httpx2  # noqa: PLC0415 - see HubFile.fill

    def open_it() -> _Opened:
        timeout = httpx2.Timeout(STALL_SECONDS, connect=OPEN_SECONDS)
        client = httpx2.Client(timeout=timeout, follow_redirects=True)
        try:
            request = client.build_request("GET", url, headers=headers)
            return _Opened(client, client.send(request, stream=True))
        except BaseException:
            client.close()
            raise

    try:
        opened = _within(OPEN_SECONDS, open_it)
    except TimeoutError as error:
        raise SourceFailedError(f"no answer within {OPEN_SECONDS:g} s") from error
    # ValueError and ImportError: a proxy setting that httpx2 cannot use (SOCKS needs an extra).
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError, ImportError) as error:
        raise SourceFailedError(_named(error)) from error
    with closing(opened):
        yield opened.response


@dataclass(frozen=True)
class _Opened:
    """A response and the client that it needs to be read."""

    client: "httpx2.Client"
    response: "httpx2.Response"

    def close(self) -> None:
        self.response.close()
        self.client.close()


def _within(seconds: float, work: Callable[[], _Opened]) -> _Opened:
    """Give the work's result, or TimeoutError; a late result is closed in its thread.

    A thread, because no option bounds the whole: the name look-up knows no time limit, and
    the connection limit holds for each address and each redirect anew.
    """
    future: Future[_Opened] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - handed over to the waiting thread
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        return future.result(timeout=seconds)
    except TimeoutError:
        future.add_done_callback(_close_late)
        raise


def _close_late(future: "Future[_Opened]") -> None:
    if future.exception() is None:
        future.result().close()


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
