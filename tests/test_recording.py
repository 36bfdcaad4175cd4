"""What the records of all plans have in common."""

from time import perf_counter

import pytest
from conftest import PAGE
from pydantic import ValidationError
from scripted import ScriptedModel

from summariser.asking import Asker
from summariser.document import Document
from summariser.record import Evidence, Venue
from summariser.recording import EMPTY, call, recorded


def test_no_record_is_made_with_words_that_the_page_does_not_have() -> None:
    def made(words: str) -> Venue | None:
        place = call(Evidence(quote=words, start=0, end=len(words)))
        document, asker = Document("page.txt", PAGE), Asker(ScriptedModel())
        parts = {**EMPTY, "venue": place}
        return recorded(document, asker, "en", "whole", parts, perf_counter()).venue

    assert made(PAGE[:4]) is not None
    with pytest.raises(ValidationError, match="is not the document's words"):
        made("call")


def test_how_the_page_was_read_stands_before_what_went_wrong() -> None:
    document, asker = Document("page.txt", PAGE, ("a guess",)), Asker(ScriptedModel())
    asker.warnings.append("not answered")
    record = recorded(document, asker, "en", "whole", EMPTY, perf_counter())
    assert record.warnings == ("a guess", "not answered")
