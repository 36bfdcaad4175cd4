"""Scoring records against labels made by hand (the labelling guide has the rules)."""

from summariser.evaluation.labels import Label, LabelledSet, check, load_labels, load_set
from summariser.evaluation.metrics import (
    DocumentScore,
    FieldScore,
    SetScore,
    score_document,
    score_set,
)
from summariser.evaluation.runs import DocumentRun, Run, evaluate
from summariser.evaluation.table import render

__all__ = [
    "DocumentRun",
    "DocumentScore",
    "FieldScore",
    "Label",
    "LabelledSet",
    "Run",
    "SetScore",
    "check",
    "evaluate",
    "load_labels",
    "load_set",
    "render",
    "score_document",
    "score_set",
]
