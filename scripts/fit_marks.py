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
from sklearn.metrics import average_precision_score

from summariser.document import Document, Sentence
from summariser.evaluation.labels import Label, load_set
from summariser.lexicon import topics_told
from summariser.marking import EMBEDDED, features
from summariser.record import TOPICS

ROOT = Path(__file__).resolve().parent.parent
STATUSES = ("agreed", "discussed", "offered")
STRENGTH = 3.0  # inverse regularisation: .3 to 10 are within .01 in cross-validation
SCALE = 3.0
FOLDS = 10
GRID = np.arange(0.1, 0.9, 0.05)


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
        return np.zeros((0, EMBEDDED + 2 + len(topics_told("")))), []
    truth = [
        (
            [a.status for a in label.agreements if tells(s, a.evidence, document.text)],
            [c.topic for c in label.context if tells(s, c.evidence, document.text)],
        )
        for s in sentences
    ]
    return features(sentences), truth


def scale(width: int):
    """Embeddings have unit length over many dimensions: their single figures are small."""
    return np.r_[np.full(EMBEDDED, SCALE), np.ones(width - EMBEDDED)]


def fit(x, y):
    scaled = x * scale(x.shape[1])
    return LogisticRegression(C=STRENGTH, max_iter=5000, class_weight="balanced").fit(scaled, y)


def probability(model, x):
    scaled = x * scale(x.shape[1])
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


def f1(predicted: int, labelled: int, hits: int) -> float:
    return 2 * hits / (predicted + labelled) if predicted + labelled else 1.0


def best_agreement(pages, chances) -> tuple[float, float]:
    """The mean F1 over documents, as they are scored, and the threshold that gives it."""

    def worth(limit: float) -> float:
        scores = []
        for document, label, rows in pages:
            sentences = [s for s in document.sentences if not s.heading]
            free = list(label.agreements)
            taken = [s for s, row in zip(sentences, rows, strict=True) if chances[row] >= limit]
            for sentence in taken:
                told = (a for a in free if tells(sentence, a.evidence, document.text))
                if (item := next(told, None)) is not None:
                    free.remove(item)
            hits = len(label.agreements) - len(free)
            scores.append(f1(len(taken), len(label.agreements), hits))
        return float(np.mean(scores))

    return max((worth(limit), limit) for limit in GRID)


def best_context(pages, truth, background, topics) -> tuple[float, float, float]:
    """The mean F1 over documents, and the thresholds of background and topic that give it."""

    def worth(least: float, topic_least: float) -> float:
        scores = []
        for _, label, rows in pages:
            found: dict[str, bool] = {}  # topic: whether one of its sentences tells it
            for row in rows:
                best = int(topics[row].argmax())
                if background[row] >= least and topics[row][best] >= topic_least:
                    name = TOPICS[best]
                    found[name] = found.get(name, False) or name in truth[row][1]
            scores.append(f1(len(found), len(label.context), sum(found.values())))
        return float(np.mean(scores))

    return max((worth(a, b), a, b) for a in GRID for b in GRID)


def exported(models) -> dict[str, list]:
    coefficients = np.vstack([m.coef_ for m in models])
    weights = coefficients * scale(coefficients.shape[1])
    bias = np.concatenate([m.intercept_ for m in models])
    return {"weights": np.round(weights, 4).tolist(), "bias": np.round(bias, 4).tolist()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="print the figures, write nothing")
    check_only = parser.parse_args().check
    x_parts, truth, groups, pages = [], [], [], []
    for path, label in load_set("dev/tune", ROOT).items:
        document = Document.from_path(path)
        rows, marks = rows_of(document, label)
        pages.append((document, label, range(len(truth), len(truth) + len(marks))))
        x_parts.append(rows)
        truth += marks
        groups += [path.name] * len(marks)
    x, group = np.vstack(x_parts), np.array(groups)
    head, guesses = {}, {}
    for name, which in (("agreement", 0), ("context", 1)):
        y = np.array([bool(told[which]) for told in truth])
        guesses[name] = out_of_fold(x, y, group)
        print(f"{name}: AP {average_precision_score(y, guesses[name]):.3f}")
        head[name] = exported([fit(x, y)])
    head["status"] = fit_status(x, group, truth)
    topics = np.zeros((len(truth), len(TOPICS)))
    fitted, labels = [], []
    for at, topic in enumerate(TOPICS):
        y = np.array([topic in c for _, c in truth])
        if len(set(group[y])) < 2:
            print(f"{topic}: in fewer than two documents, left out")
            continue
        fitted.append(fit(x, y))
        labels.append(topic)
        topics[:, at] = out_of_fold(x, y, group)
        print(f"{topic}: {y.sum()} sentences, AP {average_precision_score(y, topics[:, at]):.3f}")
    head["topics"] = exported(fitted) | {"labels": labels}
    score, agreement = best_agreement(pages, guesses["agreement"])
    print(f"agreements: mean F1 over documents {score:.3f} at {agreement:.2f}")
    score, context, topic = best_context(pages, truth, guesses["context"], topics)
    print(f"context: mean F1 over documents {score:.3f} at {context:.2f}, topic {topic:.2f}")
    limits = {"agreement": agreement, "context": context, "topic": topic}
    head["thresholds"] = {name: round(float(value), 2) for name, value in limits.items()}
    if not check_only:
        (ROOT / "summariser" / "data" / "marks.json").write_text(json.dumps(head) + "\n")


def fit_status(x, group, truth) -> dict:
    """The head for the status of a matter; of several the strongest counts."""
    status = np.array([min(a, key=STATUSES.index) if a else "" for a, _ in truth])
    told = status != ""
    names = sorted(set(group))
    guess = np.full(len(status), "", dtype=object)
    for k in range(FOLDS):
        held = np.isin(group, names[k::FOLDS])
        guess[held & told] = fit(x[~held & told], status[~held & told]).predict(
            x[held & told] * scale(x.shape[1])
        )
    print(f"status: accuracy {(guess[told] == status[told]).mean():.3f}")
    model = fit(x[told], status[told])
    return exported([model]) | {"labels": model.classes_.tolist()}


if __name__ == "__main__":
    main()
