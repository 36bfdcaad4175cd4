"""Headline and summary put together from the record's own parts.

Nothing is written freely here, so nothing can be said that the record does not hold. What
differs between languages is in ``english.py`` and ``arabic.py``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

from summariser.composing import arabic, english
from summariser.record import (
    Agreement,
    ContextItem,
    Language,
    MeetingDate,
    Official,
    Party,
    Venue,
)

_WORDS: Mapping[Language, ModuleType] = {"en": english, "ar": arabic}
_STRENGTH = {"agreed": 0, "offered": 1, "discussed": 2}
_MOST_PEOPLE = 4
_MOST_MATTERS = 2


@dataclass(frozen=True, slots=True)
class Meeting:
    """What headline and summary are made of. ``titles``: the page's own words, by name."""

    parties: Sequence[Party]
    officials: Sequence[Official]
    venue: Venue | None
    date: MeetingDate | None
    agreements: Sequence[Agreement]
    context: Sequence[ContextItem]
    titles: Mapping[str, str]


def untold(language: Language) -> str:
    """What stands for a text where the model gave no fitting one."""
    return _WORDS[language].UNTOLD


def headline(meeting: Meeting, language: Language) -> str:
    """Who met, and where."""
    return _WORDS[language].headline(meeting.parties, meeting.venue)


def summary(meeting: Meeting, language: Language) -> str:
    """Two to four sentences: who met where and when, what came of it, against what background."""
    words = _WORDS[language]
    people = [official for official in meeting.officials if official.present][:_MOST_PEOPLE]
    opening = words.opening(meeting.parties, people, meeting.titles, meeting.venue, meeting.date)
    told = [item for item in meeting.agreements if item.text != words.UNTOLD]
    strongest = sorted(told, key=lambda item: _STRENGTH[item.status])[:_MOST_MATTERS]
    sentences = [opening, *(_ended(item.text) for item in strongest)]
    background = [item.text for item in meeting.context if item.text != words.UNTOLD]
    if background:
        sentences.append(_ended(background[0]))
    elif not told:
        sentences.append(words.MATTERS_UNTOLD if meeting.agreements else words.NO_MATTER)
    return " ".join(dict.fromkeys(sentences))


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "؟", "…")) else text + "."
