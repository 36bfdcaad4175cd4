"""Decides which of a page's candidates are right: parties, venue, day, and whom officials serve.

The model is asked a yes-or-no question about each candidate. What a small model answers is
shifted from page to page (on one page every party is a "no", on another every bystander a
"yes"), but within a page it ranks well. So a logistic head weighs the log-odds of "yes",
absolute and against the page's best candidate, together with where the candidate stands.
``scripts/fit_choices.py`` fits it on ``eval/dev/tune``; measured gains: ``docs/design.md``.
"""

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from summariser.candidates import Candidate

About = Literal["party", "venue", "date"]
Head = About | Literal["country"]
_FLOOR = 1e-6


def features(about: About, weighed: Sequence[tuple[Candidate, float]]) -> list[list[float]]:
    """One row a candidate, in order: what the head sees. ``weighed`` holds P(yes) in [0, 1]."""
    odds = [_log_odds(chance) for _, chance in weighed]
    best = max(odds, default=0.0)
    most = max((candidate.count for candidate, _ in weighed), default=1)
    rows: list[list[float]] = []
    for (candidate, _), own in zip(weighed, odds, strict=True):
        row = [
            own,
            own - best,
            float(candidate.in_lead),
            float(candidate.sentence.number <= 2),
            candidate.count / most,
        ]
        if about == "party":
            row += [
                float(candidate.beside_office),
                float(candidate.country is None),
                float(candidate.listed),
                float(candidate.takes_part),
            ]
        elif about == "venue":
            row += [
                float(candidate.after_in),
                float(candidate.capital),
                float(candidate.byline),
                float(candidate.country_only),
                float(candidate.town),
                float(candidate.held_near),
                float(candidate.held_near and candidate.in_lead),
                float(candidate.visited),
            ]
        elif candidate.date is not None:
            row += [
                float(candidate.date.precision == "day"),
                float(candidate.date.kind == "relative"),
            ]
        rows.append(row)
    return rows


def threshold(about: About) -> float:
    """The probability from which a candidate is taken; chosen by the fitting script."""
    return float(_head()[about]["threshold"])


def chances(about: About, weighed: Sequence[tuple[Candidate, float]]) -> list[float]:
    """The probability in [0, 1] that each candidate is right."""
    return judged(about, features(about, weighed))


def judged(head: Head, rows: Sequence[Sequence[float]]) -> list[float]:
    """The probability in [0, 1] that a head gives each row of features."""
    fitted = _head()[head]
    sums = (sum(w * x for w, x in zip(fitted["weights"], row, strict=True)) for row in rows)
    return [1 / (1 + math.exp(-fitted["bias"] - total)) for total in sums]


def _log_odds(chance: float) -> float:
    chance = min(max(chance, _FLOOR), 1 - _FLOOR)
    return math.log(chance / (1 - chance))


@cache
def _head() -> dict[str, Any]:
    return json.loads(files("summariser").joinpath("data/choices.json").read_text("utf-8"))
