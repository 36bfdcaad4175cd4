import copy
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, RootModel, field_validator

from summariser.errors import AnswerError
from summariser.model import AnswerCache, CachedModel, Message, Reply, Usage, request_key

MESSAGES: list[Message] = [{"role": "user", "content": "Where? الرباط"}]
COST = Usage(1, 10, 5, 2)


class Venue(BaseModel):
    city: Literal["Rabat", "Rome"]
    day: date | None = Field(default=None, alias="when")


class Scripted:
    """A model that counts its questions."""

    def __init__(self, value: Any, name: str = "openai:m") -> None:
        self.value = value
        self.asked = 0
        self.closed = 0
        self.name = name
        self.weights_sha256: str | None = None
        self.most_choices = 250

    def ask(self, messages: Sequence[Message], answer: type[Any], *, max_tokens: int) -> Reply[Any]:
        return self._reply()

    def weigh(self, messages: Sequence[Message], options: Sequence[str]) -> Reply[Any]:
        return self._reply()

    def close(self) -> None:
        self.closed += 1

    def _reply(self) -> Reply[Any]:
        self.asked += 1
        if isinstance(self.value, Exception):
            raise self.value
        return Reply(self.value, COST, from_cache=False)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[AnswerCache]:
    cache = AnswerCache(tmp_path / "answers")
    yield cache
    cache.close()


def cached(inner: Scripted, cache: AnswerCache, **other: Any) -> CachedModel:
    return CachedModel(inner, cache, **{"base_url": None, "salt": "s", **other})


def test_the_second_time_costs_nothing(cache: AnswerCache) -> None:
    inner = Scripted(Venue(city="Rabat", when=date(2021, 9, 29)))
    model = cached(inner, cache)
    first = model.ask(MESSAGES, Venue, max_tokens=9)
    second = cached(inner, cache).ask(MESSAGES, Venue, max_tokens=9)
    assert (first.usage, first.from_cache) == (COST, False)
    assert (second.usage, second.from_cache) == (Usage(), True)
    assert second.value == first.value
    assert type(second.value) is Venue
    assert inner.asked == 1


def test_another_request_is_another_answer(cache: AnswerCache) -> None:
    inner = Scripted(Venue(city="Rabat"))
    model = cached(inner, cache)
    model.ask(MESSAGES, Venue, max_tokens=9)
    model.ask(MESSAGES, Venue, max_tokens=10)
    model.ask([*MESSAGES, *MESSAGES], Venue, max_tokens=9)
    cached(inner, cache, salt="other prompts").ask(MESSAGES, Venue, max_tokens=9)
    cached(inner, cache, base_url="http://x").ask(MESSAGES, Venue, max_tokens=9)
    cached(Scripted(Venue(city="Rome"), "openai:n"), cache).ask(MESSAGES, Venue, max_tokens=9)
    assert inner.asked == 5
    assert cache.info().entries == 6


def test_types_with_the_same_name_are_told_apart(cache: AnswerCache) -> None:
    def kind(*cities: str) -> type[BaseModel]:
        class Venue(BaseModel):
            city: Literal[cities]  # type: ignore

        return Venue

    inner = Scripted(kind("Rabat", "Rome")(city="Rabat"))
    model = cached(inner, cache)
    model.ask(MESSAGES, kind("Rabat", "Rome"), max_tokens=9)
    model.ask(MESSAGES, kind("Rabat", "Oslo"), max_tokens=9)
    assert inner.asked == 2


def test_an_entry_that_does_not_fit_is_a_miss(cache: AnswerCache) -> None:
    inner = Scripted(Venue(city="Rabat"))
    model = cached(inner, cache)
    model.ask(MESSAGES, Venue, max_tokens=9)
    (key,) = keys(cache)
    for planted in ({"city": "Oslo"}, {}, [], "Rabat", 7, {"city": "Rome", "when": "today"}):
        cache.put(key, planted)
        reply = model.ask(MESSAGES, Venue, max_tokens=9)
        assert reply.value == Venue(city="Rabat")
        assert not reply.from_cache


def test_validators_see_entries_too(cache: AnswerCache) -> None:
    forbidden: list[str] = []

    class Word(BaseModel):
        text: str

        @field_validator("text")
        @classmethod
        def _allowed(cls, text: str) -> str:
            if text in forbidden:
                raise ValueError("forbidden")
            return text

    inner = Scripted(Word(text="a"))
    model = cached(inner, cache)
    model.ask(MESSAGES, Word, max_tokens=9)
    forbidden.append("a")
    assert not model.ask(MESSAGES, Word, max_tokens=9).from_cache


def test_failures_are_not_kept(cache: AnswerCache) -> None:
    inner = Scripted(AnswerError("no"))
    model = cached(inner, cache)
    for _ in range(2):
        with pytest.raises(AnswerError):
            model.ask(MESSAGES, Venue, max_tokens=9)
        with pytest.raises(AnswerError):
            model.weigh(MESSAGES, ["yes", "no"])
    assert inner.asked == 4
    assert cache.info().entries == 0


def test_a_type_whose_json_reads_back_differently_is_not_kept(cache: AnswerCache) -> None:
    class Shout(BaseModel):
        text: str

        @field_validator("text")
        @classmethod
        def _louder(cls, text: str) -> str:
            return text + "!"

    inner = Scripted(Shout(text="a"))
    model = cached(inner, cache)
    assert model.ask(MESSAGES, Shout, max_tokens=9).value.text == "a!"
    assert model.ask(MESSAGES, Shout, max_tokens=9).value.text == "a!"
    assert inner.asked == 2


def test_root_models(cache: AnswerCache) -> None:
    class Choice(RootModel[Literal["نعم", "لا"]]):
        pass

    inner = Scripted(Choice("نعم"))
    model = cached(inner, cache)
    model.ask(MESSAGES, Choice, max_tokens=9)
    reply = model.ask(MESSAGES, Choice, max_tokens=9)
    assert reply.from_cache
    assert reply.value == Choice("نعم")


def test_weights_of_options(cache: AnswerCache) -> None:
    shares = {"نعم": 1 / 3, "لا": 2 / 3}
    inner = Scripted(shares)
    model = cached(inner, cache)
    model.weigh(MESSAGES, ["نعم", "لا"])
    reply = model.weigh(MESSAGES, ["نعم", "لا"])
    assert (reply.value, reply.usage, reply.from_cache) == (shares, Usage(), True)
    model.weigh(MESSAGES, ["نعم", "ربما"])
    assert inner.asked == 2


@pytest.mark.parametrize(
    "planted",
    [
        {"yes": 0.5},
        {"no": 0.5, "yes": 0.5},
        {"yes": 0.9, "no": 0.9},
        {"yes": -0.5, "no": 1.5},
        {"yes": "0.5", "no": 0.5},
        [0.5, 0.5],
    ],
)
def test_planted_weights_are_a_miss(cache: AnswerCache, planted: object) -> None:
    inner = Scripted({"yes": 0.25, "no": 0.75})
    model = cached(inner, cache)
    model.weigh(MESSAGES, ["yes", "no"])
    (key,) = keys(cache)
    cache.put(key, planted)
    assert model.weigh(MESSAGES, ["yes", "no"]).value == {"yes": 0.25, "no": 0.75}
    assert inner.asked == 2


def test_name_weights_and_close_are_the_inner_models(cache: AnswerCache) -> None:
    inner = Scripted(None)
    inner.weights_sha256 = "ab"
    model = cached(inner, cache)
    assert (model.name, model.weights_sha256) == ("openai:m", "ab")
    assert model.most_choices == 250
    model.close()
    assert inner.closed == 1
    cache.put("k", 1)
    assert cache.get("k") == 1


def keys(cache: AnswerCache) -> list[str]:
    """All keys in the cache's database."""
    store: Any = getattr(cache, "_store")  # noqa: B009
    return list(store._cache)


texts = st.text(max_size=8)
chats = st.lists(
    st.fixed_dictionaries({"role": st.sampled_from(["system", "user"]), "content": texts}),
    max_size=3,
)
schemas = st.dictionaries(
    texts, st.none() | st.integers() | st.lists(texts, max_size=2), max_size=3
)
requests = st.fixed_dictionaries(
    {
        "model": texts,
        "weights_sha256": st.none() | texts,
        "base_url": st.none() | texts,
        "kind": st.sampled_from(["ask", "weigh"]),
        "messages": chats,
        "answer": schemas | st.lists(texts, max_size=3),
        "max_tokens": st.integers(1, 5000),
        "sampling": st.dictionaries(texts, st.floats(0, 2), max_size=3),
        "salt": texts,
    }
)


# A busy machine draws slowly, which says nothing about the code.
patiently = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patiently
@given(requests, requests)
def test_each_part_changes_the_key(request: dict[str, Any], other: dict[str, Any]) -> None:
    for part in request:
        changed = {**request, part: other[part]}
        if changed != request:
            assert request_key(**changed) != request_key(**request), part
    if request != other:
        assert request_key(**request) != request_key(**other)


def leaves(request: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all values in a request that hold no other values."""
    inner: list[Any] = []
    if isinstance(request, dict):
        inner = list(request)
    elif isinstance(request, list):
        inner = list(range(len(request)))
    for step in inner:
        yield from leaves(request[step], (*path, step))
    if not inner:
        yield path


def with_leaf(request: Any, path: tuple[Any, ...], change: Callable[[Any], Any]) -> Any:
    if not path:
        return change(request)
    changed = dict(request) if isinstance(request, dict) else list(request)
    changed[path[0]] = with_leaf(request[path[0]], path[1:], change)
    return changed


def another(value: Any) -> Any:
    """A value of the same kind that differs by as little as can be."""
    if isinstance(value, str):
        return value[:-1] if value.endswith(" ") else value + " "
    if isinstance(value, int | float):
        return value + 1
    if value is None:
        return "null"
    return {"": 0.0} if isinstance(value, dict) else [""]  # which were empty


@patiently
@given(requests)
def test_each_single_value_changes_the_key(request: dict[str, Any]) -> None:
    key = request_key(**request)
    keys = [request_key(**with_leaf(request, path, another)) for path in leaves(request)]
    assert len({key, *keys}) == 1 + len(keys), "nor do two changes make the same request"
    assert request_key(**copy.deepcopy(request)) == key


@patiently
@given(requests)
def test_the_order_of_lists_changes_the_key(request: dict[str, Any]) -> None:
    for part in ("messages", "answer"):
        turned = {**request, part: list(reversed(request[part]))}
        if turned[part] != request[part]:
            assert request_key(**turned) != request_key(**request)
    answer = request["answer"]
    if isinstance(answer, dict) and len(answer) > 1:
        turned = {**request, "answer": dict(reversed(answer.items()))}
        assert request_key(**turned) != request_key(**request)


@patiently
@given(requests, st.data())
def test_text_moved_to_a_neighbour_changes_the_key(
    request: dict[str, Any], data: st.DataObject
) -> None:
    texts = [path for path in leaves(request) if isinstance(at(request, path), str)]
    one, two = data.draw(st.sampled_from(list(pairwise(texts)) or [((), ())]))
    if one == two:
        return
    moved = data.draw(st.sampled_from(["a", '"', '","', '"}', "\\", "\0", "\n", "الرباط"]))
    left = with_leaf(request, one, lambda text: text + moved)
    right = with_leaf(request, two, lambda text: moved + text)
    assert request_key(**left) != request_key(**right)


def at(request: Any, path: tuple[Any, ...]) -> Any:
    return at(request[path[0]], path[1:]) if path else request


@patiently
@given(requests)
def test_the_order_of_objects_does_not_change_the_key(request: dict[str, Any]) -> None:
    turned = {
        **{name: request[name] for name in reversed(request)},
        "messages": [dict(reversed(message.items())) for message in request["messages"]],
        "sampling": dict(reversed(request["sampling"].items())),
    }
    assert request_key(**request) == request_key(**turned)
    assert len(request_key(**request)) == 64


def test_the_schemas_order_is_part_of_the_request() -> None:
    fixed: dict[str, Any] = {
        "model": "m",
        "weights_sha256": None,
        "base_url": None,
        "kind": "ask",
        "messages": MESSAGES,
        "max_tokens": 9,
        "sampling": {},
        "salt": "",
    }
    ab = request_key(answer={"properties": {"a": {}, "b": {}}}, **fixed)
    ba = request_key(answer={"properties": {"b": {}, "a": {}}}, **fixed)
    assert ab != ba, "a model fills in properties in their order, so the answers can differ"
