"""Summaries put together from a record's parts say what is there, and no less."""

import pytest

from summariser import composing
from summariser.composing import arabic, english
from summariser.record import Agreement, Evidence, Language

GROUNDS = (Evidence(quote="وقعا", start=0, end=4),)


def summary(language: Language, *texts: str) -> str:
    matters = [Agreement(text=text, status="agreed", evidence=GROUNDS) for text in texts]
    return composing.summary(composing.Meeting([], [], None, None, matters, [], {}), language)


@pytest.mark.parametrize(("language", "words"), [("en", english), ("ar", arabic)])
def test_that_there_is_no_matter_is_said_only_where_there_is_none(
    language: Language, words: object
) -> None:
    none, untold = (getattr(words, name) for name in ("NO_MATTER", "MATTERS_UNTOLD"))
    assert summary(language).endswith(none)
    assert summary(language, composing.untold(language)).endswith(untold)
    told = summary(language, composing.untold(language), "They signed.")
    assert told.endswith("They signed.")
    assert none not in told
    assert untold not in told
