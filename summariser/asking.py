"""Asks a model the questions of one document, and keeps what each kind of question costs."""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Literal

from summariser.errors import AnswerError, ModelError
from summariser.model.protocol import AnswerT, Message, Model, Reply, T, Usage
from summariser.questions import YES_OR_NO, About
from summariser.turns import TURNS

Kind = About | Literal["people", "role", "text", "whole"]


@dataclass
class Cost:
    """What one kind of question has cost; ``seconds`` are of waiting for the model."""

    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0


@dataclass
class Asker:
    """One document's way to its model.

    A question that gets no fitting answer is a warning; a model that cannot be reached or
    refuses raises `ModelError` through every method.
    """

    model: Model
    costs: dict[Kind, Cost] = field(default_factory=lambda: defaultdict(Cost))
    from_cache: bool = True
    warnings: list[str] = field(default_factory=list[str])
    failed: int = 0

    @property
    def usage(self) -> Usage:
        """What all questions together have cost."""
        return sum((cost.usage for cost in self.costs.values()), Usage())

    def yes(self, kind: Kind, prompt: list[Message]) -> float:
        """The model's probability in [0, 1] of "yes"."""
        return self._counted(kind, lambda: self.model.weigh(prompt, YES_OR_NO))["yes"]

    def answer(
        self, kind: Kind, prompt: list[Message], shape: type[AnswerT], max_tokens: int, what: str
    ) -> AnswerT | None:
        """The answer in this shape, or None and a warning that ``what`` was not answered."""
        try:
            return self._counted(kind, lambda: self.model.ask(prompt, shape, max_tokens=max_tokens))
        except AnswerError as error:
            self.failed += 1
            self.warnings.append(f"not answered: {what} ({error})")
            return None

    def _counted(self, kind: Kind, question: Callable[[], Reply[T]]) -> T:
        begun = time.perf_counter()
        cost = self.costs[kind]
        try:
            with TURNS.given_away():
                reply = question()
        except ModelError as error:
            cost.usage += Usage(**error.cost)
            if not isinstance(error, AnswerError):  # it ends the document: tell all that it cost
                error.cost = asdict(self.usage)
            raise
        finally:
            cost.seconds += time.perf_counter() - begun
        cost.usage += reply.usage
        self.from_cache = self.from_cache and reply.from_cache
        return reply.value
