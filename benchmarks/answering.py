"""Pages of the labelled sets, and a server that answers for them as a faultless model would.

The server runs in a process of its own, so that neither its time nor what it looked up in the
pages counts for the client.
"""

import json
import multiprocessing
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

_SETS = ("gold", "dev:tune", "dev:test")
_FENCE = re.compile(r"page-[0-9a-f]{16}")


def labelled(count: int | None = None) -> list[tuple[Path, Any]]:
    """The first labelled pages with their labels; all without a count."""
    from summariser.evaluation import load_set  # noqa: PLC0415 - a measurement of imports uses this

    return [item for name in _SETS for item in load_set(name, ROOT).items][:count]


@contextmanager
def served(latency: float = 0.0, *, pages: int | None = 0) -> Iterator[str]:
    """The base URL of the server, which answers ``latency`` seconds after a question.

    It has answers for the first ``pages`` of `labelled`, and gives the least that fits to others.
    """
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=_serve, args=(far, latency, pages), daemon=True)
    process.start()
    far.close()  # so that a process that could not begin ends the wait
    try:
        yield near.recv()
    finally:
        near.close()
        process.join()


def _serve(pipe: Connection, latency: float, pages: int | None) -> None:
    from faulty import FaultyServer  # noqa: PLC0415
    from fitting import Answering  # noqa: PLC0415

    known = dict(answer for path, label in labelled(pages) for answer in _answer(path, label))
    otherwise = Answering()

    def answer(body: Any) -> Any:
        fence = _FENCE.search(body["messages"][-1]["content"])
        return (fence and known.get(fence.group())) or otherwise(body)

    with FaultyServer(answer, latency=latency) as server:
        pipe.send(server.url)
        pipe.poll(None)  # until the other side closes


def _answer(path: Path, label: Any) -> Iterator[tuple[str, str]]:
    """The page's fence, and the label as an answer without what would be complained of."""
    from summariser import questions  # noqa: PLC0415
    from summariser.document import Document  # noqa: PLC0415
    from summariser.whole.checks import Checked  # noqa: PLC0415
    from summariser.whole.offers import Offer, WholeAnswer  # noqa: PLC0415
    from summariser.whole.reading import fence  # noqa: PLC0415

    document = Document.from_path(path)
    offer = Offer.of(document)
    answer = _as_answer(document, offer, label)
    for _ in range(4):  # what is left out can make another text unfounded
        faults = Checked(document, offer, "en", WholeAnswer.model_validate(answer)).faults
        if not faults:
            break
        _leave_out(answer, [fault.what for fault in faults])
    shown = [questions.shown(sentence.text) for sentence in document.sentences]
    yield fence(shown), json.dumps(answer, ensure_ascii=False)


def _as_answer(document: Any, offer: Any, label: Any) -> dict[str, Any]:
    from summariser.lexicon import folded  # noqa: PLC0415

    sentences = [(s.number, folded(s.text)) for s in document.sentences]

    def told(words: tuple[str, ...]) -> list[int]:
        numbers = [n for n, text in sentences if any(folded(w) in text for w in words)]
        return numbers or [sentences[0][0]]

    def item(part: Any) -> dict[str, Any]:
        return {"sentences": told(part.evidence), "text": part.text}

    venue = label.venue
    places = [
        name
        for name, place in offer.venues.items()
        if venue and place.country == venue.country and (place.city or "") in (*venue.city, "")
    ]
    day = label.date.value if label.date else None
    wanted = {name for party in label.parties for name in (*party.name, party.country)}
    texts = [part.text for part in (*label.agreements, *label.context)] or ["There was a meeting."]
    return {
        "meeting": True,
        "parties": [n for n, party in offer.parties.items() if {n, party.country} & wanted],
        "officials": [
            {
                "name": one.name,
                "name_en": (*one.name_en, "")[0],
                "role": (*one.role, "")[0],
                "country": one.country if one.country in offer.countries else "none",
                "present": one.present,
                "sentence": told((one.name,))[0],
            }
            for one in label.officials
        ],
        "venue": (*places, "not said")[0],
        "date": day if day in offer.days else "not said",
        "agreements": [{**item(part), "status": part.status} for part in label.agreements],
        "context": [{**item(part), "topic": part.topic} for part in label.context],
        "headline": texts[0],
        "summary": " ".join(texts[:3]),
    }


def _leave_out(answer: dict[str, Any], complaints: list[str]) -> None:
    """Take away what the complaints are about, or empty it."""
    for what in sorted(complaints, reverse=True):
        found = re.search(r"(official|agreement|context) (\d+)", what)
        if found:
            kind = found[1] if found[1] == "context" else found[1] + "s"
            answer[kind][int(found[2]) - 1] = None
        elif "headline" in what or "summary" in what:
            answer[what.removeprefix("the ")] = "The sides met."
    for kind in ("officials", "agreements", "context"):
        answer[kind] = [one for one in answer[kind] if one]
