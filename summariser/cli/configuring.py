"""The commands of ``summariser config``."""

import json
import os
import re

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from summariser.cli.messages import complain
from summariser.settings import Settings, load_settings, settings_file
from summariser.views import plain

_USER = re.compile(r"^(https?://)?.*@", re.IGNORECASE | re.DOTALL)
_QUERY = re.compile(r"\?.*", re.DOTALL)


def show_settings(*, as_json: bool, **options: object) -> None:
    """Print every setting, its value and where it came from. Raises `SetupError`.

    Of the key, only whether its variable is set is said.
    """
    loaded = load_settings(options)
    variable = loaded.settings.api_key_env
    key = "set (masked)" if os.environ.get(variable, "").strip() else "not set"
    values = _shown_values(loaded.settings)
    if as_json:
        settings = {
            name: {"value": value, "from": loaded.origins[name]} for name, value in values.items()
        }
        shown = {"settings": settings, "api_key": {"value": key, "from": variable}}
        typer.echo(json.dumps(shown, indent=1))
        return
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for heading in ("SETTING", "VALUE", "FROM"):
        table.add_column(heading, overflow="fold")
    rows = [(name, _word(value), loaded.origins[name]) for name, value in values.items()]
    for row in (*rows, ("the key", key, variable)):
        table.add_row(*(Text(plain(cell)) for cell in row))
    Console().print(table)


def print_settings_file() -> None:
    """Print the path of the file that is read where it is there."""
    file = settings_file()
    typer.echo(file.absolute())
    if not file.is_file():
        complain("There is no such file yet")


def masked_url(url: str) -> str:
    """Hide what may be a secret in an address: user and password, and a query."""
    return _QUERY.sub("?***", _USER.sub(r"\1***@", url))


def _shown_values(settings: Settings) -> dict[str, object]:
    values: dict[str, object] = dict(settings)
    if settings.base_url is not None:
        values["base_url"] = masked_url(settings.base_url)
    if settings.price is not None:
        values["price"] = ",".join(map(str, settings.price))
    return values


def _word(value: object) -> str:
    return str(value).lower() if value is None or isinstance(value, bool) else str(value)
