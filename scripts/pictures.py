"""Make the pictures and the example report of the documentation from the seeds' records.

    python -m scripts.pictures out/seeds.jsonl          # as `make pictures` does

One function makes one picture. They are written to ``docs/pictures/`` with few colours, so that
they are small; the report itself goes to ``docs/example-report.html``. Needs Chromium.
"""

import io
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.terminal_pictures import draw_terminal
from summariser.cli.records import load_records
from summariser.cli.reporting import with_texts
from summariser.document import Document
from summariser.views.report import report_page

CHECKOUT = Path(__file__).resolve().parent.parent
PICTURES = CHECKOUT / "docs" / "pictures"
REPORT = CHECKOUT / "docs" / "example-report.html"
RUSSIA, MOROCCO = "#document=c4f12ae3fc73", "#document=b08e6f68d19e"
EGYPT = "003_1922983f5266381a.txt"
COLOURS = 128

Scheme = Literal["light", "dark"]
Size = tuple[int, int]
DESKTOP: Size = (1440, 900)
PHONE: Size = (390, 844)


def main() -> None:
    (records_file,) = sys.argv[1:]
    PICTURES.mkdir(parents=True, exist_ok=True)
    records, _ = load_records([Path(records_file)])
    REPORT.write_text(report_page(with_texts(records, [CHECKOUT / "seeds"])), "utf-8")
    with chromium() as browser:
        for picture in (
            report_overview,
            report_document,
            report_dark,
            report_phone,
            report_print,
        ):
            picture(browser)
        (shown,) = (record for record in records if record.document.id == EGYPT)
        draw_terminal(browser, shown, Document.from_path(CHECKOUT / "seeds" / EGYPT))


# ── the report ───────────────────────────────────────────────────────────────


def report_overview(browser: Browser) -> None:
    with report(browser, DESKTOP, "light") as page:
        save(page.screenshot(), "report-overview")


def report_document(browser: Browser) -> None:
    with report(browser, DESKTOP, "light", RUSSIA) as page:
        page.locator('.value[data-tag="A1"] .at').click()
        page.mouse.move(700, 10)
        page.locator("#record").evaluate("e => { e.scrollTop = 0 }")
        save(page.screenshot(), "report-document")


def report_dark(browser: Browser) -> None:
    with report(browser, DESKTOP, "dark", MOROCCO) as page:
        page.locator('.value[data-tag="O2"]').hover()
        save(page.screenshot(), "report-dark")


def report_phone(browser: Browser) -> None:
    """List, record and page of a telephone, side by side."""
    screens: list[Image.Image] = []
    for fragment, pressed in (("", ""), (MOROCCO, ""), (MOROCCO, '.value[data-tag="O1"] .at')):
        with report(browser, PHONE, "light", fragment) as page:
            if pressed:
                page.locator(pressed).click()
            screens.append(Image.open(io.BytesIO(page.screenshot())))
    save(beside(screens), "report-phone")


def report_print(browser: Browser) -> None:
    with report(browser, DESKTOP, "light", MOROCCO) as page:
        document = pypdfium2.PdfDocument(page.pdf(format="A4"))
        sheets = [sheet.render(scale=2).to_pil() for sheet in document]
        save(beside([sheet.resize((660, 933)) for sheet in sheets]), "report-print")


# ── what they are made with ──────────────────────────────────────────────────


@contextmanager
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        sys.exit("no Chromium to make pictures with: apt-get install chromium fonts-noto-core")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])


@contextmanager
def report(browser: Browser, size: Size, scheme: Scheme, fragment: str = "") -> Iterator[Page]:
    width, height = size
    context = browser.new_context(
        offline=True, viewport={"width": width, "height": height}, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(REPORT.as_uri() + fragment)
    yield page
    context.close()


def beside(images: list[Image.Image]) -> Image.Image:
    gap = 16
    width = sum(image.width for image in images) + gap * (len(images) - 1)
    joined = Image.new("RGB", (width, max(image.height for image in images)), "#888")
    left = 0
    for image in images:
        joined.paste(image.convert("RGB"), (left, 0))
        left += image.width + gap
    return joined


def save(picture: bytes | Image.Image, name: str) -> None:
    """Write a picture with a palette of its own: text on paper needs few colours."""
    image = Image.open(io.BytesIO(picture)) if isinstance(picture, bytes) else picture
    few = image.convert("RGB").quantize(
        COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
    few.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
