"""From pages to rows: each once, twins joined, what is there passed over."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest
from conftest import PAGE
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import ScriptedModel, ShortInterview

from summariser import interview
from summariser.corpus.ledger import Ledger, Twin, Words
from summariser.corpus.running import Run
from summariser.corpus.twins import carried
from summariser.document import Document
from summariser.errors import DocumentError, GroundingError, SetupError
from summariser.intake.encodings import decoded
from summariser.interview import Interview
from summariser.record import MeetingSummary
from summariser.service import Summariser

MARKED = PAGE.replace("المغربي", "المَغرِبي").replace(" و", "  وـ")


@dataclass(frozen=True)
class TextPage:
    id: str
    text: str

    @property
    def source(self) -> str:
        return self.id

    def document(self) -> Document:
        return Document.from_text(self.text, self.id)


@dataclass
class Kept:
    """Rows in memory."""

    rows: list[MeetingSummary] = field(default_factory=list)

    def write(self, record: MeetingSummary, document: Document | None) -> int:
        self.rows.append(record)
        return len(self.rows) - 1

    def read(self, place: int) -> MeetingSummary:
        return self.rows[place]


@dataclass
class Engine:
    """Counts what it is asked."""

    asked: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    inner: Summariser = field(default_factory=lambda: Summariser(ScriptedModel()))

    def attempt(self, source: Document) -> MeetingSummary | None:
        self.asked[source.id] += 1
        time.sleep(self.seconds)
        return self.inner.attempt(source)

    def refused(self, document_id: str, error: DocumentError) -> MeetingSummary:
        return self.inner.refused(document_id, error)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interview, "Interview", ShortInterview)


def run(
    pages: list[TextPage], workers: int = 4, seconds: float = 0.0
) -> tuple[list[MeetingSummary], Engine, Run]:
    rows, engine = Kept(), Engine(seconds=seconds)
    with Ledger() as met:
        running = Run(engine, rows, met, workers)
        assert list(running.records(pages)) == rows.rows
    return rows.rows, engine, running


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=12))
def test_every_page_has_one_row_and_all_words_are_asked_about_once(
    given_: list[tuple[str, str]],
) -> None:
    pages = [TextPage(name, f"{PAGE} {words}") for name, words in given_]
    rows, engine, _ = run(pages)
    assert len(rows) == len(pages)
    assert len({row.document.id for row in rows}) == len(pages), "each under an id of its own"
    assert engine.asked.total() == len({words for _, words in given_})
    assert sum(row.document.same_as is None for row in rows) == engine.asked.total()


def test_a_second_page_of_an_id_has_its_own_row() -> None:
    rows, _, _ = run([TextPage("a", PAGE + "1"), TextPage("a", PAGE + "2"), TextPage("a~2", PAGE)])
    assert {row.document.id for row in rows} == {"a", "a~2", "a~2~2"}


def test_a_page_that_cannot_be_read_is_one_failed_row() -> None:
    rows, engine, _ = run([TextPage("empty", " "), TextPage("a", PAGE)])
    assert {row.document.id: row.status for row in rows} == {"empty": "failed", "a": "ok"}
    assert not engine.asked["empty"]


def test_rows_that_are_there_are_passed_over_and_lend_their_words(tmp_path: object) -> None:
    first, _, _ = run([TextPage("a", PAGE)])
    rows, engine = Kept(first), Engine()
    with Ledger() as ledger:
        ledger.keep("a", first[0].document.sha256, 0)
        running = Run(engine, rows, ledger, 2)
        made = list(running.records([TextPage("a", PAGE), TextPage("b", PAGE)]))
    assert running.passed_over == 1
    assert [(row.document.id, row.document.same_as) for row in made] == [("b", "a")]
    assert not engine.asked


def test_twins_of_a_page_in_work_wait_for_it() -> None:
    pages = [TextPage(str(number), PAGE) for number in range(20)]
    rows, engine, _ = run(pages, workers=8, seconds=0.05)
    assert engine.asked == {"0": 1}
    assert [row.document.same_as for row in rows] == [None] + ["0"] * 19
    assert {row.provenance.usage.requests for row in rows[1:]} == {0}, "they cost nothing"


def test_a_row_with_other_words_lends_them_to_nobody() -> None:
    first, _, _ = run([TextPage("a", "Other words, of another page altogether, stand in here.")])
    rows, engine = Kept(first), Engine()
    with Ledger() as ledger:
        ledger.keep("a", Document("b", PAGE).sha256, 0)
        made = list(Run(engine, rows, ledger, 2).records([TextPage("b", PAGE)]))
    assert engine.asked == {"b": 1}
    assert made[0].document.same_as is None


@dataclass
class LateEngine(Engine):
    """Has no record of a page before it was asked so many times."""

    late: int = 1

    def attempt(self, source: Document) -> MeetingSummary | None:
        made = super().attempt(source)
        return made if self.asked[source.id] > self.late else None


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=12))
def test_pages_whose_answers_are_awaited_get_their_rows_in_another_round(
    given_: list[tuple[str, str]],
) -> None:
    pages = [TextPage(name, f"{PAGE} {words}") for name, words in given_]
    expected, *_ = run(pages)
    rows, engine = Kept(), LateEngine()
    with Ledger() as ledger:
        assert list(Run(engine, rows, ledger, 3).records(pages)) == []
        assert engine.asked.total() == len({words for _, words in given_}), "no twin is asked"
        for _ in range(2):
            ledger.next_round()
            list(Run(engine, rows, ledger, 3).records(pages))
    assert sorted((row.document.id, row.document.same_as or "") for row in rows.rows) == sorted(
        (row.document.id, row.document.same_as or "") for row in expected
    )


def test_a_failed_row_is_not_tried_again_in_the_same_run() -> None:
    rows, engine = Kept(), Engine()
    with Ledger() as ledger:
        list(Run(engine, rows, ledger, 1).records([TextPage("empty", " ")]))
        ledger.next_round()
        again = Run(engine, rows, ledger, 1)
        assert list(again.records([TextPage("empty", " ")])) == []
    assert again.passed_over == 1


def test_an_error_of_the_set_up_ends_the_run() -> None:
    class Broken(Engine):
        def attempt(self, source: Document) -> MeetingSummary:
            raise SetupError("no engine")

    with Ledger() as ledger, pytest.raises(SetupError):
        list(Run(Broken(), Kept(), ledger, 2).records([TextPage("a", PAGE)]))


def test_a_run_that_is_stopped_writes_what_is_in_work() -> None:
    rows, engine = Kept(), Engine(seconds=0.01)
    with Ledger() as ledger:
        running = Run(engine, rows, ledger, 2)
        for _ in running.records(TextPage(str(n), f"{PAGE} {n}") for n in range(1000)):
            running.stop()
    assert len(rows.rows) == engine.asked.total() <= 4


# ── twins ────────────────────────────────────────────────────────────────────


def full(page: str) -> MeetingSummary:
    return Interview(Document("a", page), ScriptedModel()).record()


@pytest.mark.parametrize("twin", [MARKED, "\ufeff\n\n" + PAGE.replace("\n", "\r\n"), PAGE])
def test_a_record_carried_to_another_spelling_quotes_that_one(twin: str) -> None:
    record, other = full(PAGE), Document("b", twin)
    assert Words.of(other).folded == Words.of(Document("a", PAGE)).folded
    made = carried(record, other)
    assert len(made.evidence()) == len(record.evidence()) > 3
    for piece in made.evidence():
        assert twin[piece.start : piece.end] == piece.quote
    assert made.document.same_as == "a"
    assert carried(made, Document("c", PAGE)).document.same_as == "a", "the one that was read"


def test_a_twin_tells_how_its_own_file_was_read() -> None:
    (guess,) = decoded(PAGE.encode("cp1256"), "a").notes
    record = full(PAGE).model_copy(update={"warnings": (guess, "not answered")})
    assert carried(record, Document("b", PAGE)).warnings == ("not answered",)
    assert carried(record, Document("b", PAGE, ("of b",))).warnings == ("of b", "not answered")


def test_a_record_is_not_carried_to_other_words() -> None:
    with pytest.raises(GroundingError, match="has other words"):
        carried(full(PAGE), Document("b", PAGE[: len(PAGE) // 3]))


# ── the ledger ───────────────────────────────────────────────────────────────


def test_words_are_claimed_once_by_many_threads() -> None:
    words, claims = Words.of(Document("x", PAGE)), list[Twin | None]()
    with Ledger() as ledger:
        threads = [
            threading.Thread(target=lambda n=n: claims.append(ledger.claim(words, str(n))))
            for n in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert claims.count(None) == 1
        ledger.finish(words, 7)
        twin = ledger.claim(words, "late")
        assert twin is not None
        assert twin.place == 7
