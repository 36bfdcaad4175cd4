"""Both plans on a labelled set, the embedded engine's server playing a remote one.

    python benchmarks/plans.py [SET] [PLAN ...]       # gold, both plans

Over HTTP, with a key, nothing cached: scores, tokens, requests and seconds of each plan.
"""

import secrets
import sys
import time
from pathlib import Path

from summariser import Summariser
from summariser.evaluation import evaluate, load_set
from summariser.model import OpenAIModel
from summariser.model.client import Patience
from summariser.model.embedded import N_CTX, start_server
from summariser.model.reporting import SILENT
from summariser.model.retries import RetryPolicy
from summariser.model.weights import DEFAULT_WEIGHTS, default_folder, local_weights
from summariser.questions import messages
from summariser.record import MeetingSummary
from summariser.settings import Settings


def main() -> None:  # noqa: D103
    name, *plans = [*sys.argv[1:], *(["gold"] if len(sys.argv) < 2 else [])]
    weights = local_weights(DEFAULT_WEIGHTS, default_folder(), SILENT)
    key = secrets.token_urlsafe(16)
    server = start_server(weights, N_CTX, key)
    for plan in plans or ("stepwise", "whole"):
        model = OpenAIModel(
            f"{server.listening_address}/v1",
            key,
            weights.name,
            probe=messages("probe"),
            patience=Patience(token=600.0),
            retries=RetryPolicy(total=1800.0),
        )
        begun = time.perf_counter()
        with Summariser(model, settings=Settings(plan=plan)) as summariser:
            pages = load_set(name, Path.cwd())
            run = evaluate(pages, summariser.attempt, on_document=lambda one: print_row(one.record))
        seconds = time.perf_counter() - begun
        records = [one.record for one in run.documents]
        costs = [record.provenance.usage for record in records]
        count = len(records)
        fields = {field: round(interval.mean, 2) for field, interval in run.score.fields.items()}
        print(f"{plan}: score {run.score.score.mean:.3f} {fields}")
        print(
            f"  ungrounded {run.score.ungrounded.mean:.3f}; a page: {seconds / count:.0f} s, "
            f"{sum(cost.requests for cost in costs) / count:.1f} requests, "
            f"{sum(cost.prompt_tokens for cost in costs) / count:.0f} prompt tokens "
            f"({sum(cost.cached_tokens for cost in costs) / count:.0f} cached), "
            f"{sum(cost.completion_tokens for cost in costs) / count:.0f} output tokens"
        )


def print_row(record: MeetingSummary) -> None:
    """One page, as soon as it is done: small models take minutes for each."""
    used = record.provenance.usage
    print(
        f"  {record.document.id}: {record.status}, {used.requests} requests, "
        f"{used.completion_tokens} output tokens, {record.provenance.seconds:.0f} s",
        *record.warnings,
        sep="\n      ",
        flush=True,
    )


if __name__ == "__main__":
    main()
