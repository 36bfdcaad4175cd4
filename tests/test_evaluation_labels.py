"""Label files: what loads, what is refused and how it is said, where sets lie."""

import json
from pathlib import Path
from typing import Any

import pytest

from summariser.errors import SetupError
from summariser.evaluation.labels import Label, load_labels, load_set

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
    assert str(error.value).startswith(f"{file}:1: ")
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


def test_parts_of_a_set_are_found_by_name_and_together(tmp_path: Path) -> None:
    for part, name in (("tune", "b"), ("test", "a")):
        write(tmp_path / f"eval/dev/{part}/labels", f"{name}.json", document=f"{name}.txt")
        (tmp_path / f"eval/dev/{part}/docs").mkdir()
        (tmp_path / f"eval/dev/{part}/docs/{name}.txt").write_text(TEXT)
    for name, documents in (
        ("dev:tune", ["b.txt"]),
        ("dev:test", ["a.txt"]),
        ("dev", ["a.txt", "b.txt"]),
        (str(tmp_path / "eval/dev/tune"), ["b.txt"]),
    ):
        found = load_set(name, tmp_path)
        assert found.name == name
        assert [label.document for _, label in found.items] == documents
    first = load_set("dev", tmp_path).first(1)
    assert (first.name, len(first.items)) == ("dev (first 1)", 1)
    assert load_set("dev", tmp_path).first(2) == load_set("dev", tmp_path)


def test_two_documents_of_one_name_in_a_set_are_refused(tmp_path: Path) -> None:
    for part in ("tune", "test"):
        write(tmp_path / part / "labels")
        (tmp_path / part / "docs").mkdir()
        (tmp_path / part / "docs/one.txt").write_text(TEXT)
    with pytest.raises(SetupError, match=r"more than one document named one\.txt"):
        load_set(tmp_path, tmp_path)


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
