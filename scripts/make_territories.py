"""Make ``summariser/lexicon/data/territories.tsv`` from CLDR, as Babel carries it.

    python -m scripts.make_territories

Babel takes 0.1 s to load a language's whole data, which a record from the cache should not cost.
Columns: ISO 3166-1 code (and XK), CLDR's name in English, in Arabic, in the Arabic of Saudi Arabia,
1 where Arabic is an official language.
"""

from collections.abc import Iterator
from pathlib import Path

from babel import Locale
from babel.core import get_global

TABLE = Path(__file__).parent.parent / "summariser/lexicon/data/territories.tsv"
# The regional Arabic locales whose names differ from plain "ar" (CLDR as of Babel 2.18).
LOCALES = ("en", "ar", "ar_SA")
# In CLDR but not in ISO 3166-1: unions, pseudo-regions, exceptional reservations.
NOT_ISO = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)


def rows() -> Iterator[str]:
    """The lines of the table."""
    names = [Locale.parse(locale).territories for locale in LOCALES]
    spoken = get_global("territory_languages")
    for code in sorted(map(str, names[0])):
        if len(code) == 2 and code.isalpha() and code not in NOT_ISO:
            arabic = spoken.get(code, {}).get("ar", {}).get("official_status")
            yield "\t".join((code, *(name[code] for name in names), "1" if arabic else "0"))


if __name__ == "__main__":
    TABLE.write_text("".join(f"{row}\n" for row in rows()), encoding="utf-8")
