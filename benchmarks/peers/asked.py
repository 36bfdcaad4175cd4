"""What each peer is asked, in one wording: the fields of the labelling guide.

The scripts of this folder run in the environments of the peers, with nothing of ours beside
this file. A peer reads one page a line from standard input, ``{"id": …, "text": …}``, and
writes one row a page, ``{"id": …, "seconds": …, "answer": …}`` or with an ``error``. An answer
has the keys of `summariser.record.MeetingSummary`, with a ``quote`` where that has evidence.
"""

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any, Literal

Status = Literal["agreed", "discussed", "offered"]
Topic = Literal[
    "natural_disaster",
    "conflict",
    "terrorism",
    "pandemic",
    "organisation",
    "prior_meeting",
    "existing_cooperation",
    "arms_industry",
    "economy",
    "politics",
    "other",
]

TASK = (
    "The text is a news page about a defence meeting. Extract what it says of its main meeting, "
    "and nothing from your own knowledge."
)
PARTIES = (
    "the states and international organisations that take part in the main meeting; a state that "
    "is only talked about is none"
)
OFFICIALS = (
    "every named person who acts in the text for a state's government, army or embassy or for an "
    "organisation; no journalists, company people or victims"
)
NAME = "the person's name as the text first writes it in full, in its own script, without title"
NAME_EN = "the name's usual English spelling"
ROLE = "the job that the text gives, in English"
SERVED = "the two-letter ISO code of the state served"
PRESENT = "whether the person took part in the main meeting"
VENUE = "where the main meeting took place; none where the text does not say"
CITY = "the city, in English"
PLACE = "the building, base or ship, in English"
CODE = "the two-letter ISO code of the country"
DATE = "the day of the main meeting as YYYY-MM-DD (or YYYY-MM, YYYY); none where not said"
AGREEMENTS = (
    "what the parties agreed, discussed or offered, one item a distinct matter; no courtesies"
)
STATUS = (
    "agreed (signed, decided, affirmed together), discussed (talked about, reviewed) or offered "
    "(one side states readiness, a wish or a demand)"
)
CONTEXT = "the background that the text describes, one item a topic; a passing mention is none"
TEXT = "one short English sentence"
QUOTE = "the words of the text that say it, copied exactly"
SUMMARY = "two to four English sentences"


def main(extract: Callable[[str], dict[str, Any]]) -> None:
    """Answer all pages of standard input; what a library prints goes to standard error."""
    rows = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with contextlib.redirect_stdout(sys.stderr):
        for line in sys.stdin:
            page = json.loads(line)
            row: dict[str, Any] = {"id": page["id"]}
            begun = time.perf_counter()
            try:
                row["answer"] = extract(page["text"])
            except Exception as error:  # noqa: BLE001 - whatever a library raises is its result
                row["error"] = f"{type(error).__name__}: {error}"[:300]
            row["seconds"] = time.perf_counter() - begun
            print(json.dumps(row, default=str), file=rows, flush=True)
