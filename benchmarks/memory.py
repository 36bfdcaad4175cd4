"""The peak of memory of the command line: embedded model and remote one, short and long pages.

    python benchmarks/memory.py

A page, one of 30,000 characters (labelled pages joined), and the five seeds one after another;
the remote server is on loopback and answers as a faultless model would. Megabytes of the process.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from answering import labelled, served
from tables import ROOT, report

from summariser.model.weights import default_folder

LONG = 30_000  # characters


def main() -> None:  # noqa: D103
    pages = [path for path, _ in labelled()]
    with tempfile.TemporaryDirectory() as folder, served(pages=None) as url:
        cache = Path(folder, "cache")
        cache.mkdir()
        (cache / "weights").symlink_to(default_folder())
        os.environ |= {"SUMMARISER_CACHE_DIR": str(cache), "OPENAI_API_KEY": "k"}
        long = Path(folder, "long.txt")
        long.write_text("\n".join(page.read_text("utf-8") for page in pages)[:LONG], "utf-8")
        asked = {"one page": [pages[0]], "five pages": pages[:5], f"{LONG:,} characters": [long]}
        models = {"remote": ["--model", "openai:m", "--base-url", url], "embedded": []}
        rows = [
            (model, name, peak([*map(str, told), *options]))
            for model, options in models.items()
            for name, told in asked.items()
        ]
        everything = ["--model", "openai:m", "--base-url", url, "-o", f"{folder}/all.jsonl"]
        rows.insert(3, ("remote", f"{len(pages)} pages", peak([*map(str, pages), *everything])))
    report("memory", ("model", "pages", "peak MB"), rows)


def peak(options: list[str]) -> float:
    """Megabytes that the command takes at its peak."""
    command = [sys.executable, "-c", "from summariser.cli import main; main()", "summarise"]
    pid = subprocess.Popen(  # noqa: S603
        [*command, *options, "--no-cache"], cwd=ROOT, stdout=subprocess.DEVNULL
    ).pid
    _, status, used = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) == 2:
        raise SystemExit(f"the command failed: {options}")
    return used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
