"""ContextGem: one concept a field, with references to the page's paragraphs.

    python contextgem_concepts.py URL KEY MODEL < pages.jsonl

In an environment with ``contextgem``. References to sentences need a segmentation model from
the network; paragraphs do not.
"""

import sys
from typing import Any

import asked
from contextgem import Document, DocumentLLM, JsonObjectConcept

_STRUCTURES: dict[str, tuple[str, dict[str, Any]]] = {
    "parties": (asked.PARTIES + "; country: " + asked.CODE, {"name": str, "country": str}),
    "officials": (
        f"{asked.OFFICIALS}; name: {asked.NAME}; name_en: {asked.NAME_EN}; role: {asked.ROLE}; "
        f"country: {asked.SERVED}; present: {asked.PRESENT}",
        {"name": str, "name_en": str, "role": str, "country": str, "present": bool},
    ),
    "venue": (
        f"{asked.VENUE}; city: {asked.CITY}; country: {asked.CODE}; place: {asked.PLACE}",
        {"city": str | None, "country": str | None, "place": str | None},
    ),
    "date": (asked.DATE, {"value": str}),
    "agreements": (
        f"{asked.AGREEMENTS}; status: {asked.STATUS}; text: {asked.TEXT}",
        {"text": str, "status": asked.Status},
    ),
    "context": (
        f"{asked.CONTEXT}; text: {asked.TEXT}",
        {"topic": asked.Topic, "text": str},
    ),
}


def main(url: str, key: str, model: str) -> None:  # noqa: D103
    llm = DocumentLLM(
        model=f"openai/{model}",
        api_base=url,
        api_key=key,
        temperature=0,
        max_tokens=2048,
        timeout=1200,
        num_retries_failed_request=0,
        max_retries_failed_request=0,
        max_retries_invalid_data=1,
    )

    def extract(text: str) -> dict[str, Any]:
        document = Document(raw_text=text)
        document.add_concepts(
            [
                JsonObjectConcept(
                    name=name,
                    description=description,
                    structure=structure,
                    add_references=True,
                    singular_occurrence=name in ("venue", "date"),
                )
                for name, (description, structure) in _STRUCTURES.items()
            ]
        )
        llm.extract_concepts_from_document(
            document, max_items_per_call=1, raise_exception_on_extraction_error=False
        )
        return _answer(document)

    asked.main(extract)


def _answer(document: Document) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    for concept in document.concepts:
        parts = [
            {
                **item.value,
                "quote": "\n".join(each.raw_text for each in item.reference_paragraphs),
            }
            for item in concept.extracted_items
        ]
        single = concept.name in ("venue", "date")
        answer[concept.name] = (parts[0] if parts else None) if single else parts
    return answer


if __name__ == "__main__":
    main(*sys.argv[1:4])
