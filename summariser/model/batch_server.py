"""OpenAI's files and batches, through openai's client."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from summariser.errors import ModelDownError, ModelRefusedError, ModelUnreachableError, SetupError
from summariser.model.batch_lines import ENDPOINT
from summariser.model.client import Patience, connected, server_label
from summariser.model.failures import codes_in, guarded
from summariser.model.retries import DEFAULT_RETRIES, RetryPolicy

if TYPE_CHECKING:
    import openai
    from openai.types import Batch

R = TypeVar("R")

Status = Literal[
    "validating",
    "failed",
    "in_progress",
    "finalizing",
    "completed",
    "expired",
    "cancelling",
    "cancelled",
]
_PATIENCE = Patience()
_MARK = "summariser"  # the metadata's name for our own name of a batch
_CLOCKS = 86_400.0  # seconds by which the server's clock and ours may differ


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is on the server; ``files`` are those of its replies, as far as there."""

    status: Status
    completed: int
    total: int
    files: tuple[str, ...]
    codes: tuple[str, ...]  # why it failed

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.status in {"completed", "failed", "expired", "cancelled"}


class BatchServer:
    """A server with /files and /batches.

    Each method tries again what may pass; raises ModelDownError, a SetupError, when it does not,
    and SetupError for a refusal: without the server there is nothing to do.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        patience: Patience = _PATIENCE,
        retries: RetryPolicy = DEFAULT_RETRIES,
    ) -> None:
        self.label = server_label(base_url)
        self._client: Callable[[], openai.OpenAI] = lambda: connected(base_url, api_key, patience)
        self._raw: openai.OpenAI | None = None
        self._retries = retries

    def upload(self, path: Path, name: str) -> str:
        """Upload a file of requests under a name; the server's id for it."""

        def send() -> str:
            with path.open("rb") as file:
                sent = (name, file, "application/jsonl")
                return self._connected().files.create(file=sent, purpose="batch").id

        return self._tried(send, "uploading requests")

    def create(self, file: str, token: str, *, planned: float, again: bool) -> str:
        """Create a batch of an uploaded file; the server's id for it.

        ``again``: it may have been created before. No batch is created twice, even where the
        server did not get to say that it was.
        """
        unsure = again

        def create() -> str:
            nonlocal unsure
            found = self._found(token, planned) if unsure else None
            unsure = True
            if found is not None:
                return found
            return (
                self._connected()
                .batches.create(
                    input_file_id=file,
                    endpoint=ENDPOINT,
                    completion_window="24h",
                    metadata={_MARK: token},
                )
                .id
            )

        return self._tried(create, "creating a batch")

    def progress(self, batch_id: str) -> Progress:
        """How far a batch is."""
        batch = self._tried(
            lambda: self._connected().batches.retrieve(batch_id),
            f"asked about the batch {batch_id}",
        )
        counts = batch.request_counts
        errors = (batch.errors.data if batch.errors else None) or ()
        files = (batch.output_file_id, batch.error_file_id)
        return Progress(
            batch.status,
            counts.completed + counts.failed if counts else 0,
            counts.total if counts else 0,
            tuple(file for file in files if file),
            tuple(dict.fromkeys(code for error in errors for code in codes_in(error.to_dict()))),
        )

    def download(self, file: str, path: Path) -> None:
        """Write a file of the server to ``path``, piece by piece."""

        def fetch() -> None:
            streaming = self._connected().files.with_streaming_response
            with streaming.content(file) as response:
                response.stream_to_file(path)

        self._tried(fetch, f"asked for the file {file}")

    def close(self) -> None:
        """Close the connections; another call would open them again."""
        if self._raw is not None:
            self._raw.close()
            self._raw = None

    def _connected(self) -> "openai.OpenAI":
        self._raw = self._raw or self._client()
        return self._raw

    def _found(self, token: str, planned: float) -> str | None:
        """The id of the batch with our name, looked for among those that are not older."""
        batch: Batch
        for batch in self._connected().batches.list(limit=100):
            if (batch.metadata or {}).get(_MARK) == token:
                return batch.id
            if batch.created_at < planned - _CLOCKS:
                return None
        return None

    def _tried(self, call: Callable[[], R], what: str) -> R:
        try:
            return self._retries.run(lambda: guarded(call, self.label))
        except ModelUnreachableError as error:
            raise ModelDownError(
                f"{error} ({what}). What is done is written; run the same command again "
                "when it is back"
            ) from None
        except ModelRefusedError as error:
            raise SetupError(f"{error} ({what})") from None
