import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from summariser import MeetingSummary
from summariser.views import plain
from summariser.views.markdown import escaped, render

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HARMLESS = {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}


def tokens(source: str) -> Iterator[Token]:
    for token in MARKDOWN.parse(source):
        yield token
        yield from token.children or ()


def test_a_brief_with_footnotes(record: MeetingSummary) -> None:
    brief = render(record)
    label = re.search(r"\[\^(\w{6})-1\]", brief)
    assert label is not None
    expected = f"""\
# Moroccan and Qatari ministers meet

**ok** · a.txt · ar, {record.document.characters} characters

The ministers met in Rabat. They agreed on training.

- **Parties:** Morocco[^x-1], Qatar[^x-2]
- **Venue:** Rabat, Morocco[^x-3]
- **Date:** 2021-09-29[^x-4]

## Officials

| Name | Role | From | Present | In the document |
| --- | --- | --- | --- | --- |
| Ahmed al-Alami | Minister of Defence | MA | yes | أحمد العلمي[^x-5] |
| Khalid al-Attiyah | – | – | no | خالد العطية[^x-6] |

## Agreed

- A memorandum on military training[^x-7]

## Discussed

- Stronger defence cooperation[^x-8]

## Context

- *existing cooperation*: The two countries are close.[^x-9]

## Warnings

- one sentence was not understood

*scripted · 12 s · 12 requests · 3,456 prompt tokens (3,000 cached) · 78 answer tokens*

"""
    start, notes = brief.replace(label.group(1), "x").split("[^x-1]: ")
    assert start == expected.replace("a.txt", r"a\.txt")
    assert notes.startswith("“المغربي” (characters 12–19)\n[^x-2]: “القطري” (characters ")
    assert notes.count("\n[^x-") == 8


def test_the_same_words_are_one_footnote(record_data: dict[str, Any]) -> None:
    record_data["context"][0]["evidence"] = record_data["venue"]["evidence"] * 2
    brief = render(MeetingSummary.model_validate(record_data))
    assert len(re.findall(r"^\[\^\w{6}-\d\]: ", brief, re.MULTILINE)) == 8
    assert len(re.findall(r"\[\^\w{6}-3\]", brief)) == 4  # venue, context twice, definition


def test_footnotes_of_two_documents_differ(record_data: dict[str, Any]) -> None:
    labels: list[set[str]] = []
    for name in ("a.txt", "b.txt"):
        record_data["document"]["id"] = name
        brief = render(MeetingSummary.model_validate(record_data))
        labels.append(set(re.findall(r"\[\^.+?\]", brief)))
    assert len(labels[0]) == 9
    assert not labels[0] & labels[1]


MARKS = st.text(alphabet="\\`*_{}[]()<>#|~&!$^-+=.:;/@\"' \n\tab1ww1.")


@given(st.text() | MARKS)
@example("_a_ *b* `c` ~~d~~ __e__ **f**")
@example("1. one")
@example("1) one")
@example("- a")
@example("+ a")
@example("===")
@example("---")
@example("# a")
@example("> a")
@example("    code")
@example("~~~")
@example("<b>x</b> &amp; &#65;")
@example("![x](y) [a](javascript:b) <http://c>")
@example("| a | b |")
def test_escaped_words_are_shown_as_they_are_and_nothing_else(words: str) -> None:
    parsed = list(tokens(escaped(words)))
    assert {token.type for token in parsed} <= HARMLESS
    read = "".join(token.content for token in parsed if token.type.startswith("text"))
    assert read.replace("@\u2060", "@") == plain(words).replace("@\u2060", "@")


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("see https://evil.example/x", re.compile(r"https?://")),
        ("see www.evil.example", re.compile(r"www\.\w")),
        ("write to a@evil.example", re.compile(r"@\w")),
        ("as @someone said", re.compile(r"@\w")),
    ],
)
def test_addresses_do_not_become_links_on_github(words: str, link: re.Pattern[str]) -> None:
    assert link.search(words)
    assert not link.search(escaped(words))


def test_a_hostile_record_makes_no_links_images_or_html(record_data: dict[str, Any]) -> None:
    evil = "</td><script>x</script> ![i](http://x) [l](javascript:y)|\n\n# h\n\n```\x1b[31m"
    for field in ("headline", "summary"):
        record_data[field] = evil
    record_data["document"]["id"] = evil
    record_data["warnings"] = [evil]
    record_data["provenance"]["model"] = evil
    record_data["parties"][0]["name"] = evil
    record_data["venue"] |= {"city": evil, "place": evil}
    record_data["officials"][0] |= {"name": evil, "name_en": evil, "role": evil}
    record_data["parties"][0]["evidence"][0] = {"quote": evil, "start": 0, "end": len(evil)}
    for field in ("agreements", "context"):
        record_data[field][0]["text"] = evil
    brief = render(MeetingSummary.model_validate(record_data))
    # Footnotes are no CommonMark: as paragraphs of their own their words are parsed too.
    found = list(tokens(re.sub(r"^\[\^[\w-]+\]:", "\nnote", brief, flags=re.MULTILINE)))
    kinds = {token.type for token in found}
    assert not kinds & {"link_open", "image", "html_block", "html_inline", "fence", "code_inline"}
    assert sum(token.type == "heading_open" for token in found) == 6
    assert sum(token.type == "tr_open" for token in found) == 3
    assert "\x1b" not in brief
