"""A model that answers nothing and counts what it was asked: how large a job would be."""

import json
from collections.abc import Sequence

from summariser.errors import AnswerError
from summariser.model.forms import schema_of
from summariser.model.protocol import AnswerT, Message, Reply, Usage

_BYTES_A_TOKEN = 4  # of UTF-8: four English letters or two Arabic ones
_MOST_CHOICES = 250


class CountingModel:
    """Counts requests and tokens of questions that it leaves without an answer.

    ``usage`` is an estimate: prompt tokens by the length of the questions, completion tokens
    the most that each allows. Nothing is taken as cached, and nothing as asked twice.
    """

    weights_sha256: str | None = None
    most_choices = _MOST_CHOICES

    def __init__(self, name: str) -> None:
        self.name = name
        self.usage = Usage()

    def ask(
        self, messages: Sequence[Message], answer: type[AnswerT], *, max_tokens: int
    ) -> Reply[AnswerT]:
        """Count the question and its answer's schema. Always raises AnswerError."""
        schema = json.dumps(schema_of(answer), ensure_ascii=False)
        self._count(messages, schema, max_tokens)
        raise AnswerError("a dry run asks nothing")

    def weigh(self, messages: Sequence[Message], options: Sequence[str]) -> Reply[dict[str, float]]:
        """Count the question, and give the first option: a page is taken for a meeting."""
        self._count(messages, "", 1)
        rest = len(options) - 1
        shares = {option: (0.9 if at == 0 else 0.1 / rest) for at, option in enumerate(options)}
        return Reply(shares, Usage(), from_cache=False)

    def close(self) -> None:
        """Nothing is open."""

    def _count(self, messages: Sequence[Message], schema: str, max_tokens: int) -> None:
        words = sum(len(message["content"].encode()) for message in messages)
        prompt = (words + len(schema.encode())) // _BYTES_A_TOKEN
        self.usage += Usage(requests=1, prompt_tokens=prompt, completion_tokens=max_tokens)
