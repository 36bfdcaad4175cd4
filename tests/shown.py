"""Records for the tests of what people see: one with everything in it, one that failed."""

from typing import Any

from summariser import MeetingSummary
from summariser.composing.english import UNTOLD
from summariser.document import Document

PAGE = """الرئيسية | أخبار | 29 سبتمبر 2021
وزير الدفاع المغربي يلتقي نظيره القطري في الرباط

التقى وزير الدفاع المغربي أحمد العلمي نظيره القطري خالد العطية في الرباط يوم الأربعاء.
وحضر الاجتماع خالد بن محمد العطيّة والأمين العام لجامعة الدول العربية أحمد أبو الغيط بعد زيارة سابقة.
واتفق الجانبان على توقيع مذكرة تفاهم في مجال التدريب العسكري على طائرات F-16 بين البلدين.
وعرض الجانب القطري تمويل المشروع، وشدد الوزيران على أهمية تعزيز علاقات التعاون الدفاعي.
وكان البلدان قد وقعا اتفاقا عام 2018 في الدوحة بحضور عدد من كبار القادة العسكريين.
وتأتي الزيارة بعد زلزال الحوز الذي ضرب المغرب وخلف خسائر كبيرة في الأرواح والممتلكات.
"""
_PROVENANCE = {
    "model": "openai:some-model",
    "weights_sha256": None,
    "plan": "whole",
    "prompts": {"whole.jinja": "1" * 64},
    "package_version": "0.1.0",
    "usage": {
        "requests": 2,
        "prompt_tokens": 5120,
        "cached_tokens": 1024,
        "completion_tokens": 768,
        "cost": 0.0125,
    },
    "seconds": 4.25,
    "from_cache": False,
}


def document() -> Document:
    return Document.from_text(PAGE, "folder/page.txt")


def grounds(*wordings: str, page: str = PAGE) -> list[dict[str, object]]:
    """Evidence for each of these words, where they first stand."""
    starts = [page.index(words) for words in wordings]
    return [
        {"quote": words, "start": start, "end": start + len(words)}
        for words, start in zip(wordings, starts, strict=True)
    ]


def sentences(*numbers: int) -> list[dict[str, object]]:
    """Whole sentences as evidence."""
    return grounds(*(document().sentences[number - 1].text for number in numbers))


def data() -> dict[str, Any]:
    """The JSON form of a record that has everything that a record can have."""
    page = document()
    return {
        "document": {
            "id": page.id,
            "sha256": page.sha256,
            "language": "ar",
            "characters": len(PAGE),
            "same_as": "folder/first.txt",
        },
        "status": "partial",
        "headline": "Morocco, Qatar and the League of Arab States meet in Rabat, Morocco",
        "summary": "Representatives of Morocco and Qatar met in Rabat, Morocco on 29 September "
        "2021. They agreed to sign a memorandum on military training.",
        "parties": [
            {
                "name": "Morocco",
                "kind": "state",
                "country": "MA",
                "evidence": grounds("المغربي", "المغرب وخلف"),
            },
            {"name": "Qatar", "kind": "state", "country": "QA", "evidence": grounds("القطري")},
            {
                "name": "League of Arab States",
                "kind": "organisation",
                "country": None,
                "evidence": grounds("جامعة الدول العربية"),
            },
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
                "role": "Deputy Prime Minister and Minister of State for Defence Affairs",
                "country": "QA",
                "present": True,
                "evidence": grounds("خالد العطية", "خالد بن محمد العطيّة"),
            },
            {
                "name": "أحمد أبو الغيط",
                "name_en": "Ahmed Aboul Gheit",
                "role": "",
                "country": None,
                "present": False,
                "evidence": grounds("أحمد أبو الغيط"),
            },
        ],
        "venue": {
            "city": "Rabat",
            "country": "MA",
            "place": "Royal Palace",
            "evidence": grounds("الرباط"),
        },
        "date": {
            "value": "2021-09-29",
            "precision": "day",
            "evidence": grounds("الأربعاء", "29 سبتمبر 2021"),
        },
        "agreements": [
            {
                "text": "They agreed to sign a memorandum on training for the F-16.",
                "status": "agreed",
                "evidence": sentences(4),
            },
            {
                "text": "Qatar offered to finance the project.",
                "status": "offered",
                "evidence": grounds("وعرض الجانب القطري تمويل المشروع"),
            },
            {"text": UNTOLD, "status": "discussed", "evidence": sentences(5)},
        ],
        "context": [
            {
                "topic": "existing_cooperation",
                "text": "They signed an agreement in Doha in 2018.",
                "evidence": sentences(6),
            },
            {
                "topic": "natural_disaster",
                "text": "An earthquake had struck Morocco; the visit had been put off before.",
                "evidence": sentences(7, 3),
            },
        ],
        "warnings": [
            "not answered: who took part (no answer within 60 s)",
            "left out the text of sentence 5: France is not in the sentence.",
        ],
        "provenance": _PROVENANCE,
    }


def nothing(status: str, *warnings: str) -> dict[str, Any]:
    """The JSON form of a record without any value."""
    return {
        **data(),
        "status": status,
        "headline": "",
        "summary": "",
        **{field: [] for field in ("parties", "officials", "agreements", "context")},
        "venue": None,
        "date": None,
        "warnings": list(warnings),
    }


def failed() -> MeetingSummary:
    """The record of a page that could not be read."""
    reason = "none.txt: binary, not text; give the page as UTF-8 text"
    unread = {"id": "none.txt", "sha256": None, "language": "und", "characters": 0}
    return made(nothing("failed", reason) | {"document": unread})


def made(record: dict[str, Any]) -> MeetingSummary:
    return MeetingSummary.model_validate(record)
