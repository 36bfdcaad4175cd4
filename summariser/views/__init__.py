"""Records made readable. Every word of a document passes through `plain` on its way out."""

import re

from summariser.record import (
    DocumentInfo,
    MeetingDate,
    MeetingSummary,
    Party,
    Provenance,
    Status,
    Venue,
)

# What a terminal takes for commands (C0, DEL, C1), and what is no character at all.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# What is invisible or turns the direction of the text around it, so that a line can read
# otherwise than it is written: marks, embeddings, isolates, tags. The joiners U+200C and
# U+200D stay: Persian, Urdu and emoji are spelt with them.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"\s+")
_SECONDS_SHOWN_WHOLE = 10
# What stands over a record's warnings. In a record that is not "ok" they come before all else.
WARNINGS: dict[Status, str] = {
    "ok": "Warnings",
    "partial": "This record is not whole",
    "failed": "Nothing was taken from this page",
}


def plain(text: str) -> str:
    """One line that a terminal shows as it is: no controls, no invisible characters."""
    return plain_part(text).strip()


def plain_part(text: str) -> str:
    """A piece of such a line, with one space at an end where the text has any."""
    return _CONTROL.sub("\ufffd", _SPACES.sub(" ", _INVISIBLE.sub("", text)))


def document_words(document: DocumentInfo) -> list[str]:
    """Say of which page a record is."""
    words = [document.id]
    if document.characters:
        words.append(f"{document.language}, {document.characters:,} characters")
    if document.same_as is not None:
        words.append(f"same words as {document.same_as}")
    return words


def party_words(party: Party) -> str:
    """Name a party and say what it is."""
    return f"{party.name} ({', '.join(part for part in (party.kind, party.country) if part)})"


def country_words(code: str | None) -> str:
    """Give a country's English name; a code that no country has stands for itself."""
    # Here and not above: `plain` is what every message goes through, and needs no lexicon.
    from summariser.lexicon import english_name, is_country  # noqa: PLC0415

    return english_name(code) if code and is_country(code) else code or ""


def venue_words(venue: Venue) -> str:
    """Say in English where it was; a venue without any place is a call."""
    country = country_words(venue.country)
    return ", ".join(part for part in (venue.place, venue.city, country) if part) or "a call"


def date_words(date: MeetingDate) -> str:
    """Say when it was, and how precise that is."""
    return f"{date.value} (precise to the {date.precision})"


def missing_words(record: MeetingSummary) -> str:
    """Name the fields that have nothing in them."""
    fields = {
        "parties": record.parties,
        "officials": record.officials,
        "venue": record.venue,
        "date": record.date,
        "agreements": record.agreements,
        "context": record.context,
    }
    return ", ".join(name for name, value in fields.items() if not value)


def provenance_words(provenance: Provenance) -> str:
    """Say in one line who answered and what it cost."""
    usage, seconds = provenance.usage, provenance.seconds
    parts = [provenance.model, f"{seconds:.{0 if seconds >= _SECONDS_SHOWN_WHOLE else 1}f} s"]
    if provenance.from_cache:
        parts.append("all answers from the cache")
    else:
        parts.append(f"{usage.requests:,} requests")
        parts.append(f"{usage.prompt_tokens:,} prompt tokens ({usage.cached_tokens:,} cached)")
        parts.append(f"{usage.completion_tokens:,} answer tokens")
        if usage.cost is not None:
            parts.append(f"cost {usage.cost:.4f}")
    return " · ".join(parts)
