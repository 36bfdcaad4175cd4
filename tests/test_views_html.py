"""What the pages for browsers share: cutting a text at its marks, languages, what is left out."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summariser.views import html


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[tuple[html.Span, str]]]:
    text = draw(st.text("ab \nم", max_size=30))
    places = st.integers(0, len(text))
    spans = st.tuples(places, places).filter(lambda span: span[0] < span[1])
    marks = st.tuples(spans, st.sampled_from("PQRS"))
    return text, draw(st.lists(marks, max_size=8)) if text else []


@given(marked_texts())
def test_segments_are_the_text_and_have_the_marks_around_them(
    given: tuple[str, list[tuple[html.Span, str]]],
) -> None:
    text, given_marks = given
    segments = list(html.cut(text, given_marks))
    assert "".join(segment.text for segment in segments) == text
    starts = {segment.start for segment in segments}
    assert {start for (start, _), _ in given_marks} <= starts
    for segment in segments:
        assert segment.text
        for at in range(segment.start, segment.start + len(segment.text)):
            assert text[at] == segment.text[at - segment.start]
            assert segment.marks == {m for (start, end), m in given_marks if start <= at < end}


@pytest.mark.parametrize(
    ("language", "tag", "direction"),
    [("ar", "ar", "rtl"), ("ur", "ur", "rtl"), ("en", "en", "auto"), ("und", "", "auto")],
)
def test_a_language_has_a_tag_and_a_direction(language: str, tag: str, direction: str) -> None:
    assert (html.language_tag(language), html.direction(language)) == (tag, direction)


@pytest.mark.parametrize("language", ["", "x", 'ar" onload="alert(1)', "ar\n", "english"])
def test_what_is_no_language_has_no_tag(language: str) -> None:
    assert html.language_tag(language) == ""


def test_what_no_page_may_hold_is_left_out() -> None:
    text = "one\0\x08\x1b[31m\x9b\ud800\uffff\u202etwo\tthree\r\nfour"
    assert html.allowed(text) == "one[31mtwo\tthree\nfour"


def test_a_lone_return_becomes_a_break_of_the_same_length() -> None:
    assert html.broken_lines("a\rb\r\nc\r") == "a\nb\r\nc\n"


def test_a_file_is_permitted_by_its_hash() -> None:
    style = html.inline("templates/base.css", "templates/run.css")
    assert style.source == "".join(
        html.inline(f"templates/{name}.css").source for name in ("base", "run")
    )
    digest = base64.b64encode(hashlib.sha256(style.source.encode()).digest()).decode()
    assert style.permit == f"'sha256-{digest}'"
