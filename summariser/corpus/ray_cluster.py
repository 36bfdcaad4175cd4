"""Records made by a Ray cluster: one warm `Summariser` on each node.

The corpus itself is read and written here, by the same `Run` as on one machine, so that rows,
twins and what is passed over are the same wherever pages are read. A page is a few kilobytes and
a second of a model's work or more: one process can feed some thousand nodes. Ray does what it
is good at: starting, restarting and losing nodes.
"""

import os
import socket
import threading
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from summariser.corpus.configuration import Configuration
from summariser.document import Document
from summariser.errors import DocumentError, SetupError
from summariser.record import MeetingSummary, Provenance
from summariser.service import Summariser

_PATIENCE = 5.0  # seconds to connect
Make = Callable[[], Summariser]


class _Actor:
    """What runs on a node. Records travel as JSON, so that each side proves them by itself."""

    def __init__(self, make: Make) -> None:
        self._summariser = make()

    def begin(self) -> tuple[Provenance, int]:
        """What its records will say of their making, and how many pages it does at a time."""
        return self._summariser.provenance(), self._summariser.workers

    def attempt(self, document: Document) -> str:
        """The record of a page."""
        return self._summariser.attempt(document).model_dump_json()

    def refused(self, document_id: str, error: DocumentError) -> str:
        """The failed record of a page that cannot be read."""
        return self._summariser.refused(document_id, error).model_dump_json()


class RayEngine:
    """An `Engine` of a Ray cluster, with one `Summariser` a node, each made by ``make``.

    ``address`` is that of a running cluster; without one, Ray is started on this machine for as
    long as the engine is open. A node that dies loses nothing: what it had in work is done
    again. Raises `SetupError` where Ray is missing, the cluster cannot be reached, a node
    cannot make its summariser, or nodes have other versions of it.
    """

    def __init__(self, make: Make, address: str | None = None) -> None:
        self._ray = _ray()
        self._lock = threading.Lock()
        self._busy: Counter[int] = Counter()
        self._open(address)
        try:
            self._actors = [self._actor(make, node) for node in self._nodes()]
            begun = [self._get(actor.begin.remote()) for actor in self._actors]
        except BaseException:
            self.close()
            raise
        self._provenance: Provenance = begun[0][0]
        self.workers = sum(workers for _, workers in begun)
        for provenance, _ in begun:
            self._refuse_other(provenance)

    def attempt(self, source: Document) -> MeetingSummary:
        """See `Engine.attempt`."""
        with self._lock:
            chosen = min(range(len(self._actors)), key=lambda actor: self._busy[actor])
            self._busy[chosen] += 1
        try:
            made = self._get(self._actors[chosen].attempt.remote(source))
        finally:
            with self._lock:
                self._busy[chosen] -= 1
        return MeetingSummary.model_validate_json(made, context={"text": source.text})

    def refused(self, document_id: str, error: DocumentError) -> MeetingSummary:
        """See `Engine.refused`."""
        made = self._get(self._actors[0].refused.remote(document_id, error))
        return MeetingSummary.model_validate_json(made)

    def provenance(self) -> Provenance:
        """What its records say of how they were made."""
        return self._provenance

    def close(self) -> None:
        """Leave the cluster; one that was started here ends."""
        self._ray.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self, address: str | None) -> None:
        if address:
            _reach(address)
        try:
            self._ray.init(address=address, log_to_driver=False, logging_level="ERROR")
        except (ConnectionError, RuntimeError, ValueError) as error:
            where = f"the Ray cluster at {address}" if address else "Ray on this machine"
            raise SetupError(f"{where} cannot be used: {error}") from None

    def _nodes(self) -> list[str]:
        return [node["NodeID"] for node in self._ray.nodes() if node["Alive"]]

    def _actor(self, make: Make, node: str) -> Any:
        """An actor that prefers this node, and is started again elsewhere if the node dies."""
        from ray.util.scheduling_strategies import (  # type: ignore[import-untyped] # noqa: PLC0415
            NodeAffinitySchedulingStrategy,
        )

        kind: Any = self._ray.remote(_Actor)
        return kind.options(
            num_cpus=0,  # a model takes the cores that there are, whatever Ray counts
            max_restarts=-1,
            max_task_retries=-1,
            max_concurrency=1024,
            scheduling_strategy=NodeAffinitySchedulingStrategy(node, soft=True),
        ).remote(make)

    def _get(self, promise: Any) -> Any:
        errors = self._ray.exceptions
        try:
            return self._ray.get(promise)
        except errors.RayTaskError as error:
            if isinstance(error.cause, SetupError):
                raise error.cause from None
            raise SetupError(f"a node of the Ray cluster failed: {error.cause!r}") from None
        except errors.RayError as error:
            raise SetupError(f"the Ray cluster failed ({type(error).__name__})") from error

    def _refuse_other(self, provenance: Provenance) -> None:
        mine = Configuration.of(self._provenance)
        differences = mine.differences(Configuration.of(provenance))
        if differences:
            self.close()
            raise SetupError(
                f"the nodes of the Ray cluster differ ({'; '.join(differences)}): "
                "install the same version of summariser and of the model everywhere"
            )


def _reach(address: str) -> None:
    """Raise `SetupError` where nobody listens, which Ray finds out after minutes."""
    host, _, port = address.rpartition("//")[2].rpartition(":")
    if not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise SetupError(f"the Ray cluster at {address} cannot be reached: {error}") from None


def _ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing leaves the machine unasked
    try:
        import ray  # type: ignore[import-untyped] # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise SetupError("--engine ray needs Ray: run pip install 'summariser[ray]'") from None
    return ray
