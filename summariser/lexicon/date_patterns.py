"""Dates that a folded text gives by itself: a day, a month and year, or a year."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Literal

from hijridate import Hijri

from summariser.lexicon.month_names import hijri_months, months, weekdays

Precision = Literal["day", "month", "year"]

DAY = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
# «29 من سبتمبر», «29 من شهر سبتمبر», "29th of September", "29-سبتمبر".
TO_MONTH = r"(?:st|nd|rd|th)?(?: of)?[ ,،/.-]{0,2}(?:من )?(?:شهر )?"
DAY_START = r"(?<![\w/.-])[وفبلك]?(?:ال)?"
_YEAR = r"(?P<year>(?:1[89]|20|21)\d\d)(?: ?م)?(?!\w)"
_HIJRI_YEAR = r"(?P<year>1[345]\d\d)(?: ?(?:ه|هجريه?))?(?!\w)"
_TO_YEAR = r"[ ,،/.-]{0,3}(?:من )?(?:ل?عام |ل?سنه )?"
# «27 و28», «من 27 إلى 29», "27-29": a day at both ends.
_FIRST_DAY = rf"(?:(?P<first>{DAY}) ?(?:-|–|و|الي|حتي|and|to) ?(?:ال)?)?"
_AFTER_NUMBER = r"(?<!\d)(?<!\d[/.-])"
_BEFORE_NUMBER = r"(?!\d)(?![/.-]\d)"
# The Islamic month begins with the new moon as seen, so the Gregorian date given beside an
# Islamic one can differ from the calculated one by this many days.
_MOON_DAYS = 2
_SAME_DAY = r"[ ,،()/م-]*(?:الموافق|موافق|يوافق)?[ :]*[لب]? ?[ ,،()/-]*"


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date at ``start:end`` of the folded text; ``value`` is ISO 8601.

    Words from ``taken`` on belong to it too («اليوم الأربعاء 29 سبتمبر 2021»).
    """

    start: int
    end: int
    taken: int
    value: str
    precision: Precision
    islamic: bool = False


def alternatives(names: dict[str, int]) -> str:
    """Give a pattern of folded names, longer ones first."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def month_pattern() -> str:
    """Give a pattern of one Gregorian month under one or two names («سبتمبر/أيلول»)."""
    names = rf"(?:{alternatives(months())})(?![^\W\d_])"
    return rf"(?P<month>{names})(?: ?[/(–-] ?{names}(?: ?\))?)?"


def day_or_none(year: int, month: int, day: int) -> date | None:
    """Give the day, or None where the calendar has none (31 February)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _gregorian(year: int, month: str, day: int) -> date | None:
    if not month.isdecimal():
        return day_or_none(year, months()[month], day)
    # 07/27/2025 can only be month first.
    return day_or_none(year, int(month), day) or day_or_none(year, day, int(month))


def _islamic(year: int, month: str, day: int) -> date | None:
    number = int(month) if month.isdecimal() else hijri_months()[month]
    try:
        gregorian = Hijri(year, number, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(gregorian.year, gregorian.month, gregorian.day)


_Calendar = Callable[[int, str, int], date | None]


@cache
def _day_patterns() -> tuple[tuple[re.Pattern[str], _Calendar], ...]:
    month = month_pattern()
    hijri = rf"(?P<month>(?:{alternatives(hijri_months())})(?![^\W\d_]))"
    day = rf"{DAY_START}{_FIRST_DAY}(?P<day>{DAY}){TO_MONTH}"
    numeric = rf"{_AFTER_NUMBER}(?P<day>\d\d?) ?(?P<sep>[/.-]) ?(?P<month>\d\d?) ?(?P=sep) ?"
    reverse = rf" ?(?P<sep>[/.-]) ?(?P<month>\d\d?) ?(?P=sep) ?(?P<day>\d\d?){_BEFORE_NUMBER}"
    patterns: tuple[tuple[str, _Calendar], ...] = (
        (rf"{day}{month}{_TO_YEAR}{_YEAR}", _gregorian),
        (rf"(?<!\w){month} (?P<day>{DAY})(?:st|nd|rd|th)?[ ,،]{{1,2}}{_YEAR}", _gregorian),
        (rf"{numeric}{_YEAR}{_BEFORE_NUMBER}", _gregorian),
        (rf"{_AFTER_NUMBER}(?P<year>(?:1[89]|20|21)\d\d){reverse}", _gregorian),
        (rf"{day}{hijri}{_TO_YEAR}{_HIJRI_YEAR}", _islamic),
        (rf"{numeric}{_HIJRI_YEAR}{_BEFORE_NUMBER}", _islamic),
        (rf"{_AFTER_NUMBER}(?P<year>1[345]\d\d){reverse}(?: ?ه(?!\w))?", _islamic),
    )
    return tuple((re.compile(pattern), calendar) for pattern, calendar in patterns)


@cache
def _weekday_before() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?<!\w)(?:اليوم|امس|غدا|today|on) )?"
        rf"(?<!\w)[وفبل]?(?P<named>(?:يوم )?(?:{alternatives(weekdays())})"
        rf"[ ,،(]{{1,3}}(?:الموافق ?[لب]? ?)?)$"
    )


_LONGEST_WEEKDAY = 45  # characters of the longest «اليوم يوم الأربعاء، الموافق لـ »


def _day_matches(text: str) -> Iterator[tuple[re.Match[str], _Calendar]]:
    found = [
        (match, calendar)
        for pattern, calendar in _day_patterns()
        for match in pattern.finditer(text)
    ]
    end = 0
    for match, calendar in sorted(found, key=lambda pair: (pair[0].start(), -pair[0].end())):
        if match.start() >= end:
            end = match.end()
            yield match, calendar


def _days(text: str) -> Iterator[FoundDate]:
    """Give the days, and for days that no calendar has a place without a value."""
    for match, calendar in _day_matches(text):
        before = max(0, match.start() - _LONGEST_WEEKDAY)
        weekday = _weekday_before().search(text[before : match.start()])
        taken = before + weekday.start() if weekday else match.start()
        groups = {name: value for name, value in match.groupdict().items() if value}
        start = before + weekday.start("named") if weekday else min(map(match.start, groups))
        for group in ("first", "day"):
            if group in groups:
                if group == "day" and "first" in groups:
                    start = match.start("day")
                value = calendar(int(match["year"]), match["month"], int(match[group]))
                iso = value.isoformat() if value else ""
                yield FoundDate(start, match.end(), taken, iso, "day", calendar is _islamic)


@cache
def _same_day() -> re.Pattern[str]:
    return re.compile(rf"{_SAME_DAY}(?:(?:يوم )?(?:{alternatives(weekdays())}))?{_SAME_DAY}")


def _joined(text: str, days: list[FoundDate]) -> list[FoundDate]:
    """Make one of an Islamic and a Gregorian date of the same day that stand side by side."""
    joined = {day: day for day in days}
    for left, right in pairwise(days):
        if left.islamic == right.islamic or not left.value or not right.value:
            continue
        apart = abs((date.fromisoformat(left.value) - date.fromisoformat(right.value)).days)
        between = text[left.end : max(left.end, min(right.start, right.taken))]
        if apart <= _MOON_DAYS and right.start >= left.end and _same_day().fullmatch(between):
            value = right.value if left.islamic else left.value
            del joined[left]
            joined[right] = FoundDate(left.start, right.end, left.taken, value, "day")
    return list(joined.values())


@cache
def _coarse_patterns() -> tuple[tuple[re.Pattern[str], Precision], ...]:
    month = rf"(?<!\w)[وفبلك]?{month_pattern()}{_TO_YEAR}{_YEAR}{_BEFORE_NUMBER}"
    year = rf"(?<!\w)[وفبلك]?(?:(?:ال)?(?:عام|سنه)|في|in) {_YEAR}{_BEFORE_NUMBER}"
    return (re.compile(month), "month"), (re.compile(year), "year")


def full_dates(text: str) -> list[FoundDate]:
    """Find the dates of a folded text that need no other date to be understood, in order."""
    days = list(_days(text))
    found = [day for day in _joined(text, days) if day.value]
    taken = {place for day in days for place in range(day.taken, day.end)}
    for pattern, precision in _coarse_patterns():
        for match in pattern.finditer(text):
            if taken.isdisjoint(range(*match.span())):
                taken.update(range(*match.span()))
                value = match["year"]
                if precision == "month":
                    value += f"-{months()[match['month']]:02d}"
                start = match.start("month" if precision == "month" else 0)
                found.append(FoundDate(start, match.end(), match.start(), value, precision))
    return sorted(found, key=lambda day: (day.start, day.end))
