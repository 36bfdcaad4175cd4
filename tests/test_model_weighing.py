import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summariser.model.weighing import FirstToken, probabilities


def token(text: str | bytes, share: float) -> FirstToken:
    return FirstToken(text if isinstance(text, bytes) else text.encode(), math.log(share))


def test_parts_of_an_option_and_longer_tokens_count_for_it() -> None:
    tokens = [token("agr", 0.2), token(" agreed", 0.2), token("agreed.", 0.1), token("off", 0.1)]
    shares = probabilities(["agreed", "offered"], tokens)
    assert shares == pytest.approx({"agreed": 5 / 6, "offered": 1 / 6})


def test_a_token_that_is_an_option_does_not_count_for_a_shorter_one() -> None:
    tokens = [token("none", 0.6), token("no", 0.2)]
    assert probabilities(["no", "none"], tokens) == pytest.approx({"no": 0.25, "none": 0.75})


def test_a_token_may_be_part_of_a_letter() -> None:
    tokens = [token("لا".encode()[:1], 0.5), token("نعم".encode()[:3], 0.25)]
    # Both words begin with the byte D9: it tells nothing, the second token does.
    shares = probabilities(["لا", "نعم"], tokens)
    assert shares["نعم"] == pytest.approx(0.75 / 1.25)


def test_an_unseen_option_is_a_tenth_of_the_rarest_token() -> None:
    tokens = [token("yes", 0.9), token("maybe", 0.01)]
    shares = probabilities(["yes", "no"], tokens)
    assert shares["no"] / shares["yes"] == pytest.approx(0.001 / 0.9)


def test_case_counts_and_blank_tokens_do_not() -> None:
    tokens = [token("Yes", 0.5), token("  ", 0.3), token("no", 0.1)]
    shares = probabilities(["yes", "no"], tokens)
    assert shares["no"] == pytest.approx(0.1 / 0.11)


def test_no_option_seen_at_all_says_nothing() -> None:
    unsure = probabilities(["yes", "no"], [FirstToken(b"x", -9999.0)])
    assert unsure == pytest.approx({"yes": 0.5, "no": 0.5})


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.text(min_size=1, max_size=4), min_size=2, max_size=5, unique=True),
    st.lists(st.tuples(st.binary(max_size=4), st.floats(-50, 0)), min_size=1, max_size=20),
)
def test_probabilities_sum_to_one(options: list[str], tokens: list[tuple[bytes, float]]) -> None:
    shares = probabilities(options, [FirstToken(text, logprob) for text, logprob in tokens])
    assert list(shares) == options
    assert all(0 < share <= 1 for share in shares.values())
    assert sum(shares.values()) == pytest.approx(1)
