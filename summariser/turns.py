"""Pages at a time that compute, where many more wait for their model."""

import os
import threading
from collections.abc import Generator
from contextlib import contextmanager


class Turns:
    """So many threads compute at a time; one gives its turn away for as long as it waits.

    Sixty-four pages whose answers come in the same second would else share the processor, all
    end together and ask together again, with the model idle in between. One after another, the
    first asks while the next is worked on.
    """

    def __init__(self, at_once: int) -> None:
        self._free = threading.Semaphore(at_once)
        self._held = threading.local()

    @contextmanager
    def one(self) -> Generator[None]:
        """A turn for this thread, once one is free."""
        with self._free:
            self._held.by_me = True
            try:
                yield
            finally:
                self._held.by_me = False

    @contextmanager
    def given_away(self) -> Generator[None]:
        """Others compute meanwhile; a thread without a turn has none to give."""
        if not getattr(self._held, "by_me", False):
            yield
            return
        self._free.release()
        try:
            yield
        finally:
            self._free.acquire()


def usable_cores() -> int:
    """How many cores this process may use, which can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


TURNS = Turns(usable_cores())
"""Those of this process: its threads share one interpreter."""
