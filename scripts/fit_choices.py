"""Fits the heads of summariser/deciding.py on eval/dev/tune, and on nothing else.

    python scripts/fit_choices.py            # writes summariser/data/choices.json
    python scripts/fit_choices.py --check    # cross-validated figures only

Needs scikit-learn (group "dev") and no model: what the heads weigh is read from the page. Marks
of sentences are those of heads that have not seen the page, as they will be for every new page.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import fit_marks
import numpy as np
from sklearn.linear_model import LogisticRegression

from summariser import days, parties, serving, venues
from summariser.document import Document
from summariser.evaluation.labels import Label, load_set
from summariser.evaluation.matching import NAME_THRESHOLD, is_accepted

ROOT = Path(__file__).resolve().parent.parent
# inverse regularisation, by cross-validation: .1 to 1 are within .01 of each other
STRENGTH = {"party": 0.3, "venue": 1.0, "date": 0.3, "country": 1.0}
FOLDS = 10
GRID = [t / 100 for t in range(10, 70, 5)]


@dataclass
class Page:
    """A labelled page with the rows of its candidates."""

    name: str
    document: Document
    label: Label
    candidates: dict[str, list]
    rows: dict[str, list]
    right: dict[str, list[bool]]


Marks = dict[int, float]


def unseen_marks(documents: list[tuple[Document, Label]]) -> list[tuple[Marks, Marks]]:
    """Each page's chances of matters and of background, by sentence number."""
    x_parts, truth, places = [], [], []
    for at, (document, label) in enumerate(documents):
        rows, marks = fit_marks.rows_of(document, label)
        x_parts.append(rows)
        truth += marks
        places += [(at, s.number) for s in document.sentences if not s.heading]
    x, groups = np.vstack(x_parts), np.array([at for at, _ in places])
    found: list[tuple[Marks, Marks]] = [({}, {}) for _ in documents]
    for which in (0, 1):
        y = np.array([bool(told[which]) for told in truth])
        guess = fit_marks.out_of_fold(x, y, groups)
        for (at, number), chance in zip(places, guess, strict=True):
            found[at][which][number] = float(chance)
    return found


def page_of(document: Document, label: Label, matters: Marks, background: Marks) -> Page:
    home = serving.home(document)
    party = parties.party_candidates(document)
    venue = venues.venue_candidates(document, home)
    day = days.day_candidates(document)
    return Page(
        document.id,
        document,
        label,
        {"party": party, "venue": venue, "date": day},
        {
            "party": parties.features(party, matters, background, home),
            "venue": venues.features(venue, matters, background, home),
            "date": days.features(day, background),
        },
        {
            "party": [is_party(c, label) for c in party],
            "venue": [is_venue(c, label) for c in venue],
            "date": [bool(label.date and c.date.value == label.date.value) for c in day],
        },
    )


def is_party(candidate: parties.PartyCandidate, label: Label) -> bool:
    return any(
        candidate.country == party.country if candidate.country else candidate.name in party.name
        for party in label.parties
    )


def is_venue(candidate: venues.VenueCandidate, label: Label) -> bool:
    venue = label.venue
    if venue is None or candidate.country != venue.country:
        return False
    if not venue.city:
        return candidate.city is None
    return is_accepted(candidate.city or "", venue.city, NAME_THRESHOLD)


def is_call(label: Label) -> bool:
    return bool(label.venue and not label.venue.city and label.venue.country is None)


def fit(about: str, x, y):
    return LogisticRegression(C=STRENGTH[about], max_iter=5000).fit(x, y)


def crossed(about: str, groups, x, y):
    """Chances of each row from a head that has not seen its document."""
    names, guess = sorted(set(groups)), np.zeros(len(y))
    for k in range(FOLDS):
        held = np.isin(groups, names[k::FOLDS])
        guess[held] = fit(about, x[~held], y[~held]).predict_proba(x[held])[:, 1]
    return guess


def fitted(model) -> dict:
    bias, weights = float(model.intercept_[0]), np.round(model.coef_[0], 4)
    return {"bias": round(bias, 4), "weights": weights.tolist()}


def stacked(pages: list[Page], about: str):
    groups = np.array([page.name for page in pages for _ in page.rows[about]])
    x = np.array([row for page in pages for row in page.rows[about]])
    y = np.array([right for page in pages for right in page.right[about]])
    return groups, x, y


def party_f1(page: Page, taken) -> float:
    right = sum(ok for ok, take in zip(page.right["party"], taken, strict=True) if take)
    total = sum(taken) + len(page.label.parties)
    return 2 * right / total if total else 1.0


def picked_right(page: Page, about: str, chances, limit: float) -> bool:
    """Whether the best candidate is right, or none is taken where the label has none."""
    if about == "venue" and is_call(page.label):
        return True  # a call is asked of the model
    if len(chances) and max(chances) >= limit:
        return page.right[about][int(np.argmax(chances))]
    date = page.label.date
    return page.label.venue is None if about == "venue" else date is None or date.value is None


def fit_choices(pages: list[Page]) -> tuple[dict, dict[str, np.ndarray]]:
    """The heads, and the chances of each from heads that have not seen the page."""
    heads, guesses = {}, {}
    for about in ("party", "venue", "date"):
        groups, x, y = stacked(pages, about)
        guess = guesses[about] = crossed(about, groups, x, y)
        own = {page.name: guess[groups == page.name] for page in pages}

        def worth(limit: float, about: str = about, own: dict = own) -> float:
            if about == "party":
                return float(np.mean([party_f1(p, own[p.name] >= limit) for p in pages]))
            return float(np.mean([picked_right(p, about, own[p.name], limit) for p in pages]))

        limit = max(GRID, key=worth)
        measure = "mean F1" if about == "party" else "right"
        print(f"{about}: {len(y)} candidates, {y.sum()} right; {measure} {worth(limit):.3f}")
        heads[about] = {"threshold": limit, **fitted(fit(about, x, y))}
    return heads, guesses


def country_rows(page: Page, taken: list[str], host: str) -> list:
    """One row for each state that a labelled official could serve."""
    found = []
    for official in page.label.officials:
        for sentence in page.document.sentences:
            start = sentence.text.find(official.name)
            if start >= 0:
                named = serving.Named(sentence, start, start + len(official.name))
                rows = serving.features(page.document, named, taken, host)
                truth = official.country or serving.NO_STATE
                found += [(page.name, official.name, row, c == truth) for c, row in rows.items()]
                break
    return found


def fit_countries(pages: list[Page], heads: dict, guesses: dict[str, np.ndarray]) -> dict:
    """Fit, and print how often the best choice is right in documents that were left out."""
    examples = []
    for page in pages:
        own = {
            about: guess[stacked(pages, about)[0] == page.name] for about, guess in guesses.items()
        }
        limit = heads["party"]["threshold"]
        named = zip(page.candidates["party"], own["party"], strict=True)
        taken = [c.country for c, chance in named if chance >= limit and c.country]
        places = page.candidates["venue"]
        host = places[int(own["venue"].argmax())].country if places else serving.NO_STATE
        examples += country_rows(page, taken, host)
    groups = np.array([name for name, *_ in examples])
    x = np.array([row for *_, row, _ in examples])
    y = np.array([right for *_, right in examples])
    guess = crossed("country", groups, x, y)
    best: dict = {}
    for (name, official, _, right), chance in zip(examples, guess, strict=True):
        best[name, official] = max(best.get((name, official), (0.0, False)), (chance, right))
    good = sum(right for _, right in best.values())
    print(f"country: right for {good} of {len(best)} officials")
    return fitted(fit("country", x, y))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="print the figures, write nothing")
    check_only = parser.parse_args().check
    labelled = [(Document.from_path(p), label) for p, label in load_set("dev:tune", ROOT).items]
    labelled = [(document, label) for document, label in labelled if document.sentences]
    marks = unseen_marks(labelled)
    pages = [page_of(*page, *marks[at]) for at, page in enumerate(labelled)]
    heads, guesses = fit_choices(pages)
    heads["country"] = fit_countries(pages, heads, guesses)
    if not check_only:
        (ROOT / "summariser" / "data" / "choices.json").write_text(json.dumps(heads) + "\n")


if __name__ == "__main__":
    main()
