"""Fits the head of summariser/deciding.py on eval/dev/tune, and on nothing else.

    python scripts/fit_choices.py            # asks the embedded model, writes data/choices.json
    python scripts/fit_choices.py --check    # cross-validated figures only

Needs scikit-learn (group "dev") and the embedded model: some 15 minutes on two cores; the
answers are cached, so a second run takes seconds.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from summariser import deciding, serving
from summariser.candidates import date_candidates, party_candidates, venue_candidates
from summariser.document import Document
from summariser.evaluation.labels import Label, load_set
from summariser.evaluation.matching import NAME_THRESHOLD, is_accepted
from summariser.grounding import same_person
from summariser.interview import Interview
from summariser.service import Summariser

ROOT = Path(__file__).resolve().parent.parent
STRENGTH = 1.0  # inverse regularisation
FOLDS = 7
GATHER: dict[deciding.About, Callable] = {
    "party": party_candidates,
    "venue": venue_candidates,
    "date": date_candidates,
}


def is_right(about: deciding.About, candidate, label: Label) -> bool:
    if about == "party":
        return any(
            candidate.country == party.country
            if candidate.country
            else candidate.name in party.name
            for party in label.parties
        )
    if about == "venue":
        venue = label.venue
        if venue is None or candidate.country != venue.country:
            return False
        return is_accepted(candidate.city or "", venue.city, NAME_THRESHOLD)
    return bool(label.date and candidate.date.value == label.date.value)


def country_rows(name: str, interview: Interview, label: Label) -> list:
    """One row for each state that an official who is in the label could serve."""
    interview.parties = interview.take_parties()
    parties = [party.country for party in interview.parties if party.country]
    host = (label.venue.country if label.venue else None) or serving.NO_STATE
    found = []
    for official, named in interview.people():
        truth = next((o for o in label.officials if same_person(o.name, official.name)), None)
        if truth is None:
            continue
        rows = serving.features(interview.document, named, parties, host)
        for choice, row in rows.items():
            right = choice == (truth.country or serving.NO_STATE)
            found.append((name, official.name, row, right))
    return found


def fit_countries(examples: list) -> dict:
    """Fit, and print how often the best choice is right in documents that were left out."""
    groups = np.array([name for name, *_ in examples])
    x = np.array([row for *_, row, _ in examples])
    y = np.array([right for *_, right in examples])
    guess = crossed(groups, x, y)
    best: dict = {}
    for (name, official, _, right), chance in zip(examples, guess, strict=True):
        best[name, official] = max(best.get((name, official), (0.0, False)), (chance, right))
    good = sum(right for _, right in best.values())
    print(f"country: right for {good} of {len(best)} officials")
    return fitted(fit(x, y))


def crossed(groups, x, y):
    """Chances of each row from a head that has not seen its document."""
    names, guess = sorted(set(groups)), np.zeros(len(y))
    for k in range(FOLDS):
        held = np.isin(groups, names[k::FOLDS])
        guess[held] = fit(x[~held], y[~held]).predict_proba(x[held])[:, 1]
    return guess


def fitted(model) -> dict:
    bias, weights = float(model.intercept_[0]), np.round(model.coef_[0], 4)
    return {"bias": round(bias, 4), "weights": weights.tolist()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="print the figures, write nothing")
    check_only = parser.parse_args().check
    rows: dict[deciding.About, list] = {about: [] for about in GATHER}
    countries: list = []
    with Summariser() as summariser:
        for path, label in load_set("dev:tune", ROOT).items:
            document = Document.from_path(path)
            if not document.sentences:
                continue
            interview = Interview(document, summariser.model)
            for about, gather in GATHER.items():
                weighed = interview.answers(about, gather(document))
                for (candidate, _), row in zip(
                    weighed, deciding.features(about, weighed), strict=True
                ):
                    rows[about].append((path.name, row, is_right(about, candidate, label)))
            countries += country_rows(path.name, interview, label)
            print(path.name, flush=True)
    head = {"country": fit_countries(countries)}
    for about, examples in rows.items():
        groups = np.array([name for name, _, _ in examples])
        x = np.array([row for _, row, _ in examples])
        y = np.array([right for _, _, right in examples])
        names = sorted(set(groups))
        guess = crossed(groups, x, y)
        grid = [t / 100 for t in range(10, 70, 2)]
        if about == "party":
            limit = max(grid, key=lambda t: f1(guess >= t, y))
        else:
            limit = max(grid, key=lambda t: one_picked(groups, guess, y, t))
            print(
                f"{about}: right or rightly none in {one_picked(groups, guess, y, limit)} of "
                f"{len(names)} documents"
            )
        picked = guess >= limit
        plain = x[:, 0] >= 0
        print(
            f"{about}: {len(y)} candidates, {y.sum()} right; head F1 {f1(picked, y):.3f}, "
            f"the model's own yes F1 {f1(plain, y):.3f}"
        )
        head[about] = {"threshold": limit, **fitted(fit(x, y))}
        print("  ", head[about])
    if not check_only:
        (ROOT / "summariser" / "data" / "choices.json").write_text(json.dumps(head) + "\n")


def fit(x, y):
    return LogisticRegression(C=STRENGTH, max_iter=3000).fit(x, y)


def one_picked(groups, guess, y, limit) -> int:
    """Documents where the best candidate is right, or none reaches the limit and none is."""
    good = 0
    for name in sorted(set(groups)):
        own = groups == name
        best = guess[own].argmax()
        good += int(y[own][best]) if guess[own][best] >= limit else int(not y[own].any())
    return good


def f1(picked, y) -> float:
    return 2 * (picked & y).sum() / max(1, picked.sum() + y.sum())


if __name__ == "__main__":
    main()
