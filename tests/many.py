"""Many records with their pages: the five seeds' again and again with other names and dates."""

import hashlib
import random
from collections.abc import Iterator, Sequence
from typing import Any

from summariser import MeetingSummary
from summariser.lexicon import arabic_name, english_name
from summariser.record import TOPICS

_STATES = "EG SA AE QA KW OM BH JO IQ LB MA DZ TN LY SD MR TR PK IR IT FR DE GB US RU CN IN GR ES"
_FIRST = {"أحمد": "Ahmed", "خالد": "Khaled", "يوسف": "Youssef", "سمير": "Samir", "نبيل": "Nabil"}
_LAST = {"العلمي": "al-Alami", "الحربي": "al-Harbi", "منصور": "Mansour", "الزين": "al-Zein"}
_MONTHS = {
    1: "January",
    3: "March",
    4: "April",
    6: "June",
    7: "July",
    9: "September",
    12: "December",
}

Data = dict[str, Any]
Edit = tuple[int, int, str]  # what stands at these offsets becomes these words


def many(
    number: int, seeds: Sequence[tuple[Data, str]], seed: int = 7
) -> Iterator[tuple[MeetingSummary, str]]:
    """Vary records (their JSON) with their texts; offsets are those of the new texts."""
    rng = random.Random(seed)
    for at in range(number):
        data, text = seeds[at % len(seeds)]
        yield _varied(data, text, at, rng)


def _varied(data: Data, text: str, number: int, rng: random.Random) -> tuple[MeetingSummary, str]:
    edits, changes = _renamed(data, rng)
    year, month = rng.randint(2019, 2025), rng.choice(list(_MONTHS))
    day = rng.randint(1, 28)
    date = f"{day} {_MONTHS[month]} {year}"
    head = f"{date}, page {number}\n\n"
    edits = [(0, 0, head), *edits]
    changed = _edited(text, edits)
    record = _moved({**data, **changes}, changed, edits)
    record["date"] = None
    if rng.random() < 0.8:
        record["date"] = {
            "value": f"{year}-{month:02}-{day:02}",
            "precision": "day",
            "evidence": [{"quote": date, "start": 0, "end": len(date)}],
        }
    for item in record["context"]:
        item["topic"] = rng.choice(TOPICS)
    for item in record["agreements"]:
        item["status"] = rng.choice(["agreed", "discussed", "offered"])
    names = [party["name"] for party in record["parties"]]
    record["headline"] = f"{' and '.join(names)} meet, page {number}"
    record["status"] = "partial" if number % 40 == 39 else "ok"
    record["document"] = {
        "id": f"{number:05}_{data['document']['id']}",
        "sha256": hashlib.sha256(changed.encode()).hexdigest(),
        "language": "ar",
        "characters": len(changed),
    }
    return MeetingSummary.model_validate(record, context={"text": changed}), changed


def _renamed(data: Data, rng: random.Random) -> tuple[list[Edit], Data]:
    """Give other parties and officials: the edits of the page, and the new parts."""
    edits: dict[tuple[int, int], str] = {}
    codes = rng.sample(_STATES.split(), len(data["parties"]))
    parties = [
        {**party, "name": english_name(code), "country": code}
        for party, code in zip(data["parties"], codes, strict=True)
    ]
    for party, code in zip(parties, codes, strict=True):
        for piece in party["evidence"]:
            edits[piece["start"], piece["end"]] = arabic_name(code)
    officials: list[Data] = []
    for official in data["officials"]:
        first, last = rng.choice(list(_FIRST)), rng.choice(list(_LAST))
        name = {"name": f"{first} {last}", "name_en": f"{_FIRST[first]} {_LAST[last]}"}
        officials.append({**official, **name, "country": rng.choice(codes)})
        for piece in official["evidence"]:
            edits[piece["start"], piece["end"]] = f"{first} {last}"
    ordered = sorted((start, end, words) for (start, end), words in edits.items())
    apart = [edit for i, edit in enumerate(ordered) if not i or ordered[i - 1][1] <= edit[0]]
    return apart, {"parties": parties, "officials": officials}


def _edited(text: str, edits: Sequence[Edit]) -> str:
    parts: list[str] = []
    at = 0
    for start, end, words in edits:
        parts += [text[at:start], words]
        at = end
    return "".join([*parts, text[at:]])


def _moved(part: Any, text: str, edits: Sequence[Edit]) -> Any:
    """Copy JSON with the evidence where its words stand in the edited text."""
    if isinstance(part, list):
        return [_moved(item, text, edits) for item in part]
    if not isinstance(part, dict):
        return part
    if set(part) == {"quote", "start", "end"}:
        start = part["start"] + sum(len(w) - (e - s) for s, e, w in edits if e <= part["start"])
        end = part["end"] + sum(len(w) - (e - s) for s, e, w in edits if e <= part["end"])
        return {"quote": text[start:end], "start": start, "end": end}
    return {key: _moved(value, text, edits) for key, value in part.items()}
