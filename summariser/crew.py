"""So many things at a time, each result as soon as it is there."""

import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Things taken from the source for each worker: one in work, one so that nobody waits for the next
# while the last result is being written.
_AHEAD = 2
_LEFT = 2  # stops after which nobody waits for what is in work


@dataclass(frozen=True, slots=True)
class _Raised:
    error: BaseException


class Crew(Generic[T, R]):
    """Threads that do ``work``; a slow reader of the results holds them back.

    Never more than two things a worker are taken from the source and not yet given back as
    results, however long it is. After an error what is in work comes to its end before it is
    raised. Threads are daemons: a process can end without them.
    """

    def __init__(self, work: Callable[[T], R], workers: int) -> None:
        self._work = work
        self._workers = workers
        self._stopped = False
        self._stops = 0

    def stop(self) -> None:
        """Take nothing more from the source; what is in work comes to its end.

        Called a second time, nobody waits for it.
        """
        self._stopped = True
        self._stops += 1

    def results(self, source: Iterable[T]) -> Generator[R]:
        """Results in the order in which they are finished. Raises what the work raises."""
        todo: SimpleQueue[T | None] = SimpleQueue()
        done: SimpleQueue[R | _Raised] = SimpleQueue()
        things = iter(source)
        under_way = 0
        workers: list[threading.Thread] = []
        try:
            while True:
                while not self._stopped and under_way < _AHEAD * self._workers:
                    try:
                        thing = next(things)
                    except StopIteration:
                        self._stopped = True
                        break
                    todo.put(thing)
                    under_way += 1
                    if len(workers) < min(under_way, self._workers):
                        workers.append(
                            threading.Thread(target=self._run, args=(todo, done), daemon=True)
                        )
                        workers[-1].start()
                if not under_way:
                    return
                result = done.get()
                under_way -= 1
                if isinstance(result, _Raised):
                    raise result.error
                yield result
        finally:
            self._stopped = True
            while not todo.empty():
                with suppress(Empty):
                    todo.get_nowait()
            for _ in workers:
                todo.put(None)
            # What they work with is closed after this.
            for worker in workers if self._stops < _LEFT else ():
                worker.join()

    def _run(self, todo: "SimpleQueue[T | None]", done: "SimpleQueue[R | _Raised]") -> None:
        while (thing := todo.get()) is not None:
            try:
                done.put(self._work(thing))
            except BaseException as error:  # noqa: BLE001 - raised again where results are read
                done.put(_Raised(error))
