"""langextract: classes and attributes, taught by an invented example, as its documentation does.

    python langextract_examples.py URL KEY MODEL < pages.jsonl

In an environment with ``langextract[openai]``. Its own place in the text is the quote.
"""

import sys
from typing import Any

import asked
import langextract as lx
from langextract.factory import ModelConfig

_TASK = f"""{asked.TASK} Use the exact words of the text for each extraction.
party: {asked.PARTIES} (country: {asked.CODE})
official: {asked.OFFICIALS}; {asked.NAME} (name_en: {asked.NAME_EN}; role: {asked.ROLE}; \
country: {asked.SERVED}; present: {asked.PRESENT})
venue: {asked.VENUE} (city: {asked.CITY}; country: {asked.CODE}; place: {asked.PLACE})
date: the words for the day of the main meeting (value: {asked.DATE})
agreement: {asked.AGREEMENTS} (status: {asked.STATUS}; text: {asked.TEXT})
context: {asked.CONTEXT} (topic: one of {", ".join(asked.Topic.__args__)}; text: {asked.TEXT})"""

_PAGE = (
    "استقبل وزير الدفاع التونسي خالد السهيلي في تونس العاصمة يوم 3 مارس 2019 رئيس الأركان الليبي "
    "عبد الرزاق الناظوري. وبحث الجانبان التعاون في تدريب الطيارين، واتفقا على تسيير دوريات بحرية "
    "مشتركة. وكانت سيول قد أغرقت مدينة نابل قبل أشهر."
)
_EXAMPLE = lx.data.ExampleData(
    text=_PAGE,
    extractions=[
        lx.data.Extraction("party", "التونسي", attributes={"country": "TN"}),
        lx.data.Extraction("party", "الليبي", attributes={"country": "LY"}),
        lx.data.Extraction(
            "official",
            "خالد السهيلي",
            attributes={
                "name_en": "Khaled Shili",
                "role": "minister of defence",
                "country": "TN",
                "present": "yes",
            },
        ),
        lx.data.Extraction(
            "official",
            "عبد الرزاق الناظوري",
            attributes={
                "name_en": "Abdulrazek al-Nadoori",
                "role": "chief of staff",
                "country": "LY",
                "present": "yes",
            },
        ),
        lx.data.Extraction(
            "venue", "تونس العاصمة", attributes={"city": "Tunis", "country": "TN", "place": ""}
        ),
        lx.data.Extraction("date", "3 مارس 2019", attributes={"value": "2019-03-03"}),
        lx.data.Extraction(
            "agreement",
            "بحث الجانبان التعاون في تدريب الطيارين",
            attributes={"status": "discussed", "text": "Cooperation in training pilots."},
        ),
        lx.data.Extraction(
            "agreement",
            "اتفقا على تسيير دوريات بحرية مشتركة",
            attributes={"status": "agreed", "text": "Joint naval patrols."},
        ),
        lx.data.Extraction(
            "context",
            "سيول قد أغرقت مدينة نابل",
            attributes={"topic": "natural_disaster", "text": "Floods hit Nabeul."},
        ),
    ],
)


def main(url: str, key: str, model: str) -> None:  # noqa: D103
    config = ModelConfig(
        model_id=model,
        provider="OpenAILanguageModel",
        provider_kwargs={"api_key": key, "base_url": url, "temperature": 0},
    )

    def extract(text: str) -> dict[str, Any]:
        made = lx.extract(
            text_or_documents=text,
            prompt_description=_TASK,
            examples=[_EXAMPLE],
            config=config,
            fetch_urls=False,
            show_progress=False,
            max_workers=1,
            language_model_params={"max_output_tokens": 2048, "timeout": 1200},
        )
        return _answer(made.extractions or (), text)

    asked.main(extract)


def _answer(extractions: Any, text: str) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "parties": [],
        "officials": [],
        "venue": None,
        "date": None,
        "agreements": [],
        "context": [],
    }
    lists = {
        "party": "parties",
        "official": "officials",
        "agreement": "agreements",
        "context": "context",
    }
    for each in extractions:
        place = each.char_interval
        words = str(each.extraction_text)
        if place is not None and place.start_pos is not None:
            words = text[place.start_pos : place.end_pos]
        part = {**(each.attributes or {}), "quote": words}
        match each.extraction_class:
            case "party" | "official" as kind:
                answer[lists[kind]].append({"name": str(each.extraction_text), **part})
            case "agreement" | "context" as kind:
                answer[lists[kind]].append({"text": "", **part})
            case "venue" | "date" as kind if answer[kind] is None:  # the first that it names
                answer[kind] = part
            case _:
                pass
    return answer


if __name__ == "__main__":
    main(*sys.argv[1:4])
