"""Pages a second on a Ray cluster of one node and of two, on this machine, beside no cluster.

    python benchmarks/cluster.py [SECONDS ...]      # 0 0.2: what the scripted model takes a page

Each node has one worker. With a model that takes no time what is measured is the way there and
back; with one that waits, whether two nodes are twice as fast as one. The records are compared.
"""

import os
import secrets
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from conftest import PAGE
from ray_nodes import ray_cluster
from scripted import scripted_summariser
from tables import ROOT, Row, report
from test_corpus_running import Kept, TextPage

from summariser.corpus.ledger import Ledger
from summariser.corpus.running import Engine, Run

COUNT = 200  # pages of each run


def main(waits: list[float]) -> None:  # noqa: D103
    os.environ |= {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(16),
        "RAY_USAGE_STATS_ENABLED": "0",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
    }
    rows: list[Row] = []
    alone: dict[float, dict[str, str]] = {}
    for wait in waits:
        speed, alone[wait] = run(scripted_summariser(wait), 1)
        rows.append(("no cluster, 1 worker", wait, speed, None))
    for nodes in (1, 2):
        with ray_cluster(nodes) as cluster:
            for wait in waits:
                with cluster.engine(wait) as engine:
                    speed, told = run(engine, engine.workers)
                same = "yes" if told == alone[wait] else "NO"
                rows.append((f"Ray, {nodes} workers", wait, speed, same))
    report("cluster", ("", "model s a page", "pages a second", "the same records"), rows)


def run(engine: Engine, workers: int) -> tuple[float, dict[str, str]]:
    """Pages a second, and the records without what differs from run to run."""
    pages = [TextPage(f"{number}", f"{PAGE}\nالخبر رقم {number}.") for number in range(COUNT)]
    with Ledger() as ledger:
        begun = time.perf_counter()
        records = list(Run(engine, Kept(), ledger, workers).records(pages))
        seconds = time.perf_counter() - begun
    told = {row.document.id: row.model_dump_json(exclude={"provenance"}) for row in records}
    return COUNT / seconds, told


if __name__ == "__main__":
    main([float(argument) for argument in sys.argv[1:]] or [0.0, 0.2])
