"""Work on many things at a time."""

import itertools
import threading
import time
from collections.abc import Iterator

import pytest
from at_once import AtOnce
from hypothesis import given
from hypothesis import strategies as st

from summariser.crew import Crew


def doubled(thing: int) -> int:
    return 2 * thing


@given(st.lists(st.integers()), st.integers(1, 8))
def test_each_thing_has_one_result(things: list[int], workers: int) -> None:
    results = list(Crew(doubled, workers).results(things))
    assert sorted(results) == sorted(thing * 2 for thing in things)


def test_so_many_at_a_time_and_no_more() -> None:
    place = AtOnce()

    def work(thing: int) -> int:
        with place:
            time.sleep(0.005)
        return thing

    assert len(list(Crew(work, 4).results(range(40)))) == 40
    assert place.most == 4


def test_results_come_as_they_are_finished() -> None:
    slow = threading.Event()

    def work(thing: int) -> int:
        if thing == 0:
            slow.wait(10)
        return thing

    results = Crew(work, 2).results(range(3))
    assert {next(results), next(results)} == {1, 2}
    slow.set()
    assert next(results) == 0


def test_a_source_without_end_is_taken_only_as_far_as_results_are_read() -> None:
    taken = 0

    def source() -> Iterator[int]:
        nonlocal taken
        for thing in itertools.count():
            taken += 1
            yield thing

    results = Crew(lambda thing: thing, 3).results(source())
    for _ in range(10):
        next(results)
    time.sleep(0.05)
    assert taken <= 10 + 2 * 3


def test_what_the_work_raises_is_raised() -> None:
    def work(thing: int) -> int:
        if thing == 3:
            raise KeyError(thing)
        return thing

    with pytest.raises(KeyError):
        list(Crew(work, 2).results(range(10)))


def test_a_crew_that_is_stopped_finishes_what_it_has_and_takes_no_more() -> None:
    crew = Crew(lambda thing: thing, 2)
    results = crew.results(itertools.count())
    next(results)
    crew.stop()
    assert len(list(results)) <= 2 * 2


def test_threads_end_with_the_results() -> None:
    before = threading.active_count()
    results = Crew(lambda thing: thing, 8).results(range(100))
    next(results)
    results.close()
    list(Crew(lambda thing: thing, 8).results(range(100)))
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before
