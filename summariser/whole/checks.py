"""Turns an answer into the parts of a record, and tells all that is wrong with it.

A value gets into the record only through here: what is not verified is not in it.
"""

from dataclasses import dataclass, field

from summariser import composing, recording
from summariser.document import Document
from summariser.record import Language, MeetingDate, Party, Venue
from summariser.whole.faults import Fault, no_choice
from summariser.whole.offers import BY_CALL, NOT_SAID, Offer, WholeAnswer
from summariser.whole.people import PeopleCheck
from summariser.whole.texts import TextCheck, page_names, page_people


@dataclass
class Checked:
    """One answer to the question about one document: ``faults`` and what of it is right."""

    document: Document
    offer: Offer
    language: Language
    answer: WholeAnswer
    faults: list[Fault] = field(default_factory=list[Fault])

    def __post_init__(self) -> None:
        self.parts = self._parts()

    def _parts(self) -> dict[str, object]:
        answer, document = self.answer, self.document
        taking_part, venue, date = self._parties(), self._venue(), self._date()
        names, people = page_names(document, "en"), page_people(document)
        check = PeopleCheck(document, self.offer, names, people, self.faults)
        found = check.found(answer.officials)
        officials = [one.official for one in found]
        told = names if self.language == "en" else page_names(document, self.language)
        texts = TextCheck(
            document, self.language, told, people, taking_part, officials, self.faults
        )
        agreements = texts.agreements(answer.agreements)
        context = texts.context(answer.context)
        titles = {one.official.name: one.title for one in found}
        meeting = composing.Meeting(
            taking_part, officials, venue, date, agreements, context, titles
        )
        return {
            "headline": texts.headline(answer.headline, meeting),
            "summary": texts.summary(answer.summary, meeting),
            "parties": taking_part,
            "officials": officials,
            "venue": venue,
            "date": date,
            "agreements": agreements,
            "context": context,
        }

    def _parties(self) -> list[Party]:
        offered = self.offer.parties
        for name in dict.fromkeys(self.answer.parties):
            if name not in offered:
                self.faults.append(Fault("a party", no_choice(name, list(offered))))
        return [
            recording.party(self.document, candidate)
            for name, candidate in offered.items()
            if name in self.answer.parties
        ]

    def _venue(self) -> Venue | None:
        told, call = self.answer.venue, self.offer.call
        if told == BY_CALL and call is not None:
            return recording.call(call)
        place = self.offer.venues.get(told)
        if place is not None:
            return recording.venue(self.document, place)
        if told != NOT_SAID:
            self.faults.append(Fault("the venue", no_choice(told, self.offer.venue_choices)))
        return None

    def _date(self) -> MeetingDate | None:
        told = self.answer.date
        day = self.offer.days.get(told)
        if day is not None:
            return recording.day(self.document, day)
        if told != NOT_SAID:
            self.faults.append(Fault("the date", no_choice(told, self.offer.day_choices)))
        return None
