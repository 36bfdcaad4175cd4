"""Settings of the embedded engine, each beside our own: seconds of a page, and whether it differs.

    python benchmarks/engine.py [PAGE]        # seeds/002_ca67cd81fc78246b.txt

The same interview over each engine, one after another, nothing cached, the engine loaded before.
"""

import secrets
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xllamacpp  # type: ignore[import-untyped]
from tables import ROOT, Row, report

from summariser import Document, Summariser
from summariser.model import OpenAIModel
from summariser.model.abilities import EMBEDDED
from summariser.model.client import Patience
from summariser.model.embedded import N_CTX, engine_parameters, started
from summariser.model.reporting import SILENT
from summariser.model.weights import DEFAULT_WEIGHTS, default_folder, local_weights
from summariser.settings import Settings

ENGINE: Any = xllamacpp
SEED = ROOT / "seeds" / "002_ca67cd81fc78246b.txt"
FLASH, SPEED = ENGINE.llama_flash_attn_type, ENGINE.common_speculative_type
Change = Callable[[Any], None]


def flash(kind: str) -> Change:
    """Flash attention on or off; the engine decides by itself otherwise."""

    def change(params: Any) -> None:
        params.flash_attn_type = getattr(FLASH, f"LLAMA_FLASH_ATTN_TYPE_{kind}")

    return change


def eight_bits(params: Any) -> None:
    """Keys and values of the context in eight bits; needs flash attention."""
    params.cache_type_k = params.cache_type_v = ENGINE.ggml_type.GGML_TYPE_Q8_0


def batch(tokens: int) -> Change:
    """So many tokens read at once."""

    def change(params: Any) -> None:
        params.n_ubatch = tokens
        params.n_batch = max(tokens, params.n_batch)

    return change


def threads(count: int) -> Change:
    """So many threads."""

    def change(params: Any) -> None:
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = count

    return change


def guessing(kind: str) -> Change:
    """Answers guessed ahead from the words before them."""

    def change(params: Any) -> None:
        params.speculative.types = [getattr(SPEED, f"COMMON_SPECULATIVE_TYPE_{kind}")]

    return change


def drafted(params: Any) -> None:
    """Answers guessed ahead by the 0.5B of the same family."""
    small = local_weights("0.5b", default_folder(), SILENT)
    guessing("DRAFT_SIMPLE")(params)
    params.speculative.draft.mparams.path = str(small.path)


CHANGES: dict[str, Change] = {
    "our settings": lambda _: None,
    "flash attention": flash("ENABLED"),
    "no flash attention": flash("DISABLED"),
    "eight-bit context": eight_bits,
    "128 tokens read at once": batch(128),
    "1024 tokens read at once": batch(1024),
    "one thread": threads(1),
    "guesses from n-grams (simple)": guessing("NGRAM_SIMPLE"),
    "guesses from n-grams (mod)": guessing("NGRAM_MOD"),
    "guesses of the 0.5B": drafted,
    "our settings again": lambda _: None,
}


def main(page: Path) -> None:  # noqa: D103
    weights = local_weights(DEFAULT_WEIGHTS, default_folder(), SILENT)
    document = Document.from_path(page)
    own = ""
    rows: list[Row] = []
    for name, change in CHANGES.items():
        key = secrets.token_urlsafe(16)
        params = engine_parameters(weights, N_CTX, key)
        change(params)
        server = started(params, weights)
        address = f"{server.listening_address}/v1"
        model = OpenAIModel(
            address, key, weights.name, abilities=EMBEDDED, patience=Patience(token=600.0)
        )
        with Summariser(model, settings=Settings(plan="stepwise")) as summariser:
            begun = time.perf_counter()
            record = summariser.summarise(document)
            seconds = time.perf_counter() - begun
        model.close()
        del server
        told = record.model_dump_json(exclude={"provenance"})
        own = own or told
        used = record.provenance.usage
        read = used.prompt_tokens - used.cached_tokens
        rows.append((name, seconds, read, used.completion_tokens, "" if told == own else "differs"))
        print(*rows[-1], flush=True)
    report("engine", ("", "seconds", "tokens read", "tokens written", "record"), rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SEED)
