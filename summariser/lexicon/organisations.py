"""International organisations that a text names, by their Arabic or English names."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from summariser.lexicon.folding import folded
from summariser.lexicon.phrases import Match, PhraseIndex, Words
from summariser.lexicon.remembering import built_once, remembered

# Usual English name: Arabic full names and short forms as the organisations write them on
# their own Arabic pages and the press uses them. Only organisations of states or of the UN
# system, as only they can be a party to a meeting of governments.
_ARABIC: dict[str, tuple[str, ...]] = {
    "African Union": ("الاتحاد الأفريقي",),
    "Arab Interior Ministers Council": ("مجلس وزراء الداخلية العرب",),
    "Arab Maghreb Union": ("اتحاد المغرب العربي", "الاتحاد المغاربي"),
    "Arab Parliament": ("البرلمان العربي",),
    "ASEAN": ("رابطة دول جنوب شرق آسيا", "آسيان", "الآسيان"),
    "BRICS": ("بريكس", "البريكس"),
    "Collective Security Treaty Organization": (
        "منظمة معاهدة الأمن الجماعي",
        "معاهدة الأمن الجماعي",
    ),
    "Commonwealth of Independent States": ("رابطة الدول المستقلة", "كومنولث الدول المستقلة"),
    "Community of Sahel-Saharan States": ("تجمع دول الساحل والصحراء", "تجمع الساحل والصحراء"),
    "Council of Europe": ("مجلس أوروبا",),
    "East African Community": ("مجموعة شرق أفريقيا", "جماعة شرق أفريقيا"),
    "ECOWAS": (
        "المجموعة الاقتصادية لدول غرب أفريقيا",
        "الجماعة الاقتصادية لدول غرب أفريقيا",
        "إيكواس",
        "الإيكواس",
    ),
    "European Commission": ("المفوضية الأوروبية",),
    "European Union": ("الاتحاد الأوروبي", "الاتحاد الأوربي"),
    "Gulf Cooperation Council": (
        "مجلس التعاون لدول الخليج العربية",
        "مجلس التعاون لدول الخليج العربي",
        "مجلس التعاون لدول الخليج",
        "مجلس التعاون الخليجي",
        "مجلس التعاون",
    ),
    "IGAD": ("الهيئة الحكومية للتنمية", "إيغاد", "الإيغاد"),
    "International Atomic Energy Agency": ("الوكالة الدولية للطاقة الذرية",),
    "International Committee of the Red Cross": (
        "اللجنة الدولية للصليب الأحمر",
        "الصليب الأحمر الدولي",
    ),
    "International Criminal Court": ("المحكمة الجنائية الدولية",),
    "International Maritime Organization": ("المنظمة البحرية الدولية",),
    "International Monetary Fund": ("صندوق النقد الدولي",),
    "Interpol": ("الإنتربول", "المنظمة الدولية للشرطة الجنائية"),
    "Islamic Military Counter Terrorism Coalition": (
        "التحالف الإسلامي العسكري لمحاربة الإرهاب",
        "التحالف الإسلامي العسكري لمكافحة الإرهاب",
        "التحالف الإسلامي العسكري",
        "التحالف العسكري الإسلامي لمحاربة الإرهاب",
        "التحالف العسكري الإسلامي",
    ),
    "League of Arab States": ("جامعة الدول العربية", "الجامعة العربية"),
    "NATO": (
        "حلف شمال الأطلسي",
        "حلف شمالي الأطلسي",
        "منظمة حلف شمال الأطلسي",
        "منظمة شمال الأطلسي",
        "حلف الأطلسي",
        "الحلف الأطلسي",
        "حلف الناتو",
        "الناتو",
        "ناتو",
    ),
    "Non-Aligned Movement": ("حركة عدم الانحياز",),
    "OPCW": ("منظمة حظر الأسلحة الكيميائية", "منظمة حظر الأسلحة الكيماوية"),
    "OPEC": ("أوبك", "منظمة الدول المصدرة للنفط", "منظمة البلدان المصدرة للنفط"),
    "Organisation of Islamic Cooperation": (
        "منظمة التعاون الإسلامي",
        "منظمة المؤتمر الإسلامي",
    ),
    "OSCE": ("منظمة الأمن والتعاون في أوروبا",),
    "Shanghai Cooperation Organisation": (
        "منظمة شنغهاي للتعاون",
        "منظمة شانغهاي للتعاون",
        "منظمة شنغهاي",
    ),
    "UNESCO": ("اليونسكو", "منظمة الأمم المتحدة للتربية والعلم والثقافة"),
    "UNHCR": (
        "المفوضية السامية للأمم المتحدة لشؤون اللاجئين",
        "مفوضية الأمم المتحدة لشؤون اللاجئين",
        "المفوضية السامية لشؤون اللاجئين",
    ),
    "UNICEF": ("اليونيسف", "اليونيسيف", "منظمة الأمم المتحدة للطفولة"),
    "UNIFIL": ("اليونيفيل", "يونيفيل"),
    "United Nations": ("الأمم المتحدة", "منظمة الأمم المتحدة", "هيئة الأمم المتحدة"),
    "United Nations Security Council": (
        "مجلس الأمن الدولي",
        "مجلس الأمن التابع للأمم المتحدة",
        "مجلس الأمن",
    ),
    "UNRWA": ("الأونروا", "أونروا"),
    "Union for the Mediterranean": ("الاتحاد من أجل المتوسط",),
    "World Bank": ("البنك الدولي",),
    "World Food Programme": ("برنامج الأغذية العالمي", "برنامج الغذاء العالمي"),
    "World Health Organization": ("منظمة الصحة العالمية",),
    "World Trade Organization": ("منظمة التجارة العالمية",),
}

# Further English names; acronyms count in capital letters only.
_ENGLISH: dict[str, tuple[str, ...]] = {
    "African Union": ("AU",),
    "ASEAN": ("Association of Southeast Asian Nations",),
    "Collective Security Treaty Organization": ("CSTO",),
    "ECOWAS": ("Economic Community of West African States",),
    "European Union": ("EU",),
    "Gulf Cooperation Council": ("GCC",),
    "IGAD": ("Intergovernmental Authority on Development",),
    "International Atomic Energy Agency": ("IAEA",),
    "International Committee of the Red Cross": ("ICRC",),
    "International Monetary Fund": ("IMF",),
    "Islamic Military Counter Terrorism Coalition": ("IMCTC",),
    "League of Arab States": ("Arab League",),
    "NATO": ("North Atlantic Treaty Organization", "North Atlantic Alliance"),
    "OPCW": ("Organisation for the Prohibition of Chemical Weapons",),
    "Organisation of Islamic Cooperation": ("OIC", "Organization of Islamic Cooperation"),
    "OSCE": ("Organization for Security and Co-operation in Europe",),
    "Shanghai Cooperation Organisation": ("SCO", "Shanghai Cooperation Organization"),
    "United Nations": ("UN", "U.N."),
    "United Nations Security Council": ("UN Security Council", "UNSC"),
    "World Health Organization": ("WHO",),
}

# Last words of the short forms that an adjective can turn into another body.
_OPEN_ENDS = frozenset(map(folded, ("الأمن", "التعاون")))


@dataclass(frozen=True, slots=True)
class OrganisationMention:
    """An organisation named in a text at ``start:end`` (code points)."""

    start: int
    end: int
    name: str


def _phrases() -> Iterator[tuple[str, str]]:
    for name, arabic in _ARABIC.items():
        yield from ((phrase, name) for phrase in (name, *arabic, *_ENGLISH.get(name, ())))


@built_once
def _index() -> PhraseIndex[str]:
    return PhraseIndex(_phrases())


@cache
def _acronyms() -> frozenset[str]:
    names = (phrase for phrase, _ in _phrases())
    return frozenset(name.replace(".", "").casefold() for name in names if name.isupper())


def _accept(words: Words, match: Match[str]) -> bool:
    """Refuse what only looks like an organisation's name.

    English names begin with a capital and acronyms are all capital ("who" is not the WHO);
    «مجلس الأمن القومي», «مجلس التعاون العسكري» are councils of other kinds.
    """
    written = words.text[match.start : match.end]
    if not match.reading[0].isascii():
        after = words.after(match.last)
        narrower = after.startswith("ال") and after.endswith("ي")
        return not (narrower and words.tokens[match.last] in _OPEN_ENDS)
    acronym = written.replace(".", "").casefold() in _acronyms()
    return written.isupper() if acronym else written[0].isupper()


def organisation_mentions(text: str) -> list[OrganisationMention]:
    """Find the international organisations that a text names, in order, none overlapping."""
    return list(_mentions(text))


@remembered
def _mentions(text: str) -> tuple[OrganisationMention, ...]:
    matches = _index().find(text, _accept)
    return tuple(OrganisationMention(match.start, match.end, match.value) for match in matches)
