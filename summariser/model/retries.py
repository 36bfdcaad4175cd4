"""When a request is sent again: only for errors whose class says that it can help."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from summariser.errors import ModelUnreachableError, RateLimitedError, SummariserError

if TYPE_CHECKING:
    from tenacity import RetryCallState

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how long to try. All times in seconds.

    Waits double from ``first_wait`` up to ``longest_wait``; up to ``first_wait`` is added by
    chance, so that many workers do not come back at the same moment. A longer wait that the
    server asks for (Retry-After) is honoured up to ``longest_asked_wait``. No try begins later
    than ``total`` after the first. A server that has too much to do (429) is asked up to three
    times as often: many workers find its limit by trying.
    """

    tries: int = 5
    total: float = 180.0
    first_wait: float = 0.5
    longest_wait: float = 20.0
    longest_asked_wait: float = 60.0
    sleep: Callable[[float], None] = time.sleep

    def run(self, call: Callable[[], R]) -> R:
        """Give what ``call`` gives; raise its last error when trying ends."""
        # Here and not above: tenacity imports asyncio, 0.06 s that an answer from the cache saves.
        from tenacity import (  # noqa: PLC0415
            Retrying,
            retry_if_exception,
            stop_before_delay,
        )

        tried, late = _Tries(self.tries), stop_before_delay(self.total)
        retrying = Retrying(
            retry=retry_if_exception(_retryable),
            stop=lambda state: tried(state) or late(state),
            wait=self._wait,
            sleep=self.sleep,
            reraise=True,
        )
        return retrying(call)

    def _wait(self, state: "RetryCallState") -> float:
        from tenacity import wait_exponential, wait_random  # noqa: PLC0415 - see run

        growing = wait_exponential(multiplier=self.first_wait, max=self.longest_wait)
        backoff = (growing + wait_random(0, self.first_wait))(state)
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, ModelUnreachableError) and error.retry_after is not None:
            return max(backoff, min(error.retry_after, self.longest_asked_wait))
        return backoff


class _Tries:
    """So many tries that failed; three times as many where the server only had too much to do."""

    def __init__(self, tries: int) -> None:
        self._tries = tries
        self._limited = 0

    def __call__(self, state: "RetryCallState") -> bool:
        error = state.outcome.exception() if state.outcome else None
        self._limited += isinstance(error, RateLimitedError)
        failed = state.attempt_number - self._limited
        return failed >= self._tries or state.attempt_number >= 3 * self._tries


DEFAULT_RETRIES = RetryPolicy()


def _retryable(error: BaseException) -> bool:
    return isinstance(error, SummariserError) and error.retryable
