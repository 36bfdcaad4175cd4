"""Documents an hour of the embedded model with one, two and four pages at a time.

    python benchmarks/slots.py [PAGES]        # 40

The command line over labelled development pages, of even distances through the sets; nothing is
cached. Each number of pages at a time is a process of its own and loads the model itself.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from answering import labelled
from tables import ROOT, report

AT_ONCE = (1, 2, 4)


def main(count: int) -> None:  # noqa: D103
    paths = [path for path, _ in labelled() if "dev" in path.parts]
    chosen = [paths[number * len(paths) // count] for number in range(count)]
    letters = sum(len(path.read_text("utf-8")) for path in chosen)
    rows: list[tuple[int, float, float, int, int]] = []
    for workers in AT_ONCE:
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder, "records.jsonl")
            seconds = timed([*map(str, chosen), "--workers", str(workers), "-o", str(output)])
            made = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
        tokens = sum(one["provenance"]["usage"]["completion_tokens"] for one in made)
        good = sum(one["status"] == "ok" for one in made)
        rows.append((workers, 3600 * len(made) / seconds, seconds, good, tokens))
        print(*rows[-1], flush=True)
    report(
        "slots",
        ("at a time", "documents an hour", "seconds", "records ok", "output tokens"),
        rows,
        f"{count} pages of {letters // count:,} characters.",
    )


def timed(options: list[str]) -> float:
    """Seconds of a run of the command line, which may leave some records partial."""
    command = [sys.executable, "-c", "from summariser.cli import main; main()", "summarise"]
    begun = time.perf_counter()
    code = subprocess.run(  # noqa: S603
        [*command, *options, "--no-cache"], cwd=ROOT, stdout=subprocess.DEVNULL, check=False
    ).returncode
    if code not in {0, 1}:
        raise SystemExit(f"the command failed with {code}")
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
