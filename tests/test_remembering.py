"""Tables that are built once, and what functions found in the last texts."""

import contextlib
import inspect
import pkgutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

from summariser import lexicon
from summariser.lexicon.remembering import built_once, remembered


class Reader:
    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, text: str) -> int:
        self.read.append(text)
        return len(text)


def named(reader: Reader, room: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        return reader(text)

    return remembered(read, room)


def test_a_text_is_read_once() -> None:
    reader = Reader()
    read = named(reader, 100)
    assert [read("one"), read("three"), read("one")] == [3, 5, 3]
    assert reader.read == ["one", "three"]
    assert read.__name__ == "read"


def test_the_oldest_texts_make_room() -> None:
    reader = Reader()
    read = named(reader, 10)
    for text in ("aaaa", "bbbb", "cccc", "bbbb", "cccc", "aaaa"):
        read(text)
    assert reader.read == ["aaaa", "bbbb", "cccc", "aaaa"]


def test_a_text_larger_than_the_room_is_read_each_time() -> None:
    reader = Reader()
    read = named(reader, 3)
    assert [read("long text"), read("long text"), read("abc"), read("abc")] == [9, 9, 3, 3]
    assert reader.read == ["long text", "long text", "abc"]


def test_an_error_is_not_remembered() -> None:
    tries: list[str] = []

    def fails_once(text: str) -> str:
        tries.append(text)
        if len(tries) == 1:
            raise ValueError(text)
        return text

    read = remembered(fails_once)
    with contextlib.suppress(ValueError):
        read("x")
    assert read("x") == "x"


def test_many_threads_keep_to_the_room() -> None:
    reader = Reader()
    read = named(reader, 50)
    texts = [str(number) * 5 for number in range(200)] * 5
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(read, texts)) == [len(text) for text in texts]
    reader.read.clear()
    last = texts[-1]
    read(last)
    assert reader.read in ([], [last])


def test_a_table_is_built_once_however_many_ask_for_it_together() -> None:
    built: list[str] = []
    together = threading.Barrier(4)

    @built_once
    def table(name: str) -> list[str]:
        built.append(name)
        time.sleep(0.05)
        return [name]

    def ask(name: str) -> list[str]:
        together.wait()
        return table(name)

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(ask, ["towns", "cities", "towns", "towns"]))
    assert sorted(built) == ["cities", "towns"]
    assert told == [["towns"], ["cities"], ["towns"], ["towns"]]


def test_a_table_that_could_not_be_built_is_tried_again() -> None:
    tries: list[int] = []

    @built_once
    def table() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise OSError
        return "there"

    with contextlib.suppress(OSError):
        table()
    assert table() == table() == "there"
    assert len(tries) == 2


def test_what_is_kept_for_words_of_pages_is_bounded() -> None:
    unbounded: set[str] = set()
    for module in pkgutil.iter_modules(lexicon.__path__, "summariser.lexicon."):
        for name, thing in vars(import_module(module.name)).items():
            told = getattr(thing, "cache_parameters", None)
            if told and told()["maxsize"] is None and inspect.signature(thing).parameters:
                unbounded.add(name)
    assert unbounded == {"_pattern"}  # yes or no
