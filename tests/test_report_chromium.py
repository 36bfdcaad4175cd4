"""The report of records in a real browser, opened from the disk."""

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from conftest import CHECKOUT, PAGE
from playwright.sync_api import Page, expect
from reported import HOSTILE
from test_views_report import harmful

from summariser import MeetingSummary
from summariser.views.report import Entry, report_page

if TYPE_CHECKING:  # pytest has to be the first that imports its plugins
    from browser import Tab

pytestmark = pytest.mark.slow
pytest_plugins = ["browser"]

Data = dict[str, Any]
FIRST = "#document=000000000000"  # the record of conftest
Write = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    def write(*entries: Entry) -> Path:
        file = tmp_path / "report.html"
        file.write_text(report_page(entries), encoding="utf-8")
        return file

    return write


@pytest.fixture
def entries(record_data: Data) -> list[Entry]:
    """Morocco and Qatar in 2021; Morocco and France without a date; one that failed."""
    first = MeetingSummary.model_validate(record_data, context={"text": PAGE})
    france = {**record_data["parties"][1], "name": "France", "country": "FR"}
    second = {
        **record_data,
        "document": {**record_data["document"], "id": "b.txt", "sha256": "1" * 64},
        "headline": "Morocco and France meet",
        "parties": [record_data["parties"][0], france],
        "officials": record_data["officials"][:1],
        "date": None,
        "agreements": record_data["agreements"][1:],
        "context": [],
        "status": "partial",
    }
    third = {
        **record_data,
        "document": {"id": "c.txt", "sha256": None, "language": "und", "characters": 0},
        "status": "failed",
        "headline": "",
        "summary": "",
        "parties": [],
        "officials": [],
        "venue": None,
        "date": None,
        "agreements": [],
        "context": [],
        "warnings": ["c.txt: no such file"],
    }
    return [
        Entry(first, PAGE),
        Entry(MeetingSummary.model_validate(second), None),
        Entry(MeetingSummary.model_validate(third), None),
    ]


def headlines(page: Page) -> list[str]:
    return page.locator("#rows .headline").all_inner_texts()


def lit(page: Page, side: str) -> list[str]:
    found = page.locator(f"#{side} .lit")
    if side == "record":
        return [element.get_attribute("data-tag") or "" for element in found.all()]
    return found.all_inner_texts()


def fragment(page: Page) -> str:
    return page.evaluate("decodeURIComponent(location.hash)")


# ── evidence ─────────────────────────────────────────────────────────────────


def test_a_value_lights_its_evidence_and_the_other_way_round(
    tab: "Tab", written: Write, entries: list[Entry]
) -> None:
    file = written(*entries)
    tab.open(file, FIRST)
    page = tab.page
    expect(page.get_by_role("heading", name="Moroccan and Qatari ministers meet")).to_be_visible()
    assert lit(page, "source") == []

    page.locator(".value", has_text="Khalid al-Attiyah").hover()
    assert lit(page, "source") == ["خالد العطية"]
    assert lit(page, "record") == ["O2"]
    page.locator("#source mark", has_text="مذكرة تفاهم").hover()
    assert lit(page, "record") == ["A1"]
    page.locator("#source h2").hover()
    assert lit(page, "record") == lit(page, "source") == []

    # The numbered button pins the light, Enter on it goes to the words, Enter there comes back.
    page.locator('.value[data-tag="P2"] .at').click()
    page.locator("#source h2").hover()
    assert lit(page, "source") == ["القطري"]
    button = page.locator('.value[data-tag="A2"] .at')
    assert button.inner_text() == "4"
    button.focus()
    assert lit(page, "source") == ["تعزيز علاقات التعاون"]
    page.keyboard.press("Enter")
    mark = page.locator("#source mark", has_text="تعزيز علاقات التعاون")
    expect(mark).to_be_focused()
    expect(mark).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(button).to_be_focused()
    page.locator("#source h2").hover()
    assert lit(page, "record") == ["A2"], "pinned"
    page.keyboard.press("Escape")
    assert lit(page, "record") == lit(page, "source") == []
    assert (tab.requests, tab.incidents) == ([file.as_uri()], [])


def test_words_within_the_evidence_of_two_values_light_both(
    tab: "Tab", written: Write, record_data: Data
) -> None:
    sentence = PAGE.splitlines()[2]
    start = PAGE.index(sentence)
    record_data["agreements"][0]["evidence"] = [
        {"quote": sentence, "start": start, "end": start + len(sentence)}
    ]
    tab.open(written(Entry(MeetingSummary.model_validate(record_data), PAGE)), FIRST)
    page = tab.page
    name = page.locator("#source mark", has_text="أحمد العلمي")
    name.hover()
    assert lit(page, "record") == ["O1", "A1"]
    name.click()
    expect(page.locator('.value[data-tag="O1"]')).to_be_in_viewport()


def test_fields_are_told_apart_without_colour(
    tab: "Tab", written: Write, entries: list[Entry]
) -> None:
    tab.open(written(*entries), FIRST)
    page = tab.page
    looks = {}
    for tag in ("P1", "O1", "V1", "D1", "A1", "C1"):
        mark = page.locator(f'#source mark[data-starts="{tag}"]').first
        style = mark.evaluate(
            "e => { const s = getComputedStyle(e);"
            "return s.textDecorationStyle + s.textDecorationThickness }"
        )
        letter = mark.evaluate("e => getComputedStyle(e, '::before').content")
        assert letter == f'"{tag}"'
        looks[style] = tag
    assert len(looks) == 6
    assert page.locator("#source .legend li").all_inner_texts() == [
        "PParties",
        "OOfficials",
        "VVenue",
        "DDate",
        "AAgreements",
        "CContext",
    ]


def test_every_run_of_arabic_and_english_has_its_language_and_direction(
    tab: "Tab", written: Write, entries: list[Entry], record_data: Data
) -> None:
    record_data["summary"] = "He said «شكرا جزيلا» in Rabat."
    mixed = MeetingSummary.model_validate(record_data)
    tab.open(written(Entry(mixed, PAGE), *entries[1:]), "#document=000000000000")
    page = tab.page
    text = page.locator("#source .text")
    assert text.evaluate("e => [e.lang, getComputedStyle(e).direction]") == ["ar", "rtl"]
    run = page.locator(".summary bdi")
    assert run.inner_text() == "شكرا جزيلا"
    assert run.evaluate("e => [e.lang, e.dir]") == ["ar", "rtl"]
    assert text.locator("p").count() == 4
    wrong = page.evaluate(
        """() => {
          const found = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const node = walker.currentNode;
            if (node.parentElement.closest("script, style, datalist, bdi.file")) continue;
            const near = node.parentElement.closest("[lang]");
            const arabic = /\\p{Script=Arabic}/u.test(node.data);
            const latin = /\\p{Script=Latin}/u.test(node.data);
            const right = getComputedStyle(node.parentElement).direction === "rtl";
            if (arabic && !(near.lang === "ar" && right)) found.push(node.data);
            if (latin && near.lang !== "en") found.push(node.data);
          }
          return found;
        }"""
    )
    assert wrong == []
    numbers = page.locator("#source .sentence").evaluate_all("s => s.map(e => e.dataset.number)")
    assert numbers == ["1", "2", "3", "4"]


def test_a_record_in_arabic_reads_from_right_to_left(
    tab: "Tab", written: Write, record_data: Data
) -> None:
    record_data["provenance"]["language"] = "ar"
    record_data["headline"] = "لقاء في Rabat اليوم"
    tab.open(written(Entry(MeetingSummary.model_validate(record_data), PAGE)))
    page = tab.page
    page.locator("#rows a").click()
    title = page.locator("#record-title")
    assert title.evaluate("e => [e.lang, e.dir]") == ["ar", "rtl"]
    assert title.locator("bdi").evaluate("e => [e.lang, e.dir]") == ["en", "ltr"]
    assert page.locator("#rows .headline").evaluate("e => [e.lang, e.dir]") == ["ar", "rtl"]


def test_without_the_text_the_quotes_stand_and_the_way_to_it_is_told(
    tab: "Tab", written: Write, entries: list[Entry]
) -> None:
    tab.open(written(*entries), "#document=111111111111")
    page = tab.page
    expect(page.locator("#source .note")).to_contain_text("summariser report RECORDS --documents")
    assert page.locator("#source .text p").all_inner_texts()[0] == "المغربي"
    page.locator(".value", has_text="Stronger defence").hover()
    assert lit(page, "source") == ["تعزيز علاقات التعاون"]
    page.locator("#rows a").nth(2).click()
    expect(page.locator("#source")).to_contain_text("There is no text to show.")
    expect(page.locator("#record")).to_contain_text("c.txt: no such file")


# ── search and filters ───────────────────────────────────────────────────────

ALL = ["Moroccan and Qatari ministers meet", "Morocco and France meet", "c.txt: no such file"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("QATARI", ALL[:1]),
        ("al-attiyah,", ALL[:1]),
        ("العطيه", ALL[:1]),
        ("إلعَطِيّة", ALL[:1]),
        ("٢٩ سبتمبر", ALL[:1]),
        ("مراكش", []),
        ("rabat défence", ALL[:2]),
        ("no such", []),
        ("<b>", []),
    ],
)
def test_search_finds_folded_words(
    tab: "Tab", written: Write, entries: list[Entry], typed: str, found: list[str]
) -> None:
    file = written(*entries)
    tab.open(file)
    page = tab.page
    page.keyboard.press("/")
    page.keyboard.insert_text(typed)
    count = "document" if len(found) == 3 else "of 3 documents"
    expect(page.locator("#count")).to_have_text(f"{len(found)} {count}")
    assert headlines(page) == found
    tab.page.reload()
    expect(page.locator("#q")).to_have_value(typed)
    assert headlines(page) == found
    assert tab.incidents == []


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("#party=MA", [0, 1]),
        ("#party=MA&party=FR", [1]),
        ("#party=NATO", []),
        ("#official=khalid", [0]),
        ("#official=attiyah+alami", []),
        ("#topic=existing_cooperation", [0]),
        ("#matter=agreed", [0]),
        ("#matter=discussed", [0, 1]),
        ("#status=failed", [2]),
        ("#from=2021-09-29&to=2021-09-29", [0]),
        ("#to=2021-09-28", []),
        ("#undated=1", [1, 2]),
        ("#nonsense=1&document=nothing&topic=%3Cimg%20src%3Dx%3E", []),
    ],
)
def test_an_address_is_a_view(
    tab: "Tab", written: Write, entries: list[Entry], address: str, found: list[int]
) -> None:
    file = written(*entries)
    tab.open(file, address)
    assert headlines(tab.page) == [ALL[at] for at in found]
    assert len(tab.requests) == 1 and not tab.incidents


def test_filters_are_chosen_shown_and_taken_away(
    tab: "Tab", written: Write, entries: list[Entry]
) -> None:
    tab.open(written(*entries))
    page = tab.page
    party = page.get_by_label("Country, organisation")
    assert party.locator("option").all_inner_texts() == [
        "any",
        "Morocco (2)",
        "Qatar (1)",
        "France (1)",
    ]
    party.select_option("MA")
    expect(page.locator("#count")).to_have_text("2 of 3 documents")
    assert party.locator("option").all_inner_texts() == ["and …", "Qatar (1)", "France (1)"]
    page.get_by_label("Agreements").select_option("agreed")
    expect(page.locator("#count")).to_have_text("1 of 3 documents")
    assert fragment(page) == "#matter=agreed&party=MA"
    page.get_by_role("button", name="Remove filter: Morocco").click()
    expect(page.locator("#count")).to_be_focused()
    assert fragment(page) == "#matter=agreed"
    page.go_back()
    assert fragment(page) == "#matter=agreed&party=MA"
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator("#count")).to_have_text("3 documents")
    page.get_by_label("From").fill("2021-01-01")
    expect(page.locator("#count")).to_have_text("1 of 3 documents")


def test_dates_less_precise_than_a_day_are_within_their_range(
    tab: "Tab", written: Write, record_data: Data
) -> None:
    def dated(value: str, precision: str) -> Entry:
        date = {**record_data["date"], "value": value, "precision": precision}
        data = {**record_data, "date": date, "headline": value}
        return Entry(MeetingSummary.model_validate(data), None)

    file = written(dated("2021", "year"), dated("2021-05", "month"), dated("2022-02", "month"))
    for asked, found in {
        "from=2021-06-01": ["2021", "2022-02"],
        "to=2021-05-01": ["2021", "2021-05"],
        "from=2022-02-28&to=2022-03-01": ["2022-02"],
    }.items():
        tab.open(file, "#" + asked)
        tab.page.reload()
        assert headlines(tab.page) == found


def test_charts_filter_the_list(tab: "Tab", written: Write, entries: list[Entry]) -> None:
    tab.open(written(*entries))
    page = tab.page
    cell = page.get_by_role("button", name="Morocco and Qatar: 1 record", exact=True).first
    cell.click()
    assert headlines(page) == ALL[:1]
    assert fragment(page) == "#party=MA&party=QA"
    page.get_by_role("button", name="Clear all").click()
    page.get_by_role("button", name="29 Sep 2021: 1 meeting").or_(
        page.get_by_role("button", name="Sep 2021: 1 meeting")
    ).first.click()
    assert headlines(page) == ALL[:1]
    page.get_by_role("button", name="Remove filter: from").click()
    page.get_by_role("button", name="2 records", exact=True).click()
    assert headlines(page) == ALL[1:]


def test_the_matrix_is_walked_with_arrows(tab: "Tab", written: Write, entries: list[Entry]) -> None:
    tab.open(written(*entries))
    page = tab.page
    stops = page.locator("#matrix button[tabindex='0']")
    assert stops.count() == 1
    stops.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#matrix button:focus")).to_have_attribute(
        "aria-label", "Morocco and France: 1 record"
    )
    page.keyboard.press("ArrowDown")
    expect(page.locator("#matrix button:focus")).to_have_attribute("aria-label", "France: 1 record")


# ── keyboard ─────────────────────────────────────────────────────────────────


def test_the_list_is_read_without_a_mouse(tab: "Tab", written: Write, entries: list[Entry]) -> None:
    tab.open(written(*entries))
    page = tab.page
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    row = page.locator("#rows a")
    expect(row.first).to_be_focused()
    page.keyboard.press("j")
    expect(row.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#record-title")).to_be_focused()
    assert page.title() == "Moroccan and Qatari ministers meet – Meetings"
    page.keyboard.press("j")
    expect(page.locator("#record-title")).to_have_text("Morocco and France meet")
    page.keyboard.press("k")
    expect(page.locator("#record-title")).to_have_text("Moroccan and Qatari ministers meet")
    page.keyboard.press("Escape")
    expect(row.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#overview")).to_be_visible()
    assert fragment(page) == ""


def test_tab_reaches_everything_and_the_focus_is_seen(
    tab: "Tab", written: Write, entries: list[Entry]
) -> None:
    tab.open(written(*entries), FIRST)
    page = tab.page
    seen: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        what, outline = page.evaluate(
            """() => {
              const e = document.activeElement;
              const what = e.id || e.dataset.tag || e.dataset.starts || e.className || e.tagName;
              return [what, getComputedStyle(e).outlineStyle];
            }"""
        )
        if what == "BODY":
            break
        seen.append(what)
        assert outline != "none", what
    assert {"skip", "print", "theme", "q", "party", "official", "up"} <= set(seen)
    assert [what for what in seen if what[0] in "POVDAC" and what[1:].isdigit()] == [
        *("P1", "P2", "V1", "D1", "O1", "O2", "A1", "A2", "C1"),
        *("P1", "P2", "V1", "O1", "O2", "D1", "A1", "A2", "C1"),
    ]


# ── looks ────────────────────────────────────────────────────────────────────

_AXE = "(options) => axe.run(document, options)"


def violations(page: Page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"]}
    found = page.evaluate(_AXE, options)["violations"]
    return [f"{v['id']}: {[node['html'][:200] for node in v['nodes']]}" for v in found]


@pytest.mark.parametrize("width", [1440, 900, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_nothing_to_say(
    tab: "Tab", written: Write, entries: list[Entry], scheme: Any, width: int
) -> None:
    file = written(*entries)
    page = tab.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 850})
    tab.open(file, "#party=MA")
    assert violations(page) == []
    narrow = width < 1100
    if narrow:
        page.evaluate("document.body.dataset.panel = 'record'")
        assert violations(page) == []
    for document in ("000000000000", "111111111111", "n3"):
        page.goto(f"{file.as_uri()}#document={document}")
        expect(page.locator("#record-title")).to_be_attached()
        assert violations(page) == []
        if narrow:
            page.get_by_role("button", name="Page").click()
            assert violations(page) == []
        elif page.locator(".value").count():
            page.locator(".value").last.hover()
            assert violations(page) == []


def test_dark_is_the_systems_choice_or_the_readers(
    tab: "Tab", written: Write, entries: list[Entry]
) -> None:
    page = tab.page
    page.emulate_media(color_scheme="dark")
    tab.open(written(*entries))
    paper = "() => getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)
    button = page.get_by_role("button", name="Dark")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    expect(button).to_have_attribute("aria-pressed", "false")
    page.emulate_media(color_scheme="light")
    button.click()
    assert page.evaluate(paper) == dark


def test_a_phone_has_one_panel_at_a_time(tab: "Tab", written: Write, entries: list[Entry]) -> None:
    page = tab.page
    page.set_viewport_size({"width": 390, "height": 844})
    tab.open(written(*entries))
    panels = {name: page.locator(f"#{name}") for name in ("list", "record", "source")}

    def visible() -> list[str]:
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        return [name for name, panel in panels.items() if panel.is_visible()]

    assert visible() == ["list"]
    page.locator("#rows a").first.click()
    expect(panels["record"]).to_be_visible()
    assert visible() == ["record"]
    page.locator('.value[data-tag="O2"] .at').click()
    assert visible() == ["source"]
    assert lit(page, "source") == ["خالد العطية"]
    page.locator("#source mark", has_text="29 سبتمبر").click()
    assert visible() == ["record"]
    assert lit(page, "record") == ["D1"]
    page.get_by_role("button", name="Documents").click()
    assert visible() == ["list"]
    page.get_by_role("link", name=ALL[0]).click()
    assert visible() == ["record"]
    page.get_by_role("link", name="Overview").click()
    expect(page.locator("#overview")).to_be_visible()
    page.get_by_role("button", name="Morocco and France: 1 record").first.click()
    expect(panels["list"]).to_be_visible()
    assert headlines(page) == ALL[1:2]


def test_print_is_a_brief_of_what_is_opened_or_filtered(
    tab: "Tab", written: Write, entries: list[Entry]
) -> None:
    file = written(*entries)
    tab.open(file, FIRST)
    assert tab.page.pdf()[:4] == b"%PDF"
    one = printed(tab.page)
    assert "Moroccan and Qatari ministers meet" in one
    assert "Ahmed al-Alami" in one and "Minister of Defence, Morocco" in one
    assert "EVIDENCE" in one
    assert "France" not in one and "Search" not in one and "Overview" not in one
    tab.open(file, "#party=MA")
    tab.page.reload()
    both = printed(tab.page)
    assert "2 meeting records" in both and "of 3: Morocco" in both
    assert "Moroccan and Qatari" in both and "Morocco and France meet" in both
    assert "EVIDENCE" not in both and "WHO MET WHOM" not in both
    assert tab.page.locator("#paper > *").count() == 0, "gone after printing"


def printed(page: Page) -> str:
    document = pypdfium2.PdfDocument(page.pdf(format="A4"))
    return " ".join(
        "\n".join(sheet.get_textpage().get_text_bounded() for sheet in document).split()
    )


# ── what means harm ──────────────────────────────────────────────────────────

HARM = {
    "markup": HOSTILE,
    "ends of scripts": "</script><script>alert(1)</script>]]></style><!-- <script> --!> &lt;b>",
    "addresses": "javascript:alert(1) [a](javascript:alert(2)) data:text/html,<script>alert(3)",
    "turned": "\u202eabc\u202d \u2066\u2067\u2068 \u200f\u061c \u202aabc وزير\u202c \u2029end",
    "templates": "{{ 7*7 }} ${alert(1)} \\u003cscript\\u003e \\ ' \" ` __proto__ constructor",
}


def ink(text: str) -> str:
    """What is seen of a text: no spaces, nothing that only turns it."""
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf")


@pytest.mark.parametrize("harm", HARM)
def test_what_means_harm_is_shown_as_words(
    tab: "Tab", written: Write, record_data: Data, harm: str
) -> None:
    words = HARM[harm]
    grounds = [{"quote": words, "start": 0, "end": len(words)}]
    official = {"name": words, "name_en": words, "role": words, "country": "MA", "present": True}
    party = {"name": words, "kind": "organisation", "country": None, "evidence": grounds}
    record = harmful(
        record_data,
        document={"id": words, "sha256": "1" * 64, "language": "ar", "characters": 10**6},
        headline=words,
        summary=words,
        parties=[party, {**party, "name": "__proto__"}],
        officials=[{**official, "evidence": grounds}],
        agreements=[{"text": words, "status": "agreed", "evidence": grounds}],
        venue={"city": words, "country": "ZZ", "place": words, "evidence": grounds},
        context=[{"topic": "other", "text": words, "evidence": grounds}],
        warnings=[words],
    )
    file = written(Entry(record, words), Entry(record, None))
    page = tab.page
    tab.open(file)
    before = page.locator("script, style, link, img, svg, iframe").count()
    for at in (0, 1):
        page.locator("#rows a").nth(at).click()
        expect(page.locator("#source .text")).to_be_visible()
        text = page.locator("#source .text").text_content() or ""
        assert ink(text) == ink(words)
        assert not set(text) & {"\u202d", "\u202e"}, "overrides"
        page.locator(".value").first.hover()
        page.locator("#source mark").first.click()
    page.keyboard.press("/")
    page.keyboard.insert_text(words.replace("\u2029", ""))
    page.wait_for_timeout(150)
    expect(page.locator("#count")).to_have_text("2 documents")
    page.pdf()
    page.get_by_label("Official").fill(words)
    page.wait_for_timeout(150)
    assert page.locator("script, style, link, img, svg, iframe").count() == before
    assert page.locator("a[href]:not([href^='#']), [onerror], [onload]").count() == 0
    assert page.evaluate("Object.keys(Object.prototype)") == []
    assert (tab.requests, tab.incidents) == ([file.as_uri()], [])


def test_one_word_without_end_stays_in_its_place(
    tab: "Tab", written: Write, record_data: Data
) -> None:
    longest = "كلمة" * 50_000  # as long as a page may be
    endless = "w" * 10_000_000  # a file of records may hold anything
    changes: Data = {
        "parties": [],
        "officials": [],
        "venue": None,
        "context": [],
        "headline": endless,
        "summary": endless,
        "warnings": [endless],
    }
    about = {"id": endless, "sha256": None, "language": "ar"}

    def entry(text: str, *, found: bool) -> Entry:
        grounds = [{"quote": text, "start": 0, "end": len(text)}]
        matter = {"text": endless, "status": "agreed", "evidence": grounds}
        document = {**about, "characters": len(text)}
        more = {**changes, "agreements": [matter], "document": document}
        return Entry(harmful(record_data, **more), text if found else None)

    page = tab.page
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        file = written(entry(longest, found=True), entry(endless, found=False))
        for document in ("n1", "n2"):
            tab.open(file, f"#document={document}")
            tab.page.reload()
            expect(page.locator("#record-title")).to_be_attached()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.incidents == []


def test_the_policy_stops_what_would_get_in(
    tab: "Tab", tmp_path: Path, entries: list[Entry]
) -> None:
    html = report_page(entries)
    harm = "<script>alert(1)</script><img src='other.png' onerror='alert(2)'><b style='top:0'></b>"
    file = tmp_path / "changed.html"
    file.write_text(html.replace("<main>", harm + "<main>"), encoding="utf-8")
    tab.open(file)
    assert len(tab.incidents) >= 3
    assert all("Content Security Policy" in incident for incident in tab.incidents)
    with pytest.raises(Exception, match="TrustedHTML"):
        tab.page.evaluate("document.body.innerHTML = '<b>markup</b>'")


# ── the seeds ────────────────────────────────────────────────────────────────


def test_the_example_in_the_docs_opens(tab: "Tab") -> None:
    file = CHECKOUT / "docs" / "example-report.html"
    tab.open(file)
    expect(tab.page.locator("#count")).to_have_text("5 documents")
    for row in tab.page.locator("#rows a").all():
        row.click()
        expect(tab.page.locator("#source .sentence").first).to_be_visible()
    assert (tab.requests, tab.incidents) == ([file.as_uri()], [])
