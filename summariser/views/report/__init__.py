"""Records as one HTML file that an analyst keeps open: list, record and page side by side.

The file needs no network. Its data are JSON in script elements that no browser runs; the
page's own script shows them as text, never as markup.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summariser.record import MeetingSummary
from summariser.views import html
from summariser.views.report.listing import party_names, row, searched
from summariser.views.report.opened import opened

_SCRIPTS = ("words", "state", "list", "record", "page", "overview", "paper", "start")


@dataclass(frozen=True, slots=True)
class Entry:
    """A record, and its page's text where that is at hand; its quotes are slices of the text."""

    record: MeetingSummary
    text: str | None


def report_page(entries: Sequence[Entry]) -> str:
    """Write the report, the records in their order."""
    index = {
        "rows": [row(e.record, key) for e, key in zip(entries, _keys(entries), strict=True)],
        "parties": party_names(entry.record for entry in entries),
    }
    page = (
        html.environment()
        .get_template("report/report.html.jinja")
        .render(
            index=html.data(index),
            words=html.data([searched(e.record, e.text) for e in entries]),
            documents=[html.data(opened(entry.record, entry.text)) for entry in entries],
            style=html.inline("templates/base.css", "report/report.css"),
            script=_script(),
        )
    )
    return html.allowed(page)


def _script() -> html.Inline:
    """Join the page's script; its names are its own."""
    parts = html.inline(*(f"report/{name}.js" for name in _SCRIPTS))
    return html.Inline(f'(() => {{\n"use strict";\n{parts.source}}})();\n')


def _keys(entries: Sequence[Entry]) -> Iterator[str]:
    """Name each document for links: after its text, so that links outlive the report."""
    seen: Counter[str] = Counter()
    for number, entry in enumerate(entries, 1):
        sha256 = entry.record.document.sha256
        key = sha256[:12] if sha256 else f"n{number}"
        seen[key] += 1
        yield key if seen[key] == 1 else f"{key}-{seen[key]}"
