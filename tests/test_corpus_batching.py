"""A corpus in batches: rounds, failures, a stop between any two steps, and files."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from batched import EXPIRED, NOTHING, BatchingServer, Json, Line, answered, completion, refusal
from conftest import PAGE

from summariser.corpus.batching import BatchRun, store_path
from summariser.corpus.ledger import Ledger
from summariser.document import Document
from summariser.errors import SetupError
from summariser.model.batch import BatchModel
from summariser.model.batch_lines import read_replies, write_requests
from summariser.model.batch_server import BatchServer
from summariser.model.batch_store import BatchStore
from summariser.model.retries import RetryPolicy
from summariser.record import MeetingSummary
from summariser.service import Summariser
from summariser.settings import Settings

KEY = "sk-not-to-be-seen"
QUICK = RetryPolicy(tries=3, sleep=lambda _: None)
GOOD: Json = {
    "meeting": True,
    "parties": ["Morocco", "Qatar"],
    "officials": [],
    "venue": "Rabat, Morocco",
    "date": "2021-09-29",
    "agreements": [],
    "context": [],
    "headline": "Defence ministers of Morocco and Qatar meet in Rabat",
    "summary": "The defence ministers of Morocco and Qatar met in Rabat.",
}
UNGROUNDED = {**GOOD, "headline": "Ministers of Morocco and Iceland meet in Rabat"}


def good(_body: Json) -> str:
    return json.dumps(GOOD)


def ungrounded_at_first(body: Json) -> str:
    return json.dumps(UNGROUNDED if len(body["messages"]) == FIRST else GOOD)


FIRST = 2  # messages of a question that no complaint follows


@dataclass(frozen=True)
class Numbered:
    number: int
    twin: bool = False

    @property
    def id(self) -> str:
        return f"{self.number}{'-twin' * self.twin}"

    @property
    def source(self) -> str:
        return self.id

    def document(self) -> Document:
        text = f"{PAGE}وشارك في التمرين {self.number + 40} جنديا من البلدين.\n"
        return Document.from_text(text, self.id)


PAGES = [Numbered(1), Numbered(1, twin=True), Numbered(2), Numbered(3)]


@dataclass
class Corpus:
    """One output: its rows, its store, and as many runs over it as are asked for."""

    folder: Path
    pages: list[Numbered] = field(default_factory=lambda: PAGES)
    rows: list[MeetingSummary] = field(default_factory=list)
    told: list[tuple[str, int, int]] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return store_path(self.folder / "records.jsonl")

    def write(self, record: MeetingSummary, document: object = None) -> int:
        self.rows.append(record)
        return len(self.rows) - 1

    def read(self, place: int) -> MeetingSummary:
        return self.rows[place]

    def run(
        self,
        server: BatchingServer | None,
        stopping: Callable[[BatchRun], object] = lambda _: None,
        name: str = "m",
        remote: BatchServer | None = None,
    ) -> BatchRun:
        url = server.url if server else "http://127.0.0.1:1/v1"
        own = BatchServer(url, KEY, retries=QUICK) if server and not remote else None
        with BatchStore(self.path) as store, Ledger() as ledger:
            for place, row in enumerate(self.rows):
                if row.status != "failed":
                    ledger.keep(row.document.id, row.document.sha256, place)
            with Summariser(BatchModel(store, name, url), settings=Settings(workers=2)) as made:
                running = BatchRun(
                    made,
                    self,
                    ledger,
                    store,
                    server=remote or own,
                    told=lambda *told: self.told.append(told),
                    sleep=lambda seconds: (self.waits.append(seconds), stopping(running)),
                )
                try:
                    for _ in running.records(lambda: iter(self.pages)):
                        pass
                finally:
                    if own:
                        own.close()
        return running

    def by_id(self) -> dict[str, MeetingSummary]:
        found = {row.document.id: row for row in self.rows}
        assert len(found) == len(self.rows), "a page has two rows"
        return found


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path)


def open_store(corpus: Corpus) -> BatchStore:
    return BatchStore(corpus.path)


# ── rounds ───────────────────────────────────────────────────────────────────


def test_a_corpus_whose_answers_fit_is_one_batch(
    corpus: Corpus, caplog: pytest.LogCaptureFixture
) -> None:
    with BatchingServer(good) as server:
        corpus.run(server)
    rows = corpus.by_id()
    assert {name: row.status for name, row in rows.items()} == dict.fromkeys(
        ["1", "1-twin", "2", "3"], "ok"
    )
    assert rows["1-twin"].document.same_as == "1"
    assert rows["2"].provenance.usage.requests == 1
    assert rows["2"].provenance.usage.prompt_tokens == 100
    assert (rows["2"].provenance.plan, rows["2"].provenance.model) == ("whole", "openai:m")
    assert len(server.batches) == 1
    assert sorted(server.sent.values()) == [1, 1, 1], "the twin asks nothing"
    assert not [each for each in caplog.records if "instructor" in each.name], "nothing failed"
    assert corpus.told[0] == ("sending", 0, 3)
    assert ("waiting", 0, 3) in corpus.told
    assert server.keys == {f"Bearer {KEY}"}
    assert KEY.encode() not in corpus.path.read_bytes()
    assert corpus.path.stat().st_mode & 0o777 == 0o600


def test_what_is_not_in_the_page_is_asked_again_in_a_second_round(corpus: Corpus) -> None:
    with BatchingServer(ungrounded_at_first) as server:
        corpus.run(server)
    rows = corpus.by_id()
    assert len(server.batches) == 2
    assert max(server.sent.values()) == 1
    assert {row.headline for row in rows.values()} == {GOOD["headline"]}
    assert rows["1"].warnings == ()
    assert rows["1"].provenance.usage.requests == 2
    assert rows["1"].provenance.usage.prompt_tokens == 200


def test_an_answer_of_another_form_is_asked_again_by_instructor(corpus: Corpus) -> None:
    def broken_at_first(body: Json) -> str:
        return '{"meeting": 7}' if len(body["messages"]) == FIRST else json.dumps(GOOD)

    with BatchingServer(broken_at_first) as server:
        corpus.run(server)
    assert {row.status for row in corpus.by_id().values()} == {"ok"}
    assert len(server.batches) == 2


def test_rows_that_are_ready_are_written_before_others_are_waited_for(corpus: Corpus) -> None:
    def one_late(body: Json) -> str:
        late = "43 " in json.dumps(body, ensure_ascii=False) and len(body["messages"]) == FIRST
        return json.dumps(UNGROUNDED if late else GOOD)

    seen: list[int] = []
    with BatchingServer(one_late) as server:
        corpus.run(server, stopping=lambda _: seen.append(len(corpus.rows)))
    assert seen == [0, 3], "three of four while the second batch is under way"
    assert len(corpus.by_id()) == 4


def test_a_second_run_asks_nothing(corpus: Corpus) -> None:
    with BatchingServer(good) as server:
        corpus.run(server)
        running = corpus.run(server)
        assert (running.passed_over, len(server.batches)) == (4, 1)
        corpus.rows.clear()  # as --force would
        corpus.run(server)
    assert len(corpus.by_id()) == 4
    assert len(server.batches) == 1
    assert set(server.fetched.values()) == {1}


def test_large_corpora_go_in_several_batches(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = BatchStore.plan
    monkeypatch.setattr(BatchStore, "plan", lambda self, label, *_: plan(self, label, 2, 10**9))
    corpus.pages = [Numbered(number) for number in range(5)]
    with BatchingServer(good) as server:
        corpus.run(server)
    assert [batch["request_counts"]["total"] for batch in server.batches.values()] == [2, 2, 1]
    assert len(corpus.by_id()) == 5


def test_a_file_has_no_more_bytes_than_it_may(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = BatchStore.plan
    monkeypatch.setattr(BatchStore, "plan", lambda self, label, *_: plan(self, label, 100, 1))
    with BatchingServer(good) as server:
        corpus.run(server)
    assert len(server.batches) == 3, "one at least is in each"


# ── lines and batches that fail ──────────────────────────────────────────────


@pytest.mark.parametrize("failure", [refusal(500), refusal(429), refusal(408), EXPIRED, NOTHING])
def test_what_may_pass_is_asked_three_times(corpus: Corpus, failure: Line) -> None:
    with BatchingServer(lambda _: failure) as server:
        corpus.run(server)
        assert set(server.sent.values()) == {3}
        rows = corpus.by_id()
        assert {row.status for row in rows.values()} == {"failed"}
        assert not any("minister" in warning for row in rows.values() for warning in row.warnings)
        server.answering = good
        corpus.rows.clear()  # as a sink does with failed rows
        corpus.run(server)
    assert {row.status for row in corpus.by_id().values()} == {"ok"}, "another run asks anew"


def first(failure: Line) -> Callable[[Json], str | Line]:
    """Meets each page once with this, then with an answer."""
    met: set[str] = set()

    def answer(body: Json) -> str | Line:
        page = json.dumps(body)
        if page in met:
            return json.dumps(GOOD)
        met.add(page)
        return failure

    return answer


@pytest.mark.parametrize("failure", [refusal(503), EXPIRED, NOTHING])
def test_what_passes_is_a_row_like_any_other(corpus: Corpus, failure: Line) -> None:
    with BatchingServer(first(failure)) as server:
        corpus.run(server)
    assert {row.status for row in corpus.by_id().values()} == {"ok"}
    assert set(server.sent.values()) == {2}


def test_a_reply_without_an_answer_may_pass(corpus: Corpus) -> None:
    reply = completion({"model": "m"}, "") | {"choices": []}
    empty = Line({"status_code": 200, "body": reply}, file="output")
    with BatchingServer(first(empty)) as server:
        corpus.run(server)
    assert {row.status for row in corpus.by_id().values()} == {"ok"}


def test_a_refused_line_is_its_pages_failed_row(corpus: Corpus) -> None:
    def one(body: Json) -> str | Line:
        is_second = "42 " in json.dumps(body, ensure_ascii=False)
        return refusal(400, "context_length_exceeded") if is_second else json.dumps(GOOD)

    with BatchingServer(one) as server:
        corpus.run(server)
    rows = corpus.by_id()
    assert [name for name, row in rows.items() if row.status == "failed"] == ["2"]
    assert "longer than the model can read" in rows["2"].warnings[0]
    assert rows["2"].provenance.usage.requests == 1
    assert set(server.sent.values()) == {1}


def test_a_failed_batch_ends_the_run_and_is_sent_anew_by_the_next(corpus: Corpus) -> None:
    errors = [{"code": "token_limit_exceeded", "message": "the minister met", "line": 1}]
    with BatchingServer(good, ends="failed", errors=errors) as server:
        with pytest.raises(SetupError, match=r"batch-0 failed \(token_limit_exceeded") as told:
            corpus.run(server)
        assert "minister" not in str(told.value)
        server.ends = "completed"
        corpus.run(server)
    assert len(corpus.by_id()) == 4
    assert set(server.sent.values()) == {2}


def test_what_a_cancelled_batch_had_answered_is_kept(corpus: Corpus) -> None:
    def half(body: Json) -> str | Line:
        return NOTHING if "42 " in json.dumps(body, ensure_ascii=False) else json.dumps(GOOD)

    with BatchingServer(half, ends="cancelled") as server:
        with pytest.raises(SetupError, match="batch-0 was cancelled"):
            corpus.run(server)
        server.ends, server.answering = "completed", good
        corpus.run(server)
    assert len(corpus.by_id()) == 4
    assert sorted(server.sent.values()) == [1, 1, 2]


# ── stops ────────────────────────────────────────────────────────────────────


class KilledError(BaseException):
    """The process ends here."""


STEPS = (  # all that is still there when a process has ended
    *((BatchServer, name) for name in ("upload", "create", "progress", "download")),
    (BatchStore, "commit"),
    (Corpus, "write"),
)


def end_before(at: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let the process end before its so-manieth step; they are counted in the list."""
    count = [0]

    def stepping(step: Any) -> Any:
        def stepped(*values: Any, **named: Any) -> Any:
            count[0] += 1
            if count[0] == at:
                raise KilledError
            return step(*values, **named)

        return stepped

    for owner, name in STEPS:
        monkeypatch.setattr(owner, name, stepping(getattr(owner, name)))
    return count


def failing_once(met: set[str]) -> Callable[[Json], str | Line]:
    """One page's request fails once, other pages' answers are not grounded at first."""

    def answer(body: Json) -> str | Line:
        page = json.dumps(body, ensure_ascii=False)
        if "42 " not in page:
            return ungrounded_at_first(body)
        if page in met:
            return good(body)
        met.add(page)
        return refusal(500)

    return answer


def test_a_process_that_ends_between_any_two_steps_goes_on(tmp_path: Path) -> None:
    at, ended = 0, True
    with BatchingServer(good) as server, closing(BatchServer(server.url, KEY)) as remote:
        while ended:
            at += 1
            (tmp_path / str(at)).mkdir()
            corpus = Corpus(tmp_path / str(at), PAGES[:3])
            server.answering = failing_once(set())
            for kept in (server.sent, server.files, server.batches):
                kept.clear()
            with pytest.MonkeyPatch.context() as patch:
                count = end_before(at, patch)
                with suppress(KilledError):
                    corpus.run(server, remote=remote)
            ended = count[0] >= at
            corpus.run(server, remote=remote)
            rows = corpus.by_id()
            assert {row.status for row in rows.values()} == {"ok"}, f"ended before step {at}"
            assert set(rows) == {"1", "1-twin", "2"}, f"ended before step {at}"
            assert sorted(server.sent.values()) == [1, 1, 2], f"ended before step {at}"
    assert at > 20, "steps were counted"


def test_a_batch_whose_creation_was_not_told_is_found(corpus: Corpus) -> None:
    with BatchingServer(good, lost=1) as server:
        corpus.run(server)
        assert len(server.batches) == 1
    assert len(corpus.by_id()) == 4


def test_a_batch_among_others_is_found_by_its_name(corpus: Corpus) -> None:
    with BatchingServer(good) as server, closing(BatchServer(server.url, KEY)) as remote:
        server.files["f"] = b""
        first = remote.create("f", "one", planned=0.0, again=False)
        second = remote.create("f", "two", planned=0.0, again=False)
        assert remote.create("f", "one", planned=0.0, again=True) == first
        assert len(server.batches) == 2
        server.batches[second]["created_at"] = 1
        assert remote.create("f", "one", planned=1e9, again=True) != first, "too old"


def test_a_stop_while_waiting_loses_nothing(corpus: Corpus) -> None:
    with BatchingServer(good) as server:
        running = corpus.run(server, stopping=lambda running: running.stop())
        assert corpus.rows == []
        assert running.awaited.wanted == 3
        corpus.run(server)
    assert len(corpus.by_id()) == 4
    assert len(server.batches) == 1


def test_looks_at_batches_become_rarer(corpus: Corpus) -> None:
    with BatchingServer(good) as server:

        def look(running: BatchRun) -> None:
            if len(corpus.waits) < 10:
                server.batches["batch-0"]["status"] = "validating"

        corpus.run(server, stopping=look)
    assert corpus.waits[:2] == [5.0, 7.5]
    assert max(corpus.waits) == 60.0


def test_batches_of_another_server_are_not_given_up(corpus: Corpus) -> None:
    with BatchingServer(good) as server, BatchingServer(good) as other:
        corpus.run(server, stopping=lambda running: running.stop())
        with pytest.raises(SetupError, match="batches under way at"):
            corpus.run(other)
        assert not other.batches
        corpus.run(server)
    assert len(corpus.by_id()) == 4


def test_two_processes_cannot_use_one_output(corpus: Corpus) -> None:
    with open_store(corpus), pytest.raises(SetupError, match="in use by another process"):
        corpus.run(None)


@pytest.mark.parametrize("is_database", [True, False])
def test_another_programs_file_is_left_alone(corpus: Corpus, is_database: bool) -> None:
    corpus.path.write_bytes(b"no database, whatever its name says" * 40 * (not is_database))
    if is_database:
        with closing(sqlite3.connect(corpus.path)) as database:
            database.execute("CREATE TABLE theirs (value TEXT)")
    content = corpus.path.read_bytes()
    with pytest.raises(SetupError, match="move it away"):
        corpus.run(None)
    assert corpus.path.read_bytes() == content


def test_batches_are_for_the_plan_whole(corpus: Corpus) -> None:
    with (
        open_store(corpus) as store,
        Ledger() as ledger,
        Summariser(
            BatchModel(store, "m", "http://h/v1"), settings=Settings(plan="stepwise")
        ) as summariser,
        pytest.raises(SetupError, match="--plan whole"),
    ):
        BatchRun(summariser, corpus, ledger, store)


# ── files ────────────────────────────────────────────────────────────────────


def written(corpus: Corpus, path: Path) -> list[Json]:
    """The requests that are wanted, through their file."""
    with open_store(corpus) as store:
        count = write_requests(store, path)
    lines = [json.loads(line) for line in path.read_text("ascii").split("\n")[:-1]]
    assert len(lines) == count
    return lines


def replies(requests: list[Json], answering: Callable[[Json], str | Line]) -> Iterator[bytes]:
    for request in requests:
        yield answered(request, answering(request["body"]))[1]


def take(corpus: Corpus, path: Path, *lines: bytes) -> Any:
    path.write_bytes(b"".join(lines))
    with open_store(corpus) as store:
        return read_replies(store, path, "m")


def test_files_go_out_and_come_back(corpus: Corpus, tmp_path: Path) -> None:
    out, back = tmp_path / "requests.jsonl", tmp_path / "replies.jsonl"
    running = corpus.run(None)
    assert (corpus.rows, running.awaited.wanted) == ([], 3)
    requests = written(corpus, out)
    assert out.stat().st_mode & 0o777 == 0o600
    assert {(line["method"], line["url"]) for line in requests} == {
        ("POST", "/v1/chat/completions")
    }
    assert {line["body"]["model"] for line in requests} == {"m"}
    assert not any("stream" in line["body"] for line in requests)
    read = take(corpus, back, *replies(requests, ungrounded_at_first))
    assert (read.answered, read.failed, read.unknown, read.broken) == (3, 0, 0, 0)
    running = corpus.run(None)
    again = written(corpus, out)
    assert running.awaited.wanted == len(again) == 3
    assert {len(line["body"]["messages"]) for line in again} == {FIRST + 2}
    take(corpus, back, *replies(again, ungrounded_at_first))
    assert corpus.run(None).awaited.wanted == 0
    assert {row.status for row in corpus.by_id().values()} == {"ok"}


def test_a_poor_file_of_replies_loses_nothing(corpus: Corpus, tmp_path: Path) -> None:
    back = tmp_path / "replies.jsonl"
    corpus.run(None)
    requests = written(corpus, tmp_path / "requests.jsonl")
    one, two, three = replies(requests, good)
    other = three.replace(requests[2]["custom_id"].encode(), b"0" * 64)
    read = take(corpus, back, one, two[: len(two) // 2] + b"\n", b"\n[]\nnull\n\xff\n", other)
    assert (read.answered, read.unknown, read.broken) == (1, 1, 4)
    assert corpus.run(None).awaited.wanted == 2
    with pytest.raises(SetupError, match="no reply to a request of this output"):
        take(corpus, back, other)
    with pytest.raises(SetupError, match="cannot be read"), open_store(corpus) as store:
        read_replies(store, tmp_path / "none", "m")
    elses = two.replace(b'"model": "m"', b'"model": "llama"')
    with pytest.raises(SetupError, match="'llama', not of 'm'"):
        take(corpus, back, three, elses)
    refused = [answered(request, refusal(404))[1] for request in requests]
    with pytest.raises(SetupError, match=r"every reply is a refusal .*HTTP 404"):
        take(corpus, back, *refused)
    assert corpus.run(None).awaited.wanted == 2, "nothing of a refused file is kept"
    take(corpus, back, two, three)
    corpus.run(None)
    assert len(corpus.by_id()) == 4


def test_a_file_that_is_read_again_fails_nothing_twice(corpus: Corpus, tmp_path: Path) -> None:
    back = tmp_path / "replies.jsonl"
    corpus.pages = [Numbered(1), Numbered(2), Numbered(3)]
    corpus.run(None)
    requests = written(corpus, tmp_path / "requests.jsonl")
    one, *_ = replies(requests, good)
    failed = list(replies(requests[1:], lambda _: refusal(500)))
    for _ in range(5):
        assert take(corpus, back, one, *failed).failed == 2
        assert corpus.run(None).awaited.wanted == 2
    for number in range(2):
        take(corpus, back, *(line.replace(b"minister", b"%d" % number) for line in failed))
    assert corpus.run(None).awaited.wanted == 0
    assert sorted(row.status for row in corpus.by_id().values()) == ["failed", "failed", "ok"]


@pytest.mark.parametrize(
    "change",
    [{"response": {"status_code": 400, "request_id": "r", "body": None}}, {}],
)
def test_errors_of_vllm_stand_beside_the_response(
    corpus: Corpus, tmp_path: Path, change: Json
) -> None:
    corpus.run(None)
    requests = written(corpus, tmp_path / "requests.jsonl")
    one, *rest = replies(requests, good)
    error = {"error": {"message": "the minister met", "type": "BadRequestError", "code": 400}}
    failed = json.loads(one) | {"response": None, "error": error} | change
    read = take(corpus, tmp_path / "r", *rest, json.dumps(failed).encode())
    assert (read.answered, read.failed) == (2, 1)


def test_what_no_page_wants_any_more_is_not_sent(corpus: Corpus, tmp_path: Path) -> None:
    corpus.run(None)
    assert corpus.run(None, name="another").awaited.wanted == 3
    requests = written(corpus, tmp_path / "requests.jsonl")
    assert {line["body"]["model"] for line in requests} == {"another"}
    corpus.pages = corpus.pages[2:]
    assert corpus.run(None, name="another").awaited.wanted == 2
