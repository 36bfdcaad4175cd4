"""Ctrl-C: the first finishes what is under way, the second ends at once."""

import os
import signal
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType

from summariser.cli.messages import complain

INTERRUPTED = 130  # 128 + SIGINT, as shells count


class Interrupts:
    """Which Ctrl-C was heard."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop
        self.heard = 0

    def hear(self, _number: int, _frame: FrameType | None) -> None:
        """Stop gently, and the second time by KeyboardInterrupt."""
        self.heard += 1
        self._stop()
        if self.heard > 1:
            raise KeyboardInterrupt
        complain("\nFinishing the pages that are under way; Ctrl-C again ends at once")


@contextmanager
def interruptible(stop: Callable[[], None]) -> Generator[Interrupts]:
    """For as long as the context lasts, Ctrl-C calls ``stop``; the second raises as well."""
    interrupts = Interrupts(stop)
    before = signal.signal(signal.SIGINT, interrupts.hear)
    try:
        yield interrupts
    finally:
        signal.signal(signal.SIGINT, before)


def at_once(interrupts: Interrupts | None) -> bool:
    """Whether Ctrl-C was heard twice."""
    return interrupts is not None and interrupts.heard > 1


def end_at_once() -> None:
    """End the process without waiting for threads: a model at work can take minutes."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(INTERRUPTED)
