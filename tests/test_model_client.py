import logging
import math
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Literal

import pytest
from pydantic import BaseModel, field_validator
from servers import Scripted, ScriptedServer, completion, good, refusal

from summariser.errors import (
    AnswerError,
    ModelError,
    ModelRefusedError,
    ModelUnreachableError,
    TruncatedAnswerError,
)
from summariser.model import Message, OpenAIModel, RetryPolicy, Usage
from summariser.model.abilities import EMBEDDED as PLAIN
from summariser.model.client import Patience
from summariser.model.pacing import Pace

KEY = "sk-canary-4711"
PAGE = "The secret page says {{ 7 * 7 }} and https://x.org/a.png, وزير الدفاع «١»\r\n"
QUESTION: list[Message] = [
    {"role": "system", "content": "Read."},
    {"role": "user", "content": PAGE},
]


class Venue(BaseModel):
    city: Literal["Rabat", "Rome"]
    day: date | None = None


class Even(BaseModel):
    number: int

    @field_validator("number")
    @classmethod
    def _even(cls, number: int) -> int:
        if number % 2:
            raise ValueError("must be even")
        return number


@pytest.fixture
def sleeps() -> list[float]:
    return []


@pytest.fixture
def model_at(sleeps: list[float]) -> Iterator[Callable[..., OpenAIModel]]:
    models: list[OpenAIModel] = []

    def make(url: str, tries: int = 3, **options: Any) -> OpenAIModel:
        retries = RetryPolicy(tries=tries, first_wait=0.01, sleep=sleeps.append)
        options = {"abilities": PLAIN, "pace": Pace(sleep=lambda _: None)} | options
        models.append(OpenAIModel(url, KEY, "m", retries=retries, **options))
        return models[-1]

    yield make
    for model in models:
        model.close()


def test_answers_in_the_type_asked_for(model_at: Callable[..., OpenAIModel]) -> None:
    with ScriptedServer(good('{"city": "Rabat", "day": "2021-09-29"}')) as server:
        reply = model_at(server.url).ask(QUESTION, Venue, max_tokens=50)
    assert reply.value == Venue(city="Rabat", day=date(2021, 9, 29))
    assert type(reply.value) is Venue
    assert reply.usage == Usage(1, 100, 40, 7)
    assert not reply.from_cache


def test_sends_the_messages_unchanged_with_schema_and_sampling(
    model_at: Callable[..., OpenAIModel],
) -> None:
    with ScriptedServer(good('{"city": "Rome"}')) as server:
        model_at(server.url).ask(QUESTION, Venue, max_tokens=50)
    (request,) = server.received
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.body["messages"] == QUESTION
    assert request.body["response_format"]["json_schema"]["schema"] == Venue.model_json_schema()
    assert request.body["temperature"] == 0
    assert isinstance(request.body["seed"], int)
    assert request.body["max_tokens"] == 50
    assert "tools" not in request.body


def test_asks_again_with_the_validators_words(model_at: Callable[..., OpenAIModel]) -> None:
    with ScriptedServer(good('{"number": 3}'), good('{"number": 4}')) as server:
        reply = model_at(server.url).ask(QUESTION, Even, max_tokens=50)
    assert reply.value == Even(number=4)
    assert reply.usage == Usage(2, 200, 80, 14)
    asked_again = server.received[1].body["messages"]
    assert asked_again[:2] == QUESTION
    assert asked_again[2]["content"] == '{"number": 3}'
    assert "must be even" in asked_again[3]["content"]


def test_gives_up_after_two_re_asks(
    model_at: Callable[..., OpenAIModel],
    sleeps: list[float],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    with ScriptedServer(good('{"city": "secret town"}')) as server:
        with pytest.raises(AnswerError, match=r"3 times asked \(literal_error\)") as caught:
            model_at(server.url).ask(QUESTION, Venue, max_tokens=50)
        assert len(server.received) == 3
    assert sleeps == []
    assert_says_nothing_secret(caught.value)
    assert "secret" not in caplog.text


@pytest.mark.parametrize("content", [None, "", "no JSON", '{"city": "Rome"'])
def test_a_reply_without_an_answer_is_an_answer_error(
    model_at: Callable[..., OpenAIModel], content: str | None
) -> None:
    with (
        ScriptedServer(Scripted(completion(content))) as server,
        pytest.raises(AnswerError, match="does not fit"),
    ):
        model_at(server.url).ask(QUESTION, Venue, max_tokens=50)


def test_a_truncated_answer_is_asked_for_once_more_with_more_room(
    model_at: Callable[..., OpenAIModel], sleeps: list[float]
) -> None:
    cut = good('{"city": "secret', finish="length")
    with ScriptedServer(cut, good('{"city": "Rome"}')) as server:
        reply = model_at(server.url).ask(QUESTION, Venue, max_tokens=5)
        assert [request.body["max_tokens"] for request in server.received] == [5, 10]
    assert reply.usage == Usage(2, 200, 80, 14)
    with ScriptedServer(cut) as server:
        with pytest.raises(TruncatedAnswerError, match="token limit") as caught:
            model_at(server.url).ask(QUESTION, Venue, max_tokens=5)
        assert len(server.received) == 2
    assert Usage(**caught.value.cost) == Usage(2, 200, 80, 14)
    assert sleeps == []
    assert_says_nothing_secret(caught.value)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 529])
def test_overload_is_tried_again_and_never_enters_the_prompt(
    model_at: Callable[..., OpenAIModel], sleeps: list[float], status: int
) -> None:
    with ScriptedServer(refusal(status, message="busy"), good('{"city": "Rome"}')) as server:
        reply = model_at(server.url).ask(QUESTION, Venue, max_tokens=50)
    assert reply.usage == Usage(2, 100, 40, 7)
    assert [request.body["messages"] for request in server.received] == [QUESTION, QUESTION]
    assert len(sleeps) == 1


def test_usage_covers_tries_before_a_failure(model_at: Callable[..., OpenAIModel]) -> None:
    script = [good('{"number": 3}'), refusal(500), good('{"number": 4}')]
    with ScriptedServer(*script) as server:
        reply = model_at(server.url).ask(QUESTION, Even, max_tokens=50)
    assert reply.usage == Usage(3, 200, 80, 14)


def test_overload_that_lasts_is_an_error(model_at: Callable[..., OpenAIModel]) -> None:
    with ScriptedServer(refusal(503, code="over_loaded", message=PAGE)) as server:
        with pytest.raises(ModelUnreachableError, match="HTTP 503 some_error over_loaded") as e:
            model_at(server.url).ask(QUESTION, Venue, max_tokens=50)
        assert len(server.received) == 3
    assert_says_nothing_secret(e.value)


def test_retry_after_in_seconds(model_at: Callable[..., OpenAIModel], sleeps: list[float]) -> None:
    with ScriptedServer(refusal(429, retry_after="7"), good('{"city": "Rome"}')) as server:
        model_at(server.url).ask(QUESTION, Venue, max_tokens=50)
    assert sleeps == [7.0]


def test_retry_after_as_a_date(model_at: Callable[..., OpenAIModel], sleeps: list[float]) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    with ScriptedServer(refusal(503, retry_after=moment), good('{"city": "Rome"}')) as server:
        model_at(server.url).ask(QUESTION, Venue, max_tokens=50)
    assert len(sleeps) == 1
    assert 25 < sleeps[0] <= 30


@pytest.mark.parametrize("header", ["soon", "-5", "Wed, 99 Foo 2021 00:00:00 GMT", ""])
def test_retry_after_without_sense_is_passed_over(
    model_at: Callable[..., OpenAIModel], sleeps: list[float], header: str
) -> None:
    with ScriptedServer(refusal(503, retry_after=header), good('{"city": "Rome"}')) as server:
        model_at(server.url).ask(QUESTION, Venue, max_tokens=50)
    assert len(sleeps) == 1
    assert sleeps[0] < 1


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (400, "exceed_context_size_error", "longer than the model can read"),
        (401, "invalid_api_key", "key is wrong"),
        (403, "", "does not allow"),
        (404, "model_not_found", "check the model's name"),
        (422, "", "HTTP 422"),
        (429, "insufficient_quota", "no credit left"),
        (501, "", "HTTP 501"),
    ],
)
def test_a_refusal_is_not_tried_again(
    model_at: Callable[..., OpenAIModel], sleeps: list[float], status: int, code: str, words: str
) -> None:
    message = f"Bad: {PAGE} with {KEY}"
    with ScriptedServer(refusal(status, code, message)) as server:
        with pytest.raises(ModelRefusedError, match=words) as caught:
            model_at(server.url).ask(QUESTION, Venue, max_tokens=50)
        assert len(server.received) == 1
    assert sleeps == []
    assert not caught.value.retryable
    assert_says_nothing_secret(caught.value)


@pytest.mark.parametrize("word", [PAGE, "the secret", KEY, 7, None, ["secret"]])
def test_only_words_of_error_codes_are_repeated(
    model_at: Callable[..., OpenAIModel], word: object
) -> None:
    body = {"error": {"message": PAGE, "type": "some_error", "code": word, "param": word}}
    with (
        ScriptedServer(Scripted(body, 400)) as server,
        pytest.raises(ModelRefusedError, match="HTTP 400 some_error: ") as caught,
    ):
        model_at(server.url).ask(QUESTION, Venue, max_tokens=50)
    assert_says_nothing_secret(caught.value)


def test_nobody_listens(model_at: Callable[..., OpenAIModel], sleeps: list[float]) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://user:pass@127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(ModelUnreachableError, match="cannot be reached") as caught:
            model_at(url).ask(QUESTION, Venue, max_tokens=50)
    assert len(sleeps) == 2
    assert "pass" not in str(caught.value)
    assert_says_nothing_secret(caught.value)


def test_a_server_that_hangs(model_at: Callable[..., OpenAIModel]) -> None:
    with (
        ScriptedServer(Scripted(hang=True)) as server,
        pytest.raises(ModelUnreachableError, match="in time"),
    ):
        model_at(server.url, tries=2, patience=Patience(token=0.2)).ask(
            QUESTION, Venue, max_tokens=50
        )


def test_a_reply_cut_short(model_at: Callable[..., OpenAIModel]) -> None:
    with (
        ScriptedServer(Scripted(b'{"choices": [', headers={"X": "y"})) as server,
        pytest.raises(ModelUnreachableError, match="broken reply"),
    ):
        model_at(server.url).ask(QUESTION, Venue, max_tokens=50)


@pytest.mark.parametrize(
    "reply",
    [
        Scripted(b"<html>login</html>", content_type="text/html"),
        Scripted({"hello": "world"}),
        Scripted([1, 2]),
    ],
)
def test_a_server_that_is_no_such_api(
    model_at: Callable[..., OpenAIModel], reply: Scripted
) -> None:
    with ScriptedServer(reply) as server:
        model = model_at(server.url)
        with pytest.raises(ModelError) as caught:
            model.ask(QUESTION, Venue, max_tokens=50)
        assert not caught.value.retryable
        with pytest.raises(ModelRefusedError, match="not a chat completion"):
            model.weigh(QUESTION, ["yes", "no"])


def test_weighs_from_one_token(model_at: Callable[..., OpenAIModel]) -> None:
    first = [("yes", math.log(0.6)), (" no", math.log(0.2)), ("?", math.log(0.2))]
    with ScriptedServer(good("yes", finish="length", first=first)) as server:
        reply = model_at(server.url).weigh(QUESTION, ["yes", "no"])
    assert reply.value == pytest.approx({"yes": 0.75, "no": 0.25})
    assert reply.usage == Usage(1, 100, 40, 7)
    (request,) = server.received
    sent = {name: request.body[name] for name in ("max_tokens", "logprobs", "top_logprobs")}
    assert sent == {"max_tokens": 1, "logprobs": True, "top_logprobs": 20}
    assert request.body["messages"] == QUESTION
    assert "response_format" not in request.body


def test_weighs_by_asking_where_there_are_no_logprobs(
    model_at: Callable[..., OpenAIModel],
) -> None:
    chosen = good('{"choice": "لا"}')
    with ScriptedServer(good("x"), chosen, good("x"), chosen) as server:
        model = model_at(server.url)
        reply = model.weigh(QUESTION, ["نعم", "لا"])
        model.weigh(QUESTION, ["نعم", "لا"])
        again = model.weigh(QUESTION, ["نعم", "لا"])
    assert reply.value == {"نعم": 0.0, "لا": 1.0}
    assert reply.usage == Usage(2, 200, 80, 14)
    assert again.usage == Usage(1, 100, 40, 7), "the server is not asked for them a third time"
    schema = server.received[1].body["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["choice"]["enum"] == ["نعم", "لا"]


@pytest.mark.parametrize("options", [[], ["yes"], ["yes", "yes"], ["yes", ""]])
def test_weigh_wants_different_options(
    model_at: Callable[..., OpenAIModel], options: list[str]
) -> None:
    with pytest.raises(ValueError, match="two options"):
        model_at("http://127.0.0.1:9/v1").weigh(QUESTION, options)


def test_a_proxy_of_the_environment_does_not_see_loopback(
    model_at: Callable[..., OpenAIModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedServer(refusal(500)) as proxy, ScriptedServer(good('{"city": "Rome"}')) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        model_at(server.url).ask(QUESTION, Venue, max_tokens=50)
    assert proxy.received == []


def test_several_threads_share_a_model(model_at: Callable[..., OpenAIModel]) -> None:
    values: list[Venue] = []
    with ScriptedServer(good('{"city": "Rome"}')) as server:
        model = model_at(server.url)
        threads = [
            threading.Thread(
                target=lambda: values.append(model.ask(QUESTION, Venue, max_tokens=9).value)
            )
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert values == [Venue(city="Rome")] * 8


def test_closing_twice_and_asking_again(model_at: Callable[..., OpenAIModel]) -> None:
    with ScriptedServer(good('{"city": "Rome"}')) as server:
        model = model_at(server.url)
        model.close()
        model.ask(QUESTION, Venue, max_tokens=50)
        model.close()
        model.close()
        assert model.ask(QUESTION, Venue, max_tokens=50).value == Venue(city="Rome")


def test_names(model_at: Callable[..., OpenAIModel]) -> None:
    model = model_at("http://127.0.0.1:9/v1")
    assert model.name == "openai:m"
    assert model.weights_sha256 is None
    assert KEY not in repr(model)


def assert_says_nothing_secret(error: BaseException) -> None:
    """Neither the message, nor the traceback, nor what hangs on the error."""
    text = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
    for secret in (KEY, "secret", "الدفاع"):
        assert secret not in text
    assert error.__cause__ is None
    assert error.__context__ is None
