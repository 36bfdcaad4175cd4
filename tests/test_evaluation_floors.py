"""Floors: what misses them, and that they rise by themselves and fall only with a reason."""

from pathlib import Path

import pytest
from test_evaluation_comparison import (
    document,
    run_of,
    same,
    without_the_wrong_official,
)

from summariser.errors import SetupError
from summariser.evaluation import Run, SetFloors, load_floors, misses, raised, save_floors
from summariser.evaluation.floors import SLACK, figures
from summariser.record import MeetingSummary, Party


@pytest.fixture
def worse(tmp_path: Path) -> Run:
    """A run that names an official who is none, though in words of the page."""
    return run_of([document(tmp_path, "a", with_a_wrong_official)])


@pytest.fixture
def better(tmp_path: Path) -> Run:
    return run_of([document(tmp_path, "a", without_the_wrong_official)])


@pytest.fixture
def ungrounded(tmp_path: Path) -> Run:
    """A run with an official of whom the page does not speak."""
    return run_of([document(tmp_path, "a", same)])


def with_a_wrong_official(record: MeetingSummary) -> MeetingSummary:
    first, second = record.officials
    return record.model_copy(
        update={"officials": (first, second.model_copy(update={"name": "وزير الدفاع"}))}
    )


def test_floors_are_what_was_measured_less_the_slack(better: Run) -> None:
    floors = raised(better, None)
    assert (
        set(floors.floors)
        == set(figures(better))
        == {
            *("score", "parties", "officials", "venue", "date", "agreements", "context"),
            *("country", "role", "name_en", "present"),
        }
    )
    for name, floor in floors.floors.items():
        assert max(0.0, figures(better)[name] - SLACK - 0.001) <= floor
        assert floor <= max(0.0, figures(better)[name] - SLACK)
    assert misses(better, floors) == []


def test_a_fall_is_named_with_its_figures(better: Run, worse: Run) -> None:
    floors = raised(better, None)
    assert misses(worse, floors) == [
        "set: score is 0.611, its floor is 0.646",
        "set: officials is 0.667, its floor is 0.980",
    ]


def test_within_the_slack_nothing_falls_and_no_floor_sinks(better: Run) -> None:
    floors = raised(better, None)
    high = floors.model_copy(update={"floors": floors.floors | {"officials": 0.999}})
    assert misses(better, high) == []
    assert raised(better, high).floors["officials"] == 0.999


def test_floors_rise(better: Run, worse: Run) -> None:
    floors = raised(better, raised(worse, None))
    assert floors.floors["officials"] == pytest.approx(0.980)
    assert floors.regressions == ()


def test_floors_sink_only_with_a_reason(better: Run, worse: Run) -> None:
    floors = raised(better, None)
    for reason in (None, "", " "):
        with pytest.raises(SetupError, match=r"officials is 0\.667(.|\n)*--allow-regression"):
            raised(worse, floors, reason)
    lowered = raised(worse, floors, "a smaller model")
    assert misses(worse, lowered) == []
    (regression,) = lowered.regressions
    assert regression.reason == "a smaller model"
    assert set(regression.lowered) == {"score", "officials"}
    assert regression.lowered["officials"] == (0.980, pytest.approx(0.646))
    assert lowered.floors["venue"] == floors.floors["venue"]
    assert raised(worse, lowered).regressions == (regression,)


def test_an_ungrounded_value_always_fails(better: Run, ungrounded: Run) -> None:
    floors = raised(better, None)
    assert any("ungrounded name: جون" in line for line in misses(ungrounded, floors))
    with pytest.raises(SetupError, match="ungrounded values are never a floor"):
        raised(ungrounded, floors, "a reason")
    with pytest.raises(SetupError, match="ungrounded values are never a floor"):
        raised(ungrounded, None)


def test_floors_are_for_their_labels_and_model_alone(better: Run) -> None:
    floors = raised(better, None)
    for change, line in (
        ({"set_sha256": "1" * 64}, "set: documents or labels are not those"),
        ({"model": "local:else"}, "set: the floors are for local:else, this is scripted"),
    ):
        other = floors.model_copy(update=change)
        (missed,) = misses(better, other)
        assert missed.startswith(line)
        with pytest.raises(SetupError, match="--allow-regression"):
            raised(better, other)
        anew = raised(better, other, "new labels")
        assert misses(better, anew) == []
        assert anew.regressions[0].reason == "new labels"


def test_a_figure_that_is_gone_is_missed(better: Run) -> None:
    floors = raised(better, None)
    more = floors.model_copy(update={"floors": floors.floors | {"status": 0.5}})
    assert misses(better, more) == ["set: status has a floor of 0.500 and nothing to measure"]


def test_floors_are_read_as_they_were_written(better: Run, tmp_path: Path) -> None:
    floors: dict[str, SetFloors] = {"gold": raised(better, None), "dev:tune": raised(better, None)}
    save_floors(tmp_path / "floors.json", floors)
    assert load_floors(tmp_path / "floors.json") == floors
    assert [path.name for path in tmp_path.glob("floors*")] == ["floors.json"]


@pytest.mark.parametrize("content", ["{", '{"gold": {}}', '{"gold": {"floors": 1}}'])
def test_what_is_no_floors_file_is_refused_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "floors.json").write_text(content)
    with pytest.raises(SetupError, match=r"floors\.json: no floors \("):
        load_floors(tmp_path / "floors.json")
    with pytest.raises(SetupError, match=r"none\.json: the floors cannot be read"):
        load_floors(tmp_path / "none.json")
    with pytest.raises(SetupError, match="the floors cannot be written"):
        save_floors(tmp_path / "none" / "floors.json", {})


def test_parties_count_too(better: Run, tmp_path: Path) -> None:
    def italian(record: MeetingSummary) -> MeetingSummary:
        piece = record.officials[0].evidence
        party = Party(name="Italy", kind="state", country="IT", evidence=piece)
        return without_the_wrong_official(record).model_copy(update={"parties": (party,)})

    best = run_of([document(tmp_path, "a", italian)])
    assert misses(better, raised(best, None))[1].startswith("set: parties is 0.000")
