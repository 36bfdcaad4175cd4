"""The commands ``summariser models`` and ``summariser cache``."""

import json
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from summariser.errors import CacheError, WeightsError
from summariser.model.cache import AnswerCache, default_cache_folder
from summariser.model.reporting import progress_of, stderr_reporter
from summariser.model.weights import (
    DEFAULT_WEIGHTS,
    WEIGHTS,
    WeightsSpec,
    default_folder,
    fetch,
    find,
    verify,
)


def list_models() -> None:
    """Print the known weights as a table; nothing is read or fetched."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for heading in ("NAME", "--model", "GB", "HERE", "FILE"):
        table.add_column(heading, overflow="fold")
    for name, spec in WEIGHTS.items():
        model = "local" if name == DEFAULT_WEIGHTS else f"local:{name}"
        here = "yes" if (default_folder() / spec.file_name).is_file() else "no"
        table.add_row(name, model, f"{spec.size / 1e9:.2f}", here, spec.file_name)
    console = Console()
    console.print(table)
    console.print(Text(f"\nFolder: {default_folder()}"), soft_wrap=True)


def pull_model(name: str) -> None:
    """Fetch weights and print where they are. Raises `WeightsError`."""
    spec = _spec(name)
    with stderr_reporter() as reporter:
        path = fetch(spec, default_folder(), reporter)
    typer.echo(path)


def print_model_path(name: str) -> None:
    """Print where fetched weights are. Raises `WeightsError`."""
    spec = _spec(name)
    with stderr_reporter() as reporter:
        path = find(spec, default_folder(), reporter)
    typer.echo(_needed(path, name))


def verify_model(name: str) -> None:
    """Read fetched weights once more, whatever was found before. Raises `WeightsError`."""
    spec = _spec(name)
    path = default_folder() / spec.file_name
    _needed(path if path.exists() else None, name)
    with stderr_reporter() as reporter:
        verify(path, spec.sha256, progress_of(reporter, "Checking the weights"))
    typer.echo(f"{path}: SHA-256 {spec.sha256} is right")


def show_cache(*, as_json: bool) -> None:
    """Print where the answers are, how many, how old, how often used. Raises `CacheError`."""
    info = _cache().info()
    if info.problem:
        raise CacheError(
            f"The answer cache in {info.path} does not work ({info.problem}). `summariser cache "
            "clear` starts a new one, and SUMMARISER_CACHE_DIR names another folder."
        )
    if as_json:
        shown = {
            "folder": str(info.path),
            "answers": info.entries,
            "bytes": info.bytes,
            "size_limit": info.size_limit,
            "hits": info.hits,
            "misses": info.misses,
            "oldest": info.oldest and info.oldest.isoformat(),
            "newest": info.newest and info.newest.isoformat(),
        }
        typer.echo(json.dumps(shown, indent=2))
        return
    typer.echo(f"folder: {info.path}")
    typer.echo(f"answers: {info.entries:,}")
    typer.echo(f"size: {info.bytes / 1e6:.1f} MB of at most {info.size_limit / 1e6:,.0f} MB")
    typer.echo(f"hits: {info.hits:,}")
    typer.echo(f"misses: {info.misses:,}")
    if info.oldest and info.newest:
        typer.echo(f"oldest: {_age(info.oldest)}")
        typer.echo(f"newest: {_age(info.newest)}")


def clear_cache() -> None:
    """Take all answers away. Raises `CacheError`."""
    typer.echo(f"{_cache().clear():,} answers taken out of {default_cache_folder()}")


def _cache() -> AnswerCache:
    # Whoever asks about the cache is told what is wrong with it in the answer.
    return AnswerCache(default_cache_folder(), warn=lambda _: None)


def _age(moment: datetime) -> str:
    seconds = (datetime.now(UTC) - moment).total_seconds()
    for name, length in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {name} ago"
    return f"{max(0, seconds):.0f} seconds ago"


def _spec(name: str) -> WeightsSpec:
    if name not in WEIGHTS:
        raise WeightsError(f"No weights are called {name!r}. There are: {', '.join(WEIGHTS)}")
    return WEIGHTS[name]


def _needed(path: Path | None, name: str) -> Path:
    if path is None:
        raise WeightsError(
            f"The weights {name} are not in {default_folder()}. Run `summariser models pull {name}`"
        )
    return path
