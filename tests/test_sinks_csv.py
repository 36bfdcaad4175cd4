import csv
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded import ids, journal, kept, opened, scripted, write

from summariser import MeetingSummary, SetupError

TABLES = ("parties", "officials", "agreements", "context")
SIGNS = "=+-@＝＋－＠"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "records.csv"


def table(output: Path, name: str = "") -> list[dict[str, str]]:
    path = output.with_name(f"records.{name}.csv") if name else output
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def offsets(record: MeetingSummary, quote: str) -> str:
    (piece,) = (piece for piece in record.evidence() if piece.quote == quote)
    return f"{piece.start}:{piece.end}"


def cell(tmp_path: Path, headline: str) -> str:
    output = tmp_path / "records.csv"
    write(output, scripted("a", headline=headline), force=True)
    return table(output)[0]["headline"]


def test_documents_stand_in_the_first_table(output: Path, record: MeetingSummary) -> None:
    write(output, record, scripted("b", "failed"))
    one, two = table(output)
    assert one == {
        "id": "a.txt",
        "sha256": "0" * 64,
        "language": "ar",
        "characters": str(record.document.characters),
        "same_as": "",
        "status": "ok",
        "headline": record.headline,
        "summary": record.summary,
        "venue_city": "Rabat",
        "venue_country": "MA",
        "venue_place": "",
        "date": "2021-09-29",
        "date_precision": "day",
        "warnings": "one sentence was not understood",
        "model": "scripted",
        "plan": "stepwise",
        "record_language": "en",
        "package_version": "0.1.0",
        "requests": "12",
        "prompt_tokens": "3456",
        "completion_tokens": "78",
        "cost": "",
        "seconds": "12.34",
        "venue_quotes": "الرباط",
        "venue_offsets": offsets(record, "الرباط"),
        "date_quotes": "29 سبتمبر 2021",
        "date_offsets": offsets(record, "29 سبتمبر 2021"),
    }
    assert (two["status"], two["warnings"], two["date"]) == ("failed", "the server is away", "")


def test_lists_stand_in_tables_of_their_own(output: Path, record: MeetingSummary) -> None:
    write(output, scripted("b"), record)
    found = {name: [row for row in table(output, name) if row["document"] == "a.txt"]
             for name in TABLES}  # fmt: skip
    assert found["parties"][1] == {
        "document": "a.txt",
        "item": "1",
        "name": "Qatar",
        "kind": "state",
        "country": "QA",
        "quotes": "القطري",
        "offsets": offsets(record, "القطري"),
    }
    assert [(row["name"], row["present"], row["country"]) for row in found["officials"]] == [
        ("أحمد العلمي", "1", "MA"),
        ("خالد العطية", "0", ""),
    ]
    assert [row["status"] for row in found["agreements"]] == ["agreed", "discussed"]
    assert [row["topic"] for row in found["context"]] == ["existing_cooperation"]


def test_all_evidence_of_an_item_is_there(output: Path) -> None:
    write(output, scripted("a"))
    (row,) = table(output, "officials")
    assert (row["quotes"], row["offsets"]) == ("أحمد العلمي | الرباط", "0:11 15:21")


# ── formulas ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", " ", "\t", "\n", "\u200f", "\ufeff", '"', '" '])
def test_a_cell_that_would_be_a_formula_is_none(sign: str, before: str, tmp_path: Path) -> None:
    text = f"{before}{sign}HYPERLINK(1)"
    shown = cell(tmp_path, text)
    assert shown.startswith("'")
    assert shown.replace("'", "") == text


@pytest.mark.parametrize("start", ["\t", "\r", "\n"])
def test_a_cell_does_not_begin_with_a_tab_or_a_line_end(start: str, tmp_path: Path) -> None:
    assert cell(tmp_path, f"{start}words") == f"'{start}words"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("They meet;=1+1", "They meet;'=1+1"),
        ("They meet; =1+1", "They meet; '=1+1"),
        ('They meet;"=1+1"', 'They meet;"\'=1+1"'),
        ("They\n=1", "They\n'=1"),
        ("They\r\n- meet", "They\r\n'- meet"),
        ("They\t;;@meet", "They\t;;'@meet"),
    ],
)
def test_nor_does_a_part_that_a_spreadsheet_could_take_for_a_cell(
    text: str, shown: str, tmp_path: Path
) -> None:
    assert cell(tmp_path, text) == shown


@pytest.mark.parametrize(
    "text", ["They meet", "a = b", "a - b", "x@example.org", "1-2", "a, -b", "a; b - c", "it's"]
)
def test_other_text_stays_as_it_is(text: str, tmp_path: Path) -> None:
    assert cell(tmp_path, text) == text


def test_names_and_texts_of_lists_are_harmless_too(output: Path) -> None:
    record = scripted("=a")
    party = record.parties[0].model_copy(update={"name": "=cmd|' /C calc'!A0"})
    write(output, record.model_copy(update={"parties": (party,)}))
    (row,) = table(output, "parties")
    assert (row["document"], row["name"]) == ("'=a", "'=cmd|' /C calc'!A0")


@given(st.text(st.sampled_from("=+-@;,\"' \t\r\n|ab\u200f\ufeff"), max_size=12))
def test_no_reading_of_a_table_has_a_cell_that_is_a_formula(text: str) -> None:
    with TemporaryDirectory() as folder:
        output = Path(folder, "records.csv")
        write(output, scripted("a", headline=text))
        raw = output.read_text("utf-8-sig").split("\n", 1)[1]
        assert table(output)[0]["headline"].replace("'", "") == text.replace("'", "")
    # As a spreadsheet reads it that splits at commas, and one that splits at semicolons.
    for row in csv.reader(raw.splitlines(keepends=True)):
        assert not [cell for cell in row if cell.strip(' "\u200f\ufeff').startswith(tuple(SIGNS))]
    for part in raw.replace("\r", "\n").replace(";", "\n").replace("\t", "\n").split("\n"):
        assert not part.strip(' "\u200f\ufeff').startswith(tuple(SIGNS)), raw


def test_long_runs_of_blanks_take_no_time(output: Path) -> None:
    write(output, scripted("a", headline="\t" * 200_000 + "x" + "\n;" * 100_000))
    assert output.stat().st_size > 400_000


# ── the journal ──────────────────────────────────────────────────────────────


def test_what_was_killed_before_its_end_is_finished_by_the_next_run(output: Path) -> None:
    write(output, scripted("a"))
    sink = opened(output)
    sink.write(scripted("b"))
    rows = journal(output).read_bytes()
    sink.close()
    for file in (output, output.with_name("records.parties.csv")):
        os.utime(file, ns=(0, 0))
        kept(output)
        assert [row["id"] for row in table(output)] == ["a", "b"]
        assert file.stat().st_mtime_ns > 0
    assert journal(output).read_bytes() == rows


def test_a_new_row_is_in_the_tables_whatever_the_clock_says(output: Path) -> None:
    write(output, scripted("a"))
    for file in output.parent.glob("*.csv"):
        os.utime(file, (1e10, 1e10))
    write(output, scripted("b"))
    assert [row["id"] for row in table(output)] == ["a", "b"]


def test_force_without_a_row_makes_nothing(output: Path) -> None:
    write(output, scripted("a"))
    journal(output).unlink()
    write(output, force=True)
    assert [row["id"] for row in table(output)] == ["a"]


def test_a_table_that_was_deleted_is_made_again(output: Path) -> None:
    write(output, scripted("a"))
    output.with_name("records.context.csv").unlink()
    kept(output)
    assert len(table(output, "context")) == 1


def test_tables_are_not_made_again_where_nothing_has_changed(output: Path) -> None:
    write(output, scripted("a"))
    before = output.stat().st_ino
    kept(output)
    assert output.stat().st_ino == before


def test_nothing_is_made_of_rows_that_were_refused(output: Path) -> None:
    write(output, scripted("a"), scripted("b"))
    first, second = journal(output).read_bytes().splitlines(keepends=True)
    journal(output).write_bytes(first + b"broken\n" + second)
    with pytest.raises(SetupError, match="line 2"):
        opened(output)
    assert [row["id"] for row in table(output)] == ["a", "b"]


def test_without_its_journal_a_table_cannot_be_added_to(output: Path) -> None:
    write(output, scripted("a"))
    journal(output).unlink()
    for _ in range(2):  # the first try leaves no journal that would be believed
        with pytest.raises(SetupError) as refused:
            opened(output)
        assert "records.csv.jsonl" in str(refused.value)
        assert "--force" in str(refused.value)
        assert [row["id"] for row in table(output)] == ["a"]
    write(output, scripted("b"), force=True)
    assert ids(output) == ["b"]
    assert [row["id"] for row in table(output)] == ["b"]


def test_tables_without_rows_need_no_journal(output: Path) -> None:
    write(output)
    assert table(output) == []
    journal(output).unlink()
    write(output, scripted("a"))
    assert [row["id"] for row in table(output)] == ["a"]


@pytest.mark.parametrize("name", TABLES)
def test_no_table_of_someone_else_is_replaced(name: str, output: Path) -> None:
    theirs = output.with_name(f"records.{name}.csv")
    theirs.write_text("name,age\nx,1\n")
    with pytest.raises(SetupError, match=f"{theirs}: is not an output of summariser"):
        opened(output)
    assert theirs.read_text() == "name,age\nx,1\n"


def test_a_record_that_is_none_is_told_with_its_line(output: Path) -> None:
    write(output, scripted("a"), scripted("b"))
    whole = journal(output).read_text("utf-8")
    journal(output).write_text(whole.replace('"kind":"state"', '"kind":"club"'), "utf-8")
    output.unlink()
    with pytest.raises(SetupError, match="first line is no record"):
        kept(output)
    assert not list(output.parent.glob("*.new"))
