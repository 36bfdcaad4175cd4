import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from shown import PAGE, data, document, failed, made, nothing

from summariser import MeetingSummary
from summariser.document import Document
from summariser.record import Evidence
from summariser.views import plain
from summariser.views.markdown import escaped, render
from summariser.views.passages import Passages

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
GOLDEN = Path(__file__).with_name("views") / "everything.md"
HARMLESS = {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}


def tokens(source: str) -> Iterator[Token]:
    for token in MARKDOWN.parse(source):
        yield token
        yield from token.children or ()


def test_a_brief_of_everything() -> None:
    label = re.search(r"\[\^(\w{8})-1\]", render(made(data()), document()))
    assert label is not None
    brief = render(made(data()), document()).replace(label.group(1), "x")
    assert brief == GOLDEN.read_text("utf-8")


def test_a_failed_page_is_its_reason() -> None:
    assert render(failed()).startswith(
        "# none\\.txt\n\n**failed** · none\\.txt\n\n## Nothing was taken from this page\n\n"
        "- none\\.txt: binary, not text; give the page as UTF-8 text\n\n*openai:some-model"
    )
    assert "Not found" not in render(failed())


def test_without_the_page_footnotes_are_the_words_and_where_they_stand() -> None:
    brief = render(made(data()))
    start = PAGE.index("المغربي")
    assert f"-1]: \u200f“المغربي”\u200f (characters {start}–{start + 7})\n" in brief
    assert "sentence\u00a0" not in brief


def test_a_sentence_is_one_footnote_with_all_its_evidence_in_bold() -> None:
    brief = render(made(data()), document())
    (note,) = re.findall(r"^\[\^\w+-\d\]: .+sentence\u00a01\)$", brief, re.MULTILINE)
    assert note.count("**") == 6
    for words in ("المغربي", "القطري", "الرباط"):
        assert f"**{words}**" in note
    label = note.split(":")[0]
    assert brief.count(label) == 4  # Morocco, Qatar, the venue, the footnote


def test_footnotes_resolve_in_one_file_of_several_briefs() -> None:
    other = data() | {"provenance": {**data()["provenance"], "language": "ar"}}
    briefs = [render(made(record), document()) for record in (data(), other)]
    labels = [set(re.findall(r"\[\^.+?\]", brief)) for brief in briefs]
    assert len(labels[0]) == len(labels[1]) == 8
    assert not labels[0] & labels[1]
    parsed = MarkdownIt("commonmark").enable("table").use(footnote_plugin).parse("\n".join(briefs))
    every = [token for outer in parsed for token in (outer, *(outer.children or ()))]
    assert sum(token.type == "footnote_open" for token in every) == 16
    assert "[^" not in "".join(token.content for token in every if token.type == "text")
    assert sum(token.type == "table_open" for token in every) == 2


@given(st.text(st.sampled_from("ab ,.*_`()[]\u200b\u064bابج1"), max_size=30), st.data())
def test_bold_is_evidence_and_nothing_else(words: str, cut: st.DataObject) -> None:
    text = f"one two three four five x{words}x."
    start = cut.draw(st.integers(0, len(text) - 1))
    end = cut.draw(st.integers(start + 1, len(text)))
    page = Document.from_text(text, "a.txt")
    piece = {"quote": text[start:end], "start": start, "end": end}
    record = nothing("ok") | {"parties": [data()["parties"][0] | {"evidence": [piece]}]}
    about = {"id": "a.txt", "sha256": page.sha256, "language": "ar", "characters": len(text)}
    record["document"] = about
    note = render(made(record), page).rpartition("-1]: ")[2]
    parsed = list(tokens(note))
    assert {token.type for token in parsed} <= {*HARMLESS, "strong_open", "strong_close"}
    bold = "".join(
        token.content for before, token in pairwise(parsed) if before.type == "strong_open"
    )
    cited = plain(text[start:end])
    assert bold in cited
    assert "".join(filter(str.isalnum, bold)) in ("", "".join(filter(str.isalnum, cited)))
    read = "".join(token.content for token in parsed if token.type.startswith("text"))
    told = re.fullmatch("\u200f?“(.*)”\u200f? \\(.*\\)", read.replace("\u2060", ""), re.DOTALL)
    assert told is not None
    (passage,) = Passages(made(record), page).of([Evidence.model_validate(piece)])
    assert told[1] == plain(passage.text)


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
    assert read.replace("\u2060", "") == plain(words)


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("see https://evil.example/x", re.compile(r"https?://")),
        ("see www.evil.example", re.compile(r"www\.\w")),
        ("write to a@evil.example", re.compile(r"@\w")),
        ("as @someone said", re.compile(r"@\w")),
        ("as #12 said", re.compile(r"#\d")),
        ("in :smile: mood", re.compile(r":\w+:")),
    ],
)
def test_nothing_becomes_a_link_or_a_picture_on_github(words: str, link: re.Pattern[str]) -> None:
    assert link.search(words)
    assert not link.search(escaped(words))


@pytest.mark.parametrize(
    "words", ["(a) x", "iv. x", "A) x", "1) x", ": x", "% x", "+ x", "#. x", "(@) x", "U.S. x"]
)
def test_pandocs_lists_and_definitions_stay_text(words: str) -> None:
    start = re.compile(r"[:%+]|\(?[\w#@]+[.)]\s")
    assert start.match(words) or words == "U.S. x"
    assert not start.match(escaped(words))


def test_what_is_no_markup_is_not_escaped() -> None:
    for words in ("at 12:30:40 on 1.5 ha", "a: b", "2.4 GHz, “x” (y) – 50 %", "F-16 / A.D. "):
        assert escaped(words).replace("\\.D", ".D") == words.strip()


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
    assert sum(token.type == "strong_open" for token in found) == 4  # the status, three titles
    assert sum(token.type == "tr_open" for token in found) == 3
    assert "\x1b" not in brief


if __name__ == "__main__":
    words = render(made(data()), document())
    GOLDEN.write_text(re.sub(r"\[\^\w{8}-", "[^x-", words), "utf-8")
