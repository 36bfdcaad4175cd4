"""Decides which of a page's candidates are right: parties, venue, day, and whom officials serve.

Each kind of candidate tells what speaks for it as a row of features (`parties`, `venues`,
`days`, `serving`); a logistic head weighs them. ``scripts/fit_choices.py`` fits the heads on
``eval/dev/tune``; what they are worth: ``docs/quality.md``.
"""

import json
import math
from collections.abc import Sequence
from importlib.resources import files
from typing import Any, Literal

from summariser.lexicon import built_once

Head = Literal["party", "venue", "date", "country"]


def threshold(head: Head) -> float:
    """The chance from which a candidate is taken; chosen by the fitting script."""
    return float(_heads()[head]["threshold"])


def judged(head: Head, rows: Sequence[Sequence[float]]) -> list[float]:
    """The chance in [0, 1] that a head gives each row of features."""
    fitted = _heads()[head]
    sums = (sum(w * x for w, x in zip(fitted["weights"], row, strict=True)) for row in rows)
    return [1 / (1 + math.exp(-fitted["bias"] - total)) for total in sums]


@built_once
def _heads() -> dict[str, Any]:
    return json.loads(files("summariser").joinpath("data/choices.json").read_text("utf-8"))
