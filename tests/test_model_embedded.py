"""The real engine with the real weights: minutes on a small machine."""

import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel

from summariser.errors import ModelRefusedError
from summariser.model import EmbeddedModel, Message
from summariser.model.reporting import SILENT
from summariser.model.weights import DEFAULT_WEIGHTS, Weights, default_folder, local_weights

pytestmark = pytest.mark.slow

SENTENCES = "".join(
    f"[{number}] The minister received the delegation in the city of Rabat. "
    for number in range(1, 11)
)
PAGE: list[Message] = [{"role": "system", "content": f"You read this page.\n{SENTENCES}"}]


class Venue(BaseModel):
    city: Literal["Rabat", "Rome", "Oslo"]


def question(words: str) -> list[Message]:
    return [*PAGE, {"role": "user", "content": words}]


@pytest.fixture(scope="module")
def weights() -> Weights:
    return local_weights(DEFAULT_WEIGHTS, default_folder(), SILENT)


@pytest.fixture(scope="module")
def model(weights: Weights) -> Iterator[EmbeddedModel]:
    model = EmbeddedModel(weights)
    yield model
    model.close()


def address(model: EmbeddedModel) -> str:
    server: Any = getattr(model, "_server")  # noqa: B009
    return server.listening_address


def test_answers_from_a_closed_set_and_reads_the_page_once(model: EmbeddedModel) -> None:
    first = model.ask(question("In which city did they meet?"), Venue, max_tokens=30)
    second = model.ask(question("Which city is named?"), Venue, max_tokens=30)
    assert first.value == second.value == Venue(city="Rabat")
    assert first.usage.requests == 1
    assert first.usage.completion_tokens > 0
    assert second.usage.prompt_tokens > 100
    assert second.usage.cached_tokens > 0.8 * second.usage.prompt_tokens


def test_weighs_options(model: EmbeddedModel) -> None:
    ask = "Does the page name the city of Rabat? Answer Yes or No."
    reply = model.weigh(question(ask), ["Yes", "No"])
    assert sum(reply.value.values()) == pytest.approx(1)
    assert reply.value["Yes"] > 0.5
    assert reply.usage.completion_tokens == 1
    assert reply.usage.cached_tokens > 0


def test_a_question_that_is_too_long(model: EmbeddedModel) -> None:
    long: list[Message] = [{"role": "user", "content": "word " * 9000}]
    with pytest.raises(ModelRefusedError, match="longer than the model can read"):
        model.ask(long, Venue, max_tokens=30)


def test_a_wrong_key_is_refused(model: EmbeddedModel) -> None:
    model.warm()
    request = urllib.request.Request(
        f"{address(model)}/v1/chat/completions",
        json.dumps({"messages": PAGE, "max_tokens": 1}).encode(),
        {"Authorization": "Bearer wrong", "Content-Type": "application/json"},
    )
    assert address(model).startswith("http://127.0.0.1:")
    with pytest.raises(urllib.error.HTTPError, match="401") as caught:
        urllib.request.urlopen(request, timeout=10)
    caught.value.close()


def test_closing_waits_for_the_running_answer_and_frees_memory(weights: Weights) -> None:
    model = EmbeddedModel(weights)
    model.warm()
    where, loaded = address(model), resident_mib()
    replies: list[Venue] = []
    asking = threading.Thread(
        target=lambda: replies.append(model.ask(PAGE, Venue, max_tokens=30).value)
    )
    asking.start()
    time.sleep(0.5)
    model.close()
    model.close()
    asking.join()
    assert len(replies) == 1
    assert loaded - resident_mib() > 500
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{where}/health", timeout=10)
    hello: list[Message] = [{"role": "user", "content": "Rome"}]
    assert model.ask(hello, Venue, max_tokens=30).value.city in ("Rabat", "Rome", "Oslo")
    model.close()


def resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


@pytest.mark.parametrize("ending", ["model.close()", "pass"])
def test_prints_nothing_and_ends(weights: Weights, ending: str) -> None:
    script = f"""
import sys
from pathlib import Path
from typing import Literal
from pydantic import BaseModel
from summariser.model import EmbeddedModel
from summariser.model.weights import Weights
class Venue(BaseModel): city: Literal["Rabat", "Rome"]
model = EmbeddedModel(Weights(Path(sys.argv[1]), "", "x"))
model.ask([{{"role": "user", "content": "Rome"}}], Venue, max_tokens=30)
{ending}
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(weights.path)],
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == (b"", b"", 0)
