"""A model whose answers are kept: the same request is never paid for twice."""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from typing import Literal, cast

from pydantic import ValidationError

from summariser.model.cache import AnswerCache
from summariser.model.client import SAMPLING
from summariser.model.forms import schema_of
from summariser.model.protocol import AnswerT, Message, Model, Reply, Usage


def request_key(  # noqa: PLR0913 - a request has these parts, and each has to be told apart
    *,
    model: str,
    weights_sha256: str | None,
    base_url: str | None,
    kind: Literal["ask", "weigh"],
    messages: Sequence[Message],
    answer: Mapping[str, object] | Sequence[str],
    max_tokens: int,
    sampling: Mapping[str, float],
    salt: str,
) -> str:
    """Give the SHA-256 of the whole request, as lower-case hexadecimal digits.

    ``answer`` is the JSON Schema of the answer, or the options to weigh. Its order counts, even
    in objects, as a model fills in the properties in the schema's order; that of other objects
    does not. ``base_url`` is None for an engine in this process. ``salt`` stands for all else
    that an answer depends on, such as prompt files and versions.
    """
    request = {
        "model": model,
        "weights_sha256": weights_sha256,
        "base_url": base_url,
        "kind": kind,
        "messages": list(messages),
        "answer": json.dumps(answer),
        "max_tokens": max_tokens,
        "sampling": dict(sampling),
        "salt": salt,
    }
    canonical = json.dumps(request, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


class CachedModel:
    """Answers from the cache where it can, else asks the inner model and keeps its answer.

    What comes from the cache has passed the answer's type again. Failures are not kept.
    """

    def __init__(
        self, inner: Model, cache: AnswerCache, *, base_url: str | None, salt: str
    ) -> None:
        self._inner = inner
        self._cache = cache
        self._base_url = base_url
        self._salt = salt

    @property
    def name(self) -> str:
        """The inner model's name."""
        return self._inner.name

    @property
    def weights_sha256(self) -> str | None:
        """The inner model's weights."""
        return self._inner.weights_sha256

    @property
    def most_choices(self) -> int:
        """The inner model's."""
        return self._inner.most_choices

    def ask(
        self, messages: Sequence[Message], answer: type[AnswerT], *, max_tokens: int
    ) -> Reply[AnswerT]:
        """See Model.ask."""
        key = self._key("ask", messages, schema_of(answer), max_tokens)
        kept = _read_answer(self._cache.get(key), answer)
        if kept is not None:
            return Reply(kept, Usage(), from_cache=True)
        reply = self._inner.ask(messages, answer, max_tokens=max_tokens)
        written = reply.value.model_dump(mode="json", by_alias=True, round_trip=True)
        # A type whose JSON reads back as something else would give another answer next time.
        if _read_answer(written, answer) == reply.value:
            self._cache.put(key, written)
        return reply

    def weigh(self, messages: Sequence[Message], options: Sequence[str]) -> Reply[dict[str, float]]:
        """See Model.weigh."""
        key = self._key("weigh", messages, list(options), max_tokens=1)
        kept = _read_shares(self._cache.get(key), options)
        if kept is not None:
            return Reply(kept, Usage(), from_cache=True)
        reply = self._inner.weigh(messages, options)
        self._cache.put(key, reply.value)
        return reply

    def close(self) -> None:
        """Close the inner model; the cache belongs to whoever opened it."""
        self._inner.close()

    def _key(
        self,
        kind: Literal["ask", "weigh"],
        messages: Sequence[Message],
        answer: Mapping[str, object] | Sequence[str],
        max_tokens: int,
    ) -> str:
        return request_key(
            model=self._inner.name,
            weights_sha256=self._inner.weights_sha256,
            base_url=self._base_url,
            kind=kind,
            messages=messages,
            answer=answer,
            max_tokens=max_tokens,
            sampling=SAMPLING,
            salt=self._salt,
        )


def _read_answer(kept: object | None, answer: type[AnswerT]) -> AnswerT | None:
    if kept is None:
        return None
    try:
        return answer.model_validate_json(json.dumps(kept), strict=True)
    except (ValidationError, RecursionError):
        return None


def _read_shares(kept: object | None, options: Sequence[str]) -> dict[str, float] | None:
    if not isinstance(kept, dict):
        return None
    shares = cast("dict[str, object]", kept)
    if list(shares) != list(options):
        return None
    read = {option: share for option, share in shares.items() if isinstance(share, float)}
    fit = len(read) == len(options) and all(0 <= share <= 1 for share in read.values())
    return read if fit and math.isclose(sum(read.values()), 1.0) else None
