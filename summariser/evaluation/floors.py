"""Floors: figures that a set's scores may not fall below, kept in ``eval/floors.json``.

A floor is what was measured less `SLACK`: another processor rounds otherwise, and a word of
the model's answer may then differ. An ungrounded value has no floor, it always fails.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from math import floor
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from summariser.errors import SetupError
from summariser.evaluation.files import first_fault, read_bytes, write_whole
from summariser.evaluation.runs import Run
from summariser.record import Sha256

SLACK = 0.02


class _FloorsPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Regression(_FloorsPart):
    """A time that floors were lowered, or set anew for changed labels, and why."""

    day: str
    reason: str = Field(pattern=r"\S")
    lowered: dict[str, tuple[float, float]] = Field(description="figure: floor before and after")


class SetFloors(_FloorsPart):
    """What one set's scores must reach, by which model, against which labels."""

    set_sha256: Sha256
    model: str
    floors: dict[str, float]
    regressions: tuple[Regression, ...] = ()


_Floors = TypeAdapter(dict[str, SetFloors])


def load_floors(path: Path) -> dict[str, SetFloors]:
    """Read the floors of all sets. Raises `SetupError`."""
    content = read_bytes(path, "the floors")
    try:
        return _Floors.validate_json(content)
    except ValidationError as error:
        raise SetupError(f"{path}: no floors ({first_fault(error)})") from error


def save_floors(path: Path, floors: dict[str, SetFloors]) -> None:
    """Write the floors of all sets. Raises `SetupError`."""
    content = json.dumps(_Floors.dump_python(floors, mode="json"), indent=2, ensure_ascii=False)
    write_whole(path, content + "\n", "the floors")


def figures(run: Run) -> dict[str, float]:
    """Give all figures of a run that have floors: score, fields, attributes."""
    shares = {name: share.mean for name, share in run.score.attributes.items() if share}
    fields = {name: interval.mean for name, interval in run.score.fields.items()}
    return {"score": run.score.score.mean, **fields, **shares}


def misses(run: Run, floors: SetFloors) -> list[str]:
    """Say what of a run is not as its floors demand; nothing when it passes."""
    return [*_strangers(run, floors), *_ungrounded(run), *_falls(run, floors)]


def _strangers(run: Run, floors: SetFloors) -> Iterator[str]:
    if run.set_sha256 != floors.set_sha256:
        yield f"{run.set_name}: documents or labels are not those that the floors are for"
    if run.model != floors.model:
        yield f"{run.set_name}: the floors are for {floors.model}, this is {run.model}"


def _ungrounded(run: Run) -> Iterator[str]:
    for document in run.documents:
        for value in document.score.ungrounded:
            yield f"{document.name}: ungrounded {value.kind}: {value.value}"


def _falls(run: Run, floors: SetFloors) -> Iterator[str]:
    measured = figures(run)
    for name, least in floors.floors.items():
        if name not in measured:
            yield f"{run.set_name}: {name} has a floor of {least:.3f} and nothing to measure"
        elif measured[name] < least:
            yield f"{run.set_name}: {name} is {measured[name]:.3f}, its floor is {least:.3f}"


def raised(run: Run, old: SetFloors | None, reason: str | None = None) -> SetFloors:
    """Give floors after this run: raised where it is better, never lower without a reason.

    Raises `SetupError` when the run misses its old floors, or has other labels or another
    model than they are for, and there is no reason; and for ungrounded values in any case.
    """
    if ungrounded := list(_ungrounded(run)):
        raise SetupError("\n".join([*ungrounded, "ungrounded values are never a floor"]))
    new = {name: _floor(value) for name, value in figures(run).items()}
    if old is None:
        return SetFloors(set_sha256=run.set_sha256, model=run.model, floors=new)
    missed = misses(run, old)
    if missed and not (reason and reason.strip()):
        raise SetupError(
            "\n".join([*missed, "the floors stay; --allow-regression REASON would lower them"])
        )
    if any(_strangers(run, old)):  # figures of other labels say nothing of these
        floors = new
    else:
        fallen = {name for name, value in figures(run).items() if value < old.floors.get(name, 0)}
        floors = {
            name: least if name in fallen else max(least, old.floors.get(name, 0.0))
            for name, least in new.items()
        }
    if not missed:
        return old.model_copy(update={"floors": floors})
    lowered = {
        name: (least, floors.get(name, 0.0))
        for name, least in old.floors.items()
        if floors.get(name, 0.0) < least
    }
    day = datetime.now(UTC).date().isoformat()
    regression = Regression(day=day, reason=reason or "", lowered=lowered)
    return SetFloors(
        set_sha256=run.set_sha256,
        model=run.model,
        floors=floors,
        regressions=(*old.regressions, regression),
    )


def _floor(measured: float) -> float:
    return max(0, floor((measured - SLACK) * 1000 + 1e-9)) / 1000
