import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel
from servers import Scripted, ScriptedServer, good

from summariser.errors import AwaitedError, SetupError, WeightsError
from summariser.model import AnswerCache, CachedModel, EmbeddedModel, Message, Model, OpenAIModel
from summariser.model import open_model as open_any_model
from summariser.model.batch_lines import write_requests
from summariser.model.batch_store import BatchStore
from summariser.model.client import Patience
from summariser.model.opening import open_batch_model, open_batches
from summariser.model.reporting import SILENT
from summariser.settings import Settings

MESSAGES: list[Message] = [{"role": "user", "content": "Where?"}]


class Venue(BaseModel):
    city: Literal["Rabat", "Rome"]


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SUMMARISER_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[AnswerCache]:
    cache = AnswerCache(tmp_path / "answers")
    yield cache
    cache.close()


PROBED = good('{"answer": "quarz"}')  # what the server can is asked for first
PROBE: list[Message] = [{"role": "user", "content": "Name a stone."}]


def open_model(
    spec: str, *, api_key: str | None = None, cache: Any = None, salt: str = "s", **chosen: Any
) -> Model:
    settings = Settings(model=spec, **chosen)
    return open_any_model(
        settings, api_key=api_key, cache=cache, salt=salt, probe=PROBE, reporter=SILENT
    )


def ask(model: Model) -> Venue:
    try:
        return model.ask(MESSAGES, Venue, max_tokens=9).value
    finally:
        model.close()


def test_key_and_address_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(PROBED, good('{"city": "Rome"}')) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url + "/")
        monkeypatch.setenv("OPENAI_API_KEY", "sk-env\n")
        model = open_model("openai:gpt-4.1-mini")
        assert isinstance(model, OpenAIModel)
        assert model.name == "openai:gpt-4.1-mini"
        assert ask(model) == Venue(city="Rome")
    _, request = server.received
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer sk-env"
    assert request.body["model"] == "gpt-4.1-mini"


def test_arguments_go_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-env")
    with ScriptedServer(PROBED, good('{"city": "Rome"}')) as server:
        ask(open_model("openai:org/name:tag", base_url=server.url, api_key="sk-given"))
    _, request = server.received
    assert request.headers["authorization"] == "Bearer sk-given"
    assert request.body["model"] == "org/name:tag"


def test_the_key_of_another_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    monkeypatch.setenv("OUR_KEY", "sk-ours")
    with ScriptedServer(PROBED, good('{"city": "Rome"}')) as server:
        ask(open_model("openai:m", base_url=server.url, api_key_env="OUR_KEY"))
    assert server.received[0].headers["authorization"] == "Bearer sk-ours"
    with pytest.raises(SetupError, match="set THEIR_KEY"):
        open_model("openai:m", api_key_env="THEIR_KEY")


def test_times_mode_and_retries_are_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, Any]] = []
    monkeypatch.setattr(
        "summariser.model.opening.OpenAIModel", lambda *_, **options: given.append(options)
    )
    open_model("openai:m", api_key="k", connect_timeout=2.5, mode="tools", retries=2)
    (options,) = given
    assert options["patience"] == Patience(connect=2.5, token=120.0)
    assert (options["mode"], options["retries"].tries) == ("tools", 3)


def test_a_server_on_this_machine_needs_no_key() -> None:
    with ScriptedServer(PROBED, good('{"city": "Rome"}')) as server:
        assert ask(open_model("openai:m", base_url=server.url)) == Venue(city="Rome")
    open_model("openai:m", base_url="http://localhost:8000/v1")
    open_model("openai:m", base_url="http://[::1]:8000/v1")


@pytest.mark.parametrize("base_url", [None, "https://example.org/v1", "http://127.0.0.1.evil.org"])
def test_a_remote_model_without_a_key(base_url: str | None) -> None:
    with pytest.raises(SetupError, match="set OPENAI_API_KEY"):
        open_model("openai:m", base_url=base_url, api_key=" ")


def test_a_key_with_wrong_characters_is_not_repeated() -> None:
    with pytest.raises(SetupError, match="characters") as caught:
        open_model("openai:m", api_key="sk-canary\nsk-second")
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("base_url", ["example.org/v1", "ftp://x/v1", "http://", "http://[::1"])
def test_a_base_url_that_is_none(base_url: str) -> None:
    with pytest.raises(SetupError, match="base URL"):
        open_model("openai:m", base_url=base_url, api_key="k")


@pytest.mark.parametrize(
    "spec", ["", "locale", "local:", "local:7b", "openai", "openai:", "gpt-4.1", "anthropic:x"]
)
def test_an_unknown_model_lists_the_forms(spec: str) -> None:
    with pytest.raises(SetupError, match=r"local:PATH\.gguf, openai:NAME") as caught:
        open_model(spec)
    assert repr(spec) in str(caught.value)


def test_a_file_of_weights(tmp_path: Path) -> None:
    (tmp_path / "tiny-q4.gguf").write_bytes(b"GGUF....")
    model = open_model(f"local:{tmp_path / 'tiny-q4.gguf'}")
    assert isinstance(model, EmbeddedModel)
    assert model.name == "local:tiny-q4"
    assert model.weights_sha256 is not None
    model.close()


def test_a_file_of_weights_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="neither a name"):
        open_model(f"local:{tmp_path / 'none.gguf'}")


def test_weights_that_llama_cpp_cannot_load(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp")
    (tmp_path / "broken.gguf").write_bytes(b"GGUF....")
    with pytest.raises(SetupError, match=r"cannot load .*broken\.gguf"):
        ask(open_model(f"local:{tmp_path / 'broken.gguf'}"))


def test_the_engine_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    (tmp_path / "tiny.gguf").write_bytes(b"GGUF....")
    with pytest.raises(SetupError, match=r"pip install 'summariser\[local\]'"):
        ask(open_model(f"local:{tmp_path / 'tiny.gguf'}"))


def test_the_engine_lacks_a_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xllamacpp.py").write_text("raise ImportError('libgomp.so.1: cannot open')")
    monkeypatch.delitem(sys.modules, "xllamacpp", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "tiny.gguf").write_bytes(b"GGUF....")
    with pytest.raises(SetupError, match=r"cannot be loaded: libgomp\.so\.1"):
        ask(open_model(f"local:{tmp_path / 'tiny.gguf'}"))


def test_with_a_cache_the_server_is_asked_once(cache: AnswerCache) -> None:
    with ScriptedServer(PROBED, good('{"city": "Rome"}')) as server:
        for _ in range(2):
            model = open_model("openai:m", base_url=server.url, cache=cache)
            assert isinstance(model, CachedModel)
            assert ask(model) == Venue(city="Rome")
        assert len(server.received) == 2  # one of them found out what the server can
        ask(open_model("openai:m", base_url=server.url, cache=cache, salt="other"))
        assert len(server.received) == 3
    with ScriptedServer(PROBED, good('{"city": "Rabat"}')) as elsewhere:
        model = open_model("openai:m", base_url=elsewhere.url, cache=cache)
        assert ask(model) == Venue(city="Rabat")


def test_importing_and_answering_from_the_cache_is_light(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from pydantic import BaseModel
from summariser.model import AnswerCache, open_model
from summariser.model.reporting import SILENT
from summariser.settings import Settings
def loaded(*names): return [name for name in names if name in sys.modules]
heavy = ("openai", "instructor", "xllamacpp", "tenacity", "httpx2")
assert loaded(*heavy, "diskcache") == [], loaded(*heavy, "diskcache")
class Venue(BaseModel): city: str
cache = AnswerCache(Path(sys.argv[1]))
settings = Settings(model="openai:m", base_url="http://127.0.0.1:9")
model = open_model(settings, api_key=None, cache=cache, salt="s", probe=[], reporter=SILENT)
question = [{"role": "user", "content": "Where?"}]
cache.put(model._key("ask", question, Venue.model_json_schema(), 9), {"city": "Rome"})
reply = model.ask(question, Venue, max_tokens=9)
assert reply.from_cache and reply.value == Venue(city="Rome")
assert loaded(*heavy) == [], loaded(*heavy)
"""
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "answers")], check=True)


# ── batches ──────────────────────────────────────────────────────────────────


NO_LIMITS = {"error": {"message": "'maxLength' is not permitted", "param": "response_format"}}


def batch_body(model: Model, store: BatchStore, path: Path) -> dict[str, Any]:
    """The one request that a question becomes."""
    with pytest.raises(AwaitedError):
        ask(model)
    assert write_requests(store, path) == 1
    return json.loads(path.read_text())["body"]


def test_what_a_server_can_is_found_out_once_for_a_store(tmp_path: Path) -> None:
    with (
        ScriptedServer(Scripted(NO_LIMITS, 400), PROBED) as server,
        BatchStore(tmp_path / "db") as store,
    ):
        settings = Settings(model="openai:m", base_url=server.url)
        body: Any = None
        for _ in range(2):
            model, batches = open_batches(settings, store, api_key="k", probe=PROBE, memory=None)
            body = batch_body(model, store, tmp_path / "r.jsonl")
            batches.close()
            assert not model.abilities().limits
            assert "stream" not in body
            assert body["response_format"]["json_schema"]["strict"]
        assert len(server.received) == 2


def test_a_server_that_cannot_be_asked_what_it_can_ends_the_run(tmp_path: Path) -> None:
    with ScriptedServer(Scripted({}, 401)) as server, BatchStore(tmp_path / "db") as store:
        settings = Settings(model="openai:m", base_url=server.url)
        model, _ = open_batches(settings, store, api_key="k", probe=PROBE, memory=None)
        with pytest.raises(SetupError, match="the key is wrong"):
            ask(model)


def test_batches_in_files_need_neither_key_nor_server(tmp_path: Path) -> None:
    with BatchStore(tmp_path / "db") as store:
        model = open_batch_model(Settings(model="openai:m", mode="tools"), store)
        assert "tools" in batch_body(model, store, tmp_path / "r.jsonl")
        with pytest.raises(SetupError, match="openai:NAME"):
            open_batch_model(Settings(), store)
