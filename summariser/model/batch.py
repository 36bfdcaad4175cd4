"""A model whose answers come in batches: what is asked is kept, sent together, and replayed.

The same questions are asked in rounds. Each one whose reply is there is answered at once, as if
the server had sent it now; each other is wanted, and ends its page for this round. Re-asks need
no rule of their own: they are questions that are wanted in the next round.
"""

import json
import math
import tempfile
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, cast

from summariser.errors import AwaitedError, SetupError
from summariser.model.abilities import Abilities, Mode
from summariser.model.batch_lines import completion_of, take_replies, write_requests
from summariser.model.batch_server import BatchServer, Progress
from summariser.model.batch_store import Batch, BatchStore, Kept, key_of
from summariser.model.client import STREAMING, OpenAIModel

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

R = TypeVar("R")

State = Literal["sending", "waiting", "reading"]
Told = Callable[[State, int, int], None]

MOST_REQUESTS = 50_000  # OpenAI's limit for a batch
MOST_BYTES = 190_000_000  # its limit for a file is 200 MB; bodies are not all that is in a line
_FIRST_WAIT, _LONGEST_WAIT = 5.0, 60.0  # seconds between two looks at a batch
_ENDS: Final = {"failed": "failed", "cancelled": "was cancelled"}
_NO_REPLY: Final = Kept(None, json.dumps({"code": "no_reply"}))


class BatchModel(OpenAIModel):
    """Answers from the replies in a store; what is not there is wanted, by `AwaitedError`.

    ``server`` is what messages call the other side. Requests are in the form that ``find_out``
    tells, which is asked once for a store, so that keys stay the same; without it in ``mode``,
    in OpenAI's strict form with all limits.
    """

    def __init__(
        self,
        store: BatchStore,
        model_name: str,
        server: str,
        *,
        mode: Mode | None = None,
        find_out: Callable[[], Abilities] | None = None,
    ) -> None:
        super().__init__(server, "", model_name, mode=mode, memory=store)
        self._store = store
        default = Abilities(mode=mode or "json_schema")
        self._find_out = find_out or (lambda: default)

    def _replied(self, request: Mapping[str, Any], end: float) -> "ChatCompletion":  # noqa: ARG002
        body = json.dumps(request, separators=(",", ":"), allow_nan=False)
        key = key_of(body)
        kept = self._store.reply(key)
        if kept is None:
            self._store.want(key, body)
            raise AwaitedError("the answer is to come with a batch")
        return completion_of(kept, self._server)

    def _known(self, *, anew: bool = False) -> Abilities:  # noqa: ARG002
        return super()._known()  # a page that is refused says nothing about the others

    def _found_out(self) -> Abilities:
        return self._find_out().without(*STREAMING)

    def _run(self, call: Callable[[float], R]) -> R:
        return call(math.inf)  # what a kept reply lacks, it will lack the next time


@dataclass(frozen=True, slots=True)
class Batches:
    """What is wanted goes to the server, and its replies come back.

    A process that is stopped between any two steps goes on with the next: each step is written
    down before the one after it begins. ``sleep`` waits for so many seconds; ``told`` is told
    how far the work is.
    """

    store: BatchStore
    server: BatchServer
    sleep: Callable[[float], object]
    told: Told
    most: int = MOST_REQUESTS
    most_bytes: int = MOST_BYTES

    def send(self) -> None:
        """Send all that is wanted, and what was being sent when a process was stopped.

        Raises SetupError, and where batches of another server are under way.
        """
        self._refuse_others()
        for batch in self.store.batches():
            self._sent(batch)
        while batch := self.store.plan(self.server.label, self.most, self.most_bytes):
            self._sent(batch)

    def collect(self, stopped: Callable[[], bool]) -> None:
        """Wait until all batches under way have ended, and keep their replies.

        Returns early when ``stopped`` says so. Raises SetupError for a batch that failed or was
        cancelled; what it had answered is kept, the rest is wanted again.
        """
        wait = _FIRST_WAIT
        while not stopped():
            under_way = [(batch, self._progress(batch)) for batch in self.store.batches()]
            ended = [(batch, progress) for batch, progress in under_way if progress.ended]
            self.told(
                "waiting",
                sum(progress.completed for _, progress in under_way),
                sum(progress.total for _, progress in under_way),
            )
            for batch, progress in ended:
                self._collected(batch, progress)
            if len(ended) == len(under_way):
                return
            self.sleep(wait)
            wait = min(_LONGEST_WAIT, wait * 1.5)

    def _refuse_others(self) -> None:
        others = {batch.server for batch in self.store.batches()} - {self.server.label}
        if others:
            raise SetupError(
                f"{self.store.path} has batches under way at {', '.join(sorted(others))}, not at "
                f"{self.server.label}: use that server, or delete the file, which gives them up"
            )

    def _progress(self, batch: Batch) -> Progress:
        return self.server.progress(cast("str", batch.id))  # `send` came before

    def _sent(self, batch: Batch) -> None:
        """Take a batch from wherever it is to where the server works on it."""
        if batch.file is None:
            with _scratch() as path:
                count = write_requests(self.store, path, batch)
                self.told("sending", 0, count)
                file = self.server.upload(path, f"summariser-{batch.token}.jsonl")
            batch = replace(batch, file=file)
            self.store.keep(batch)
        if batch.id is None:
            again = batch.state == "creating"
            self.store.keep(replace(batch, state="creating"))
            made = self.server.create(
                cast("str", batch.file), batch.token, planned=batch.planned, again=again
            )
            self.store.keep(replace(batch, state="created", id=made))

    def _collected(self, batch: Batch, progress: Progress) -> None:
        for number, file in enumerate(progress.files):
            self.told("reading", number, len(progress.files))
            with _scratch() as path:
                self.server.download(file, path)
                take_replies(self.store, path, batch.token, self.server.label)
        if progress.status in {"failed", "cancelled"}:
            self.store.release(batch)
            codes = f" ({', '.join(progress.codes)})" if progress.codes else ""
            raise SetupError(
                f"{self.server.label}: the batch {batch.id} {_ENDS[progress.status]}{codes}. What "
                "it had answered is kept; run the same command again to send the rest anew"
            )
        for key in self.store.unanswered(batch):
            self.store.take_passing(key, _NO_REPLY, batch.token)
        self.store.release(batch)


@contextmanager
def _scratch() -> Generator[Path]:
    """A path for a file that only its owner can read, and that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="summariser-") as folder:
        yield Path(folder) / "lines.jsonl"
