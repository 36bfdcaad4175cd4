"""Where the time of a set goes: seconds, requests and tokens of each kind of question.

    .venv/bin/python benchmarks/questions.py [SET] [MODEL]

SET is ``gold`` unless given, MODEL is ``local``. Every page is asked anew (no cache). What is
left of a page's seconds is spent beside the model: embeddings, candidates, heads, checks.
"""

import sys
from collections import defaultdict
from pathlib import Path
from time import perf_counter

from summariser.asking import Cost
from summariser.document import Document
from summariser.evaluation import load_set
from summariser.interview import Interview
from summariser.service import Summariser

ROOT = Path(__file__).resolve().parent.parent


def main(name: str = "gold", spec: str = "local") -> None:
    """Ask all pages of the set and print the table."""
    costs: dict[str, Cost] = defaultdict(Cost)
    total = 0.0
    pages = [Document.from_path(path) for path, _ in load_set(name, ROOT).items]
    with Summariser(spec, cache=False) as summariser:
        for page in pages:
            interview = Interview(page, summariser.model)
            begun = perf_counter()
            interview.record()
            seconds = perf_counter() - begun
            total += seconds
            print(f"{page.id}: {seconds:.1f} s", file=sys.stderr, flush=True)
            for kind, cost in interview.asker.costs.items():
                costs[kind].usage += cost.usage
                costs[kind].seconds += cost.seconds
    count = len(pages)
    print(f"{name}, {spec}: {count} pages, {total / count:.1f} s a page, of which")
    print("| question | s | share | requests | prompt tokens read | output tokens |\n" + "|---" * 6)
    for kind, cost in sorted(costs.items(), key=lambda pair: -pair[1].seconds):
        used = cost.usage
        read = used.prompt_tokens - used.cached_tokens
        print(
            f"| {kind} | {cost.seconds / count:.1f} | {cost.seconds / total:.0%} | "
            f"{used.requests / count:.1f} | {read / count:.0f} | "
            f"{used.completion_tokens / count:.0f} |"
        )
    beside = total - sum(cost.seconds for cost in costs.values())
    print(f"| beside the model | {beside / count:.1f} | {beside / total:.0%} | | | |")


if __name__ == "__main__":
    main(*sys.argv[1:3])
