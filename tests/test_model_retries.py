import pytest

from summariser.errors import (
    AnswerError,
    ModelRefusedError,
    ModelUnreachableError,
    RateLimitedError,
)
from summariser.model import RetryPolicy


class Failing:
    """Raises the errors in their order, then answers."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "answer"


def unreachable(retry_after: float | None = None) -> ModelUnreachableError:
    return ModelUnreachableError("down", retry_after)


def test_waits_grow_to_the_longest() -> None:
    sleeps: list[float] = []
    policy = RetryPolicy(tries=9, first_wait=1, longest_wait=8, sleep=sleeps.append)
    assert policy.run(Failing(*[unreachable()] * 6)) == "answer"
    assert len(sleeps) == 6
    for position, (wait, floor) in enumerate(zip(sleeps, [1, 2, 4, 8, 8, 8], strict=True)):
        assert floor <= wait <= floor + 1, position


def test_waits_differ_from_worker_to_worker() -> None:
    sleeps: list[float] = []
    policy = RetryPolicy(sleep=sleeps.append)
    for _ in range(5):
        policy.run(Failing(unreachable()))
    assert len(set(sleeps)) > 1


def test_ends_after_so_many_tries_with_the_last_error() -> None:
    last = unreachable()
    call = Failing(unreachable(), unreachable(), last, unreachable())
    with pytest.raises(ModelUnreachableError) as caught:
        RetryPolicy(tries=3, sleep=lambda _: None).run(call)
    assert caught.value is last
    assert call.calls == 3


def test_ends_before_a_wait_that_is_too_long_in_total() -> None:
    sleeps: list[float] = []
    call = Failing(unreachable(50), unreachable(50))
    with pytest.raises(ModelUnreachableError):
        RetryPolicy(total=40, sleep=sleeps.append).run(call)
    assert sleeps == []


def test_waits_as_long_as_the_server_asks_but_not_for_ever() -> None:
    sleeps: list[float] = []
    policy = RetryPolicy(total=1000, longest_asked_wait=60, sleep=sleeps.append)
    policy.run(Failing(unreachable(30), unreachable(86400)))
    assert sleeps == [30, 60]


def test_never_comes_back_sooner_than_usual() -> None:
    sleeps: list[float] = []
    RetryPolicy(first_wait=1, sleep=sleeps.append).run(Failing(unreachable(0)))
    assert sleeps[0] >= 1


@pytest.mark.parametrize("error", [ModelRefusedError("no"), AnswerError("no"), ValueError("no")])
def test_other_errors_are_not_tried_again(error: Exception) -> None:
    call = Failing(error)
    with pytest.raises(type(error)):
        RetryPolicy(sleep=lambda _: None).run(call)
    assert call.calls == 1


def test_a_server_with_too_much_to_do_is_asked_three_times_as_often() -> None:
    policy = RetryPolicy(tries=2, sleep=lambda _: None)
    assert policy.run(Failing(*[RateLimitedError("429")] * 5)) == "answer"
    with pytest.raises(RateLimitedError):
        policy.run(Failing(*[RateLimitedError("429")] * 6))
    with pytest.raises(ModelUnreachableError, match="down"):
        policy.run(Failing(RateLimitedError("429"), unreachable(), unreachable()))
