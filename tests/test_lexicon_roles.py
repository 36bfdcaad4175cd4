import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summariser.lexicon import role_in_english, title_span

# Titles as the press and the ministries of the Arab countries write them; none is taken from
# a document of the evaluation sets.
TITLES = [
    (
        "مدير مستشفى القوات المسلحة العسكري",
        "Director of the Military Hospital of the Armed Forces",
    ),
    ("وزير الدفاع", "Minister of Defence"),
    ("وزيرة الدفاع الوطني", "Minister of National Defence"),
    ("وزير الدفاع والطيران", "Minister of Defence and Aviation"),
    ("وزير الداخلية", "Minister of the Interior"),
    ("وزير الخارجية والتعاون الدولي", "Minister of Foreign Affairs and International Cooperation"),
    ("وزير الخارجية والمغتربين", "Minister of Foreign Affairs and Expatriates"),
    ("وزير الشؤون الخارجية والهجرة", "Minister of Foreign Affairs and Immigration"),
    ("وزير الدفاع والإنتاج الحربي", "Minister of Defence and Military Production"),
    ("وزير الدولة للإنتاج الحربي", "Minister of State for Military Production"),
    ("وزير الدولة لشؤون الدفاع", "Minister of State for Defence Affairs"),
    ("وزير الدولة للشؤون الخارجية", "Minister of State for Foreign Affairs"),
    ("نائب رئيس مجلس الوزراء وزير الدفاع", "Deputy Prime Minister and Minister of Defence"),
    (
        "النائب الأول لرئيس مجلس الوزراء ووزير الداخلية",
        "First Deputy Prime Minister and Minister of the Interior",
    ),
    ("نائب رئيس هيئة الأركان المشتركة", "Deputy Chairman of the Joint Chiefs of Staff"),
    ("رئيس هيئة الأركان العامة للجيش", "Chief of the General Staff of the Army"),
    ("رئيس أركان حرب القوات المسلحة", "Chief of Staff of the Armed Forces"),
    ("رئيس أركان القوات البحرية", "Chief of Staff of the Naval Forces"),
    ("رئيس أركان الجيش اللبناني", "Chief of Staff of the Army"),
    ("معاون رئيس أركان الجيش للعمليات", "Deputy Chief of Staff of the Army for Operations"),
    ("معاون وزير الدفاع السوري", "Deputy Minister of Defence"),
    ("نائب قائد قوات الدفاع الجوي", "Deputy Commander of the Air Defence Forces"),
    ("قائد القوات البحرية الملكية السعودية", "Commander of the Royal Navy"),
    ("قائد القوات الجوية الأميرية القطرية", "Commander of the Emiri Air Force"),
    ("قائد القوات البرية", "Commander of the Land Forces"),
    ("قائد سلاح الجو الملكي الأردني", "Commander of the Royal Air Force"),
    ("قائد الحرس الوطني", "Commander of the National Guard"),
    ("قائد قوات الحرس الثوري", "Commander of the Forces of the Revolutionary Guard Corps"),
    ("قائد القيادة المركزية الأمريكية", "Commander of the Central Command"),
    ("نائب قائد القيادة المركزية الأمريكية", "Deputy Commander of the Central Command"),
    ("قائد الأسطول الخامس الأمريكي", "Commander of the Fifth Fleet"),
    ("قائد قوات التحالف", "Commander of the Coalition Forces"),
    ("قائد المنطقة العسكرية الشمالية", "Commander of the Northern Military Region"),
    ("قائد الناحية العسكرية الثالثة", "Commander of the Third Military Zone"),
    ("قائد المنطقة الجنوبية", "Commander of the Southern Region"),
    ("قائد الدرك الملكي", "Commander of the Royal Gendarmerie"),
    ("المدير العام للأمن الوطني", "Director General of National Security"),
    ("مدير عام الأمن العام", "Director General of General Security"),
    ("مدير عام قوى الأمن الداخلي", "Director General of the Internal Security Forces"),
    ("مدير المخابرات العامة", "Director of the General Intelligence Service"),
    ("مدير المخابرات العسكرية", "Director of Military Intelligence"),
    ("مدير إدارة التعاون العسكري", "Director of the Military Cooperation Department"),
    (
        "مدير إدارة العلاقات العامة بوزارة الدفاع",
        "Director of the Public Relations Department at the Ministry of Defence",
    ),
    ("مدير مكتب وزير الدفاع", "Director of the Office of the Minister of Defence"),
    (
        "مدير مكتب القائد العام للقوات المسلحة",
        "Director of the Office of the Commander-in-Chief of the Armed Forces",
    ),
    ("مدير التوجيه المعنوي", "Director of Moral Guidance"),
    ("مدير الأكاديمية العسكرية", "Director of the Military Academy"),
    ("مدير كلية القيادة والأركان", "Director of the Command and Staff College"),
    ("مدير دائرة التدريب", "Director of the Training Department"),
    ("مساعد وزير الدفاع للشؤون التنفيذية", "Assistant Minister of Defence for Executive Affairs"),
    ("مساعد وزير الدفاع", "Assistant Minister of Defence"),
    (
        "مساعد رئيس هيئة الأركان للعمليات والتدريب",
        "Assistant Chief of Staff for Operations and Training",
    ),
    (
        "مساعد وزير الخارجية الأمريكي لشؤون الشرق الأدنى",
        "Assistant Secretary of State for Near East Affairs",
    ),
    (
        "وكيل وزارة الدفاع للشؤون العسكرية",
        "Undersecretary of the Ministry of Defence for Military Affairs",
    ),
    ("وكيل وزارة الخارجية", "Undersecretary of the Ministry of Foreign Affairs"),
    ("الوكيل المساعد للصناعات الدفاعية", "Assistant Undersecretary of Defence Industries"),
    ("الأمين العام لوزارة الدفاع الوطني", "Secretary General of the Ministry of National Defence"),
    ("الأمين العام لجامعة الدول العربية", "Secretary General of the League of Arab States"),
    ("الأمين العام لحلف شمال الأطلسي", "Secretary General of NATO"),
    ("الأمين العام للأمم المتحدة", "Secretary General of the United Nations"),
    ("نائب الأمين العام لحلف الناتو", "Deputy Secretary General of NATO"),
    (
        "المبعوث الخاص للأمين العام للأمم المتحدة إلى ليبيا",
        "Special Envoy of the Secretary General of the United Nations to Libya",
    ),
    ("المبعوث الأممي إلى اليمن", "UN Envoy to Yemen"),
    ("المبعوث الأمريكي الخاص إلى سوريا", "Special Envoy of the United States to Syria"),
    (
        "الممثل الأعلى للاتحاد الأوروبي للشؤون الخارجية",
        "High Representative of the European Union for Foreign Affairs",
    ),
    (
        "سفير خادم الحرمين الشريفين لدى فرنسا",
        "Ambassador of the Custodian of the Two Holy Mosques to France",
    ),
    (
        "سفير المملكة العربية السعودية لدى الولايات المتحدة",
        "Ambassador of Saudi Arabia to the United States",
    ),
    ("سفير الجمهورية الفرنسية بالجزائر", "Ambassador of France to Algeria"),
    ("السفير الإيطالي بالقاهرة", "Ambassador of Italy in Cairo"),
    ("سفيرة الاتحاد الأوروبي في بيروت", "Ambassador of the European Union in Beirut"),
    ("الملحق العسكري بالسفارة الأمريكية", "Military Attaché at the Embassy of the United States"),
    ("ملحق الدفاع بسفارة المملكة المتحدة", "Defence Attaché at the Embassy of the United Kingdom"),
    ("الملحق العسكري السعودي لدى مصر", "Military Attaché of Saudi Arabia to Egypt"),
    ("القائم بالأعمال بالسفارة العراقية", "Chargé d'Affaires at the Embassy of Iraq"),
    ("القائم بأعمال سفارة الهند", "Chargé d'Affaires of the Embassy of India"),
    ("القائم بأعمال وزير الدفاع", "Acting Minister of Defence"),
    ("القائم بأعمال السفارة الأمريكية", "Chargé d'Affaires of the Embassy of the United States"),
    (
        "القائد العام للقوات المسلحة وزير الدفاع والإنتاج الحربي",
        "Commander-in-Chief of the Armed Forces and Minister of Defence and Military Production",
    ),
    ("القائد العام للجيش الوطني الليبي", "Commander-in-Chief of the National Army"),
    ("القائد الأعلى للقوات المسلحة", "Supreme Commander of the Armed Forces"),
    ("القائد العام لقوة دفاع البحرين", "Commander-in-Chief of the Defence Force of Bahrain"),
    ("الناطق باسم الجيش السوداني", "Spokesman of the Army"),
    ("المتحدث العسكري باسم القوات المسلحة", "Military Spokesman of the Armed Forces"),
    (
        "الناطق العسكري باسم القيادة العامة للقوات المسلحة",
        "Military Spokesman of the General Command of the Armed Forces",
    ),
    ("المتحدثة باسم وزارة الخارجية الروسية", "Spokeswoman of the Ministry of Foreign Affairs"),
    ("المتحدث الرسمي باسم قوات التحالف", "Spokesman of the Coalition Forces"),
    ("مستشار الأمن القومي الأمريكي", "National Security Adviser"),
    ("مستشار الأمن القومي العراقي", "National Security Adviser"),
    ("المستشار العسكري لرئيس الجمهورية", "Military Adviser to the President of the Republic"),
    (
        "مستشار وزير الدفاع للشؤون الفنية",
        "Adviser to the Minister of Defence for Technical Affairs",
    ),
    (
        "مستشار القائد العام للقوات المسلحة لشؤون الأمن",
        "Adviser to the Commander-in-Chief of the Armed Forces for Security Affairs",
    ),
    (
        "رئيس لجنة الدفاع والأمن بمجلس النواب",
        "Chairman of the Defence and Security Committee in the Parliament",
    ),
    ("رئيس لجنة الأمن القومي", "Chairman of the National Security Committee"),
    (
        "رئيس مجلس السيادة الانتقالي القائد العام للجيش",
        "Chairman of the Transitional Sovereignty Council and Commander-in-Chief of the Army",
    ),
    ("رئيس المجلس الرئاسي الليبي", "Chairman of the Presidential Council"),
    ("رئيس المجلس العسكري الانتقالي", "Chairman of the Transitional Military Council"),
    ("رئيس حكومة الوحدة الوطنية", "Prime Minister of the Government of National Unity"),
    ("رئيس دولة الإمارات", "President of the United Arab Emirates"),
    ("رئيس جمهورية مصر العربية", "President of Egypt"),
    ("الرئيس الفرنسي", "President"),
    ("رئيس وزراء إثيوبيا", "Prime Minister"),
    ("رئيس الوزراء وزير الدفاع", "Prime Minister and Minister of Defence"),
    ("رئيس الهيئة العربية للتصنيع", "Head of the Arab Authority for Manufacturing"),
    (
        "رئيس مجلس إدارة الهيئة العربية للتصنيع",
        "Chairman of the Board of Directors of the Arab Authority for Manufacturing",
    ),
    ("رئيس جهاز المخابرات العامة", "Head of the General Intelligence Service"),
    ("رئيس هيئة العمليات", "Head of the Operations Authority"),
    ("رئيس هيئة التدريب", "Head of the Training Authority"),
    ("رئيس هيئة الإمداد والتموين", "Head of the Logistics Authority"),
    ("رئيس شعبة الاستخبارات العسكرية", "Head of the Military Intelligence Division"),
    ("رئيس أركان الدرك الوطني", "Chief of Staff of the National Gendarmerie"),
    ("رئيس ديوان ولي العهد", "Head of the Court of the Crown Prince"),
    ("ولي العهد ووزير الدفاع", "Crown Prince and Minister of Defence"),
    ("ولي العهد نائب القائد الأعلى", "Crown Prince and Deputy Supreme Commander"),
    ("ملك الأردن", "King of Jordan"),
    ("أمير الكويت", "Emir of Kuwait"),
    ("سلطان عمان", "Sultan of Oman"),
    ("محافظ القاهرة", "Governor of Cairo"),
    ("والي الخرطوم", "Governor of Khartoum"),
    (
        "كاتب الدولة لدى وزير الدفاع الوطني",
        "Secretary of State to the Minister of National Defence",
    ),
    ("الوزير المنتدب المكلف بالدفاع الوطني", "Minister Delegate in charge of National Defence"),
    (
        "الوزير المنتدب لدى وزير الدفاع الوطني",
        "Minister Delegate to the Minister of National Defence",
    ),
    ("الكاتب العام لوزارة الدفاع", "Secretary General of the Ministry of Defence"),
    ("المفتش العام للقوات المسلحة الألمانية", "Inspector General of the Armed Forces"),
    ("مفتش القوات البحرية", "Inspector of the Naval Forces"),
    ("المفتش العام للبحرية الملكية", "Inspector General of the Royal Navy"),
    ("كبير مستشاري وزير الدفاع", "Chief Adviser to the Minister of Defence"),
    (
        "رئيس بعثة الأمم المتحدة للدعم في ليبيا",
        "Head of the Mission of the United Nations for Support in Libya",
    ),
    ("قائد قوات اليونيفيل", "Commander of the Forces of UNIFIL"),
    ("قائد قوات حفظ السلام", "Commander of the Peacekeeping Forces"),
    ("نائب وزير الدفاع للتعاون الدولي", "Deputy Minister of Defence for International Cooperation"),
    ("نائب وزير الخارجية الروسي", "Deputy Minister of Foreign Affairs"),
    ("نائب مدير عام الأمن العام", "Deputy Director General of General Security"),
    ("وزير الدفاع السابق", "Former Minister of Defence"),
    ("وزير الدفاع بالوكالة", "Acting Minister of Defence"),
    ("وزير الدفاع الأمريكي", "Secretary of Defence"),
    ("وزير الدفاع البريطاني", "Minister of Defence"),
    ("قائد البحرية الأمريكية", "Commander of the Navy"),
    ("قائد كتيبة المشاة الأولى", "Commander of the First Infantry Battalion"),
    ("آمر الكلية العسكرية", "Commander of the Military College"),
    ("آمر سلاح الجو", "Commander of the Air Force"),
]


@pytest.mark.parametrize(("words", "english"), TITLES)
def test_title_in_english(words: str, english: str) -> None:
    assert role_in_english(words) == english


@pytest.mark.parametrize(
    "words",
    [
        "الفريق أول الركن",
        "العميد الركن طيار",
        "معالي الدكتور",
        "سعادة السيد",
        "وزير السعادة",
        "وزير",
        "نائب",
        "رئيس",
        "الرئيس",
        "نائب وزير",
        "رئيس تحرير الصحيفة",
        "قائد فريق كرة القدم",
        "مدير عام كرة القدم",
        "وزير الدفاع كرة",
        "عميد كلية الطب العسكري",
        "القائد العام لشرطة دبي",
        "Minister of Defence",
        "نظيره التركي",
        "وزارة الدفاع",
        "القوات المسلحة",
        "",
        "،",
    ],
)
def test_nothing_is_guessed(words: str) -> None:
    assert role_in_english(words) is None


@pytest.mark.parametrize(
    ("words", "english"),
    [
        ("ولوزير الدفاع", "Minister of Defence"),
        ("للأمين العام", "Secretary General"),
        ("بسفير إسبانيا", "Ambassador of Spain"),
        ("وَزِيرُ الدِّفَاعِ", "Minister of Defence"),
        ("معالي وزير الدفاع الفريق أول الركن", "Minister of Defence"),
        ("رئيس الأركان، قائد القوات البرية", "Chief of Staff and Commander of the Land Forces"),
    ],
)
def test_particles_vowels_ranks_and_second_titles(words: str, english: str) -> None:
    assert role_in_english(words) == english


def span(text: str) -> str | None:
    """The title of the person whose name stands between braces."""
    before, name, after = text.replace("{", "|").replace("}", "|").split("|")
    found = title_span(before + name + after, len(before), len(before) + len(name))
    return None if found is None else (before + name + after)[found[0] : found[1]]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("استقبل وزير الدفاع الكويتي {خالد السالم} السفير", "وزير الدفاع الكويتي"),
        ("التقى بوزير الدفاع {خالد السالم}", "وزير الدفاع"),
        (
            "ونائب رئيس هيئة الأركان المشتركة الفريق أول الركن {سعد علي}",
            "نائب رئيس هيئة الأركان المشتركة",
        ),
        ("ووزير الخارجية سعادة السيد {سعد علي}", "وزير الخارجية"),
        ("اجتمع اللواء الركن {سعد علي}، قائد القوات البرية، مع الوفد", "قائد القوات البرية"),
        ("والعميد {سعد علي} مدير التعاون العسكري، أن", "مدير التعاون العسكري"),
        ("رئيس الأركان، الفريق الركن {سعد علي}، أمس", "رئيس الأركان"),
        (
            "رئيس الجمهورية، القائد الأعلى للقوات المسلحة، {سعد علي}",
            "رئيس الجمهورية، القائد الأعلى للقوات المسلحة",
        ),
        (
            "سعادة {سعد علي} نائب رئيس مجلس الوزراء وزير الدفاع، في",
            "نائب رئيس مجلس الوزراء وزير الدفاع",
        ),
        # The president receives; the minister is named.
        ("استقبل رئيس الجمهورية وزير الدفاع {سعد علي}", "وزير الدفاع"),
        # The title of another person.
        ("حضر اللواء سعد علي قائد القوات البرية، والعميد {عمر زيد}", None),
        ("حضر وزير الدفاع سعد علي والعميد {عمر زيد}", None),
        ("حضر العميد {عمر زيد}، ووزير الدفاع سعد علي", None),
        ("وصل العميد {عمر زيد}، وزير الدفاع محمد حسن", None),
        ("وصل العميد {عمر زيد}، وزير الدفاع التركي يشار غولر", None),
        ("حضر العميد {عمر زيد} قائد القوات البرية العميد سعد علي", None),
        ("حضر نائبه اللواء {عمر زيد}", "نائبه"),
        ("أمين وزير الدفاع {عمر زيد}", "أمين وزير الدفاع"),
        ("حضر رئيس الأركان، الفريق {عمر زيد}، قائد القوات البرية", "قائد القوات البرية"),
        ("قال وزير الدفاع إن {عمر زيد} وصل", None),
        ("وصل وزير الدفاع. {عمر زيد} في انتظاره", None),
        ("وصل {عمر زيد}", None),
        ("العقيد {عمر زيد}", None),
        # A full title rather than a form of address.
        ("السفير {عمر زيد} سفير الأردن لدى مصر", "سفير الأردن لدى مصر"),
        ("الأمين العام للجامعة العربية السفير {عمر زيد}", "الأمين العام للجامعة العربية"),
        ("السفير {عمر زيد}", "السفير"),
        ("السفير الأردني {عمر زيد}", "السفير الأردني"),
        # His counterpart has the same office, unless his own is named.
        ("بحث وزير الدفاع اليوناني مع نظيره القطري {عمر زيد} التعاون", "وزير الدفاع اليوناني"),
        (
            "استقبل رئيس الأركان نظيره القطري اللواء {عمر زيد}، قائد القوات البرية، أمس",
            "قائد القوات البرية",
        ),
        ("استقبل نظيره القطري {عمر زيد}", "نظيره"),
        # Words that are not understood are part of the title all the same.
        ("رئيس تحرير المجلة {عمر زيد}", "رئيس تحرير المجلة"),
        ("العميد {عمر زيد} مدير المكتب الفلاني قال", "مدير المكتب الفلاني"),
    ],
)
def test_span_of_the_title(text: str, title: str | None) -> None:
    assert span(text) == title


WORDS = """
وزير وزيرة الدفاع نائب رئيس هيئة الأركان المشتركة قائد القوات البحرية السفير التركي لدى في باسم
للأمين العام المكلف بالنيابة نظيره والعميد الركن مستشار لشؤون شؤون الأمن مصر بمصر بـ ل و ، . ( ) -
القاهرة أمير ملك سفارة مكتب ووزير لل ب Minister النائب الأول محمد
""".split()  # noqa: SIM905 - words, not code
ALPHABET = st.sampled_from([*WORDS, "\u064b", "\u0640", "\n"])


@given(st.lists(ALPHABET, max_size=14).map(" ".join) | st.text(max_size=40), st.data())
@settings(deadline=None, max_examples=300)
def test_any_text_has_a_span_inside_it_or_none(text: str, data: st.DataObject) -> None:
    role_in_english(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = title_span(text, start, end)
    if found is not None:
        first, last = found
        assert 0 <= first < last <= start or end <= first < last <= len(text)


def test_long_sentences_are_read_in_reasonable_time() -> None:
    text = "نائب رئيس مستشار وزير " * 3000
    began = time.perf_counter()
    title_span(text, len(text) // 2, len(text) // 2 + 5)
    assert time.perf_counter() - began < 5
