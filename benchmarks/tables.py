"""Results of the benchmarks: a table on standard output, as Markdown and as JSON in results/."""

import json
import platform
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"

Row = Sequence[str | float | int | None]


def report(name: str, columns: Sequence[str], rows: Sequence[Row], *notes: str) -> None:
    """Write ``results/NAME.md`` and ``.json``, with machine, commit and command."""
    where = {
        "machine": machine(),
        "commit": _git("rev-parse", "--short", "HEAD")
        + ("+" if _git("status", "-s", "-uno") else ""),
        "date": datetime.now(UTC).date().isoformat(),
        "command": " ".join(["python", *sys.argv]),
    }
    table = [columns, ["---"] * len(columns), *([_cell(cell) for cell in row] for row in rows)]
    lines = ["| " + " | ".join(cells) + " |" for cells in table]
    said = [f"`{where['command']}`, commit {where['commit']}, {where['date']}", where["machine"]]
    text = "\n\n".join([f"# {name}", *said, "\n".join(lines), *notes]) + "\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    results = [dict(zip(columns, row, strict=True)) for row in rows]
    made = {**where, "rows": results, "notes": notes}
    (RESULTS / f"{name}.json").write_text(
        json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print(text)


def machine() -> str:
    """The processor and its cores, the memory, Python."""
    cpu = platform.processor() or platform.machine()
    flags: set[str] = set()
    cpuinfo, meminfo = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                cpu = value.strip()
            if key.strip() == "flags":
                flags = set(value.split())
    known = [name for name in ("avx2", "avx512f", "avx512_vnni", "amx_int8") if name in flags]
    memory = int(meminfo.read_text().split()[1]) / 2**20 if meminfo.exists() else 0
    from summariser.turns import usable_cores  # noqa: PLC0415 - not for its imports' time

    return (
        f"{usable_cores()} cores of {cpu} ({', '.join(known)}), {memory:.0f} GB, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def _cell(value: str | float | None) -> str:
    if value is None:
        return ""
    return _short(value) if isinstance(value, float) else str(value)


def _git(*words: str) -> str:
    command = ["git", "-C", str(ROOT), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip()


def _short(value: float) -> str:
    """Three digits that say something, without an exponent."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
