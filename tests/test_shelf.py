"""A page seen before is answered from the shelf, and only then."""

from pathlib import Path

import pytest
from conftest import PAGE
from scripted import ScriptedModel

from summariser.document import Document
from summariser.model.cache import AnswerCache
from summariser.record import MeetingSummary
from summariser.shelf import RecordShelf


@pytest.fixture
def kept(tmp_path: Path, record: MeetingSummary) -> RecordShelf:
    shelf = RecordShelf(AnswerCache(tmp_path), None)
    shelf.put(Document("a.txt", PAGE), ScriptedModel(), record)
    return shelf


def test_the_same_page_gives_the_same_record_at_no_cost(
    kept: RecordShelf, record: MeetingSummary
) -> None:
    found = kept.get(Document("a.txt", PAGE), ScriptedModel(), "en", "stepwise")
    assert found is not None
    assert found.provenance.from_cache
    assert found.provenance.usage.requests == 0
    assert found.model_copy(update={"provenance": record.provenance}) == record


def test_another_page_name_model_language_or_server_finds_nothing(
    tmp_path: Path, kept: RecordShelf
) -> None:
    other = ScriptedModel()
    other.name = "another"
    assert kept.get(Document("a.txt", PAGE + " "), ScriptedModel(), "en", "stepwise") is None
    assert kept.get(Document("b.txt", PAGE), ScriptedModel(), "en", "stepwise") is None
    noted = Document("a.txt", PAGE, ("read in another way",))
    assert kept.get(noted, ScriptedModel(), "en", "stepwise") is None
    assert kept.get(Document("a.txt", PAGE), other, "en", "stepwise") is None
    assert kept.get(Document("a.txt", PAGE), ScriptedModel(), "ar", "stepwise") is None
    assert kept.get(Document("a.txt", PAGE), ScriptedModel(), "en", "whole") is None
    otherwise = RecordShelf(AnswerCache(tmp_path), None, "tools")
    assert otherwise.get(Document("a.txt", PAGE), ScriptedModel(), "en", "stepwise") is None
    elsewhere = RecordShelf(AnswerCache(tmp_path), "http://127.0.0.1:1/v1")
    assert elsewhere.get(Document("a.txt", PAGE), ScriptedModel(), "en", "stepwise") is None


@pytest.mark.parametrize(
    ("part", "other"), [("prompt_hashes", {"a.jinja": "another"}), ("package_hash", "another")]
)
def test_other_prompts_or_code_find_nothing(
    kept: RecordShelf, monkeypatch: pytest.MonkeyPatch, part: str, other: object
) -> None:
    monkeypatch.setattr(f"summariser.shelf.{part}", lambda: other)
    assert kept.get(Document("a.txt", PAGE), ScriptedModel(), "en", "stepwise") is None


def test_other_weights_find_nothing(kept: RecordShelf) -> None:
    other = ScriptedModel()
    other.weights_sha256 = "ab" * 32  # type: ignore[assignment]
    assert kept.get(Document("a.txt", PAGE), other, "en", "stepwise") is None


def test_a_record_that_is_not_whole_is_not_kept(tmp_path: Path, record: MeetingSummary) -> None:
    shelf = RecordShelf(AnswerCache(tmp_path), None)
    document = Document("a.txt", PAGE)
    shelf.put(document, ScriptedModel(), record.model_copy(update={"status": "partial"}))
    assert shelf.get(document, ScriptedModel(), "en", "stepwise") is None
