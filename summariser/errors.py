"""Every error that summariser raises on purpose, as one small tree.

Each class says whether trying the same thing again can help (``retryable``), so that the
retry policy elsewhere is one line. Messages say what happened, to which document or part,
and what to do next. Keys and document texts never enter a message.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar


class SummariserError(Exception):
    """Root of the tree: catch this to catch all that summariser raises on purpose."""

    retryable: ClassVar[bool] = False


class DocumentError(SummariserError):
    """A document cannot be read: missing, empty, binary, wrongly encoded or too long."""


class GroundingError(SummariserError):
    """A record claims words that its document does not have."""


class SetupError(SummariserError):
    """The program cannot start its work: options, keys, weights, folders, extras."""


class WeightsError(SetupError):
    """Model weights cannot be had or are not the bytes they should be."""


class CacheError(SetupError):
    """The cache folder cannot be used."""


class ModelDownError(SetupError):
    """The server keeps failing, so that all further work would fail too."""


class ModelError(SummariserError):
    """The model did not give a usable answer.

    ``requests``, ``prompt_tokens``, ``cached_tokens`` and ``completion_tokens`` in ``cost`` are
    what the failure cost all the same.
    """

    cost: Mapping[str, int] = MappingProxyType({})


class ModelUnreachableError(ModelError):
    """The server could not be reached, was overloaded or failed; trying again can help."""

    retryable: ClassVar[bool] = True

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after  # seconds that the server asked us to wait


class RateLimitedError(ModelUnreachableError):
    """The server has more requests than it wants (429): fewer at once will do."""


class ModelRefusedError(ModelError):
    """The server refused the request itself (400, 401, 403, 404 …); again would fail again.

    ``status`` is HTTP's, ``fields`` the fields of the request that the server named.
    """

    def __init__(
        self, message: str, status: int | None = None, fields: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(message)
        self.status = status
        self.fields = fields


class AwaitedError(SummariserError):
    """The answer is to come with a batch: no failure of the model, nor of the page."""


class AnswerError(ModelError):
    """The model's answer does not fit the question's answer type, after all re-asks."""


class TruncatedAnswerError(AnswerError):
    """The answer was cut off at the question's token limit."""
