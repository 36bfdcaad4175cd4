"""The embedded engine against its own floor: the same tokens with nothing around them.

    python benchmarks/floor.py [SET]       # gold

Each page is asked anew, and each of its questions is noted: prompt tokens that the engine had to
read, tokens that it wrote. Then the same engine gets the same numbers of tokens again as raw
completions, without grammar, probabilities or our code: that is the floor. ``beside`` is what a
page takes outside of its questions (embeddings, candidates, heads, checks).
"""

import secrets
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx2
from tables import ROOT, report

from summariser import Document, Summariser
from summariser.evaluation import DocumentScore, load_set, score_document, score_set
from summariser.model import Message, Reply, Usage
from summariser.model.embedded import N_CTX, EmbeddedModel, start_server
from summariser.model.protocol import AnswerT, T
from summariser.model.reporting import SILENT
from summariser.model.weights import DEFAULT_WEIGHTS, Weights, default_folder, local_weights

FIRST_TOKEN = 1000  # of the prompts of the floor: any ordinary ones do


@dataclass(slots=True)
class Noted:
    """A model whose questions are noted, a list for each page."""

    model: EmbeddedModel
    seconds: float = 0.0
    asked: list[Usage] = field(default_factory=list[Usage])

    @property
    def name(self) -> str:
        """See Model.name."""
        return self.model.name

    @property
    def weights_sha256(self) -> str | None:
        """See Model.weights_sha256."""
        return self.model.weights_sha256

    @property
    def most_choices(self) -> int:
        """See Model.most_choices."""
        return self.model.most_choices

    def ask(  # noqa: D102
        self, messages: Sequence[Message], answer: type[AnswerT], *, max_tokens: int
    ) -> Reply[AnswerT]:
        return self._noted(lambda: self.model.ask(messages, answer, max_tokens=max_tokens))

    def weigh(  # noqa: D102
        self, messages: Sequence[Message], options: Sequence[str]
    ) -> Reply[dict[str, float]]:
        return self._noted(lambda: self.model.weigh(messages, options))

    def close(self) -> None:
        """See Model.close."""
        self.model.close()

    def _noted(self, work: Callable[[], Reply[T]]) -> Reply[T]:
        begun = time.perf_counter()
        reply = work()
        self.seconds += time.perf_counter() - begun
        self.asked.append(reply.usage)
        return reply


def main(name: str) -> None:  # noqa: D103
    weights = local_weights(DEFAULT_WEIGHTS, default_folder(), SILENT)
    noted = Noted(EmbeddedModel(weights))
    pages = load_set(name, ROOT)
    rows: list[tuple[str, float, float, list[Usage]]] = []
    scores: list[DocumentScore] = []
    with Summariser(noted) as summariser:
        noted.model.warm()
        for path, label in pages.items:
            document = Document.from_path(path)
            noted.seconds, noted.asked = 0.0, []
            begun = time.perf_counter()
            record = summariser.summarise(document)
            whole = time.perf_counter() - begun
            rows.append((document.id, whole, whole - noted.seconds, noted.asked))
            scores.append(score_document(record, label, document.text))
    floors = raw_seconds(weights, [asked for *_, asked in rows])
    table = [
        cells(page, whole, beside, asked, floor)
        for (page, whole, beside, asked), floor in zip(rows, floors, strict=True)
    ]
    mean = [sum(float(row[place]) for row in table) / len(table) for place in range(1, 7)]
    ratio = sum(row[1] for row in rows) / sum(floors)
    report(
        "floor",
        ("page", "s", "beside", "requests", "prompt tokens read", "output tokens", "floor s", "x"),
        [*table, ("mean", *mean, ratio)],
        f"Document score {score_set(scores).score.mean:.3f}.",
    )


def cells(
    page: str, whole: float, beside: float, asked: list[Usage], floor: float
) -> tuple[str | float | int, ...]:
    """One page's row."""
    read = sum(usage.prompt_tokens - usage.cached_tokens for usage in asked)
    written = sum(usage.completion_tokens for usage in asked)
    requests = sum(usage.requests for usage in asked)
    return (page, whole, beside, requests, read, written, floor, whole / floor)


def raw_seconds(weights: Weights, pages: list[list[Usage]]) -> list[float]:
    """How long the bare engine takes over the same tokens, each page."""
    key = secrets.token_urlsafe(16)
    server = start_server(weights, N_CTX, key)
    floors: list[float] = []
    with httpx2.Client(
        base_url=server.listening_address,
        headers={"Authorization": f"Bearer {key}"},
        timeout=600.0,
    ) as http:
        complete(http, 64, 8)
        for asked in pages:
            begun = time.perf_counter()
            for usage in asked:
                complete(http, usage.prompt_tokens - usage.cached_tokens, usage.completion_tokens)
            floors.append(time.perf_counter() - begun)
    return floors


def complete(http: httpx2.Client, read: int, written: int) -> None:
    """One raw completion of so many tokens."""
    body = {
        "prompt": list(range(FIRST_TOKEN, FIRST_TOKEN + max(1, read))),
        "n_predict": max(1, written),
        "ignore_eos": True,
        "cache_prompt": False,
        "temperature": 0,
    }
    http.post("/completion", json=body).raise_for_status()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "gold")
