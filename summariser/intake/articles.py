"""The article of an HTML page, by trafilatura: without menus, advertisements and comments."""

import logging
from functools import cache
from typing import TYPE_CHECKING, cast

from summariser.errors import DocumentError

if TYPE_CHECKING:
    from trafilatura.settings import Document as Extracted

_MOST_TAGS = 50_000  # beginnings and ends; trafilatura takes some 4 s for them
# The day that the page's metadata tell, not one that its text may happen to mention. The last
# day is no real limit: with trafilatura's own, which is today, a result would change by the day.
_DAY = {"original_date": True, "extensive_search": False, "max_date": "2100-12-31"}
# What trafilatura, written for all pages of the world, meets in pages that are made to break it.
_FAILURES = (
    ArithmeticError,
    AssertionError,  # lxml's, of some fragments
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_LOGGERS = ("trafilatura", "htmldate", "courlan", "justext")


def article(html: str, name: str) -> str:
    """The text of a page's article, lines as the page has paragraphs.

    Before it stand the day that the page's metadata give (ISO 8601) and the title, each on a
    line of its own: so the day is words of the text like any other, a dateline from which
    «أمس» follows, and can be evidence. A dateline of the article itself is nearer to its words
    and goes before it. Raises `DocumentError` where no article is found.
    """
    if html.count("<") > _MOST_TAGS:
        raise DocumentError(
            f"{name}: {html.count('<'):,} HTML tags, more than the {_MOST_TAGS:,} that a page may "
            "have; give the article alone"
        )
    try:
        found = _extracted(html.removeprefix("\ufeff"))
    except _FAILURES as error:
        raise DocumentError(
            f"{name}: its HTML cannot be taken apart ({type(error).__name__}); "
            "give the article as text"
        ) from error
    if found is None or not found.text or not found.text.strip():
        raise DocumentError(f"{name}: no article found in its HTML; give the article as text")
    body = found.text.strip()
    above = [found.date or ""]
    if found.title and found.title not in body.splitlines():
        above.append(found.title)
    return "\n".join([*filter(None, above), body])


def _extracted(html: str) -> "Extracted | None":
    from lxml.etree import LxmlError  # type: ignore[import-untyped] # noqa: PLC0415
    from trafilatura import bare_extraction  # noqa: PLC0415 - 0.5 s, for HTML alone

    _hush()
    try:
        found = bare_extraction(
            html, include_comments=False, with_metadata=True, date_extraction_params=_DAY
        )
    except cast("type[Exception]", LxmlError) as error:  # lxml tells no types
        raise ValueError(type(error).__name__) from error
    assert not isinstance(found, dict)  # noqa: S101 - only where it is asked for
    return found


@cache
def _hush() -> None:
    """Keep what these libraries log out of logs: it may be words of a page."""
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
