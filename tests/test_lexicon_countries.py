from pathlib import Path

import pytest
from babel import Locale
from babel.core import get_global
from hypothesis import given, settings
from hypothesis import strategies as st

from summariser.lexicon import arabic_name, country_mentions, english_name, is_country
from summariser.lexicon.territories import Territory, territories

SEEDS = Path(__file__).parent.parent / "seeds"

# All members of the Arab League: name, adjective masculine and feminine.
ARAB_STATES = {
    "AE": ("الإمارات", "الإماراتي", "الإماراتية"),
    "BH": ("البحرين", "البحريني", "البحرينية"),
    "DJ": ("جيبوتي", "الجيبوتي", "الجيبوتية"),
    "DZ": ("الجزائر", "الجزائري", "الجزائرية"),
    "EG": ("مصر", "المصري", "المصرية"),
    "IQ": ("العراق", "العراقي", "العراقية"),
    "JO": ("الأردن", "الأردني", "الأردنية"),
    "KM": ("جزر القمر", None, None),
    "KW": ("الكويت", "الكويتي", "الكويتية"),
    "LB": ("لبنان", "اللبناني", "اللبنانية"),
    "LY": ("ليبيا", "الليبي", "الليبية"),
    "MA": ("المغرب", "المغربي", "المغربية"),
    "MR": ("موريتانيا", "الموريتاني", "الموريتانية"),
    "OM": ("سلطنة عمان", "العماني", "العمانية"),
    "PS": ("فلسطين", "الفلسطيني", "الفلسطينية"),
    "QA": ("قطر", "القطري", "القطرية"),
    "SA": ("السعودية", "السعودي", None),
    "SD": ("السودان", "السوداني", "السودانية"),
    "SO": ("الصومال", "الصومالي", "الصومالية"),
    "SY": ("سوريا", "السوري", "السورية"),
    "TN": ("تونس", "التونسي", "التونسية"),
    "YE": ("اليمن", "اليمني", "اليمنية"),
}
NAME_FRAMES = ("{}", "من {}.", "أن و{} و", "الوفد ب{}، ثم", "مع ف{} \n")
# «بالفرنسية» is "in French": no frame with a preposition joined to a feminine adjective.
ADJECTIVE_FRAMES = ("{}", "الوفد {}.", "الوفد الصديق و{} و", "مع ف{} \n")
CASES = [
    (code, words, form, frame)
    for code, (name, *adjectives) in ARAB_STATES.items()
    for form, written, frames in (
        ("name", (name,), NAME_FRAMES),
        ("adjective", adjectives, ADJECTIVE_FRAMES),
    )
    for words in written
    if words
    for frame in frames
]


def found(text: str) -> list[tuple[str, str]]:
    return [(text[each.start : each.end], each.country) for each in country_mentions(text)]


def codes(text: str) -> list[str]:
    return [mention.country for mention in country_mentions(text)]


@pytest.mark.parametrize(("code", "words", "form", "frame"), CASES)
def test_arab_states_by_name_and_adjective(code: str, words: str, form: str, frame: str) -> None:
    text = frame.format(words)
    (mention,) = country_mentions(text)
    assert (text[mention.start : mention.end], mention.country) == (words, code)
    assert mention.form == form


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("للمغرب", "للمغرب", "MA"),
        ("وللأردني", "للأردني", "JO"),
        ("للبنان", "لبنان", "LB"),
        ("للبناني", "للبناني", "LB"),
        ("مسؤولون باكستانيون", "باكستانيون", "PK"),
        ("المسؤولين الباكستانيين", "الباكستانيين", "PK"),
        ("مسؤولاً روسياً", "روسياً", "RU"),
        ("الأتراك", "الأتراك", "TR"),
        ("الجيش الجنوب إفريقي", "الجنوب إفريقي", "ZA"),
    ],
)
def test_joined_prepositions_and_inflections(text: str, words: str, code: str) -> None:
    assert found(text) == [(words, code)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الولايات المتحدة والمملكة المتحدة", ["US", "GB"]),
        ("الإمارات العربية المتحدة والأمم المتحدة", ["AE"]),
        ("جمهورية الكونغو الديمقراطية ثم الكونغو", ["CD", "CD"]),
        ("الكونغو", ["CG"]),
        ("جمهورية الكونغو والكونغو الديمقراطية والكونغو", ["CG", "CD", "CG"]),
        ("كوريا الشمالية وكوريا الجنوبية", ["KP", "KR"]),
        ("جمهورية كوريا والوفد الكوري", ["KR", "KR"]),
        ("كوريا الشمالية ثم الوفد الكوري", ["KP", "KP"]),
        ("الوفد الكوري والجزيرة الكورية", []),
        ("الكوريين الجنوبيين، شبه الجزيرة الكورية", ["KR"]),
        ("جنوب السودان والسودان", ["SS", "SD"]),
        ("الجيش الجنوب سوداني", ["SS"]),
        ("غينيا وغينيا بيساو وغينيا الاستوائية", ["GN", "GW", "GQ"]),
        ("بابوا غينيا الجديدة", ["PG"]),
        ("روسيا البيضاء وروسيا", ["BY", "RU"]),
        ("النيجر ونيجيريا، النيجري والنيجيري", ["NE", "NG", "NE", "NG"]),
        ("المملكة المغربية والمملكة الأردنية الهاشمية", ["MA", "JO"]),
        ("كوت ديفوار وساحل العاج والتشيك وهولندا", ["CI", "CI", "CZ", "NL"]),
        ("جنوب أفريقيا وأفريقيا الوسطى", ["ZA", "CF"]),
    ],
)
def test_names_that_hold_other_names(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "بحر الصين الجنوبي",
        "في المحيط الهندي",
        "المحيطين الهندي والهادئ",
        "خليج عمان وبحر عمان",
        "نهر الأردن",
        "المغرب العربي",
        "صلاة المغرب",
        "أمريكا اللاتينية",
        "باللغة الفرنسية",
        "تحدث بالفرنسية",
        "الإمبراطورية الرومانية",
        "اليد اليمنى ومجرى النهر",
        "دعم مالي للنظام المالي ووزير المالية والسياسات المالية",
        "مدرسة بنين",
        "التقويم القمري",
        "بقطر 30 مترا",
        "الأمير تركي بن سلطان",
        "المهندس الهندسي",
        "أروبا",
        "غينيا الجديدة",
        "the turkey and china in chad",
        "CONTACT US",
        "the Indian Ocean and the South China Sea",
    ],
)
def test_what_is_no_state(text: str) -> None:
    assert country_mentions(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("القوات المسلحة المالية", "المالية"),
        ("الرئيس المالي", "المالي"),
        ("في مالي", "مالي"),
        ("جمهورية مالي", "جمهورية مالي"),
        ("النيجر ومالي", "مالي"),
        ("مالي، والنيجر", "مالي"),
        ("جمهورية بنين", "جمهورية بنين"),
    ],
)
def test_everyday_words_beside_a_word_of_state(text: str, words: str) -> None:
    assert words in [piece for piece, _ in found(text)]


@pytest.mark.parametrize(
    ("text", "is_state"),
    [
        ("وزير الدفاع السوداني", True),
        ("نظيره السوداني", True),
        ("بين المصري واليوناني", True),
        ("محمد شياع السوداني", False),
        ("العقيد أحمد المصري", False),
    ],
)
def test_nisba_or_surname(text: str, is_state: bool) -> None:
    assert bool(set(codes(text)) & {"SD", "EG"}) is is_state


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("زار عمان", ["OM"]),
        ("وصل إلى عمان للقاء العاهل الأردني", ["JO"]),
        ("الأردن وسلطنة عمان", ["JO", "OM"]),
        ("زار عُمان والأردن", ["OM", "JO"]),
        ("زار عَمّان", []),
        ("الجيش العماني في عمان مع الأردن", ["OM", "OM", "JO"]),
    ],
)
def test_oman_or_amman(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_titles_of_state_belong_to_the_mention() -> None:
    text = "سفير جمهورية باكستان الإسلامية، والجمهورية التونسية، ودولة قطر، وجمهورية تركيا"
    assert [words for words, _ in found(text)] == [
        "جمهورية باكستان الإسلامية",
        "الجمهورية التونسية",
        "دولة قطر",
        "جمهورية تركيا",
    ]


def test_saudi_is_name_or_adjective_by_what_stands_before() -> None:
    forms = [mention.form for mention in country_mentions("السعودية والقوات السعودية")]
    assert forms == ["name", "adjective"]


def test_english_page() -> None:
    text = "The US and Pakistan's army met Turkish officers; the U.S. Navy, South Korea, Americans."
    assert codes(text) == ["US", "PK", "TR", "US", "KR", "US"]


def test_every_name_of_cldr_is_found() -> None:
    for locale in ("ar", "en"):
        for code, name in Locale(locale).territories.items():
            if is_country(str(code)) and code not in ("AW", "ML", "BJ"):
                assert set(codes(f"من {name}، ثم")) == {code}, (locale, code, name)


def test_the_table_of_states_is_cldrs() -> None:
    english, arabic, saudi = (Locale.parse(locale).territories for locale in ("en", "ar", "ar_SA"))
    left_out = {code for code in map(str, english) if len(code) == 2 and code not in territories()}
    assert sorted(left_out) == [
        *("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
    ]
    spoken = get_global("territory_languages")
    for code, state in territories().items():
        official = spoken.get(code, {}).get("ar", {}).get("official_status")
        assert state == Territory(english[code], arabic[code], saudi[code], bool(official))


def test_names_and_codes() -> None:
    assert english_name("US") == "United States"
    assert arabic_name("PK") == "باكستان"
    assert english_name("XK") == "Kosovo"
    assert not any(map(is_country, ("EU", "UN", "XX", "ZZ", "001", "pk", "")))
    with pytest.raises(KeyError):
        english_name("EU")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("000_903c4ef960509dd2.txt", {"IT", "PK", "AF", "CN", "US"}),
        ("001_24745438aeb55a23.txt", {"RU", "PK", "AF"}),
        ("002_ca67cd81fc78246b.txt", {"US", "PK", "AF", "KZ", "KG", "TJ", "UZ"}),
        ("003_1922983f5266381a.txt", {"EG", "IT", "TR", "CN"}),
        ("004_bc80649835119055.txt", {"MA", "PK"}),
    ],
)
def test_seeds(name: str, expected: set[str]) -> None:
    assert set(codes((SEEDS / name).read_text(encoding="utf-8"))) == expected


WORDS = ("و", "ال", "لل", "عمان", "مالي", "السودان", "ي", "ة", " ", "،", "\u064f", "قطر", "30")


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS)).map("".join)))
@settings(deadline=None)
def test_mentions_lie_inside_the_text_in_order(text: str) -> None:
    last = 0
    for mention in country_mentions(text):
        assert last <= mention.start < mention.end <= len(text)
        assert is_country(mention.country)
        last = mention.end
