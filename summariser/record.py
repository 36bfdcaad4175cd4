"""The record: what summariser makes of one document, defined once.

The JSON form of :class:`MeetingSummary` is a contract with users (``schema_version``).
Every value carries :class:`Evidence`: the words of the document that it comes from, with
their offsets in code points of the text as read.
"""

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

Status = Literal["ok", "partial", "failed"]
PartyKind = Literal["state", "organisation"]
Language = Literal["en", "ar"]
Plan = Literal["stepwise", "whole"]  # many small questions, or one for the whole record
Precision = Literal["day", "month", "year"]
AgreementStatus = Literal["agreed", "discussed", "offered"]
Topic = Literal[
    "natural_disaster",
    "conflict",
    "terrorism",
    "pandemic",
    "organisation",
    "prior_meeting",
    "existing_cooperation",
    "arms_industry",
    "economy",
    "politics",
    "other",
]
TOPICS: tuple[Topic, ...] = get_args(Topic)

CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]  # ISO 3166-1 alpha-2, and XK
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Part(BaseModel):
    # What a part is not used for alone is not built alone: importing this takes half the time.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Evidence(_Part):
    """Words of the document: ``quote == text[start:end]``, offsets in code points."""

    quote: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int

    @model_validator(mode="after")
    def _length_fits(self) -> Self:
        if self.end - self.start != len(self.quote):
            raise ValueError(f"evidence {self.start}:{self.end} is not as long as its quote")
        return self


Grounds = Annotated[tuple[Evidence, ...], Field(min_length=1)]


class DocumentInfo(_Part):
    """Which document the record is about. ``sha256`` and length are of the text as read."""

    id: str
    sha256: Sha256 | None = Field(description="null when the document could not be read")
    language: str = Field(description="ISO 639-1, 'und' when it cannot be told")
    characters: int = Field(ge=0)
    same_as: str | None = Field(
        default=None, description="the id of the page with the same words that was summarised"
    )


class Party(_Part):
    """A state or organisation that takes part in the main meeting."""

    name: str
    kind: PartyKind
    country: CountryCode | None
    evidence: Grounds


class Official(_Part):
    """A person who acts for a state or an organisation in the document."""

    name: str = Field(description="as the document first writes it in full, without title")
    name_en: str
    role: str = Field(description="the job that the document gives, in English; may be empty")
    country: CountryCode | None
    present: bool = Field(description="took part in the main meeting")
    evidence: Grounds


class Venue(_Part):
    """Where the main meeting took place."""

    city: str | None
    country: CountryCode | None
    place: str | None
    evidence: Grounds


class MeetingDate(_Part):
    """The day, month or year of the main meeting, as precise as the document says."""

    value: str = Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    precision: Precision
    evidence: Grounds

    @model_validator(mode="after")
    def _precision_fits(self) -> Self:
        if len(self.value) != {"year": 4, "month": 7, "day": 10}[self.precision]:
            raise ValueError(f"date {self.value} does not have the precision {self.precision}")
        return self


class Agreement(_Part):
    """A matter that the parties agreed, discussed or offered."""

    text: str
    status: AgreementStatus
    evidence: Grounds


class ContextItem(_Part):
    """Background that the document describes, one item a topic."""

    topic: Topic
    text: str
    evidence: Grounds


class Usage(_Part):
    """What the model was asked. Answers from the cache count nothing."""

    requests: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = Field(
        default=None, description="what the tokens cost at the user's prices; null: none given"
    )


class Provenance(_Part):
    """What made the record: enough to make it again."""

    model: str
    weights_sha256: Sha256 | None
    plan: str
    language: Language = Field(
        default="en", description="of headline, summary and the texts of matters and background"
    )
    prompts: dict[str, Sha256]
    package_version: str
    usage: Usage
    seconds: float = Field(ge=0)
    from_cache: bool = Field(description="every answer came from the cache")


class MeetingSummary(_Part):
    """One document's record.

    Validate it together with its text to prove the quotes:
    ``MeetingSummary.model_validate(data, context={"text": text})``.
    """

    schema_version: Literal[1] = 1
    document: DocumentInfo
    status: Status
    headline: str
    summary: str
    parties: tuple[Party, ...]
    officials: tuple[Official, ...]
    venue: Venue | None
    date: MeetingDate | None
    agreements: tuple[Agreement, ...]
    context: tuple[ContextItem, ...]
    warnings: tuple[str, ...]
    provenance: Provenance

    def evidence(self) -> list[Evidence]:
        """All evidence of the record, in the order of its fields."""
        single = [part for part in (self.venue, self.date) if part is not None]
        parts = (*self.parties, *self.officials, *single, *self.agreements, *self.context)
        return [piece for part in parts for piece in part.evidence]

    @model_validator(mode="after")
    def _quotes_are_slices(self, info: ValidationInfo) -> Self:
        """Refuse quotes that are not the document's words at their offsets.

        Without the text (a record read back from a file), what can be checked is that no
        quote ends behind the document.
        """
        context: dict[str, Any] = info.context or {}
        text: str | None = context.get("text")
        for piece in self.evidence():
            if piece.end > self.document.characters:
                raise ValueError(f"evidence {piece.start}:{piece.end} ends behind the document")
            if text is not None and text[piece.start : piece.end] != piece.quote:
                raise ValueError(f"evidence {piece.start}:{piece.end} is not the document's words")
        return self
