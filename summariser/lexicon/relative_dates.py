"""Days that a text gives only against a dateline: «اليوم», «السبت الماضي», «27 يوليو»."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from summariser.lexicon.date_patterns import (
    DAY,
    DAY_START,
    TO_MONTH,
    alternatives,
    day_or_none,
    month_pattern,
)
from summariser.lexicon.folding import fold
from summariser.lexicon.month_names import months, weekdays

_DAYS_FROM_NOW = {
    "اول من امس": -2,
    "اول امس": -2,
    "امس الاول": -2,
    "امس": -1,
    "الامس": -1,
    "اليوم": 0,
    "غدا": 1,
    "بعد غد": 2,
    "today": 0,
    "yesterday": -1,
    "tomorrow": 1,
}
_PAST = ("الماضي", "المنصرم", "الفائت", "last")
_FUTURE = ("المقبل", "القادم", "next")
# «اليوم» as "the day": «اليوم الوطني», «اليوم التالي», «في اليوم الأول», «ذلك اليوم».
_DAY_OF = (
    "الوطني|العالمي|الدولي|التالي|السابق|الاول|الثاني|الثالث|الرابع|الخامس|السابع|الاخير|الختامي"
    "|الافتتاحي|الدراسي|المفتوح|الواحد|العلمي|التدريبي|نفسه|ذاته|الذي"
)
# Newspapers and channels called "… today"; «بين الاثنين»: between the two.
_NOT_TODAY_AFTER = ("في", "ذلك", "المصري", "روسيا", "اخبار", "راي", "صحيفه", "قناه", "موقع")
_NOT_WEEKDAY_AFTER = ("صلاه", "خطبه", "بين", "كلا", "هذين")
_TWO = "الاثنين"  # Monday, or "the two": Monday only beside a word that says so
_HALF_YEAR = 183  # days
_BEFORE = 30  # characters before a word that are looked at


@dataclass(frozen=True, slots=True)
class RelativeDay:
    """A day at ``start:end`` of a text (code points), still to be counted from a dateline.

    ``weekday`` (0, Monday, to 6), ``days`` from the dateline, ``month`` and ``day``: what the
    text gives; ``direction``: -1 the one before the dateline, 1 the one after, 0 not said.
    """

    start: int
    end: int
    direction: int = 0
    days: int | None = None
    weekday: int | None = None
    month: int | None = None
    day: int | None = None

    def resolved(self, dateline: date) -> date | None:
        """Count the day from a dateline; None where the calendar has no such day."""
        try:
            if self.month is not None and self.day is not None:
                return _nearest(dateline, self.month, self.day, self.direction)
            counted = dateline + timedelta(days=self.days or 0)
            if self.weekday is None or (
                self.days is not None and counted.weekday() == self.weekday
            ):
                return counted
            return _weekday(dateline, self.weekday, self.direction)
        except OverflowError:
            return None


def _weekday(dateline: date, weekday: int, direction: int) -> date:
    if direction > 0:
        return dateline + timedelta(days=(weekday - dateline.weekday() - 1) % 7 + 1)
    if direction < 0:
        return dateline - timedelta(days=(dateline.weekday() - weekday - 1) % 7 + 1)
    return dateline - timedelta(days=(dateline.weekday() - weekday) % 7)


def _nearest(dateline: date, month: int, day: int, direction: int) -> date | None:
    near = [day_or_none(dateline.year + years, month, day) for years in (-1, 0, 1)]
    days = [found for found in near if found is not None]
    if direction < 0:
        days = [found for found in days if found <= dateline]
    elif direction > 0:
        days = [found for found in days if found > dateline]
    else:
        days = [found for found in days if abs((found - dateline).days) <= _HALF_YEAR]
    return min(days, key=lambda found: abs((found - dateline).days), default=None)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    weekday = rf"(?P<weekday>{alternatives(weekdays())})(?!\w)"
    after = rf"(?: (?P<after>{'|'.join((*_PAST, *_FUTURE))})(?!\w))?"
    word = rf"(?<!\w)[وفبلك]?(?P<word>{alternatives(_DAYS_FROM_NOW)})(?!\w)(?! (?:{_DAY_OF})(?!\w))"
    part = r"(?P<part>يوم|مساء|صباح|فجر|ظهر|عصر|ليله|on|last|next)"
    return (
        re.compile(rf"{word}(?:[ ،,/(]{{1,3}}(?:يوم )?{weekday})?"),
        re.compile(rf"(?<!\w)[وفبل]?(?:{part} )?[وفبل]?{weekday}{after}"),
        re.compile(rf"{DAY_START}(?P<day>{DAY}){TO_MONTH}{month_pattern()}{after}"),
        re.compile(rf"(?<!\w){month_pattern()} (?P<day>{DAY})(?:st|nd|rd|th)?(?!\w)"),
    )


def _direction(groups: dict[str, str]) -> int:
    said = {groups.get("after"), groups.get("part")}
    return 1 if said & {*_FUTURE} else -1 if said & {*_PAST} else 0


def _means_day(before: str, written: str, groups: dict[str, str]) -> bool:
    """Tell whether the words mean a day, by the text before them and their own spelling."""
    last = (before.rsplit(maxsplit=1) or [""])[-1]
    if groups.get("word") == "اليوم" and "weekday" not in groups:
        return last.lstrip("وفبل") not in _NOT_TODAY_AFTER
    if "word" in groups:
        return True
    if written.isascii() and written.islower():  # "may", "march"
        return False
    if groups.get("weekday") == _TWO and not {"part", "after"} & groups.keys():
        return "إ" in written or before.rstrip()[-1:] in ("،", ",", "(", "-", "–")
    return "weekday" not in groups or last not in _NOT_WEEKDAY_AFTER


def relative_days(text: str) -> Iterator[RelativeDay]:
    """Find the days of a text that follow from a dateline, none overlapping."""
    folded_text = fold(text)
    taken: set[int] = set()
    for pattern in _patterns():
        for match in pattern.finditer(folded_text.text):
            groups = {name: value for name, value in match.groupdict().items() if value}
            start, end = folded_text.span(min(map(match.start, groups)), match.end())
            before = folded_text.text[max(0, match.start() - _BEFORE) : match.start()]
            if not taken.isdisjoint(range(start, end)):
                continue
            if _means_day(before, text[start:end], groups):
                taken.update(range(start, end))
                yield _day(start, end, groups)


def _day(start: int, end: int, groups: dict[str, str]) -> RelativeDay:
    days = _DAYS_FROM_NOW[groups["word"]] if "word" in groups else None
    return RelativeDay(
        start,
        end,
        direction=_direction(groups) or (1 if days and days > 0 else 0),
        days=days,
        weekday=weekdays()[groups["weekday"]] if "weekday" in groups else None,
        month=months()[groups["month"]] if "month" in groups else None,
        day=int(groups["day"]) if "day" in groups else None,
    )
