"""What the path from a page to its record costs over a bare request with the same body.

    python benchmarks/overhead.py [REQUESTS [PYTHON]]

The tests' server on loopback answers at once, so all time is the client's and the server's own.
Milliseconds a document, one and 64 at a time: bare httpx2 with the bodies that the plan `whole`
sends; instructor alone with the same messages and type; our client alone; the whole of
`Summariser.summarise` (page read, grounded, kept); and once more from the cache. PYTHON is that
of an environment with ``langextract[openai]``, which is then measured beside them.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import httpx2
import instructor
import openai
from faulty import FaultyServer
from fitting import Answering
from pydantic import BaseModel

from summariser import Summariser
from summariser.document import Document
from summariser.model import AnswerCache, CachedModel, Message, OpenAIModel
from summariser.settings import Settings

PAGE = (
    "الرباط - استقبل وزير الدفاع المغربي أحمد العلمي نظيره القطري خالد العطية في الرباط يوم "
    "29 شتنبر 2021.\nواتفق الجانبان على تنظيم التمرين رقم {number} للقوات البرية.\n"
)
PROBE: list[Message] = [{"role": "user", "content": "Name a stone."}]


class Recorder(OpenAIModel):
    """Keeps what it was asked, so that others can be asked the same."""

    def ask(self, messages: Sequence[Message], answer: type[Any], *, max_tokens: int) -> Any:  # noqa: D102
        ASKED.append((list(messages), answer, max_tokens))
        return super().ask(messages, answer, max_tokens=max_tokens)


ASKED: list[tuple[list[Message], type[BaseModel], int]] = []


def milliseconds(work: Callable[[int], object], count: int, at_once: int) -> float:
    """Wall time of one of ``count`` calls, ``at_once`` at a time."""
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(work, range(min(at_once, count))))  # connections opened, code warm
        begun = time.perf_counter()
        list(pool.map(work, range(count)))
        return 1000 * (time.perf_counter() - begun) / count


def answering(body: dict[str, Any]) -> Any:
    """A fitting answer, also in langextract's form, whose requests have no schema."""
    if body.get("response_format") == {"type": "json_object"}:
        found = {"party": "المغربي", "party_attributes": {"country": "MA"}}
        return json.dumps({"extractions": [found]})
    return Answering()(body)


def langextract(python: str, url: str, count: int, at_once: int) -> float:
    """Its milliseconds a document."""
    script = Path(__file__).parent / "peers" / "langextract_overhead.py"
    told = subprocess.run(  # noqa: S603 - what the person at the keyboard named
        [python, script, url, str(count), str(at_once)], capture_output=True, text=True, check=True
    )
    return float(told.stdout)


def main(count: int, python: str | None = None) -> None:  # noqa: D103
    pages = [Document(f"{n}.txt", PAGE.format(number=n)) for n in range(count)]
    with (
        FaultyServer(answering) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        recorder = Recorder(server.url, "k", "m", probe=PROBE)
        with Summariser(recorder, settings=Settings(plan="whole")) as summariser:
            summariser.summarise(pages[0])
        messages, answer, room = ASKED[0]
        body = {"model": "m", "messages": messages, "max_tokens": room, "temperature": 0, "seed": 1}
        form = {"name": "A", "schema": answer.model_json_schema()}
        body["response_format"] = {"type": "json_schema", "json_schema": form}
        http = httpx2.Client(limits=httpx2.Limits(max_connections=100), timeout=60)
        url = f"{server.url}/chat/completions"
        raw = openai.OpenAI(base_url=server.url, api_key="k", max_retries=0)
        alone = instructor.from_openai(raw, mode=instructor.Mode.JSON_SCHEMA)
        cache = AnswerCache(Path(folder))
        model = OpenAIModel(server.url, "k", "m", probe=PROBE)
        kept = CachedModel(model, cache, base_url=server.url, salt="")
        whole = Summariser(kept, settings=Settings(plan="whole"))

        def said(number: int) -> list[Message]:
            return [
                *messages[:-1],
                {"role": "user", "content": f"{messages[-1]['content']} {number}"},
            ]

        ways: dict[str, Callable[[int], object]] = {
            "bare httpx2": lambda n: http.post(url, json={**body, "messages": said(n)}).json(),
            "instructor alone": lambda n: alone.create(
                model="m",
                messages=said(n),
                response_model=answer,
                max_tokens=room,  # type: ignore[arg-type]
            ),
            "our client": lambda n: model.ask(said(n), answer, max_tokens=room),
            "page to record": lambda n: whole.summarise(pages[n]),
            "page to record, answers kept": lambda n: whole.summarise(pages[n]),
        }
        print(f"{count} documents, bodies of {len(str(body)):,} characters; ms a document")
        for at_once in (1, 64):
            if at_once == 64:
                cache.clear()
            floor = 0.0
            for name, work in ways.items():
                told = milliseconds(work, count, at_once)
                floor = floor or told
                print(f"{at_once:>3} at once  {name:30} {told:7.2f}  {told / floor:5.1f} x")
            if python:
                told = langextract(python, server.url, count, at_once)
                print(
                    f"{at_once:>3} at once  {'langextract':30} {told:7.2f}  {told / floor:5.1f} x"
                )
        cache.close()
        http.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, *sys.argv[2:3])
