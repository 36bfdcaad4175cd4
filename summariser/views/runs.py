"""A run as tables for the terminal: documents, means with intervals, attributes."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from summariser.evaluation.metrics import ATTRIBUTES, FIELDS, Interval
from summariser.evaluation.runs import DocumentRun, Run


def render(run: Run) -> RenderableType:
    """Lay a run out for rich's ``console.print``; words from documents are never markup."""
    parts: list[RenderableType] = [_documents(run), _means(run), _attributes(run)]
    if any(document.score.ungrounded for document in run.documents):
        parts.append(_ungrounded(run))
    return Group(*parts)


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first, overflow="fold")
    for other in others:
        table.add_column(other, justify="right")
    return table


def _documents(run: Run) -> Table:
    table = _table("Documents", "document", *FIELDS, "score", "ungrounded", "seconds")
    for document in run.documents:
        score = document.score
        table.add_row(
            _name(document),
            *(f"{score.fields[field]:.2f}" for field in FIELDS),
            f"{score.score:.3f}",
            f"{len(score.ungrounded)}/{score.values}",
            f"{document.seconds:.1f}",
        )
    table.caption = Text(f"{len(run.documents)} of {run.set_name} in {run.seconds:.1f} s")
    return table


def _name(document: DocumentRun) -> Text:
    name = Text(document.score.document)
    if document.record.status != "ok":
        name.append(f" ({document.record.status})", style="bold red")
    return name


def _means(run: Run) -> Table:
    score = run.score
    table = _table("Means over documents", "field", "precision", "recall", "score", "95 %")
    for field in FIELDS:
        sides = ("", "")
        if field in score.precision:
            sides = (_cells(score.precision[field])[0], _cells(score.recall[field])[0])
        table.add_row(field, *sides, *_cells(score.fields[field]))
    table.add_row("document score", "", "", *_cells(score.score), style="bold")
    table.add_row("ungrounded rate", "", "", *_cells(score.ungrounded))
    return table


def _attributes(run: Run) -> Table:
    table = _table("Of matched officials and agreements", "attribute", "right", "share", "95 %")
    for attribute in ATTRIBUTES:
        shares = [d.score.attributes[attribute] for d in run.documents]
        counts = f"{sum(s.right for s in shares)}/{sum(s.total for s in shares)}"
        table.add_row(attribute, counts, *_cells(run.score.attributes[attribute]))
    return table


def _ungrounded(run: Run) -> Table:
    table = _table("Ungrounded values", "document", "kind", "value")
    for document in run.documents:
        for value in document.score.ungrounded:
            table.add_row(_name(document), value.kind, Text(value.value))
    return table


def _cells(interval: Interval | None) -> tuple[str, str]:
    if interval is None:
        return "–", "–"
    return f"{interval.mean:.3f}", f"{interval.low:.3f}–{interval.high:.3f}"
