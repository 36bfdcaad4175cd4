"""The forms that records can be written in."""

from enum import StrEnum
from pathlib import Path


class Form(StrEnum):
    """How records are written; the values are those of ``--format``."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    MARKDOWN = "markdown"
    HTML = "html"


_BY_SUFFIX = {
    ".json": Form.JSON,
    ".jsonl": Form.JSONL,
    ".md": Form.MARKDOWN,
    ".html": Form.HTML,
}


def form_of(given: Form | None, output: Path | None) -> Form:
    """Give the form of the records: the one given, else that of the file's suffix, else text."""
    if given is not None:
        return given
    return _BY_SUFFIX.get(output.suffix.lower(), Form.TEXT) if output else Form.TEXT
