"""Plain instructor: one schema, one call, checked by pydantic and asked again twice.

python plain_instructor.py URL KEY MODEL < pages.jsonl
"""

import sys

import asked
import instructor
from openai import OpenAI
from pydantic import BaseModel, Field


class Party(BaseModel):
    name: str
    country: str | None = Field(description=asked.CODE)
    quote: str = Field(description=asked.QUOTE)


class Official(BaseModel):
    name: str = Field(description=asked.NAME)
    name_en: str = Field(description=asked.NAME_EN)
    role: str = Field(description=asked.ROLE)
    country: str | None = Field(description=asked.SERVED)
    present: bool = Field(description=asked.PRESENT)
    quote: str = Field(description=asked.QUOTE)


class Venue(BaseModel):
    city: str | None = Field(description=asked.CITY)
    country: str | None = Field(description=asked.CODE)
    place: str | None = Field(description=asked.PLACE)
    quote: str = Field(description=asked.QUOTE)


class Day(BaseModel):
    value: str = Field(description=asked.DATE)
    quote: str = Field(description=asked.QUOTE)


class Agreement(BaseModel):
    text: str = Field(description=asked.TEXT)
    status: asked.Status = Field(description=asked.STATUS)
    quote: str = Field(description=asked.QUOTE)


class Background(BaseModel):
    topic: asked.Topic
    text: str = Field(description=asked.TEXT)
    quote: str = Field(description=asked.QUOTE)


class Meeting(BaseModel):
    parties: list[Party] = Field(description=asked.PARTIES)
    officials: list[Official] = Field(description=asked.OFFICIALS)
    venue: Venue | None = Field(description=asked.VENUE)
    date: Day | None = Field(description=asked.DATE)
    agreements: list[Agreement] = Field(description=asked.AGREEMENTS)
    context: list[Background] = Field(description=asked.CONTEXT)
    headline: str
    summary: str = Field(description=asked.SUMMARY)


def main(url: str, key: str, model: str) -> None:  # noqa: D103
    client = instructor.from_openai(
        OpenAI(base_url=url, api_key=key, timeout=1200, max_retries=0),
        mode=instructor.Mode.JSON_SCHEMA,
    )

    def extract(text: str) -> dict[str, object]:
        made = client.chat.completions.create(
            model=model,
            messages=[
                {"role": "system", "content": asked.TASK},
                {"role": "user", "content": text},
            ],
            response_model=Meeting,
            temperature=0,
            max_tokens=2048,
            max_retries=1,
        )
        return made.model_dump()

    asked.main(extract)


if __name__ == "__main__":
    main(*sys.argv[1:4])
