"""The report's file: whole and safe, what it holds of each record and its page."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reported import HOSTILE, Parsed

from summariser import MeetingSummary
from summariser.views.html import Inline
from summariser.views.report import Entry, report_page

Data = dict[str, Any]


def opened(entry: Entry) -> Data:
    return documents(report_page([entry]))[0]


def blocks(page: str) -> Iterator[Any]:
    """The data blocks of a file, found as a browser finds them."""
    parsed = Parsed(page)
    for (tag, attributes), source in zip(parsed.tags, parsed.sources, strict=True):
        if tag == "script" and attributes.get("type") == "application/json":
            yield json.loads(source)


def index(page: str) -> Data:
    return next(blocks(page))


def searched(page: str) -> list[str]:
    """The words that are searched, of each record."""
    return list(blocks(page))[1]


def documents(page: str) -> list[Data]:
    return list(blocks(page))[2:]


def pieces(document: Data) -> Iterator[tuple[int, str, list[str]]]:
    """Each piece of the page with its sentence's number and its values' tags."""
    for line in document["lines"]:
        for sentence in line["sentences"]:
            for text, *tags in sentence["pieces"]:
                yield sentence["number"], text, tags[0].split() if tags else []


def harmful(record_data: Data, **changes: object) -> MeetingSummary:
    """A record of which every word that comes from outside is markup."""
    grounds = [{"quote": HOSTILE, "start": 0, "end": len(HOSTILE)}]
    official = {"name": HOSTILE, "name_en": HOSTILE, "role": HOSTILE, "country": "ZZ"}
    about = {"id": HOSTILE, "sha256": "1" * 64, "language": HOSTILE, "characters": len(HOSTILE)}
    provenance = {**record_data["provenance"], "model": HOSTILE}
    return MeetingSummary.model_validate(
        {
            **record_data,
            "document": about,
            "headline": HOSTILE,
            "summary": HOSTILE,
            "parties": [
                {"name": HOSTILE, "kind": "organisation", "country": None, "evidence": grounds}
            ],
            "officials": [{**official, "present": True, "evidence": grounds}],
            "venue": {"city": HOSTILE, "country": "ZZ", "place": HOSTILE, "evidence": grounds},
            "date": None,
            "agreements": [{"text": HOSTILE, "status": "agreed", "evidence": grounds}],
            "context": [{"topic": "other", "text": HOSTILE, "evidence": grounds}],
            "warnings": [HOSTILE],
            "provenance": provenance,
            **changes,
        }
    )


# ── one file ─────────────────────────────────────────────────────────────────


def test_the_file_asks_for_nothing(record: MeetingSummary, page: str) -> None:
    html = report_page([Entry(record, page)])
    assert not re.search(r"http(?!-equiv)|url\(|@import|javascript:|innerHTML|eval\(", html)
    parsed = Parsed(html)
    assert {tag for tag, _ in parsed.tags}.isdisjoint({"link", "img", "iframe", "base", "object"})
    assert not parsed.values("src") and not parsed.values("style")
    assert all(href.startswith("#") for href in parsed.values("href"))
    assert not [name for _, attributes in parsed.tags for name in attributes if name[:2] == "on"]


def test_the_policy_allows_the_script_and_the_style_that_are_there(
    record: MeetingSummary, page: str
) -> None:
    html = report_page([Entry(record, page)])
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    parsed = Parsed(html)
    for kind in ("script", "style"):
        (source,) = (
            source
            for (tag, given), source in zip(parsed.tags, parsed.sources, strict=True)
            if tag == kind and not given.get("type")
        )
        assert f"{kind}-src {Inline(source).permit};" in policy
    assert policy.startswith("default-src 'none';")
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy


def test_words_from_outside_are_never_markup(
    record: MeetingSummary, record_data: Data, page: str
) -> None:
    harmless = Parsed(report_page([Entry(record, page)]))
    html = report_page([Entry(harmful(record_data), HOSTILE)])
    parsed = Parsed(html)
    assert parsed.tags == harmless.tags
    assert "<!--" not in html
    assert HOSTILE[:9] not in html
    assert "\u202e" not in json.dumps(documents(html), ensure_ascii=False)
    assert documents(html)[0]["values"][1]["name"].startswith("<script>alert('page')</script>")


def test_what_html_and_utf8_do_not_allow_is_left_out(
    record_data: Data, record: MeetingSummary
) -> None:
    text = "one\0\x08\x1b[31m\x9b\uffff\u202etwo\tthree. And some more words here.\rfour"
    record = harmful(record_data, headline="a\x1b[31m\x9bb\u2028c\u202e", **_nothing(text))
    html = report_page([Entry(record, text)])
    shown = "".join(text for _, text, _ in pieces(documents(html)[0]))
    assert shown == "one[31mtwo\tthree. And some more words here.four"
    assert html.encode() and not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e]", html)


def _nothing(text: str) -> Data:
    empty: Data = {"parties": [], "officials": [], "venue": None, "agreements": [], "context": []}
    about = {"id": "a", "sha256": None, "language": "und", "characters": len(text)}
    return empty | {"document": about}


def test_what_is_too_long_to_read_is_cut(record_data: Data) -> None:
    word = "w" * 10_000_000
    grounds = [{"quote": word, "start": 0, "end": len(word)}]
    party = {"name": word, "kind": "organisation", "country": None, "evidence": grounds}
    about = {"id": word, "sha256": None, "language": "en", "characters": len(word)}
    more = _nothing(word) | {"headline": word, "summary": word, "parties": [party]}
    html = report_page([Entry(harmful(record_data, **more | {"document": about}), None)])
    assert len(html) < 300_000
    assert documents(html)[0]["summary"].endswith("… (10,000,000 characters)")


# ── the list ─────────────────────────────────────────────────────────────────


def test_a_row_tells_what_filters_ask_for(record: MeetingSummary, page: str) -> None:
    listed = index(report_page([Entry(record, page)]))
    (row,) = listed["rows"]
    assert row == {
        "key": "000000000000",
        "name": "a.txt",
        "status": "ok",
        "language": "en",
        "headline": "Moroccan and Qatari ministers meet",
        "date": "2021-09-29",
        "where": "Rabat, Morocco",
        "parties": ["MA", "QA"],
        "officials": [
            ["Ahmed al-Alami", "ahmed al-alami احمد العلمي"],
            ["Khalid al-Attiyah", "khalid al-attiyah خالد العطيه"],
        ],
        "topics": ["existing_cooperation"],
        "matters": ["agreed", "discussed"],
    }
    assert listed["parties"] == {"MA": "Morocco", "QA": "Qatar"}


def test_all_words_are_searched_folded_and_once(record: MeetingSummary, page: str) -> None:
    words = searched(report_page([Entry(record, page)]))[0].split()
    assert len(words) == len(set(words))
    assert {"memorandum", "al-attiyah", "rabat", "minister"} <= set(words)
    assert {"نظيره", "الشقيقين"} <= set(words), "the page's own words"
    assert {"اهميه"} <= set(words), "أهمية, folded"
    without = searched(report_page([Entry(record, None)]))[0].split()
    assert {"الشقيقين", "مذكره"} <= set(without), "words of quotes"
    assert "نظيره" not in without


def test_a_failed_record_says_why_in_the_list(record_data: Data) -> None:
    record = harmful(
        record_data, **_nothing(""), status="failed", headline="", warnings=["no page"]
    )
    (row,) = index(report_page([Entry(record, None)]))["rows"]
    assert (row["headline"], row["status"], row["key"]) == ("no page", "failed", "n1")


def test_each_document_has_a_link_of_its_own(record: MeetingSummary, page: str) -> None:
    rows = index(report_page([Entry(record, page)] * 3))["rows"]
    assert [row["key"] for row in rows] == ["0" * 12, f"{'0' * 12}-2", f"{'0' * 12}-3"]


# ── an opened document ───────────────────────────────────────────────────────


def test_values_have_tags_and_the_numbers_of_their_sentences(
    record: MeetingSummary, page: str
) -> None:
    values = opened(Entry(record, page))["values"]
    assert [(value["tag"], value["at"]) for value in values] == [
        ("P1", [1]),
        ("P2", [1]),
        ("O1", [2]),
        ("O2", [2]),
        ("V1", [1]),
        ("D1", [2]),
        ("A1", [3]),
        ("A2", [4]),
        ("C1", [4]),
    ]
    official = values[2]
    assert official["text"] == "Ahmed al-Alami"
    assert official["name"] == "أحمد العلمي"
    assert (official["role"], official["country"]) == ("Minister of Defence", "Morocco")


def test_the_page_is_whole_and_its_evidence_where_it_stands(
    record: MeetingSummary, page: str
) -> None:
    document = opened(Entry(record, page))
    found = list(pieces(document))
    assert "".join(text for _, text, _ in found) == page.replace("\n", "")
    marked = {tag: "".join(t for _, t, tags in found if tag in tags) for tag in ("P1", "O2", "A2")}
    assert marked == {"P1": "المغربي", "O2": "خالد العطية", "A2": "تعزيز علاقات التعاون"}
    assert (document["found"], document["language"], document["direction"]) == (True, "ar", "rtl")
    assert [line["kind"] for line in document["lines"]] == ["heading", "text", "text", "text"]
    assert [number for number, text, _ in found if text.startswith("واتفق")] == [3]


def test_the_narrowest_evidence_of_a_piece_comes_first(record_data: Data, page: str) -> None:
    sentence = page.splitlines()[2]
    start = page.index(sentence)
    whole = [{"quote": sentence, "start": start, "end": start + len(sentence)}]
    record_data["agreements"][0]["evidence"] = whole
    record_data["context"][0]["evidence"] = [{"quote": page, "start": 0, "end": len(page)}]
    record = MeetingSummary.model_validate(record_data, context={"text": page})
    tags = {text: tags for _, text, tags in pieces(opened(Entry(record, page)))}
    assert tags["أحمد العلمي"] == ["O1", "A1", "C1"]
    assert tags[" في الرباط يوم "] == ["A1", "C1"]


def test_without_its_text_a_page_is_its_quotes(record_data: Data, page: str) -> None:
    # One quote lies within another, and one overlaps the next.
    words = page.splitlines()[3]
    start = page.index(words)
    for item, (begin, end) in zip(
        record_data["agreements"], [(0, 30), (20, len(words))], strict=True
    ):
        span = {"start": start + begin, "end": start + end}
        item["evidence"] = [{"quote": words[begin:end], **span}]
    document = opened(Entry(MeetingSummary.model_validate(record_data), None))
    assert not document["found"]
    shown = [
        "".join(t for s in line["sentences"] for t, *_ in s["pieces"]) for line in document["lines"]
    ]
    assert shown == [
        "المغربي",
        "القطري",
        "الرباط",
        "أحمد العلمي",
        "خالد العطية",
        "29 سبتمبر 2021",
        words,
        "البلدين الشقيقين",
    ]
    assert {line["kind"] for line in document["lines"]} == {"quote"}
    at = {value["tag"]: value["at"] for value in document["values"]}
    assert (at["P1"], at["D1"], at["A1"], at["A2"]) == ([1], [6], [7], [7])
    both = [text for _, text, tags in pieces(document) if set(tags) == {"A1", "A2"}]
    assert both == [words[20:30]]


def test_evidence_outside_the_sentences_has_no_number(record_data: Data) -> None:
    text = "Home\nNews\n\nThe ministers of Morocco and Qatar met in Rabat on Monday to talk."
    grounds = [{"quote": "News", "start": 5, "end": 9}]
    party = {"name": "News", "kind": "organisation", "country": None, "evidence": grounds}
    record = harmful(record_data, **_nothing(text) | {"parties": [party]})
    document = opened(Entry(record, text))
    assert document["values"][0]["at"] == [0]
    assert (0, "News", ["P1"]) in list(pieces(document))


def test_a_country_that_is_none_stands_for_itself(record_data: Data) -> None:
    values = opened(Entry(harmful(record_data), HOSTILE))["values"]
    assert values[1]["country"] == "ZZ"


@st.composite
def quoted_pages(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(st.text("ab. \n\rم😀\u200f", min_size=1, max_size=60))
    places = st.integers(0, len(text))
    spans = st.tuples(places, places).filter(lambda span: span[0] < span[1])
    return text, draw(st.lists(spans, max_size=5))


@given(quoted_pages(), st.booleans())
@pytest.mark.filterwarnings("ignore")
def test_evidence_is_where_it_was_on_any_page(
    given: tuple[str, list[tuple[int, int]]], found: bool
) -> None:
    text, spans = given
    record = MeetingSummary.model_validate(_record_of(text, spans), context={"text": text})
    document = opened(Entry(record, text if found else None))
    shown = list(pieces(document))
    ink = re.compile(r"[\s\u200f]")
    for number, (start, end) in enumerate(spans, 1):
        marked = "".join(t for _, t, tags in shown if f"P{number}" in tags)
        assert ink.sub("", marked) == ink.sub("", text[start:end])
    if found:
        assert ink.sub("", "".join(t for _, t, _ in shown)) == ink.sub("", text)


def _record_of(text: str, spans: list[tuple[int, int]]) -> Data:
    parties = [
        {
            "name": f"party {start}",
            "kind": "organisation",
            "country": None,
            "evidence": [{"quote": text[start:end], "start": start, "end": end}],
        }
        for start, end in spans
    ]
    usage = {"requests": 0, "prompt_tokens": 0, "cached_tokens": 0, "completion_tokens": 0}
    provenance = {
        "model": "scripted",
        "weights_sha256": None,
        "plan": "stepwise",
        "prompts": {},
        "package_version": "0",
        "usage": usage,
        "seconds": 1,
        "from_cache": False,
    }
    words = {"headline": "", "summary": "", "date": None, "warnings": [], "status": "ok"}
    return {**_nothing(text), **words, "parties": parties, "provenance": provenance}
