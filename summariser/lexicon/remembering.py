"""Remembers what was found in the last texts: a page's sentences are read again and again."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

T = TypeVar("T")

# Characters of texts that each function keeps its results for: some hundred pages with their
# sentences, so that as many can be under way at a time. Words take the most, 40 bytes each.
ROOM = 500_000


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
