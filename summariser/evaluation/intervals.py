"""Figures of a set with 95 % bootstrap intervals over its documents (percentile, Efron 1979)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000  # the ends of a 95 % interval then rest on 50 resamples each
SEED = 20_210_929


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure of a set, and the 95 % bootstrap interval around it."""

    mean: float
    low: float
    high: float


class Resamples:
    """The same draws of documents, with replacement, for every figure taken of them.

    Values are given in one order of the documents, the same for each call; the documents of
    two runs so stay paired.
    """

    def __init__(self, documents: int, seed: int = SEED) -> None:
        if not documents:
            raise ValueError("no documents to aggregate")
        chances = np.full(documents, 1 / documents)
        draws = np.random.default_rng(seed).multinomial(documents, chances, RESAMPLES)
        self._size = documents
        self._times_drawn = draws.astype(np.float64)

    def mean(self, values: Sequence[float]) -> Interval:
        """Give the mean over documents."""
        resampled = self._times_drawn @ np.array(values) / self._size
        return _interval(sum(values) / self._size, resampled)

    def share(self, parts: Sequence[int], wholes: Sequence[int]) -> Interval | None:
        """Give the share of all parts in all wholes; None where there is nothing to share."""
        if not sum(wholes):
            return None
        resampled = self._shares(parts, wholes)
        return _interval(sum(parts) / sum(wholes), resampled[~np.isnan(resampled)])

    def share_difference(
        self,
        before: tuple[Sequence[int], Sequence[int]],
        after: tuple[Sequence[int], Sequence[int]],
    ) -> Interval | None:
        """Give the change from one share (parts and wholes) to another; None without either."""
        if not sum(before[1]) or not sum(after[1]):
            return None
        resampled = self._shares(*after) - self._shares(*before)
        change = sum(after[0]) / sum(after[1]) - sum(before[0]) / sum(before[1])
        return _interval(change, resampled[~np.isnan(resampled)])

    def _shares(self, parts: Sequence[int], wholes: Sequence[int]) -> NDArray[np.float64]:
        """Give each resample's share; not a number where it drew no document that has any."""
        part, whole = self._times_drawn @ np.array(parts), self._times_drawn @ np.array(wholes)
        return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)


def _interval(value: float, resampled: NDArray[np.float64]) -> Interval:
    low, high = np.percentile(resampled, (2.5, 97.5)).tolist()
    return Interval(value, low, high)
