"""Records by the hundred for tests of sinks, and the rows that a sink has written, read back."""

import sqlite3
import string
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet
from hypothesis import strategies as st

from summariser import MeetingSummary
from summariser.corpus.configuration import Configuration
from summariser.corpus.sinks import Kept, Sink, open_sink
from summariser.record import TOPICS, Status

FORMS = ("jsonl", "parquet", "csv", "db")
MADE: dict[str, Any] = {
    "model": "scripted",
    "weights_sha256": None,
    "plan": "stepwise",
    "language": "en",
    "prompts": {"a.jinja": "1" * 64},
    "package_version": "0.1.0",
    "usage": {"requests": 3},
    "seconds": 0.5,
    "from_cache": False,
}


def scripted(
    name: str, status: Status = "ok", *, headline: str = "They meet", **made: object
) -> MeetingSummary:
    """A record with something in each list; ``made`` replaces fields of its provenance."""
    text = "أحمد العلمي في الرباط"
    words = [{"quote": text[:11], "start": 0, "end": 11}]
    place = [{"quote": "الرباط", "start": 15, "end": 21}]
    full = status != "failed"
    parts: dict[str, Any] = {
        "parties": [{"name": "Qatar", "kind": "state", "country": "QA", "evidence": words}],
        "officials": [
            {
                "name": text[:11],
                "name_en": "Ahmed al-Alami",
                "role": "Minister",
                "country": "MA",
                "present": True,
                "evidence": [*words, *place],
            }
        ],
        "agreements": [{"text": "Training", "status": "agreed", "evidence": words}],
        "context": [{"topic": "economy", "text": "Trade grows", "evidence": words}],
        "venue": {"city": "Rabat", "country": "MA", "place": None, "evidence": place},
        "date": {"value": "2021-09", "precision": "month", "evidence": words},
    }
    empty: dict[str, Any] = {"venue": None, "date": None}
    return MeetingSummary.model_validate(
        {
            "document": {
                "id": name,
                "sha256": name.encode().hex().zfill(64)[-64:],
                "language": "ar",
                "characters": len(text),
            },
            "status": status,
            "headline": headline if full else "",
            "summary": "",
            **(parts if full else {key: empty.get(key, []) for key in parts}),
            "warnings": [] if full else ["the server is away"],
            "provenance": {**MADE, **made},
        }
    )


NOW = Configuration.of(scripted("a").provenance)


def opened(
    path: Path, *, force: bool = False, configuration: Configuration = NOW, read: bool = True
) -> Sink:
    """A sink whose kept rows were read, if not ``read`` is False."""
    sink = open_sink(path, configuration, force=force)
    if read:
        try:
            list(sink.kept())
        except BaseException:
            sink.close()
            raise
    return sink


def write(path: Path, *records: MeetingSummary, force: bool = False) -> None:
    """Open, write, close."""
    with opened(path, force=force) as sink:
        for record in records:
            sink.write(record)


def kept(path: Path) -> list[Kept]:
    """What a resumed run finds."""
    with open_sink(path, NOW, force=False) as sink:
        return list(sink.kept())


def journal(path: Path) -> Path:
    """The file that takes the rows."""
    return path.with_name(path.name + ".jsonl") if path.suffix in (".csv", ".parquet") else path


def read_back(path: Path) -> list[MeetingSummary]:
    """The records in an output; of CSV, whose cells are not exact, in its journal."""
    return [MeetingSummary.model_validate_json(row) for row in _rows(path)]


def _rows(path: Path) -> Iterator[str | bytes]:
    match path.suffix:
        case ".db" | ".sqlite":
            with closing(sqlite3.connect(path)) as database:
                rows = database.execute("SELECT record FROM documents ORDER BY number").fetchall()
            yield from (row for (row,) in rows)
        case ".parquet":
            yield from pyarrow.parquet.read_table(path)["record"].to_pylist()
        case _:
            yield from journal(path).read_bytes().splitlines()


def ids(path: Path) -> list[str]:
    """The documents in an output, sorted."""
    return sorted(record.document.id for record in read_back(path))


# ── any record ───────────────────────────────────────────────────────────────

_TEXT = st.text(max_size=20)
_COUNTRY = st.none() | st.text(string.ascii_uppercase, min_size=2, max_size=2)
_SHA256 = st.text("0123456789abcdef", min_size=64, max_size=64)


@st.composite
def _evidence(draw: st.DrawFn) -> dict[str, Any]:
    quote = draw(st.text(min_size=1, max_size=20))
    start = draw(st.integers(0, 1000))
    return {"quote": quote, "start": start, "end": start + len(quote)}


_GROUNDS = st.lists(_evidence(), min_size=1, max_size=2)


def _part(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({**fields, "evidence": _GROUNDS})


def _some(part: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(part, max_size=2)


_DATES = st.sampled_from([("2021-09-29", "day"), ("2021-09", "month"), ("2021", "year")])
_NUMBER = st.floats(0, 1e9, allow_nan=False)
_FIELDS = st.fixed_dictionaries(
    {
        "document": st.fixed_dictionaries(
            {
                "id": _TEXT,
                "sha256": _SHA256,
                "language": st.sampled_from(["ar", "en", "und"]),
                "characters": st.integers(2000, 200_000),
            }
        ),
        "status": st.sampled_from(["ok", "partial"]),
        "headline": _TEXT,
        "summary": _TEXT,
        "parties": _some(_part(name=_TEXT, kind=st.just("state"), country=_COUNTRY)),
        "officials": _some(
            _part(name=_TEXT, name_en=_TEXT, role=_TEXT, country=_COUNTRY, present=st.booleans())
        ),
        "venue": st.none() | _part(city=st.none() | _TEXT, country=_COUNTRY, place=st.none()),
        "date": st.none()
        | st.builds(
            lambda date, grounds: {"value": date[0], "precision": date[1], "evidence": grounds},
            _DATES,
            _GROUNDS,
        ),
        "agreements": _some(_part(text=_TEXT, status=st.sampled_from(["agreed", "offered"]))),
        "context": _some(_part(topic=st.sampled_from(TOPICS), text=_TEXT)),
        "warnings": _some(_TEXT),
        "provenance": st.fixed_dictionaries(
            {
                **{name: st.just(value) for name, value in MADE.items()},
                "seconds": _NUMBER,
                "usage": st.fixed_dictionaries({"cost": st.none() | _NUMBER}),
            }
        ),
    }
)


def any_records() -> st.SearchStrategy[list[MeetingSummary]]:
    """A few records of one configuration, full of any characters that Unicode has."""
    return st.lists(_FIELDS.map(MeetingSummary.model_validate), max_size=3)
