"""How fast requests may be sent, and when to stop sending any."""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from summariser.errors import ModelDownError, RateLimitedError

_MINUTE = 60.0  # seconds


class Pace:
    """Requests and tokens a minute, shared by all threads; without limits it never waits.

    Each request takes its share of the minute when it begins: with 60 a minute one a second
    begins, and no bursts. A wait that the server asked for holds everybody.
    """

    def __init__(
        self,
        requests: float | None = None,
        tokens: float | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._requests, self._tokens = requests, tokens  # a minute
        self._clock, self._sleep = clock, sleep
        self._free = 0.0  # the moment at which the next request may begin
        self._lock = threading.Lock()

    @property
    def counts_tokens(self) -> bool:
        """Whether it matters how many tokens a request has."""
        return bool(self._tokens)

    def take(self, tokens: int) -> None:
        """Wait for a request of about so many tokens."""
        cost = _MINUTE / self._requests if self._requests else 0.0
        if self._tokens:
            cost = max(cost, tokens * _MINUTE / self._tokens)
        with self._lock:
            now = self._clock()
            begin = max(now, self._free)
            self._free = begin + cost
        if begin > now:
            self._sleep(begin - now)

    def hold(self, seconds: float) -> None:
        """Let nobody begin for so long, as the server asked."""
        with self._lock:
            self._free = max(self._free, self._clock() + seconds)


class Lanes:
    """How many requests may be under way at once: all, until the server says that it is too many.

    Then half as many, and one more for each round of requests that were answered (additive
    increase, multiplicative decrease, as TCP has it: RFC 5681, 3.1). Requests that began before
    the number was halved do not halve it again.
    """

    def __init__(self) -> None:
        self._most: float | None = None
        self._under_way = 0
        self._halvings = 0
        self._changed = threading.Condition()

    @property
    def free(self) -> bool:
        """Whether one more may begin."""
        return self._most is None or self._under_way < int(self._most)

    @contextmanager
    def one(self) -> Generator[None]:
        """A lane for one request; waits for a free one, and learns from how the request ends."""
        with self._changed:
            self._changed.wait_for(lambda: self.free)
            self._under_way += 1
            halvings = self._halvings
        try:
            yield
        except RateLimitedError:
            with self._changed:
                if halvings == self._halvings:
                    self._most = max(1.0, (self._most or self._under_way) / 2)
                    self._halvings += 1
            raise
        else:
            with self._changed:
                self._most = None if self._most is None else self._most + 1 / self._most
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()


class Circuit:
    """Opens when a server keeps failing, so that a batch stops instead of burning through.

    It does when the last ``failures`` requests failed in transport and the last success, or
    the first request, is ``seconds`` ago. While it is open every request is refused at once,
    but one each ``seconds``, which closes it when it succeeds.
    """

    def __init__(
        self,
        failures: int = 10,
        seconds: float = 30.0,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._seconds, self._clock = failures, seconds, clock
        self._failed = 0  # since the last success
        self._good: float | None = None  # the moment of it, or of the first request
        self._trial: float | None = None  # while open: when the next request is let through
        self._lock = threading.Lock()

    def check(self, server: str) -> None:
        """Raise ModelDownError while the circuit is open."""
        with self._lock:
            now = self._clock()
            if self._good is None:
                self._good = now
            if self._trial is None:
                if self._failed < self._most or now - self._good < self._seconds:
                    return
            elif now >= self._trial:
                self._trial = now + self._seconds
                return
            self._trial = self._trial or now + self._seconds
            failed = self._failed
        raise ModelDownError(
            f"{server} keeps failing: the last {failed} requests, over more than "
            f"{self._seconds:.0f} s, got no answer. What is done is written; run the same "
            "command again when the server is back"
        )

    def succeeded(self) -> None:
        """A request was answered, be it with a refusal."""
        with self._lock:
            self._failed, self._good, self._trial = 0, self._clock(), None

    def failed(self) -> None:
        """A request was not answered."""
        with self._lock:
            self._failed += 1
