"""The JSONL of batches, as OpenAI's Batch API and `vllm run-batch` read and write it."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel, ValidationError

from summariser.errors import ModelError, ModelUnreachableError, SetupError
from summariser.model.batch_store import Batch, BatchStore, Kept
from summariser.model.failures import codes_in, from_status
from summariser.model.reading import whole

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

ENDPOINT = "/v1/chat/completions"
_OK = 200
_OWNER_ALONE = 0o600


@dataclass(frozen=True, slots=True)
class Read:
    """What a file of replies had: lines that answered a request, that failed, and of no use."""

    answered: int = 0
    failed: int = 0
    unknown: int = 0  # of requests that are not this output's
    broken: int = 0  # no reply at all


class _Response(BaseModel):
    status_code: int
    body: Any = None


class _Line(BaseModel):
    custom_id: str
    response: _Response | None = None
    error: Any = None

    def kept(self) -> Kept:
        """The reply as it is kept; errors of vllm stand beside its response, not in it."""
        body = self.error if self.response is None else self.response.body or self.error
        status = None if self.response is None else self.response.status_code
        return Kept(status, json.dumps(body, allow_nan=False))


def completion_of(kept: Kept, server: str) -> "ChatCompletion":
    """The completion that a reply is. Raises ModelError, as if it had come just now."""
    body = json.loads(kept.body)
    error = cast("Mapping[str, object]", body).get("error", body) if _is_object(body) else None
    if kept.status is None:
        codes = " ".join(codes_in(error))
        raise ModelUnreachableError(f"{server} gave no answer in its batch ({codes or 'no reply'})")
    if kept.status != _OK:
        raise from_status(kept.status, error, {}, server)
    return whole(body, server)


def write_requests(store: BatchStore, path: Path, batch: Batch | None = None) -> int:
    """Write the requests that are wanted, or those of a batch; say how many.

    Only the file's owner can read it. Raises SetupError where it cannot be written.
    """
    count = 0
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ALONE)
        with open(opened, "w", encoding="ascii", newline="\n") as file:  # noqa: PTH123 - opened above
            for key, body in store.bodies(batch):
                # The body stands here letter by letter as it was when its key was made.
                file.write(
                    f'{{"custom_id": "{key}", "method": "POST", "url": "{ENDPOINT}", '
                    f'"body": {body}}}\n'
                )
                count += 1
    except OSError as error:
        raise SetupError(f"{path} cannot be written ({error.strerror})") from error
    return count


def take_replies(store: BatchStore, path: Path, source: str, server: str) -> Read:
    """Keep the replies of a file; read again, it changes nothing.

    ``source`` names the file or the batch for counting failures. Raises SetupError where the
    file cannot be read.
    """
    read: Counter[str] = Counter()
    for line in _lines(path):
        if line is None or not store.knows(line.custom_id):
            read["broken" if line is None else "unknown"] += 1
            continue
        kept = line.kept()
        try:
            completion_of(kept, server)
        except ModelError as error:
            read["failed"] += 1
            if error.retryable:
                store.take_passing(line.custom_id, kept, source)
            else:
                store.take(line.custom_id, kept, good=False)
        else:
            read["answered"] += 1
            store.take(line.custom_id, kept, good=True)
    store.commit()
    return Read(**read)


def read_replies(store: BatchStore, path: Path, model: str) -> Read:
    """Keep the replies of a file that somebody else made of ours, such as `vllm run-batch`.

    What has no reply in it, or one that may pass, stays wanted. Nothing is kept, and SetupError
    raised, where no line is a reply to a request of this output, where another model gave them,
    or where all of them are refusals: that is the set-up's fault and not that of the pages.
    """
    digest, seen = hashlib.sha256(), Counter[str]()
    for line in _lines(path):
        if line is None or not store.knows(line.custom_id):
            seen["useless"] += 1
            continue
        kept = line.kept()
        digest.update(f"{line.custom_id} {kept.status} {kept.body}\n".encode())
        seen["refused"] += kept.status is not None and 400 <= kept.status < 500
        seen["known"] += 1
        said = _model_of(kept)
        if said and not _are_one(said, model):
            raise SetupError(f"{path} has replies of the model {said!r}, not of {model!r}")
    if not seen["known"]:
        raise SetupError(
            f"{path} has no reply to a request of this output ({seen['useless']} other lines): "
            "is it the file that was made of its requests?"
        )
    if seen["refused"] == seen["known"]:
        raise SetupError(
            f"{path}: every reply is a refusal ({_refusal(store, path)}). "
            "The requests are still wanted: put it right and run them again"
        )
    return take_replies(store, path, digest.hexdigest(), str(path))


def _lines(path: Path) -> Iterator[_Line | None]:
    """The replies of a file; None for a line that is none."""
    try:
        with path.open("rb") as file:  # bytes: text may have U+2028, which would end a line
            for raw in file:
                if raw.strip():
                    yield _parsed(raw)
    except OSError as error:
        raise SetupError(f"{path} cannot be read ({error.strerror})") from error


def _parsed(raw: bytes) -> _Line | None:
    try:
        line = _Line.model_validate_json(raw)
        line.kept()
    except (ValidationError, ValueError, RecursionError):
        return None
    return line


def _refusal(store: BatchStore, path: Path) -> str:
    """What the first refusal of the file says."""
    for line in _lines(path):
        if line is not None and store.knows(line.custom_id):
            try:
                completion_of(line.kept(), "its server")
            except ModelError as error:
                return str(error)
    return "none"  # the file was changed meanwhile


def _model_of(kept: Kept) -> str | None:
    body = json.loads(kept.body)
    said = cast("Mapping[str, object]", body).get("model") if _is_object(body) else None
    return said if isinstance(said, str) else None


def _are_one(said: str, asked: str) -> bool:
    """Whether two names are those of one model: folders before it and a date behind it aside."""
    names = [name.rstrip("/").rpartition("/")[2] for name in (said, asked)]
    return names[0].startswith(names[1]) or names[1].startswith(names[0])


def _is_object(body: object) -> bool:
    return isinstance(body, dict)
