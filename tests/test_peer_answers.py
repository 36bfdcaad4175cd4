"""What the benchmark beside peers makes of their answers: generous, and no more than they said."""

import sys

import httpx2
from conftest import CHECKOUT
from faulty import FaultyServer
from fitting import Answering

sys.path.insert(0, str(CHECKOUT / "benchmarks"))

from counting import CountingProxy
from peer_answers import read_answer

from summariser import Document
from summariser.evaluation.metrics import groundedness

TEXT = "استقبل وزير الدفاع المغربي أحمد العلمي نظيره القطري في الرباط يوم 29 شتنبر 2021.\n"
PAGE = Document("a.txt", TEXT)


def test_names_of_countries_count_as_codes_and_repetitions_once() -> None:
    said = [
        {"name": "Morocco"},
        {"name": "المغربي", "country": "MA"},
        {"name": "قطر", "country": "X"},
    ]
    record = read_answer({"parties": said}, PAGE)
    assert [party.country for party in record.parties] == ["MA", "QA"]


def test_a_day_in_words_counts() -> None:
    for said in ("29 September 2021", "2021-09-29", "29 شتنبر 2021"):
        record = read_answer({"date": {"value": said}}, PAGE)
        assert record.date is not None
        assert record.date.value == "2021-09-29"


def test_a_quote_in_another_spelling_is_the_page_s_own() -> None:
    record = read_answer({"agreements": [{"text": "t", "quote": "إستقبل وزير الدّفاع"}]}, PAGE)
    assert [piece.quote for piece in record.evidence()] == ["استقبل وزير الدفاع"]


def test_what_the_page_does_not_say_stays_ungrounded() -> None:
    answer = {
        "officials": [{"name": "خالد العطية", "quote": "خالد العطية"}],
        "venue": {"city": "Paris", "country": "FR", "quote": "في الرباط"},
    }
    values, ungrounded = groundedness(read_answer(answer, PAGE), TEXT)
    told = [(each.kind, each.value) for each in ungrounded]
    assert told == [
        ("country", "FR"),
        ("name", "خالد العطية"),
        ("place", "Paris"),
        ("quote", "خالد العطية"),
    ]
    assert values == 5


def test_an_answer_of_nothing_is_an_empty_record() -> None:
    said = {"venue": {"city": "null", "country": "none"}, "date": None, "parties": "Morocco"}
    record = read_answer(said, PAGE)
    assert (record.venue, record.date, record.parties) == (None, None, ())


def test_the_counting_proxy_hands_on_and_counts() -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "Name a stone."}]}
    with FaultyServer(Answering()) as server, CountingProxy(server.url) as proxy:
        for url in (server.url, proxy.url):
            reply = httpx2.post(
                f"{url}/chat/completions", json=body, headers={"Authorization": "Bearer k"}
            )
            told = reply.json()
        taken = proxy.taken()
    assert reply.status_code == 200
    assert taken.requests == 1
    assert taken.completion_tokens == told["usage"]["completion_tokens"] > 0
