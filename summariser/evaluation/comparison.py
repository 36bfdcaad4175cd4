"""Two runs over the same documents: what one does better than the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from summariser.errors import SetupError
from summariser.evaluation.intervals import Interval, Resamples
from summariser.evaluation.metrics import ATTRIBUTES, FIELDS, Attribute, DocumentScore, FieldName
from summariser.evaluation.runs import DocumentRun, Run


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure in both runs, and its change with a paired 95 % interval."""

    before: float
    after: float
    change: Interval

    @property
    def is_clear(self) -> bool:
        """Tell whether the interval leaves out 0."""
        return self.change.low > 0 or self.change.high < 0


@dataclass(frozen=True, slots=True)
class Change:
    """One document's score in both runs."""

    document: str
    before: float
    after: float
    fields: dict[FieldName, float]  # after less before


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one run to another over the documents that both have.

    ``changes`` has every document whose score changed, the largest change first.
    """

    documents: int
    left_out: tuple[str, ...]
    score: Difference
    fields: dict[FieldName, Difference]
    attributes: dict[Attribute, Difference | None]
    ungrounded: tuple[int, int]
    seconds: tuple[float, float]
    changes: tuple[Change, ...]


def compare(before: Run, after: Run) -> Comparison:
    """Compare over the documents of both runs.

    Raises `SetupError` when they have none in common, or when a document's text or label is
    not the same in both: such scores do not compare.
    """
    ours = {document.name: document for document in before.documents}
    theirs = {document.name: document for document in after.documents}
    names = sorted(ours.keys() & theirs.keys())
    if not names:
        raise SetupError("the runs have no document in common")
    a, b = [ours[name] for name in names], [theirs[name] for name in names]
    _need_same(a, b)
    one, other = [d.score for d in a], [d.score for d in b]
    resamples = Resamples(len(names))

    def difference(figure: Callable[[DocumentScore], float]) -> Difference:
        old, new = [figure(s) for s in one], [figure(s) for s in other]
        change = resamples.mean([n - o for o, n in zip(old, new, strict=True)])
        return Difference(sum(old) / len(old), sum(new) / len(new), change)

    def share(attribute: Attribute) -> Difference | None:
        old, new = ([s.attributes[attribute] for s in scores] for scores in (one, other))
        (p, q), (r, s) = (([x.right for x in y], [x.total for x in y]) for y in (old, new))
        change = resamples.share_difference((p, q), (r, s))
        return Difference(sum(p) / sum(q), sum(r) / sum(s), change) if change else None

    return Comparison(
        documents=len(names),
        left_out=tuple(sorted(ours.keys() ^ theirs.keys())),
        score=difference(lambda s: s.score),
        fields={field: difference(lambda s, f=field: s.fields[f]) for field in FIELDS},
        attributes={attribute: share(attribute) for attribute in ATTRIBUTES},
        ungrounded=(sum(len(s.ungrounded) for s in one), sum(len(s.ungrounded) for s in other)),
        seconds=(sum(d.seconds for d in a), sum(d.seconds for d in b)),
        changes=_changes(one, other),
    )


def _need_same(one: Sequence[DocumentRun], other: Sequence[DocumentRun]) -> None:
    changed = [
        a.name for a, b in zip(one, other, strict=True) if (a.text, a.label) != (b.text, b.label)
    ]
    if changed:
        raise SetupError(
            "the runs do not compare: text or label is not the same in both of "
            + ", ".join(changed)
        )


def _changes(one: Sequence[DocumentScore], other: Sequence[DocumentScore]) -> tuple[Change, ...]:
    changes = [
        Change(a.document, a.score, b.score, {f: b.fields[f] - a.fields[f] for f in FIELDS})
        for a, b in zip(one, other, strict=True)
        if a.fields != b.fields
    ]
    return tuple(sorted(changes, key=lambda c: (-abs(c.after - c.before), c.document)))
