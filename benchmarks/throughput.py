"""Pages a second of a server that answers each after a while, as a share of what that allows.

    python benchmarks/throughput.py [LATENCY ...]       # 1 10 (seconds)

`Summariser.summarise`, plan `whole`, the labelled pages, a server in a process of its own that
answers for each as a faultless model would; 1 to 256 pages at a time in the threads of one process.
The ideal is a page a latency for each of them. Pages vary in length, so do the costs.
"""

import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from answering import labelled, served
from tables import report

from summariser import Document, Summariser
from summariser.model import Message, OpenAIModel
from summariser.settings import Settings

PROBE: list[Message] = [{"role": "user", "content": "Name a stone."}]
AT_ONCE = (1, 4, 16, 64, 256)
SECONDS = 60  # of the ideal, which each row is measured over; at least two rounds


def main(latencies: list[float]) -> None:  # noqa: D103
    pages = [Document.from_path(path) for path, _ in labelled()]
    rows: list[tuple[float, int, float, float, float]] = []
    for latency in latencies:
        with served(latency=latency, pages=None) as url:
            model = OpenAIModel(url, "k", "m", probe=PROBE)
            summariser = Summariser(model, settings=Settings(plan="whole"))
            summariser.summarise(pages[0])
            for workers in AT_ONCE:
                count = min(workers * max(2, round(SECONDS / latency)), 600)
                told = [pages[number % len(pages)] for number in range(count)]
                with ThreadPoolExecutor(workers) as pool:
                    begun, processor = time.perf_counter(), time.process_time()
                    list(pool.map(summariser.summarise, told))
                    seconds = time.perf_counter() - begun
                    processor = time.process_time() - processor
                ideal = -(-count // workers) * latency
                speed = count / seconds
                rows.append((latency, workers, speed, ideal / seconds, 1000 * processor / count))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report(
        "throughput",
        ("latency s", "at once", "pages a second", "share of the ideal", "CPU ms a page"),
        rows,
        f"Peak of memory {peak:,.0f} MB.",
    )


if __name__ == "__main__":
    main([float(argument) for argument in sys.argv[1:]] or [1.0, 10.0])
