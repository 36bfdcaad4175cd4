"""Runs as tables for the terminal; words from documents are never markup or commands."""

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from summariser.evaluation.intervals import Interval
from summariser.evaluation.metrics import ATTRIBUTES, FIELDS
from summariser.evaluation.runs import DocumentRun, Run
from summariser.views import plain

_SHORT = ("part.", "offic.", "venue", "date", "agree.", "cont.")  # of FIELDS, for 80 columns


def run_tables(run: Run) -> RenderableType:
    """Lay a run out: documents, means with intervals, attributes, what is ungrounded."""
    parts: list[RenderableType] = [_documents(run), _means(run), _attributes(run)]
    if any(document.score.ungrounded for document in run.documents):
        parts.append(_ungrounded(run))
    return Group(*parts)


def table(title: str, first: str, *others: str) -> Table:
    """Begin a table of figures with names before them."""
    made = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    made.add_column(first, overflow="fold")
    for other in others:
        made.add_column(other, justify="right", no_wrap=True, min_width=len(other))
    return made


def _documents(run: Run) -> Table:
    rows = table("Documents", "document", *_SHORT, "score", "ungr.", "sec.")
    for document in run.documents:
        score = document.score
        rows.add_row(
            _name(document),
            *(f"{score.fields[field]:.2f}" for field in FIELDS),
            f"{score.score:.3f}",
            f"{len(score.ungrounded)}/{score.values}",
            f"{document.seconds:.1f}",
        )
    rows.caption = Text(f"{len(run.documents)} of {run.set_name} in {run.seconds:.1f} s")
    return rows


def _name(document: DocumentRun) -> Text:
    name = Text(plain(document.name))
    if document.record.status != "ok":
        name.append(f" ({document.record.status})", style="bold red")
    return name


def _means(run: Run) -> Table:
    score = run.score
    rows = table("Means over documents", "field", "precision", "recall", "score", "95 %")
    for field in FIELDS:
        sides = ("", "")
        if field in score.precision:
            sides = (cells(score.precision[field])[0], cells(score.recall[field])[0])
        rows.add_row(field, *sides, *cells(score.fields[field]))
    rows.add_row("document score", "", "", *cells(score.score), style="bold")
    rows.add_row("ungrounded rate", "", "", *cells(score.ungrounded))
    return rows


def _attributes(run: Run) -> Table:
    rows = table("Of matched officials and agreements", "attribute", "right", "share", "95 %")
    for attribute in ATTRIBUTES:
        shares = [d.score.attributes[attribute] for d in run.documents]
        counts = f"{sum(s.right for s in shares)}/{sum(s.total for s in shares)}"
        rows.add_row(attribute, counts, *cells(run.score.attributes[attribute]))
    return rows


def _ungrounded(run: Run) -> Table:
    rows = table("Ungrounded values", "document", "kind", "value")
    for document in run.documents:
        for value in document.score.ungrounded:
            rows.add_row(_name(document), value.kind, Text(plain(value.value)))
    return rows


def cells(interval: Interval | None) -> tuple[str, str]:
    """Write a figure and its interval."""
    if interval is None:
        return "–", "–"
    return f"{interval.mean:.3f}", f"{interval.low:.3f}–{interval.high:.3f}"
