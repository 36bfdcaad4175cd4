"""Words that tell of a meeting without travelling: phone and video calls."""

import re

from summariser.lexicon.folding import fold

# The set phrases of Arabic diplomatic reports for a call, and their English counterparts.
_CALL = re.compile(
    r"(?<!\w)(?:[وفبل]|ال)*(?:"
    r"اتصالا? هاتفيا?|اتصال(?:ه|ها|هما)? الهاتفي|مكالمه|هاتفيا|مهاتفه|محادثه هاتفيه|محادثات هاتفيه"
    r"|اتصالا? مرئيا?|الاتصال المرئي|تقنيه الفيديو|عبر الفيديو|الفيديو كونفرانس|افتراضيا?|عن بعد"
    r"|phone call|telephone|by phone|video ?conference|video call|virtual(?:ly)?"
    r")(?!\w)"
)


def call_words(text: str) -> list[tuple[int, int]]:
    """Where the text speaks of a phone or video call."""
    page = fold(text)
    return [page.span(*match.span()) for match in _CALL.finditer(page.text)]
