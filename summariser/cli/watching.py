"""What a run over a corpus tells while it works: a bar or events on standard error, a summary."""

import json
import sys
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from summariser.cli.messages import complain
from summariser.cli.progress import Bar
from summariser.record import MeetingSummary, Status
from summariser.views import plain


@dataclass
class Tally:
    """What a run has done so far."""

    statuses: Counter[Status] = field(default_factory=Counter[Status])
    there: int = 0  # pages that had a row before
    twins: int = 0  # pages with the words of another
    from_cache: int = 0
    requests: int = 0
    tokens: int = 0
    cost: float = 0.0
    begun: float = field(default_factory=time.monotonic)

    def add(self, record: MeetingSummary) -> None:
        """Count a record that was written."""
        used = record.provenance.usage
        self.statuses[record.status] += 1
        self.twins += record.document.same_as is not None
        self.from_cache += record.provenance.from_cache and record.document.same_as is None
        self.requests += used.requests
        self.tokens += used.prompt_tokens + used.completion_tokens
        self.cost += used.cost or 0.0

    @property
    def written(self) -> int:
        """Records so far."""
        return self.statuses.total()

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return time.monotonic() - self.begun

    def numbers(self) -> dict[str, object]:
        """All of it, for machines."""
        return {
            "written": self.written,
            **{status: self.statuses[status] for status in ("ok", "partial", "failed")},
            "there": self.there,
            "twins": self.twins,
            "from_cache": self.from_cache,
            "requests": self.requests,
            "tokens": self.tokens,
            "cost": round(self.cost, 6),
            "seconds": round(self.seconds, 3),
        }

    def words(self, *, documents: bool = True) -> str:
        """What there is to tell of it, for people; without the documents: what they cost."""
        counts = [f"{count:,} {status}" for status, count in sorted(self.statuses.items())]
        parts = [f"{self.written:,} documents: {', '.join(counts)}"] if documents else []
        parts += [f"{self.there:,} were there already"] if documents and self.there else []
        parts += [f"{self.twins:,} the same as others"] if self.twins else []
        parts += [f"{self.from_cache:,} from the cache"] if self.from_cache else []
        parts += [f"{self.tokens:,} tokens"] if self.tokens else []
        parts += [f"cost {self.cost:,.4f}"] if self.cost else []
        return "; ".join(parts)


class Teller(Protocol):
    """Hears of each record that was written."""

    def wrote(self, record: MeetingSummary, tally: Tally) -> None: ...  # noqa: D102
    def ended(self, tally: Tally) -> None: ...  # noqa: D102
    def waits(self, state: str, completed: int, total: int) -> None: ...  # noqa: D102
    @contextmanager
    def aside(self) -> Generator[None]:
        """For as long as something else is printed."""
        yield


class Events:
    """JSON lines for machines."""

    def wrote(self, record: MeetingSummary, tally: Tally) -> None:
        """One event a record."""
        told = record.provenance
        self._tell(
            event="record",
            id=record.document.id,
            status=record.status,
            same_as=record.document.same_as,
            seconds=told.seconds,
            from_cache=told.from_cache,
            warnings=list(record.warnings),
            **told.usage.model_dump(),
            written=tally.written,
        )

    def ended(self, tally: Tally) -> None:
        """One event for all."""
        self._tell(event="end", **tally.numbers())

    def waits(self, state: str, completed: int, total: int) -> None:
        """One event each time that batches were looked at."""
        self._tell(event="batch", state=state, completed=completed, total=total)

    @contextmanager
    def aside(self) -> Generator[None]:
        """Nothing is in the way."""
        yield

    @staticmethod
    def _tell(**event: object) -> None:
        print(json.dumps(event), file=sys.stderr, flush=True)  # ASCII: no commands to a terminal


class RecordBar(Bar):
    """A bar for people; what is wrong with a record is told beside it, also without a terminal."""

    def wrote(self, record: MeetingSummary, tally: Tally) -> None:
        """Move on, and say what is wrong with a record for those who do not look at it."""
        rate = tally.written / max(tally.seconds, 1e-9)
        told = f"{rate:,.0f}/s" if rate >= 10 else f"{3600 * rate:,.0f}/h"
        failed = f"{tally.statuses['failed']:,} failed; " if tally.statuses["failed"] else ""
        self._show(
            completed=tally.written + tally.there,
            rate=told,
            description=failed + tally.words(documents=False),
        )
        if record.status != "ok":
            name = record.document.id
            reasons = [warning.removeprefix(f"{name}: ") for warning in record.warnings]
            with self.aside():
                complain(f"{record.status}: {name}: {'; '.join(reasons)}")

    def ended(self, tally: Tally) -> None:
        """Sum up what did not go well."""
        if tally.written > tally.statuses["ok"]:
            with self.aside():
                complain(tally.words())

    def waits(self, state: str, completed: int, total: int) -> None:
        """Show how far the batches are."""
        told = f"batch {plain(state)}: {completed:,} of {total:,} replies"
        self._show(description=told)
