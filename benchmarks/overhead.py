"""What the path from a page to its record costs over a bare request with the same body.

    python benchmarks/overhead.py [PAGES] [WORKERS]

The labelled pages, each once, and a server in a process of its own that answers for each as a
faultless model would (``answering.py``), at once. Milliseconds of the processor and of the wall a
document, one and WORKERS at a time: bare httpx2, instructor alone and our client with the same
messages and types; the whole of `Summariser.summarise` (page read, grounded, kept); once more with
the answers kept. "An empty record" is the same path where the answer tells of no meeting, so that
nothing is to be checked. langextract has an environment and a short page of its own, and answers
that tell of nothing.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import instructor
import openai
from answering import labelled, served
from peer_environments import environment
from pydantic import BaseModel
from tables import ROOT, report

from summariser import Document, Summariser
from summariser.model import AnswerCache, CachedModel, Message, OpenAIModel
from summariser.settings import Settings

PROBE: list[Message] = [{"role": "user", "content": "Name a stone."}]
WHOLE = Settings(plan="whole")
WARM = 6  # of so many pages one only warms up

Asked = tuple[list[Message], type[BaseModel], int]


class Recorder(OpenAIModel):
    """Keeps what it was asked, so that others can be asked the same."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "k", "m", probe=PROBE)
        self.asked: list[Asked] = []

    def ask(self, messages: Sequence[Message], answer: type[Any], *, max_tokens: int) -> Any:  # noqa: D102
        self.asked.append((list(messages), answer, max_tokens))
        return super().ask(messages, answer, max_tokens=max_tokens)


def main(count: int | None, workers: int) -> None:  # noqa: D103
    pages = [Document.from_path(path) for path, _ in labelled(count)]
    letters = sum(len(page.text) for page in pages) // len(pages)
    warm, cold = pages[::WARM], [page for n, page in enumerate(pages) if n % WARM]
    known = None if count is None else count
    rows: list[tuple[str, list[Any]]] = []
    with served() as url:
        summariser = Summariser(OpenAIModel(url, "k", "m", probe=PROBE), settings=WHOLE)
        told = [Document(page.id, f"{page.text}\n.") for page in cold]
        empty = measured(told, summariser.summarise, workers, warm)
        rows.append(("langextract, a short page", langextract(url, len(cold), workers)))
    with served(pages=known) as url:
        rows = [*path_costs(url, warm, cold, workers), *rows]
    rows.insert(-1, ("page to an empty record", empty))
    bare = rows[0][1]
    report(
        "overhead",
        ("", "CPU ms", "wall ms", "x", f"wall ms, {workers} at once", "x "),
        [
            (name, cost[0], cost[1], cost[1] / bare[1], cost[2], cost[2] / bare[2])
            for name, cost in rows
        ],
        f"{len(cold)} pages of {letters:,} characters; a document. x: times the bare request.",
    )


def path_costs(
    url: str, warm: list[Document], cold: list[Document], workers: int
) -> list[tuple[str, list[float]]]:
    """What each part of the path costs, the least first."""
    recorder = Recorder(url)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as many:
        new: list[float] = []
        kept: list[float] = []
        for folder, at_once in ((one, 1), (many, workers)):
            cache = AnswerCache(Path(folder))
            model = CachedModel(recorder, cache, base_url=url, salt="")
            summariser = Summariser(model, settings=WHOLE)
            new += timed(cold, summariser.summarise, at_once, warm)
            kept += timed(cold, summariser.summarise, at_once)
            cache.close()
    asked = recorder.asked[len(warm) : len(warm) + len(cold)]
    client = OpenAIModel(url, "k", "m", probe=PROBE)
    raw = openai.OpenAI(base_url=url, api_key="k", max_retries=0)
    alone: Any = instructor.from_openai(raw, mode=instructor.Mode.JSON_SCHEMA)

    def by_us(one: Asked) -> object:
        return client.ask(one[0], one[1], max_tokens=one[2])

    def by_instructor(one: Asked) -> object:
        return alone.create(
            model="m", messages=one[0], response_model=one[1], max_tokens=one[2], max_retries=0
        )

    bodies = [body(one) for one in asked]
    with httpx2.Client(timeout=60) as http:
        to = f"{url}/chat/completions"
        bare = measured(bodies, lambda one: http.post(to, json=one).json(), workers, bodies[:1])
    return [
        ("bare httpx2", bare),
        ("instructor alone", measured(asked, by_instructor, workers, asked[:1])),
        ("our client", measured(asked, by_us, workers, asked[:1])),
        ("page to record", [new[0], new[1], new[3]]),
        ("page to record, answers kept", [kept[0], kept[1], kept[3]]),
    ]


def langextract(url: str, count: int, workers: int) -> list[Any]:
    """The same of langextract in an environment of its own; its processor time is not known."""
    script = str(ROOT / "benchmarks" / "peers" / "langextract_overhead.py")
    command = [str(environment("langextract_examples")), script, url, str(count)]
    walls = [
        float(subprocess.run([*command, str(n)], check=True, capture_output=True).stdout)  # noqa: S603
        for n in (1, workers)
    ]
    return [None, *walls]


def body(asked: Asked) -> dict[str, Any]:
    """The request as JSON."""
    messages, answer, room = asked
    form = {"name": "Record", "schema": answer.model_json_schema()}
    shape = {"type": "json_schema", "json_schema": form}
    return {"model": "m", "messages": messages, "max_tokens": room, "response_format": shape}


def measured(
    things: Sequence[Any], work: Callable[[Any], object], workers: int, warm: Sequence[Any] = ()
) -> list[float]:
    """Processor and wall ms a thing one at a time, and wall ms ``workers`` at once."""
    return [*timed(things, work, 1, warm), timed(things, work, workers)[1]]


def timed(
    things: Sequence[Any],
    work: Callable[[Any], object],
    workers: int,
    warm: Sequence[Any] = (),
) -> list[float]:
    """Processor and wall ms a thing."""
    for thing in warm:
        work(thing)
    with ThreadPoolExecutor(workers) as pool:
        wall, processor = time.perf_counter(), time.process_time()
        list(pool.map(work, things))
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
    return [1000 * seconds / len(things) for seconds in (processor, wall)]


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] != "all" else None,
        int(sys.argv[2]) if len(sys.argv) > 2 else 64,
    )
