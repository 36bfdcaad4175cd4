"""How many documents a second the corpus machinery takes, in how much memory, and how it resumes.

    python benchmarks/corpus.py [COUNT ...]        # 10000 100000

The command line with the tests' scripted model and its interview of two questions, in a process
of its own, so that all time is ours: reading a JSONL table of short pages, hashing and folding
them, the ledger, threads, checking records, writing rows. Then the same command once more, which
finds all of its rows there: the seconds that a resumed run takes to find its place. The cache
of answers is an empty one.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from conftest import CHECKOUT, PAGE
from tables import report


def run(command: list[str], cache: Path) -> tuple[float, float]:
    """Seconds and peak memory (MB) of a command."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(CHECKOUT),
        "SUMMARISER_CACHE_DIR": str(cache),
    }
    begun = time.perf_counter()
    pid = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL).pid  # noqa: S603
    _, status, used = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit("the command failed")
    return time.perf_counter() - begun, used.ru_maxrss / 1024


def main(counts: list[int]) -> None:  # noqa: D103
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    driver = [sys.executable, str(CHECKOUT / "tests" / "scripted.py"), "summarise"]
    rows: list[tuple[int, float, float, float, int, float, float]] = []
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            table, output = Path(folder, "pages.jsonl"), Path(folder, "records.jsonl")
            with table.open("w", encoding="utf-8") as file:
                for number in range(count):
                    row = {"id": f"n{number}", "text": f"{PAGE}\nالخبر رقم {number}."}
                    file.write(json.dumps(row) + "\n")
            command = [*driver, str(table), "-o", str(output), "--workers", "4"]
            seconds, memory = run(command, Path(folder, "cache"))
            with output.open("rb") as file:
                complete = sum(1 for _ in file)
            again, memory_again = run(command, Path(folder, "cache"))
        rows.append((count, count / seconds, seconds, memory, complete, again, memory_again))
    report(
        "corpus",
        ("documents", "a second", "s", "peak MB", "rows", "once more, s", "its peak MB"),
        rows,
    )


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [10_000, 100_000])
