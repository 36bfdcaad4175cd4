"""Records as rows of flat tables: the columns that SQLite, CSV and Parquet have in common."""

from typing import Any, Final

from summariser.record import MeetingSummary

Cell = str | int | float | None

DOCUMENT_COLUMNS: Final = (
    "id",
    "sha256",
    "language",
    "characters",
    "same_as",
    "status",
    "headline",
    "summary",
    "venue_city",
    "venue_country",
    "venue_place",
    "date",
    "date_precision",
    "warnings",
    "model",
    "plan",
    "record_language",
    "package_version",
    "requests",
    "prompt_tokens",
    "completion_tokens",
    "cost",
    "seconds",
)
# The lists of a record; each is a table with these columns of its items.
ITEM_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "parties": ("name", "kind", "country"),
    "officials": ("name", "name_en", "role", "country", "present"),
    "agreements": ("text", "status"),
    "context": ("topic", "text"),
}
EVIDENCE_FIELDS: Final = ("parties", "officials", "venue", "date", "agreements", "context")


def document_cells(record: MeetingSummary) -> tuple[Cell, ...]:
    """A record without its lists, in the order of DOCUMENT_COLUMNS; warnings are lines."""
    document, made = record.document, record.provenance
    return (
        document.id,
        document.sha256,
        document.language,
        document.characters,
        document.same_as,
        record.status,
        record.headline,
        record.summary,
        record.venue.city if record.venue else None,
        record.venue.country if record.venue else None,
        record.venue.place if record.venue else None,
        record.date.value if record.date else None,
        record.date.precision if record.date else None,
        "\n".join(record.warnings),
        made.model,
        made.plan,
        made.language,
        made.package_version,
        made.usage.requests,
        made.usage.prompt_tokens,
        made.usage.completion_tokens,
        made.usage.cost,
        made.seconds,
    )


def parts(record: MeetingSummary, field: str) -> tuple[Any, ...]:
    """The items of one of EVIDENCE_FIELDS; "venue" and "date" have one or none."""
    found: Any = getattr(record, field)
    if field in ITEM_COLUMNS:
        return found
    return () if found is None else (found,)


def item_cells(part: object, table: str) -> tuple[Cell, ...]:
    """An item of one of a record's lists, in the order of ITEM_COLUMNS; truth is 0 or 1."""
    values = (getattr(part, column) for column in ITEM_COLUMNS[table])
    return tuple(int(value) if isinstance(value, bool) else value for value in values)
