"""Finished records kept beside the answers, so that a page seen before costs nothing.

A record is found again only by the same page, language, model, prompts, fitted heads and code.
"""

import hashlib
import json
from functools import cache, lru_cache
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
        self._asked = base_url, mode

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
        way = model.name, model.weights_sha256, language, plan, *self._asked
        made = _way_sha256(way, tuple(prompt_hashes().items()), package_hash())
        parts = ["record", made, document.id, document.sha256, document.notes]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@lru_cache(maxsize=64)
def _way_sha256(*way: object) -> str:
    """SHA-256 of all that a record depends on beside its page.

    Remembered: for each record anew it would take a tenth of the time that a kept one takes.
    """
    return hashlib.sha256(json.dumps(way).encode()).hexdigest()


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
