"""For tests of HTML pages: what is in one; runs with every kind of row, and one that means harm."""

from collections.abc import Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from conftest import PAGE

from summariser.evaluation import DocumentRun, Label, Run, score_document, score_set
from summariser.record import MeetingSummary, Usage

NOTHING: dict[str, Any] = {
    "parties": [],
    "officials": [],
    "venue": None,
    "date": None,
    "agreements": [],
    "context": [],
}
# Against the record of conftest's page; the right official comes before the one with a fault.
LABEL: dict[str, Any] = {
    "parties": [
        {"name": ["Morocco"], "kind": "state", "country": "MA"},
        {"name": ["France"], "kind": "state", "country": "FR"},
    ],
    "officials": [
        {
            "name": "أحمد العلمي",
            "name_en": ["Ahmed al-Alami"],
            "role": ["Minister of Defence"],
            "country": "MA",
            "present": True,
        },
        {
            "name": "خالد العطية",
            "name_en": ["Khalid al-Attiyah"],
            "role": [],
            "country": "QA",
            "present": False,
        },
    ],
    "venue": {"city": ["Doha"], "country": "QA", "place": []},
    "date": {"value": "2021-09-29", "precision": "day"},
    "agreements": [
        {
            "text": "They agreed to sign a memorandum.",
            "status": "discussed",
            "evidence": ["واتفق الجانبان على توقيع مذكرة تفاهم"],
        },
        {"text": "Ties matter.", "status": "discussed", "evidence": ["أهمية"]},
    ],
    "context": [
        {
            "topic": "existing_cooperation",
            "text": "They are brothers.",
            "evidence": ["بين البلدين الشقيقين"],
        }
    ],
}
HOSTILE = (
    "<script>alert('page')</script> <img src=x onerror=alert(1)> </title></style></div></section>"
    ' "><svg onload=alert(2)> {{ 7 * 7 }} &lt;b&gt; \u202egnol\u2067'
)


class Parsed(HTMLParser):
    """The tags of a file with their attributes, and its text.

    ``sources`` has what stands directly behind each start tag, as scripts and styles need it.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.sources: list[str] = []
        self._inside = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.sources.append("")
        self._inside = True

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._inside:
            self.sources[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def values(self, attribute: str) -> list[str]:
        return [value for _, given in self.tags if (value := given.get(attribute)) is not None]


def document_run(name: str, text: str, label: Mapping[str, Any], record: Any) -> DocumentRun:
    """One document of a run, scored."""
    labelled = Label.model_validate_json(Label(document=name, **label).model_dump_json())
    summary = MeetingSummary.model_validate(record)
    score = score_document(summary, labelled, text)
    return DocumentRun(text=text, label=labelled, record=summary, score=score, seconds=1.5)


def make_run(*documents: DocumentRun, **changes: Any) -> Run:
    """A run of these documents."""
    given: dict[str, Any] = {
        "set_name": "gold",
        "set_sha256": "0" * 64,
        "finished": datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        "package_version": "0.1.0",
        "git_commit": "abc-dirty",
        "model": "scripted",
        "weights_sha256": None,
        "prompts": {},
        "usage": Usage(requests=12, prompt_tokens=34567, cached_tokens=3000, completion_tokens=78),
        "seconds": 4.5,
        "documents": documents,
        "score": score_set([document.score for document in documents]),
    }
    return Run.model_validate(given | changes)


def failed(record: Mapping[str, Any], language: str = "en") -> dict[str, Any]:
    """The record of a document that could not be done."""
    document = {**record["document"], "language": language}
    return {
        **record,
        **NOTHING,
        "status": "failed",
        "document": document,
        "warnings": ["no answer"],
    }


def three(record: Mapping[str, Any]) -> Run:
    """A document with every kind of row, one failed, one right because nothing is in it."""
    return make_run(
        document_run("a.txt", PAGE, LABEL, record),
        document_run("nothing.txt", "Weather report.", NOTHING, failed(record) | {"status": "ok"}),
        document_run("failed.txt", "News. Officials met.", LABEL, failed(record, "und")),
    )


def harmful(record: Mapping[str, Any]) -> Run:
    """A run of which every word that comes from outside is markup."""
    grounds = [{"quote": HOSTILE[:9], "start": 0, "end": 9}]
    official = {"name": HOSTILE, "name_en": HOSTILE, "role": HOSTILE, "country": "MA"}
    predicted = {
        **record,
        "document": {**record["document"], "characters": len(HOSTILE), "language": HOSTILE},
        "parties": [
            {"name": HOSTILE, "kind": "organisation", "country": None, "evidence": grounds}
        ],
        "officials": [official | {"present": True, "evidence": grounds}],
        "venue": {"city": HOSTILE, "country": None, "place": HOSTILE, "evidence": grounds},
        "date": None,
        "agreements": [{"text": HOSTILE, "status": "agreed", "evidence": grounds}],
        "context": [{"topic": "other", "text": HOSTILE, "evidence": grounds}],
        "warnings": [HOSTILE],
    }
    label = {
        **NOTHING,
        "officials": [official | {"name_en": [HOSTILE], "role": [HOSTILE], "present": True}],
        "venue": {"city": [HOSTILE], "country": HOSTILE, "place": [HOSTILE]},
        "date": {"value": HOSTILE, "precision": None},
        "agreements": [{"text": HOSTILE, "status": "agreed", "evidence": [HOSTILE[9:30]]}],
    }
    words = {"set_name": HOSTILE, "model": HOSTILE, "git_commit": HOSTILE}
    return make_run(
        document_run(HOSTILE, HOSTILE, label, predicted), package_version=HOSTILE, **words
    )
