"""The report of a run: whole, safe, errors first, every link with its place."""

import base64
import hashlib
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from conftest import PAGE
from reported import (
    HOSTILE,
    LABEL,
    NOTHING,
    Parsed,
    document_run,
    failed,
    harmful,
    make_run,
    three,
)

from summariser.views.run_report import run_report

Record = dict[str, Any]


def sections(html: str) -> list[str]:
    return html.split('<section class="document"')[1:]


def verdicts(section: str) -> dict[str, list[str]]:
    """The verdicts of each field's rows, from the top."""
    tables = re.findall(r"<caption><strong>(\w+)</strong>(.*?)</table>", section, re.DOTALL)
    verdict = re.compile(r'<td class="verdict"><strong>(\w+)</strong>')
    return {field: verdict.findall(rows) for field, rows in tables}


def marks(section: str) -> Iterator[tuple[str, str, str]]:
    source = section.partition('class="text"')[2]
    found = re.findall(r'<mark class="(\w+)" id="[\w-]+" title="([^"]+)">(.*?)</mark>', source)
    yield from ((kind, unescape(words), title) for kind, title, words in found)


# ── one file ─────────────────────────────────────────────────────────────────


def test_the_file_asks_for_nothing_and_runs_nothing(record_data: Record) -> None:
    html = run_report(three(record_data))
    assert not re.search(r"http(?!-equiv)|url\(|@import|javascript:", html)
    parsed = Parsed(html)
    assert {tag for tag, _ in parsed.tags}.isdisjoint({"script", "link", "img", "iframe", "base"})
    assert not parsed.values("src") and not parsed.values("style")
    assert all(href.startswith("#") for href in parsed.values("href"))


def test_the_policy_allows_the_style_that_is_there(record_data: Record) -> None:
    html = run_report(three(record_data))
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")


def test_words_from_outside_are_never_markup(record_data: Record) -> None:
    harmless = Parsed(run_report(three(record_data)))
    parsed = Parsed(run_report(harmful(record_data)))
    assert {tag for tag, _ in parsed.tags} <= {tag for tag, _ in harmless.tags}
    attributes = {name for _, given in parsed.tags for name in given}
    assert attributes <= {name for _, given in harmless.tags for name in given} | {"lang"}
    assert "".join(parsed.words).count("<script>alert('page')</script>") >= 20
    assert "49" not in "".join(parsed.words)


def test_what_html_and_utf8_do_not_allow_is_left_out(record_data: Record) -> None:
    text = "one\0\x08\x1b[31m\x9b\ud800\uffff\u202etwo\tthree\r\nfour\rfive"
    document = document_run("a.txt", PAGE, NOTHING, failed(record_data))
    run = make_run(document)
    document = document.model_copy(update={"text": text})
    html = run_report(run.model_copy(update={"documents": (document,), "git_commit": "\udc80c"}))
    assert ">one[31mtwo\tthree\nfour\nfive</div>" in html
    assert html.encode() and not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", html)


def test_every_link_has_its_one_place(record_data: Record) -> None:
    for run in (three(record_data), harmful(record_data)):
        parsed = Parsed(run_report(run))
        ids = parsed.values("id")
        assert len(ids) == len(set(ids))
        assert {href[1:] for href in parsed.values("href")} <= set(ids)


# ── the overview ─────────────────────────────────────────────────────────────


def test_the_overview_tells_figures_and_what_made_them(record_data: Record) -> None:
    html = run_report(three(record_data)).partition('<section class="document"')[0]
    for words in ("gold", "scripted", "abc-dirty", "2026-01-02 03:04 UTC", "4.5 s", "34,567"):
        assert words in unescape(html)
    cells = [re.sub(r"<[^>]+>", " ", row) for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL)]
    rows = {words[0]: words[1:] for cell in cells if (words := cell.split())}
    # Parties 1 of 2 and 2; none of 2; nothing of nothing.
    assert rows["parties"][:3] == ["0.500", "0.500", "0.500"]
    assert rows["venue"][:3] == ["–", "–", "0.333"]
    assert rows["country"][:2] == ["1/2", "0.500"]
    assert rows["status"][:2] == ["0/1", "0.000"]


def test_documents_stand_worst_first_and_lead_to_each_other(record_data: Record) -> None:
    html = run_report(three(record_data))
    listed = re.findall(r'<a href="#(d\d)"><bdi dir="auto">(.*?)</bdi></a>', html)
    assert listed[:3] == [("d1", "failed.txt"), ("d2", "a.txt"), ("d3", "nothing.txt")]
    ways = [re.findall(r'<a href="#(\w+)"(?: rel="(\w+)")?>', part) for part in sections(html)]
    overview = ("overview", "")
    assert [way for way in ways if way] == [
        [overview, ("d2", "next")],
        [overview, ("d1", "prev"), ("d3", "next")],
        [overview, ("d2", "prev")],
    ]


def test_ungrounded_values_are_listed(record_data: Record) -> None:
    official = record_data["officials"][0] | {"name": "جون سميث"}
    record = record_data | {"officials": [official]}
    html = run_report(make_run(document_run("a.txt", PAGE, LABEL, record)))
    assert '<td>name</td><td><bdi dir="auto">جون سميث</bdi></td>' in html
    assert '<strong>ungrounded name</strong> <bdi dir="auto">جون سميث</bdi>' in html
    assert "None: every predicted value" not in html
    assert "None: every predicted value" in run_report(three(record_data))


# ── a document ───────────────────────────────────────────────────────────────


def test_errors_come_first(record_data: Record) -> None:
    section = sections(run_report(three(record_data)))[1]
    assert list(verdicts(section).items()) == [
        ("parties", ["missed", "wrong", "right"]),
        ("officials", ["partly", "right"]),
        ("venue", ["wrong"]),
        ("agreements", ["missed", "wrong", "partly"]),
        ("date", ["right"]),
        ("context", ["right"]),
    ]
    assert re.findall("wrong: ([^<]+)", section) == ["country", "status"]


def test_a_failed_document_has_missed_all(record_data: Record) -> None:
    section = sections(run_report(three(record_data)))[0]
    assert {verdict for found in verdicts(section).values() for verdict in found} == {"missed"}
    assert '<strong class="status">failed</strong>' in section
    assert "no answer" in section


CALL = {"city": [], "country": None, "place": []}
ROME = {"city": ["Rome"], "country": "IT", "place": []}


@pytest.mark.parametrize(
    ("label", "predicted", "verdict"),
    [
        (None, None, "right"),
        (CALL, None, "right"),
        (None, ("Rome", "IT"), "wrong"),
        (CALL, ("Rome", "IT"), "wrong"),
        (ROME, None, "missed"),
        (ROME, ("Rome", "IT"), "right"),
        (ROME, (None, None), "wrong"),
        (None, (None, None), "right"),
    ],
)
def test_a_single_value_is_judged_as_it_was_scored(
    record_data: Record, label: Any, predicted: Any, verdict: str
) -> None:
    venue = None
    if predicted:
        grounds = record_data["venue"]["evidence"]
        venue = {"city": predicted[0], "country": predicted[1], "place": None, "evidence": grounds}
    record = failed(record_data) | {"venue": venue}
    run = make_run(document_run("a.txt", PAGE, NOTHING | {"venue": label}, record))
    assert verdicts(run_report(run))["venue"] == [verdict]


def test_evidence_is_marked_where_it_stands(record_data: Record) -> None:
    section = sections(run_report(three(record_data)))[1]
    assert list(marks(section)) == [
        ("predicted", "المغربي", "predicted: parties"),
        ("predicted", "القطري", "predicted: parties"),
        ("predicted", "الرباط", "predicted: venue"),
        ("both", "أحمد العلمي", "label: officials; predicted: officials"),
        ("both", "خالد العطية", "label: officials; predicted: officials"),
        ("predicted", "29 سبتمبر 2021", "predicted: date"),
        ("label", "واتفق الجانبان على توقيع ", "label: agreements"),
        ("both", "مذكرة تفاهم", "label: agreements; predicted: agreements"),
        ("label", "أهمية", "label: agreements"),
        ("predicted", "تعزيز علاقات التعاون", "predicted: agreements"),
        ("label", "بين ", "label: context"),
        ("both", "البلدين الشقيقين", "label: context; predicted: context"),
    ]


def test_a_link_leads_to_the_words_it_speaks_of(record_data: Record) -> None:
    section = sections(run_report(three(record_data)))[1]
    item = section.partition("Ties matter.")[2].partition("</td>")[0]
    (anchor,) = re.findall(r'<a href="#(\S+)" aria-label="label, place 1 in the text">1</a>', item)
    assert f'id="{anchor}" title="label: agreements">أهمية</mark>' in section


def test_quotes_of_another_text_have_no_place(record_data: Record) -> None:
    run = make_run(document_run("a.txt", PAGE[:20], NOTHING, record_data))
    html = run_report(run)
    assert 'class="text" dir="rtl" lang="ar">' in html
    assert [int(start) for start in re.findall(r'id="d1-(\d+)"', html)] == [12]


def test_direction_is_the_languages_or_the_texts(record_data: Record) -> None:
    found = re.findall(r'class="text" (.*?)>', run_report(three(record_data)))
    assert found == ['dir="auto"', 'dir="rtl" lang="ar"', 'dir="auto" lang="en"']
    assert f'lang="{HOSTILE[:1]}' not in run_report(harmful(record_data))
