import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from babel import localedata
from babel.dates import format_date
from hijridate import Gregorian
from hypothesis import given, settings
from hypothesis import strategies as st

from summariser.lexicon.dates import DateCandidate, dates

SEEDS = Path(__file__).parent.parent / "seeds"
LOCALES = sorted(name for name in localedata.locale_identifiers() if re.match(r"ar(_|$)", name))
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
# A page of Sunday, 27 July 2025.
PAGE = "الأحد 27 يوليو 2025\n\n{}"


def values(text: str) -> list[str]:
    return [each.value for each in dates(text)]


def quotes(text: str, candidate: DateCandidate) -> list[str]:
    return [text[start:end] for start, end in candidate.spans]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("29 سبتمبر/أيلول 2021", "2021-09-29"),
        ("29 أيلول (سبتمبر) 2021", "2021-09-29"),
        ("٢٩ سبتمبر ٢٠٢١م", "2021-09-29"),
        ("يوليو 27, 2025", "2025-07-27"),
        ("25/11/2023", "2023-11-25"),
        ("2023-11-25", "2023-11-25"),
        ("25-11-2023", "2023-11-25"),
        ("25.11.2023", "2023-11-25"),
        ("07/27/2025", "2025-07-27"),
        ("3 شتنبر 2023", "2023-09-03"),
        ("3 غشت 2023", "2023-08-03"),
        ("3 جويلية 2023", "2023-07-03"),
        ("29 من شهر سبتمبر من عام 2021", "2021-09-29"),
        ("الـ29 من سبتمبر 2021", "2021-09-29"),
        ("15 رمضان 1445 هـ", "2024-03-25"),
        ("15/9/1445هـ", "2024-03-25"),
        ("27 July 2025", "2025-07-27"),
        ("July 27th, 2025", "2025-07-27"),
        ("the 27th of July 2025", "2025-07-27"),
    ],
)
def test_day_in_running_text(written: str, value: str) -> None:
    text = f"وكان وزير الدفاع قد التقى نظيره في {written} بحضور عدد من المسؤولين"
    (candidate,) = dates(text)
    assert (candidate.value, candidate.precision, candidate.kind) == (value, "day", "full")
    (quote,) = quotes(text, candidate)
    assert quote in written
    assert len(quote) >= len(written) - 4


@pytest.mark.parametrize(
    ("written", "value", "precision"),
    [
        ("في أغسطس 2021", "2021-08", "month"),
        ("وأيلول/سبتمبر 2022", "2022-09", "month"),
        ("منذ عام 2017", "2017", "year"),
        ("سنة 2020م", "2020", "year"),
        ("في 2022،", "2022", "year"),
    ],
)
def test_month_and_year(written: str, value: str, precision: str) -> None:
    (candidate,) = dates(f"وكان وزير الدفاع قد التقى نظيره {written} وبحث معه التعاون")
    assert (candidate.value, candidate.precision, candidate.kind) == (value, precision, "full")


def test_weekday_belongs_to_its_date_and_today_is_not_relative_then() -> None:
    text = PAGE.format("عُقد اليوم الأربعاء 29 سبتمبر/أيلول 2021 في العاصمة اجتماع بين الوزراء")
    dateline, full = dates(text)
    assert (dateline.kind, full.kind) == ("dateline", "full")
    assert quotes(text, full) == ["الأربعاء 29 سبتمبر/أيلول 2021"]


@pytest.mark.parametrize(
    "between", [" الموافق ", " هـ الموافق لـ", "هـ - ", " (", " هـ الموافق الاثنين "]
)
def test_islamic_and_gregorian_date_of_a_day_are_one(between: str) -> None:
    text = f"وأكد الوزير في بيان صدر عنه في 15 رمضان 1445{between}25 مارس 2024 أهمية اللقاء"
    (candidate,) = dates(text)
    assert candidate.value == "2024-03-25"
    (quote,) = quotes(text, candidate)
    assert quote.startswith("15 رمضان")
    assert quote.endswith("2024")


def test_gregorian_date_counts_where_the_moon_was_seen_later() -> None:
    assert values("15 رمضان 1445 هـ الموافق 26 مارس 2024") == ["2024-03-26"]
    assert values("15 رمضان 1445 هـ الموافق 29 مارس 2024") == ["2024-03-25", "2024-03-29"]


def test_a_range_has_two_days() -> None:
    assert values("من 27 إلى 29 سبتمبر 2023") == ["2023-09-27", "2023-09-29"]
    assert values("يومي 27 و28 شتنبر 2023") == ["2023-09-27", "2023-09-28"]


@pytest.mark.parametrize(
    "text",
    [
        "31 فبراير 2021",
        "29 فبراير 2023",
        "45/13/2023",
        "30 رمضان 1599 هـ",
        "192.168.1.2024",
        "1200 شخص و 4900 و 7.5 مليون",
        "نوفمبر العام الماضي",
        "في سبتمبر الماضي",
        "أصيب 2022 شخصا",
    ],
)
def test_no_date(text: str) -> None:
    assert dates(text) == []


@pytest.mark.parametrize("words", ["اليوم", "أمس", "يوم السبت", "السبت الماضي", "15 مارس", "today"])
def test_nothing_is_relative_without_a_dateline(words: str) -> None:
    assert dates(f"التقى وزير الدفاع {words} نظيره الإيطالي") == []


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("اليوم", "2025-07-27"),
        ("واليوم الأحد", "2025-07-27"),
        ("أمس", "2025-07-26"),
        ("أمس السبت", "2025-07-26"),
        ("اليوم /الأحد", "2025-07-27"),
        ("أول أمس", "2025-07-25"),
        ("أول من أمس", "2025-07-25"),
        ("أمس الأول", "2025-07-25"),
        ("غدا", "2025-07-28"),
        ("بعد غد", "2025-07-29"),
        ("يوم السبت", "2025-07-26"),
        ("السبت", "2025-07-26"),
        ("الأحد", "2025-07-27"),
        ("مساء الخميس", "2025-07-24"),
        ("الأحد الماضي", "2025-07-20"),
        ("الأحد المقبل", "2025-08-03"),
        ("الإثنين", "2025-07-21"),
        ("الاثنين القادم", "2025-07-28"),
        ("30 يوليو", "2025-07-30"),
        ("30 يوليو/تموز", "2025-07-30"),
        ("15 مارس الماضي", "2025-03-15"),
        ("15 نوفمبر الماضي", "2024-11-15"),
        ("20 يوليو المقبل", "2026-07-20"),
        ("last Friday", "2025-07-25"),
        ("on Saturday", "2025-07-26"),
        ("20 July", "2025-07-20"),
        ("July 20", "2025-07-20"),
        ("yesterday", "2025-07-26"),
    ],
)
def test_relative_to_the_dateline(words: str, value: str) -> None:
    text = PAGE.format(f"التقى وزير الدفاع {words} نظيره الإيطالي في روما وبحث معه التعاون")
    dateline, relative = dates(text)
    assert (relative.value, relative.precision, relative.kind) == (value, "day", "relative")
    assert quotes(text, relative) == [words.removeprefix("و"), "الأحد 27 يوليو 2025"]
    assert dateline.value == "2025-07-27"


@pytest.mark.parametrize(
    "words",
    [
        "في اليوم الوطني",
        "اليوم التالي",
        "صحيفة المصري اليوم",
        "بين الاثنين",
        "صلاة الجمعة",
        "the 12 may attend",
        "29 فبراير",
    ],
)
def test_words_that_are_no_day(words: str) -> None:
    assert len(dates(PAGE.format(f"التقى وزير الدفاع نظيره الإيطالي {words} وبحث معه"))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "٢٧ يوليو ٢٠٢٥",
        "تاريخ النشر: 27/07/2025 10:30 صباحا",
        "الأحد, يوليو 27, 2025",
        "27 يوليو 2025 - الأحد",
        "الرياض 2 صفر 1447 هـ الموافق 27 يوليو 2025 م واس",
        "Published on 27 July 2025 at 10:30",
        "القاهرة - 27 يوليو 2025 - بحث وزير الدفاع المصري مع نظيره الإيطالي سبل التعاون",
        "الخرطوم 27 يوليو 2025 ـ أجرى رئيس هيئة الأركان محادثات مع نظيره السعودي في العاصمة",
        "date 2025-07-27 أعلن حلف شمال الأطلسي أن لجنته العسكرية ستعقد اجتماعا في بروكسل",
        "27 يوليو 2025 الرئيسية العالم رؤساء الدفاع في الولايات المتحدة ينضمون إلى المحادثات",
    ],
)
def test_datelines(line: str) -> None:
    candidates = dates(line + "\n\nوقال الوزير إن اللقاء جرى أمس في العاصمة")
    assert [(each.kind, each.value) for each in candidates] == [
        ("dateline", "2025-07-27"),
        ("relative", "2025-07-26"),
    ]


def test_the_nearest_dateline_above_counts() -> None:
    text = "30 يوليو 2025\nعنوان الخبر\n27 يوليو 2025\nقال الوزير إن اللقاء جرى أمس في العاصمة"
    assert values(text)[-1] == "2025-07-26"
    assert quotes(text, dates(text)[-1]) == ["أمس", "27 يوليو 2025"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("000_903c4ef960509dd2.txt", [("2017", "full")]),
        (
            "001_24745438aeb55a23.txt",
            [("2021-09-29", "dateline"), ("2021-09-29", "full"), ("2021", "full")],
        ),
        (
            "002_ca67cd81fc78246b.txt",
            [("2025-07-27", "dateline"), ("2025-07-26", "relative"), ("2021-08", "full")],
        ),
        ("003_1922983f5266381a.txt", []),
        ("004_bc80649835119055.txt", [("2023-09", "full")]),
    ],
)
def test_seeds(name: str, expected: list[tuple[str, str]]) -> None:
    candidates = dates((SEEDS / name).read_text(encoding="utf-8"))
    assert [(each.value, each.kind) for each in candidates] == expected


@given(DAYS, st.sampled_from(LOCALES), st.sampled_from(["full", "long", "medium", "short"]))
@settings(deadline=None)
def test_every_arab_format_is_read_back(day: date, locale: str, style: str) -> None:
    written = format_date(day, style, locale=locale)  # pyright: ignore[reportArgumentType]
    assert values(written) == [day.isoformat()]
    assert values(f"نظيره في {written.translate(ARABIC_DIGITS)} بحضور") == [day.isoformat()]


@given(st.dates(date(1930, 1, 1), date(2070, 1, 1)))
@settings(deadline=None)
def test_islamic_dates_are_read_back(day: date) -> None:
    hijri = Gregorian.fromdate(day).to_hijri()
    assert values(f"{hijri.day} {hijri.month_name('ar')} {hijri.year} هـ") == [day.isoformat()]


PIECES = (
    "29", "31", "2", " ", " ", "/", "-", "،", "سبتمبر", "فبراير", "أيلول", "رمضان", "2021", "1445",
    "هـ", "م", "\n", "اليوم", "أمس", "السبت", "الماضي", "المقبل", "عام", "و", "٢", "July", "9999",
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map("".join)))
@settings(deadline=None)
def test_any_text_gives_dates_that_parse_and_spans_inside(text: str) -> None:
    for candidate in dates(text):
        length = {"day": 10, "month": 7, "year": 4}[candidate.precision]
        assert len(candidate.value) == length
        date.fromisoformat(candidate.value + "-01-01"[length - 4 if length < 10 else 6 :])
        assert len(candidate.spans) == (2 if candidate.kind == "relative" else 1)
        assert all(0 <= start < end <= len(text) for start, end in candidate.spans)


@given(DAYS, st.integers(0, 6))
@settings(deadline=None)
def test_a_weekday_is_the_last_one_by_the_dateline(day: date, back: int) -> None:
    meant = day - timedelta(days=back)
    weekday = format_date(meant, "EEEE", locale="ar")
    page = f"{format_date(day, 'long', locale='ar')}\n\nاستضافت باكستان يوم {weekday} مؤتمراً دفاعياً"
    assert values(page) == [day.isoformat(), meant.isoformat()]
