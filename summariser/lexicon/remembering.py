"""Remembers tables once they are built, and what was found in the last texts."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

T = TypeVar("T")
Which = TypeVarTuple("Which")

# Characters of texts that each function keeps its results for: 64 pages of 2,300 with their
# sentences, so that as many can be under way at a time. Words take the most, 40 bytes each.
ROOM = 300_000


def built_once(build: Callable[[*Which], T]) -> Callable[[*Which], T]:
    """The function with all its results kept; threads that ask together wait for one of them.

    `functools.cache` lets each of them build: five pages begun at once took 130 MB more, and
    each waited for five tables. For tables and networks that take long or much.
    """
    kept: dict[object, T] = {}
    lock = threading.RLock()

    @wraps(build)
    def call(*which: *Which) -> T:
        if which not in kept:
            with lock:
                if which not in kept:
                    kept[which] = build(*which)
        return kept[which]

    return call


def remembered(function: Callable[[str], T], room: int = ROOM) -> Callable[[str], T]:
    """The function with its results for the last texts, which have ``room`` characters in all.

    Counted in characters and not in texts, as a sentence has 200 of them and a page up to
    200,000. For functions of the text alone, whose results nobody changes.
    """
    kept: dict[str, T] = {}
    lock = threading.Lock()
    taken = 0

    @wraps(function)
    def call(text: str) -> T:
        nonlocal taken
        try:
            return kept[text]
        except KeyError:
            value = function(text)
        with lock:
            if text not in kept:
                kept[text] = value
                taken += len(text)
            while taken > room:
                oldest = next(iter(kept))
                del kept[oldest]
                taken -= len(oldest)
        return value

    return call
