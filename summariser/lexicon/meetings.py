"""Words by which news tell that somebody met, visited, called or trained, or is to do so."""

import re

from summariser.lexicon.folding import folded

# Verbs and verbal nouns of the reports of Arab news agencies, folded, with their prefixes.
_MET = re.compile(
    r"(?<!\w)(?:[وفبلك]|ال|وال|بال|لل|ول)*(?:"
    r"التق[يىا]\w*|[يت]لتق\w*|لقاء\w*|[اتي]?ستقبل\w*|استقبال\w*|[يت]?اجتماع\w*|[اتي]جتمع\w*"
    r"|مباحثات\w*|محادثات\w*|[يت]?بحث\w*|تباحث\w*|زياره\w*|[يت]زور\w*|زار\w*|مشاورات|اتصال\w*"
    r"|جلسه|مناور\w*|تمرين|قمه|وفد\w*|نظير\w*"
    r"|met|meets?|meetings?|talks|visit\w*|hosted|counterpart\w*"
    r")(?!\w)"
)
# «المقبل», «القادمة», the future tense («سيعقد»), "next"
_COMING = re.compile(
    r"(?<!\w)(?:ال)?(?:مقبل|قادم|تالي)(?:ة)?(?!\w)|(?<!\w)[وف]?(?:سي|ست)\w+|\bnext\b"
)


def meeting_words(text: str) -> int:
    """How many words of meeting a text has."""
    return len(_MET.findall(folded(text)))


def tells_coming(text: str) -> bool:
    """Whether a text speaks of what is to come."""
    return _COMING.search(text) is not None
