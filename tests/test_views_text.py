import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from summariser import MeetingSummary
from summariser.views import plain, text, venue_words


def shown(record: MeetingSummary, width: int = 80, colour: bool = False) -> str:
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
    )
    with console.capture() as captured:
        console.print(text.render(record))
    return captured.get()


def test_everything_is_there(record: MeetingSummary) -> None:
    lines = [line.rstrip() for line in shown(record).splitlines()]
    assert lines[0] == "Moroccan and Qatari ministers meet"
    assert lines[1] == f"ok · a.txt · ar, {record.document.characters} characters"
    assert "The ministers met in Rabat. They agreed on training." in lines
    assert "Parties  Morocco, Qatar" in lines
    assert "Venue    Rabat, Morocco" in lines
    assert "Date     2021-09-29" in lines
    table = lines.index(next(line for line in lines if line.startswith("Official")))
    assert lines[table].split() == ["Official", "Role", "From", "Present", "In", "the", "document"]
    assert lines[table + 1].split() == (
        ["Ahmed", "al-Alami", "Minister", "of", "Defence", "MA", "yes", "أحمد", "العلمي"]
    )
    assert lines[table + 2].split() == ["Khalid", "al-Attiyah", "–", "–", "no", "خالد", "العطية"]
    assert lines[lines.index("Agreed") + 1] == " • A memorandum on military training"
    assert lines[lines.index("Discussed") + 1] == " • Stronger defence cooperation"
    assert "Offered" not in lines
    assert lines[lines.index("Context") + 1] == (
        " • existing cooperation: The two countries are close."
    )
    assert lines[lines.index("Warnings") + 1] == " • one sentence was not understood"
    provenance = (
        "scripted · 12 s · 12 requests · 3,456 prompt tokens (3,000 cached) · 78 answer tokens"
    )
    assert " ".join(lines[lines.index("Warnings") + 3 :]) == provenance


def test_answers_from_the_cache_cost_nothing(record_data: dict[str, Any]) -> None:
    record_data["provenance"].update(from_cache=True, seconds=0.04)
    last = shown(MeetingSummary.model_validate(record_data)).splitlines()[-1]
    assert last.rstrip() == "scripted · 0.0 s · all answers from the cache"


def test_a_failed_record_is_its_document_and_its_reason(record_data: dict[str, Any]) -> None:
    record_data |= {
        "status": "failed",
        "document": {"id": "b.txt", "sha256": None, "language": "und", "characters": 0},
        "headline": "",
        "summary": "",
        "venue": None,
        "date": None,
        "warnings": ["b.txt: empty"],
        **{field: [] for field in ("parties", "officials", "agreements", "context")},
    }
    lines = [
        line.rstrip() for line in shown(MeetingSummary.model_validate(record_data)).split("\n")
    ]
    assert lines[:6] == ["b.txt", "failed · b.txt", "", "Warnings", " • b.txt: empty", ""]
    assert lines[6].startswith("scripted")


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int, record_data: dict[str, Any]) -> None:
    record_data["officials"][0]["role"] = "Minister " * 30
    record_data["headline"] = "long" * 100
    record_data["document"]["id"] = "folder/" * 30 + "a.txt"
    output = shown(MeetingSummary.model_validate(record_data), width)
    assert max(map(cell_len, output.splitlines())) <= width
    assert output.count("Minister") == (30 if width >= 80 else 0)  # broken up, not left out
    assert output.replace("\n", "").count("long") == 100


def test_markup_of_documents_is_shown_as_it_is(record_data: dict[str, Any]) -> None:
    record_data["headline"] = "[red]Attack[/red] :smile: [/]"
    record_data["summary"] = "[link=http://x]y[/link]"
    record_data["officials"][0]["role"] = "[bold]General[/bold]"
    output = shown(MeetingSummary.model_validate(record_data), 200)
    for words in (
        "[red]Attack[/red] :smile: [/]",
        "[link=http://x]y[/link]",
        "[bold]General[/bold]",
    ):
        assert words in output


HOSTILE = "a\x1b[31m\x1b]8;;http://evil\x07b\x9b2J\u202ec\u2066d\rx\x00\u200f\U000e0041"


def test_no_words_of_a_document_command_the_terminal(record_data: dict[str, Any]) -> None:
    for field in ("headline", "summary"):
        record_data[field] = HOSTILE
    record_data["document"]["id"] = HOSTILE
    record_data["warnings"] = [HOSTILE]
    record_data["provenance"]["model"] = HOSTILE
    record_data["parties"][0]["name"] = HOSTILE
    record_data["venue"] |= {"city": HOSTILE, "place": HOSTILE}
    record_data["officials"][0] |= {"name": HOSTILE, "name_en": HOSTILE, "role": HOSTILE}
    for field in ("agreements", "context"):
        record_data[field][0]["text"] = HOSTILE
    record = MeetingSummary.model_validate(record_data)
    output = shown(record)
    assert not set(output) & set("\x1b\x07\x9b\r\x00\u202e\u2066\u200f\U000e0041")
    assert output.count("a\ufffd[31m") >= 10
    assert "\x1b[1m" in shown(record, colour=True)  # our own colours are the only ones
    assert "\x1b[31m" not in shown(record, colour=True)


@given(st.text())
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
def test_where_it_was(
    city: str | None,
    country: str | None,
    place: str | None,
    words: str,
    record_data: dict[str, Any],
) -> None:
    record_data["venue"] |= {"city": city, "country": country, "place": place}
    venue = MeetingSummary.model_validate(record_data).venue
    assert venue is not None
    assert venue_words(venue) == words
