"""Label files: what loads, what is refused and how it is said, where sets lie."""

import json
from pathlib import Path
from typing import Any

import pytest

from summariser.errors import SetupError
from summariser.evaluation.labels import Label, check, load_labels, load_set

TEXT = "التقى وزير الدفاع الإيطالي غويدو كروزيتو نظيره في روما. بحثا التدريب."


def label_data(**changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "document": "one.txt",
        "parties": [{"name": ["Italy"], "kind": "state", "country": "IT"}],
        "officials": [
            {
                "name": "غويدو كروزيتو",
                "name_en": ["Guido Crosetto"],
                "role": ["Minister of Defence"],
                "country": "IT",
                "present": True,
            }
        ],
        "venue": {"city": ["Rome"], "country": "IT", "place": []},
        "date": {"value": None, "precision": None},
        "agreements": [{"text": "Training.", "status": "discussed", "evidence": ["بحثا التدريب"]}],
        "context": [{"topic": "other", "text": "Training.", "evidence": ["التدريب"]}],
    }
    return data | changes


def write(folder: Path, name: str = "one.json", **changes: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(json.dumps(label_data(**changes), ensure_ascii=False), encoding="utf-8")
    return file


def label(**changes: Any) -> Label:
    return Label.model_validate(label_data(**changes))


# ── loading ──────────────────────────────────────────────────────────────────


def test_labels_load_by_the_name_of_their_document(tmp_path: Path) -> None:
    write(tmp_path, "two.json", document="two.txt", venue=None, date=None)
    write(tmp_path)
    labels = load_labels(tmp_path)
    assert list(labels) == ["one.txt", "two.txt"]
    assert labels["one.txt"] == label()
    assert labels["two.txt"].venue is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"mood": "good"}, "mood: Extra inputs are not permitted"),
        ({"parties": [{"name": ["Italy"], "kind": "state"}]}, "parties[0].country: Field required"),
        (
            {"agreements": [{"text": "T.", "status": "dreamt", "evidence": ["x"]}]},
            "agreements[0].status: Input should be 'agreed', 'discussed' or 'offered'",
        ),
        ({"context": [{"topic": "sport", "text": "T.", "evidence": ["x"]}]}, "context[0].topic: "),
        ({"context": [{"topic": "other", "text": "T.", "evidence": []}]}, "context[0].evidence: "),
        (
            {"officials": [label_data()["officials"][0] | {"present": "yes"}]},
            "officials[0].present",
        ),
        ({"parties": [{"name": [" "], "kind": "state", "country": "IT"}]}, "parties[0].name[0]: "),
    ],
)
def test_a_wrong_form_is_refused_with_its_place(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    file = write(tmp_path, **changes)
    with pytest.raises(SetupError) as error:
        load_labels(tmp_path)
    assert str(error.value).startswith(f"{file}: ")
    assert message in str(error.value)


def test_broken_json_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text('{\n "document": "one.txt",\n oops\n}')
    with pytest.raises(SetupError, match=r"one\.json:3: not JSON"):
        load_labels(tmp_path)


def test_all_broken_files_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    (tmp_path / "b.json").write_bytes(b'"\xff"')
    write(tmp_path, "c.json", document="d.txt")
    with pytest.raises(SetupError) as error:
        load_labels(tmp_path)
    one, two, three = str(error.value).splitlines()
    assert "a.json:1: not JSON" in one
    assert "b.json: cannot be read as UTF-8" in two
    assert "c.json: document is 'd.txt', by its name it is 'c.txt'" in three


def test_a_folder_without_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no label files"):
        load_labels(tmp_path)


# ── sets ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "labels", "documents"),
    [
        ("gold", "eval/gold", "seeds"),
        ("dev", "eval/dev/labels", "eval/dev/docs"),
        ("mine", "mine", "mine"),
        ("yours", "yours/labels", "yours/docs"),
    ],
)
def test_a_set_is_found_in_each_of_its_shapes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, labels: str, documents: str
) -> None:
    write(tmp_path / labels)
    document = tmp_path / documents / "one.txt"
    document.parent.mkdir(parents=True, exist_ok=True)
    document.write_text(TEXT)
    (document.parent / "unlabelled.txt").write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    found = load_set(name, tmp_path)
    assert found.name == name
    assert [(path.resolve(), item) for path, item in found.items] == [(document, label())]


def test_gold_is_found_by_its_path_too(tmp_path: Path) -> None:
    write(tmp_path / "eval/gold")
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/one.txt").write_text(TEXT)
    gold = load_set(tmp_path / "eval/gold", tmp_path)
    assert [path for path, _ in gold.items] == [tmp_path / "seeds/one.txt"]
    assert gold.name == str(tmp_path / "eval/gold")


def test_labels_without_their_document_are_named(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(SetupError, match=r"no document for the labels of one\.txt"):
        load_set(tmp_path, tmp_path)


def test_an_unknown_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"nowhere: neither a set in .*eval nor a folder"):
        load_set("nowhere", tmp_path)


def test_a_sets_hash_changes_with_a_document_and_with_a_label(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "one.txt").write_text(TEXT)
    first = load_set(tmp_path, tmp_path).sha256()
    assert load_set(tmp_path, tmp_path).sha256() == first
    (tmp_path / "one.txt").write_text(TEXT + " ")
    second = load_set(tmp_path, tmp_path).sha256()
    write(tmp_path, venue=None)
    third = load_set(tmp_path, tmp_path).sha256()
    assert len({first, second, third}) == 3


# ── checking ─────────────────────────────────────────────────────────────────


def test_a_label_by_the_guide_has_no_problems() -> None:
    assert check(label(), TEXT) == []


def test_kosovo_and_month_and_year_dates_are_good() -> None:
    kosovo = [{"name": ["Kosovo"], "kind": "state", "country": "XK"}]
    for value, precision in (("2022", "year"), ("2022-09", "month"), ("2022-09-30", "day")):
        date = {"value": value, "precision": precision}
        assert check(label(parties=kosovo, date=date), TEXT) == []


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
    assert check(label(**changes), TEXT) == [problem]
