"""Labels held against the guide: what is found, and the lines that the messages point at."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_evaluation_labels import TEXT, label, label_data, write

from summariser.errors import SetupError
from summariser.evaluation import check, check_set
from summariser.evaluation.labels import Label
from summariser.evaluation.lines import Lines, place


def problems(given: Label) -> list[str]:
    return [f"{place(where)}: {what}" for where, what in check(given, TEXT)]


def test_a_label_by_the_guide_has_no_problems() -> None:
    assert problems(label()) == []


def test_kosovo_and_month_and_year_dates_are_good() -> None:
    kosovo = [{"name": ["Kosovo"], "kind": "state", "country": "XK"}]
    for value, precision in (("2022", "year"), ("2022-09", "month"), ("2022-09-30", "day")):
        date = {"value": value, "precision": precision}
        assert problems(label(parties=kosovo, date=date)) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"parties": [{"name": ["EU"], "kind": "state", "country": "EU"}]},
            "parties[0].country: 'EU' is not an ISO 3166-1 alpha-2 code",
        ),
        (
            {"parties": [{"name": ["NATO"], "kind": "organisation", "country": "BE"}]},
            "parties[0].country: a state has a code, an organisation has null",
        ),
        (
            {"parties": [{"name": ["Italy"], "kind": "state", "country": None}]},
            "parties[0].country: a state has a code, an organisation has null",
        ),
        (
            {"officials": [label_data()["officials"][0] | {"country": "it"}]},
            "officials[0].country: 'it' is not an ISO 3166-1 alpha-2 code",
        ),
        (
            {"venue": {"city": [], "country": "XX", "place": []}},
            "venue.country: 'XX' is not an ISO 3166-1 alpha-2 code",
        ),
        (
            {"officials": [label_data()["officials"][0] | {"name": "غويدو كروزيتّو"}]},
            "officials[0].name: not in the document: غويدو كروزيتّو",
        ),
        (
            {"agreements": [{"text": "T.", "status": "agreed", "evidence": ["روما", "بحثا  ال"]}]},
            "agreements[0].evidence[1]: not in the document: بحثا  ال",
        ),
        (
            {"context": [{"topic": "other", "text": "T.", "evidence": ["ميلانو"]}]},
            "context[0].evidence[0]: not in the document: ميلانو",
        ),
        (
            {"context": 2 * [{"topic": "other", "text": "T.", "evidence": ["روما"]}]},
            "context: topic other is there 2 times, one item a topic",
        ),
        (
            {"date": {"value": "2022-09", "precision": "day"}},
            "date.value: '2022-09' is not an ISO 8601 day",
        ),
        (
            {"date": {"value": "2022-02-30", "precision": "day"}},
            "date.value: '2022-02-30' is not an ISO 8601 day",
        ),
        (
            {"date": {"value": "20220913", "precision": "day"}},
            "date.value: '20220913' is not an ISO 8601 day",
        ),
        (
            {"date": {"value": "2022-13", "precision": "month"}},
            "date.value: '2022-13' is not an ISO 8601 month",
        ),
        (
            {"date": {"value": "2022", "precision": None}},
            "date: value and precision are null together or not at all",
        ),
        (
            {"date": {"value": None, "precision": "day"}},
            "date: value and precision are null together or not at all",
        ),
    ],
)
def test_what_the_guide_forbids_is_found(changes: dict[str, Any], problem: str) -> None:
    assert problems(label(**changes)) == [problem]


# ── files ────────────────────────────────────────────────────────────────────


def test_a_set_is_counted_and_its_faults_have_lines(tmp_path: Path) -> None:
    data = label_data(document="two.txt")
    data["officials"][0]["name"] = "غويدو"
    data["agreements"][0]["evidence"] = ["بحثا التدريب", "ليس هنا"]
    lines = json.dumps(data, ensure_ascii=False, indent="\t")
    (tmp_path / "two.json").write_text(lines, encoding="utf-8")
    write(tmp_path)
    (tmp_path / "three.json").write_text('{\n "document": 3\n}')
    write(tmp_path, "gone.json", document="gone.txt")
    for name in ("one", "two", "three", "unlabelled"):
        (tmp_path / f"{name}.txt").write_text(TEXT)
    checked = check_set(tmp_path, tmp_path)
    assert checked.documents == 4
    assert checked.counts == {"parties": 2, "officials": 2, "agreements": 2, "context": 2}
    at = lines.split("\n").index('\t\t\t\t"ليس هنا"') + 1
    gone, *_ = checked.problems
    assert f"{tmp_path / 'gone.txt'}: no such file" in gone
    assert f"{tmp_path}/three.json:2: document: Input should be a valid string" in checked.problems
    assert checked.problems[-2:] == [
        f"{tmp_path}/two.json:{at}: agreements[0].evidence[1]: not in the document: ليس هنا",
        f"{tmp_path}/unlabelled.txt: has no label in {tmp_path}",
    ]


def test_a_set_without_labels_is_no_set(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no label files"):
        check_set(tmp_path, tmp_path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, min_size=1) | st.dictionaries(st.text(), inner, min_size=1),
    max_leaves=12,
)


@given(JSON, st.sampled_from([1, "\t", " \t "]))
def test_every_value_is_found_on_its_line(value: object, indent: int | str) -> None:
    text = json.dumps(value, indent=indent)
    lines = Lines(text)
    expected = iter(range(1, text.count("\n") + 2))
    closing = {"]", "}", "],", "},"}
    opening = [n for n in expected if text.split("\n")[n - 1].strip() not in closing]

    def walk(inside: object, where: tuple[int | str, ...]) -> list[int]:
        steps: list[tuple[int | str, object]] = []
        if isinstance(inside, dict):
            steps = list(inside.items())
        elif isinstance(inside, list):
            steps = list(enumerate(inside))
        return [
            lines.of(where),
            *(line for step, item in steps for line in walk(item, (*where, step))),
        ]

    assert walk(value, ()) == opening
