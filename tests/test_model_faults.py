"""The client against a server that fails in every way, in both forms of answer."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Annotated, Any, Literal

import pytest
from faults import BODY, CONNECTION, OVERLOAD, PERMANENT, STALLS, Fault, Faults
from faulty import FaultyServer
from fitting import Answering
from pydantic import BaseModel, Field

from summariser.errors import (
    AnswerError,
    ModelDownError,
    ModelRefusedError,
    ModelUnreachableError,
    RateLimitedError,
    SetupError,
)
from summariser.model import Message, OpenAIModel, RetryPolicy, Usage
from summariser.model.abilities import EMBEDDED, Abilities
from summariser.model.client import Patience
from summariser.model.pacing import Circuit, Lanes, Pace

QUESTION: list[Message] = [{"role": "user", "content": "Where is it? وزير"}]
PROBE: list[Message] = [{"role": "user", "content": "Name a stone."}]
STREAMING = Abilities()
WHOLE = EMBEDDED


class Venue(BaseModel):
    city: Literal["Rabat", "Rome"]
    told: str


Make = Callable[..., OpenAIModel]


@pytest.fixture
def model_at() -> Iterator[Make]:
    models: list[OpenAIModel] = []

    def make(url: str, abilities: Abilities | None = STREAMING, **options: Any) -> OpenAIModel:
        retries = RetryPolicy(tries=4, first_wait=0.001, sleep=lambda _: None)
        pace = Pace(sleep=lambda _: None)
        patience = Patience(token=0.5)
        options = {"retries": retries, "pace": pace, "patience": patience} | options
        models.append(OpenAIModel(url, "k", "m", abilities=abilities, probe=PROBE, **options))
        return models[-1]

    yield make
    for model in models:
        model.close()


FORMS = pytest.mark.parametrize("abilities", [STREAMING, WHOLE], ids=["streamed", "whole"])
PASSING = [fault for fault in Fault if fault not in PERMANENT | STALLS | {Fault.UNGROUNDED}]


@FORMS
@pytest.mark.parametrize("fault", PASSING, ids=lambda fault: fault.name)
def test_a_fault_that_passes_costs_no_answer(
    model_at: Make, fault: Fault, abilities: Abilities
) -> None:
    with FaultyServer(Answering(), [fault]) as server:
        model = model_at(server.url, abilities)
        reply = model.ask(QUESTION, Venue, max_tokens=50)
        assert reply.value.city == "Rabat"
        assert reply.usage.requests == server.requests <= 2
    with FaultyServer(Answering(first={"yes": 0.9, "no": 0.1}), [fault]) as server:
        weights = model_at(server.url, abilities).weigh(QUESTION, ["yes", "no"]).value
        assert weights["yes"] > 0.5


@FORMS
@pytest.mark.parametrize("fault", sorted(PERMANENT, key=str), ids=lambda fault: fault.name)
def test_a_refusal_is_told_at_once(model_at: Make, fault: Fault, abilities: Abilities) -> None:
    with FaultyServer(Answering(), [fault, fault]) as server:
        with pytest.raises(ModelRefusedError, match="HTTP 40") as caught:
            model_at(server.url, abilities).ask(QUESTION, Venue, max_tokens=50)
        assert server.requests == 1
    assert Usage(**caught.value.cost) == Usage(requests=1)


@FORMS
@pytest.mark.parametrize("fault", [Fault.WRONG_SCHEMA, Fault.BROKEN_CONTENT, Fault.DUPLICATE_KEYS])
def test_what_never_fits_is_told_with_what_it_cost(
    model_at: Make, fault: Fault, abilities: Abilities
) -> None:
    with FaultyServer(Answering(), [fault] * 9) as server:
        with pytest.raises(AnswerError) as caught:
            model_at(server.url, abilities).ask(QUESTION, Venue, max_tokens=50)
        assert server.requests == 3  # the question and two re-asks
    cost = Usage(**caught.value.cost)
    assert cost.requests == 3
    assert cost.prompt_tokens > 0 < cost.completion_tokens


@FORMS
@pytest.mark.parametrize("fault", [Fault.THINKING, Fault.THINKING_DRAFT, Fault.CHATTER])
def test_words_around_the_answer_cost_no_re_ask(
    model_at: Make, fault: Fault, abilities: Abilities
) -> None:
    with FaultyServer(Answering(), [fault]) as server:
        assert model_at(server.url, abilities).ask(QUESTION, Venue, max_tokens=50).value.city
        assert server.requests == 1


@FORMS
def test_silence_ends_after_the_wait_between_two_tokens(
    model_at: Make, abilities: Abilities
) -> None:
    with FaultyServer(Answering(), sorted(STALLS, key=str) * 2) as server:
        begun = time.monotonic()
        with pytest.raises(ModelUnreachableError, match=r"in time|broke off"):
            model_at(server.url, abilities, patience=Patience(token=0.1)).ask(
                QUESTION, Venue, max_tokens=50
            )
        assert time.monotonic() - begun < 5
        assert server.requests == 4


def test_what_transport_met_never_enters_a_prompt(model_at: Make) -> None:
    bodies: list[dict[str, Any]] = []
    fits = Answering()

    def answering(body: dict[str, Any]) -> Any:
        bodies.append(body)
        return fits(body)

    faults = [Fault.HTTP_500, Fault.WRONG_SCHEMA, Fault.HTTP_429, None]
    with FaultyServer(answering, faults) as server:
        model_at(server.url).ask(QUESTION, Venue, max_tokens=50)
        assert server.requests >= 4
    words = str([body["messages"] for body in bodies])
    for told in ("500", "429", "retry", "overload", "rate"):
        assert told not in words.lower()


# ── what a server can ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("refuses", "ignores", "mode", "left_out", "choices"),
    [
        (set(), set(), "json_schema", (), 250),
        ({"stream_options"}, set(), "json_schema", ("stream_options",), 250),
        ({"seed", "temperature"}, set(), "json_schema", ("seed", "temperature"), 250),
        ({"max_tokens"}, set(), "json_schema", ("max_tokens",), 250),
        ({"response_format"}, set(), "tools", (), 250),
        ({"response_format", "seed"}, set(), "tools", ("seed",), 250),
        (set(), {"response_format"}, "tools", (), 250),
    ],
)
def test_what_a_server_can_is_found_out_once_and_remembered(  # noqa: PLR0917
    model_at: Make,
    refuses: set[str],
    ignores: set[str],
    mode: str,
    left_out: tuple[str, ...],
    choices: int,
) -> None:
    kept = Kept()
    with FaultyServer(Answering(), refuses=refuses, ignores=ignores) as server:
        reply = model_at(server.url, None, memory=kept).ask(QUESTION, Venue, max_tokens=50)
        assert reply.value.city == "Rabat"
        found = server.requests
        assert reply.usage.requests == found, "finding out is on the first question's bill"
        later = model_at(server.url, None, memory=kept)
        assert later.most_choices == choices
        assert later.ask(QUESTION, Venue, max_tokens=50).usage.requests == 1
        assert server.requests == found + 1
    (abilities,) = map(Abilities.from_json, kept.entries.values())
    assert abilities is not None
    assert (abilities.mode, set(abilities.left_out)) == (mode, set(left_out))


class Kept:
    """A memory."""

    def __init__(self) -> None:
        self.entries: dict[str, object] = {}

    def get(self, key: str) -> object | None:
        return self.entries.get(key)

    def put(self, key: str, value: object) -> None:
        self.entries[key] = value


class Several(BaseModel):
    """An answer with a list of no more than two."""

    cities: Annotated[list[str], Field(max_length=2)]


@pytest.mark.parametrize("refuses", [set[str](), {"maxItems"}])
def test_lists_have_limits_where_a_strict_schema_may_have_them(
    model_at: Make, refuses: set[str]
) -> None:
    asked: list[str] = []

    def answering(body: dict[str, Any]) -> Any:
        asked.append(json.dumps(body))
        return Answering()(body)

    with FaultyServer(answering, refuses=refuses) as server:
        model = model_at(server.url, None)
        model.ask(QUESTION, Several, max_tokens=50)
        assert ('"maxItems": 2' in asked[-1]) == (not refuses)
        assert '"strict": true' in asked[-1]
        assert model.most_choices == 250, "closed sets stay as large without the limits"


def test_a_mode_that_the_user_chose_and_the_server_refuses(model_at: Make) -> None:
    with (
        FaultyServer(Answering(), refuses={"tools"}) as server,
        pytest.raises(SetupError, match="mode tools: use --mode auto"),
    ):
        model_at(server.url, None, mode="tools").ask(QUESTION, Venue, max_tokens=50)


def test_a_server_that_refuses_all_forms(model_at: Make) -> None:
    with (
        FaultyServer(Answering(), refuses={"tools", "response_format"}) as server,
        pytest.raises(SetupError, match="every form of question"),
    ):
        model_at(server.url, None).ask(QUESTION, Venue, max_tokens=50)


def test_a_server_that_holds_no_answer_to_a_form_is_asked_in_json(model_at: Make) -> None:
    def anything(body: dict[str, Any]) -> str:
        return "hello" if "stone" in str(body["messages"]) else '{"city": "Rome", "told": "x"}'

    with FaultyServer(anything, ignores={"tools", "tool_choice"}) as server:
        model = model_at(server.url, None)
        assert model.ask(QUESTION, Venue, max_tokens=50).value.city == "Rome"
        assert model.most_choices == 0


def test_a_wrong_key_is_told_before_anything_is_found_out(model_at: Make) -> None:
    kept = Kept()
    with (
        FaultyServer(Answering(), [Fault.HTTP_401]) as server,
        pytest.raises(ModelRefusedError, match="key is wrong"),
    ):
        model_at(server.url, None, memory=kept).ask(QUESTION, Venue, max_tokens=50)
    assert kept.entries == {}


def test_what_was_remembered_and_is_outdated_is_found_out_anew(model_at: Make) -> None:
    with FaultyServer(Answering(), refuses={"tools"}) as server:
        model = model_at(server.url, None, memory=Always(Abilities(mode="tools").to_json()))
        assert model.ask(QUESTION, Venue, max_tokens=50).value.city == "Rabat"


class Always(Kept):
    """A memory that gives one thing for every key."""

    def __init__(self, value: object) -> None:
        super().__init__()
        self.value = value

    def get(self, key: str) -> object | None:
        return self.entries.get(key, self.value)


def test_no_logprobs_are_asked_for_twice_at_most(model_at: Make) -> None:
    with FaultyServer(Answering(), refuses={"logprobs"}) as server:
        model = model_at(server.url)
        for _ in range(3):
            assert set(model.weigh(QUESTION, ["yes", "no"]).value.values()) == {0.0, 1.0}
        assert server.requests == 4  # one refused, three choices


# ── many at once ─────────────────────────────────────────────────────────────


def test_fewer_requests_at_once_for_a_server_that_has_too_many() -> None:
    lanes, most, seen = Lanes(), threading.Semaphore(4), list[bool]()

    def one() -> None:
        while True:
            try:
                with lanes.one():
                    free = most.acquire(blocking=False)
                    seen.append(free)
                    time.sleep(0.002)
                    if free:
                        most.release()
                    else:
                        raise RateLimitedError("429")  # noqa: TRY301 - as a server does
            except RateLimitedError:
                continue
            return

    with ThreadPoolExecutor(32) as crew:
        for _ in range(600):
            crew.submit(one)
    refused = seen.count(False)
    assert 0 < refused < 0.25 * len(seen), "some are refused until the limit is found, then few"


def test_lanes_are_without_limit_while_nobody_is_refused() -> None:
    lanes = Lanes()
    with ExitStack() as open_:
        for _ in range(200):
            open_.enter_context(lanes.one())
    with pytest.raises(RateLimitedError), lanes.one():
        raise RateLimitedError("429")
    with lanes.one():
        assert not lanes.free
    for _ in range(2):
        with lanes.one():
            pass
    with lanes.one():
        assert lanes.free, "each answer gives a little of it back"


def test_a_server_that_keeps_failing_opens_the_circuit(model_at: Make) -> None:
    now = [0.0]
    circuit = Circuit(failures=8, seconds=30, clock=lambda: now[0])
    with FaultyServer(Answering(), [Fault.HTTP_503] * 12) as server:
        model = model_at(server.url, circuit=circuit)
        for _ in range(2):
            with pytest.raises(ModelUnreachableError):
                model.ask(QUESTION, Venue, max_tokens=50)
            now[0] += 10
        now[0] = 31
        with pytest.raises(ModelDownError, match="last 8 requests"):
            model.ask(QUESTION, Venue, max_tokens=50)
        assert server.requests == 8
        now[0] = 62  # one request is let through; it fails, and the circuit stays open
        with pytest.raises(ModelDownError):
            model.ask(QUESTION, Venue, max_tokens=50)
        assert server.requests == 9
        now[0] = 200
        with pytest.raises(ModelDownError):
            model.ask(QUESTION, Venue, max_tokens=50)
        for later in (300, 400):
            now[0] = later
            with pytest.raises(ModelDownError):
                model.ask(QUESTION, Venue, max_tokens=50)
        now[0] = 500  # the server is back
        assert model.ask(QUESTION, Venue, max_tokens=50).value.city == "Rabat"
        assert model.ask(QUESTION, Venue, max_tokens=50).value.city == "Rabat"


def test_a_short_outage_opens_nothing(model_at: Make) -> None:
    with FaultyServer(Answering(), [Fault.HTTP_503] * 40) as server:
        model = model_at(server.url)
        for _ in range(10):
            with pytest.raises(ModelUnreachableError):
                model.ask(QUESTION, Venue, max_tokens=50)
        assert model.ask(QUESTION, Venue, max_tokens=50).value.city == "Rabat"


def test_requests_and_tokens_a_minute() -> None:
    now, waits = [100.0], list[float]()

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    pace = Pace(requests=30, tokens=6000, clock=lambda: now[0], sleep=sleep)
    for tokens in (10, 10, 1000, 10):
        pace.take(tokens)
    assert waits == pytest.approx([2.0, 2.0, 10.0])  # two seconds a request, ten for 1,000 tokens
    pace.hold(60)
    pace.take(10)
    assert waits[-1] == pytest.approx(60.0)
    assert pace.counts_tokens
    free = Pace(clock=lambda: now[0], sleep=sleep)
    assert not free.counts_tokens
    for _ in range(100):
        free.take(10_000)
    assert len(waits) == 4


def test_many_threads_lose_no_answer(model_at: Make) -> None:
    faults = Faults.seeded(7, share=0.3, kinds=CONNECTION | OVERLOAD | BODY - STALLS, in_a_row=2)
    with FaultyServer(Answering(), faults) as server:
        model = model_at(server.url)
        got: list[str] = []

        def ask(number: int) -> None:
            words: list[Message] = [{"role": "user", "content": f"Where is {number}?"}]
            got.append(model.ask(words, Venue, max_tokens=50).value.city)

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert got == ["Rabat"] * 64
        assert server.requests <= 64 * 3
