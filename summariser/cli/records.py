"""Records read back from the files that ``summarise --output`` writes."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from summariser.cli.messages import complain
from summariser.errors import SetupError
from summariser.record import MeetingSummary

_DECODER = json.JSONDecoder()
# What stands around and between records: an array's brackets and commas, white space.
_BETWEEN = re.compile("[\ufeff\\s\\[\\],]*")
_LINE_START = re.compile(r"^[ \t]*(?=\{)", re.MULTILINE)
_MOST_SAID = 200  # characters of a fault: it can name keys of the file


def load_records(files: Sequence[Path]) -> tuple[list[MeetingSummary], int]:
    """Read files of records: JSON lines, or an array. Give the records, and how many are broken.

    Each broken one is told on standard error with its line and costs no other. Of several records
    of one document the last stands. Raises `SetupError` when a file cannot be read, or when there
    is no record in any.
    """
    found: dict[str, MeetingSummary] = {}
    broken = 0
    for file in files:
        for record in _records(file):
            if isinstance(record, str):
                broken += 1
                complain(f"{file}, {record}; left out, summarise its document again")
                continue
            key = record.document.sha256 or record.document.id
            if key in found:
                complain(f"{file}: one more record of {record.document.id}; the last one is taken")
            found[key] = record
    if not found:
        raise SetupError(f"no record in {', '.join(map(str, files))}; `summarise` writes them")
    return list(found.values()), broken


def _records(file: Path) -> Iterator[MeetingSummary | str]:
    """Read one file; for what is no record, say where it stands and what is wrong."""
    try:
        # Bytes that are no UTF-8 spoil their own record alone: they are given back below.
        text = file.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise SetupError(f"{file}: cannot be read ({error.strerror})") from error
    line, counted = 1, 0
    at = _after(_BETWEEN, text, 0)
    while at < len(text):
        line, counted = line + text.count("\n", counted, at), at
        try:
            _, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            what = error.msg if isinstance(error, json.JSONDecodeError) else "too deep or too large"
            yield f"line {line}: not JSON ({what})"
            end = _next_record(text, at)
        else:
            row = text[at:end].encode("utf-8", "surrogateescape")
            try:
                yield MeetingSummary.model_validate_json(row)
            except ValidationError as error:
                yield f"line {line}: {_fault(error)}"
        at = _after(_BETWEEN, text, end)


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _next_record(text: str, broken: int) -> int:
    """Find the next line that begins as the broken record does: as deep, with a brace."""
    line = text.rfind("\n", 0, broken) + 1
    depth = broken - line
    following = text.find("\n", broken)
    if following < 0:
        return len(text)
    starts = _LINE_START.finditer(text, following)
    return next((m.end() for m in starts if m.end() - m.start() <= depth), len(text))


def _fault(error: ValidationError) -> str:
    """Say what is wrong first, without the values of the file."""
    fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(map(str, fault["loc"]))
    return f"not a record: {where}: {fault['msg']}"[:_MOST_SAID]
