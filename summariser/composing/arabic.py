"""The composed parts of headline and summary in Arabic.

Verbal nouns instead of verbs, so that no agreement in number and gender has to be guessed.
"""

from collections.abc import Mapping, Sequence

from summariser.lexicon import arabic_name
from summariser.record import MeetingDate, Official, Party, Venue

UNTOLD = "(لم يقدّم النموذج نصًّا عربيًّا مناسبًا؛ انظر الشاهد.)"
NO_MATTER = "لا تذكر الصفحة أمرًا اتُّفق عليه أو بُحث أو عُرض."
MATTERS_UNTOLD = "ما اتُّفق عليه أو بُحث أو عُرض مذكور في الشواهد وحدها."


def headline(parties: Sequence[Party], venue: Venue | None) -> str:
    """Who met, and where."""
    return _meeting(parties, venue) + _where(venue)


def opening(
    parties: Sequence[Party],
    people: Sequence[Official],
    titles: Mapping[str, str],
    venue: Venue | None,
    date: MeetingDate | None,
) -> str:
    """The sentence that says who met where and when."""
    told = [_person(official, titles) for official in people]
    attended = f" بمشاركة: {'؛ '.join(told)}" if told else ""
    return _meeting(parties, venue) + _where(venue) + _when(date) + attended + "."


def _meeting(parties: Sequence[Party], venue: Venue | None) -> str:
    called = venue is not None and venue.city is None and venue.country is None
    noun = "اتصال" if called else "اجتماع"
    names = [_named(party) for party in parties]
    if len(names) < 2:
        return f"{noun} دفاعي{_of(names[0]) if names else ''}"
    return f"{noun} دفاعي بين {' و'.join(names)}"


def _named(party: Party) -> str:
    return arabic_name(party.country) if party.country else party.evidence[0].quote


def _of(name: str) -> str:
    """«لإيطاليا», and with the article «للأردن»."""
    return " لل" + name[2:] if name.startswith("ال") else " ل" + name


def _person(official: Official, titles: Mapping[str, str]) -> str:
    title = titles.get(official.name, "")
    return f"{official.name}، {title}" if title else official.name


def _where(venue: Venue | None) -> str:
    if venue is None:
        return ""
    if venue.city is None and venue.country is None:
        return " بالهاتف أو بالاتصال المرئي"
    city = venue.evidence[0].quote if venue.city else ""
    country = arabic_name(venue.country) if venue.country else ""
    return " في " + "، ".join(dict.fromkeys(part for part in (city, country) if part))


def _when(date: MeetingDate | None) -> str:
    if date is None:
        return ""
    parts = date.value.split("-")
    if date.precision == "year":
        return f" عام {parts[0]}"
    # Here and not above: records that are only shown need none of it.
    from babel import Locale  # noqa: PLC0415

    month = Locale.parse("ar").months["format"]["wide"][int(parts[1])]
    if date.precision == "month":
        return f" في {month} {parts[0]}"
    return f" يوم {int(parts[2])} {month} {parts[0]}"
