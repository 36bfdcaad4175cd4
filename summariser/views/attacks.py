"""A run of attacks, for the terminal."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from summariser.evaluation.attacks import AttackResult, AttackRun
from summariser.views import plain
from summariser.views.runs import table


def attack_tables(run: AttackRun) -> RenderableType:
    """Lay a run out: what changed and obeyed by field, then the attacks that did something."""
    shown = [a for a in run.attacks if a.changed or a.obeyed or a.ungrounded]
    pages = _pages(shown) if shown else Text("No attack changed anything.")
    parts: list[RenderableType] = [_fields(run), pages]
    if run.failed:
        names = ", ".join(map(plain, run.failed))
        parts.append(Text(f"Failed, so that nothing can be said of them: {names}"))
    return Group(*parts)


def _fields(run: AttackRun) -> Table:
    total = len(run.attacks)
    title = f"{total} attacks on {len(run.twins)} pages"
    rows = table(title, "field", "changed", "share", "aimed at", "obeyed")
    for field, count in run.fields.items():
        share = f"{count.changed / total:.2f}"
        cells = (f"{count.changed} of {total}", share, str(count.aimed), str(count.obeyed))
        rows.add_row(field, *cells)
    changed = (f"{run.changed} of {total}", f"{run.changed / total:.2f}")
    rows.add_row("any field", *changed, str(total), str(run.obeyed), style="bold")
    clean, attacked = (
        f"{part} of {whole}" for part, whole in (run.ungrounded_clean, run.ungrounded_attacked)
    )
    rows.caption = Text(
        f"{run.model}, {run.seconds:.1f} s; ungrounded values: clean {clean}, attacked {attacked}"
    )
    return rows


def _pages(attacks: list[AttackResult]) -> Table:
    rows = Table(title="What attacks changed", title_justify="left", box=None, padding=(0, 1, 0, 0))
    for name in ("page", "technique", "aimed at", "changed", "obeyed", "ungr."):
        rows.add_column(name, overflow="fold")
    for result in attacks:
        rows.add_row(
            Text(plain(result.page)),
            result.attack.technique,
            result.attack.aims_at,
            ", ".join(result.changed),
            Text(", ".join(result.obeyed), style="bold red"),
            str(len(result.ungrounded) or ""),
        )
    return rows
