"""What the rest of the package knows of a model: it answers questions in a given shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypedDict, TypeVar

from pydantic import BaseModel

T = TypeVar("T")
AnswerT = TypeVar("AnswerT", bound=BaseModel)


class Message(TypedDict):
    """One turn of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What answering cost: requests sent (failed ones too) and tokens, as the server counts.

    ``cached_tokens`` are those of ``prompt_tokens`` that the server did not have to read again.
    """

    requests: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.requests + other.requests,
            self.prompt_tokens + other.prompt_tokens,
            self.cached_tokens + other.cached_tokens,
            self.completion_tokens + other.completion_tokens,
        )


@dataclass(frozen=True, slots=True)
class Reply(Generic[T]):
    """An answer, what it cost, and whether the cache gave it (which costs ``Usage()``)."""

    value: T
    usage: Usage
    from_cache: bool


class Model(Protocol):
    """Whoever answers. May be asked from several threads at once."""

    @property
    def name(self) -> str:
        """What records and caches call it, such as ``openai:gpt-4.1-mini``."""
        ...

    @property
    def weights_sha256(self) -> str | None:
        """SHA-256 of the weights' file, or None where the weights are elsewhere."""
        ...

    @property
    def most_choices(self) -> int:
        """The most values that the closed sets of one question may have in all.

        0 where a schema does not hold the model to them.
        """
        ...

    def ask(
        self, messages: Sequence[Message], answer: type[AnswerT], *, max_tokens: int
    ) -> Reply[AnswerT]:
        """Answer in the shape of ``answer``, whose JSON Schema constrains what may be said.

        An answer that the type's validators refuse is asked for again, at most twice.
        Raises ModelUnreachableError, ModelRefusedError, AnswerError (no fitting answer, or one
        longer than ``max_tokens``), SetupError when the model cannot be started.
        """
        ...

    def weigh(self, messages: Sequence[Message], options: Sequence[str]) -> Reply[dict[str, float]]:
        """Give each option's probability of being how the answer begins; they sum to 1.

        The options must differ in their first token. Raises as ``ask`` does.
        """
        ...

    def close(self) -> None:
        """Give back connections and memory. May be called twice."""
        ...
