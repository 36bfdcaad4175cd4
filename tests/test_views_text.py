import io
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from shown import data, document, failed, grounds, made, nothing

from summariser import MeetingSummary
from summariser.document import Document
from summariser.views import date_words, plain, venue_words
from summariser.views.text import RecordText

GOLDEN = Path(__file__).with_name("views")
WIDTHS = [40, 80, 140]
# What the views must never let out: controls, and what is invisible or turns text around.
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
HOSTILE = "a\x1b[31m\x1b]8;;http://evil\x07b\x9b2J\u202ec\u2066d\rx\x00\u200f\U000e0041"


def shown(
    record: MeetingSummary,
    width: int = 80,
    page: Document | None = None,
    *,
    evidence: bool = False,
    terminal: bool = False,
) -> str:
    """The view as a file gets it, or as a terminal does; without the spaces that fill lines."""
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=terminal,
        color_system="truecolor" if terminal else None,
        _environ={"TERM": "xterm"},
    )
    with console.capture() as captured:
        console.print(RecordText(record, page, evidence))
    return re.sub(r" +$", "", captured.get(), flags=re.MULTILINE)


def letters(output: str) -> str:
    """What is left without space, which depends on the width, and numbers of sentences."""
    return re.sub(r"\s|\[[0-9, –]+\]", "", output)


def golden(width: int) -> dict[str, str]:
    """The views that are kept in files, to be read by people; `python tests/test_views_text.py`
    writes them anew.
    """
    return {
        f"everything-{width}.txt": shown(made(data()), width, document(), evidence=True),
        f"failed-{width}.txt": shown(failed(), width),
    }


# ── what is there ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("width", WIDTHS)
def test_the_views_are_as_the_files_show_them(width: int) -> None:
    for name, output in golden(width).items():
        assert output == (GOLDEN / name).read_text("utf-8"), name


@pytest.mark.parametrize("width", [20, *WIDTHS, 200])
def test_every_value_is_there(width: int) -> None:
    record = made(data())
    output = letters(shown(record, width, document()))
    values = [
        record.status,
        record.document.id,
        f"same words as {record.document.same_as}",
        record.headline,
        record.summary,
        "(state, MA)",
        "(organisation)",
        *(party.name for party in record.parties),
        "Royal Palace, Rabat, Morocco",
        "2021-09-29 (precise to the day)",
        *(item.text for item in record.agreements),
        *record.warnings,
        "existing cooperation: They",
        "natural disaster: An",
        "cost 0.0125",
    ]
    if width < 60:  # in tables the words of two cells stand on one line
        values += [
            "Minister of Defence, MA, present",
            "Minister of State for Defence Affairs, QA, present",
            "Ahmed Aboul Gheit not present",
        ]
    for value in values:
        assert letters(plain(value)) in output, value
    for official in record.officials:
        for piece in official.evidence:
            assert all(word in output for word in piece.quote.split())


def test_numbers_are_those_of_the_pages_sentences() -> None:
    lines = shown(made(data()), 80, document()).splitlines()
    row = next(line for line in lines if line.startswith("Khalid al-Attiyah"))
    assert row.endswith("[2] خالد العطية")
    assert lines[lines.index(row) + 1].endswith("[3] خالد بن محمد العطيّة")
    assert "         League of Arab States (organisation)  [3] جامعة الدول العربية" in lines
    assert any(line.endswith("         29 سبتمبر 2021") for line in lines)  # in no sentence
    assert "  [4] They agreed to sign a memorandum on training for the F-16." in lines
    disaster = next(i for i, line in enumerate(lines) if "natural disaster" in line)
    assert [line.split()[0] for line in lines[disaster : disaster + 2]] == ["[7]", "[3]"]


def test_without_the_page_the_words_stand_alone() -> None:
    output = shown(made(data()), 80, evidence=True)
    assert "[1]" not in output
    assert "sentence n of the page" not in output
    assert "    • Qatar offered to finance the project." in output.splitlines()
    assert " وعرض الجانب القطري تمويل المشروع\n" in output
    with pytest.raises(ValueError, match="not the page"):
        shown(made(data()), 80, Document.from_text("Something else.", "other.txt"))


def test_a_text_that_says_nothing_has_its_sentence_without_being_asked() -> None:
    output = shown(made(data()), 80, document())
    assert "see the evidence" in output
    assert "وشدد الوزيران" in output
    assert "التدريب العسكري" not in output  # sentence 4: its text says what it says


def test_a_record_in_arabic_reads_from_the_right() -> None:
    words = "اجتماع دفاعي بين المغرب وقطر في الرباط"
    output = shown(made(data() | {"headline": words, "summary": words}), 60)
    assert output.splitlines()[0] == words.rjust(60)
    assert words.rjust(60) in output.splitlines()[1:]


def test_evidence_in_the_texts_own_letters_is_told_apart() -> None:
    page = Document.from_text("The ministers of Morocco and Qatar met in Rabat today.\n", "e.txt")
    piece = [{"quote": page.text[4:13], "start": 4, "end": 13}]
    record = nothing("ok") | {
        "document": {"id": "e.txt", "sha256": page.sha256, "language": "en", "characters": 55},
        "agreements": [{"text": "They met.", "status": "agreed", "evidence": piece}],
    }
    lines = shown(made(record), 80, page, evidence=True).splitlines()
    at = lines.index("  [1] They met.")
    assert lines[at + 1] == "      “The ministers of Morocco and Qatar met in Rabat today.”"


# ── what is missing ──────────────────────────────────────────────────────────


def test_a_failed_record_is_its_document_and_its_reason() -> None:
    lines = shown(failed()).splitlines()
    assert lines[:4] == [
        "failed · none.txt",
        "",
        "Nothing was taken from this page",
        "    • none.txt: binary, not text; give the page as UTF-8 text",
    ]
    assert "Not found" not in "".join(lines)


def test_a_partial_record_says_so_before_all_else() -> None:
    lines = shown(made(data())).splitlines()
    assert lines[1].startswith("partial · ")
    assert lines[3:5] == [
        "This record is not whole",
        "    • not answered: who took part (no answer within 60 s)",
    ]
    assert "Warnings" not in lines


def test_warnings_of_a_whole_record_are_at_its_end() -> None:
    lines = shown(made(data() | {"status": "ok"})).splitlines()
    assert "This record is not whole" not in lines
    assert lines.index("Warnings") > lines.index("Context")


def test_fields_without_a_value_are_named() -> None:
    every = "Not found  parties, officials, venue, date, agreements, context"
    assert every in shown(made(nothing("ok")))
    assert "Not found  date\n" in shown(made(data() | {"date": None}))
    assert "Not found" not in shown(made(data()))


def test_answers_from_the_cache_cost_nothing() -> None:
    record = data()
    record["provenance"] = {**record["provenance"], "from_cache": True, "seconds": 0.04}
    last = shown(made(record)).splitlines()[-1]
    assert last == "openai:some-model · 0.0 s · all answers from the cache"


# ── widths ───────────────────────────────────────────────────────────────────


def test_long_words_are_broken_up_and_not_left_out() -> None:
    record = data()
    record["officials"][0] |= {"role": "Minister " * 30, "name_en": "Abdul" * 30}
    record["headline"] = "long" * 100
    record["document"] |= {"id": "folder/" * 30 + "a.txt"}
    for width in (20, 40, 80, 140):
        output = shown(made(record), width)
        assert max(map(cell_len, output.splitlines())) <= width
        assert output.replace("\n", "").count("long") == 100
        assert letters(output).count("Minister") >= 30 or width == 80  # there among other cells


def test_lines_end_before_they_are_too_long_to_read() -> None:
    output = shown(made(data() | {"summary": "word " * 100}), 400)
    assert max(map(len, output.splitlines())) in range(130, 141)


TEXT = st.text() | st.text("أبجد \u064b\u0651،.\u200f\u202e\x1bAZ[1]\u200d👩🚀中", max_size=300)
READABLE = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
PAGES = st.text(READABLE | st.sampled_from("اب .\n\u202e"), min_size=1, max_size=200).filter(
    lambda text: text.strip("\ufeff \t\r\n")
)


@st.composite
def records(draw: st.DrawFn) -> tuple[MeetingSummary, Document]:
    """Any record with everything in it, and its page."""
    page = Document.from_text(draw(PAGES), draw(TEXT))

    def pieces() -> list[dict[str, Any]]:
        start = draw(st.integers(0, len(page.text) - 1))
        end = draw(st.integers(start + 1, len(page.text)))
        return [{"quote": page.text[start:end], "start": start, "end": end}]

    record = data()
    record["status"] = draw(st.sampled_from(["ok", "partial"]))
    about = {"id": page.id, "sha256": page.sha256, "characters": len(page.text)}
    record["document"] |= about
    record["warnings"] = [draw(TEXT)]
    for field in ("headline", "summary"):
        record[field] = draw(TEXT)
    record["parties"] = [record["parties"][0] | {"name": draw(TEXT)}]
    names = {name: draw(TEXT) for name in ("name", "name_en", "role")}
    record["officials"] = [record["officials"][0] | names]
    record["venue"] |= {"city": draw(TEXT), "place": draw(TEXT)}
    for field in ("agreements", "context"):
        record[field] = [record[field][0] | {"text": draw(TEXT)}]
    for part in (*(record[field][0] for field in LISTS), record["venue"], record["date"]):
        part["evidence"] = pieces() + pieces()
    return MeetingSummary.model_validate(record, context={"text": page.text}), page


LISTS = ("parties", "officials", "agreements", "context")
ANY_RECORD = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@ANY_RECORD
@given(records(), st.integers(16, 160), st.booleans(), st.booleans())
def test_any_record_keeps_within_its_lines(
    both: tuple[MeetingSummary, Document], width: int, evidence: bool, terminal: bool
) -> None:
    output = shown(both[0], width, both[1], evidence=evidence, terminal=terminal)
    unstyled = re.sub("\x1b\\[[0-9;]*m", "", output)
    assert max(map(cell_len, unstyled.split("\n"))) <= width
    for line in unstyled.split("\n"):
        inner = re.fullmatch("([^\u202a-\u202e]*)\u202b([^\u202a-\u202e]*)\u202c", line)
        left = "".join(inner.groups()) if inner and terminal else line
        assert not FORBIDDEN.search(left), ascii(line)


@ANY_RECORD
@given(records())
def test_any_record_is_shown_whole(both: tuple[MeetingSummary, Document]) -> None:
    record, page = both
    # 59 columns: lists instead of tables, so that each value stands by itself.
    output = shown(record, 59, page, evidence=True)
    official, venue = record.officials[0], record.venue
    assert venue is not None
    texts = [record.headline, record.summary, record.parties[0].name, official.role]
    texts += [official.name_en, official.name, venue.city or "", venue.place or ""]
    texts += [record.agreements[0].text, record.context[0].text, record.warnings[0]]
    texts += [piece.quote for piece in (*record.parties[0].evidence, *official.evidence)]
    for text in texts:
        assert letters(plain(text)) in letters(output)


# ── what documents may not do ────────────────────────────────────────────────


def hostile(words: str) -> MeetingSummary:
    """A record in which all words from outside are these."""
    record = data()
    for field in ("headline", "summary"):
        record[field] = words
    record["document"] |= {"id": words, "language": words, "characters": 9999, "same_as": words}
    record["warnings"] = [words]
    record["provenance"] = {**record["provenance"], "model": words}
    record["parties"][0] |= {"name": words, "evidence": [quote(words)]}
    record["venue"] |= {"city": words, "place": words}
    record["officials"][0] |= {"name": words, "name_en": words, "role": words}
    for field in ("agreements", "context"):
        record[field][0] |= {"text": words, "evidence": [quote(words)]}
    return made(record)


def quote(words: str) -> dict[str, Any]:
    return {"quote": words, "start": 0, "end": len(words)}


def test_markup_of_documents_is_shown_as_it_is() -> None:
    words = "[red]A[/red] :smile: [/] [link=http://x]y[/link]"
    output = shown(hostile(words), 50, evidence=True)
    assert re.sub(r"\s", "", output).count(re.sub(r"\s", "", words)) >= 12


def test_no_words_of_a_document_command_the_terminal() -> None:
    output = shown(hostile(HOSTILE), evidence=True)
    assert not FORBIDDEN.search(output)
    assert output.count("a\ufffd[31m") >= 12
    coloured = shown(hostile(HOSTILE), evidence=True, terminal=True)
    assert "\x1b[1m" in coloured  # our own colours are the only ones
    assert "\x1b[31m" not in coloured


def test_on_a_terminal_each_arabic_line_is_embedded_by_itself() -> None:
    output = shown(made(data()), 40, document(), evidence=True, terminal=True)
    lines = [line for line in output.splitlines() if "\u202b" in line or "\u202c" in line]
    assert len(lines) > 20
    for line in lines:
        assert line.count("\u202b") == line.count("\u202c") == 1
        assert line.index("\u202b") < line.index("\u202c")


def test_colours_are_the_only_difference_of_a_terminal() -> None:
    coloured = shown(made(data()), 80, document(), evidence=True, terminal=True)
    bare = re.sub("\x1b\\[[0-9;]*m|[\u202b\u202c]", "", coloured)
    stripped = [line.rstrip() for line in bare.splitlines()]
    assert stripped == shown(made(data()), 80, document(), evidence=True).splitlines()


# ── words ────────────────────────────────────────────────────────────────────


@given(st.text())
@example("a\u2028b\x1c c")
def test_plain_text_is_one_line_and_stays_so(words: str) -> None:
    line = plain(words)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert plain(line) == line
    line.encode()


def test_plain_text_keeps_what_is_read() -> None:
    assert (
        plain("  أهلاً\u00a0بكم\n👩\u200d🚀 می\u200cخواهم ") == "أهلاً بكم 👩\u200d🚀 می\u200cخواهم"
    )


@pytest.mark.parametrize(
    ("city", "country", "place", "words"),
    [
        ("Rabat", "MA", None, "Rabat, Morocco"),
        (None, "MA", None, "Morocco"),
        ("Rabat", None, "Royal Palace", "Royal Palace, Rabat"),
        (None, None, None, "a call"),
    ],
)
def test_where_it_was(city: str | None, country: str | None, place: str | None, words: str) -> None:
    record = data()
    record["venue"] |= {"city": city, "country": country, "place": place}
    venue = made(record).venue
    assert venue is not None
    assert venue_words(venue) == words
    assert f"Venue    {words}" in shown(made(record))


@pytest.mark.parametrize(
    ("value", "precision"), [("2021-09-29", "day"), ("2021-09", "month"), ("2021", "year")]
)
def test_when_it_was(value: str, precision: str) -> None:
    told = {"value": value, "precision": precision, "evidence": grounds("الأربعاء")}
    date = made(data() | {"date": told}).date
    assert date is not None
    assert date_words(date) == f"{value} (precise to the {precision})"


if __name__ == "__main__":
    for columns in WIDTHS:
        for file, words in golden(columns).items():
            (GOLDEN / file).write_text(words, "utf-8")
