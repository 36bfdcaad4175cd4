"""Pictures of the terminal view for the README, drawn by Chromium (for `pictures.py`).

A page is drawn from rich's HTML and not from its SVG: that places each style's words by
themselves, so that the bold words in an Arabic line would stand in the wrong order. In HTML the
browser turns a line around as a terminal that knows Arabic does.
"""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser
from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME

from summariser import MeetingSummary
from summariser.document import Document
from summariser.views.text import RecordText

CHECKOUT = Path(__file__).parent.parent
PICTURES = CHECKOUT / "docs" / "pictures"
COLOURS = 32  # text needs no more, and is a third as large
# DejaVu Sans Mono has Arabic letters of one cell each, as terminals draw them.
FRAME = """<!DOCTYPE html><meta charset="utf-8"><style>
body {{ margin: 0; display: inline-block; background: {background}; color: {foreground} }}
pre {{ margin: 0; padding: 16px 20px; font: 13px/1.35 "DejaVu Sans Mono", monospace;
  font-feature-settings: "rlig" 0, "liga" 0, "calt" 0 }}
b {{ display: block; padding-bottom: 12px; color: #9aa7b0; font-weight: normal }}
{stylesheet}
</style><pre><b>$ {command}</b>{code}</pre>"""


def draw_terminal(browser: Browser, record: MeetingSummary, document: Document) -> None:
    """Draw a record at 80 columns, and at 140 with its evidence."""
    for width, evidence in ((80, False), (140, True)):
        option = " --evidence" if evidence else ""
        console = Console(record=True, width=width, force_terminal=True, file=io.StringIO())
        console.print(RecordText(record, document, evidence))
        page = browser.new_page(device_scale_factor=1.5)
        command = f"summariser summarise seeds/{document.id}{option}"
        frame = FRAME.replace("{command}", command)
        page.set_content(console.export_html(theme=SVG_EXPORT_THEME, code_format=frame))
        picture = Image.open(io.BytesIO(page.locator("body").screenshot()))
        page.close()
        PICTURES.mkdir(parents=True, exist_ok=True)
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE)
        few.save(PICTURES / f"terminal-{width}.png", optimize=True)
