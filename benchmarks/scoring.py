"""How long scoring takes: 1,000 saved predictions, every page another one.

    .venv/bin/python benchmarks/scoring.py RUN.json

The documents of a saved run are taken again and again, each time with another last line, so
that nothing kept for one page serves the next.
"""

import sys
from pathlib import Path
from time import perf_counter, process_time

from summariser.evaluation import Run, score_set

PREDICTIONS = 1_000


def main(file: Path) -> None:
    """Score them and print the seconds."""
    documents = Run.load(file).documents
    many = []
    for number in range(PREDICTIONS):
        document = documents[number % len(documents)]
        name = f"{number}.txt"
        many.append(
            document.model_copy(
                update={
                    "text": f"{document.text}\n{number}\n",
                    "label": document.label.model_copy(update={"document": name}),
                }
            )
        )
    begun, worked = perf_counter(), process_time()
    scores = [document.rescored().score for document in many]
    scored = perf_counter()
    total = score_set(scores)
    ended = perf_counter()
    print(
        f"{PREDICTIONS} predictions: {scored - begun:.2f} s to score, {ended - scored:.2f} s for "
        f"the intervals ({process_time() - worked:.2f} s of processor in all); "
        f"document score {total.score.mean:.3f}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
