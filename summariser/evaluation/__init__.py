"""Scoring records against labels made by hand (the labelling guide has the rules)."""

from summariser.evaluation.attacks import (
    Attack,
    AttackRun,
    AttackSet,
    load_attacks,
    run_attacks,
)
from summariser.evaluation.checking import Checked, check, check_set
from summariser.evaluation.comparison import Comparison, compare
from summariser.evaluation.floors import SetFloors, load_floors, misses, raised, save_floors
from summariser.evaluation.labels import Label, LabelledSet, load_labels, load_set
from summariser.evaluation.metrics import (
    DocumentScore,
    FieldScore,
    SetScore,
    score_document,
    score_set,
)
from summariser.evaluation.runs import DocumentRun, Journal, Run, evaluate

__all__ = [
    "Attack",
    "AttackRun",
    "AttackSet",
    "Checked",
    "Comparison",
    "DocumentRun",
    "DocumentScore",
    "FieldScore",
    "Journal",
    "Label",
    "LabelledSet",
    "Run",
    "SetFloors",
    "SetScore",
    "check",
    "check_set",
    "compare",
    "evaluate",
    "load_attacks",
    "load_floors",
    "load_labels",
    "load_set",
    "misses",
    "raised",
    "run_attacks",
    "save_floors",
    "score_document",
    "score_set",
]
