"""Fits the head of summariser/naming.py on eval/dev/tune, and on nothing else.

    python scripts/fit_names.py            # writes summariser/data/names.json
    python scripts/fit_names.py --check    # cross-validated figures only

Needs scikit-learn (group "dev"). A word is positive where it stands in the name of a labelled
official; figures are over whole names of documents that the head has not seen.
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from summariser import naming
from summariser.document import Document
from summariser.evaluation.labels import load_set
from summariser.lexicon import name_words

ROOT = Path(__file__).resolve().parent.parent
STRENGTH = 1.0  # inverse regularisation
FOLDS = 7
RECALL_WORTH = 0.97  # the threshold is the highest that keeps this share of name words


def examples():
    """(document, sentence text, rows, truth) of each sentence."""
    for path, label in load_set("dev/tune", ROOT).items:
        document = Document.from_path(path)
        names = [official.name for official in label.officials]
        for sentence in document.sentences:
            spans = [m.span() for n in names for m in re.finditer(re.escape(n), sentence.text)]
            words = name_words(sentence.text)
            truth = [any(a <= w.start and w.end <= b for a, b in spans) for w in words]
            rows = naming.word_features(sentence.text)
            for word, row, positive in zip(words, rows, truth, strict=True):
                if word.possible:
                    yield path.name, {str(k): v for k, v in row.items()}, positive


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="print the figures, write nothing")
    check_only = parser.parse_args().check
    groups, rows, truth = zip(*examples(), strict=True)
    vectorizer = DictVectorizer()
    x, y, group = vectorizer.fit_transform(rows), np.array(truth), np.array(groups)

    def fit(index):
        return LogisticRegression(C=STRENGTH, max_iter=3000).fit(x[index], y[index])

    guess = np.zeros(len(y))
    names = sorted(set(groups))
    for k in range(FOLDS):
        held = np.isin(group, names[k::FOLDS])
        guess[held] = fit(~held).predict_proba(x[held])[:, 1]
    for t in (0.1, 0.2, 0.3, 0.5):
        picked = guess >= t
        print(f"at {t}: precision {y[picked].mean():.3f}, recall {picked[y].mean():.3f}")
    threshold = float(np.quantile(guess[y], 1 - RECALL_WORTH))
    print(
        f"{len(y)} words, {y.sum()} of names; threshold {threshold:.3f}: "
        f"precision {y[guess >= threshold].mean():.3f}"
    )
    model = fit(np.ones(len(y), bool))
    weights = {
        name: round(float(w), 3)
        for name, w in zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
        if abs(w) >= 0.002
    }
    head = {
        "bias": float(model.intercept_[0]),
        "threshold": round(threshold, 3),
        "weights": weights,
    }
    if not check_only:
        (ROOT / "summariser" / "data" / "names.json").write_text(
            json.dumps(head, ensure_ascii=False) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
