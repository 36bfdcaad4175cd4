"""Two runs against each other, for the terminal."""

from rich.console import Group, RenderableType
from rich.text import Text

from summariser.evaluation.comparison import Comparison, Difference
from summariser.views import plain
from summariser.views.runs import table

_MOST_CHANGED = 10


def comparison_tables(comparison: Comparison) -> RenderableType:
    """Lay out what changed: figures with paired intervals, then the documents."""
    parts: list[RenderableType] = [_figures(comparison), _documents(comparison)]
    if comparison.left_out:
        names = ", ".join(map(plain, comparison.left_out))
        parts.append(Text(f"Only in one of the runs, left out: {names}"))
    return Group(*parts)


def _figures(comparison: Comparison) -> RenderableType:
    rows = table(f"{comparison.documents} documents", "figure", "before", "after", "change", "95 %")
    for name, difference in (*comparison.fields.items(), *comparison.attributes.items()):
        if difference:
            rows.add_row(name, *_cells(difference))
    rows.add_row("document score", *_cells(comparison.score), style="bold")
    rows.add_row("ungrounded values", *map(str, comparison.ungrounded), "", "")
    rows.add_row("seconds", *(f"{seconds:.1f}" for seconds in comparison.seconds), "", "")
    rows.caption = "* the interval leaves out 0"
    return rows


def _cells(difference: Difference) -> tuple[str, str, str, str]:
    change = difference.change
    return (
        f"{difference.before:.3f}",
        f"{difference.after:.3f}",
        f"{change.mean:+.3f}{'*' if difference.is_clear else ' '}",
        f"{change.low:+.3f} to {change.high:+.3f}",
    )


def _documents(comparison: Comparison) -> RenderableType:
    changes = comparison.changes
    if not changes:
        return Text("No document changed its score.")
    title = f"Most changed, of {len(changes)} documents with another score"
    rows = table(title, "document", "before", "after", "change", "fields")
    for change in changes[:_MOST_CHANGED]:
        fields = ", ".join(f"{f} {by:+.2f}" for f, by in change.fields.items() if by)
        rows.add_row(
            Text(plain(change.document)),
            f"{change.before:.3f}",
            f"{change.after:.3f}",
            f"{change.after - change.before:+.3f}",
            fields,
        )
    return rows
