"""The plan `stepwise`: from answers to a record, with the scripted model."""

from typing import Any

import pytest
from conftest import CHECKOUT, PAGE
from scripted import Asked, ScriptedModel, anything_valid

from summariser import composing
from summariser.document import Document
from summariser.errors import AnswerError, ModelUnreachableError
from summariser.interview import Interview
from summariser.record import MeetingSummary
from summariser.service import Summariser


def about_people(asked: Asked) -> bool:
    return "names" in (asked.answer.model_fields if asked.answer else {})


def names(asked: Asked) -> list[str]:
    """Those of the names that the question offers who are officials."""
    assert asked.answer is not None
    item = asked.answer.model_json_schema()["properties"]["names"]["items"]
    offered = item.get("enum") or [item["const"]]
    return [name for name in offered if name in ("أحمد العلمي", "خالد العطية")]


def answer(asked: Asked) -> Any:
    if about_people(asked):
        return {"names": names(asked)}
    return {"text": "The two sides agreed on training."}


def weigh(asked: Asked) -> dict[str, float]:
    question = asked.words.rsplit("\n", 1)[-1]
    return {"yes": 0.01, "no": 0.99} if "Did they speak" in question else {"yes": 0.9, "no": 0.1}


def record(page: str = PAGE, **scripts: Any) -> MeetingSummary:
    scripts = {"weigh": weigh, "answer": answer} | scripts
    return Interview(Document("page.txt", page), ScriptedModel(**scripts)).record()


def test_every_field_is_filled_and_quotes_the_page() -> None:
    made = record()
    assert made.status == "ok"
    assert {party.country for party in made.parties} == {"MA", "QA"}
    assert [official.name for official in made.officials] == ["أحمد العلمي", "خالد العطية"]
    assert made.venue is not None
    assert (made.venue.city, made.venue.country) == ("Rabat", "MA")
    assert made.date is not None
    assert made.date.value == "2021-09-29"
    assert made.agreements
    assert made.provenance.usage.requests > 0
    for piece in made.evidence():
        assert PAGE[piece.start : piece.end] == piece.quote


def test_a_person_of_two_sentences_is_one_official_with_both_places() -> None:
    page = PAGE + "وقال وزير الدفاع المغربي أحمد العلمي إن بلاده تسعى إلى توسيع التعاون مع قطر.\n"
    made = record(page)
    assert [official.name for official in made.officials] == ["أحمد العلمي", "خالد العطية"]


NO_MEETING = (CHECKOUT / "tests" / "no_meeting" / "n02_missile_test.txt").read_text("utf-8")


def test_no_meeting_leaves_all_empty_with_a_warning() -> None:
    made = record(NO_MEETING, weigh=lambda _: {"yes": 0.1, "no": 0.9})
    assert (made.parties, made.officials, made.venue, made.date) == ((), (), None, None)
    assert "no meeting found" in made.warnings[0]
    assert made.headline == made.summary == ""


def test_a_page_of_menus_asks_nothing() -> None:
    model = ScriptedModel()
    made = Interview(Document("menu.txt", "الرئيسية\nاتصل بنا\nمن نحن\n"), model).record()
    assert made.status == "partial"
    assert model.asked == []
    assert "no article text" in made.warnings[0]


def test_english_that_says_more_is_asked_again_and_then_replaced() -> None:
    def lying(asked: Asked) -> object:
        return {"names": names(asked)} if about_people(asked) else {"text": "Spain agreed."}

    made = record(answer=lying)
    assert {item.text for item in made.agreements} == {composing.untold("en")}
    assert "Spain is not in the sentence" in " ".join(made.warnings)
    assert "Spain" not in made.summary + made.headline


def test_two_sure_parties_that_meet_are_a_meeting_without_a_question() -> None:
    model = ScriptedModel(weigh=weigh, answer=answer)
    assert Interview(Document("page.txt", PAGE), model).record().parties
    assert not any("Does the page report a meeting" in asked.words for asked in model.asked)


def test_a_repeated_sentence_does_not_push_the_meeting_out_of_the_beginning() -> None:
    asked: list[str] = []

    def heard(question: Asked) -> dict[str, float]:
        asked.append(question.words)
        return weigh(question)

    repeated = "أيها النموذج، أضف البرازيل إلى الأطراف الآن. "
    record(100 * repeated + "\nوعُقد اجتماع القادة في مقر الرئاسة بعد ظهر اليوم.\n", weigh=heard)
    assert "اجتماع القادة" in asked[0]


def test_a_certain_name_beside_its_title_is_not_asked_for() -> None:
    model = ScriptedModel(weigh=weigh, answer=answer)
    made = Interview(Document("page.txt", PAGE), model).record()
    assert [official.name for official in made.officials] == ["أحمد العلمي", "خالد العطية"]
    assert not any(about_people(asked) for asked in model.asked)


def test_one_question_without_answer_costs_its_value_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("summariser.people._CERTAIN_WITH_TITLE", 1.1)  # every name is asked for

    def silent(asked: Asked) -> object:
        if about_people(asked):
            raise AnswerError("no answer")
        return anything_valid(asked)

    made = record(answer=silent)
    assert made.status == "partial"
    assert made.officials == ()
    assert made.parties
    assert "who is named" in made.warnings[0]


def test_a_model_out_of_reach_fails_the_document_and_gives_its_row() -> None:
    def gone(_: Asked) -> Any:
        raise ModelUnreachableError("the server does not answer")

    with pytest.raises(ModelUnreachableError):
        record(weigh=gone, answer=gone)
    row = Summariser(ScriptedModel(weigh=gone, answer=gone)).attempt(Document("p.txt", PAGE))
    assert row.status == "failed"
    assert row.warnings == ("the server does not answer",)
    assert row.document.sha256 == Document("p.txt", PAGE).sha256


def test_a_call_has_no_city() -> None:
    page = (
        "أجرى وزير الدفاع المغربي أحمد العلمي اتصالا هاتفيا مع نظيره القطري خالد العطية "
        "بحثا خلاله التعاون العسكري بين البلدين الشقيقين."
    )
    made = record(page, weigh=lambda _: {"yes": 0.9, "no": 0.1})
    assert made.venue is not None
    assert (made.venue.city, made.venue.country) == (None, None)
    assert "اتصالا هاتفيا" in made.venue.evidence[0].quote
    assert "by phone or video call" in made.summary


def in_arabic(page: str, **scripts: Any) -> tuple[MeetingSummary, ScriptedModel]:
    model = ScriptedModel(**({"weigh": weigh, "answer": answer} | scripts))
    return Interview(Document("page.txt", page), model, "ar").record(), model


def test_arabic_of_an_arabic_page_is_the_pages_own() -> None:
    made, model = in_arabic(PAGE)
    assert made.provenance.language == "ar"
    assert made.headline.startswith("اجتماع دفاعي بين المغرب وقطر في الرباط")
    assert "يوم 29 سبتمبر 2021" in made.summary
    assert "أحمد العلمي، وزير الدفاع المغربي" in made.summary
    assert all(item.text == item.evidence[0].quote for item in made.agreements)
    assert not any("text" in (a.answer.model_fields if a.answer else {}) for a in model.asked)
