"""Records made by a real Ray cluster of two nodes on this machine, one of which dies."""

import contextlib
import functools
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import CHECKOUT, PAGE
from scripted import scripted_summariser
from test_corpus_running import Kept, TextPage

from summariser.corpus.ledger import Ledger
from summariser.corpus.ray_cluster import RayEngine
from summariser.corpus.running import Engine, Run
from summariser.errors import SetupError
from summariser.record import MeetingSummary

pytestmark = pytest.mark.slow
_MEMORY = 80_000_000  # bytes: about the least that Ray takes
PAGES = [TextPage(f"page {number}", f"{PAGE}\nالخبر رقم {number}.") for number in range(60)]


@dataclass
class Cluster:
    address: str
    second: "subprocess.Popen[bytes]"

    def lose_a_node(self) -> None:
        os.killpg(self.second.pid, signal.SIGKILL)


@pytest.fixture(scope="module", autouse=True)
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What every process of the cluster has to know."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_AUTH_MODE", "token")
        patch.setenv("RAY_AUTH_TOKEN", secrets.token_hex(16))
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("PYTHONPATH", os.pathsep.join([str(CHECKOUT), str(CHECKOUT / "tests")]))
        yield


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    ray = Path(sys.executable).with_name("ray")
    sizes = ["--num-cpus=1", f"--object-store-memory={_MEMORY}", "--block"]
    kept = Path(f"/tmp/ray-{os.getpid()}")
    with socket.socket() as free:
        free.bind(("", 0))
        port = free.getsockname()[1]
    head = [ray, "start", "--head", f"--port={port}", "--include-dashboard=false", *sizes]
    with contextlib.ExitStack() as nodes:
        nodes.callback(shutil.rmtree, kept, ignore_errors=True)
        first = nodes.enter_context(_node([*head, "--disable-usage-stats", f"--temp-dir={kept}"]))
        address = f"{_own_address()}:{port}"
        _wait_for(port, first)
        second = nodes.enter_context(_node([ray, "start", f"--address={address}", *sizes]))
        yield Cluster(address, second)


@contextlib.contextmanager
def _node(command: list[str | Path]) -> "Iterator[subprocess.Popen[bytes]]":
    node = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield node
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(node.pid, signal.SIGKILL)
        node.wait()


def _own_address() -> str:
    """The address that Ray takes for this machine's, without any packet being sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _wait_for(port: int, node: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert node.poll() is None, "the node ended"
        with contextlib.suppress(OSError), socket.create_connection((_own_address(), port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("the cluster did not start")


def _engine(address: str, seconds: float = 0.0, nodes: int = 2) -> RayEngine:
    make = functools.partial(scripted_summariser, seconds)
    for _ in range(120):
        engine = RayEngine(make, address)
        if engine.workers >= nodes:
            return engine
        engine.close()
        time.sleep(0.5)
    raise AssertionError("the second node did not come")


def _records(engine: Engine, workers: int) -> Iterator[MeetingSummary]:
    with Ledger() as ledger:
        yield from Run(engine, Kept(), ledger, workers).records([*PAGES, TextPage("empty", " ")])


def _told(records: list[MeetingSummary]) -> dict[str, str]:
    """Records by their ids, without what differs from run to run."""
    told = {row.document.id: row.model_dump_json(exclude={"provenance"}) for row in records}
    assert len(told) == len(records)
    return told


def test_the_same_records_as_on_one_machine_though_a_node_dies(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summariser.interview.Interview", None)  # put back after the local run
    local = _told(list(_records(scripted_summariser(), 2)))
    with _engine(cluster.address, seconds=0.1) as engine:
        made: list[MeetingSummary] = []
        for record in _records(engine, engine.workers):
            made.append(record)
            if len(made) == 10:
                cluster.lose_a_node()
    assert _told(made) == local
    assert len(local) == len(PAGES) + 1


def test_a_cluster_that_is_not_there() -> None:
    with pytest.raises(SetupError, match=re.escape("127.0.0.1:9 cannot be reached")):
        RayEngine(scripted_summariser, "127.0.0.1:9")
