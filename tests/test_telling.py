"""Texts of sentences: the page's own where the language is right, else asked for and checked."""

import pytest
from scripted import Asked, ScriptedModel

from summariser import composing
from summariser.asking import Asker
from summariser.document import Document
from summariser.record import Language
from summariser.telling import Teller

ENGLISH = "Morocco and Qatar signed a memorandum of understanding on military training in Rabat."


def told(language: Language, text: str, page: str = ENGLISH) -> tuple[str, Asker, ScriptedModel]:
    model = ScriptedModel(answer=lambda _: {"text": text})
    document = Document("page.txt", page)
    asker = Asker(model)
    return Teller(document, language, asker).text(document.sentences[0]), asker, model


def test_a_sentence_in_the_records_language_stands_for_itself() -> None:
    text, asker, model = told("en", "Spain signed.")
    assert text == ENGLISH
    assert (asker.warnings, model.asked) == ([], [])


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("They signed a memorandum.", "Write Arabic only"),
        ("وقّع الجانبان 5 مذكرات.", "The number 5"),
        ("وقّعت إسبانيا مذكرة تفاهم.", "إسبانيا is not in the sentence"),
        ("وقّع وزير الدفاع عبد الفتاح المنصوري مذكرة تفاهم.", "is not in the sentence"),
        ("تناولت المباحثات تدريب الطيارين وصيانة الطائرات.", "the example says"),
    ],
)
def test_arabic_that_says_more_than_the_page_is_left_out(text: str, complaint: str) -> None:
    made, asker, model = told("ar", text)
    assert made == composing.untold("ar")
    assert complaint in asker.warnings[0]
    assert len(model.asked) == 1  # one clause: there is no shorter sentence to ask for


def test_arabic_that_the_page_backs_is_taken_and_asked_for_once() -> None:
    text = "وقّع المغرب وقطر مذكرة تفاهم بشأن التدريب العسكري في الرباط."
    made, asker, model = told("ar", text)
    assert made == text
    assert len(model.asked) == 1
    assert asker.warnings == []
    assert asker.costs["text"].usage.requests == 1


LONG = (
    "وأكد الوزير أن اللقاءات الثنائية ساهمت في تعزيز التعاون العسكري بين المغرب وقطر، مضيفا أن "
    "الجانبين بحثا في شتنبر الماضي تدريب الطيارين وصيانة الطائرات وتبادل الخبرات بينهما."
)


def test_what_says_more_is_asked_for_once_more_of_the_first_clauses() -> None:
    def answer(asked: Asked) -> object:
        return {"text": "Spain agreed." if "شتنبر" in asked.words else "Talks helped Qatar."}

    model = ScriptedModel(answer=answer)
    document = Document("page.txt", LONG)
    asker = Asker(model)
    assert Teller(document, "en", asker).text(document.sentences[0]) == "Talks helped Qatar."
    first, second = (asked.messages[-1]["content"] for asked in model.asked)
    assert second.startswith(LONG.split("،", maxsplit=1)[0] + "\n")
    assert "September" in first  # the month's name is given ready, as names are
    assert asker.warnings == []
