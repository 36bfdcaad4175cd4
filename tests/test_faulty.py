"""The faulty server does what its faults say: seen with httpx2, openai's client and sockets."""

import asyncio
import json
import math
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Annotated, Any, Literal

import httpx2
import openai
import pytest
from faults import ANSWER, OVERLOAD, PASSING, PERMANENT, STALLS, UNGROUNDED_WORDS, Fault, Faults
from faulty import FaultyServer, body_hash
from fitting import Answering, Completion, Json, minimal
from pydantic import BaseModel, Field, ValidationError

_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # without certificates, which take time to load
Code = Annotated[str, Field(pattern="^[A-Z]{2}$")]


class Place(BaseModel):
    country: Code
    name: str = Field(max_length=8)


class Visit(BaseModel):
    kind: Literal["visit", "call"]
    title: str = Field(min_length=3)
    day: date
    place: Place | Code
    host: Place | None
    guests: list[Place] = Field(min_length=2)
    share: float = Field(gt=0, le=1, multiple_of=0.5)
    count: int = Field(le=-3)
    after: "Visit | None"
    sure: bool
    note: str = "none"


def question(words: str = "Who?", answer: type[BaseModel] | None = None, **more: Any) -> Json:
    """A request's body."""
    body: Json = {"model": "m", "messages": [{"role": "user", "content": words}], **more}
    if answer is not None:
        schema = {"name": "Answer", "schema": answer.model_json_schema()}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return body


def tooled(answer: type[BaseModel], **more: Any) -> Json:
    function = {"name": "tell", "parameters": answer.model_json_schema()}
    choice = {"type": "function", "function": {"name": "tell"}}
    return question(tools=[{"type": "function", "function": function}], tool_choice=choice, **more)


def request(body: Json, headers: str = "") -> bytes:
    """The bytes of a request, for tests that speak through a socket."""
    raw = json.dumps(body).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\ncontent-length: {len(raw)}\r\n{headers}\r\n"
    return head.encode() + raw


def port_of(server: FaultyServer) -> int:
    port = httpx2.URL(server.url).port
    assert port is not None
    return port


@contextmanager
def client_of(server: FaultyServer, seconds: float = 5.0) -> Iterator[httpx2.Client]:
    with httpx2.Client(
        base_url=server.url, timeout=seconds, trust_env=False, verify=_TLS
    ) as client:
        yield client


@contextmanager
def openai_of(server: FaultyServer, seconds: float = 5.0) -> Iterator[openai.OpenAI]:
    http = openai.DefaultHttpxClient(trust_env=False, verify=_TLS)
    with openai.OpenAI(
        base_url=server.url, api_key="k", max_retries=0, timeout=seconds, http_client=http
    ) as client:
        yield client


def asked(client: httpx2.Client, body: Json) -> httpx2.Response:
    return client.post("/chat/completions", json=body)


def said(client: httpx2.Client, body: Json) -> str:
    """The content of the answer, whose form and status must be right."""
    response = asked(client, body)
    assert response.status_code == 200
    return response.json()["choices"][0]["message"]["content"]


def streamed(client: httpx2.Client, body: Json) -> list[Json]:
    """All chunks of a streamed answer, which must end as it should."""
    *events, last = asked(client, {**body, "stream": True}).text.removesuffix("\n\n").split("\n\n")
    assert last == "data: [DONE]"
    return [json.loads(event.removeprefix("data: ")) for event in events]


def text_of(chunks: list[Json]) -> str:
    deltas = [choice["delta"] for chunk in chunks for choice in chunk["choices"]]
    return "".join(delta.get("content") or "" for delta in deltas)


# Answers without faults


def test_fits_a_schema_with_everything() -> None:
    least = minimal(Visit.model_json_schema())
    assert Visit.model_validate(least).guests == [Place(country="XX", name="x")] * 2
    assert "note" not in least
    assert least["host"] is least["after"] is None


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({}, "x"),
        ({"const": 7}, 7),
        ({"enum": ["b", "a"]}, "b"),
        ({"type": ["string", "null"]}, None),
        ({"type": "string", "maxLength": 0}, ""),
        ({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}, "2021-09-29"),
        ({"type": "string", "pattern": r"^\d+$", "minLength": 3}, "000"),
        ({"type": "number", "exclusiveMinimum": 2}, 3),
        ({"type": "integer", "minimum": 5, "multipleOf": 4}, 8),
        ({"type": "array", "items": {"enum": [1, 2]}, "minItems": 2, "uniqueItems": True}, [1, 2]),
        ({"oneOf": [{"type": "boolean"}, {"type": "string"}]}, False),
        ({"allOf": [{"type": "string"}, {"minLength": 2}]}, "xx"),
    ],
)
def test_fits_a_schema_of_one_word(schema: Json, value: object) -> None:
    assert minimal(schema) == value


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^(cat|dog)$"},
        {"type": "number", "minimum": 2, "maximum": 1},
        {"type": "array", "minItems": 2, "uniqueItems": True, "items": {"type": "string"}},
    ],
)
def test_says_what_it_cannot_fit(schema: Json) -> None:
    with pytest.raises(ValueError, match="found"):
        minimal(schema)


def test_a_plain_answer_and_its_usage() -> None:
    with FaultyServer(Answering("Hello")) as server, client_of(server) as client:
        first, second = (asked(client, question()).json() for _ in range(2))
        assert client.get("/models").json()["data"][0]["id"] == "m"
        assert client.get("/other").status_code == 404
    assert first["choices"] == [
        {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": "Hello"},
            "logprobs": None,
        }
    ]
    prompt = len(json.dumps(question(), separators=(",", ":"))) // 4
    assert first["usage"] == {
        "prompt_tokens": prompt,
        "completion_tokens": 1,
        "total_tokens": prompt + 1,
        "prompt_tokens_details": {"cached_tokens": 0},
    }
    assert second["usage"]["prompt_tokens_details"] == {"cached_tokens": prompt}
    assert server.requests == 2, "only questions count"


def test_what_it_saw() -> None:
    before = time.monotonic()
    with FaultyServer(Answering(), [None, Fault.HTTP_500]) as server, client_of(server) as client:
        client.headers["Authorization"] = "Bearer k"
        for words in ("a", "b"):
            asked(client, question(words))
        del client.headers["Authorization"]
        asked(client, question("a"))
    hashes = [body_hash(question(words)) for words in "aba"]
    assert [seen[1:] for seen in server.seen] == [
        (hashes[0], None, True),
        (hashes[1], Fault.HTTP_500, True),
        (hashes[2], None, False),
    ]
    assert before < server.times(hashes[0])[0] < server.times(hashes[0])[1] < time.monotonic()
    assert server.open_most == 1


def test_a_streamed_answer() -> None:
    with FaultyServer(Answering("Hello there")) as server, client_of(server) as client:
        chunks = streamed(client, question(stream_options={"include_usage": True}))
        without = streamed(client, question())
    assert text_of(chunks) == "Hello there"
    assert len(chunks) == 1 + 3 + 1 + 1
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["completion_tokens"] == 2
    assert text_of(without) == "Hello there"
    assert not any("usage" in chunk for chunk in without)


def test_tool_calls_plain_and_streamed() -> None:
    with FaultyServer(Answering()) as server, openai_of(server) as client:
        plain = client.chat.completions.create(**tooled(Place)).choices[0]
        chunks = list(client.chat.completions.create(**tooled(Place), stream=True))
    (call,) = plain.message.tool_calls or []
    assert call.type == "function"
    assert call.function.name == "tell"
    assert Place.model_validate_json(call.function.arguments) == Place(country="XX", name="x")
    parts = [part for chunk in chunks for part in chunk.choices[0].delta.tool_calls or []]
    functions = [part.function for part in parts if part.function]
    assert [function.name for function in functions] == ["tell", None, None, None]
    pieces = "".join(function.arguments or "" for function in functions)
    assert pieces == call.function.arguments
    assert plain.finish_reason == chunks[-1].choices[0].finish_reason == "tool_calls"


def test_logprobs() -> None:
    answering = Answering(first={"no": 0.25, "yes": 0.75})
    with FaultyServer(answering) as server, openai_of(server) as client:
        body = question(logprobs=True, top_logprobs=2, max_tokens=1)
        choice = client.chat.completions.create(**body).choices[0]
        chunks = list(client.chat.completions.create(**body, stream=True))
    assert choice.message.content == "yes"
    for logprobs in (choice.logprobs, chunks[1].choices[0].logprobs):
        assert logprobs and logprobs.content
        top = {token.token: token.logprob for token in logprobs.content[0].top_logprobs}
        assert top == pytest.approx({"yes": math.log(0.75), "no": math.log(0.25)})


def test_an_answering_of_ones_own() -> None:
    with (
        FaultyServer(lambda body: body["messages"][0]["content"][::-1]) as server,
        client_of(server) as client,
    ):
        assert said(client, question("abc")) == "cba"


def test_what_answering_raises_is_raised_at_the_end() -> None:
    def broken(_body: Json) -> Completion:
        raise LookupError("mine")

    with (
        pytest.raises(LookupError, match="mine"),
        FaultyServer(broken) as server,
        client_of(server) as client,
        pytest.raises(httpx2.RemoteProtocolError),
    ):
        asked(client, question())


def test_lesser_servers() -> None:
    with (
        FaultyServer(
            Answering(), [Fault.HTTP_500], refuses={"seed"}, ignores={"logprobs"}
        ) as lesser,
        openai_of(lesser) as client,
    ):
        with pytest.raises(openai.BadRequestError) as caught:
            client.chat.completions.create(**question(seed=1))
        with pytest.raises(openai.InternalServerError):
            client.chat.completions.create(**question())
        choice = client.chat.completions.create(**question(logprobs=True)).choices[0]
    assert caught.value.param == "seed"
    assert choice.logprobs is None
    assert choice.message.content == "x"
    assert [seen.fault for seen in lesser.seen] == [None, Fault.HTTP_500, None]


# Faults, as a client sees them

STREAMED = pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])


@STREAMED
@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Fault.REFUSED, httpx2.RemoteProtocolError, "without sending a response"),
        (Fault.RESET, httpx2.ReadError, "reset"),
        (Fault.RESET_HALF, httpx2.ReadError, "reset"),
        (Fault.HALF, httpx2.RemoteProtocolError, "peer closed connection"),
        (Fault.STALL, httpx2.ReadTimeout, "timed out"),
        (Fault.STALL_HEADERS, httpx2.ReadTimeout, "timed out"),
        (Fault.STALL_HALF, httpx2.ReadTimeout, "timed out"),
    ],
)
def test_a_faulty_connection(
    stream: bool, fault: Fault, error: type[Exception], words: str
) -> None:
    body = question(stream=stream)
    with FaultyServer(Answering(), [fault]) as server, client_of(server, 0.2) as client:
        with pytest.raises(error, match=words):
            asked(client, body)
        assert asked(client, body).status_code == 200, "the next one is answered"


@pytest.mark.parametrize(
    ("fault", "headers", "share"),
    [
        (Fault.STALL, False, 0.0),
        (Fault.STALL_HEADERS, True, 0.0),
        (Fault.STALL_HALF, True, 0.5),
        (Fault.RESET_HALF, True, 0.5),
        (Fault.HALF, True, 0.5),
    ],
)
def test_how_much_comes_before_the_connection_fails(
    fault: Fault, headers: bool, share: float
) -> None:
    with FaultyServer(Answering(), [fault]) as server:
        with closing(socket.create_connection(("127.0.0.1", port_of(server)), 0.2)) as client:
            client.sendall(request(question()))
            got = b""
            try:
                while block := client.recv(4096):
                    got += block
            except OSError:
                pass  # what kind of error is for another test
        _, _, body = got.partition(b"\r\n\r\n")
        with client_of(server) as whole:
            length = len(asked(whole, question()).content)
    assert bool(got) is headers
    assert len(body) == pytest.approx(length * share, abs=2)


@pytest.mark.parametrize("fault", sorted(OVERLOAD | PERMANENT, key=str))
@STREAMED
def test_a_faulty_status(stream: bool, fault: Fault) -> None:
    with (
        FaultyServer(Answering(), [fault], retry_after=30) as server,
        openai_of(server) as client,
        pytest.raises(openai.APIStatusError) as caught,
    ):
        client.chat.completions.create(**question(stream=stream))
    response, error = caught.value.response, caught.value
    waits = response.headers.get("retry-after")
    match fault:
        case Fault.CONTEXT_LENGTH:
            assert (response.status_code, error.code) == (400, "context_length_exceeded")
        case Fault.HTTP_429_SECONDS:
            assert (response.status_code, waits) == (429, "30")
        case Fault.HTTP_429_DATE:
            assert response.status_code == 429
            assert waits is not None
            wait = (parsedate_to_datetime(waits) - datetime.now(UTC)).total_seconds()
            assert 25 < wait <= 30
        case _:
            assert f"HTTP_{response.status_code}" == fault.name
            assert waits is None
            is_page = response.headers["content-type"] == "text/html"
            assert is_page is (fault is Fault.HTTP_502)
            assert (error.type is None) is is_page


def test_a_broken_body() -> None:
    with FaultyServer(Answering(), [Fault.BROKEN_BODY] * 2) as server, openai_of(server) as client:
        with pytest.raises(json.JSONDecodeError):
            client.chat.completions.create(**question())
        stream = client.chat.completions.create(**question(), stream=True)
        next(stream)
        with pytest.raises(json.JSONDecodeError):
            next(stream)


def test_empty_choices() -> None:
    with (
        FaultyServer(Answering(), [Fault.EMPTY_CHOICES] * 2) as server,
        client_of(server) as client,
    ):
        assert asked(client, question()).json()["choices"] == []
        assert all(chunk["choices"] == [] for chunk in streamed(client, question()))


@pytest.mark.parametrize("body", [question(), tooled(Place)], ids=["text", "tool"])
def test_null_content(body: Json) -> None:
    with FaultyServer(Answering(), [Fault.CONTENT_NULL] * 2) as server, client_of(server) as client:
        message = asked(client, body).json()["choices"][0]["message"]
        chunks = streamed(client, body)
    assert message == {"role": "assistant", "content": None}
    assert text_of(chunks) == ""
    assert "tool_calls" not in json.dumps([chunk["choices"][0]["delta"] for chunk in chunks])


@pytest.fixture(params=["plain", "stream", "tool"])
def answer(request: pytest.FixtureRequest) -> Any:
    """Ask for a Visit in one of three forms; give the answer's text and why it ended."""

    def ask(fault: Fault) -> tuple[str, str]:
        with FaultyServer(Answering(), [fault]) as server, client_of(server) as client:
            if request.param == "stream":
                chunks = streamed(client, question(answer=Visit))
                return text_of(chunks), chunks[-1]["choices"][0]["finish_reason"]
            body = tooled(Visit) if request.param == "tool" else question(answer=Visit)
            (choice,) = asked(client, body).json()["choices"]
            message = choice["message"]
            if request.param == "tool":
                return message["tool_calls"][0]["function"]["arguments"], choice["finish_reason"]
            return message["content"], choice["finish_reason"]

    return ask


RIGHT = json.dumps(minimal(Visit.model_json_schema()))


@pytest.mark.parametrize("fault", [Fault.BROKEN_CONTENT, Fault.TRUNCATED])
def test_half_an_answer(answer: Any, fault: Fault) -> None:
    text, finish = answer(fault)
    assert text == RIGHT[: len(RIGHT) // 2]
    assert (finish == "length") is (fault is Fault.TRUNCATED)


def test_an_answer_that_does_not_fit(answer: Any) -> None:
    text, _ = answer(Fault.WRONG_SCHEMA)
    assert json.loads(text).keys() == json.loads(RIGHT).keys()
    with pytest.raises(ValidationError):
        Visit.model_validate_json(text)


def test_an_ungrounded_answer(answer: Any) -> None:
    text, _ = answer(Fault.UNGROUNDED)
    visit, right = Visit.model_validate_json(text), Visit.model_validate_json(RIGHT)
    assert visit.title == UNGROUNDED_WORDS
    assert [guest.name for guest in visit.guests] == [UNGROUNDED_WORDS[:8]] * 2
    assert visit.guests[0].country == right.guests[0].country
    assert (visit.kind, visit.day, visit.after) == (right.kind, right.day, None)


@pytest.mark.parametrize("fault", [Fault.THINKING, Fault.THINKING_DRAFT])
def test_thinking_before_the_answer(answer: Any, fault: Fault) -> None:
    thought, end, rest = answer(fault)[0].partition("</think>")
    assert thought.startswith("<think>") and end
    assert rest.strip() == RIGHT
    assert ("{" in thought) is (fault is Fault.THINKING_DRAFT)


def test_words_around_the_answer(answer: Any) -> None:
    before, fenced, after = answer(Fault.CHATTER)[0].split("```")
    assert before == "Here is the answer:\n"
    assert fenced == f"json\n{RIGHT}\n"
    assert after


def test_a_key_that_stands_twice(answer: Any) -> None:
    text, _ = answer(Fault.DUPLICATE_KEYS)
    pairs = json.loads(text, object_pairs_hook=lambda pairs: pairs)
    assert pairs[:2] == [("kind", UNGROUNDED_WORDS), ("kind", "visit")]
    assert json.loads(text) == json.loads(RIGHT)


@pytest.mark.parametrize("fault", sorted(ANSWER, key=str))
def test_faults_of_answers_without_json(fault: Fault) -> None:
    with FaultyServer(Answering(), [fault]) as server, client_of(server) as client:
        (choice,) = asked(client, question(logprobs=True)).json()["choices"]
    first = choice["logprobs"]["content"][0]["top_logprobs"][0]["token"]
    if fault in (Fault.BROKEN_CONTENT, Fault.TRUNCATED):
        assert choice["message"]["content"] == "y"
    elif fault is Fault.DUPLICATE_KEYS:
        assert choice["message"]["content"] == "yes"
    else:
        assert choice["message"]["content"].startswith(first)
        assert first in ("<think>", "Here", "Zz")


# When faults come


def test_seeded_faults_do_not_depend_on_the_order() -> None:
    kinds = PASSING - STALLS
    bodies = [question(f"number {n}", answer=Place) for n in range(25)]

    def faults_of(workers: int, seed: int) -> dict[str, list[Fault | None]]:
        with (
            FaultyServer(Answering(), Faults.seeded(seed, 0.5, kinds)) as server,
            client_of(server) as client,
            ThreadPoolExecutor(workers) as pool,
        ):
            list(pool.map(lambda body: four_times(client, body), bodies))
        met: dict[str, list[Fault | None]] = {}
        for seen in server.seen:
            met.setdefault(seen.body, []).append(seen.fault)
        return met

    def four_times(client: httpx2.Client, body: Json) -> None:
        for _ in range(4):
            with suppress(httpx2.TransportError):
                asked(client, body)

    one = faults_of(1, seed=7)
    assert one == faults_of(16, seed=7)
    assert one != faults_of(1, seed=8)
    assert {fault for row in one.values() for fault in row} > {None, Fault.HALF, Fault.HTTP_429}


@pytest.mark.parametrize("in_a_row", [0, 1, 2, 5])
def test_never_more_than_that_in_a_row(in_a_row: int) -> None:
    for share in (0.3, 0.8, 1.0):
        faults = Faults.seeded(3, share, in_a_row=in_a_row)
        longest = 0
        for body in map(str, range(50)):
            row = 0
            for before in range(30):
                row = row + 1 if faults.choose(0, body, before) else 0
                longest = max(longest, row)
        assert longest <= in_a_row
        if share == 1.0:
            assert longest == in_a_row


def test_the_share_of_faults_and_their_kinds() -> None:
    faults = Faults.seeded(1, 0.3, in_a_row=100)
    met = [faults.choose(0, str(n), 0) for n in range(5000)]
    assert 0.27 < sum(fault is not None for fault in met) / len(met) < 0.33
    assert set(met) == PASSING | {None}


def test_a_reask_counts_as_its_question() -> None:
    asked_again = question()
    asked_again["messages"] += [{"role": "assistant", "content": "?"}, *question("No")["messages"]]
    faults = Faults.seeded(1, 1.0, {Fault.HTTP_500}, in_a_row=1)
    for follow_reasks, statuses in ((False, [500, 500]), (True, [500, 200])):
        with (
            FaultyServer(Answering(), faults, follow_reasks=follow_reasks) as server,
            client_of(server) as client,
        ):
            got = [asked(client, body).status_code for body in (question(), asked_again)]
        assert got == statuses


# The server itself


def test_keeps_connections() -> None:
    with (
        FaultyServer(Answering(), [None, Fault.HTTP_500, Fault.CHATTER]) as server,
        closing(socket.create_connection(("127.0.0.1", port_of(server)), 5)) as client,
        client.makefile("rb") as file,
    ):
        for headers in ("", "", "", "", "Connection: close\r\n"):
            client.sendall(request(question("«؟»"), headers))
            lines = list(iter(file.readline, b"\r\n"))
            length = next(line for line in lines if line.startswith(b"Content-Length"))
            assert json.loads(file.read(int(length.split()[1])))
        assert file.read() == b"", "closed when asked to"
    assert server.requests == 5


def test_many_at_once() -> None:
    """With sockets, because httpx2's pool alone takes 10 s for as many."""

    async def ask(server: FaultyServer, words: str) -> str:
        reader, writer = await asyncio.open_connection("127.0.0.1", port_of(server))
        writer.write(request(question(words), "Connection: close\r\n"))
        reply = await reader.read()
        writer.close()
        await writer.wait_closed()
        return json.loads(reply.partition(b"\r\n\r\n")[2])["choices"][0]["message"]["content"]

    async def ask_all(server: FaultyServer) -> list[str]:
        return await asyncio.gather(*(ask(server, str(n)) for n in range(256)))

    with FaultyServer(lambda body: body["messages"][0]["content"], latency=0.2) as server:
        began = time.monotonic()
        contents = asyncio.run(ask_all(server))
        seconds = time.monotonic() - began
    assert contents == [str(n) for n in range(256)]
    assert server.open_most > 128
    assert seconds < 2


@pytest.mark.parametrize("fault", [*sorted(STALLS, key=str), None])
def test_ends_while_clients_wait(fault: Fault | None) -> None:
    """Warnings are errors here: a socket or a task left behind would fail the test."""
    threads = threading.active_count()
    errors: list[Exception] = []

    def wait(server: FaultyServer) -> None:
        with client_of(server, 30) as client:
            try:
                asked(client, question())
            except httpx2.TransportError as error:
                errors.append(error)

    with FaultyServer(Answering(), [fault] * 3, latency=0 if fault else 30) as server:
        waiting = [threading.Thread(target=wait, args=(server,)) for _ in range(3)]
        for thread in waiting:
            thread.start()
        while server.requests < 3:
            time.sleep(0.01)
        idle = socket.create_connection(("127.0.0.1", port_of(server)))
        began = time.monotonic()
    assert time.monotonic() - began < 1
    for thread in waiting:
        thread.join()
    assert len(errors) == 3
    assert not any(isinstance(error, httpx2.TimeoutException) for error in errors)
    assert threading.active_count() == threads
    idle.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port_of(server)), 1)


def test_a_client_that_leaves_a_stall_is_let_go() -> None:
    with FaultyServer(Answering(), [Fault.STALL] * 5) as server, client_of(server, 0.05) as client:
        for _ in range(5):
            with pytest.raises(httpx2.ReadTimeout):
                asked(client, question())
        assert said(client, question()) == "x"
    assert server.open_most <= 2
