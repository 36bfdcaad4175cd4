"""The report of a run in a real browser, opened from the disk."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from reported import HOSTILE, harmful, three

from summariser.evaluation import Run
from summariser.views.run_report import run_report

if TYPE_CHECKING:  # pytest has to be the first that imports its plugins
    from browser import Tab

pytestmark = pytest.mark.slow
pytest_plugins = ["browser"]

Write = Callable[[Run], Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    def write(run: Run) -> Path:
        file = tmp_path / "report.html"
        file.write_text(run_report(run), encoding="utf-8")
        return file

    return write


def test_a_reader_goes_from_the_overview_to_a_place_and_back(
    tab: "Tab", written: Write, record_data: dict[str, Any]
) -> None:
    file = written(three(record_data))
    tab.open(file)
    page = tab.page
    overview, document = page.locator("#overview"), page.locator("#d2")
    expect(overview).to_be_visible()
    assert page.locator("section.document:visible").count() == 0

    overview.get_by_role("link", name="a.txt", exact=True).first.click()
    expect(document).to_be_visible()
    expect(overview).to_be_hidden()
    assert page.locator("section.document:visible").count() == 1

    row = document.get_by_role("row").filter(has_text="Ties matter.")
    assert row.get_by_role("cell").first.inner_text() == "missed"
    row.get_by_role("link").click()
    target = page.locator(":target")
    assert target.inner_text() == "أهمية"
    expect(target).to_be_in_viewport()
    expect(row).to_be_in_viewport()
    expect(document).to_be_visible()
    expect(overview).to_be_hidden()

    document.get_by_role("link", name="next worst").click()
    expect(page.locator("#d3")).to_be_visible()
    expect(document).to_be_hidden()
    page.locator("#d3").get_by_role("link", name="Overview").click()
    expect(overview).to_be_visible()
    assert page.locator("section.document:visible").count() == 0
    assert (tab.requests, tab.incidents) == ([file.as_uri()], [])


def test_the_page_reads_from_right_to_left_and_its_evidence_is_marked(
    tab: "Tab", written: Write, record_data: dict[str, Any]
) -> None:
    tab.open(written(three(record_data)), "#d2")
    text = tab.page.locator("#d2 .text")
    direction = "element => getComputedStyle(element).direction"
    assert text.evaluate(direction) == "rtl"
    assert tab.page.locator("#d3 .text").evaluate(direction) == "ltr"
    name = tab.page.locator("#d2 td bdi").filter(has_text="أحمد العلمي").first
    assert name.evaluate(direction) == "rtl"
    assert {
        kind: text.locator(f"mark.{kind}").all_inner_texts()
        for kind in ("label", "predicted", "both")
    } == {
        "label": ["واتفق الجانبان على توقيع ", "أهمية", "بين "],
        "predicted": ["المغربي", "القطري", "الرباط", "29 سبتمبر 2021", "تعزيز علاقات التعاون"],
        "both": ["أحمد العلمي", "خالد العطية", "مذكرة تفاهم", "البلدين الشقيقين"],
    }
    # Three lines under the words, which differ without any colour.
    line = "element => getComputedStyle(element).borderBottomStyle"
    kinds = ("label", "predicted", "both")
    lines = [text.locator(f"mark.{kind}").first.evaluate(line) for kind in kinds]
    assert lines == ["solid", "dashed", "double"]


@pytest.mark.parametrize("fragment", ["", "#d1"])
def test_what_means_harm_is_shown_as_words(
    tab: "Tab", written: Write, record_data: dict[str, Any], fragment: str
) -> None:
    file = written(harmful(record_data))
    tab.open(file, fragment)
    page = tab.page
    shown = HOSTILE.replace("\u202e", "")
    assert page.locator(".text").text_content() == shown
    assert page.title() == f"Evaluation of {shown.replace(chr(0x2067), '')}"
    assert page.locator("script, img, svg[onload], [onerror]").count() == 0
    assert (tab.requests, tab.incidents) == ([file.as_uri()], [])


def test_the_policy_stops_what_would_get_in(
    tab: "Tab", tmp_path: Path, record_data: dict[str, Any]
) -> None:
    html = run_report(three(record_data))
    harm = "<script>alert(1)</script><img src='other.png' onerror='alert(2)'><b style='top:0'></b>"
    file = tmp_path / "changed.html"
    file.write_text(html.replace("<main>", harm + "<main>"), encoding="utf-8")
    tab.open(file)
    assert len(tab.incidents) >= 3
    assert all("Content Security Policy" in incident for incident in tab.incidents)


@pytest.mark.parametrize("run", [three, harmful])
@pytest.mark.parametrize("fragment", ["", "#d1"])
def test_a_phone_need_not_scroll_sideways(
    tab: "Tab",
    written: Write,
    record_data: dict[str, Any],
    run: Callable[[Any], Run],
    fragment: str,
) -> None:
    tab.page.set_viewport_size({"width": 390, "height": 844})
    tab.open(written(run(record_data)), fragment)
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
    if fragment:
        sides = [
            tab.page.locator(f"#d1 > .{name}").bounding_box() for name in ("comparison", "source")
        ]
        assert sides[0] and sides[1] and sides[0]["y"] + sides[0]["height"] <= sides[1]["y"]


def test_paper_has_all_documents(tab: "Tab", written: Write, record_data: dict[str, Any]) -> None:
    tab.page.emulate_media(media="print")
    tab.open(written(three(record_data)))
    assert tab.page.locator("section:visible").count() == 4
    expect(tab.page.locator("nav").first).to_be_hidden()
