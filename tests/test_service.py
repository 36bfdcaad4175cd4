import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pytest
from conftest import CHECKOUT
from scripted import Asked, ScriptedModel, anything_valid, first_option

import summariser
from summariser import Document, DocumentError, ModelError, SetupError, Summariser
from summariser.errors import ModelUnreachableError
from summariser.interview import Interview
from summariser.model import AnswerCache
from summariser.service import as_document
from summariser.settings import Settings
from summariser.turns import Turns

pytestmark = pytest.mark.usefixtures("short_interview")


@pytest.fixture
def path(tmp_path: Path, page: str) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(page, "utf-8")
    return path


def failing(error: Exception) -> ScriptedModel:
    def weigh(asked: Asked) -> dict[str, float]:
        raise error

    return ScriptedModel(weigh)


# ── one page ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["text", "path", "name", "document"])
def test_every_kind_of_source(kind: str, path: Path, page: str) -> None:
    source, document_id = {
        "text": (page, "text"),
        "path": (path, "page.txt"),
        "name": (str(path), "page.txt"),
        "document": (Document.from_text(page, "mine"), "mine"),
    }[kind]
    model = ScriptedModel()
    record = summariser.summarise(source, model)
    assert record.document.id == document_id
    assert record.document.characters == len(page)
    assert record.status == "ok"
    assert model.closed


def test_the_record_says_what_it_cost(path: Path) -> None:
    model = ScriptedModel()
    provenance = summariser.summarise(path, model).provenance
    assert provenance.model == "scripted"
    assert provenance.usage.requests == len(model.asked) == 2
    assert provenance.usage.prompt_tokens == 100 * len(model.asked)
    assert provenance.usage.cached_tokens == 90 * len(model.asked)
    assert provenance.usage.completion_tokens == 5 * len(model.asked)
    assert not provenance.from_cache
    assert provenance.package_version == summariser.__version__


def test_errors_of_one_page_are_raised(path: Path, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no such file"):
        summariser.summarise(tmp_path / "none.txt", ScriptedModel())
    model = failing(ModelUnreachableError("away"))
    with pytest.raises(ModelError, match="away"):
        summariser.summarise(path, model)
    assert model.closed


def test_a_line_is_a_path_only_when_it_looks_like_one(path: Path) -> None:
    assert as_document(f" {path}\n").id == "page.txt"
    assert as_document("وصل الوزير.").id == "text"
    assert as_document("see page.txt").id == "text"
    assert as_document("a\nb.txt").id == "text"
    assert as_document("x" * 5000 + ".txt").id == "text"
    with pytest.raises(DocumentError, match="no such file"):
        as_document("nowhere.txt")
    with pytest.raises(DocumentError, match="empty"):
        as_document("")


def test_an_html_file_is_its_article(tmp_path: Path, page: str) -> None:
    path = tmp_path / "page.html"
    body = "".join(f"<p>{line}</p>" for line in page.splitlines() if line)
    path.write_text(f"<html><body><article>{body}</article></body></html>", "utf-8")
    for source in (path, str(path)):
        document = as_document(source)
        assert document.id == "page.html"
        assert "<" not in document.text
    record = summariser.summarise(path, ScriptedModel())
    assert record.status == "ok"
    assert record.document.characters == len(document.text)
    with pytest.raises(DocumentError, match="no such file"):
        as_document("none.html.gz")


def test_an_encoding_that_was_guessed_is_in_the_warnings(tmp_path: Path, page: str) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(page.encode("cp1256"))
    record = summariser.summarise(path, ScriptedModel())
    told = ("encoding guessed from the bytes: Windows-1256",)
    assert (record.status, record.warnings) == ("ok", told)
    failed = Summariser(failing(ModelUnreachableError("away"))).attempt(path)
    assert failed.warnings == (*told, "away")


# ── many pages ───────────────────────────────────────────────────────────────


def test_a_summariser_keeps_its_model_until_it_is_closed(path: Path, page: str) -> None:
    model = ScriptedModel()
    with Summariser(model) as service:
        first = service.summarise(path)
        second = service.summarise(page)
        assert not model.closed
    assert model.closed
    service.close()
    assert first.parties == second.parties


def test_a_summariser_is_closed_after_an_error(path: Path) -> None:
    model = failing(SetupError("no engine"))
    with pytest.raises(SetupError), Summariser(model) as service:
        service.summarise(path)
    assert model.closed


def test_an_attempt_makes_a_failed_record_of_a_page_that_cannot_be_read(tmp_path: Path) -> None:
    record = Summariser(ScriptedModel()).attempt(tmp_path / "none.txt")
    assert record.status == "failed"
    assert record.document.id == "none.txt"
    assert record.document.sha256 is None
    assert "no such file" in record.warnings[0]


def test_an_attempt_makes_a_failed_record_when_the_model_fails(path: Path, page: str) -> None:
    service = Summariser(failing(ModelUnreachableError("away")))
    record = service.attempt(path)
    assert (record.status, record.warnings) == ("failed", ("away",))
    assert record.document.characters == len(page)
    assert record.evidence() == []


def test_an_attempt_does_not_hide_errors_of_the_set_up(path: Path) -> None:
    with pytest.raises(SetupError):
        Summariser(failing(SetupError("no engine"))).attempt(path)


# ── asynchronous ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("twin", ["function", "method"])
def test_the_event_loop_goes_on_while_the_model_works(twin: str, path: Path) -> None:
    loop_ran = threading.Event()

    def weigh(asked: Asked) -> dict[str, float]:
        assert loop_ran.wait(10), "the loop was blocked"
        return first_option(asked)

    async def main() -> summariser.MeetingSummary:
        model = ScriptedModel(weigh)
        call = (
            summariser.asummarise(path, model)
            if twin == "function"
            else Summariser(model).asummarise(path)
        )
        task = asyncio.ensure_future(call)
        await asyncio.sleep(0.05)
        loop_ran.set()
        return await task

    assert asyncio.run(main()).status == "ok"


# ── opening ──────────────────────────────────────────────────────────────────


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, own_cache: Path) -> list[dict[str, Any]]:
    """What the model was opened with."""
    calls: list[dict[str, Any]] = []

    def open_model(settings: Settings, **options: Any) -> ScriptedModel:
        calls.append({"settings": settings, **options})
        return ScriptedModel()

    monkeypatch.setattr("summariser.service.open_model", open_model)
    return calls


def test_a_model_by_name_is_opened_with_the_users_choices(
    opened: list[dict[str, Any]], own_cache: Path
) -> None:
    Summariser("openai:x", base_url="http://h/v1", api_key="k").close()
    (call,) = opened
    assert call["settings"] == Settings(model="openai:x", base_url="http://h/v1")
    assert call["api_key"] == "k"
    assert call["cache"].info().path == own_cache / "answers"
    call["cache"].close()


def test_arguments_go_before_settings(opened: list[dict[str, Any]], own_cache: Path) -> None:
    settings = Settings(model="openai:x", language="ar", cache=False, retries=0)
    with Summariser(settings=settings) as service:
        assert service.language == "ar"
    with Summariser("openai:y", language="en", settings=settings) as service:
        assert service.language == "en"
    assert opened[0]["settings"] == settings
    assert opened[1]["settings"] == settings.but(model="openai:y", language="en")
    assert not own_cache.exists()


def test_python_reads_no_file_and_no_variables_of_settings(
    opened: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SUMMARISER_CONFIG")
    monkeypatch.chdir(tmp_path)
    Path("summariser.toml").write_text('model = "openai:file"\n')
    monkeypatch.setenv("SUMMARISER_MODEL", "openai:environment")
    Summariser(cache=False).close()
    Summariser(cache=False, settings=Settings.load()).close()
    assert [call["settings"].model for call in opened] == ["local", "openai:environment"]


def test_a_choice_that_does_not_exist() -> None:
    with pytest.raises(SetupError, match="language should be 'en' or 'ar'"):
        Summariser(language=cast("Any", "fr"))


def test_closing_writes_down_how_often_the_cache_was_of_use(
    monkeypatch: pytest.MonkeyPatch, own_cache: Path, path: Path
) -> None:
    monkeypatch.setattr("summariser.service.open_model", lambda *_, **__: ScriptedModel())
    for from_cache in (False, True):
        with Summariser() as service:
            assert service.summarise(path).provenance.from_cache == from_cache
    cache = AnswerCache(own_cache / "answers")
    assert (cache.info().hits, cache.info().misses) == (1, 1)
    cache.close()


def test_without_a_cache_no_folder_is_touched(
    opened: list[dict[str, Any]], own_cache: Path
) -> None:
    Summariser(cache=False).close()
    assert opened[0]["settings"] == Settings(cache=False)
    assert opened[0]["cache"] is None
    assert not own_cache.exists()


def test_cached_answers_depend_on_the_version(
    opened: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    Summariser(cache=False).close()
    Summariser(cache=False).close()
    monkeypatch.setattr("summariser.service.VERSION", "9")
    Summariser(cache=False).close()
    salts = [call["salt"] for call in opened]
    assert salts[0] == salts[1]
    assert len(set(salts)) == 2


# ── the real interview ───────────────────────────────────────────────────────


@pytest.fixture
def real_interview(short_interview: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("summariser.interview.Interview", Interview)


@pytest.fixture
def one_turn(monkeypatch: pytest.MonkeyPatch) -> Turns:
    turns = Turns(1)
    monkeypatch.setattr("summariser.service.TURNS", turns)
    monkeypatch.setattr("summariser.asking.TURNS", turns)
    return turns


@pytest.mark.usefixtures("real_interview")
def test_the_plans_questions_fill_a_record(path: Path, page: str) -> None:
    model = ScriptedModel()
    record = summariser.summarise(path, model)
    assert record.status == "ok"
    assert record.provenance.usage.requests == len(model.asked) > 1
    assert record.headline
    assert record.summary
    assert {party.country for party in record.parties} == {"MA", "QA"}
    assert all(page[e.start : e.end] == e.quote for e in record.evidence())


@pytest.mark.usefixtures("real_interview", "one_turn")
def test_pages_wait_for_their_model_together(page: str) -> None:
    together = threading.Barrier(3)

    def wait(asked: Asked) -> object:
        together.wait(timeout=20)
        return anything_valid(asked)

    with Summariser(ScriptedModel(answer=wait), settings=Settings(plan="whole", workers=3)) as own:
        records = list(own.summarise_many([page, page + " ", page + "  "]))
    assert [record.status for record in records] == ["ok"] * 3


@pytest.mark.usefixtures("real_interview")
def test_a_page_is_worked_on_when_it_is_its_turn(page: str, one_turn: Turns) -> None:
    begun = time.monotonic()
    summariser.summarise(page, ScriptedModel())
    model, enough = ScriptedModel(), 2 * (time.monotonic() - begun)
    with ThreadPoolExecutor(1) as pool:
        with one_turn.one():
            record = pool.submit(summariser.summarise, page, model)
            time.sleep(enough)
            assert not model.asked
        assert record.result(timeout=60).status == "ok"


@pytest.mark.usefixtures("real_interview")
def test_a_page_without_a_meeting_is_left_empty() -> None:
    path = CHECKOUT / "tests" / "no_meeting" / "n02_missile_test.txt"

    def never(asked: Asked) -> dict[str, float]:
        return {option: float(option == asked.options[-1]) for option in asked.options}

    record = summariser.summarise(path, ScriptedModel(never))
    assert record.evidence() == []
    assert (record.headline, record.summary) == ("", "")
    assert any("no meeting" in warning for warning in record.warnings)


def test_prices_give_a_cost_and_what_is_kept_costs_nothing(
    monkeypatch: pytest.MonkeyPatch, own_cache: Path, path: Path
) -> None:
    monkeypatch.setattr("summariser.service.open_model", lambda *_, **__: ScriptedModel())
    settings = Settings(price="1,2")
    with Summariser(settings=settings) as service:
        usage = service.summarise(path).provenance.usage
        assert usage.cost == pytest.approx(
            (usage.prompt_tokens + 2 * usage.completion_tokens) / 1_000_000
        )
        assert service.summarise(path).provenance.usage.cost == 0
    with Summariser() as service:
        assert service.summarise(path).provenance.usage.cost is None


def test_a_failure_tells_what_it_cost(path: Path) -> None:
    def failing(_: object) -> dict[str, float]:
        error = ModelUnreachableError("down")
        error.cost = {"requests": 4, "prompt_tokens": 7}
        raise error

    record = Summariser(ScriptedModel(weigh=failing)).attempt(path)
    assert record.status == "failed"
    assert (record.provenance.usage.requests, record.provenance.usage.prompt_tokens) == (4, 7)
