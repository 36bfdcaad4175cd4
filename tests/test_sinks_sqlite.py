import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recorded import NOW, ids, kept, opened, scripted, write

from summariser import MeetingSummary, SetupError
from summariser.lexicon import folded


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "records.db"


def select(path: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query, values).fetchall()


def found(path: Path, words: str) -> list[str]:
    """The documents that a search finds, as the module's docstring says to ask."""
    rows = select(
        path,
        "SELECT documents.id, headline FROM documents_fts "
        "JOIN documents ON number = documents_fts.rowid WHERE documents_fts MATCH ?",
        words,
    )
    return sorted(name for name, _ in rows)


def test_all_tables_are_filled(output: Path, record: MeetingSummary) -> None:
    write(output, scripted("b"), record)
    (row,) = select(output, "SELECT * FROM documents WHERE id = 'a.txt'")
    assert row[:14] == (
        2,
        "a.txt",
        "0" * 64,
        "ar",
        record.document.characters,
        None,
        "ok",
        record.headline,
        record.summary,
        "Rabat",
        "MA",
        None,
        "2021-09-29",
        "day",
    )
    (made,) = select(
        output,
        "SELECT warnings, model, plan, record_language, package_version, requests, prompt_tokens, "
        "completion_tokens, cost, seconds, title FROM documents WHERE number = 2",
    )
    assert made == (
        "one sentence was not understood",
        *("scripted", "stepwise", "en", "0.1.0", 12, 3456, 78, None, 12.34),
        record.headline,
    )
    assert select(output, "SELECT * FROM parties WHERE document = 2") == [
        (2, 0, "Morocco", "state", "MA"),
        (2, 1, "Qatar", "state", "QA"),
    ]
    assert select(output, "SELECT * FROM officials WHERE document = 2") == [
        (2, 0, "أحمد العلمي", "Ahmed al-Alami", "Minister of Defence", "MA", 1),
        (2, 1, "خالد العطية", "Khalid al-Attiyah", "", None, 0),
    ]
    assert select(output, "SELECT item, text, status FROM agreements WHERE document = 2") == [
        (0, "A memorandum on military training", "agreed"),
        (1, "Stronger defence cooperation", "discussed"),
    ]
    assert select(output, "SELECT * FROM context WHERE document = 2") == [
        (2, 0, "existing_cooperation", "The two countries are close.")
    ]
    words = select(output, "SELECT start, end, quote FROM evidence WHERE document = 2")
    assert sorted(words) == sorted((p.start, p.end, p.quote) for p in record.evidence())


def test_evidence_names_its_item(output: Path) -> None:
    write(output, scripted("a"))
    rows = select(output, "SELECT field, item, piece, quote FROM evidence WHERE field IN (?, ?)",
                  "officials", "venue")  # fmt: skip
    assert rows == [
        ("officials", 0, 0, "أحمد العلمي"),
        ("officials", 0, 1, "الرباط"),
        ("venue", 0, 0, "الرباط"),
    ]


CHECK = ("integrity-check",)


@contextmanager
def changed(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as database:
        yield database
        database.commit()


def test_nothing_stays_of_a_failed_document(output: Path) -> None:
    failed = scripted("x").model_copy(update={"status": "failed"})
    write(output, failed, scripted("y"))
    assert found(output, "training") == ["x", "y"]
    kept(output)
    for table in ("parties", "officials", "agreements", "context", "evidence"):
        assert select(output, f"SELECT DISTINCT document FROM {table}") == [(2,)]
    assert found(output, "training") == ["y"]
    with changed(output) as database:  # that the index has the words of the rows and no others
        database.execute("INSERT INTO documents_fts (documents_fts, rank) VALUES (?, 1)", CHECK)
    assert select(output, "PRAGMA foreign_key_check") == []
    assert select(output, "PRAGMA integrity_check") == [("ok",)]


# ── search ───────────────────────────────────────────────────────────────────

SPELLINGS = ["أحمد", "احمد", "أَحْمَد", "آحمد", "إحـمد"]


@pytest.mark.parametrize("asked", SPELLINGS)
def test_a_folded_name_finds_all_spellings(asked: str, output: Path) -> None:
    write(output, *(scripted(name, headline=name) for name in SPELLINGS))
    assert found(output, folded(asked)) == sorted(SPELLINGS)


def test_a_word_as_it_is_written_finds_those_who_write_it_so(output: Path) -> None:
    write(output, scripted("one", headline="فاطمة"), scripted("two", headline="فاطمه"))
    assert found(output, "فاطمة") == ["one"]
    assert found(output, "فاطمه") == ["one", "two"]


@pytest.mark.parametrize(
    "words",
    ["meet", "MEET", "training", "grows", "alami", "minister", "qatar", "rabat", '"الرباط"'],
)
def test_headline_texts_names_and_quotes_are_searched(words: str, output: Path) -> None:
    write(output, scripted("a"), scripted("b", "failed"))
    assert found(output, folded(words)) == ["a"]


def test_names_are_found_as_phrases(output: Path) -> None:
    write(output, scripted("a"))
    assert found(output, f'"{folded("أحمد العلمي")}"') == ["a"]
    assert found(output, f'"{folded("العلمي أحمد")}"') == []


@given(st.text(max_size=60))
@settings(max_examples=25)
def test_any_words_are_found_again(text: str) -> None:
    words = [word for word in folded(text).split() if word.isalnum()]
    with TemporaryDirectory() as folder:
        output = Path(folder, "records.db")
        write(output, scripted("a", headline=text), scripted("b"))
        for word in words:
            assert "a" in found(output, f'"{word}"')


# ── for people ───────────────────────────────────────────────────────────────


def test_who_met_whom_is_told_both_ways_round(output: Path, record: MeetingSummary) -> None:
    write(output, record, scripted("alone"))
    rows = select(output, "SELECT party, met, date, venue_city, document FROM who_met_whom")
    assert sorted(rows) == [
        ("Morocco", "Qatar", "2021-09-29", "Rabat", "a.txt"),
        ("Qatar", "Morocco", "2021-09-29", "Rabat", "a.txt"),
    ]


def test_officials_are_listed_with_their_meetings(output: Path) -> None:
    write(output, scripted("a"), scripted("b"))
    rows = select(
        output,
        "SELECT name_en, role, present, date, document FROM officials_meetings WHERE country = ?",
        "MA",
    )
    assert rows == [("Ahmed al-Alami", "Minister", 1, "2021-09", name) for name in "ab"]


def test_a_document_without_headline_has_its_id_for_a_title(output: Path) -> None:
    write(output, scripted("a", headline=""))
    assert select(output, "SELECT title FROM documents") == [("a",)]


def test_what_a_resumed_run_asks_stands_in_an_index(output: Path) -> None:
    write(output, scripted("a"))
    for query, plan in (
        ("SELECT id, sha256, status FROM documents", "SCAN documents USING COVERING INDEX"),
        ("DELETE FROM documents WHERE status = 'failed'", "SEARCH documents USING COVERING INDEX"),
    ):
        steps = select(output, f"EXPLAIN QUERY PLAN {query}")
        assert steps[0][3].startswith(f"{plan} documents_status")


# ── the file ─────────────────────────────────────────────────────────────────


def test_a_closed_database_is_one_file(output: Path) -> None:
    write(output, scripted("a"))
    write(output, scripted("b"), force=True)
    left = sorted(file.name for file in output.parent.iterdir())
    assert left == [".records.db.lock", "records.db"]
    assert select(output, "PRAGMA journal_mode") == [("delete",)]


def test_others_can_read_while_it_is_written(output: Path) -> None:
    with opened(output) as sink, closing(sqlite3.connect(output)) as reader:
        sink.write(scripted("a"))
        rows = reader.execute("SELECT id FROM documents")
        assert rows.fetchone() == ("a",)
        sink.write(scripted("b"))  # the reader is not done
        assert reader.execute("SELECT count(*) FROM documents").fetchone() == (2,)
    assert ids(output) == ["a", "b"]


@pytest.mark.parametrize(
    "change",
    [
        "PRAGMA user_version = 2",
        "PRAGMA application_id = 1",
    ],
)
def test_databases_of_others_and_of_later_versions_are_refused(change: str, output: Path) -> None:
    write(output, scripted("a"))
    with changed(output) as database:
        database.execute(change)
    before = output.read_bytes()
    with pytest.raises(SetupError, match="its tables are others"):
        opened(output)
    assert output.read_bytes() == before


def test_a_database_of_someone_else_is_refused_and_force_replaces_it(output: Path) -> None:
    with changed(output) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE documents (id, status)")
        database.execute("INSERT INTO documents VALUES ('theirs', 'ok')")
    before = output.read_bytes()
    with pytest.raises(SetupError, match="its tables are others"):
        opened(output)
    assert output.read_bytes() == before
    with opened(output, force=True) as sink:
        assert select(output, "SELECT id FROM documents") == [("theirs",)]
        sink.write(scripted("a"))
    assert ids(output) == ["a"]


def test_a_log_that_an_old_database_left_is_not_taken_for_the_new_ones(output: Path) -> None:
    write(output, scripted("old"))
    reader = sqlite3.connect(output)
    with opened(output) as sink:
        reader.execute("SELECT * FROM documents").fetchone()  # keeps the log
        sink.write(scripted("older"))
    assert output.with_name("records.db-wal").exists()
    write(output, scripted("new"), force=True)
    reader.close()
    assert ids(output) == ["new"]
    assert select(output, "PRAGMA integrity_check") == [("ok",)]


def test_a_damaged_database_is_told(output: Path) -> None:
    write(output, *(scripted(f"{number}") for number in range(200)))
    data = bytearray(output.read_bytes())
    data[4096:-4096] = b"\x07" * (len(data) - 8192)
    output.write_bytes(data)
    with pytest.raises(SetupError, match=f"{output}: cannot be written"):
        opened(output)


def test_a_database_that_was_replaced_is_told(output: Path) -> None:
    with opened(output) as sink:
        sink.write(scripted("a"))
        output.rename(output.with_suffix(".old"))
        write_elsewhere = output.with_suffix(".other.db")
        write(write_elsewhere, scripted("theirs"))
        write_elsewhere.rename(output)
        with pytest.raises(SetupError, match="was replaced while it was written"):
            sink.write(scripted("b"))
    assert ids(output) == ["theirs"]


def test_a_row_that_cannot_be_written_leaves_nothing(output: Path) -> None:
    with opened(output) as sink:
        sink.write(scripted("a"))
        with changed(output) as database:
            database.execute(
                "CREATE TRIGGER refuse BEFORE INSERT ON context "
                "BEGIN SELECT RAISE(ABORT, 'not now'); END"
            )
        with pytest.raises(SetupError, match=r"not now.*records written before are whole"):
            sink.write(scripted("b"))
        with changed(output) as database:
            database.execute("DROP TRIGGER refuse")
        sink.write(scripted("c"))
    assert ids(output) == ["a", "c"]
    assert select(output, "SELECT DISTINCT document FROM officials") == [(1,), (2,)]


def test_the_configuration_is_told(output: Path) -> None:
    write(output, scripted("a"))
    (row,) = select(output, "SELECT * FROM configuration")
    assert row == ("scripted", None, "stepwise", "en", NOW.prompts, "0.1.0")
