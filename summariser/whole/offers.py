"""What a page offers to choose from, and the answer type that is made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, create_model

from summariser import serving
from summariser.days import DayCandidate, day_candidates
from summariser.document import Document
from summariser.grounding import evidence
from summariser.lexicon import call_words, english_name, named_countries
from summariser.parties import PartyCandidate, party_candidates
from summariser.record import TOPICS, AgreementStatus, Evidence
from summariser.venues import VenueCandidate, venue_candidates
from summariser.whole.schemas import page_schema

NO_COUNTRY = "none"
NOT_SAID = "not said"
BY_CALL = "by phone or video"
# The longest lists, far above those of any page of `eval/` (6 officials, 9 agreements, items of 6
# sentences): small models repeat items without end.
_MOST_ITEMS, _MOST_SENTENCES = 40, 12
LONGEST_NAME, LONGEST_ROLE, LONGEST_TEXT = 120, 120, 300  # characters
LONGEST_HEADLINE, LONGEST_SUMMARY = 200, 1000
STATUSES: tuple[AgreementStatus, ...] = get_args(AgreementStatus)


class _Answer(BaseModel):
    # The types of a page are made for it: only the whole record's is built.
    model_config = ConfigDict(defer_build=True)


class OfficialAnswer(_Answer):
    """A person; ``sentence`` is the number of a sentence that names him."""

    name: str
    name_en: str
    role: str
    country: str
    present: bool
    sentence: int


class AgreementAnswer(_Answer):
    """A matter, and the numbers of the sentences that tell it."""

    sentences: list[int]
    status: str
    text: str


class ContextAnswer(_Answer):
    """A background, and the numbers of the sentences that tell it."""

    sentences: list[int]
    topic: str
    text: str


class WholeAnswer(_Answer):
    """The record as a model gives it; concrete types have closed sets."""

    meeting: bool
    parties: list[str]
    officials: list[OfficialAnswer]
    venue: str
    date: str
    agreements: list[AgreementAnswer]
    context: list[ContextAnswer]
    headline: str
    summary: str

    @classmethod
    def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
        """What pydantic would make of it."""
        return page_schema(cls)


@dataclass(frozen=True, slots=True)
class Offer:
    """The candidates of one page, by the words that the model chooses them with."""

    parties: Mapping[str, PartyCandidate]
    countries: tuple[str, ...]  # codes, in alphabetical order
    venues: Mapping[str, VenueCandidate]
    days: Mapping[str, DayCandidate]
    call: Evidence | None  # the page's words for a phone or video call
    sentences: int

    @classmethod
    def of(cls, document: Document) -> Self:
        """What this page offers."""
        calls = (
            evidence(document, sentence.start + start, sentence.start + end)
            for sentence in document.sentences
            for start, end in call_words(sentence.text)
        )
        places = venue_candidates(document, serving.home(document))
        return cls(
            parties={candidate.name: candidate for candidate in party_candidates(document)},
            countries=tuple(sorted(named_countries(document.text))),
            venues={candidate.name: candidate for candidate in places},
            days={candidate.date.value: candidate for candidate in day_candidates(document)},
            call=next(calls, None),
            sentences=len(document.sentences),
        )

    @property
    def country_choices(self) -> list[str]:
        """Codes, and the word for none."""
        return [*self.countries, NO_COUNTRY]

    @property
    def venue_choices(self) -> list[str]:
        """Places, a call where the page has words for one, and the word for nothing said."""
        return [*self.venues, *([BY_CALL] if self.call else []), NOT_SAID]

    @property
    def day_choices(self) -> list[str]:
        """ISO dates, and the word for nothing said."""
        return [*self.days, NOT_SAID]

    def explained(self) -> dict[str, Sequence[str]]:
        """The choices as the question lists them."""
        states = [f"{code} ({english_name(code)})" for code in self.countries]
        return {
            "parties": list(self.parties),
            "countries": [*states, NO_COUNTRY],
            "venues": self.venue_choices,
            "days": self.day_choices,
        }


@dataclass
class _Room:
    """How many values of closed sets a question may still have."""

    left: int

    def closed(self, values: Sequence[str] | Sequence[int], plain: Any, uses: int = 1) -> Any:
        """The type of one of the values where ``uses`` such sets have room, else the plain one."""
        if not values or uses * len(values) > self.left:
            return plain
        self.left -= uses * len(values)
        return Literal[tuple(values)]  # a set made at run time: no checker can know it


@dataclass(frozen=True)
class _Limits:
    """How long lists and strings may get, where the server holds its answers to schemas.

    Elsewhere a fault that is told costs less than an answer that does not fit.
    """

    held: bool

    def of(self, kind: Any, most: int) -> Any:
        """The type with at most so many items or characters, as `create_model` takes it."""
        return (Annotated[kind, Field(max_length=most)] if self.held else kind, ...)


def answer_type(offer: Offer, most_choices: int) -> type[WholeAnswer]:
    """The answer to a page that offers this: small sets are closed first, while there is room."""
    room = _Room(most_choices)
    status, topic = room.closed(STATUSES, str), room.closed(TOPICS, str)
    country = room.closed(offer.country_choices, str)
    venue, date = room.closed(offer.venue_choices, str), room.closed(offer.day_choices, str)
    party = room.closed(list(offer.parties), str)
    number = room.closed(range(1, offer.sentences + 1), int, uses=3)
    limits = _Limits(held=most_choices > 0)
    numbers = limits.of(list[number], min(_MOST_SENTENCES, offer.sentences))
    text = limits.of(str, LONGEST_TEXT)
    official: Any = create_model(
        "Official",
        __base__=OfficialAnswer,
        name=limits.of(str, LONGEST_NAME),
        name_en=limits.of(str, LONGEST_NAME),
        role=limits.of(str, LONGEST_ROLE),
        country=(country, ...),
        sentence=(number, ...),
    )
    agreement: Any = create_model(
        "Agreement", __base__=AgreementAnswer, sentences=numbers, status=(status, ...), text=text
    )
    background: Any = create_model(
        "Context", __base__=ContextAnswer, sentences=numbers, topic=(topic, ...), text=text
    )
    return create_model(
        "Record",
        __base__=WholeAnswer,
        parties=limits.of(list[party], len(offer.parties)),
        officials=limits.of(list[official], min(_MOST_ITEMS, 2 * offer.sentences)),
        venue=(venue, ...),
        date=(date, ...),
        agreements=limits.of(list[agreement], min(_MOST_ITEMS, offer.sentences)),
        context=limits.of(list[background], len(TOPICS)),
        headline=limits.of(str, LONGEST_HEADLINE),
        summary=limits.of(str, LONGEST_SUMMARY),
    )
