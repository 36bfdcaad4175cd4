"""The states and their names in CLDR (``data/territories.tsv``, see ``data/NOTICE``).

Codes are ISO 3166-1 alpha-2, and XK for Kosovo.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Territory:
    """CLDR's names of a state; ``saudi``: in the Arabic of Saudi Arabia."""

    english: str
    arabic: str
    saudi: str
    is_arab: bool


@cache
def territories() -> dict[str, Territory]:
    """All states by their code."""
    table = resources.files("summariser.lexicon").joinpath("data/territories.tsv")
    rows = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines())
    return {
        code: Territory(english, arabic, saudi, spoken == "1")
        for code, english, arabic, saudi, spoken in rows
    }


def is_country(code: str) -> bool:
    """Tell whether a code is ISO 3166-1 alpha-2 or XK."""
    return code in territories()


def arabic_name(code: str) -> str:
    """Give CLDR's Arabic name of a country; KeyError for other codes."""
    return territories()[code].arabic


def english_name(code: str) -> str:
    """Give CLDR's English name of a country; KeyError for other codes."""
    return territories()[code].english


def is_arab(code: str) -> bool:
    """Tell whether Arabic is an official language of the country (CLDR)."""
    return code in territories() and territories()[code].is_arab
