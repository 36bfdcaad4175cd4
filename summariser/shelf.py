"""Finished records kept beside the answers, so that a page seen before costs nothing.

A record is found again only by the same page, language, model, prompts, fitted heads and code.
"""

import hashlib
import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from time import perf_counter

from summariser.document import Document
from summariser.model.cache import AnswerCache
from summariser.model.protocol import Model
from summariser.record import Language, MeetingSummary, Usage
from summariser.templates import prompt_hashes


class RecordShelf:
    """Records in an `AnswerCache`. Only those with status "ok" are kept."""

    def __init__(self, cache: AnswerCache, base_url: str | None, mode: str = "auto") -> None:
        self._cache = cache
        self._asked = [base_url, mode]

    def get(
        self, document: Document, model: Model, language: Language, plan: str
    ) -> MeetingSummary | None:
        """The page's record, proved against its text once more; None when there is none."""
        begun = perf_counter()
        key = self._key(document, model, language, plan)
        text = {"text": document.text}
        record = self._cache.read(
            key, lambda kept: MeetingSummary.model_validate_json(kept, context=text)
        )
        if record is None:
            return None
        made = record.provenance.model_copy(
            update={
                "usage": Usage(),
                "seconds": round(perf_counter() - begun, 3),
                "from_cache": True,
            }
        )
        return record.model_copy(update={"provenance": made})

    def put(self, document: Document, model: Model, record: MeetingSummary) -> None:
        """Keep a record that came out whole."""
        if record.status == "ok":
            made = record.provenance
            key = self._key(document, model, made.language, made.plan)
            self._cache.put(key, record.model_dump(mode="json"))

    def _key(self, document: Document, model: Model, language: Language, plan: str) -> str:
        parts = {
            "kind": "record",
            "id": document.id,
            "document": document.sha256,
            "notes": document.notes,
            "model": model.name,
            "weights": model.weights_sha256,
            "language": language,
            "plan": plan,
            "asked": self._asked,
            "prompts": prompt_hashes(),
            "code": package_hash(),
        }
        canonical = json.dumps(parts, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


@cache
def package_hash() -> str:
    """SHA-256 over the package's own modules and data files."""
    digest = hashlib.sha256()

    def add(folder: Traversable) -> None:
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.is_dir() and entry.name != "__pycache__":
                add(entry)
            elif entry.name.endswith((".py", ".json", ".tsv")):
                digest.update(entry.name.encode() + b"\0" + entry.read_bytes())

    add(files("summariser"))
    return digest.hexdigest()
