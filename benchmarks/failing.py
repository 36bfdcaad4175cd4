"""A thousand documents through a server that fails three times in ten.

    python benchmarks/failing.py [DOCUMENTS] [WORKERS]

Plan `whole`, the faulty server of the tests, every passing kind of fault but silence. Told: rows,
requests a document, the most requests for one body, and the wall time against a run on the same
server without faults.
"""

import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from faults import PASSING, STALLS, Faults
from faulty import FaultyServer
from fitting import Answering

from summariser import Summariser
from summariser.document import Document
from summariser.model import OpenAIModel, RetryPolicy
from summariser.record import MeetingSummary
from summariser.settings import Settings

PAGE = (
    "الرباط - استقبل وزير الدفاع المغربي أحمد العلمي نظيره القطري خالد العطية في الرباط يوم "
    "29 شتنبر 2021.\nواتفق الجانبان على تنظيم التمرين رقم {number} للقوات البرية.\n"
)
SHARE, LATENCY = 0.3, 0.2  # of faulty answers; seconds before each answer
TRIES = 6


def run(count: int, workers: int, share: float) -> float:
    """Summarise ``count`` documents; print what came of it and give the seconds."""
    faults = Faults.seeded(7, share=share, kinds=PASSING - STALLS, in_a_row=2)
    with FaultyServer(
        Answering(), faults, latency=LATENCY, retry_after=1, follow_reasks=True
    ) as server:
        model = OpenAIModel(
            server.url,
            "k",
            "m",
            probe=[{"role": "user", "content": "Name a stone."}],
            retries=RetryPolicy(tries=TRIES, total=600.0),
        )
        with (
            Summariser(model, settings=Settings(plan="whole")) as summariser,
            ThreadPoolExecutor(workers) as pool,
        ):
            list(pool.map(lambda n: summariser.attempt(page(-n)), range(1, workers + 1)))
            before = server.requests
            begun = time.perf_counter()
            rows = list(pool.map(lambda n: summariser.attempt(page(n)), range(count)))
            seconds = time.perf_counter() - begun
        asked = Counter(seen.body for seen in server.seen)
        tell(rows, count, share, seconds, server.requests - before, max(asked.values()))
    return seconds


def page(number: int) -> Document:
    """One of the documents: all differ."""
    return Document(f"{number}.txt", PAGE.format(number=number))


def tell(  # noqa: D103, PLR0913, PLR0917
    rows: list[MeetingSummary], count: int, share: float, seconds: float, requests: int, most: int
) -> None:
    statuses = Counter(row.status for row in rows)
    billed = sum(row.provenance.usage.requests for row in rows)
    print(
        f"{share:.0%} faulty: {len({row.document.id for row in rows})} different rows of {count}, "
        f"{dict(statuses)}; {requests / count:.2f} requests a document ({billed / count:.2f} in "
        f"the records), at most {most} for one body (budget {TRIES}); {seconds:.1f} s"
    )
    for row in [row for row in rows if row.status == "failed"][:3]:
        print("   ", *row.warnings)


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    at_once = int(sys.argv[2]) if len(sys.argv) > 2 else 16
    ideal = run(number, at_once, 0.0)
    faulty = run(number, at_once, SHARE)
    print(f"wall time: {faulty / ideal:.2f} of the run without faults")
