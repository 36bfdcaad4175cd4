"""Headline and summary put together from the record's own parts.

Nothing is written freely here, so nothing can be said that the record does not hold.
"""

import re
from collections.abc import Sequence

from summariser.lexicon import english_name
from summariser.record import Agreement, ContextItem, MeetingDate, Official, Party, Venue

UNTRANSLATED = "(The model gave no fitting English; see the evidence.)"
_STRENGTH = {"agreed": 0, "offered": 1, "discussed": 2}
_MOST_PEOPLE = 4
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
    told = f"{listed(names)} {'speak' if called else 'meet'}{_where(venue)}"
    return told[0].upper() + told[1:]


def summary(  # noqa: PLR0913, PLR0917 - one for each field of the record
    parties: Sequence[Party],
    officials: Sequence[Official],
    venue: Venue | None,
    date: MeetingDate | None,
    agreements: Sequence[Agreement],
    context: Sequence[ContextItem],
) -> str:
    """Two to four sentences: who met where and when, what came of it, against what background."""
    sentences = [_meeting(parties, officials, venue, date)]
    told = [item for item in agreements if item.text != UNTRANSLATED]
    strongest = sorted(told, key=lambda item: _STRENGTH[item.status])[:2]
    sentences += [_ended(item.text) for item in strongest]
    background = [item.text for item in context if item.text != UNTRANSLATED]
    if background:
        sentences.append(_ended(background[0]))
    elif len(sentences) == 1:
        sentences.append("The page tells no matter that was agreed, discussed or offered.")
    return " ".join(sentences)


def listed(words: Sequence[str]) -> str:
    """A, B and C."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _meeting(
    parties: Sequence[Party],
    officials: Sequence[Official],
    venue: Venue | None,
    date: MeetingDate | None,
) -> str:
    people = [_person(official) for official in officials if official.present][:_MOST_PEOPLE]
    states = listed([_named(party) for party in parties])
    if states and people:
        opening = f"Representatives of {states} met ({'; '.join(people)})"
    elif states or people:
        opening = f"A meeting involved {states or listed(people)}"
    else:
        opening = "A meeting took place"
    return opening + _where(venue) + _when(date) + "."


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


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."
