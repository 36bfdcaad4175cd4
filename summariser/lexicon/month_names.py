"""Names of months and weekdays in the Arab countries and in English, folded, from CLDR."""

import re
from collections.abc import Mapping
from functools import cache
from typing import cast

from babel import Locale

from summariser.lexicon.folding import folded

# One locale for each set of month names that CLDR has: Egypt and the Gulf, the Levant and
# Iraq, Algeria and Tunisia, Morocco, Mauritania.
_LOCALES = ("ar", "ar_IQ", "ar_DZ", "ar_MA", "ar_MR")
# May in Iraq beside CLDR's «أيار»; months of the Levant without the article.
_MORE_MONTHS = {"مايس": 5, "تشرين أول": 10, "تشرين ثاني": 11, "كانون أول": 12, "كانون ثاني": 1}
# As in hijridate, and the second names of four months.
_HIJRI = (
    ("محرم", "المحرم", "محرم الحرام"),
    ("صفر", "صفر الخير"),
    ("ربيع الأول", "ربيع أول"),
    ("ربيع الثاني", "ربيع الآخر", "ربيع ثاني"),
    ("جمادى الأولى", "جمادى الأول", "جماد الأول", "جمادي أول"),
    ("جمادى الآخرة", "جمادى الثانية", "جمادى الآخر", "جماد الثاني", "جمادى الثاني"),
    ("رجب", "رجب المرجب"),
    ("شعبان", "شعبان المعظم"),
    ("رمضان", "رمضان المبارك"),
    ("شوال",),
    ("ذو القعدة", "ذي القعدة"),
    ("ذو الحجة", "ذي الحجة"),
)


def _names(locale: str, kind: str, width: str) -> Mapping[int, str]:
    data = Locale.parse(locale).months if kind == "months" else Locale.parse(locale).days
    return cast("Mapping[int, str]", data["format"][width])


@cache
def months() -> dict[str, int]:
    """Give the number (1 to 12) of each Gregorian month name, Arabic and English."""
    names = {folded(name): number for name, number in _MORE_MONTHS.items()}
    for locale, width in (*((arabic, "wide") for arabic in _LOCALES), *_ENGLISH):
        for number, name in _names(locale, "months", width).items():
            names[folded(name)] = number
    return names | {"sept": 9}


def english_months(text: str) -> list[str]:
    """Give the English names of the Gregorian months that an Arabic text names, in order."""
    words = re.findall(r"[ء-ي]+", folded(text))
    numbers = dict.fromkeys(months()[word] for word in words if word in months())
    return [_names("en", "months", "wide")[number] for number in numbers]


@cache
def hijri_months() -> dict[str, int]:
    """Give the number (1 to 12) of each Islamic month name."""
    numbered = enumerate(_HIJRI, start=1)
    return {folded(name): number for number, names in numbered for name in names}


@cache
def weekdays() -> dict[str, int]:
    """Give the number (0, Monday, to 6) of each weekday name, Arabic and English."""
    return {
        folded(name): number
        for locale in ("ar", "en")
        for number, name in _names(locale, "days", "wide").items()
    }


_ENGLISH = (("en", "wide"), ("en", "abbreviated"))
