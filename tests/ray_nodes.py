"""A real Ray cluster on this machine: one process a node, each of one core."""

import contextlib
import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripted import scripted_summariser

from summariser.corpus.ray_cluster import RayEngine

_MEMORY = 80_000_000  # bytes: about the least that Ray takes


@dataclass
class Cluster:
    address: str
    nodes: "list[subprocess.Popen[bytes]]"

    def engine(self, seconds: float = 0.0) -> RayEngine:
        """One of scripted models that take so long, once all nodes are there."""
        make = functools.partial(scripted_summariser, seconds)
        for _ in range(120):
            engine = RayEngine(make, self.address)
            if engine.workers >= len(self.nodes):
                return engine
            engine.close()
            time.sleep(0.5)
        raise AssertionError("a node did not come")

    def lose_a_node(self) -> None:
        os.killpg(self.nodes[-1].pid, signal.SIGKILL)


@contextlib.contextmanager
def ray_cluster(count: int) -> Iterator[Cluster]:
    """A head and the other nodes; their environment is this process's."""
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
        others = [
            nodes.enter_context(_node([ray, "start", f"--address={address}", *sizes]))
            for _ in range(1, count)
        ]
        yield Cluster(address, [first, *others])


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
