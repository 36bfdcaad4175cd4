"""Words that news use when they tell of a topic of background.

They decide nothing: a fitted head weighs them together with what the sentence means
(`summariser.marking`). Stems as Wehr's dictionary gives them, folded, and their English.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from summariser.lexicon.folding import folded
from summariser.record import Topic

_PREFIX = r"(?<!\w)[وبفل]?(?:ال)?"
_WORDS: Mapping[Topic, str] = MappingProxyType(
    {
        "natural_disaster": "فيضان|سيول|زلزال|زلازل|جفاف|حرائق|اعصار|مناخ|كارثه|كوارث"
        "|flood|earthquake|drought|climate",
        "conflict": rf"{_PREFIX}(?:حرب|نزاع|صراع|اشتباك|معارك|قتال|هدنه|حصار|انقلاب|تمرد)"
        r"|وقف اطلاق النار|\bwars?\b|conflict|ceasefire",
        "terrorism": "ارهاب|داعش|القاعده في|تطرف|متطرف|تهريب|قرصن|خطف"
        "|terror|extremis|smuggl|piracy",
        "pandemic": "جائحه|كورونا|كوفيد|وباء|covid|pandemic",
        "organisation": rf"{_PREFIX}(?:منظمه|عضويه|حلف|مجلس التعاون|اتحاد|بعثه)"
        "|انضم|تاسس|ناتو|nato|member",
        "prior_meeting": "سابق|سبق|الماضي|الاولي|الدوره|اخر (?:لقاء|زياره|اجتماع)|كانت? قد"
        "|previous|last (?:year|month)",
        "existing_cooperation": "منذ|الموقع|بموجب|قائم|ساري|سنوي|مذكره|اتفاقيه|برنامج|تمرين|تدريب"
        "|since|under (?:a|the)|agreement",
        "arms_industry": "صفق|شراء|اشتر|تصنيع|شركه|دباب|مقاتلات|طائرات|تسليم|عقد بقيم|صناع"
        "|bought|purchase|contract|firm",
        "economy": "تجار|استثمار|اقتصاد|دولار|نفط|غاز|تضخم|trade|econom|invest",
        "politics": "انتخاب|عقوبات|برلمان|حكومه|رئاس|دبلوماس|خلاف|توتر|حدود|قضيه"
        "|sanction|election|parliament|tension",
    }
)
_PATTERNS = {topic: re.compile(words) for topic, words in _WORDS.items()}


def topics_told(text: str) -> tuple[bool, ...]:
    """Whether a sentence has a word of each topic, in a fixed order."""
    plain = folded(text)
    return tuple(pattern.search(plain) is not None for pattern in _PATTERNS.values())
