"""Dates that a text gives, as candidates for the day of its meeting.

A date is ISO 8601, as precise as the text: a day, a month or a year. Days named against the
page's own date («السبت الماضي») are worked out by the labelling guide: a weekday alone is the
most recent such day on or before the dateline. Islamic dates follow the Umm al-Qura calendar
(through hijridate); where a Gregorian date stands beside one, that counts.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from summariser.lexicon.cities import city_mentions
from summariser.lexicon.date_patterns import FoundDate, Precision, full_dates
from summariser.lexicon.folding import fold, folded
from summariser.lexicon.month_names import weekdays
from summariser.lexicon.relative_dates import relative_days

Kind = Literal["full", "dateline", "relative"]

_WORD = re.compile(r"[^\W_]+")
# Words beside the date in the date line of a news page.
_DATE_LINE_WORDS = frozenset(
    folded(word)
    for word in (
        "نشر", "النشر", "تاريخ", "بتاريخ", "آخر", "تحديث", "تم", "في", "يوم", "الموافق", "الساعة",
        "مساء", "صباحا", "ص", "م", "هـ", "بتوقيت", "غرينتش", "كتب", "بواسطة", "منذ", "اليوم",
        "published", "updated", "last", "on", "at", "by", "date", "posted", "gmt", "am", "pm",
    )
)  # fmt: skip
_OTHER_WORDS = 2  # «واس - الرياض», an author's name: still a date line
_LONGEST_DATE_LINE = 160  # characters
# «القاهرة - 25 نوفمبر 2023 - », «الرياض 27 سبتمبر 2023 م واس /»: an agency's dateline.
_AGENCY = re.compile(r"\s*(?:م\s*)?[-–—ـ:/(.]")
_IN = folded("في")


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """A date that the text gives; ``spans`` (code points) are the words that it follows from.

    ``kind``: "full" stands in running text, "dateline" is the page's own date, "relative" is
    worked out from the words at the first span and the dateline at the second.
    """

    value: str
    precision: Precision
    spans: tuple[tuple[int, int], ...]
    kind: Kind


def dates(text: str) -> list[DateCandidate]:
    """Find the dates of a text, in the order of their words; impossible ones are left out."""
    folded_text = fold(text)
    found = full_dates(folded_text.text)
    spans = [folded_text.span(day.start, day.end) for day in found]
    lines = _date_lines(text, spans)
    candidates = [
        DateCandidate(day.value, day.precision, (span,), _kind(text, day, span, lines))
        for day, span in zip(found, spans, strict=True)
    ]
    datelines = [each for each in candidates if each.kind == "dateline"]
    if datelines:
        taken = [folded_text.span(day.taken, day.end) for day in found] + lines
        candidates += _relative(text, datelines, taken)
    return sorted(candidates, key=lambda each: each.spans)


def _line(text: str, span: tuple[int, int]) -> tuple[int, int]:
    end = text.find("\n", span[1])
    return text.rfind("\n", 0, span[0]) + 1, len(text) if end < 0 else end


def _other_words(text: str) -> list[str]:
    known = _DATE_LINE_WORDS | weekdays().keys()
    words = _WORD.findall(folded(text))
    return [word for word in words if word not in known and not word.isdecimal()]


def _date_lines(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the lines that are little else than dates."""
    on_line: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for span in spans:
        on_line.setdefault(_line(text, span), []).append(span)
    lines: list[tuple[int, int]] = []
    for line, dated in on_line.items():
        if line[1] - line[0] <= _LONGEST_DATE_LINE:
            cuts = (line[0], *(place for span in dated for place in span), line[1])
            rest = " ".join(text[cuts[i] : cuts[i + 1]] for i in range(0, len(cuts), 2))
            if len(_other_words(rest)) <= _OTHER_WORDS:
                lines.append(line)
    return lines


def _kind(text: str, day: FoundDate, span: tuple[int, int], lines: list[tuple[int, int]]) -> Kind:
    if day.precision != "day":
        return "full"
    line = _line(text, span)
    before = text[line[0] : span[0]]
    # «في 29 سبتمبر 2021 التقى…» opens a sentence, not a page.
    opens_page = not (text[: line[0]].strip() or _other_words(before) or _IN in before.split())
    if line in lines or opens_page:
        return "dateline"
    if len(before) > _LONGEST_DATE_LINE or not _AGENCY.match(text, span[1]):
        return "full"
    cities = [before[city.start : city.end] for city in city_mentions(before)]
    by_agency = bool(cities) and _other_words(before) == _other_words(" ".join(cities))
    return "dateline" if by_agency else "full"


def _relative(
    text: str, datelines: list[DateCandidate], taken: list[tuple[int, int]]
) -> Iterator[DateCandidate]:
    used = {place for span in taken for place in range(*span)}
    starts = [dateline.spans[0][0] for dateline in datelines]
    for day in relative_days(text):
        if used.isdisjoint(range(day.start, day.end)):
            # The nearest dateline above: an article's own stands below the site's.
            dateline = datelines[max(0, bisect_right(starts, day.start) - 1)]
            value = day.resolved(date.fromisoformat(dateline.value))
            if value is not None:
                spans = ((day.start, day.end), dateline.spans[0])
                yield DateCandidate(value.isoformat(), "day", spans, "relative")
