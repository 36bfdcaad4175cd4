"""What the list, its search and its filters know of a record."""

from collections import Counter
from collections.abc import Iterable, Iterator

from summariser.lexicon import folded
from summariser.record import MeetingSummary, Party
from summariser.views import country_words, plain, venue_words
from summariser.views.html import clipped

_HEADLINE = 300  # characters in the list
_WORD = 100  # characters of a word that are searched
_AROUND = "\"'«»“”‘’()[]{}.,;:!?،؛؟…"  # what stands around words, as in state.js


def row(record: MeetingSummary, key: str) -> dict[str, object]:
    """Give a record's line of the list; ``key`` names it in links."""
    date, venue = record.date, record.venue
    reason = record.warnings[0] if record.warnings else ""
    return {
        "key": key,
        "name": clipped(plain(record.document.id), _HEADLINE),
        "status": record.status,
        "language": record.provenance.language,
        "headline": clipped(plain(record.headline or reason), _HEADLINE),
        "date": date.value if date else "",
        "where": clipped(plain(venue_words(venue)), _HEADLINE) if venue else "",
        "parties": list(dict.fromkeys(map(party_key, record.parties))),
        "officials": [
            [clipped(plain(o.name_en or o.name), _HEADLINE), _folded_words([o.name_en, o.name])]
            for o in record.officials
        ],
        "topics": list(dict.fromkeys(item.topic for item in record.context)),
        "matters": list(dict.fromkeys(item.status for item in record.agreements)),
    }


def searched(record: MeetingSummary, text: str | None) -> str:
    """Give the words of a record and of its page, where ``text`` has it, for the search."""
    return _folded_words(_texts(record, text))


def party_key(party: Party) -> str:
    """Name a party alike in all records: a state by its code, an organisation by its name."""
    if party.kind == "state" and party.country:
        return party.country
    return clipped(plain(party.name), _HEADLINE)


def party_names(records: Iterable[MeetingSummary]) -> dict[str, str]:
    """Give the name of each party's key, the parties of most records first."""
    counts = Counter(key for r in records for key in dict.fromkeys(map(party_key, r.parties)))
    return {key: country_words(key) for key, _ in counts.most_common()}


def _texts(record: MeetingSummary, text: str | None) -> Iterator[str]:
    yield from (record.document.id, record.headline, record.summary)
    yield from (party.name for party in record.parties)
    for official in record.officials:
        yield from (official.name, official.name_en, official.role)
    if record.venue:
        yield venue_words(record.venue)
    yield from (item.text for item in record.agreements)
    yield from (item.text for item in record.context)
    if text is None:
        yield from (piece.quote for piece in record.evidence())
    else:
        yield text


def _folded_words(texts: Iterable[str]) -> str:
    """Fold texts for the search, each word once: what is typed is folded alike in the page."""
    found = (word.strip(_AROUND)[:_WORD] for text in texts for word in folded(text).split())
    return " ".join(dict.fromkeys(word for word in found if word))
