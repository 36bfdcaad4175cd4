"""Asks any OpenAI-compatible server, through openai's client and instructor."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, cast
from urllib.parse import urlsplit

from pydantic import ValidationError, create_model

from summariser.model.failures import guarded, not_a_completion
from summariser.model.protocol import AnswerT, Message, Reply, Usage
from summariser.model.retries import DEFAULT_RETRIES, RetryPolicy
from summariser.model.weighing import FirstToken, probabilities

if TYPE_CHECKING:
    import instructor
    import openai
    from openai.types.chat import ChatCompletion, ChatCompletionMessageParam

R = TypeVar("R")

_TEMPERATURE = 0.0
_SEED = 1
SAMPLING: Final[Mapping[str, float]] = {"temperature": _TEMPERATURE, "seed": _SEED}
_REASKS = 2
_MOST_CHOICES = 250
_TOP_LOGPROBS = 20  # the most that OpenAI gives


class OpenAIModel:
    """A model behind an OpenAI-compatible API.

    ``read_timeout`` is in seconds and covers the whole wait for an answer: a small machine
    reads 30,000 characters for several minutes before it writes the first word.
    """

    def __init__(  # noqa: PLR0913 - the last three have defaults that only few callers touch
        self,
        base_url: str,
        api_key: str,
        model_name: str,
        *,
        connect_timeout: float = 5.0,
        read_timeout: float = 600.0,
        retries: RetryPolicy = DEFAULT_RETRIES,
    ) -> None:
        self._base_url = base_url
        self._api_key = api_key
        self._model_name = model_name
        self._timeouts = (connect_timeout, read_timeout)
        self._retries = retries
        self._server = _server_label(base_url)
        self._connection: _Connection | None = None
        self._lock = threading.Lock()
        self._gives_logprobs = True

    @property
    def name(self) -> str:
        """``openai:`` and the model's name on the server."""
        return f"openai:{self._model_name}"

    @property
    def weights_sha256(self) -> str | None:
        """None: the server has the weights."""
        return None

    @property
    def most_choices(self) -> int:
        """See Model.most_choices."""
        return _MOST_CHOICES

    def ask(
        self, messages: Sequence[Message], answer: type[AnswerT], *, max_tokens: int
    ) -> Reply[AnswerT]:
        """See Model.ask. The usage covers re-asks and repeated requests."""
        meter = _Meter()
        value = self._run(lambda: self._ask_once(messages, answer, max_tokens, meter))
        return Reply(value, meter.usage, from_cache=False)

    def weigh(self, messages: Sequence[Message], options: Sequence[str]) -> Reply[dict[str, float]]:
        """See Model.weigh. How tokens count for options is written at ``probabilities``.

        A server that gives no log-probabilities is asked to choose instead: the choice then
        has probability 1, the others 0. Raises ValueError unless there are two or more
        different options, none of them empty.
        """
        if len(options) < 2 or len(set(options)) < len(options) or "" in options:
            raise ValueError("weigh needs at least two options, all different and none empty")
        meter = _Meter()
        if self._gives_logprobs:
            tokens = self._run(lambda: self._first_tokens(messages, meter))
            if tokens:
                return Reply(probabilities(options, tokens), meter.usage, from_cache=False)
            self._gives_logprobs = False
        chosen = self._ask_choice(messages, options)
        shares = {option: float(option == chosen.value) for option in options}
        return Reply(shares, meter.usage + chosen.usage, from_cache=False)

    def close(self) -> None:
        """Close the connections; another question would open them again."""
        with self._lock:
            if self._connection is not None:
                self._connection.raw.close()
                self._connection = None

    def _run(self, call: Callable[[], R]) -> R:
        return self._retries.run(lambda: guarded(call, self._server))

    def _ask_once(
        self,
        messages: Sequence[Message],
        answer: type[AnswerT],
        max_tokens: int,
        meter: "_Meter",
    ) -> AnswerT:
        from instructor.core.hooks import Hooks  # noqa: PLC0415 - see _Connection.open

        structured = self._connected().structured
        # Hooks, because the usage that instructor gives at the end lacks requests that failed.
        hooks = Hooks()
        hooks.on("completion:kwargs", meter.sent)
        hooks.on("completion:response", meter.received)
        _, completion = structured.create_with_completion(
            model=self._model_name,
            messages=_sent_form(messages),
            response_model=answer,
            max_retries=_reasking(),
            hooks=hooks,
            max_tokens=max_tokens,
            temperature=_TEMPERATURE,
            seed=_SEED,
        )
        # Read again, because instructor gives an object of a subclass that it made up, with the
        # whole response attached.
        return answer.model_validate_json(completion.choices[0].message.content, strict=True)

    def _first_tokens(self, messages: Sequence[Message], meter: "_Meter") -> list[FirstToken]:
        meter.sent()
        completion = self._connected().raw.chat.completions.create(
            model=self._model_name,
            messages=_sent_form(messages),
            max_tokens=1,
            logprobs=True,
            top_logprobs=_TOP_LOGPROBS,
            temperature=_TEMPERATURE,
            seed=_SEED,
        )
        meter.received(completion)
        return _tokens_of(completion, self._server)

    def _ask_choice(self, messages: Sequence[Message], options: Sequence[str]) -> Reply[str]:
        choice = create_model("Choice", choice=(cast("Any", Literal)[tuple(options)], ...))
        # Tokens: the braces and the name, then at worst six for each letter (\uXXXX).
        limit = 32 + 6 * max(map(len, options))
        reply = self.ask(messages, choice, max_tokens=limit)
        return Reply(getattr(reply.value, "choice"), reply.usage, reply.from_cache)  # noqa: B009

    def _connected(self) -> "_Connection":
        with self._lock:
            if self._connection is None:
                self._connection = _Connection.open(self._base_url, self._api_key, *self._timeouts)
            return self._connection


@dataclass(frozen=True, slots=True)
class _Connection:
    """openai's client, as it is and wrapped by instructor."""

    raw: "openai.OpenAI"
    structured: "instructor.Instructor"

    @classmethod
    def open(
        cls, base_url: str, api_key: str, connect_timeout: float, read_timeout: float
    ) -> "_Connection":
        # Here and not above: the two take 1.3 s to import, which an answer from the cache saves.
        import instructor  # noqa: PLC0415
        import openai  # noqa: PLC0415

        # instructor logs refused answers as errors, and with them the document's words.
        logging.getLogger("instructor.v2.retry").addFilter(_drop)
        raw = openai.OpenAI(
            base_url=base_url,
            api_key=api_key,
            max_retries=0,
            timeout=openai.Timeout(read_timeout, connect=connect_timeout),
            # A proxy of the environment must not see what is meant for this machine.
            http_client=openai.DefaultHttpxClient(trust_env=not is_loopback(base_url)),
        )
        return cls(raw, instructor.from_openai(raw, mode=instructor.Mode.JSON_SCHEMA))


class _Meter:
    """Adds up what one question costs, over all its requests."""

    def __init__(self) -> None:
        self.usage = Usage()

    def sent(self, **_request: object) -> None:
        self.usage += Usage(requests=1)

    def received(self, response: object) -> None:
        usage: Any = getattr(response, "usage", None)
        if usage is None:
            return
        details = usage.prompt_tokens_details
        self.usage += Usage(
            prompt_tokens=usage.prompt_tokens,
            cached_tokens=(details.cached_tokens or 0) if details else 0,
            completion_tokens=usage.completion_tokens,
        )


def is_loopback(base_url: str) -> bool:
    """Whether the address is one of this machine alone."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _server_label(base_url: str) -> str:
    """Name the server in messages, without any user and password that its URL holds."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _sent_form(messages: Sequence[Message]) -> "list[ChatCompletionMessageParam]":
    return [cast("ChatCompletionMessageParam", {**message}) for message in messages]


def _reasking() -> Any:
    """Ask again only for answers that do not fit; transport errors leave at once."""
    from instructor.core.exceptions import ResponseParsingError  # noqa: PLC0415
    from tenacity import Retrying, retry_if_exception_type, stop_after_attempt  # noqa: PLC0415

    return Retrying(
        retry=retry_if_exception_type((ValidationError, ResponseParsingError)),
        stop=stop_after_attempt(1 + _REASKS),
        reraise=True,
    )


def _tokens_of(completion: "ChatCompletion", server: str) -> list[FirstToken]:
    choices = getattr(completion, "choices", None)
    if not choices:
        raise not_a_completion(server)
    logprobs = choices[0].logprobs
    if logprobs is None or not logprobs.content:
        return []
    return [
        FirstToken(
            bytes(token.bytes) if token.bytes is not None else token.token.encode(),
            token.logprob,
        )
        for token in logprobs.content[0].top_logprobs
    ]


def _drop(_record: logging.LogRecord) -> bool:
    return False
