"""What the path from a page to its record costs over a bare request with the same body.

    python benchmarks/overhead.py [PAGES] [WORKERS]

The labelled pages, each once, and a server in a process of its own that answers for each as a
faultless model would (``answering.py``), at once. Milliseconds of the processor and of the wall a
document: the whole of `Summariser.summarise` (page read, grounded, kept); once more with the
answers kept; then with the same messages and types our client alone, instructor alone, and bare
httpx2. "An empty record" is the same path where the answer tells of no meeting, so that nothing
is to be checked. Last the documents a second with answers that take one second, WORKERS at a time,
as a share of what that allows, and the peak of memory.
"""

import resource
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
from pydantic import BaseModel

from summariser import Document, Summariser
from summariser.model import AnswerCache, CachedModel, Message, OpenAIModel
from summariser.settings import Settings

PROBE: list[Message] = [{"role": "user", "content": "Name a stone."}]
WHOLE = Settings(plan="whole")
ROUNDS = 5  # seconds of answers that the throughput is measured over
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
    print(f"{len(pages)} pages of {letters:,} characters; ms a document")
    with served() as url:
        warm, cold = pages[::WARM], [page for n, page in enumerate(pages) if n % WARM]
        summariser = Summariser(OpenAIModel(url, "k", "m", probe=PROBE), settings=WHOLE)
        told = [Document(page.id, f"{page.text}\n.") for page in cold]
        tell("page to an empty record", told, summariser.summarise, warm)
    with served(pages=None if count is None else count) as url:
        tell_path(url, warm, cold)
    with served(latency=1.0, pages=None if count is None else count) as url:
        tell_throughput(url, pages, workers)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak of memory {peak:,.0f} MB")


def tell_path(url: str, warm: list[Document], cold: list[Document]) -> None:
    """What each part of the path costs."""
    with tempfile.TemporaryDirectory() as folder:
        cache, recorder = AnswerCache(Path(folder)), Recorder(url)
        kept = CachedModel(recorder, cache, base_url=url, salt="")
        summariser = Summariser(kept, settings=WHOLE)
        tell("page to record", cold, summariser.summarise, warm)
        tell("page to record, answers kept", cold, summariser.summarise)
        cache.close()
    asked = recorder.asked[len(warm) :]
    client = OpenAIModel(url, "k", "m", probe=PROBE)
    tell("our client", asked, lambda one: client.ask(one[0], one[1], max_tokens=one[2]), asked[:1])
    raw = openai.OpenAI(base_url=url, api_key="k", max_retries=0)
    alone: Any = instructor.from_openai(raw, mode=instructor.Mode.JSON_SCHEMA)

    def by_instructor(one: Asked) -> object:
        return alone.create(
            model="m", messages=one[0], response_model=one[1], max_tokens=one[2], max_retries=0
        )

    tell("instructor alone", asked, by_instructor, asked[:1])
    bodies = [body(one) for one in asked]
    with httpx2.Client(timeout=60) as http:
        to = f"{url}/chat/completions"
        tell("bare httpx2", bodies, lambda one: http.post(to, json=one).json(), bodies[:1])


def body(asked: Asked) -> dict[str, Any]:
    """The request as JSON."""
    messages, answer, room = asked
    form = {"name": "Record", "schema": answer.model_json_schema()}
    shape = {"type": "json_schema", "json_schema": form}
    return {"model": "m", "messages": messages, "max_tokens": room, "response_format": shape}


def tell(
    name: str, things: Sequence[Any], work: Callable[[Any], object], warm: Sequence[Any] = ()
) -> None:
    """Print what the work on one thing takes."""
    for thing in warm:
        work(thing)
    wall, processor = time.perf_counter(), time.process_time()
    for thing in things:
        work(thing)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    cost = [1000 * seconds / len(things) for seconds in (processor, wall)]
    print(f"{name:30} {cost[0]:8.2f} of the processor {cost[1]:8.2f} of the wall", flush=True)


def tell_throughput(url: str, pages: list[Document], workers: int) -> None:
    """Print the documents a second of which the server answers each after a second."""
    model = OpenAIModel(url, "k", "m", probe=PROBE)
    count = ROUNDS * workers
    told = [pages[number % len(pages)] for number in range(count)]
    summariser = Summariser(model, settings=WHOLE)
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(summariser.summarise, told[:workers]))
        begun, processor = time.perf_counter(), time.process_time()
        list(pool.map(summariser.summarise, told))
        seconds, processor = time.perf_counter() - begun, time.process_time() - processor
    print(
        f"{workers} at a time, answers after 1 s: {count / seconds:.1f} documents a second, "
        f"{count / seconds / workers:.0%} of the ideal; {1000 * processor / count:.1f} ms of the "
        "processor a document"
    )


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] != "all" else None,
        int(sys.argv[2]) if len(sys.argv) > 2 else 64,
    )
