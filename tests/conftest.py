"""What several test files share: a page, a record of it, and the command line in-process."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from scripted import ScriptedModel, ShortInterview

from summariser import MeetingSummary
from summariser.cli import main

# How long an example takes says more about the machine's other work than about ours.
settings.register_profile("summariser", deadline=None)
settings.load_profile("summariser")

CHECKOUT = Path(__file__).parent.parent
PAGE = """وزير الدفاع المغربي يلتقي نظيره القطري في الرباط

التقى وزير الدفاع المغربي أحمد العلمي نظيره القطري خالد العطية في الرباط يوم 29 سبتمبر 2021.
واتفق الجانبان على توقيع مذكرة تفاهم في مجال التدريب العسكري بين البلدين.
وشدد الوزيران خلال اللقاء على أهمية تعزيز علاقات التعاون الدفاعي بين البلدين الشقيقين.
"""


@pytest.fixture
def page() -> str:
    return PAGE


@pytest.fixture
def record_data(page: str) -> dict[str, Any]:
    """The JSON form of a record with something in every field."""

    def grounds(words: str) -> list[dict[str, object]]:
        start = page.index(words)
        return [{"quote": words, "start": start, "end": start + len(words)}]

    return {
        "schema_version": 1,
        "document": {"id": "a.txt", "sha256": "0" * 64, "language": "ar", "characters": len(page)},
        "status": "ok",
        "headline": "Moroccan and Qatari ministers meet",
        "summary": "The ministers met in Rabat. They agreed on training.",
        "parties": [
            {"name": "Morocco", "kind": "state", "country": "MA", "evidence": grounds("المغربي")},
            {"name": "Qatar", "kind": "state", "country": "QA", "evidence": grounds("القطري")},
        ],
        "officials": [
            {
                "name": "أحمد العلمي",
                "name_en": "Ahmed al-Alami",
                "role": "Minister of Defence",
                "country": "MA",
                "present": True,
                "evidence": grounds("أحمد العلمي"),
            },
            {
                "name": "خالد العطية",
                "name_en": "Khalid al-Attiyah",
                "role": "",
                "country": None,
                "present": False,
                "evidence": grounds("خالد العطية"),
            },
        ],
        "venue": {"city": "Rabat", "country": "MA", "place": None, "evidence": grounds("الرباط")},
        "date": {"value": "2021-09-29", "precision": "day", "evidence": grounds("29 سبتمبر 2021")},
        "agreements": [
            {
                "text": "A memorandum on military training",
                "status": "agreed",
                "evidence": grounds("مذكرة تفاهم"),
            },
            {
                "text": "Stronger defence cooperation",
                "status": "discussed",
                "evidence": grounds("تعزيز علاقات التعاون"),
            },
        ],
        "context": [
            {
                "topic": "existing_cooperation",
                "text": "The two countries are close.",
                "evidence": grounds("البلدين الشقيقين"),
            }
        ],
        "warnings": ["one sentence was not understood"],
        "provenance": {
            "model": "scripted",
            "weights_sha256": None,
            "plan": "stepwise",
            "prompts": {"a.jinja": "1" * 64},
            "package_version": "0.1.0",
            "usage": {
                "requests": 12,
                "prompt_tokens": 3456,
                "cached_tokens": 3000,
                "completion_tokens": 78,
            },
            "seconds": 12.34,
            "from_cache": False,
        },
    }


@pytest.fixture
def record(record_data: dict[str, Any], page: str) -> MeetingSummary:
    return MeetingSummary.model_validate(record_data, context={"text": page})


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


RunCli = Callable[..., Ended]


@pytest.fixture
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty cache folder, and no settings of whoever runs the tests."""
    folder = tmp_path / "user-cache"
    monkeypatch.setenv("SUMMARISER_CACHE_DIR", str(folder))
    for name in (
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "SUMMARISER_CACHE_LIMIT",
        "COLUMNS",
        "FORCE_COLOR",
    ):
        monkeypatch.delenv(name, raising=False)
    for name in set(os.environ) - {"SUMMARISER_CACHE_DIR"}:
        if name.upper().startswith("SUMMARISER_"):
            monkeypatch.delenv(name)
    nothing_set = tmp_path / "nothing.toml"
    nothing_set.touch()
    monkeypatch.setenv("SUMMARISER_CONFIG", str(nothing_set))
    return folder


@pytest.fixture
def short_interview(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two questions a page instead of the plan's."""
    monkeypatch.setattr("summariser.interview.Interview", ShortInterview)


@pytest.fixture
def cli(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    own_cache: Path,
    short_interview: None,
) -> RunCli:
    """Run the command line in this process; with ``model``, that one answers."""

    def run(*arguments: str | Path, model: ScriptedModel | None = None) -> Ended:
        if model is not None:
            monkeypatch.setattr("summariser.service.open_model", lambda *_, **__: model)
        monkeypatch.setattr(sys, "argv", ["summariser", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit_info:
            main()
        captured = capsys.readouterr()
        code = exit_info.value.code
        assert isinstance(code, int)
        return Ended(code, captured.out, captured.err)

    return run
