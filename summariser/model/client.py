"""Asks any OpenAI-compatible server, through openai's client and instructor."""

import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeVar, cast
from urllib.parse import urlsplit

from pydantic import ValidationError, create_model

from summariser.errors import (
    ModelError,
    ModelRefusedError,
    ModelUnreachableError,
    TruncatedAnswerError,
)
from summariser.model.abilities import MISFIT, Abilities, Mode, find_out
from summariser.model.failures import guarded
from summariser.model.forms import for_instructor
from summariser.model.pacing import Circuit, Lanes, Pace
from summariser.model.protocol import AnswerT, Message, Reply, Usage
from summariser.model.reading import checked, gathered, tidied, whole, written
from summariser.model.retries import DEFAULT_RETRIES, RetryPolicy
from summariser.model.weighing import FirstToken, probabilities, speak_of

if TYPE_CHECKING:
    import openai
    from openai.types.chat import ChatCompletion, ChatCompletionMessageParam

R = TypeVar("R")

_TEMPERATURE = 0.0
_SEED = 1
SAMPLING: Final[Mapping[str, float]] = {"temperature": _TEMPERATURE, "seed": _SEED}
_REASKS = 2
_TOP_LOGPROBS = 20  # the most that OpenAI gives
_MODES: Final[Mapping[Mode, str]] = {"json_schema": "JSON_SCHEMA", "tools": "TOOLS", "json": "JSON"}
_SLIPS = 2
STREAMING: Final = ("stream", "stream_options")
_BY_KEY: Final = {"security": {"bearer_auth": True}}  # as `chat.completions.create` has it
_CHARACTERS_A_TOKEN = 3  # of a request's JSON, for keeping to tokens a minute


class Memory(Protocol):
    """Where it is kept from one process to the next what a server can; the answer cache is one."""

    def get(self, key: str) -> object | None: ...  # noqa: D102
    def put(self, key: str, value: object) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a server, in seconds: to connect, and between two pieces of an answer.

    A server that does not stream sends one piece, so that ``token`` is then the wait for all of
    it. The whole of a question is bounded by its `RetryPolicy`.
    """

    connect: float = 5.0
    token: float = 120.0


class OpenAIModel:
    """A model behind an OpenAI-compatible API.

    ``abilities`` are those of the server where they are known; else they are found out by the
    first question, with ``probe`` as its words, in the ``mode`` that the user chose (None: the
    best that the server can), and kept in ``memory``.
    """

    def __init__(  # noqa: PLR0913 - most have defaults that only few callers touch
        self,
        base_url: str,
        api_key: str,
        model_name: str,
        *,
        abilities: Abilities | None = None,
        probe: Sequence[Message] = (),
        mode: Mode | None = None,
        memory: Memory | None = None,
        patience: Patience = Patience(),
        retries: RetryPolicy = DEFAULT_RETRIES,
        pace: Pace | None = None,
        circuit: Circuit | None = None,
    ) -> None:
        self._base_url = base_url
        self._api_key = api_key
        self._model_name = model_name
        self._probe = probe
        self._mode: Mode | None = mode
        self._memory = memory
        self._patience = patience
        self._retries = retries
        self._pace = pace or Pace()
        self._circuit = circuit or Circuit()
        self._lanes = Lanes()
        self._server = server_label(base_url)
        self._abilities = abilities
        self._is_remembered = False  # what the server can was read from the memory
        self._without_logprobs = 0  # replies, since the last with log-probabilities
        self._owed = _Meter()  # what finding it out cost, until a question takes it on
        self._raw: openai.OpenAI | None = None
        self._lock = threading.RLock()

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
        """See Model.most_choices. The first time, the server is asked what it can."""
        return self._known().most_choices

    def ask(
        self, messages: Sequence[Message], answer: type[AnswerT], *, max_tokens: int
    ) -> Reply[AnswerT]:
        """See Model.ask. The usage covers re-asks and repeated requests.

        An answer that is cut off is asked for once more, with room for twice as much.
        """
        with self._billed() as meter:
            value = None
            with suppress(TruncatedAnswerError):
                value = self._asked(messages, answer, max_tokens, meter)
            if value is None:
                value = self._asked(messages, answer, 2 * max_tokens, meter)
        return Reply(value, meter.usage, from_cache=False)

    def weigh(self, messages: Sequence[Message], options: Sequence[str]) -> Reply[dict[str, float]]:
        """See Model.weigh. How tokens count for options is written at ``probabilities``.

        A server that gives no log-probabilities, or whose first token is none of the options',
        is asked to choose instead: the choice then has probability 1, the others 0. Raises
        ValueError unless there are two or more different options, none of them empty.
        """
        if len(options) < 2 or len(set(options)) < len(options) or "" in options:
            raise ValueError("weigh needs at least two options, all different and none empty")
        with self._billed() as meter:
            tokens = self._first_tokens(messages, meter)
            if speak_of(options, tokens):
                return Reply(probabilities(options, tokens), meter.usage, from_cache=False)
            choice = create_model("Choice", choice=(cast("Any", Literal)[tuple(options)], ...))
            # Tokens: the braces and the name, then at worst six for each letter (\uXXXX).
            limit = 32 + 6 * max(map(len, options))
            chosen = getattr(self._asked(messages, choice, limit, meter), "choice")  # noqa: B009
        shares = {option: float(option == chosen) for option in options}
        return Reply(shares, meter.usage, from_cache=False)

    def abilities(self) -> Abilities:
        """What the server can. The first time, it is asked."""
        return self._known()

    def close(self) -> None:
        """Close the connections; another question would open them again."""
        with self._lock:
            if self._raw is not None:
                self._raw.close()
                self._raw = None

    # ── one question ─────────────────────────────────────────────────────────

    def _asked(
        self, messages: Sequence[Message], answer: type[AnswerT], max_tokens: int, meter: "_Meter"
    ) -> AnswerT:
        """The answer; what is remembered of the server is found out anew where it is outdated."""
        old = self._known()
        try:
            return self._run(lambda end: self._once(old, messages, answer, max_tokens, meter, end))
        except ModelRefusedError as error:
            if error.status not in MISFIT or not self._is_remembered:
                raise
        new = self._known(anew=True)
        return self._run(lambda end: self._once(new, messages, answer, max_tokens, meter, end))

    def _once(  # noqa: PLR0913, PLR0917 - the parts of one question
        self,
        abilities: Abilities,
        messages: Sequence[Message],
        answer: type[AnswerT],
        max_tokens: int,
        meter: "_Meter",
        end: float,
    ) -> AnswerT:
        import instructor  # noqa: PLC0415 - see connected

        # It logs refused answers as errors, and with them the document's words.
        logging.getLogger("instructor.v2.retry").addFilter(_drop)
        last: list[ChatCompletion] = []

        def create(**request: Any) -> "ChatCompletion":
            last[:] = [self._send(abilities, request, meter, end)]
            return last[0]

        mode = instructor.Mode[_MODES[abilities.mode]]
        guarded(
            lambda: instructor.patch(create=create, mode=mode)(
                messages=_sent_form(messages),
                response_model=for_instructor(answer),
                max_retries=_reasking(),
                max_tokens=max_tokens,
                temperature=_TEMPERATURE,
                seed=_SEED,
            ),
            self._server,
        )
        # Read again, because instructor attaches the whole response to its object.
        return answer.model_validate_json(written(last[0], abilities.mode), strict=True)

    def _first_tokens(self, messages: Sequence[Message], meter: "_Meter") -> list[FirstToken]:
        """The candidates for the first token, or none where the server does not tell them."""
        abilities = self._known().without(*STREAMING)
        request: dict[str, Any] = {
            "messages": _sent_form(messages),
            "max_tokens": 1,
            "logprobs": True,
            "top_logprobs": _TOP_LOGPROBS,
            "temperature": _TEMPERATURE,
            "seed": _SEED,
        }
        if "logprobs" in abilities.left_out:
            return []
        try:
            completion = self._run(lambda end: self._send(abilities, request, meter, end))
        except ModelRefusedError as error:
            if error.status not in MISFIT or not error.fields & {"logprobs", "top_logprobs"}:
                raise
            tokens, refused = [], True
        else:
            tokens, refused = _tokens_of(completion), False
        # One reply without them can be a slip; a server that never gives them is not asked again.
        self._without_logprobs = 0 if tokens else self._without_logprobs + 1
        if refused or self._without_logprobs >= _SLIPS:
            self._remember(self._known().without("logprobs"))
        return tokens

    def _run(self, call: Callable[[float], R]) -> R:
        """Give what ``call`` gives, tried again as the policy says; it is told the deadline."""
        end = time.monotonic() + self._retries.total
        return self._retries.run(lambda: call(end))

    # ── one request ──────────────────────────────────────────────────────────

    def _send(
        self, abilities: Abilities, request: Mapping[str, Any], meter: "_Meter", end: float
    ) -> "ChatCompletion":
        """One request and its reply. Raises summariser's errors, never the libraries'."""
        fit = abilities.fitted({**request, "model": self._model_name})
        meter.sent()
        completion = self._replied(fit, end)
        meter.received(completion)
        return tidied(completion)

    def _replied(self, request: Mapping[str, Any], end: float) -> "ChatCompletion":
        """The reply to a request that is as the server takes it."""
        self._circuit.check(self._server)
        length = len(json.dumps(request)) if self._pace.counts_tokens else 0
        self._pace.take(length // _CHARACTERS_A_TOKEN + _room(request))
        try:
            with self._lanes.one():
                completion = guarded(lambda: self._exchanged(request, end), self._server)
        except ModelUnreachableError as error:
            self._circuit.failed()
            if error.retry_after is not None:
                self._pace.hold(min(error.retry_after, self._retries.longest_asked_wait))
            raise
        except ModelError:
            self._circuit.succeeded()  # it answered
            raise
        self._circuit.succeeded()
        return completion

    def _exchanged(self, request: Mapping[str, Any], end: float) -> "ChatCompletion":
        import openai  # noqa: PLC0415 - see _open
        from openai.types.chat import ChatCompletion  # noqa: PLC0415

        # Not `chat.completions.create`, which looks through the whole request for what it knows
        # under other names, and makes an object of each piece of the answer: 3 ms, and 0.1 a token.
        client: Any = self._connected()
        post = partial(client.post, "/chat/completions", body=request, options=_BY_KEY)
        if not request.get("stream"):
            return checked(post(cast_to=ChatCompletion), self._server)
        with post(cast_to=object, stream=True, stream_cls=openai.Stream[object]) as stream:
            if "event-stream" in stream.response.headers.get("content-type", ""):
                return gathered(stream, self._server, end)
            stream.response.read()  # a server that does not stream: all of it at once
            return whole(stream.response.json(), self._server)

    def _connected(self) -> "openai.OpenAI":
        with self._lock:
            if self._raw is None:
                self._raw = connected(self._base_url, self._api_key, self._patience)
            return self._raw

    # ── what the server can ──────────────────────────────────────────────────

    def _known(self, *, anew: bool = False) -> Abilities:
        with self._lock:
            if anew:
                self._abilities, self._is_remembered = None, False
            elif self._abilities is None and self._memory is not None:
                self._abilities = Abilities.from_json(self._memory.get(self._memory_key()))
                self._is_remembered = self._abilities is not None
            if self._abilities is None:
                self._remember(self._found_out())
            return cast("Abilities", self._abilities)

    def _found_out(self) -> Abilities:
        def send(abilities: Abilities, request: Mapping[str, Any]) -> "ChatCompletion":
            return self._run(lambda end: self._send(abilities, request, self._owed, end))

        return find_out(send, self._probe, self._mode, self._server)

    def _remember(self, abilities: Abilities) -> None:
        with self._lock:
            self._abilities = abilities
            if self._memory is not None:
                self._memory.put(self._memory_key(), abilities.to_json())

    def _memory_key(self) -> str:
        parts = json.dumps([self._base_url, self._model_name, self._mode])
        return "abilities " + hashlib.sha256(parts.encode()).hexdigest()

    @contextmanager
    def _billed(self) -> Generator["_Meter"]:
        """A meter for one question; what the question cost is told by its error too.

        It begins with what it cost to find out what the server can.
        """
        meter = _Meter()
        try:
            self._known()
            self._take_on(meter)
            yield meter
        except ModelError as error:
            self._take_on(meter)
            error.cost = asdict(meter.usage)
            raise

    def _take_on(self, meter: "_Meter") -> None:
        with self._lock:
            meter.usage += self._owed.usage
            self._owed.usage = Usage()


def connected(base_url: str, api_key: str, patience: Patience) -> "openai.OpenAI":
    """The client of openai, which tries nothing again by itself; nothing is connected to yet."""
    # Here and not above: it and instructor take 1.3 s to import, which a cached answer saves.
    import openai  # noqa: PLC0415

    return openai.OpenAI(
        base_url=base_url,
        api_key=api_key,
        max_retries=0,
        timeout=openai.Timeout(patience.token, connect=patience.connect),
        # A proxy of the environment must not see what is meant for this machine.
        http_client=openai.DefaultHttpxClient(trust_env=not is_loopback(base_url)),
    )


def _room(request: Mapping[str, Any]) -> int:
    return int(request.get("max_tokens", 0))


class _Meter:
    """Adds up what one question costs, over all its requests."""

    def __init__(self) -> None:
        self.usage = Usage()

    def sent(self) -> None:
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


def server_label(base_url: str) -> str:
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


def _tokens_of(completion: "ChatCompletion") -> list[FirstToken]:
    logprobs = completion.choices[0].logprobs
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
