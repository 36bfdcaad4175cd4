"""The composed parts of headline and summary in English."""

import re
from collections.abc import Mapping, Sequence

from summariser.lexicon import english_name
from summariser.record import MeetingDate, Official, Party, Venue

UNTOLD = "(The model gave no fitting English; see the evidence.)"
NO_MATTER = "The page tells no matter that was agreed, discussed or offered."
MATTERS_UNTOLD = "What was agreed, discussed or offered stands in the evidence alone."
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Countries that English names with the article (CLDR's names).
_WITH_ARTICLE = re.compile(
    r"(United |Netherlands|Philippines|Gambia|Bahamas|Maldives|Comoros|Central African"
    r"|.* (Islands|Republic)$)"
)


def headline(parties: Sequence[Party], venue: Venue | None) -> str:
    """Who met, and where."""
    names = [_named(party) for party in parties]
    called = venue is not None and venue.city is None and venue.country is None
    if len(names) < 2:
        opening = f"Defence meeting of {names[0]}" if names else "Defence meeting"
        return opening + _where(venue)
    told = f"{_listed(names)} {'speak' if called else 'meet'}{_where(venue)}"
    return told[0].upper() + told[1:]


def opening(
    parties: Sequence[Party],
    people: Sequence[Official],
    titles: Mapping[str, str],  # noqa: ARG001 - the page's words, which Arabic takes
    venue: Venue | None,
    date: MeetingDate | None,
) -> str:
    """The sentence that says who met where and when."""
    told = [_person(official) for official in people]
    states = _listed([_named(party) for party in parties])
    if states and told:
        begun = f"Representatives of {states} met ({'; '.join(told)})"
    elif states or told:
        begun = f"A meeting involved {states or _listed(told)}"
    else:
        begun = "A meeting took place"
    return begun + _where(venue) + _when(date) + "."


def _listed(words: Sequence[str]) -> str:
    """A, B and C."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _named(party: Party) -> str:
    bare = party.country is not None and not _WITH_ARTICLE.match(party.name)
    return party.name if bare or party.name.isupper() else f"the {party.name}"


def _person(official: Official) -> str:
    country = english_name(official.country) if official.country else ""
    told = country if country not in official.role else ""
    details = ", ".join(part for part in (official.role, told) if part)
    return f"{official.name_en}, {details}" if details else official.name_en


def _where(venue: Venue | None) -> str:
    if venue is None:
        return ""
    if venue.city is None and venue.country is None:
        return " by phone or video call"
    country = english_name(venue.country) if venue.country else None
    return " in " + ", ".join(part for part in (venue.city, country) if part)


def _when(date: MeetingDate | None) -> str:
    if date is None:
        return ""
    parts = date.value.split("-")
    if date.precision == "year":
        return f" in {parts[0]}"
    month = _MONTHS[int(parts[1]) - 1]
    if date.precision == "month":
        return f" in {month} {parts[0]}"
    return f" on {int(parts[2])} {month} {parts[0]}"
