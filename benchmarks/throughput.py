"""Pages a second of a server that answers each after a while, as a share of what that allows.

    python benchmarks/throughput.py                  # 1 and 10 s, 1 to 256 at once, a minute each
    python benchmarks/throughput.py 10 64 300        # latency, at once, seconds

`Summariser.summarise`, plan `whole`, the labelled pages, a server in a process of its own that
answers for each as a faultless model would; 1 to 256 pages at a time in the threads of one process.
The ideal is a page a latency for each of them; "then" is the share once as many pages are done as
there are at once: in the first round all are asked, and then answered, in the same moment, and what
the language knows is read. Pages vary in length, so do the costs.
"""

import resource
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from answering import labelled, served
from tables import report

from summariser import Document, Summariser
from summariser.model import Message, OpenAIModel
from summariser.settings import Settings

PROBE: list[Message] = [{"role": "user", "content": "Name a stone."}]
LATENCIES = (1.0, 10.0)  # seconds
AT_ONCE = (1, 4, 16, 64, 256)
SECONDS = 60  # of the ideal, which each row is measured over; at least two rounds


def main(latencies: Sequence[float], at_once: Sequence[int], lasting: float) -> None:  # noqa: D103
    pages = [Document.from_path(path) for path, _ in labelled()]
    rows: list[tuple[float, int, float, float, float, float]] = []
    for latency in latencies:
        with served(latency=latency, pages=None) as url:
            model = OpenAIModel(url, "k", "m", probe=PROBE)
            summariser = Summariser(model, settings=Settings(plan="whole"))
            summariser.summarise(pages[0])
            for workers in at_once:
                count = min(workers * max(2, round(lasting / latency)), round(10 * lasting))
                told = [pages[number % len(pages)] for number in range(count)]
                processor = time.process_time()
                seconds, first = timed(summariser, told, workers)
                processor = time.process_time() - processor
                ideal = workers / latency
                speed, then = count / seconds, (count - workers) / (seconds - first)
                used = 1000 * processor / count
                rows.append((latency, workers, speed, speed / ideal, then / ideal, used))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report(
        "-".join(["throughput", *sys.argv[1:]]),
        ("latency s", "at once", "pages a second", "share of the ideal", "then", "CPU ms a page"),
        rows,
        f"Peak of memory {peak:,.0f} MB.",
    )


def timed(summariser: Summariser, pages: list[Document], workers: int) -> tuple[float, float]:
    """Seconds until all pages are done, and until as many are as there are workers."""
    done: list[float] = []
    begun = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        for task in as_completed(pool.submit(summariser.summarise, page) for page in pages):
            task.result()
            done.append(time.perf_counter() - begun)
    return done[-1], done[workers - 1]


if __name__ == "__main__":
    if sys.argv[1:]:
        only, workers, seconds = map(float, sys.argv[1:])
        main([only], [int(workers)], seconds)
    else:
        main(LATENCIES, AT_ONCE, SECONDS)
