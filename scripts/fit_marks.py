"""Fits the head of summariser/marking.py on eval/dev/tune, and on nothing else.

    python scripts/fit_marks.py            # writes summariser/data/marks.json
    python scripts/fit_marks.py --check    # cross-validated figures only

Needs scikit-learn (group "dev"). Regularisation and thresholds are chosen by
cross-validation over documents.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score

from summariser.document import Document, Sentence
from summariser.evaluation.labels import Label, load_set
from summariser.marking import features
from summariser.record import TOPICS

ROOT = Path(__file__).resolve().parent.parent
STATUSES = ("agreed", "discussed", "offered")
STRENGTH = 3.0  # inverse regularisation: .3 to 10 are within .01 in cross-validation
SCALE = 3.0  # embeddings have unit length over 384 dimensions: their single figures are small
FOLDS = 7


def tells(sentence: Sentence, quotes: tuple[str, ...], text: str) -> bool:
    """The guide's rule: an overlap of at least half of the shorter of the two."""
    for quote in quotes:
        start = text.find(quote)
        while start >= 0:
            shared = min(sentence.end, start + len(quote)) - max(sentence.start, start)
            if 2 * shared >= min(sentence.end - sentence.start, len(quote)):
                return True
            start = text.find(quote, start + 1)
    return False


def rows_of(document: Document, label: Label):
    sentences = [s for s in document.sentences if not s.heading]
    if not sentences:
        return np.zeros((0, 386)), []
    truth = [
        (
            [a.status for a in label.agreements if tells(s, a.evidence, document.text)],
            [c.topic for c in label.context if tells(s, c.evidence, document.text)],
        )
        for s in sentences
    ]
    return features(sentences), truth


def fit(x, y):
    scaled = x * np.r_[np.full(384, SCALE), np.ones(x.shape[1] - 384)]
    return LogisticRegression(C=STRENGTH, max_iter=5000, class_weight="balanced").fit(scaled, y)


def probability(model, x):
    scaled = x * np.r_[np.full(384, SCALE), np.ones(x.shape[1] - 384)]
    return model.predict_proba(scaled)[:, 1]


def out_of_fold(x, y, groups):
    """Each document's probabilities from heads that have not seen it."""
    result = np.zeros(len(y))
    names = sorted(set(groups))
    for k in range(FOLDS):
        held = np.isin(groups, names[k::FOLDS])
        if held.any() and len(set(y[~held])) == 2:
            result[held] = probability(fit(x[~held], y[~held]), x[held])
    return result


def best_threshold(probabilities, y) -> tuple[float, float]:
    grid = np.arange(0.2, 0.9, 0.02)
    return max((float(f1_score(y, probabilities >= t)), float(t)) for t in grid)


def exported(models) -> dict[str, list]:
    scale = np.r_[np.full(384, SCALE), np.ones(2)]
    weights = np.vstack([m.coef_ for m in models]) * scale
    bias = np.concatenate([m.intercept_ for m in models])
    return {"weights": np.round(weights, 4).tolist(), "bias": np.round(bias, 4).tolist()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="print the figures, write nothing")
    check_only = parser.parse_args().check
    x_parts, truth, groups = [], [], []
    for path, label in load_set("dev/tune", ROOT).items:
        rows, marks = rows_of(Document.from_path(path), label)
        x_parts.append(rows)
        truth += marks
        groups += [path.name] * len(marks)
    x, group = np.vstack(x_parts), np.array(groups)
    agreement = np.array([bool(a) for a, _ in truth])
    context = np.array([bool(c) for _, c in truth])
    head = {}
    chosen = {}
    for name, y in (("agreement", agreement), ("context", context)):
        guess = out_of_fold(x, y, group)
        f1, chosen[name] = best_threshold(guess, y)
        print(
            f"{name}: AP {average_precision_score(y, guess):.3f} F1 {f1:.3f} at {chosen[name]:.2f}"
        )
        head[name] = exported([fit(x, y)])
    status = np.array([min(a, key=STATUSES.index) if a else "" for a, _ in truth])
    told = status != ""
    names = sorted(set(group))
    guess = np.full(len(status), "", dtype=object)
    for k in range(FOLDS):
        held = np.isin(group, names[k::FOLDS])
        guess[held & told] = fit(x[~held & told], status[~held & told]).predict(
            x[held & told] * np.r_[np.full(384, SCALE), np.ones(2)]
        )
    print(f"status: accuracy {(guess[told] == status[told]).mean():.3f}")
    model = fit(x[told], status[told])
    head["status"] = exported([model]) | {"labels": model.classes_.tolist()}
    fitted, labels, guesses, truths = [], [], [], []
    for topic in TOPICS:
        y = np.array([topic in c for _, c in truth])
        if len(set(group[y])) < 2:
            print(f"{topic}: in fewer than two documents, left out")
            continue
        fitted.append(fit(x, y))
        labels.append(topic)
        guess = out_of_fold(x, y, group)
        guesses.append(guess)
        truths.append(y)
        print(f"{topic}: {y.sum()} sentences, AP {average_precision_score(y, guess):.3f}")
    f1, chosen["topic"] = best_threshold(np.concatenate(guesses), np.concatenate(truths))
    print(f"topics together: F1 {f1:.3f} at {chosen['topic']:.2f}")
    head["topics"] = exported(fitted) | {"labels": labels}
    head["thresholds"] = {name: round(value, 2) for name, value in chosen.items()}
    if not check_only:
        (ROOT / "summariser" / "data" / "marks.json").write_text(json.dumps(head) + "\n")


if __name__ == "__main__":
    main()
