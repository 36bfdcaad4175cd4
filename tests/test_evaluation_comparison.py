"""Two runs against each other: paired differences, what compares and what does not."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from test_evaluation_runs import LABEL, TEXT, summarise

from summariser.errors import SetupError
from summariser.evaluation import DocumentRun, Run, compare
from summariser.evaluation.intervals import Resamples
from summariser.evaluation.labels import Label
from summariser.evaluation.runs import _run
from summariser.record import MeetingSummary
from summariser.views.comparisons import comparison_tables


def document(folder: Path, name: str, change: Callable[[MeetingSummary], MeetingSummary]) -> object:
    path = folder / "a.txt"
    path.write_bytes(TEXT.encode())
    record = change(summarise(path))
    label = Label.model_validate({"document": name} | LABEL)
    scored = DocumentRun.model_construct(text=TEXT, label=label, record=record, seconds=1.0)
    return scored.rescored()


def same(record: MeetingSummary) -> MeetingSummary:
    return record


def without_the_wrong_official(record: MeetingSummary) -> MeetingSummary:
    return record.model_copy(update={"officials": record.officials[:1]})


def run_of(documents: Sequence[object]) -> Run:
    return _run("set", [d for d in documents if isinstance(d, DocumentRun)])


def test_differences_are_paired_and_the_most_changed_comes_first(tmp_path: Path) -> None:
    def absent(record: MeetingSummary) -> MeetingSummary:
        (first, *_) = record.officials
        return record.model_copy(update={"officials": [first.model_copy(update={"present": 0})]})

    names = ("a", "b", "c")
    before = run_of([document(tmp_path, n, same) for n in names])
    changes = (same, without_the_wrong_official, absent)
    after = run_of([document(tmp_path, n, c) for n, c in zip(names, changes, strict=True)])
    comparison = compare(before, after)
    assert comparison.documents == 3
    officials = comparison.fields["officials"]
    assert officials.before == pytest.approx(2 / 3)
    assert officials.after == pytest.approx((2 / 3 + 1 + 1) / 3)
    assert officials.change.mean == pytest.approx(2 / 9)
    assert officials.change.low == 0.0
    assert officials.change.high == pytest.approx(1 / 3)
    assert not officials.is_clear
    assert comparison.fields["venue"].change.high == 0.0
    present = comparison.attributes["present"]
    assert present
    assert (present.before, present.after) == (1.0, pytest.approx(2 / 3))
    assert comparison.attributes["status"] is None
    assert [c.document for c in comparison.changes] == ["b", "c"]
    out = io.StringIO()
    Console(file=out, width=100).print(comparison_tables(comparison))
    assert "+0.222" in out.getvalue()


def test_a_clear_change_is_marked(tmp_path: Path) -> None:
    names = [f"{i}" for i in range(5)]
    before = run_of([document(tmp_path, n, same) for n in names])
    after = run_of([document(tmp_path, n, without_the_wrong_official) for n in names])
    for one, other, sign in ((before, after, "+0.333*"), (after, before, "-0.333*")):
        comparison = compare(one, other)
        assert comparison.fields["officials"].is_clear
        out = io.StringIO()
        Console(file=out, width=100).print(comparison_tables(comparison))
        assert sign in out.getvalue()


def test_a_run_against_itself_has_no_change(tmp_path: Path) -> None:
    run = run_of([document(tmp_path, n, same) for n in ("a", "b")])
    comparison = compare(run, run)
    assert comparison.changes == ()
    assert comparison.score.change.low == comparison.score.change.high == 0.0


def test_only_documents_of_both_runs_count(tmp_path: Path) -> None:
    a, b, c = (document(tmp_path, n, same) for n in ("a", "b", "c"))
    comparison = compare(run_of([a, b]), run_of([b, c]))
    assert (comparison.documents, comparison.left_out) == (1, ("a", "c"))
    with pytest.raises(SetupError, match="no document in common"):
        compare(run_of([a]), run_of([c]))


def test_other_labels_do_not_compare(tmp_path: Path) -> None:
    one = document(tmp_path, "a", same)
    assert isinstance(one, DocumentRun)
    other = one.model_copy(update={"label": one.label.model_copy(update={"venue": None})})
    with pytest.raises(SetupError, match="text or label is not the same in both of a"):
        compare(run_of([one]), run_of([other.rescored()]))


SHARES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda p: (min(p), max(p))),
    min_size=1,
    max_size=8,
)


@given(SHARES)
def test_intervals_hold_their_figure(shares: list[tuple[int, int]]) -> None:
    parts, wholes = [p for p, _ in shares], [w for _, w in shares]
    resamples = Resamples(len(shares))
    mean = resamples.mean([float(p) for p in parts])
    assert mean.low - 1e-9 <= mean.mean <= mean.high + 1e-9 or len(set(parts)) > 1
    share = resamples.share(parts, wholes)
    assert (share is None) == (sum(wholes) == 0)
    if share:
        assert 0 <= share.low <= share.high <= 1
        nothing = resamples.share_difference((parts, wholes), (parts, wholes))
        assert nothing
        assert (nothing.mean, nothing.low, nothing.high) == (0, 0, 0)
