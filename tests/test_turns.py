"""Pages that compute while others wait for their model."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from at_once import AtOnce

from summariser.turns import Turns, usable_cores


def test_cores() -> None:
    assert usable_cores() >= 1


@pytest.mark.parametrize("at_once", [1, 3])
def test_no_more_compute_at_once_than_there_are_turns(at_once: int) -> None:
    turns, computing = Turns(at_once), AtOnce()

    def page(_number: int) -> None:
        with turns.one():
            for _ in range(2):
                with computing:
                    time.sleep(0.005)
                with turns.given_away():
                    time.sleep(0.001)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(page, range(24)))
    assert computing.most == at_once


def test_all_can_wait_at_once() -> None:
    turns, all_wait = Turns(1), threading.Barrier(8)

    def page(_number: int) -> int:
        with turns.one(), turns.given_away():
            return all_wait.wait(timeout=20)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(page, range(8))) == list(range(8))


def test_a_thread_without_a_turn_gives_none_away() -> None:
    turns = Turns(1)
    with turns.given_away():
        pass
    with turns.one():
        assert not _free(turns)
    with turns.given_away():
        assert _free(turns)
    assert _free(turns)


def test_a_failure_keeps_no_turn() -> None:
    turns = Turns(1)
    with pytest.raises(ValueError, match="the page"), turns.one():
        raise ValueError("the page")
    with pytest.raises(ValueError, match="the model"), turns.one(), turns.given_away():
        raise ValueError("the model")
    assert _free(turns)


def _free(turns: Turns) -> bool:
    """Whether another thread gets a turn now."""
    took = threading.Event()

    def take() -> None:
        with turns.one():
            took.set()

    thread = threading.Thread(target=take, daemon=True)
    thread.start()
    thread.join(0.3)
    return took.is_set()
